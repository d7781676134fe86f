"""A voyage over half the world: ships that lie together are one mark, names do not meet, and what is counted occurs."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sim.report.replay import page as written
from tests.browser.replay.driving import DAY, TRUTH, door, figures, opened, pane, show
from tests.report.unpacked import case_of, voyage

SHIPS = {"flag", "escort", "guest", "oiler"}


@pytest.fixture
def at(page: Page, tmp_path: Path) -> Page:
    """Open the short voyage, everything shown on both maps."""
    file = tmp_path / "voyage.html"
    file.write_text(written(voyage()), encoding="utf-8")
    opened(page, file)
    for nth in (0, 1):
        show(page, nth, view=TRUTH)
    return page


def ships() -> dict[int, str]:
    who = case_of(voyage(), 0).who
    found = zip(who["id"].tolist(), who["name"], strict=True)
    return {number: name for number, name in found if name in SHIPS}


def marked(at: Page) -> list[str]:
    """Return the names of the ships of the group that have a mark of their own."""
    names = ships()
    return [names[number] for number, *_ in door(at, "drawn(0)") if number in names]


def meeting(labels: list[list[Any]]) -> list[tuple[str, str]]:
    """Return pairs of names whose boxes meet; a box is left, top, right, bottom."""
    return [(a[0], b[0]) for a, b in combinations(labels, 2)
            if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]]  # fmt: skip


def test_ships_in_one_port_are_one_mark_with_their_number(at: Page) -> None:
    door(at, "time = 0")
    assert marked(at) == ["flag"]
    assert "flag +3" in [words for words, *_ in door(at, "labels(0)")]


def test_each_ship_of_a_mark_is_had_in_turn(at: Page) -> None:
    door(at, "time = 0")
    told = []
    for _ in range(5):
        x, y = next(xy for number, *xy in door(at, "drawn(0)") if number in ships())
        pane(at, 0).locator(".moving").click(position={"x": x, "y": y})
        told.append(at.locator(".about h2").inner_text())
        assert marked(at) == [told[-1]]
    assert told[:4] == ["flag", "escort", "guest", "oiler"] and told[4] == "flag"


def test_a_group_at_sea_comes_apart_when_it_is_looked_at_closely(at: Page) -> None:
    """Four days out the whole group is under way to Jeddah."""
    door(at, f"time = {4 * DAY}")
    assert marked(at) == ["flag"]
    at.evaluate(f"""() => {{
        const map = Replay.app.panes[0];
        map.zoom(60, ...replay.point(0, ...replay.position(0, {min(ships())})));
    }}""")
    assert len(marked(at)) > 1


def test_no_name_meets_another(at: Page) -> None:
    """Hour by hour round the group's port and through its voyage, at two scales."""
    for _ in range(2):
        for hours in range(0, 24 * 24, 7):
            door(at, f"time = {hours * 3600}")
            for nth in (0, 1):
                labels = door(at, f"labels({nth})")
                assert labels and meeting(labels) == []
        pane(at, 0).get_by_role("button", name="Zoom in").click()


def test_what_is_selected_is_named_first(at: Page) -> None:
    door(at, "time = 0")
    number = next(number for number, name in ships().items() if name == "oiler")
    at.evaluate(f"Replay.app.select({number})")
    assert door(at, "labels(0)")[0][0] == "oiler +3"


def test_only_what_occurs_is_counted(at: Page) -> None:
    """No event of the voyage is a cue or a transfer: what sets its cases apart is counted instead, up to now."""
    cases = [case_of(voyage(), nth).events for nth in (0, 1)]
    assert not any({"cue", "transfer", "photo"} & set(event) for events in cases for event in events)
    numbers = [Counter(event["kind"] for event in events) for events in cases]
    apart = {kind: abs(numbers[0][kind] - numbers[1][kind]) / (numbers[0][kind] + numbers[1][kind]) ** 0.5
             for kind in numbers[0] | numbers[1]}  # fmt: skip
    for days in (0.0, 12.0, 24.0):
        door(at, f"time = {days * DAY}")
        for nth, events in enumerate(cases):
            shown = figures(at, nth)
            kinds = [words.replace(" ", "_") for words in shown if words != "vessels in the area"]
            assert len(kinds) == 2 and {apart[kind] for kind in kinds} == set(sorted(apart.values())[-2:])
            so_far = Counter(event["kind"] for event in events if event["t"] <= days * DAY)
            assert {kind: shown[kind.replace("_", " ")] for kind in kinds} == {kind: so_far[kind] for kind in kinds}


def test_a_few_against_none_tell_more_than_a_little_more_of_many(at: Page) -> None:
    events = [[*["often"] * often, *["seldom"] * seldom, *["same"] * 5] for often, seldom in ((100, 4), (90, 0))]
    given = [[{"kind": kind, "knows": "*"} for kind in case] for case in events]
    asked = f"new Replay.Figures({{meta: {{cases: []}}, events: {json.dumps(given)}}}).kinds({{view: 0}})"
    assert at.evaluate(asked) == ["seldom", "often"]


def test_vessels_are_counted_only_where_there_are_any(at: Page) -> None:
    assert "vessels in the area" in figures(at, 0)
    at.evaluate("Replay.app.panes[0].kase.fleet.side.fill(0)")
    door(at, "time = 0")
    assert "vessels in the area" not in figures(at, 0)


def test_a_partner_is_counted_only_where_one_passes_on(at: Page) -> None:
    show(at, 0, view="0")
    show(at, 1, view="1")
    assert "through a partner" in figures(at, 0) and "through a partner" not in figures(at, 1)


def test_the_whole_run_plays_in_one_to_two_minutes(at: Page) -> None:
    days = [1, 2, 3, 7, 10, 24, 30, 60, 90, 208, 365, 1000, 3000]
    paces = at.evaluate(f"{json.dumps(days)}.map(n => Replay.SPEEDS[new Replay.Clock(n * 86400, 0, {{}}).speed])")
    assert all(60 <= n * DAY / pace <= 120 for n, pace in zip(days, paces, strict=True))
    assert at.locator("select[aria-label=Speed] option:checked").inner_text() == "6 h a second"
