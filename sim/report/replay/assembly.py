"""The page as one file: its parts, and what it draws, each where it can do no harm."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any, Final

from sim.report.replay.folding import Replay
from sim.report.typeface import embedded

__all__ = ["page", "texts"]

HTML: Final = "page.html"
TEXTS: Final = "texts.json"
STYLE: Final = re.compile(r'<link rel="stylesheet" href="([\w.-]+)">')
SCRIPT: Final = re.compile(r'<script src="([\w./-]+)"></script>')
POLICY: Final = "default-src 'none'; script-src {scripts}; style-src {styles}; font-src data:; img-src data:"
DATA: Final = (
    '<script type="application/json" id="replay-meta">{meta}</script>\n'
    '<script type="application/octet-stream;base64" id="replay-columns">{columns}</script>'
)
ENDING: Final = re.compile(r"</(script|style)|<!--", re.IGNORECASE)
UNSAFE: Final = re.compile("[<>&\u2028\u2029]")


def texts() -> tuple[str, ...]:
    """Return every word of the page, in English."""
    return tuple(json.loads(_read(TEXTS)))


def _read(name: str) -> str:
    return files("sim.report").joinpath("page", *name.split("/")).read_text(encoding="utf-8")


def page(replay: Replay) -> str:
    """Return the one file: the parts that page.html names in their order, and the data, under a policy of its own."""
    html, meta = _read(HTML), replay.meta
    styles = [_read(name) for name in STYLE.findall(html)]
    styles[:1] = ["\n".join((embedded(replay.letters), *styles[:1]))]
    scripts = [_read(name) for name in SCRIPT.findall(html)]
    for part in (*styles, *scripts):
        if ENDING.search(part):
            raise ValueError("a part of the page holds what would end its element")
    policy = POLICY.format(scripts=_sources(scripts), styles=_sources(styles))
    html = STYLE.sub(lambda _: f"<style>{styles.pop(0)}</style>", html)
    html = SCRIPT.sub(lambda _: f"<script>{scripts.pop(0)}</script>", html)
    places = {
        'lang="en"': f'lang="{escape(meta["lang"])}"',
        "<title>Replay</title>": f"<title>{escape(meta['title'])}</title>",
        "content=\"default-src 'none'\"": f'content="{policy}"',
        "<!-- data -->": DATA.format(meta=_json(meta), columns=replay.columns),
    }
    for place, content in places.items():
        before, found, after = html.partition(place)
        if not found or place in after:
            raise ValueError(f"page.html needs {place} once")
        html = before + content + after
    return html


def _json(value: Any) -> str:
    """Write JSON that can stand inside a script element, whatever is in it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _sources(parts: list[str]) -> str:
    """Return what a policy calls each of some parts."""
    hashes = (b64encode(sha256(part.encode()).digest()).decode() for part in parts)
    return " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
