"""Everything on the page is done by hand, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.replay.driving import DAY, TRUTH, case, door, pane, show
from tests.report.unpacked import replay


def test_the_wheel_zooms_about_the_pointer(at: Page) -> None:
    """What lies under the pointer stays there, and what lies elsewhere does not."""
    place, other = (f"Replay.app.panes[0].chart.inverse({x}, 150)" for x in (200, 300))
    before = at.evaluate(place), at.evaluate(other)
    at.evaluate("""() => {
        const map = document.querySelector('.moving'), box = map.getBoundingClientRect();
        const at = {clientX: Math.round(box.left) + 200, clientY: Math.round(box.top) + 150};
        map.dispatchEvent(new WheelEvent('wheel', {...at, deltaY: -150, cancelable: true}));
    }""")
    box = pane(at, 0).locator(".moving").bounding_box()
    assert box is not None and box["x"] == round(box["x"]) and box["y"] == round(box["y"])
    assert at.evaluate(place) == pytest.approx(before[0], rel=0, abs=1e-9)
    assert at.evaluate(other)[1] < before[1][1]


def test_everything_is_done_by_keyboard(at: Page) -> None:
    map_ = pane(at, 0).locator(".moving")
    map_.focus()
    pressed: Callable[[str], None] = at.keyboard.press
    view = pane(at, 0).get_by_label("View")
    seen = [view.input_value()]
    for _ in range(3):
        pressed("v")
        seen.append(view.input_value())
    assert sorted(set(seen)) == ["-1", "0", "1"] and seen[0] == seen[3]
    pressed("c")
    assert pane(at, 0).get_by_label("Case").input_value() == "1"
    door(at, "time = 86400")
    speed = at.get_by_label("Speed")
    before = int(speed.input_value())
    pressed("]")
    assert speed.input_value() == str(before + 1)
    pressed("[")
    pressed(" ")
    assert at.get_by_role("button", name="Pause").is_visible()
    pressed(" ")
    door(at, "time = 86400")
    place = door(at, "point(0, 30, 125)")
    pressed("ArrowRight")
    assert door(at, "point(0, 30, 125)")[0] < place[0]
    pressed("+")
    assert door(at, "point(0, 31, 125)") != place
    pressed("0")
    assert door(at, "point(0, 30, 125)") == place
    pressed("s")
    assert pane(at, 1).is_hidden()
    pressed("s")
    assert pane(at, 1).is_visible()
    pressed("e")
    assert at.locator(".panel").is_hidden()
    pressed("e")
    pressed("f")
    assert at.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    pressed("f")
    pressed("?")
    assert at.get_by_role("dialog").is_visible()
    pressed("Escape")
    assert at.get_by_role("dialog").is_hidden()
    map_.focus()
    at.locator("body").evaluate("() => document.activeElement.blur()")
    pressed("ArrowRight")
    assert door(at, "time") == 90_000
    pressed("Shift+ArrowLeft")
    assert door(at, "time") == 3_600


def test_a_ship_is_picked_by_keyboard(at: Page) -> None:
    show(at, 0, view=TRUTH)
    pane(at, 0).locator(".moving").focus()
    for _ in range(12):
        at.keyboard.press("Enter")
        if at.locator("#page-1").is_visible():
            break
        at.keyboard.press("ArrowLeft")
    assert at.locator(".about h2").inner_text()
    assert at.locator("#page-1 .list").get_attribute("role") == "listbox"


def test_a_list_is_walked_by_keyboard(at: Page) -> None:
    show(at, 0, view=TRUTH)
    pane(at, 0).locator(".moving").focus()
    events = at.locator("#page-0 .list")
    events.focus()
    at.keyboard.press("Home")
    at.keyboard.press("ArrowDown")
    marked = events.get_attribute("aria-activedescendant")
    assert at.locator(f"#{marked}").get_attribute("aria-posinset") == "2"
    at.keyboard.press("Enter")
    assert door(at, "time") == case(0).events[1]["t"]


def test_each_layer_has_its_number(at: Page) -> None:
    show(at, 1, view=TRUTH)
    at.get_by_role("tab", name="Layers").click()
    pane(at, 0).locator(".moving").focus()
    boxes = at.locator(".layers input").all()
    assert len(boxes) == 9
    for nth, box in enumerate(boxes):
        at.keyboard.press(str(nth + 1))
        assert not box.is_checked()
        at.keyboard.press(str(nth + 1))
        assert box.is_checked()
    assert at.locator("p[role=status]").inner_text() == "Ships hidden"


def test_without_ships_none_is_drawn(at: Page) -> None:
    show(at, 1, view=TRUTH)
    door(at, f"time = {3 * DAY}")
    before = len(door(at, "drawn(1)"))
    at.get_by_role("tab", name="Layers").click()
    at.get_by_role("checkbox", name="Ships").uncheck()
    who = case(1).who
    lawful = {i for i, sort in zip(who["id"].tolist(), who["sort"].tolist(), strict=True)
              if replay().meta["sorts"][sort]["lawful"] and i < 5_000_000}  # fmt: skip
    left = {n for n, *_ in door(at, "drawn(1)")}
    assert len(left) < before and not left & lawful


def test_keys_of_one_letter_can_be_switched_off(at: Page) -> None:
    """WCAG 2.1.4: who dictates would else set off whatever a word is spelt with."""
    pane(at, 0).locator(".moving").focus()
    at.keyboard.press("?")
    at.get_by_label("Listen to keys of one letter or figure").uncheck()
    at.get_by_role("button", name="Close").click()
    at.keyboard.press("s")
    assert pane(at, 1).is_visible()
    at.keyboard.press("?")
    assert at.get_by_role("dialog").is_visible()


def test_a_field_keeps_its_keys(at: Page) -> None:
    at.keyboard.press("/")
    at.keyboard.type("s f 1 ?")
    assert at.get_by_label("Search events and ships").input_value() == "s f 1 ?"
    assert pane(at, 1).is_visible()
