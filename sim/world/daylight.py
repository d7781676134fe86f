"""Where the sun stands: day, twilight and night by UTC and position."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.world.geodesy import FloatArray

__all__ = ["SUNRISE_DEG", "SUN_ERROR_DEG", "TWILIGHT_DEG", "is_day", "is_night", "sun_elevation_deg"]

SUNRISE_DEG: Final = -0.833  # the upper limb on the horizon, with refraction
TWILIGHT_DEG: Final = -6.0  # the end of civil twilight
SUN_ERROR_DEG: Final = 0.02

J2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)


def sun_elevation_deg(start: datetime, t_s: ArrayLike, lat_deg: ArrayLike, lon_deg: ArrayLike) -> FloatArray:
    """Return the elevation of the sun's centre above the horizon, without refraction.

    `start` is the scenario's, aware of its zone; `t_s` counts from it; all but `start` broadcast. Within
    `SUN_ERROR_DEG` from 1950 to 2050. Source: the Astronomical Almanac's low-precision formulae for the sun.
    """
    days = (start - J2000).total_seconds() / 86400.0 + np.asarray(t_s, dtype=np.float64) / 86400.0
    anomaly = np.radians(357.528 + 0.9856003 * days)
    longitude = np.radians(280.460 + 0.9856474 * days + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly))
    tilt = np.radians(23.439 - 4e-7 * days)
    ascension = np.arctan2(np.cos(tilt) * np.sin(longitude), np.cos(longitude))
    declination = np.arcsin(np.sin(tilt) * np.sin(longitude))
    sidereal = np.radians((280.46062 + 360.98564737 * days) % 360.0)
    hour_angle = sidereal + np.radians(lon_deg) - ascension
    lat = np.radians(lat_deg)
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour_angle)
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))


def is_day(start: datetime, t_s: ArrayLike, lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.bool_]:
    """Say whether the sun is up."""
    return np.asarray(sun_elevation_deg(start, t_s, lat_deg, lon_deg) > SUNRISE_DEG)


def is_night(
    start: datetime, t_s: ArrayLike, lat_deg: ArrayLike, lon_deg: ArrayLike, twilight_deg: float = TWILIGHT_DEG
) -> NDArray[np.bool_]:
    """Say whether it is dark: the sun lower than the end of twilight."""
    return np.asarray(sun_elevation_deg(start, t_s, lat_deg, lon_deg) < twilight_deg)
