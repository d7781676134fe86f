"""The sphere against WGS84: never farther off than `sim.world.geodesy` states."""

import csv
from pathlib import Path

import numpy as np
import pytest

from sim.world.geodesy import AZIMUTH_ERROR_DEG, DISTANCE_ERROR, EARTH_RADIUS_M, bearing_deg, destination, distance_m

FAR_M = 0.75 * np.pi * EARTH_RADIUS_M


def turn_deg(a, b):
    return np.abs((np.asarray(a) - np.asarray(b) + 180.0) % 360.0 - 180.0)


def test_published_geodesics():
    with (Path(__file__).parent / "geodesic.csv").open() as file:
        rows = [[float(cell) for cell in row.values()] for row in csv.DictReader(file)]
    lat1, lon1, lat2, lon2, length_m, azimuth = np.array(rows).T
    assert len(length_m) > 40
    assert np.abs(distance_m(lat1, lon1, lat2, lon2) / length_m - 1.0).max() <= DISTANCE_ERROR
    near = length_m < FAR_M
    assert near.sum() > 30
    assert turn_deg(bearing_deg(lat1, lon1, lat2, lon2), azimuth)[near].max() <= AZIMUTH_ERROR_DEG


@pytest.mark.slow
@pytest.mark.parametrize("where", ["anywhere", "antimeridian", "poles", "short"])
def test_against_geographiclib(where):
    geodesic = pytest.importorskip("geographiclib.geodesic").Geodesic.WGS84
    generator = np.random.default_rng(71)
    n = 1000
    lat1 = np.degrees(np.arcsin(generator.uniform(-1.0, 1.0, n)))
    lon1 = generator.uniform(-180.0, 180.0, n)
    if where == "antimeridian":
        lon1 = generator.uniform(179.0, 181.0, n)
    if where == "poles":
        lat1 = np.copysign(generator.uniform(85.0, 90.0, n), lat1)
    reach_m = 100_000.0 if where == "short" else FAR_M
    lat2, lon2 = destination(lat1, lon1, generator.uniform(0.0, 360.0, n), generator.uniform(1000.0, reach_m, n))
    found = [geodesic.Inverse(*row) for row in zip(lat1, lon1, lat2, lon2, strict=True)]
    length_m, azimuth = np.array([[line["s12"], line["azi1"]] for line in found]).T
    assert np.abs(distance_m(lat1, lon1, lat2, lon2) / length_m - 1.0).max() <= DISTANCE_ERROR
    assert turn_deg(bearing_deg(lat1, lon1, lat2, lon2), azimuth).max() <= AZIMUTH_ERROR_DEG
