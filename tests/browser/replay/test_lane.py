"""A sea lane on the map: what is counted, what is drawn, and that a side's map holds only what that side knows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sim.report.replay import page as written
from tests.browser.replay.driving import DAY, TRUTH, door, figures, opened, pane, show
from tests.report.test_replay_lane import made
from tests.report.unpacked import opened as columns

INSTANTS = (0.0, 40.3, 200.7, 365.0)
SIDES = {"0": 0, "1": 1}
DRAWN = {"attempts": "attempt_made", "warnings": "warning_issued", "answers": "patrol_sent", "patrols": "patrol_posted"}


def lane(page: Page, folder: Path, lang: str = "en") -> Page:
    """Open the made-up lane, everything shown on both maps."""
    file = folder / "lane.html"
    file.write_text(written(made(lang)), encoding="utf-8")
    opened(page, file)
    for nth in (0, 1):
        page.evaluate(f"Replay.app.show({nth}, {nth}, {TRUTH})")
    return page


@pytest.fixture
def at(page: Page, tmp_path: Path) -> Page:
    return lane(page, tmp_path)


def told(nth: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = columns(made())[f"event@{nth}"]
    return found


def facts(at: Page, what: str) -> list[dict[str, Any]]:
    """Return what the left map has to draw of a sort: when it begins, and of whom."""
    found: list[dict[str, Any]] = at.evaluate(
        f"Replay.app.panes[0].facts.{what}.map(({{t, side, event}}) => ({{t, side, i: event && event.i}}))"
    )
    return found


def test_the_figures_count_up_to_now(at: Page) -> None:
    afloat = columns(made())["afloat@0"]
    for days in INSTANTS:
        door(at, f"time = {days * DAY}")
        for nth in (0, 1):
            so_far = [event for event in told(nth) if event["t"] <= days * DAY]
            kinds = Counter(event["kind"] for event in so_far)
            boarded = sum(event.get("outcome", [""])[0] == "boarded" for event in so_far)
            assert figures(at, nth) == {
                "ships under way": afloat[int(days)], "attempts so far": kinds["attempt_made"],
                "ships boarded": boarded, "warnings so far": kinds["warning_issued"],
            }  # fmt: skip


@pytest.mark.parametrize("view", SIDES)
def test_a_side_is_shown_what_it_knows_and_no_more(at: Page, view: str) -> None:
    show(at, 0, view=view)
    for what, kind in DRAWN.items():
        every = [event for event in told() if event["kind"] == kind]
        known = [event["t"] for event in every if SIDES[view] in event["knows"]]
        assert len(known) < len(every) or kind.startswith("patrol")  # all patrols are of one side
        assert [each["t"] for each in facts(at, what)] == known, what
    outcomes = at.evaluate("Replay.app.panes[0].facts.attempts.filter(each => each.outcome).length")
    assert outcomes == sum(event["kind"] == "attempt_ended" and SIDES[view] in event["knows"] for event in told())
    door(at, f"time = {INSTANTS[2] * DAY}")
    assert "ships under way" not in figures(at, 0)


def test_a_patrol_of_another_side_is_not_on_the_map(at: Page) -> None:
    assert "guard ×3" in [words for words, *_ in door(at, "labels(0)")]
    show(at, 0, view="1")
    assert "guard ×3" not in [words for words, *_ in door(at, "labels(0)")]


def test_an_attempt_is_picked_where_it_was_made(at: Page) -> None:
    event = next(event for event in told() if event["kind"] == "attempt_made" and event["attempt"][0] == "basin")
    door(at, f"time = {event['t'] + DAY}")
    x, y = door(at, f"point(0, {event['at'][0]}, {event['at'][1]})")
    pane(at, 0).locator(".moving").click(position={"x": x, "y": y})
    assert at.evaluate("Replay.app.selected.event.i") == event["i"]


def pixels(at: Page, lat: float, lon: float) -> list[int]:
    """Return the colour of the left map's moving marks at a place."""
    x, y = door(at, f"point(0, {lat}, {lon})")
    found: list[int] = at.evaluate(f"""() => {{
        const {{ moving, ratio }} = Replay.app.panes[0];
        const one = new OffscreenCanvas(1, 1).getContext('2d', {{ willReadFrequently: true }});
        one.drawImage(moving, -{x} * ratio, -{y} * ratio);
        return [...one.getImageData(0, 0, 1, 1).data];
    }}""")
    return found


def test_a_warning_fills_its_area_while_it_holds(at: Page) -> None:
    """The warnings for the Somali Basin hold for two days, ten times a year; a corner of it is free of marks."""
    event = next(event for event in told() if event["kind"] == "warning_issued" and event["warning"][1] == "basin")
    corner = (1.0, 51.0)
    for seconds, shown in ((event["t"] - 60, False), (event["t"] + 60, True), (event["warning"][2] + 60, False)):
        door(at, f"time = {seconds}")
        assert (pixels(at, *corner)[3] > 0) is shown, seconds
    at.keyboard.press("4")
    door(at, f"time = {event['t'] + 60}")
    assert pixels(at, *corner)[3] == 0


def test_only_layers_that_the_data_has_are_offered(at: Page) -> None:
    at.get_by_role("tab", name="Layers").click()
    words = [label.split("\n")[-1] for label in at.locator(".layers label").all_inner_texts()]
    assert words == ["Ships", "Sensors and how far they see", "Attempts", "Warnings", "Patrols and their answers",
                     "Tracks", "Areas", "Names"]  # fmt: skip
    key = at.locator(".key").inner_text()
    assert "attempt: a patrol came first" in key and "transfer" not in key and "cue" not in key
    at.keyboard.press("9")  # there is no ninth


def test_no_word_is_missing_in_japanese(page: Page, tmp_path: Path) -> None:
    at = lane(page, tmp_path, "ja")
    at.get_by_role("tab", name="表示項目").click()
    door(at, f"time = {INSTANTS[1] * DAY}")
    assert door(at, "missing()") == []
    assert "襲撃" in at.locator(".layers").inner_text()
