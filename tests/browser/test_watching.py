"""What the browser tests stand on sees what it must see."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.watching import inaccessible, watch

GOOD = '<!doctype html><html lang="en"><title>Good</title><main><h1>Good</h1><p>Text.</p></main></html>'


@pytest.mark.parametrize(
    ("bad", "seen"),
    [
        ("<script>console.error('x')</script>", "console: x"),
        ("<script>throw new Error('x')</script>", "error: x"),
        ("<img src='http://localhost:9/x.png'>", "request: http://localhost:9/x.png"),
    ],
)
def test_what_no_page_may_do_is_seen(browser: Browser, tmp_path: Path, bad: str, seen: str) -> None:
    path = tmp_path / "bad.html"
    path.write_text(GOOD + bad, encoding="utf-8")
    opened = browser.new_page()
    found = watch(opened)
    opened.goto(path.as_uri())
    opened.close()
    assert seen in found


def test_a_good_page_passes(page: Page) -> None:
    page.set_content(GOOD)
    assert inaccessible(page) == []


def test_what_is_not_accessible_is_seen(page: Page) -> None:
    page.set_content(GOOD.replace("<p>", "<p style='color: #ccc'>"))
    assert [each.partition(":")[0] for each in inaccessible(page)] == ["color-contrast"]
