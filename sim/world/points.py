"""One point at a time: the geodesy of single points, without arrays, for what is asked thousands of times a run."""

from __future__ import annotations

import math

__all__ = ["Point", "arc", "dot", "part_way", "place", "point"]

Point = tuple[float, float, float]
"""A unit vector."""


def point(lat_deg: float, lon_deg: float) -> Point:
    """Return the unit vector of a position: `geodesy.unit` for one."""
    lat, lon = math.radians(lat_deg), math.radians(lon_deg)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def place(p: Point) -> tuple[float, float]:
    """Return (lat_deg, lon_deg) of a vector of any positive length: `geodesy.latlon` for one.

    >>> place(point(12.0, -34.0))
    (12.0, -34.0)
    """
    x, y, z = p
    return math.degrees(math.atan2(z, math.hypot(x, y))), (math.degrees(math.atan2(y, x)) + 180.0) % 360.0 - 180.0


def arc(a: Point, b: Point) -> float:
    """Return the angle between unit vectors in radians: `geodesy.angle` for one pair."""
    (ax, ay, az), (bx, by, bz) = a, b
    dx, dy, dz, sx, sy, sz = ax - bx, ay - by, az - bz, ax + bx, ay + by, az + bz
    return 2.0 * math.atan2(math.sqrt(dx * dx + dy * dy + dz * dz), math.sqrt(sx * sx + sy * sy + sz * sz))


def dot(a: Point, b: Point) -> float:
    """Return the scalar product of two vectors."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def part_way(a: Point, b: Point, fraction: float) -> Point:
    """Return the unit vector a fraction, brought into [0, 1], of the way from `a` to `b`: `geodesy.slerp` for one."""
    theta = arc(a, b)
    if theta == 0.0:
        return a
    f, whole = min(max(fraction, 0.0), 1.0), math.sin(theta)
    p, q = math.sin((1.0 - f) * theta) / whole, math.sin(f * theta) / whole
    return p * a[0] + q * b[0], p * a[1] + q * b[1], p * a[2] + q * b[2]
