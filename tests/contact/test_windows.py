"""Windows worked out by hand, and the awkward cases one by one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.contact import windows
from sim.contact.courses import prepare
from sim.contact.windows import Windows, pieces, solve
from sim.world.geodesy import EARTH_RADIUS_M, destination, unit
from sim.world.motion import Legs, along, still
from tests.contact.small_worlds import apart_m

DEG_M = EARTH_RADIUS_M * np.pi / 180.0
HOUR_S = 3600.0


@pytest.fixture(autouse=True, params=["all pairs of legs", "those that pass near each other"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every answer worked out in both ways."""
    if request.param != "all pairs of legs":
        monkeypatch.setattr(windows, "AT_ONCE", 0)


def edges(found: Windows) -> list[tuple[float, float]]:
    return [(round(a, 3), round(b, 3)) for a, b in zip(found.enter_s.tolist(), found.leave_s.tolist(), strict=True)]


def degrees_an_hour(mover: int, waypoints: list[tuple[float, float]], start_s: float = 0.0) -> Legs:
    return along(mover, start_s, waypoints, DEG_M / HOUR_S)


def test_a_ship_past_a_station() -> None:
    found = solve(still(1, (0.0, 0.0)), degrees_an_hour(2, [(0.0, -3.0), (0.0, 3.0)]), DEG_M)
    assert edges(found) == [(2 * HOUR_S, 4 * HOUR_S)]


@pytest.mark.parametrize("spot", [(0.0, 180.0), (0.0, -180.0), (89.0, 0.0), (-89.5, 77.0), (60.0, 179.99)])
def test_it_is_the_same_anywhere_on_earth(spot: tuple[float, float]) -> None:
    before, after = (destination(*spot, bearing, 3.0 * DEG_M) for bearing in (200.0, 20.0))
    track = [(float(lat), float(lon)) for lat, lon in (before, spot, after)]
    assert edges(solve(still(1, spot), degrees_an_hour(2, track), DEG_M)) == [(2 * HOUR_S, 4 * HOUR_S)]


def test_two_ships_head_on_close_twice_as_fast() -> None:
    there, back = degrees_an_hour(1, [(0.0, -3.0), (0.0, 3.0)]), degrees_an_hour(2, [(0.0, 3.0), (0.0, -3.0)])
    assert edges(solve(there, back, DEG_M)) == [(2.5 * HOUR_S, 3.5 * HOUR_S)]


def test_a_watcher_under_the_bulge_of_a_long_leg_is_not_missed() -> None:
    """The chord of eight degrees passes 15 km beneath its middle, three times the range."""
    ship = degrees_an_hour(2, [(0.0, -4.0), (0.0, 4.0)])
    watcher = along(1, 0.0, [(-0.001, 0.0), (0.001, 0.0)], 0.002 * DEG_M / (8 * HOUR_S))
    half = 5000.0 / DEG_M * HOUR_S
    found = edges(solve(watcher, ship, 5000.0))
    assert np.allclose(found, [(4 * HOUR_S - half, 4 * HOUR_S + half)], rtol=0.0, atol=0.1)


def test_a_leg_that_comes_into_range_from_round_the_world() -> None:
    """Half-way round, the nearest point of the circle lies before the start by more than half a turn less the range."""
    ship = degrees_an_hour(2, [(0.0, 0.0), (0.0, 170.0)])
    assert edges(solve(still(1, (0.0, -170.0)), ship, 40.0 * DEG_M)) == [(150 * HOUR_S, 170 * HOUR_S)]


def test_two_windows_on_one_leg_when_all_but_a_cap_is_in_range() -> None:
    ship = degrees_an_hour(2, [(0.0, -80.0), (0.0, 80.0)])
    antipode = still(1, (0.0, 180.0))
    assert edges(solve(antipode, ship, 140.0 * DEG_M)) == [(0.0, 40 * HOUR_S), (120 * HOUR_S, 160 * HOUR_S)]


def test_side_by_side_on_meridians_the_range_opens_at_the_equator() -> None:
    """Two ships due north in step are farthest apart at the equator: the windows are before it and after it."""
    east, west = degrees_an_hour(1, [(-40.0, 0.5), (40.0, 0.5)]), degrees_an_hour(2, [(-40.0, -0.5), (40.0, -0.5)])
    at_30 = float(EARTH_RADIUS_M * np.arccos(unit(30.0, 0.5) @ unit(30.0, -0.5)))
    found = edges(solve(east, west, at_30))
    assert np.allclose(found, [(0.0, 10 * HOUR_S), (70 * HOUR_S, 80 * HOUR_S)], rtol=0.0, atol=0.1)


def test_a_graze_is_found_though_the_chords_are_nearest_at_another_instant() -> None:
    one = degrees_an_hour(1, [(0.0, 0.0), (40.0, 20.0)])
    other = along(2, 0.0, [(2.0, 12.0), (18.0, -30.0)], 0.4 * DEG_M / HOUR_S)
    times = np.linspace(0.0, 40.0 * HOUR_S, 40_001)
    for _ in range(2):
        nearest = float(times[np.argmin(apart_m(one, other, times))])
        times = nearest + np.linspace(-5.0, 5.0, 10_001)
    closest = float(apart_m(one, other, times).min())
    assert len(solve(one, other, closest - 0.01)) == 0
    found = solve(one, other, closest + 0.01)
    assert len(found) == 1
    assert abs(0.5 * (found.enter_s[0] + found.leave_s[0]) - nearest) <= 0.5


def test_in_company_at_half_the_range_is_one_window() -> None:
    legs = degrees_an_hour(1, [(0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (0.0, 5.0)])
    found = solve(legs, Legs(legs.mover + 1, legs.start_s, legs.end_s, legs.a, legs.b), 1000.0)
    assert edges(found) == [(0.0, round(float(legs.end_s[-1]), 3))]


def test_touching_the_circle_makes_no_window_and_lying_on_it_does() -> None:
    ship = degrees_an_hour(2, [(1.0, -3.0), (1.0, 3.0)])
    closest = float(EARTH_RADIUS_M * np.arccos(np.clip(ship.a[0] @ unit(0.0, 0.0), -1.0, 1.0)))
    assert closest > DEG_M
    highest = np.degrees(np.arctan(np.tan(np.radians(1.0)) / np.cos(np.radians(3.0))))
    assert len(solve(still(1, (0.0, 0.0)), ship, (highest - 1e-6) * DEG_M)) == 0
    assert len(solve(still(1, (0.0, 0.0)), ship, (highest + 1e-6) * DEG_M)) == 1
    assert len(solve(still(1, (0.0, 0.0), 0.0, 9.0), still(2, (0.0, 1.0)), DEG_M)) == 1


def test_horizons_add_and_a_cap_limits_them() -> None:
    ship = degrees_an_hour(2, [(0.0, -3.0), (0.0, 3.0)])
    assert edges(solve(still(1, (0.0, 0.0)), ship, 0.4 * DEG_M, 0.6 * DEG_M)) == [(2 * HOUR_S, 4 * HOUR_S)]
    capped = solve(still(1, (0.0, 0.0)), ship, np.array([0.0, DEG_M]), {2: DEG_M}, 0.5 * DEG_M)
    assert edges(capped) == [(2.5 * HOUR_S, 3.5 * HOUR_S)]


def test_no_one_is_its_own_contact() -> None:
    ships = Legs.concat([degrees_an_hour(m, [(0.0, 0.0), (1.0, 0.0)]) for m in (1, 2)])
    found = solve(ships, ships, DEG_M)
    assert sorted(zip(found.watcher.tolist(), found.target.tolist(), strict=True)) == [(1, 2), (2, 1)]


def test_a_pause_out_of_the_world_ends_a_window_and_a_turn_does_not() -> None:
    station = still(1, (0.0, 0.0))
    first = degrees_an_hour(2, [(0.0, 0.0), (0.0, 0.1)])
    on = degrees_an_hour(2, [(0.0, 0.1), (0.1, 0.1)], float(first.end_s[-1]))
    later = degrees_an_hour(2, [(0.0, 0.1), (0.1, 0.1)], float(first.end_s[-1]) + 1.0)
    assert len(solve(station, Legs.concat([first, on]), DEG_M)) == 1
    assert len(solve(station, Legs.concat([first, later]), DEG_M)) == 2


def test_still_for_ever_is_in_range_for_ever() -> None:
    found = solve(still(1, (0.0, 0.0)), Legs.concat([still(2, (0.5, 0.0), 7.0), still(3, (1.5, 0.0))]), DEG_M)
    assert (found.target.tolist(), edges(found)) == ([2], [(7.0, np.inf)])


@pytest.mark.parametrize("from_s", [1.5 * HOUR_S, 3.0 * HOUR_S, 9.0 * HOUR_S])
@pytest.mark.parametrize("watcher", [still(1, (0.0, 0.0)), degrees_an_hour(1, [(0.0, -3.0), (0.0, 3.0)])])
def test_from_an_instant_on_is_what_is_left_of_every_window(watcher: Legs, from_s: float) -> None:
    targets = Legs.concat([degrees_an_hour(2, [(0.0, 3.0), (0.0, -3.0)]), still(3, (0.0, 0.5), 0.0, 8.0 * HOUR_S)])
    whole = solve(watcher, targets, DEG_M)
    left = Windows.concat(pieces(prepare(watcher, DEG_M), prepare(targets), from_s)).merged()
    kept = whole.select(whole.leave_s > from_s)
    kept = Windows(kept.watcher, kept.target, np.maximum(kept.enter_s, from_s), kept.leave_s)
    assert sorted(zip(left.target.tolist(), edges(left), strict=True)) == sorted(
        zip(kept.target.tolist(), edges(kept), strict=True)
    )


def test_legs_of_no_time_or_no_length_do_no_harm() -> None:
    point = unit(0.0, 0.5)[None]
    flash = Legs(np.array([2]), np.array([5.0]), np.array([5.0]), point, point)
    assert len(solve(still(1, (0.0, 0.0)), flash, DEG_M)) == 0
    assert len(solve(still(1, (0.0, 0.0)), Legs.empty(), DEG_M)) == 0
    assert len(solve(Legs.empty(), degrees_an_hour(2, [(0.0, 0.0), (1.0, 0.0)]), DEG_M)) == 0


def test_overlapping_windows_of_a_pair_become_one() -> None:
    pieces = Windows(np.array([1, 1, 1, 1]), np.array([2, 2, 2, 3]), np.array([0.0, 1.0, 9.0, 4.0]),
                     np.array([10.0, 2.0, 12.0, 5.0]))  # fmt: skip
    found = pieces.merged()
    assert (found.target.tolist(), edges(found)) == ([2, 3], [(0.0, 12.0), (4.0, 5.0)])


def test_numbers_as_large_as_ships_carry_keep_their_order() -> None:
    huge = np.array([2**62, 5, 2**62], dtype=np.int64)
    found = Windows(huge, -huge, np.array([3.0, 3.0, 1.0]), np.array([4.0, 4.0, 2.0])).merged()
    assert found.enter_s.tolist() == [1.0, 3.0, 3.0]
    assert found.watcher.tolist() == [2**62, 5, 2**62]


def test_a_missing_or_senseless_range_is_told() -> None:
    ship = degrees_an_hour(7, [(0.0, 0.0), (1.0, 0.0)])
    with pytest.raises(ValueError, match="mover 7 has no reach"):
        solve(still(1, (0.0, 0.0)), ship, 1.0, {1: 5.0})
    with pytest.raises(ValueError, match="reach has 3 entries, but movers run from 7 to 7"):
        solve(still(1, (0.0, 0.0)), ship, 1.0, np.zeros(3))
    with pytest.raises(ValueError, match="mover 1 has a cap that is negative or not a number"):
        solve(still(1, (0.0, 0.0)), ship, 1.0, cap_m=np.array([0.0, np.nan]))
