"""The Earth as a sphere, and great circles on it.

*Model.* A sphere of the mean radius 6,371,008.8 m (IUGG R1 of WGS84), with geodetic latitude taken as latitude on the
sphere. Against the WGS84 ellipsoid a distance errs by at most `DISTANCE_ERROR` (0.56 %: the meridian's radius of
curvature is 6,335 km at the equator and 6,400 km at a pole) and an initial azimuth by at most `AZIMUTH_ERROR_DEG`
wherever the points are less than three quarters of the way to the antipode; nearer the antipode an azimuth says little.

Positions are `(lat_deg, lon_deg)`; inside, a position is a unit vector of three, arrays have shape `(..., 3)`.
Everything broadcasts. Longitudes come back in [-180, 180).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "AZIMUTH_ERROR_DEG",
    "DISTANCE_ERROR",
    "EARTH_RADIUS_M",
    "NAUTICAL_MILE_M",
    "Compass",
    "FloatArray",
    "angle",
    "apart_m",
    "bearing_deg",
    "compass",
    "destination",
    "distance_m",
    "latlon",
    "lay_off",
    "slerp",
    "unit",
    "wrap_lon",
]

FloatArray = NDArray[np.float64]
Compass = tuple[FloatArray, FloatArray, FloatArray]

EARTH_RADIUS_M: Final = 6_371_008.8
NAUTICAL_MILE_M: Final = 1852.0
DISTANCE_ERROR: Final = 0.0056
AZIMUTH_ERROR_DEG: Final = 0.3


def wrap_lon(lon_deg: ArrayLike) -> FloatArray:
    """Bring longitudes into [-180, 180)."""
    return (np.asarray(lon_deg, dtype=np.float64) + 180.0) % 360.0 - 180.0


def unit(lat_deg: ArrayLike, lon_deg: ArrayLike) -> FloatArray:
    """Return unit vectors of positions.

    Shapes: the broadcast shape of the arguments, with a last axis of three.

    >>> unit(0.0, 90.0).round(12).tolist()
    [0.0, 1.0, 0.0]
    """
    lat, lon = np.broadcast_arrays(np.radians(lat_deg), np.radians(lon_deg))
    cos_lat = np.cos(lat)
    return np.stack([cos_lat * np.cos(lon), cos_lat * np.sin(lon), np.sin(lat)], axis=-1)


def latlon(u: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return latitudes and longitudes, in degrees, of vectors of any positive length."""
    lat = np.degrees(np.arctan2(u[..., 2], np.hypot(u[..., 0], u[..., 1])))
    return lat, wrap_lon(np.degrees(np.arctan2(u[..., 1], u[..., 0])))


def angle(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the angle between unit vectors in radians, accurate from touching to antipodal."""
    return np.asarray(2.0 * np.arctan2(_length(a - b), _length(a + b)))


def _length(v: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", v, v)))


def distance_m(lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike) -> FloatArray:
    """Return great-circle distances.

    >>> round(float(distance_m(0.0, 179.5, 0.0, -179.5)))
    111195
    """
    return EARTH_RADIUS_M * angle(unit(lat1_deg, lon1_deg), unit(lat2_deg, lon2_deg))


def apart_m(a_deg: tuple[float, float], b_deg: tuple[float, float]) -> float:
    """Return the distance between two positions (lat_deg, lon_deg): `distance_m` for one pair, without arrays.

    >>> round(apart_m((0.0, 179.5), (0.0, -179.5)))
    111195
    """
    lat1, lat2 = math.radians(a_deg[0]), math.radians(b_deg[0])
    d_lat, d_lon = math.sin((lat2 - lat1) / 2), math.sin(math.radians(b_deg[1] - a_deg[1]) / 2)
    h = d_lat * d_lat + math.cos(lat1) * math.cos(lat2) * d_lon * d_lon
    return 2 * EARTH_RADIUS_M * math.atan2(math.sqrt(h), math.sqrt(max(0.0, 1 - h)))


def bearing_deg(lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike) -> FloatArray:
    """Return initial azimuths from the first position to the second, in [0, 360); 0 where they coincide."""
    lat1, lat2 = np.radians(lat1_deg), np.radians(lat2_deg)
    d_lon = np.radians(wrap_lon(np.asarray(lon2_deg) - np.asarray(lon1_deg)))
    east = np.sin(d_lon) * np.cos(lat2)
    # cos(lat1) sin(lat2) - sin(lat1) cos(lat2) cos(d_lon), written so that near points do not cancel.
    north = np.sin(lat2 - lat1) + 2.0 * np.sin(lat1) * np.cos(lat2) * np.sin(d_lon / 2.0) ** 2
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0 % 360.0)


def destination(
    lat_deg: ArrayLike, lon_deg: ArrayLike, bearing_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return where a great circle leads that leaves at a bearing and runs for a distance."""
    return lay_off(compass(lat_deg, lon_deg), bearing_deg, distance_m)


def compass(lat_deg: ArrayLike, lon_deg: ArrayLike) -> Compass:
    """Return positions as unit vectors, and the unit vectors to the north and to the east of each."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    zero = np.zeros_like(lat + lon)
    north = np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat) + zero], axis=-1)
    east = np.stack([-np.sin(lon) + zero, np.cos(lon) + zero, zero], axis=-1)
    return unit(lat_deg, lon_deg), north, east


def lay_off(origin: Compass, bearing_deg: ArrayLike, distance_m: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return where great circles lead from places whose compass is known: `destination` for many from one place."""
    (here, north, east), azimuth = origin, np.radians(bearing_deg)
    turn = np.asarray(distance_m, dtype=np.float64)[..., None] / EARTH_RADIUS_M
    heading = np.cos(azimuth)[..., None] * north + np.sin(azimuth)[..., None] * east
    return latlon(np.cos(turn) * here + np.sin(turn) * heading)


def slerp(a: FloatArray, b: FloatArray, fraction: ArrayLike) -> FloatArray:
    """Return the unit vectors a fraction of the way along great circles from `a` to `b`.

    Shapes: `a`, `b` (..., 3); `fraction` (...). Exact for any length below half a turn; `a` where the two coincide.
    """
    f = np.asarray(fraction, dtype=np.float64)
    theta = angle(a, b)
    still = theta == 0.0
    whole = np.sin(np.where(still, 1.0, theta))
    from_a = np.where(still, 1.0, np.sin((1.0 - f) * theta) / whole)
    from_b = np.where(still, 0.0, np.sin(f * theta) / whole)
    return from_a[..., None] * a + from_b[..., None] * b
