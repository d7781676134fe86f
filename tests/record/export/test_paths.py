"""A path is within its error of the great circle, however a tool joins its points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.record.export.paths import POLAR_DEG, WITHIN_M, Path, paths
from sim.world.geodesy import EARTH_RADIUS_M, angle, destination, latlon, unit
from sim.world.motion import Legs

DENSE = 64  # places looked at between two points
SPAN_S = 1e5


def leg(a_deg: tuple[float, float], b_deg: tuple[float, float], begin_s: float = 0.0, end_s: float = SPAN_S) -> Legs:
    return Legs(np.array([7]), np.array([begin_s]), np.array([end_s]), unit(*a_deg)[None], unit(*b_deg)[None])


def ecef(lat_deg: np.ndarray, lon_deg: np.ndarray) -> np.ndarray:
    """Return places on the WGS 84 ellipsoid as coordinates from the Earth's centre."""
    axis_m, flat = 6_378_137.0, 1 / 298.257223563
    square = flat * (2 - flat)
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    normal = axis_m / np.sqrt(1 - square * np.sin(lat) ** 2)
    flat_xy = normal * np.cos(lat)
    return np.stack([flat_xy * np.cos(lon), flat_xy * np.sin(lon), normal * (1 - square) * np.sin(lat)], axis=-1)


def joined(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return times, latitudes and longitudes on straight lines between points, and the same through the Earth."""
    k, share = (
        np.repeat(np.arange(len(path.time_s) - 1), DENSE),
        np.tile(np.arange(DENSE) / DENSE, len(path.time_s) - 1),
    )
    t, lat, lon = (c[k] + share * (c[k + 1] - c[k]) for c in (path.time_s, path.lat_deg, path.lon_deg))
    at = ecef(path.lat_deg, path.lon_deg)
    return t, lat, lon, at[k] + share[:, None] * (at[k + 1] - at[k])


def errors_m(legs: Legs) -> tuple[float, float]:
    """Return the largest errors of the paths of one leg: joined in longitude and latitude, and through the Earth."""
    flat, solid = 0.0, 0.0
    for path in paths(legs):
        t, lat, lon, straight = joined(path)
        true = legs.position(np.zeros(len(t), np.int64), t)
        near = np.abs(latlon(true)[0]) < POLAR_DEG
        flat = max(flat, float((EARTH_RADIUS_M * angle(unit(lat, lon), true))[near].max(initial=0.0)))
        off = np.linalg.norm(straight - ecef(*latlon(true)), axis=-1)
        solid = max(solid, float(off[near].max(initial=0.0)))
    return flat, solid


@pytest.mark.slow
@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 360), st.floats(1.0, 1.9e7))
def test_no_way_of_joining_errs_by_more(lat: float, lon: float, bearing: float, length_m: float) -> None:
    there = destination(lat, lon, bearing, length_m)
    legs = leg((lat, lon), (float(there[0]), float(there[1])))
    assert max(errors_m(legs)) <= WITHIN_M


def test_the_error_is_used_and_not_wasted() -> None:
    """Pieces are no shorter than they must be: the worst course at a latitude comes near to the error allowed."""
    worst = 0.0
    for bearing in np.arange(0.0, 180.0, 5.0).tolist():
        lat, lon = destination(60.0, 0.0, bearing, 400_000.0)
        worst = max(worst, errors_m(leg((60.0, 0.0), (float(lat), float(lon))))[0])
    assert WITHIN_M / 4 < worst <= WITHIN_M


def test_a_straight_chord_would_be_far_off() -> None:
    """What would be wrong without the points between: Tokyo to San Francisco by its ends alone."""
    legs = leg((35.0, 140.0), (37.0, -122.0))
    middle = latlon(legs.position([0], [SPAN_S / 2]))[0][0]
    assert middle - 36.0 > 10.0
    assert sum(len(path.time_s) for path in paths(legs)) > 50


def test_nothing_crosses_the_antimeridian() -> None:
    legs = leg((50.0, 150.0), (50.0, -150.0))
    west, east = paths(legs)
    assert (west.nth, east.nth) == (1, 2)
    assert (west.lon_deg[-1], east.lon_deg[0]) == (180.0, -180.0)
    assert west.time_s[-1] == east.time_s[0] == pytest.approx(SPAN_S / 2)
    assert west.lat_deg[-1] == east.lat_deg[0]
    assert max(errors_m(legs)) <= WITHIN_M


@pytest.mark.parametrize(("a_lon", "b_lon"), [(170.0, 180.0), (-180.0, -170.0), (180.0, 170.0), (-170.0, -180.0)])
def test_a_path_that_only_touches_it_is_whole(a_lon: float, b_lon: float) -> None:
    found = list(paths(leg((0.0, a_lon), (0.0, b_lon))))
    assert [len(np.unique(path.time_s)) == len(path.time_s) for path in found] == [True]
    assert float(np.ptp(found[0].lon_deg)) == pytest.approx(10.0)


def test_a_gap_or_a_jump_begins_another_path() -> None:
    legs = Legs.concat([leg((0, 0), (1, 0), 0, 10), leg((1, 0), (1, 1), 10, 20), leg((1, 1), (2, 1), 30, 40),
                        leg((5, 5), (6, 6), 40, 50)])  # fmt: skip
    assert [(path.nth, path.time_s[0], path.time_s[-1]) for path in paths(legs)] == [
        (1, 0, 20),
        (2, 30, 40),
        (3, 40, 50),
    ]
    assert all((np.diff(path.time_s) > 0).all() for path in paths(legs))


def test_who_lies_still_has_two_times_and_one_place() -> None:
    (path,) = paths(leg((10.0, 20.0), (10.0, 20.0)))
    assert np.ptp(path.lat_deg) == np.ptp(path.lon_deg) == 0.0
    assert path.time_s.tolist() == [0.0, SPAN_S]
    assert list(paths(Legs.empty())) == []
