"""Great circles on the sphere, checked against plain cases."""

import numpy as np
import pytest

from sim.world.geodesy import EARTH_RADIUS_M, angle, bearing_deg, destination, distance_m, latlon, slerp, unit, wrap_lon

QUARTER_M = EARTH_RADIUS_M * np.pi / 2


def test_wrap_lon_keeps_the_antimeridian_on_the_west():
    assert wrap_lon([180.0, -180.0, 540.0, 190.0, -190.0, 0.0]).tolist() == [-180.0, -180.0, -180.0, -170.0, 170.0, 0.0]


def test_quarters_of_the_earth():
    assert distance_m(0.0, 0.0, [0.0, 90.0, -90.0], [90.0, 0.0, 12.0]) == pytest.approx(QUARTER_M)


def test_a_distance_crosses_the_antimeridian_the_short_way():
    assert distance_m(10.0, 179.0, 10.0, -179.0) == pytest.approx(float(distance_m(10.0, 0.0, 10.0, 2.0)))


@pytest.mark.parametrize("metres", [1e-3, 1.0, 1852.0, 1e7, 2e7])
def test_angle_is_accurate_from_touching_to_antipodal(metres):
    lat, lon = destination(35.0, 139.0, 77.0, metres)
    # A unit vector is good to 2e-16, a nanometre on the ground; near the antipode that is all that is lost.
    assert float(distance_m(35.0, 139.0, lat, lon)) == pytest.approx(metres, abs=1e-7)


def test_bearings_of_the_compass():
    lat, lon = [1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, -1.0]
    assert bearing_deg(0.0, 0.0, lat, lon).tolist() == pytest.approx([0.0, 90.0, 180.0, 270.0])


def test_a_bearing_to_the_same_place_is_north():
    assert bearing_deg(30.0, 125.0, 30.0, 125.0) == 0.0


def test_destination_leaves_a_pole():
    lat, lon = destination(90.0, 0.0, 180.0, QUARTER_M)
    assert (float(lat), float(lon)) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_destination_broadcasts():
    lat, lon = destination(0.0, 0.0, np.zeros((3, 1)), np.ones(4))
    assert lat.shape == lon.shape == (3, 4)


def test_slerp_divides_a_great_circle_evenly():
    a, b = unit(10.0, 170.0), unit(50.0, -150.0)
    points = slerp(a, b, np.linspace(0.0, 1.0, 5))
    assert angle(points[1:], points[:-1]) == pytest.approx(float(angle(a, b)) / 4)
    assert points[0] == pytest.approx(a) and points[-1] == pytest.approx(b)


def test_slerp_of_a_point_stays_there():
    a = unit(35.0, 139.0)
    assert np.array_equal(slerp(a, a, [0.0, 0.3, 1.0]), np.stack([a, a, a]))


def test_poles_have_a_latitude():
    assert float(latlon(unit(90.0, 12.0))[0]) == pytest.approx(90.0)
