"""Whatever a scenario calls its sides, ships and areas, the page shows it as text, and keeps its shape."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sim.report.replay import Replay
from sim.report.replay import page as written
from tests.report.unpacked import replay

DAY = 86_400.0
HOSTILE = {
    "script": "</script><script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>",
    "quotes": "\"'`&amp;&lt;\\ ${1} {side} {n}",
    "right-to-left": "\u202eevil \u05e9\u05dc\u05d5\u05dd \u2067mirror",
    "emoji": "\U0001f6a2\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1ef\U0001f1f5",
    "long": "x" * 10_000,
}


def hostile(text: str) -> Replay:
    """Return the small replay with a text in place of every name and sentence."""
    made = replay()
    meta = json.loads(json.dumps(made.meta))
    for name in ("title", "purpose", "footer"):
        meta[name] = text
    meta["area"]["name"] = text
    for each in (*meta["sides"], *meta["areas"], *meta["sorts"], *meta["sensors"], *meta["cases"]):
        each["name"] = text
    for post in (post for each in meta["cases"] for post in each["posts"]):
        post["name"] = post["words"] = text
    held = bytearray(gzip.decompress(b64decode(made.columns)))
    for name, (sort, begin, length) in meta["columns"].items():
        if sort != "json":
            continue
        changed = json.dumps(_changed(json.loads(held[begin : begin + length]), text)).encode()
        meta["columns"][name] = [sort, len(held), len(changed)]
        held += changed
    return Replay(meta, b64encode(gzip.compress(bytes(held))).decode(), made.letters + text)


def _changed(rows: list[Any], text: str) -> list[Any]:
    """Give each name, or each event's sentence and kind, another text."""
    return [{**row, "says": text, "kind": f"{row['kind']}{text}"} if isinstance(row, dict) else text for row in rows]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_text_is_only_text(page: Page, tmp_path: Path, text: str, width: int) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(written(hostile(text)), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(file.as_uri())
    page.wait_for_selector("html.ready", state="attached")
    tags = page.evaluate("[...new Set([...document.body.querySelectorAll('*')].map(each => each.localName))]")
    page.locator(".moving").first.focus()
    page.evaluate(f"replay.time = {3 * DAY}")
    for key in ("v", "v", "v", "n", "p"):
        page.keyboard.press(key)
    page.evaluate("Replay.app.togglePanel(true); Replay.app.select(replay.drawn(0)[0][0])")
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollHeight") <= 800
    page.get_by_role("tab").first.click()
    page.locator("#page-0 .row").first.click()
    assert page.evaluate("window.pwned") is None
    assert not set(page.evaluate("[...document.body.querySelectorAll('*')].map(each => each.localName)")) - {
        *tags, "li", "ul", "h2", "button", "canvas", "span", "p", "div"
    }  # fmt: skip
    shown = page.locator("h1").text_content() or ""
    assert shown == text if len(text) < 200 else shown.startswith(text[:100])
    assert all(box["height"] >= 90 for each in page.locator(".stage").all() if (box := each.bounding_box()))
