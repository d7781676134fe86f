"""Text between markers in a page: `<!-- begin NAME -->` and `<!-- end NAME -->`."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["between", "put"]


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)


def between(text: str, name: str) -> str | None:
    """Return what stands between two markers, or None without them."""
    found = _pattern(name).search(text)
    return found[0].split("\n", 1)[1].rsplit("<!--", 1)[0] if found else None


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands between two markers of a page.

    Raises: ValueError when the page lacks them.
    """
    before = page.read_text(encoding="utf-8")
    after, found = _pattern(name).subn(lambda match: f"{match[1]}\n{text.strip()}\n\n{match[2]}", before)
    if found != 1:
        raise ValueError(f"{page}: there must be one '<!-- begin {name} -->' with its end, found {found}")
    page.write_text(after, encoding="utf-8", newline="\n")
