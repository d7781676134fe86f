"""The replay in a browser: where the log says, what each side knows, by hand and by keyboard, for every reader."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page

from sim.report.replay import fold, page as written, texts
from sim.world.geodesy import latlon
from tests.browser.watching import inaccessible
from tests.report.unpacked import Case, case_of, journals, replay, small

TRUTH = "-1"
DAY = 86_400.0
PAGE = Path(__file__).parents[2] / "sim" / "report" / "page"
at_every_time = pytest.mark.parametrize("days", [0.0, 1.5, 3.21, 6.999])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the small replay in each language."""
    folder = tmp_path_factory.mktemp("replay")
    found = {}
    for lang in ("en", "ja"):
        made = fold(small(), {case: lambda log=log: log for case, log in journals().items()}, lang, texts())
        found[lang] = folder / f"{lang}.html"
        found[lang].write_text(written(made), encoding="utf-8")
    return found


def opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    page.wait_for_selector("html.ready", state="attached")
    return page


@pytest.fixture
def at(page: Page, files: dict[str, Path]) -> Page:
    return opened(page, files["en"])


def door(page: Page, ask: str) -> Any:
    """Ask the page's door for tests, or tell it the time: `time = 60`."""
    return page.evaluate(f"replay.{ask}")


def pane(page: Page, nth: int) -> Locator:
    return page.locator(".pane").nth(nth)


def show(page: Page, nth: int, case: str = "", view: str = "") -> None:
    if case:
        pane(page, nth).get_by_label("Case").select_option(label=case)
    if view:
        pane(page, nth).get_by_label("View").select_option(view)


def figures(page: Page, nth: int) -> dict[str, int]:
    found = pane(page, nth).locator(".counts div")
    return {each.locator("dt").inner_text(): int(each.locator("dd").inner_text()) for each in found.all()}


def case(nth: int) -> Case:
    return case_of(replay(), nth)


def told(nth: int, kind: str) -> list[dict[str, Any]]:
    found = [event for event in case(nth).events if event["kind"] == kind]
    assert found, f"the small run has no {kind}"
    return found


# What it shows


def test_it_opens_on_what_sharing_adds(at: Page) -> None:
    shown = [pane(at, nth).get_by_label("Case").input_value() for nth in (0, 1)]
    views = {pane(at, nth).get_by_label("View").input_value() for nth in (0, 1)}
    assert shown == ["0", "1"] and len(views) == 1 and views != {TRUTH}
    assert door(at, "time") == replay().meta["warm_up_s"]
    assert at.get_by_role("button", name="Play", exact=True).is_visible()


@at_every_time
@pytest.mark.parametrize("nth", [0, 1])
def test_everybody_is_where_the_data_says(at: Page, nth: int, days: float) -> None:
    door(at, f"time = {days * DAY}")
    number = np.unique(case(nth).who["id"])
    leg = case(nth).legs.find(number, np.full(len(number), days * DAY))
    there = number[leg >= 0]
    assert len(there) > 50
    lat, lon = latlon(case(nth).legs.position(leg[leg >= 0], np.full(len(there), days * DAY)))
    got = at.evaluate(f"{json.dumps(number.tolist())}.map(n => replay.position({nth}, n))")
    assert [n for n, place in zip(number, got, strict=True) if place] == there.tolist()
    np.testing.assert_allclose([place for place in got if place], np.stack([lat, lon], axis=1), rtol=0, atol=1e-9)


@at_every_time
def test_marks_are_drawn_where_ships_are(at: Page, days: float) -> None:
    """To a hundredth of a pixel: the marks are kept in 32 bits."""
    show(at, 1, view=TRUTH)
    door(at, f"time = {days * DAY}")
    drawn = door(at, "drawn(1)")
    assert len(drawn) > 50
    place = at.evaluate(f"{json.dumps(drawn)}.map(([n]) => replay.point(1, ...replay.position(1, n)))")
    np.testing.assert_allclose([xy for _, *xy in drawn], place, rtol=0, atol=0.01)


@at_every_time
@pytest.mark.parametrize("nth", [0, 1])
@pytest.mark.parametrize("side", [0, 1])
def test_a_side_holds_what_the_rule_says(at: Page, nth: int, side: int, days: float) -> None:
    door(at, f"time = {days * DAY}")
    held = {int(number): instant for number, instant in door(at, f"held({nth}, {side})").items()}
    assert held == pytest.approx(case(nth).held(side, days * DAY), rel=0, abs=1e-6)


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
    assert at.locator(".found").inner_text() == f"{len(known)} events"
    show(at, 0, view=TRUTH)
    assert at.locator(".found").inner_text() == f"{len(case(0).events)} events"


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


# Stories and causes


def chain(nth: int, event: dict[str, Any]) -> list[int]:
    by_number = {each["i"]: each for each in case(nth).events}
    found = [event["i"]]
    while (cause := by_number[found[0]]["cause"]) is not None:
        found.insert(0, cause)
    return found


def choose(at: Page, kind: str, row: int = 0) -> None:
    at.get_by_label("Kind of event").select_option(kind)
    at.locator("#page-0 .list").evaluate("each => { each.scrollTop = 0 }")
    at.locator("#page-0 .row").nth(row).click()


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
    show(at, 1, view=str(side))
    pane(at, 1).locator(".moving").focus()
    door(at, f"time = {event['t']}")
    choose(at, "report_received")
    by_number = {each["i"]: each for each in case(1).events}
    whole = chain(1, event)
    assert (
        door(at, "chain()")
        == [n for n in whole if side in by_number[n]["knows"] or by_number[n]["knows"] == "*"]
        != whole
    )
    assert "not known to this side" in at.locator(".about").inner_text()


def click_on(at: Page, nth: int, number: int) -> None:
    x, y = next(xy for n, *xy in door(at, f"drawn({nth})") if n == number)
    pane(at, nth).locator(".moving").click(position={"x": x, "y": y})


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
    assert at.locator(".found").inner_text() == f"{len(found)} events"
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


# Hand and keyboard


def test_the_wheel_zooms_about_the_pointer(at: Page) -> None:
    show(at, 0, view=TRUTH)
    box = pane(at, 0).locator(".moving").bounding_box()
    assert box is not None
    drawn = {n: xy for n, *xy in door(at, "drawn(0)")}
    number, (x, y) = min(drawn.items(), key=lambda each: abs(each[1][0] - 200) + abs(each[1][1] - 200))
    at.mouse.move(box["x"] + x, box["y"] + y)
    at.mouse.wheel(0, -150)
    at.wait_for_function("before => replay.drawn(0).length !== before", arg=len(drawn))
    after = {n: xy for n, *xy in door(at, "drawn(0)")}
    assert after[number] == pytest.approx([box_px for box_px in (x, y)], abs=1.0)


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
    pressed("]")
    assert at.get_by_label("Speed").input_value() == "5"
    pressed("[")
    pressed(" ")
    assert at.get_by_role("button", name="Pause").is_visible()
    pressed(" ")
    door(at, "time = 86400")
    before = door(at, "point(0, 30, 125)")
    pressed("ArrowRight")
    assert door(at, "point(0, 30, 125)")[0] < before[0]
    pressed("+")
    assert door(at, "point(0, 31, 125)") != before
    pressed("0")
    assert door(at, "point(0, 30, 125)") == before
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


@pytest.mark.parametrize("nth", range(9))
def test_each_layer_has_its_number(at: Page, nth: int) -> None:
    show(at, 1, view=TRUTH)
    at.get_by_role("tab", name="Layers").click()
    box = at.locator(".layers input").nth(nth)
    pane(at, 0).locator(".moving").focus()
    at.keyboard.press(str(nth + 1))
    assert not box.is_checked()
    assert at.locator("p[role=status]").inner_text().endswith("hidden")
    at.keyboard.press(str(nth + 1))
    assert box.is_checked()


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


# For every reader


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
@pytest.mark.parametrize("presenting", [False, True])
def test_nothing_is_cut_and_all_can_be_touched(
    page: Page, files: dict[str, Path], size: tuple[int, int], lang: str, presenting: bool
) -> None:
    """No sideways scrolling, no number or label beyond its map, no target under 24 px (WCAG 2.5.8)."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    at = opened(page, files[lang])
    door(at, f"time = {6 * DAY}")
    if presenting:
        at.keyboard.press("f")
    assert at.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert at.evaluate("document.documentElement.scrollHeight") <= size[1]
    over = """[...document.querySelectorAll('.counts dt, .counts dd, .choices > *, .transport > *, .buttons > *')]
        .filter(each => each.offsetParent && (each.getBoundingClientRect().right > each.parentElement.closest('section, header, footer')
            .getBoundingClientRect().right + 0.5 || each.scrollWidth > each.clientWidth + 1 && each.matches('dt, dd')))
        .map(each => each.outerHTML)"""
    assert at.evaluate(over) == []
    small_ = """[...document.querySelectorAll('button, select, input[type=search], input[type=range], label, .row')]
        .filter(each => each.offsetParent).map(each => [each.outerHTML.slice(0, 90), each.offsetWidth, each.offsetHeight])
        .filter(([, wide, tall]) => wide < 24 || tall < 24)"""
    assert at.evaluate(small_) == []
    assert all(each.bounding_box()["height"] >= 90 for each in at.locator(".stage").all())  # type: ignore[index]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_word_is_in_the_language(page: Page, files: dict[str, Path], lang: str) -> None:
    at = opened(page, files[lang])
    show_all = "v v v ? Escape 1 1 s s f f n p".split()
    pane(at, 0).locator(".moving").focus()
    for key in show_all:
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
