"""The shared parts of decks, beaches and ranges: services by level, weather and light, and orders that cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from sim.base.errors import UserError
from sim.parts.conditions import Limits, fit
from sim.parts.interoperability import LevelChanged, Table, table_of
from sim.scenario.load import load
from sim.world.daylight import is_day
from sim.world.weather import SeaState
from tests.theatres import HOUR_S, part, theatre

DECK = {"kind": "flight_deck", "id": "deck", "side": "a", "position": ["28 N", "126 E"]}
FORCE = {"kind": "landing_force", "id": "force", "side": "a", "position": ["28 N", "126 E"]}
BEACH = {"kind": "landing_beach", "id": "beach", "side": "a", "position": ["28 N", "126.2 E"]}
SERIES = {"kind": "exercise_series", "id": "isles", "host": "a", "guest": "b"}


def deck(**given: Any) -> dict[str, Any]:
    return DECK | given


def steps(*given: dict[str, Any]) -> dict[str, Any]:
    return DECK | {"turn_round": list(given)}


def craft(count: int) -> dict[str, Any]:
    return FORCE | {"craft": [{"name": "lcu", "count": count, "carries": {"people": 1}}]}


def faults(tmp_path: Any, *parts: dict[str, Any]) -> list[str]:
    """Return what is said of a scenario with some parts, each fault without its file."""
    whole = {
        "title": "t", "start": "2021-03-01T00:00Z", "duration": "2 d", "sides": {"a": {}, "b": {}},
        "area": {"west": "122 E", "east": "130 E", "south": "25 N", "north": "33 N"}, "parts": list(parts),
    }  # fmt: skip
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(whole, sort_keys=False), encoding="utf-8")
    try:
        load(file)
    except UserError as error:
        return [str(fault).removeprefix(f"{file}:") for fault in error.faults]
    return []


def test_the_usual_parts_are_in_order(tmp_path: Any) -> None:
    assert not faults(tmp_path, DECK, FORCE, BEACH, SERIES)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([steps({"name": "x", "after": ["y"]}, {"name": "y", "after": ["x"]})], "x, then y, then x"),
        ([steps({"name": "x", "after": ["w"]})], "no 'w' to come after"),
        ([steps({"name": "x"}, {"name": "x"})], "a second 'x'"),
        ([steps({"name": "x", "needs": {"fullers": 1}})], "not among the teams; did you mean 'fuellers'"),
        ([steps({"name": "x", "needs": {"crew": 9}})], "needs 9 of 'crew', of which there are 4"),
        ([deck(teams={"landing": 0, "ramp": 1}, turn_round=[], repairs=[])], "nobody is in 'landing'"),
        ([deck(teams={"landing": 1, "ramp": 1, "crew": -1})], "found -1; write a number of at least 0"),
        ([deck(teams={"landing": 1, "ramp": 1, "maintainers": 1, "lift": 1})], "'inspect' needs 'crew'"),
        ([deck(jets=0)], "no deck has any jets"),
        ([DECK, {"kind": "interoperability", "id": "t", "services": {"lend": 1}}], "service 'lend'; did you"),
        ([{"kind": "interoperability", "id": "t", "services": {"land": 1}}], "no part has a service 'land'"),
        ([FORCE], "there is no beach to land on"),
        ([BEACH | {"lanes": 0, "points": 0}], "neither a lane nor a landing point"),
        ([BEACH, craft(0)], "no craft at all"),
        ([BEACH, craft(1)], "no craft carries vehicles"),
        ([BEACH, FORCE | {"docks": 0}], "there are no docks to load 'lcu'"),
        ([BEACH | {"lanes": 0}, FORCE], "no beach has lanes for 'lcu'"),
        ([BEACH, {"kind": "weather", "id": "w", "constant": 6}], "always at 6, above the limit of 4"),
        ([BEACH, FORCE | {"waves": [{"name": "x", "amount": 1, "after": ["x"]}]}], "x, then x"),
        ([SERIES | {"final": "12 d"}], "leaves no time for training"),
        ([SERIES | {"every": "10 d"}], "begins before the last has ended"),
        ([SERIES | {"on": ["9 d", "4 d"]}], "not in order of time"),
        ([SERIES | {"resources": {"ranges": 1}}], "needs 'instructors', which is not among the resources"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_once_with_its_line(tmp_path: Any, parts: list[dict[str, Any]], said: str) -> None:
    found = faults(tmp_path, *parts)
    assert said in " ".join(found)
    assert all(fault.split(":")[0].isdigit() for fault in found)
    assert len(found) == len(set(found))


def test_a_side_does_everything_for_itself_and_for_others_by_level() -> None:
    on = theatre(part("interoperability", level=1, services={"land": 1, "arm": 2}))
    table = table_of(on)
    assert table.may("a", "a", "arm") and table.may("a", "b", "land")
    assert not table.may("a", "b", "arm") and not table.may("a", "b", "unheard of")
    assert table.all("a", "b", ["land"]) and not table.all("a", "b", ["land", "arm"])
    assert table.offered() == ("land",)


def test_without_a_table_nobody_does_anything_for_another() -> None:
    on = theatre()
    assert not table_of(on).may("a", "b", "land")
    assert table_of(on).may("a", "a", "land")


def test_a_change_of_level_is_logged_and_told() -> None:
    on = theatre(part("interoperability", services={"land": 1}))
    table = on.actors["interoperability"]
    assert isinstance(table, Table)
    heard: list[int] = []
    table.when_changed.append(lambda: heard.append(1))
    table.spec = part("interoperability", level=1.0, services={"land": 1})
    (event,) = [record.event for record in on.run.journal.of(LevelChanged)]
    assert (event.level, event.services, heard) == (1.0, ("land",), [1])


def test_no_limits_are_kept_always() -> None:
    assert fit(theatre(), (28.0, 126.0), Limits()) is None


def test_a_calm_is_found_at_its_instant() -> None:
    on = theatre()
    on.seas.everywhere = SeaState(np.array([0.0, 5.0, 9.0, 12.0]) * HOUR_S, np.array([2, 6, 4, 3]))
    allows = fit(on, (28.0, 126.0), Limits(sea_state=3))
    assert allows is not None
    assert [allows(hour * HOUR_S) / HOUR_S for hour in (0, 4.5, 5, 10, 12, 30)] == [0, 4.5, 12, 12, 12, 30]
    never = fit(on, (28.0, 126.0), Limits(sea_state=1))
    assert never is not None and never(0.0) == np.inf


def test_daylight_begins_at_sunrise() -> None:
    on = theatre()
    allows = fit(on, (28.0, 126.0), Limits(daylight=True))
    assert allows is not None
    assert allows(2 * HOUR_S) == 2 * HOUR_S
    rise_s = allows(15 * HOUR_S)
    start = on.run.start
    assert not is_day(start, rise_s - 2.0, 28.0, 126.0) and is_day(start, rise_s + 1.0, 28.0, 126.0)


def test_calm_and_light_are_both_waited_for() -> None:
    on = theatre()
    # Calm from 14 h, which is night.
    on.seas.everywhere = SeaState(np.array([0.0, 14.0, 30.0]) * HOUR_S, np.array([6, 2, 6]))
    allows = fit(on, (28.0, 126.0), Limits(3, daylight=True))
    assert allows is not None
    found = allows(0.0)
    assert found == pytest.approx(21.8 * HOUR_S, abs=0.5 * HOUR_S)
    assert on.seas.everywhere.at(found) == 2
