"""The page is for every reader: accessible, of any size, in each language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sim.report.replay import texts
from tests.browser.replay.driving import DAY, TRUTH, choose, door, figures, opened, pane, show
from tests.browser.watching import inaccessible

PAGE = Path(__file__).parents[3] / "sim" / "report" / "page"
BEYOND = """
[...document.querySelectorAll('.counts dt, .counts dd, .choices > *, .transport > *, .buttons > *')]
    .filter(each => each.offsetParent)
    .filter(each => each.getBoundingClientRect().right
        > each.parentElement.closest('section, header, footer').getBoundingClientRect().right + 0.5
        || (each.matches('dt, dd') && each.scrollWidth > each.clientWidth + 1))
    .map(each => each.outerHTML)
"""
TOO_SMALL = """
[...document.querySelectorAll('button, select, input[type=search], input[type=range], label, .row')]
    .filter(each => each.offsetParent && (each.offsetWidth < 24 || each.offsetHeight < 24))
    .map(each => each.outerHTML)
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["Events", "Story", "Layers"])
def test_it_is_accessible(at: Page, scheme: Any, tab: str) -> None:
    at.emulate_media(color_scheme=scheme)
    show(at, 1, view=TRUTH)
    door(at, f"time = {3 * DAY}")
    pane(at, 1).locator(".moving").focus()
    choose(at, "asset_tasked")
    at.get_by_role("tab", name=tab).click()
    assert inaccessible(at) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_when_presenting_and_in_its_help(at: Page, scheme: Any) -> None:
    at.emulate_media(color_scheme=scheme)
    at.get_by_role("button", name="Present").click()
    assert inaccessible(at) == []
    at.get_by_role("button", name="Help").click()
    assert inaccessible(at) == []


@pytest.mark.parametrize("size", [(390, 844), (320, 640), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_nothing_is_cut_and_all_can_be_touched(
    page: Page, files: dict[str, Path], size: tuple[int, int], lang: str
) -> None:
    """No sideways scrolling, no number or label beyond its map, no target under 24 px (WCAG 2.5.8)."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    at = opened(page, files[lang])
    door(at, f"time = {6 * DAY}")
    fits(at, size)
    at.keyboard.press("f")
    fits(at, size)


def fits(at: Page, size: tuple[int, int]) -> None:
    assert at.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert at.evaluate("document.documentElement.scrollHeight") <= size[1]
    assert at.evaluate(BEYOND) == []
    assert at.evaluate(TOO_SMALL) == []
    assert all(box["height"] >= 90 for each in at.locator(".stage").all() if (box := each.bounding_box()))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_word_is_in_the_language(page: Page, files: dict[str, Path], lang: str) -> None:
    at = opened(page, files[lang])
    pane(at, 0).locator(".moving").focus()
    for key in ("v", "v", "v", "?", "Escape", "1", "1", "s", "s", "f", "f", "n", "p"):
        at.keyboard.press(key)
    for tab in at.get_by_role("tab").all():
        tab.click()
    assert door(at, "missing()") == []
    assert at.evaluate("document.documentElement.lang") == lang


def test_every_word_that_is_said_is_listed() -> None:
    said = {word.replace("\\'", "'") for file in PAGE.glob("*.js")
            for word in re.findall(r"\bt\('((?:[^'\\]|\\.)*)'", file.read_text(encoding="utf-8"))}  # fmt: skip
    assert len(said) > 50 and said <= set(texts())


def test_who_does_not_see_the_map_is_told(at: Page) -> None:
    door(at, f"time = {3 * DAY}")
    for nth in (0, 1):
        label = pane(at, nth).locator(".moving").get_attribute("aria-label") or ""
        words = pane(at, nth).locator("p.unseen").inner_text()
        assert label.startswith("Map: ") and "2021-03-04 00:00" in words
        assert all(f"{name}: {number}" in words for name, number in figures(at, nth).items())
