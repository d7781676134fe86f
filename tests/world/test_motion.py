"""Legs in bulk and the track of a directed platform."""

import numpy as np
import pytest

from sim.world.geodesy import EARTH_RADIUS_M, angle, distance_m, latlon, unit
from sim.world.motion import Legs, Track, along, clip, still, voyages

ROUTE = [(30.0, 125.0), (31.0, 126.0), (30.0, 128.0)]


def test_columns_must_agree():
    with pytest.raises(ValueError, match="legs need columns"):
        Legs(np.zeros(2, np.int64), np.zeros(2), np.ones(1), np.zeros((2, 3)), np.zeros((2, 3)))


def test_nothing_concatenates_to_nothing():
    assert len(Legs.concat([])) == len(Legs.empty().check()) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"end_s": np.array([0.0])}, "does not end after it starts"),
        ({"end_s": np.array([np.inf])}, "moves for ever"),
        ({"start_s": np.array([-np.inf])}, "not a number"),
        ({"a": np.array([[2.0, 0.0, 0.0]])}, "not on the unit sphere"),
        ({"b": -unit(30.0, 125.0)[None]}, "spans half the Earth"),
    ],
)
def test_check_names_the_fault(change, said):
    leg = along(7, 0.0, ROUTE[:2], 6.0)
    columns = {name: getattr(leg, name) for name in ("mover", "start_s", "end_s", "a", "b")}
    with pytest.raises(ValueError, match=f"leg 0 of mover 7.*{said}"):
        Legs(**(columns | change)).check()


def test_check_finds_legs_that_overlap():
    leg = along(7, 0.0, ROUTE[:2], 6.0)
    with pytest.raises(ValueError, match="overlaps"):
        Legs.concat([leg, leg]).check()


def test_along_runs_at_its_speed():
    legs = along(7, 100.0, ROUTE, 6.0).check()
    assert legs.mover.tolist() == [7, 7]
    assert legs.speed_m_s == pytest.approx(6.0)
    assert legs.start_s[0] == 100.0 and legs.start_s[1] == legs.end_s[0]
    middle = legs.position(0, (legs.start_s[0] + legs.end_s[0]) / 2)
    assert angle(legs.a[0], middle) == pytest.approx(float(angle(legs.a[0], legs.b[0])) / 2)


def test_repeated_waypoints_make_no_leg():
    assert len(along(1, 0.0, [ROUTE[0], ROUTE[0], ROUTE[1]], 6.0)) == 1


def test_voyages_are_as_many_alongs():
    legs = voyages(ROUTE, [0.0, 50.0], [5.0, 9.0], 10).check()
    single = Legs.concat([along(10, 0.0, ROUTE, 5.0), along(11, 50.0, ROUTE, 9.0)])
    for name in ("mover", "start_s", "end_s", "a", "b"):
        assert np.array_equal(getattr(legs, name), getattr(single, name))


@pytest.mark.parametrize("waypoints", [[ROUTE[0]], [1.0, 2.0], []])
def test_a_route_needs_two_waypoints(waypoints):
    with pytest.raises(ValueError, match="at least two waypoints"):
        along(1, 0.0, waypoints, 6.0)


def test_a_ship_needs_a_speed():
    with pytest.raises(ValueError, match="positive speed"):
        voyages(ROUTE, [0.0, 0.0], [5.0, 0.0], 0)


def test_ships_spread_to_starboard():
    eastward = [(0.0, 10.0), (0.0, 12.0)]
    legs = voyages(eastward, np.zeros(3), np.full(3, 5.0), 0, lateral=[-1.0, 0.0, 0.5], half_width_m=[4000.0, 2000.0])
    south_m = -np.radians(np.stack([latlon(legs.a)[0], latlon(legs.b)[0]])) * EARTH_RADIUS_M
    assert south_m == pytest.approx(np.array([[-4000.0, 0.0, 2000.0], [-2000.0, 0.0, 1000.0]]), abs=1e-6)


def test_a_lane_keeps_its_width_round_a_turn():
    legs = voyages(ROUTE, [0.0], [5.0], 0, lateral=[1.0], half_width_m=[3000.0] * 3)
    ends = np.concatenate([legs.a[:1], legs.b])
    assert EARTH_RADIUS_M * angle(ends, unit(*np.array(ROUTE).T)) == pytest.approx(3000.0)


def test_find_by_mover_and_time():
    legs = voyages(ROUTE, [0.0, 100.0], [5.0, 9.0], 10)
    turn = legs.end_s[0]
    found = legs.find([10, 10, 10, 11, 11, 12, 9], [0.0, turn, 1e9, 50.0, 100.0, 0.0, 0.0])
    assert found.tolist() == [0, 1, -1, -1, 2, -1, -1]
    assert Legs.empty().find([1], [0.0]).tolist() == [-1]


def test_sorting():
    legs = voyages(ROUTE, [100.0, 0.0], [5.0, 9.0], 10)
    assert np.all(np.diff(legs.sort("start").start_s) >= 0.0)
    assert legs.sort("start").sort("mover").start_s.tolist() == legs.start_s.tolist()
    again = voyages(ROUTE, [100.0, 0.0], [5.0, 9.0], 10).select(np.array([1, 0, 3, 2])).sort("mover")
    assert again.start_s.tolist() == legs.start_s.tolist()


def test_clip_keeps_speed_and_place():
    legs = along(7, 0.0, ROUTE, 6.0)
    cut = clip(legs, 1000.0, legs.end_s[-1] - 1000.0).check()
    assert cut.start_s[0] == 1000.0 and cut.end_s[-1] == legs.end_s[-1] - 1000.0
    assert cut.speed_m_s == pytest.approx(6.0)
    assert cut.a[0] == pytest.approx(legs.position(0, 1000.0))


def test_clip_of_a_leg_without_end():
    assert clip(still(1, (30.0, 125.0)), 5.0, 9.0).check().end_s.tolist() == [9.0]
    assert clip(still(1, (30.0, 125.0)), 5.0, np.inf).check().end_s.tolist() == [np.inf]


def test_a_track_stands_still_until_ordered():
    track = Track(7, (30.0, 125.0), 10.0)
    assert track.position(1e6) == pytest.approx((30.0, 125.0))
    plan = track.plan(50.0).check()
    assert (plan.start_s.tolist(), plan.end_s.tolist()) == ([50.0], [np.inf])


def test_a_track_goes_and_arrives():
    track = Track(7, (30.0, 125.0))
    arrival_s = track.go(100.0, [(31.0, 125.0)], 10.0)
    assert arrival_s == pytest.approx(100.0 + float(distance_m(30.0, 125.0, 31.0, 125.0)) / 10.0)
    assert track.idle_s == arrival_s
    assert track.position(50.0) == pytest.approx((30.0, 125.0))
    assert track.position((100.0 + arrival_s) / 2) == pytest.approx((30.5, 125.0))
    assert track.position(arrival_s + 1e6) == pytest.approx((31.0, 125.0))


def test_a_track_diverted_turns_where_it_is():
    track = Track(7, (30.0, 125.0))
    track.go(0.0, [(31.0, 125.0), (31.0, 126.0)], 10.0)
    here = track.position(5000.0)
    track.go(5000.0, [(30.0, 126.0)], 5.0)
    assert track.position(5000.0) == pytest.approx(here)
    assert track.generation == 2
    legs = track.legs().check()
    assert np.array_equal(legs.start_s[1:], legs.end_s[:-1])
    assert np.array_equal(legs.a[1:], legs.b[:-1])
    assert legs.speed_m_s == pytest.approx([10.0, 5.0])


def test_a_track_holds_and_then_is_free():
    track = Track(7, (30.0, 125.0))
    track.go(0.0, [(31.0, 125.0)], 10.0)
    track.hold(1000.0, 4000.0)
    assert track.position(2000.0) == pytest.approx(track.position(1000.0))
    assert track.idle_s == 4000.0
    track.hold(2000.0, 2000.0)
    assert track.idle_s == 2000.0


def test_a_track_fills_the_time_it_was_idle():
    track = Track(7, (30.0, 125.0))
    first_s = track.go(0.0, [(30.1, 125.0)], 10.0)
    track.go(first_s + 500.0, [(30.2, 125.0)], 10.0)
    legs = track.legs().check()
    assert legs.speed_m_s == pytest.approx([10.0, 0.0, 10.0])
    assert len(track.plan(first_s + 100.0)) == 3


def test_a_track_is_not_redirected_in_the_past():
    track = Track(7, (30.0, 125.0), 100.0)
    track.go(200.0, [(30.1, 125.0)], 10.0)
    with pytest.raises(ValueError, match="before its first leg"):
        track.go(50.0, [(30.1, 125.0)], 10.0)


def test_each_leg_is_clipped_to_its_own_span():
    legs = Legs.concat([along(1, 0.0, ROUTE, 6.0), along(2, 0.0, ROUTE, 9.0)])
    from_s, until_s = np.array([100.0, 1e9, 0.0, 0.0]), np.array([200.0, 2e9, 50.0, 1e9])
    found = clip(legs, from_s, until_s)
    one_by_one = Legs.concat(
        [clip(legs.select(np.array([k])), *ends) for k, ends in enumerate(zip(from_s, until_s, strict=True))]
    )
    for name in ("mover", "start_s", "end_s", "a", "b"):
        np.testing.assert_array_equal(getattr(found, name), getattr(one_by_one, name))
    assert found.mover.tolist() == [1, 2, 2]


def test_parts_within_spans_are_those_of_each_mover_alone():
    rng = np.random.default_rng(3)
    gap = along(3, 6e4, ROUTE, 6.0)
    legs = Legs.concat([along(1, 0.0, ROUTE, 6.0), along(3, 0.0, ROUTE, 9.0), gap]).sort("mover")
    mover, start_s = rng.integers(0, 5, 200), rng.uniform(-1e4, 1e5, 200)
    end_s = start_s + rng.exponential(1e4, 200)
    row, parts = legs.within(mover, start_s, end_s)
    assert len(set(row.tolist())) > 20
    for k in range(200):
        alone = clip(legs.select(legs.mover == mover[k]), start_s[k], end_s[k])
        mine = parts.select(row == k)
        assert mine.mover.tolist() == alone.mover.tolist()
        for name in ("start_s", "end_s", "a", "b"):
            np.testing.assert_array_equal(getattr(mine, name), getattr(alone, name))


def test_the_latest_leg_may_be_over():
    legs = Legs.concat([along(1, 0.0, ROUTE, 6.0), along(2, 50.0, ROUTE, 6.0)])
    assert legs.latest([1, 1, 2, 2, 3], [-1.0, 1e9, 49.0, 51.0, 0.0]).tolist() == [-1, 1, -1, 2, -1]
    assert legs.find([1], [1e9]).tolist() == [-1]
