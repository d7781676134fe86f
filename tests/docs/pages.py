"""The pages of the documentation, and what is written in them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["PAGES", "ROOT", "blocks", "headings", "text"]

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("design/*.md")]
)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@cache
def text(page: str) -> str:
    """Return a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(language: str, *pages: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of a language, each with where it begins."""
    return [
        (f"{page}:{text(page)[: found.start()].count(chr(10)) + 1}", found[2])
        for page in pages or PAGES
        for found in FENCED.finditer(text(page))
        if found[1] == language
    ]


def headings(page: str) -> set[str]:
    """Return the anchors of a page's headings."""
    lines = FENCED.sub("", text(page)).splitlines()
    titles = [line.lstrip("#").strip().lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}
