"""Sea routes: off land, short, the same both ways, and lanes that fit between the shores."""

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.world import routes
from sim.world.coast import load
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, distance_m, unit
from sim.world.motion import starboard, voyages
from sim.world.places import find
from sim.world.routes import CLEARANCE_M, PASSAGES, in_passage, lane_half_width_m, route_length_m, sea_route


def roads(name):
    return find(name).roads


def over_land(route):
    """Return which legs touch land other than in a passage."""
    return load().route_crosses(route) & ~in_passage(route)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Shanghai", "Busan"), ("Keelung", "Shanghai"), ("Tokyo", "Vladivostok"), ("Nampo", "Ningbo"),
        ("Osaka", "Hakata"), ("Taiwan Strait south", "Korea Strait"), ("Hong Kong", "Nagoya"),
        ("Incheon", "Kaohsiung"), ("Guam", "Yokosuka"), ("Mumbai", "Singapore"), ("Portsmouth", "Limassol"),
        ("Suez", "Aden"), ("Yokohama", "Los Angeles"), ("Sydney", "Aden"), ("New York", "Cape Town"),
        ("Auckland", "Balboa"), ("Gothenburg", "Lisbon"), ("Manila", "Guam"), ("Darwin", "Colombo"),
    ],
)  # fmt: skip
def test_routes_keep_off_land(a, b):
    route = sea_route(roads(a), roads(b))
    assert route[0] == pytest.approx(roads(a)) and route[-1] == pytest.approx(roads(b))
    assert not over_land(route).any()
    assert len(route) < 60
    straight_m = float(distance_m(*roads(a), *roads(b)))
    assert straight_m * (1 - 1e-9) <= route_length_m(route)


@pytest.mark.slow
def test_open_water_routes_keep_their_clearance():
    route = sea_route(roads("Taiwan Strait south"), roads("Jeju"))
    u = unit(route[:, 0], route[:, 1])
    turn = CLEARANCE_M / EARTH_RADIUS_M
    side = starboard(u)
    left, right = (np.cos(turn) * u + sign * np.sin(turn) * side for sign in (-1.0, 1.0))
    assert not load().cover.meets_strip(left, right).any()


def test_a_clear_run_is_one_leg():
    assert sea_route((29.0, 125.0), (31.0, 127.0)).tolist() == [[29.0, 125.0], [31.0, 127.0]]


def test_a_route_is_the_same_both_ways():
    there, back = sea_route(roads("Keelung"), roads("Busan")), sea_route(roads("Busan"), roads("Keelung"))
    assert np.array_equal(there, back[::-1])


def test_a_kept_route_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        sea_route(roads("Keelung"), roads("Busan"))[0, 0] = 1.0


@pytest.mark.slow
def test_a_route_over_the_date_line():
    route = sea_route((-10.0, 170.0), (-25.0, -170.0))
    assert route_length_m(route) < 1.05 * float(distance_m(-10.0, 170.0, -25.0, -170.0))
    assert not load().route_crosses(route).any()


@pytest.mark.slow
def test_a_canal_can_be_closed():
    a, b = roads("Jeddah"), roads("Limassol")
    through, round_africa = sea_route(a, b), sea_route(a, b, closed=["Suez Canal", "Panama Canal"])
    assert route_length_m(through) < 1000 * NAUTICAL_MILE_M
    assert route_length_m(round_africa) > 10_000 * NAUTICAL_MILE_M
    assert not load().route_crosses(round_africa).any()
    assert in_passage(through).sum() == len(PASSAGES["Suez Canal"]) - 1


@pytest.mark.slow
def test_a_sea_that_is_shut_off_cannot_be_reached():
    assert len(sea_route(roads("Constanta"), roads("Piraeus"))) > 8
    with pytest.raises(UserError, match="no sea route"):
        sea_route(roads("Constanta"), roads("Piraeus"), closed=["Bosporus"])


@pytest.mark.slow
def test_a_lake_cannot_be_reached():
    with pytest.raises(UserError, match="no sea route"):
        sea_route((41.0, 51.0), roads("Piraeus"))  # the Caspian


def test_an_end_on_land_is_refused():
    with pytest.raises(UserError, match=r"msa.yaml:12: route: 35.1, 135.7 is on land; .*roads"):
        sea_route((35.1, 135.7), (30.0, 125.0), where="msa.yaml:12")


def test_an_unknown_passage_is_refused():
    with pytest.raises(UserError, match="did you mean 'Suez Canal'"):
        sea_route((30.0, 125.0), (31.0, 125.0), closed=["Suez canl"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("a", "b"), [("Shanghai", "Busan"), ("Yokohama", "Kaohsiung"), ("Singapore", "Colombo"), ("Kobe", "Hakata")]
)
def test_ships_spread_over_the_lane_keep_off_land(a, b):
    route = sea_route(roads(a), roads(b))
    width_m = lane_half_width_m(route, 5 * NAUTICAL_MILE_M)
    assert np.all((width_m >= 0.0) & (width_m <= 5 * NAUTICAL_MILE_M))
    n = 41
    lateral = np.linspace(-1.0, 1.0, n)
    legs = voyages(route, np.zeros(n), np.full(n, 7.0), 0, lateral=lateral, half_width_m=width_m).check()
    dry = load().crosses_land(legs).reshape(n, -1)
    assert not dry[:, ~load().route_crosses(route)].any()


def test_open_water_has_the_whole_width():
    assert lane_half_width_m([(29.0, 125.0), (31.0, 127.0)], 9000.0).tolist() == [9000.0, 9000.0]


def test_a_canal_has_no_width():
    assert lane_half_width_m(np.array(PASSAGES["Panama Canal"]), 9000.0)[1:-1].tolist() == [0.0] * 3


def test_a_way_is_sought_once_though_an_end_differs_in_its_last_bit(monkeypatch):
    (lat, lon), b = roads("Keelung"), roads("Incheon")
    known = sea_route((lat, lon), b)
    monkeypatch.setattr(routes, "_search", lambda *_: pytest.fail("sought again"))
    again = sea_route((np.nextafter(lat, 90.0), lon), b)
    assert again[0, 0] == np.nextafter(lat, 90.0)
    assert again[1:].tolist() == known[1:].tolist()
