"""A schedule in place of a map, or beside one: what is under way is drawn, and all is done by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sim.report.replay import page as written
from tests.browser.replay.driving import door, opened, pane, show
from tests.browser.watching import inaccessible
from tests.report.scheduled import made, schedule


def at(page: Page, folder: Path, name: str, lang: str = "en") -> Page:
    file = folder / "replay.html"
    file.write_text(written(made(name, lang)), encoding="utf-8")
    return opened(page, file)


@pytest.fixture
def programme(page: Page, tmp_path: Path) -> Page:
    return at(page, tmp_path, "vigilant_isles")


def serial() -> tuple[float, float, str]:
    """Return when some serial began and ended, and its name."""
    _, _, from_s, until_s, label, _, _ = schedule("vigilant_isles")["bars"][12]
    return from_s, until_s, label


def shown(page: Page, nth: int = 0) -> dict[str, tuple[bool, float, float]]:
    """Return the bars drawn by label: whether each is under way, and its edges."""
    return {label: (going, left, right) for label, going, left, right, _ in door(page, f"bars({nth})")}


def test_it_opens_on_the_schedule_where_there_is_no_map(programme: Page) -> None:
    first = min(each[2] for each in schedule("vigilant_isles")["bars"])
    for nth in (0, 1):
        assert pane(programme, nth).locator(".moving").get_attribute("aria-label").startswith("Schedule: ")
        assert pane(programme, nth).get_by_role("button", name="Map").is_hidden()
        assert door(programme, f"bars({nth})")
    assert door(programme, "time") == first
    programme.keyboard.press("m")
    assert door(programme, "bars(0)")


def test_what_is_under_way_is_drawn_so(programme: Page) -> None:
    from_s, until_s, label = serial()
    states = []
    for time_s in (from_s - 60, (from_s + until_s) / 2, until_s + 60):
        door(programme, f"time = {time_s}")
        states.append(shown(programme)[label][0])
    assert states == [False, True, False]
    door(programme, f"time = {(from_s + until_s) / 2}")
    assert label in programme.locator("#alt-0").text_content().partition("Next:")[0]


def test_a_side_is_shown_nothing_to_come(programme: Page) -> None:
    from_s, until_s, label = serial()
    door(programme, f"time = {from_s - 60}")
    assert label in shown(programme)
    show(programme, 0, view="0")
    assert label not in shown(programme) and "Next:" not in programme.locator("#alt-0").text_content()
    door(programme, f"time = {from_s + 0.5 * (until_s - from_s)}")
    going, left, right = shown(programme)[label]
    show(programme, 0, view="-1")
    assert going and right - left == pytest.approx(0.5 * (shown(programme)[label][2] - left), abs=0.5)


def test_keys_move_clock_lanes_and_stretch(programme: Page) -> None:
    from_s, until_s, label = serial()
    door(programme, f"time = {(from_s + until_s) / 2}")
    pane(programme, 0).locator(".moving").focus()
    _, left, right = shown(programme)[label]
    programme.keyboard.press("+")
    _, nearer, further = shown(programme)[label]
    assert further - nearer == pytest.approx(1.5 * (right - left), rel=0.01)
    programme.keyboard.press("0")
    assert shown(programme)[label] == (True, left, right)
    before = door(programme, "time")
    programme.keyboard.press("ArrowRight")
    assert door(programme, "time") > before
    door(programme, f"time = {before}")
    programme.keyboard.press("Enter")
    assert programme.locator(".about h2").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(programme: Page, scheme: Any) -> None:
    programme.emulate_media(color_scheme=scheme)
    door(programme, f"time = {serial()[0] + 60}")
    assert inaccessible(programme) == []


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_map_and_a_schedule_are_switched(page: Page, tmp_path: Path, lang: str) -> None:
    at(page, tmp_path, "amphibious", lang)
    assert door(page, "bars(0)") is None
    page.locator(".way").nth(0).click()
    door(page, "time = 86400")
    assert door(page, "bars(0)") and door(page, "bars(1)") is None
    assert inaccessible(page) == []
    page.keyboard.press("m")
    assert door(page, "bars(0)") is None
    assert door(page, "missing()") == []


def test_a_lane_is_as_high_beside_itself(page: Page, tmp_path: Path) -> None:
    at(page, tmp_path, "amphibious")
    page.locator(".way").nth(0).click()
    page.locator(".way").nth(1).click()
    lanes = door(page, "lanes(0)")
    assert len(lanes) > 10 and lanes == door(page, "lanes(1)")
    assert len(set(lanes.values())) == len(lanes)


def test_the_key_is_that_of_what_is_shown(page: Page, tmp_path: Path) -> None:
    at(page, tmp_path, "amphibious")
    page.get_by_role("tab", name="Layers").click()
    key, layers = page.locator(".key"), page.get_by_label("Sensors and how far they see")
    assert "aircraft, United Kingdom" in key.inner_text() and layers.is_visible()
    page.keyboard.press("m")
    assert {"done, Japan", "under way, filled up to now", "now"} <= set(key.inner_text().splitlines())
    assert "aircraft" not in key.inner_text() and layers.is_hidden()
