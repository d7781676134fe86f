"""The sun, against an independent ephemeris and the calendar."""

import csv
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from sim.world.daylight import SUN_ERROR_DEG, is_day, is_night, sun_elevation_deg

EQUINOX = datetime(2021, 3, 20, 9, 37, tzinfo=UTC)
SOLSTICE = datetime(2021, 6, 21, tzinfo=UTC)


def test_against_an_ephemeris():
    with (Path(__file__).parent.parent / "known" / "sun.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    for row in rows:
        start = datetime.fromisoformat(row["utc"])
        found = sun_elevation_deg(start, 0.0, float(row["lat_deg"]), float(row["lon_deg"]))
        assert float(found) == pytest.approx(float(row["elevation_deg"]), abs=SUN_ERROR_DEG), row["utc"]


def test_the_sun_is_on_the_equator_at_the_equinox():
    lon = np.linspace(-180.0, 180.0, 721)
    assert sun_elevation_deg(EQUINOX, 0.0, 0.0, lon).max() == pytest.approx(90.0, abs=0.3)
    assert abs(float(sun_elevation_deg(EQUINOX, 0.0, 90.0, 0.0))) < SUN_ERROR_DEG


def test_time_runs_from_the_start():
    at_once = sun_elevation_deg(SOLSTICE + timedelta(days=3, hours=5), 0.0, 35.0, 139.0)
    assert sun_elevation_deg(SOLSTICE, 3 * 86_400.0 + 5 * 3600.0, 35.0, 139.0) == pytest.approx(float(at_once))


def test_any_zone_will_do():
    tokyo = SOLSTICE.astimezone(timezone(timedelta(hours=9)))
    assert sun_elevation_deg(tokyo, 0.0, 35.0, 139.0) == sun_elevation_deg(SOLSTICE, 0.0, 35.0, 139.0)


def test_noon_and_midnight_at_kanoya():
    noon_s, midnight_s = 3.3 * 3600.0, 15.3 * 3600.0  # local noon is 03:18 UTC
    assert is_day(SOLSTICE, [noon_s, midnight_s], 31.37, 130.85).tolist() == [True, False]
    assert is_night(SOLSTICE, [noon_s, midnight_s], 31.37, 130.85).tolist() == [False, True]


def test_twilight_is_neither_day_nor_night():
    times = np.arange(0.0, 86_400.0, 60.0)
    day, night = is_day(SOLSTICE, times, 31.37, 130.85), is_night(SOLSTICE, times, 31.37, 130.85)
    assert not np.any(day & night)
    assert 2 * 20 < np.sum(~day & ~night) < 2 * 30  # minutes, for dawn and dusk
    assert np.sum(is_night(SOLSTICE, times, 31.37, 130.85, twilight_deg=-18.0)) < night.sum()


def test_midsummer_has_no_night_in_the_north():
    assert is_day(SOLSTICE, np.arange(0.0, 86_400.0, 600.0), 70.0, 20.0).all()


def test_everything_broadcasts():
    assert sun_elevation_deg(SOLSTICE, np.zeros((3, 1)), np.zeros(4), np.zeros(4)).shape == (3, 4)
