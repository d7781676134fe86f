"""Who the planned vessels are, where they are when, and what cases of one replication share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.kernel.run import Run
from sim.parts.fleet import HULLS_FROM
from sim.parts.theatre import Theatre
from sim.parts.traffic import NEVER, Batch, Traffic
from sim.world.areas import Box
from sim.world.geodesy import distance_m, latlon
from sim.world.motion import Legs, along
from tests.theatres import HOUR_S, KN_M_S, SEA, part, theatre

EASTWARD = [(28.0, 124.0), (28.0, 125.0)]


def batch(name: str, ships: int, **given: Any) -> Batch:
    """Return ships that start an hour apart and run 53 nm to the east at 10 kn."""
    legs = Legs.concat([along(number, number * HOUR_S, EASTWARD, 10 * KN_M_S) for number in range(ships)])
    usual: dict[str, Any] = {
        "length_m": np.full(ships, 100.0), "ais": np.full(ships, 2), "dark_from_s": np.full(ships, NEVER),
        "dark_until_s": np.full(ships, NEVER), "mate": np.full(ships, -1),
    }  # fmt: skip
    return Batch(name, "ship", legs, **(usual | given))


def test_numbers_run_through_the_batches_and_names_do_not() -> None:
    traffic = Traffic((batch("one", 3), batch("two", 2)))
    assert traffic.planned == 5
    assert [traffic.name(vessel) for vessel in range(5)] == ["one-0001", "one-0002", "one-0003", "two-0001", "two-0002"]
    assert Traffic((batch("two", 2),)).name(0) == "two-0001"


def test_mates_are_numbered_like_the_vessels() -> None:
    traffic = Traffic((batch("one", 3), batch("two", 2, mate=np.array([1, 0]))))
    assert traffic.columns.mate.tolist() == [-1, -1, -1, 4, 3]


def test_a_vessel_is_seen_where_it_is_and_only_while_it_is() -> None:
    traffic = Traffic((batch("one", 2),))
    sight = traffic.sight(1, 2 * HOUR_S)
    assert sight is not None
    assert float(distance_m(*EASTWARD[0], sight.lat_deg, sight.lon_deg)) == pytest.approx(10 * 1852, rel=1e-6)
    assert sight.speed_m_s == pytest.approx(10 * KN_M_S)
    assert (sight.identity, sight.length_m, sight.broadcasting, sight.paired) == ("one-0002", 100.0, True, False)
    assert traffic.sight(1, 0.5 * HOUR_S) is None
    assert traffic.sight(1, 12 * HOUR_S) is None


def test_under_way_are_those_that_have_begun_and_not_ended() -> None:
    traffic = Traffic((batch("one", 12),))
    for hour in (0.5, 3.5, 8.1, 16.2, 30.0):
        expected = [vessel for vessel in range(12) if traffic.sight(vessel, hour * HOUR_S) is not None]
        assert sorted(traffic.under_way(hour * HOUR_S)[0].tolist()) == expected


@pytest.mark.parametrize("box", [Box("east", 124.5, 126.0, 27.0, 29.0), Box("west", 123.0, 124.5, 27.0, 29.0)])
def test_inside_are_those_under_way_that_the_box_holds(box: Box) -> None:
    times_s = np.arange(0.5, 20.0) * HOUR_S
    westward = Legs.concat([along(number, number * HOUR_S, EASTWARD[::-1], 10 * KN_M_S) for number in range(4)])
    traffic = Traffic((batch("one", 12), replace(batch("two", 4), legs=westward)))
    expected = []
    for nth, time_s in enumerate(times_s):
        vessels, points = traffic.under_way(time_s)
        expected += [(nth, vessel) for vessel in vessels[box.contains(*latlon(points))].tolist()]
    assert len(expected) > 20
    assert list(zip(*(column.tolist() for column in traffic.inside(box, times_s)), strict=True)) == expected


@pytest.mark.parametrize("times_s", [np.empty(0), np.array([1e9])])
def test_at_no_time_nobody_is_inside(times_s: np.ndarray) -> None:
    assert [len(column) for column in Traffic((batch("one", 3),)).inside(SEA, times_s)] == [0, 0]


def test_a_transponder_fails_for_its_time() -> None:
    dark = {"dark_from_s": np.array([HOUR_S, NEVER]), "dark_until_s": np.array([2 * HOUR_S, NEVER])}
    traffic = Traffic((batch("one", 2, **dark),))
    loud = [bool(traffic.broadcasting(np.array([0]), hour * HOUR_S)[0]) for hour in (0.5, 1.0, 1.9, 2.0)]
    assert loud == [True, False, False, True]
    sights = [traffic.sight(0, hour * HOUR_S) for hour in (0.5, 1.5)]
    assert [sight.broadcasting for sight in sights if sight] == [True, False]


def test_suspicious_is_whoever_could_ever_bear_a_sign() -> None:
    sorts = {
        "lawful": batch("lawful", 1), "silent": batch("silent", 1, ais=np.array([0])),
        "small": batch("small", 1, ais=np.array([0]), length_m=np.array([20.0])),
        "fails": batch("fails", 1, dark_from_s=np.array([0.0])), "pair": batch("pair", 2, mate=np.array([1, 0])),
        "trawlers": batch("trawlers", 2, mate=np.array([1, 0]), ais=np.zeros(2, int), length_m=np.array([45.0, 35.0])),
    }  # fmt: skip
    expected = {"lawful": [], "silent": [0], "small": [], "fails": [0], "pair": [], "trawlers": [0]}
    assert {name: Traffic((each,)).suspicious.tolist() for name, each in sorts.items()} == expected


def test_presence_is_when_they_are_inside() -> None:
    traffic = Traffic((batch("one", 2),))
    vessel, enter_s, leave_s = traffic.presence(Box("half", 124.5, 126.0, 27.0, 29.0))
    whole_s = float(traffic.legs.end_s[0])
    assert vessel.tolist() == [0, 1]
    np.testing.assert_allclose(enter_s, [whole_s / 2, whole_s / 2 + HOUR_S], atol=1.0)
    np.testing.assert_allclose(leave_s, [whole_s, whole_s + HOUR_S], atol=1e-3)
    assert traffic.leaves_s(Box("elsewhere", 10, 11, 10, 11)).tolist() == [-np.inf, -np.inf]


def test_no_vessels_are_a_traffic_too() -> None:
    empty = Traffic(())
    assert empty.planned == 0
    assert len(empty.under_way(0.0)[0]) == len(empty.suspicious) == 0
    assert len(empty.presence(SEA)[0]) == len(empty.inside(SEA, np.array([1.0]))[0]) == 0


def test_directed_hulls_have_numbers_of_their_own() -> None:
    on = theatre()
    one, two = (on.new_hull(name, 80.0, (28.0, 125.0)) for name in ("one", "two"))
    assert (one.vessel, two.vessel) == (HULLS_FROM, HULLS_FROM + 1)
    assert on.fleet.name(two.vessel) == "two"
    assert on.fleet.hull(two.vessel) is two
    assert on.fleet.sight(one.vessel, 0.0).speed_m_s == 0.0  # type: ignore[union-attr]


# What cases share


def pairs(box: Box, shelf: dict[Any, Any], seed: int = 1) -> np.ndarray:
    """Return where bunkering is done when its area is a box."""
    usual = theatre(part("bunkering", area="box", rate="10 /d"), areas={"box": box}).setting
    on = Theatre(Run(seed, 0, start=usual.start), replace(usual, areas={"box": box}), shelf)
    return on.traffic.legs.a


def test_cases_share_traffic_and_only_if_it_is_the_same() -> None:
    """Sharing is a matter of speed: what differs in anything that traffic is made of is made anew."""
    here, there = Box("box", 124.0, 125.0, 28.0, 29.0), Box("box", 126.0, 127.0, 28.0, 29.0)
    shelf: dict[Any, Any] = {}
    first = pairs(here, shelf)
    assert pairs(here, shelf) is first
    np.testing.assert_array_equal(pairs(here, {}), first)
    assert not np.array_equal(pairs(here, shelf, seed=2)[:5], first[:5])
    np.testing.assert_array_equal(pairs(there, shelf), pairs(there, {}))
