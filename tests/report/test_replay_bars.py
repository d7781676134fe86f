"""A schedule's bars are what the log says was done, from when to when."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.base.tongue import Tongue
from sim.models.landing_events import CraftBeached, CraftBroke
from sim.models.sortie_events import DeckFouled, StepDone
from sim.models.training_events import ExerciseBegan, ExerciseEnded, SerialDone
from sim.report.replay.bars import bars_of, on_lanes
from sim.report.replay.movers import Grid
from sim.report.teller import Teller
from tests.report.scheduled import SHORT, journal, schedule
from tests.report.unpacked import opened, replay

pytestmark = pytest.mark.slow


def bars(name: str, nth: int = 0) -> dict[int, tuple[str, float, float, str, int, str]]:
    """Return lane, beginning, end, label, side and what is said of a hollow one, by the number of the event."""
    found = schedule(name, nth)
    assert len({each[0] for each in found["bars"]}) == len(found["bars"])
    return {i: (found["lanes"][lane], *rest) for i, lane, *rest in found["bars"]}


@pytest.mark.parametrize("nth", range(2))
def test_serials_and_exercises_are_those_of_the_log(nth: int) -> None:
    log, shown = journal("vigilant_isles", nth), bars("vigilant_isles", nth)
    joint = set()
    for record in log.of(SerialDone):
        lane, from_s, until_s, label, side, hollow = shown.pop(record.seq)
        event = record.event
        assert (lane, label, side) == (event.sort.replace("_", " "), event.serial, -1)
        assert (from_s, until_s) == pytest.approx((record.time_s - event.worked_s, record.time_s), abs=0.1)
        assert hollow == ("" if event.joint else "held side by side")
        joint.add(event.joint)
    assert joint == {True, False}
    ended = {record.event.exercise: record.time_s for record in log.of(ExerciseEnded)}
    for record in log.of(ExerciseBegan):
        lane, from_s, until_s, label, _, _ = shown.pop(record.seq)
        assert (lane, label, from_s) == ("exercise", record.event.exercise, record.time_s)
        assert until_s == pytest.approx(ended[label], abs=0.1)
    assert shown == {}


def test_steps_are_on_the_spots_of_decks() -> None:
    log, shown = journal("f35", 1), bars("f35", 1)
    steps, fouled = list(log.of(StepDone)), list(log.of(DeckFouled))
    for record in steps:
        event = record.event
        lane, from_s, until_s, label, side, hollow = shown[record.seq]
        assert (lane, label) == (f"{event.deck}: spot {event.spot}", f"{event.step}: {event.jet}")
        assert (log.header["sides"][side], hollow) == (event.side, "")
        assert (from_s, until_s) == pytest.approx((record.time_s - event.worked_s, record.time_s), abs=0.01)
    assert len(steps) > 100 and len(shown) == len(steps) + len(fouled)


def test_spots_are_in_order_of_their_numbers() -> None:
    lanes = [lane for lane in schedule("f35")["lanes"] if lane.startswith("strike-carrier: spot ")]
    numbers = [int(lane.rpartition(" ")[2]) for lane in lanes]
    assert len(numbers) > 10 and all(a < b for a, b in pairwise(numbers))


def test_cases_have_their_lanes_in_common() -> None:
    cases = [[[7, "b 2", 5.0, 9.0, "x", 0, ""], [3, "a", 1.0, 2.0, "y", 0, ""]], [[4, "b 1", 0.0, 1.0, "z", 1, ""]]]
    lanes, bars = on_lanes(cases)
    assert lanes == ["b 1", "b 2", "a"]
    assert [[each[:3] for each in case] for case in bars] == [[[3, 2, 1.0], [7, 1, 5.0]], [[4, 0, 0.0]]]


def test_a_craft_that_breaks_down_is_away_from_then_on() -> None:
    log, shown = journal("amphibious", 0), bars("amphibious")
    broken, landed = list(log.of(CraftBroke)), list(log.of(CraftBeached))
    for record in broken:
        lane, from_s, until_s, *_ = shown[record.seq]
        assert lane == record.event.craft
        assert (from_s, until_s) == pytest.approx((record.time_s, record.time_s + record.event.lasts_s), abs=0.01)
    for record in landed:
        assert shown[record.seq][0] == f"{record.event.beach}: unloading"
    assert broken and landed


@pytest.mark.parametrize("name", SHORT)
def test_bars_lie_within_the_run_in_order(name: str) -> None:
    found, most = schedule(name)["bars"], journal(name, 0).header["duration_s"]
    assert all(0 <= from_s <= until_s <= most for _, _, from_s, until_s, *_ in found)
    assert [each[2] for each in found] == sorted(each[2] for each in found)


def test_a_bar_ends_with_the_run() -> None:
    log = journal("amphibious", 0)
    broken = next(log.of(CraftBroke))
    grid = Grid(0.01, broken.time_s + broken.event.lasts_s / 2)
    found = {each[0]: each[3] for each in bars_of(log, Teller(log, Tongue("en"), {}), grid)}
    assert found[broken.seq] == pytest.approx(grid.duration_s, abs=0.01)


def test_where_no_event_has_a_bar_there_is_none() -> None:
    found = opened(replay())
    assert found["lane"] == found["bar@0"] == []
