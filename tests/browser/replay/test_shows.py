"""The replay shows everybody where the log says, and to each side what it knows; its clock goes as it says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from sim.world.geodesy import latlon
from tests.browser.replay.driving import DAY, TIMES, TRUTH, case, door, figures, opened, pane, show, told
from tests.report.unpacked import replay

# What it shows


def test_it_opens_on_what_sharing_adds(at: Page) -> None:
    shown = [pane(at, nth).get_by_label("Case").input_value() for nth in (0, 1)]
    views = {pane(at, nth).get_by_label("View").input_value() for nth in (0, 1)}
    assert shown == ["0", "1"] and len(views) == 1 and views != {TRUTH}
    assert door(at, "time") == replay().meta["warm_up_s"]
    assert at.get_by_role("button", name="Play", exact=True).is_visible()


@pytest.mark.parametrize("nth", [0, 1])
def test_everybody_is_where_the_data_says(at: Page, nth: int) -> None:
    shown = case(nth)
    number = np.unique(shown.who["id"])
    for time_s in TIMES:
        door(at, f"time = {time_s}")
        leg = shown.legs.find(number, np.full(len(number), time_s))
        there = number[leg >= 0]
        assert len(there) > 50
        places = np.stack(latlon(shown.legs.position(leg[leg >= 0], np.full(len(there), time_s))), axis=1)
        got = at.evaluate(f"{json.dumps(number.tolist())}.map(n => replay.position({nth}, n))")
        assert [n for n, place in zip(number, got, strict=True) if place] == there.tolist()
        np.testing.assert_allclose([place for place in got if place], places, rtol=0, atol=1e-9)


def test_marks_are_drawn_where_ships_are(at: Page) -> None:
    """To a hundredth of a pixel: the marks are kept in 32 bits."""
    show(at, 1, view=TRUTH)
    for time_s in TIMES:
        door(at, f"time = {time_s}")
        drawn = door(at, "drawn(1)")
        assert len(drawn) > 50
        place = at.evaluate(f"{json.dumps(drawn)}.map(([n]) => replay.point(1, ...replay.position(1, n)))")
        np.testing.assert_allclose([xy for _, *xy in drawn], place, rtol=0, atol=0.01)


@pytest.mark.parametrize("nth", [0, 1])
def test_a_side_holds_what_the_rule_says(at: Page, nth: int) -> None:
    shown = case(nth)
    for time_s in TIMES:
        door(at, f"time = {time_s}")
        for side in (0, 1):
            held = {int(number): instant for number, instant in door(at, f"held({nth}, {side})").items()}
            assert held == pytest.approx(shown.held(side, time_s), rel=0, abs=1e-6)


def test_the_page_counts_what_a_side_holds(at: Page) -> None:
    for nth, side in ((0, "0"), (1, "1")):
        show(at, nth, view=side)
    door(at, f"time = {3.21 * DAY}")
    for nth in (0, 1):
        held = len(case(nth).held(nth, 3.21 * DAY))
        assert figures(at, nth)["vessels held"] == held > 0


def test_going_back_shows_what_going_on_did(at: Page) -> None:
    """A picture is found from the time alone, however one came there."""
    door(at, f"time = {2 * DAY}")
    before = door(at, "held(1, 0)")
    for days in (6.0, 0.1, 2.0):
        door(at, f"time = {days * DAY}")
    assert door(at, "held(1, 0)") == before != {}


@pytest.mark.parametrize("view", [0, 1])
def test_a_side_is_told_only_what_it_knows_by_now(at: Page, view: int) -> None:
    show(at, 0, view=str(view))
    pane(at, 0).locator(".moving").focus()
    door(at, f"time = {3 * DAY}")
    known = [e for e in case(0).events if e["t"] <= 3 * DAY and (e["knows"] == "*" or view in e["knows"])]
    assert at.locator(".found").inner_text() == f"Events: {len(known)}"
    show(at, 0, view=TRUTH)
    assert at.locator(".found").inner_text() == f"Events: {len(case(0).events)}"


def test_a_side_draws_its_own_platforms_and_what_it_holds(at: Page) -> None:
    show(at, 1, view="0")
    door(at, f"time = {3 * DAY}")
    who = case(1).who
    own = set(who["id"][who["side"] == 0].tolist())
    drawn = {number for number, *_ in door(at, "drawn(1)")}
    assert drawn and drawn <= own | set(case(1).held(0, 3 * DAY))


# The clock


def held_still(page: Page, file: Path) -> Page:
    """Open the page with a wall clock that goes on only when told to."""
    page.clock.install(time="2026-01-01")
    opened(page, file)
    page.clock.pause_at("2026-01-02")
    return page


def test_it_plays_at_the_speed_it_says(page: Page, files: dict[str, Path]) -> None:
    """Each frame is 16 ms of the page's clock; the first has nothing before it to measure from."""
    at = held_still(page, files["en"])
    began = door(at, "time")
    at.get_by_label("Speed").select_option(label="1 h a second")
    at.get_by_role("button", name="Play", exact=True).click()
    page.clock.run_for(2000)
    at.get_by_role("button", name="Pause").click()
    assert 2 * 3600 - 3 * 0.016 * 3600 <= door(at, "time") - began <= 2 * 3600
    stopped = door(at, "time")
    page.clock.run_for(1000)
    assert door(at, "time") == stopped


def test_where_motion_is_not_wanted_it_goes_by_steps(page: Page, files: dict[str, Path]) -> None:
    page.emulate_media(reduced_motion="reduce")
    at = held_still(page, files["en"])
    at.get_by_role("button", name="Play", exact=True).click()
    times = []
    for _ in range(30):
        page.clock.run_for(100)
        times.append(door(at, "time"))
    assert 2 <= len(set(times)) - 1 <= 3


def test_the_time_is_put_by_hand(at: Page) -> None:
    slider = at.get_by_role("slider", name="Time")
    slider.fill(str(5 * DAY))
    assert door(at, "time") == 5 * DAY
    assert slider.get_attribute("aria-valuetext") == at.locator(".clock").inner_text() == "2021-03-06 00:00"


def test_it_steps_from_event_to_event(at: Page) -> None:
    show(at, 0, view=TRUTH)
    pane(at, 0).locator(".moving").focus()
    at.get_by_label("Kind of event").select_option("took_off")
    times = [event["t"] for event in told(0, "took_off")]
    door(at, "time = 0")
    for time in times[:3]:
        at.get_by_role("button", name="Next event").click()
        assert door(at, "time") == time
    at.get_by_role("button", name="Previous event").click()
    assert door(at, "time") == times[1]


def test_both_maps_show_one_time_and_one_place(at: Page) -> None:
    show(at, 1, view=TRUTH)
    show(at, 0, view=TRUTH)
    pane(at, 0).get_by_role("button", name="Zoom in").click()
    door(at, f"time = {2 * DAY}")
    here, there = ({n: xy for n, *xy in door(at, f"drawn({nth})")} for nth in (0, 1))
    same = {
        n
        for n in here.keys() & there.keys()
        if n < 10_000 and door(at, f"position(0, {n})") == door(at, f"position(1, {n})")
    }
    assert same and all(here[n] == there[n] for n in same)
