"""Boats that wander at random."""

import numpy as np
import pytest

from sim.world.geodesy import latlon
from sim.world.waypoints import random_waypoints


class Square:
    def random(self, n, generator):
        return generator.uniform([29.0, 120.0], [31.0, 123.0], (n, 2))


def test_boats_wander_without_a_break():
    legs = random_waypoints(Square(), 50.0, 86_400.0, [3.0, 6.0, 9.0], 5, np.random.default_rng(1)).check()
    assert set(legs.mover.tolist()) == {5, 6, 7}
    for mover, speed in zip((5, 6, 7), (3.0, 6.0, 9.0), strict=True):
        own = legs.select(legs.mover == mover)
        assert own.start_s[0] == 50.0 and own.end_s[-1] == 86_400.0
        assert np.array_equal(own.start_s[1:], own.end_s[:-1])
        assert np.array_equal(own.a[1:], own.b[:-1])
        assert own.speed_m_s == pytest.approx(speed)


def test_boats_hemmed_in_lie_to():
    legs = random_waypoints(
        Square(), 0.0, 7200.0, [5.0], 0, np.random.default_rng(1), blocked=lambda a, b: np.ones(len(a), bool)
    ).check()
    assert np.array_equal(legs.a, legs.b) and legs.end_s[-1] == 7200.0


def test_boats_turn_from_what_blocks_them():
    def blocked(a, b):  # nobody may run west
        return latlon(b)[1] < latlon(a)[1]

    legs = random_waypoints(Square(), 0.0, 86_400.0, np.full(20, 5.0), 0, np.random.default_rng(1), blocked=blocked)
    assert not np.any(latlon(legs.b)[1] < latlon(legs.a)[1] - 1e-9)


@pytest.mark.parametrize(("speeds", "end_s"), [([0.0], 10.0), ([5.0], 0.0)])
def test_boats_need_speed_and_time(speeds, end_s):
    with pytest.raises(ValueError, match="positive speeds"):
        random_waypoints(Square(), 0.0, end_s, speeds, 0, np.random.default_rng(1))
