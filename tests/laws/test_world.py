"""Properties of geodesy, motion, areas and routes that hold whatever the arguments."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.base.errors import UserError
from sim.world.areas import Box, Circle, stays
from sim.world.coast import load
from sim.world.geodesy import (
    NAUTICAL_MILE_M,
    angle,
    bearing_deg,
    destination,
    distance_m,
    latlon,
    slerp,
    unit,
    wrap_lon,
)
from sim.world.motion import Legs, Track, along, clip
from sim.world.places import places
from sim.world.routes import PASSAGES, in_passage, route_length_m, sea_route
from sim.world.spells import spells

pytestmark = pytest.mark.slow

LAT, LON = st.floats(-89.0, 89.0), st.floats(-180.0, 179.999)
POSITION = st.tuples(LAT, LON)
MODEST = st.tuples(st.floats(-70.0, 70.0), LON)
SPEED = st.floats(0.5, 300.0)
THEATRE = st.tuples(st.floats(20.0, 44.0), st.floats(117.0, 143.0))
ROUTE = st.lists(POSITION, min_size=2, max_size=6)


@given(POSITION)
def test_positions_survive_a_round_trip(position):
    lat, lon = latlon(unit(*position))
    assert float(lat) == pytest.approx(position[0], abs=1e-12)
    assert float(wrap_lon(lon - position[1])) == pytest.approx(0.0, abs=1e-11)


@given(POSITION, POSITION)
def test_distance_is_symmetric(a, b):
    assert distance_m(*a, *b) == pytest.approx(float(distance_m(*b, *a)), abs=1e-8)


@given(POSITION, POSITION, POSITION)
def test_the_triangle_inequality(a, b, c):
    assert float(distance_m(*a, *c)) <= float(distance_m(*a, *b) + distance_m(*b, *c)) + 1e-6


@given(MODEST, st.floats(0.0, 359.99), st.floats(1000.0, 1.5e7))
def test_a_destination_lies_where_it_was_sent(start, bearing, length_m):
    lat, lon = destination(*start, bearing, length_m)
    assert float(distance_m(*start, lat, lon)) == pytest.approx(length_m, abs=1e-5)
    turn = float(wrap_lon(bearing_deg(*start, lat, lon) - bearing))
    assert turn == pytest.approx(0.0, abs=1e-5)


@given(POSITION, POSITION, st.floats(0.0, 1.0))
def test_a_point_between_is_a_unit_vector_in_proportion(a, b, fraction):
    u, v = unit(*a), unit(*b)
    whole = float(angle(u, v))
    assume(whole < 3.0)
    point = slerp(u, v, fraction)
    assert np.linalg.norm(point) == pytest.approx(1.0, abs=1e-12)
    assert float(angle(u, point)) == pytest.approx(fraction * whole, abs=1e-12)


@given(ROUTE, SPEED, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_clipping_moves_nobody(route, speed, first, second):
    legs = along(1, 0.0, route, speed)
    assume(len(legs) and angle(legs.a, legs.b).max() < 3.0)
    whole_s = legs.end_s[-1]
    low, high = sorted((first * whole_s, second * whole_s))
    assume(high - low > 1.0)
    cut = clip(legs, low, high).check()
    times = np.linspace(low, high, 7)
    before, after = legs.position(legs.find(1, times), times), cut.position(cut.find(1, times), times)
    assert angle(before, after).max() < 1e-9


@given(MODEST, st.lists(st.tuples(st.floats(0.0, 5000.0), MODEST, SPEED, st.booleans()), max_size=6))
def test_a_track_never_jumps(start, orders):
    track, now_s = Track(1, start), 0.0
    for wait_s, target, speed, hold in orders:
        now_s += wait_s
        here = unit(*track.position(now_s))
        assume(float(angle(here, unit(*target))) < 3.0)
        if hold:
            track.hold(now_s, now_s + 100.0)
        else:
            track.go(now_s, [target], speed)
        assert float(angle(here, unit(*track.position(now_s)))) < 1e-12
    legs = track.legs().check()
    assert np.array_equal(legs.start_s[1:], legs.end_s[:-1])
    assert np.array_equal(legs.a[1:], legs.b[:-1])


AREA = st.one_of(
    st.builds(
        lambda west, wide, south, tall: Box("box", west, float(wrap_lon(west + wide)), south, south + tall),
        st.floats(-180.0, 179.0), st.floats(1.0, 350.0), st.floats(-60.0, 50.0), st.floats(1.0, 15.0),
    ),
    st.builds(Circle, st.just("circle"), MODEST, st.floats(1e4, 5e6)),
)  # fmt: skip


@given(ROUTE, AREA)
def test_stays_are_what_sampling_finds(route, area):
    legs = along(1, 0.0, route, 100.0)
    assume(len(legs) and angle(legs.a, legs.b).max() < 3.0)
    found = stays(legs, area)
    times = np.linspace(0.0, legs.end_s[-1], 400)
    points = legs.position(legs.find(1, times), times)
    inside = area.contains(*latlon(points))
    edges = np.concatenate([found.enter_s, found.leave_s, [-1.0]])
    clear = np.abs(times[:, None] - edges).min(axis=1) > 1e-3  # at an edge either answer will do
    for part in area.parts():  # and where one is only touched
        normals, offsets = part.edges()
        clear &= np.abs(points @ normals.T - offsets).min(axis=1) > 1e-9
    stated = np.any((times[:, None] >= found.enter_s) & (times[:, None] <= found.leave_s), axis=1)
    assert np.array_equal(stated[clear], inside[clear])
    assert np.all(found.leave_s > found.enter_s) and np.all(found.enter_s[1:] > found.leave_s[:-1])


ODD_BOX = st.builds(  # whose edges no simple route runs along: there either answer will do
    lambda west, wide, south, tall: Box("box", west, float(wrap_lon(west + wide)), south, south + tall),
    st.integers(-180, 178).map(lambda west: west + 0.123), st.floats(1.0, 350.0),
    st.integers(-60, 50).map(lambda south: south + 0.456), st.floats(1.1, 15.0),
)  # fmt: skip


@given(ROUTE, ODD_BOX, st.floats(0.0, 0.9))
def test_spells_of_one_are_the_stays_of_many(route, box, share):
    track = Track(1, route[0])
    now_s = share * track.go(0.0, route[1:], 100.0)
    plan = track.plan(now_s)
    assume(angle(plan.a, plan.b).max() < 3.0)
    found, many = spells(track.ahead(now_s), box), stays(plan, box)
    expected = zip(many.enter_s.tolist(), many.leave_s.tolist(), strict=True)
    few, them = ([t for spell in each if spell[1] - spell[0] > 1e-2 for t in spell] for each in (found, expected))
    assert few == pytest.approx(them, abs=1e-3)


@given(AREA, st.integers(0, 2**32 - 1))
def test_random_positions_are_inside(area, seed):
    lat, lon = area.random(20, np.random.default_rng(seed)).T
    if isinstance(area, Circle):  # a millimetre for rounding
        assert Circle("grown", area.centre, area.radius_m + 1e-3).contains(lat, lon).all()
    else:
        assert np.all((lat > area.south - 1e-9) & (lat < area.north + 1e-9))
        assert np.all((lon - area.west + 1e-9) % 360.0 < area.width_deg + 2e-9)


ROADS = [place.roads for place in places() if place.roads]


@settings(max_examples=60)
@given(st.sampled_from(ROADS), st.sampled_from(ROADS))
def test_routes_never_cross_land_as_drawn(a, b):
    assume(a != b)
    route = sea_route(a, b)
    assert not (load().route_crosses(route) & ~in_passage(route)).any()
    assert route_length_m(route) >= float(distance_m(*a, *b)) * (1 - 1e-9)


@settings(max_examples=40)
@given(THEATRE, THEATRE)
def test_routes_between_any_two_places_of_the_theatre_keep_off_land(a, b):
    assume(not load().on_land(*zip(a, b, strict=True)).any() and distance_m(*a, *b) > 10_000.0)
    try:
        route = sea_route(a, b, closed=PASSAGES)
    except UserError:  # the head of an inlet; never the open sea
        assert min(off_shore_m(a), off_shore_m(b)) < 4 * NAUTICAL_MILE_M
    else:
        assert not load().route_crosses(route).any()


def off_shore_m(position):
    """Return about how far a position is from land, up to five miles."""
    out_m = np.arange(0.25, 5.25, 0.25)[:, None] * NAUTICAL_MILE_M
    dry = load().on_land(*destination(*position, np.arange(0.0, 360.0, 10.0), out_m)).any(axis=1)
    return float(out_m[np.argmax(dry), 0]) if dry.any() else 5 * NAUTICAL_MILE_M


def test_no_legs_is_a_law_too():
    assert len(clip(Legs.empty(), 0.0, 1.0)) == 0
