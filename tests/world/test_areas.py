"""Boxes and circles: what they hold, how large they are, and when legs are inside."""

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.world.areas import Box, Circle, Water, stays
from sim.world.coast import load
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, latlon
from sim.world.motion import Legs, along, still

SEA = Box("East China Sea", 119.0, 131.0, 25.0, 36.0)
DATE_LINE = Box("date line", 175.0, -175.0, -5.0, 5.0)
GLOBE = Box("globe", -180.0, 180.0, -90.0, 90.0)
DISC = Circle("squid", (30.5, 125.0), 60 * NAUTICAL_MILE_M)


def test_a_box_holds_its_edges():
    assert SEA.contains([25.0, 36.0, 24.99, 30.0, 30.0], [119.0, 131.0, 125.0, 118.99, 131.01]).tolist() == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_box_over_the_date_line():
    assert DATE_LINE.width_deg == 10.0
    assert DATE_LINE.centre == (0.0, -180.0)
    assert DATE_LINE.contains(0.0, [176.0, -176.0, 0.0, 174.0]).tolist() == [True, True, False, False]


def test_areas_on_the_sphere():
    sphere = 4.0 * np.pi * EARTH_RADIUS_M**2
    assert GLOBE.area_m2 == pytest.approx(sphere)
    assert Box("octant", 0.0, 90.0, 0.0, 90.0).area_m2 == pytest.approx(sphere / 8)
    assert Circle("half", (12.0, 34.0), EARTH_RADIUS_M * np.pi / 2).area_m2 == pytest.approx(sphere / 2)
    assert Circle("small", (0.0, 0.0), 100.0).area_m2 == pytest.approx(np.pi * 1e4, rel=1e-9)


@pytest.mark.parametrize("area", [SEA, DATE_LINE, DISC, Circle("polar", (89.5, 0.0), 200_000.0)])
def test_random_positions_are_inside(area):
    positions = area.random(500, np.random.default_rng(2))
    assert area.contains(positions[:, 0], positions[:, 1]).all()


@pytest.mark.parametrize("area", [Box("tall", 0.0, 30.0, 0.0, 80.0), Circle("wide", (60.0, 10.0), 3e6)])
def test_random_positions_are_even(area):
    n = 20_000
    positions = area.random(n, np.random.default_rng(3))
    inner = Box("inner", 0.0, 15.0, 50.0, 70.0)  # inside both
    share = inner.area_m2 / area.area_m2
    found = inner.contains(positions[:, 0], positions[:, 1]).mean()
    assert found == pytest.approx(share, abs=4.0 * np.sqrt(share * (1 - share) / n))


@pytest.mark.parametrize(
    "bounds",
    [(119.0, 131.0, 36.0, 25.0), (119.0, 131.0, 25.0, 95.0), (119.0, 119.0, 25.0, 36.0), (-200.0, 0.0, 1.0, 2.0)],
)
def test_a_box_without_sense_is_refused(bounds):
    with pytest.raises(UserError, match="odd: area"):
        Box("odd", *bounds)


@pytest.mark.parametrize("radius_m", [0.0, -1.0, 2e7, float("nan")])
def test_a_circle_needs_a_radius(radius_m):
    with pytest.raises(UserError, match="radius"):
        Circle("odd", (0.0, 0.0), radius_m)


def test_water_only():
    water = Water(SEA, load())
    positions = water.random(500, np.random.default_rng(4))
    assert not load().on_land(positions[:, 0], positions[:, 1]).any()
    assert load().on_land(*SEA.random(500, np.random.default_rng(4)).T).any()


def test_an_area_of_land_has_no_water():
    with pytest.raises(UserError, match="no water"):
        Water(Box("Gobi", 100.0, 102.0, 42.0, 44.0), load(), tries=3).random(5, np.random.default_rng(4))


def test_a_leg_through_a_box():
    legs = along(3, 0.0, [(0.0, 170.0), (0.0, -170.0)], 10.0)
    found = stays(legs, DATE_LINE)
    degree_s = np.radians(1.0) * EARTH_RADIUS_M / 10.0
    assert found.mover.tolist() == [3] and found.leg.tolist() == [0]
    assert (found.enter_s[0], found.leave_s[0]) == pytest.approx((5 * degree_s, 15 * degree_s))


def test_a_spell_runs_on_from_leg_to_leg():
    legs = along(3, 0.0, [(0.0, 170.0), (0.0, 178.0), (1.0, 179.0), (0.0, -170.0)], 10.0)
    assert len(stays(legs, DATE_LINE).mover) == 1


def test_a_great_circle_may_leave_a_box_over_its_parallel():
    box = Box("band", 0.0, 90.0, 40.0, 50.0)
    legs = along(3, 0.0, [(45.0, 5.0), (45.0, 85.0)], 10.0)  # bulges to 53 north on the way
    found = stays(legs, box)
    assert len(found.mover) == 2
    lat, _ = latlon(legs.position(0, [found.leave_s[0], found.enter_s[1]]))
    assert lat == pytest.approx(50.0, abs=1e-9)


@pytest.mark.parametrize("area", [Box("wide", 100.0, 20.0, -40.0, 40.0), GLOBE, Box("half", -90.0, 90.0, -40.0, 40.0)])
def test_legs_through_a_box_as_wide_as_half_the_earth_and_wider(area):
    legs = along(3, 0.0, [(10.0, 60.0), (10.0, 150.0), (-20.0, -120.0), (30.0, -10.0), (30.0, 90.0)], 10.0)
    found, times = stays(legs, area), np.linspace(0.0, legs.end_s[-1], 997)
    inside = area.contains(*latlon(legs.position(legs.find(3, times), times)))
    assert np.any((times[:, None] >= found.enter_s) & (times[:, None] <= found.leave_s), axis=1).tolist() == (
        inside.tolist()
    )
    assert len(found.mover) == np.count_nonzero(inside & ~np.append(False, inside[:-1]))


@pytest.mark.parametrize(
    "area", [DISC, SEA, DATE_LINE, Circle("pole", (85.0, 20.0), 1e6), Circle("rim", (0, 179), 5e5)]
)
def test_a_frame_holds_its_area(area):
    lat, lon = area.random(2000, np.random.default_rng(6)).T
    assert area.frame.contains(lat, lon).all()


def test_standing_still():
    legs = Legs.concat([still(1, (30.0, 125.0)), still(2, (40.0, 125.0)), still(3, (30.5, 125.0), 5.0, 9.0)])
    found = stays(legs, DISC)
    assert found.mover.tolist() == [1, 3]
    assert found.enter_s.tolist() == [0.0, 5.0] and found.leave_s.tolist() == [np.inf, 9.0]


def test_no_legs_no_stays():
    assert len(stays(Legs.empty(), SEA).mover) == 0
