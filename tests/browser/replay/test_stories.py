"""Of a ship the page tells her story, of an outcome what led to it, each as the view knows it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from playwright.sync_api import Page

from tests.browser.replay.driving import DAY, TRUTH, case, choose, door, pane, show, told
from tests.report.unpacked import replay


def chain(nth: int, event: dict[str, Any]) -> list[int]:
    by_number = {each["i"]: each for each in case(nth).events}
    found = [event["i"]]
    while (cause := by_number[found[0]]["cause"]) is not None:
        found.insert(0, cause)
    return found


def test_an_outcome_is_followed_back_to_its_causes(at: Page) -> None:
    show(at, 1, view=TRUTH)
    pane(at, 1).locator(".moving").focus()
    event = told(1, "asset_tasked")[0]
    choose(at, "asset_tasked")
    assert door(at, "time") == event["t"]
    assert door(at, "chain()") == chain(1, event) and len(chain(1, event)) > 1
    rows = at.locator("#page-1 .row")
    assert rows.count() == len(chain(1, event))
    rows.first.click()
    assert door(at, "time") == next(e["t"] for e in case(1).events if e["i"] == chain(1, event)[0])


def test_a_chain_leaves_out_what_the_side_does_not_know(at: Page) -> None:
    event = next(e for e in told(1, "report_received") if len(e["knows"]) == 1)
    side = event["knows"][0]
    show(at, 1, view=TRUTH)
    pane(at, 1).locator(".moving").focus()
    choose(at, "report_received", told(1, "report_received").index(event))
    by_number = {each["i"]: each for each in case(1).events}
    whole = chain(1, event)
    assert door(at, "chain()") == whole
    show(at, 1, view=str(side))
    assert (
        door(at, "chain()")
        == [n for n in whole if side in by_number[n]["knows"] or by_number[n]["knows"] == "*"]
        != whole
    )
    assert "not known to this side" in at.locator(".about").inner_text()


def click_on(at: Page, nth: int, number: int) -> None:
    x, y = next(xy for n, *xy in door(at, f"drawn({nth})") if n == number)
    pane(at, nth).locator(".moving").click(position={"x": x, "y": y})


def test_a_suspicious_contact_is_asked_about_where_it_was(at: Page) -> None:
    """A minute after the first contact of a side that has nothing else within 60 pixels on that side's map."""
    show(at, 1, view="1")
    known = [event for event in case(1).events if event["at"] and 1 in event["knows"]]
    for event in (each for each in known if "contact" in each):
        door(at, f"time = {event['t'] + 60}")
        beside = [each["at"] for each in known if each is not event and each["t"] <= event["t"] + 60]
        near = at.evaluate(f"{json.dumps(beside)}.map(place => replay.point(1, ...place))")
        x, y = door(at, f"point(1, {event['at'][0]}, {event['at'][1]})")
        near += [xy for _, *xy in door(at, "drawn(1)")]
        if all(abs(px - x) + abs(py - y) > 60 for px, py in near):
            break
    pane(at, 1).locator(".moving").click(position={"x": x, "y": y})
    assert door(at, "chain()")[-1] == event["i"]


def test_a_ship_tells_its_story(at: Page) -> None:
    began = told(1, "transfer_began")[0]
    number = began["about"][0]
    show(at, 1, view=TRUTH)
    door(at, f"time = {began['t'] - 3600}")
    click_on(at, 1, number)
    who = case(1).who
    name = who["name"][who["id"].tolist().index(number)]
    assert at.locator(".about h2").inner_text() == name
    mine = [event for event in case(1).events if number in event["about"]]
    assert at.locator("#page-1 .row").first.get_attribute("aria-setsize") == str(len(mine))
    at.locator("#page-1 .row", has_text="begin to pump").first.click()
    assert door(at, "time") == began["t"]


def test_a_side_does_not_name_what_only_radar_saw(at: Page) -> None:
    sensors = replay().meta["sensors"]
    c, who = case(1).contacts, case(1).who
    named = {m for m, s in zip(c["mover"].tolist(), c["sensor"].tolist(), strict=True) if sensors[s]["names"]}
    show(at, 1, view="1")
    dark = {}
    for days in np.arange(1.0, 7.0, 0.25):
        door(at, f"time = {days * DAY}")
        drawn = {n for n, *_ in door(at, "drawn(1)")}
        dark = (drawn & set(case(1).held(1, days * DAY))) - named
        if dark:
            break
    number = min(dark)
    at.evaluate(f"Replay.app.activate(1); Replay.app.select({number})")
    assert at.locator(".about h2").inner_text() == "Unidentified vessel"
    assert str(number) not in at.locator(".about").inner_text()
    show(at, 1, view=TRUTH)
    assert str(number) in at.locator(".about h2").inner_text()
    assert who["name"][who["id"].tolist().index(number)] in at.locator(".about h2").inner_text()


def test_events_and_ships_are_searched_for(at: Page) -> None:
    show(at, 0, view=TRUTH)
    pane(at, 0).locator(".moving").focus()
    at.get_by_label("Search events and ships").fill("TAKES OFF")
    found = [event for event in case(0).events if "takes off" in event["says"]]
    assert at.locator(".found").inner_text() == f"Events: {len(found)}"
    at.get_by_label("Search events and ships").fill("network-receiver-1")
    at.locator(".panel .ships button").first.click()
    assert at.locator(".about h2").inner_text() == "network-receiver-1"


def test_only_the_rows_in_sight_are_in_the_page(at: Page) -> None:
    show(at, 0, view=TRUTH)
    pane(at, 0).locator(".moving").focus()
    assert len(case(0).events) > 100 and at.locator("#page-0 .row").count() < 40
    at.locator("#page-0 .list").evaluate("each => { each.scrollTop = each.scrollHeight }")
    last = at.locator("#page-0 .row").last
    last.wait_for()
    assert last.get_attribute("aria-posinset") == str(len(case(0).events))
