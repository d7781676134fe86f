"""Thinned motion: fewer legs, nobody farther from where they were than was allowed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.geodesy import EARTH_RADIUS_M, angle, unit
from sim.world.motion import Legs, along
from sim.world.thinning import thinned

ROUNDING_M = 1e-6


def sailed(mover: int, start_s: float, places: list[tuple[float, float]], every_s: float) -> Legs:
    """Return legs from place to place, each of the same duration."""
    points = unit(*np.transpose(places))
    edges = start_s + every_s * np.arange(len(points))
    return Legs(np.full(len(points) - 1, mover), edges[:-1], edges[1:], points[:-1], points[1:])


steps = st.lists(st.tuples(st.floats(-0.01, 0.01), st.floats(-0.01, 0.01)), min_size=2, max_size=60)


@given(steps, steps, st.sampled_from([0.0, 30.0, 300.0, 3000.0]), st.sampled_from([0.0, 70.0, -179.99]))
def test_nobody_is_moved_farther_than_the_tolerance(one: list, other: list, tolerance_m: float, lon: float) -> None:
    walks = [np.cumsum([(30.0, lon), *each], axis=0).tolist() for each in (one, other)]
    legs = Legs.concat([sailed(mover, 100.0 * mover, walk, 60.0) for mover, walk in enumerate(walks)])
    fewer = thinned(legs, tolerance_m)
    for mover, walk in enumerate(walks):
        times = 100.0 * mover + np.linspace(0.0, 60.0 * (len(walk) - 1), 500)
        before, after = (each.position(each.find(mover, times), times) for each in (legs.sort("mover"), fewer))
        assert (EARTH_RADIUS_M * angle(before, after)).max() <= tolerance_m + ROUNDING_M
    assert len(fewer) <= len(legs)
    fewer.check()


def test_a_steady_course_becomes_one_leg() -> None:
    way = along(3, 0.0, [(0.0, 10.0), (0.0, 11.0)], 8.0)
    fractions = np.linspace(0.0, 1.0, 1001)
    points = way.position(0, way.end_s[0] * fractions)
    edges = way.end_s[0] * fractions
    legs = Legs(np.full(1000, 3), edges[:-1], edges[1:], points[:-1], points[1:])
    fewer = thinned(legs, 1.0)
    assert len(fewer) <= 2
    assert fewer.start_s[0] == 0.0
    assert fewer.end_s[-1] == way.end_s[0]


def test_a_turn_and_a_stop_are_kept() -> None:
    legs = sailed(1, 0.0, [(0.0, 0.0), (0.0, 0.1), (0.1, 0.1), (0.1, 0.1), (0.2, 0.1)], 3600.0)
    assert len(thinned(legs, 500.0)) == 4


@pytest.mark.parametrize("gap_s", [1.0, 1e6])
def test_what_is_parted_stays_parted(gap_s: float) -> None:
    first = sailed(1, 0.0, [(0.0, 0.0), (0.0, 0.1)], 3600.0)
    second = sailed(1, 3600.0 + gap_s, [(0.0, 0.1), (0.0, 0.2)], 3600.0)
    assert len(thinned(Legs.concat([first, second]), 1e6)) == 2


def test_two_movers_are_never_joined() -> None:
    legs = Legs.concat(
        [sailed(1, 0.0, [(0.0, 0.0), (0.0, 0.1)], 60.0), sailed(2, 60.0, [(0.0, 0.1), (0.0, 0.2)], 60.0)]
    )
    assert len(thinned(legs, 1e6)) == 2


def test_lying_still_for_ever_stays_for_ever() -> None:
    legs = sailed(1, 0.0, [(0.0, 0.0), (0.0, 0.1)], 60.0)
    rest = Legs(np.array([1]), np.array([60.0]), np.array([np.inf]), legs.b, legs.b)
    assert np.isinf(thinned(Legs.concat([legs, rest]), 1e6).end_s[-1])


def test_no_legs_stay_none() -> None:
    assert len(thinned(Legs.empty(), 10.0)) == 0


def test_portions_part_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = [(0.0, 0.001 * k) for k in range(10)]
    legs = Legs.concat([sailed(mover, 0.0, walk, 60.0) for mover in range(7)])
    whole = thinned(legs, 5.0)
    monkeypatch.setattr("sim.world.thinning.PORTION", 4)
    in_portions = thinned(legs, 5.0)
    assert in_portions.mover.tolist() == whole.mover.tolist() == list(range(7))
    assert np.array_equal(in_portions.end_s, whole.end_s)
