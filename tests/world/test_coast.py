"""Land and water, lines over land, outlines for drawing."""

import numpy as np
import pytest
import shapely

from sim.world.coast import chords, load
from sim.world.geodesy import unit
from sim.world.motion import along

INLAND = {
    "Fujian": (27.0, 119.0), "Kyoto": (35.1, 135.7), "Kra": (7.8, 99.6), "Berlin": (52.5, 13.4), "Kansas": (38.5, -98),
    "Chukotka, west of the date line": (67.0, 179.0), "Chukotka, east of it": (67.0, -178.0), "Fiji": (-16.6, 179.2),
    "South Pole, nearly": (-89.9, 0.0), "Taiwan": (24.0, 121.0), "Alice Springs": (-23.7, 133.9), "Nairobi": (-1, 37),
}  # fmt: skip
AFLOAT = {
    "East China Sea": (30.0, 125.0), "Taiwan Strait": (24.5, 119.5), "Tokyo Bay": (35.4, 139.8), "Null Island": (0, 0),
    "North Pole": (90.0, 0.0), "Singapore Strait": (1.2, 103.9), "Gibraltar": (35.95, -5.5), "date line": (0.0, 180.0),
    "Caspian": (41.0, 51.0),
}  # fmt: skip
ISLETS = {"Suwanosejima, Tokara": (29.63, 129.73), "Magong, Penghu": (23.57, 119.60), "Baengnyeong": (37.965, 124.68)}


@pytest.mark.parametrize("name", INLAND | ISLETS)
def test_land_is_land(name):
    assert load().on_land(*(INLAND | ISLETS)[name])


@pytest.mark.parametrize("name", AFLOAT)
def test_water_is_water(name):
    assert not load().on_land(*AFLOAT[name])


def test_longitudes_may_run_past_180():
    assert load().on_land(67.0, [179.0, -181.0, 182.0]).all()


def test_answers_keep_their_shape():
    assert load().on_land(np.zeros((2, 1)), np.zeros(3)).shape == (2, 3)
    assert load().on_land(np.empty(0), np.empty(0)).shape == (0,)


@pytest.mark.parametrize(
    ("a", "b", "dry"),
    [
        ((35.0, 125.0), (35.0, 133.0), True),  # over Korea
        ((30.0, 124.0), (31.0, 128.0), False),
        ((67.5, 175.0), (67.5, -175.0), True),  # over Chukotka, across the date line
        ((-10.0, 175.0), (10.0, -175.0), False),
        ((29.5, 129.4), (29.7, 130.0), True),  # over one islet
        ((85.0, 0.0), (85.0, 180.0), False),  # over the pole
        ((30.0, 125.0), (30.0, 125.0), False),
    ],
)
def test_crossing_land(a, b, dry):
    u = unit(*np.array([a, b]).T)
    assert load().crosses(u[:1], u[1:]).tolist() == load().crosses(u[1:], u[:1]).tolist() == [dry]


@pytest.mark.parametrize(
    ("bounds", "clear"),
    [
        ((123.7, 126.3, 29.4, 31.6), True),
        ((119.0, 131.0, 25.0, 36.0), False),
        ((175.0, -175.0, 64.0, 70.0), False),  # Chukotka, east of the date line too
        ((179.9, -154.0, 18.0, 23.0), False),  # Hawaii, all of it east of the date line
        ((179.0, -179.0, 0.0, 2.0), True),
        ((-180.0, 180.0, -10.0, 10.0), False),
        ((0.0, 360.0, 84.0, 90.0), True),
    ],
)
def test_a_box_without_land(bounds, clear):
    assert load().is_clear(*bounds) == clear


def test_a_chord_over_the_date_line_is_given_for_both_sides():
    lines, owner = chords(unit([0.0, 10.0], [10.0, 179.95]), unit([0.0, 10.0], [10.1, -179.95]))
    assert owner.tolist() == [0, 1, 1]
    lon = shapely.get_coordinates(lines)[2:, 0]
    assert lon == pytest.approx([179.95, 180.05, -180.05, -179.95])


def test_legs_and_routes_agree():
    route = [(30.0, 124.0), (31.0, 128.0), (31.5, 133.0)]
    assert load().route_crosses(route).tolist() == [False, True]
    assert load().crosses_land(along(1, 0.0, route, 5.0)).tolist() == [False, True]


def test_no_legs_cross_nothing():
    assert load().crosses(np.empty((0, 3)), np.empty((0, 3))).shape == (0,)


def test_a_strip_finds_an_islet_between_clear_edges():
    left, right = unit([29.75, 29.75], [129.65, 129.80]), unit([29.55, 29.55], [129.65, 129.80])
    edges = load().crosses(np.stack([left[0], right[0]]), np.stack([left[1], right[1]]))
    assert not edges.any()
    assert load().cover.meets_strip(left, right).tolist() == [True]
    assert load().cover.meets_strip(left, left).tolist() == [False]


def test_outlines_for_a_map_stay_in_the_box():
    rings = load().land_clip(119.0, 131.0, 25.0, 36.0)
    every = np.concatenate(rings)
    assert len(rings) > 50
    assert every.min(axis=0).tolist() >= [119.0, 25.0] and every.max(axis=0).tolist() <= [131.0, 36.0]


def test_outlines_run_on_over_the_date_line():
    every = np.concatenate(load().land_clip(170.0, -170.0, -50.0, 0.0))
    assert 170.0 <= every[:, 0].min() < 175.0 and 180.0 < every[:, 0].max() <= 190.0


def test_outlines_agree_with_on_land():
    west, east, south, north = 119.0, 131.0, 25.0, 36.0
    points = np.random.default_rng(5).uniform([west, south], [east, north], (400, 2))
    rings = load().land_clip(west, east, south, north)
    inside = np.sum([shapely.contains_xy(shapely.Polygon(ring), points) for ring in rings], axis=0) % 2 == 1
    assert np.array_equal(inside, load().on_land(points[:, 1], points[:, 0]))


def test_the_share_of_land():
    # 28.8 %: the world's 29.2 % less the Antarctic ice shelves, which the outlines leave out.
    n = 40_000
    generator = np.random.default_rng(6)
    lat = np.degrees(np.arcsin(generator.uniform(-1.0, 1.0, n)))
    found = load().on_land(lat, generator.uniform(-180.0, 180.0, n)).mean()
    assert found == pytest.approx(0.288, abs=4.0 * np.sqrt(0.288 * 0.712 / n))
