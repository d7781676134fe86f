"""Great circles as points near enough to each other that it does not matter how a tool joins them.

Some tools join points by straight lines in longitude and latitude, some by great circles, some by straight lines
through the Earth (Cesium). At constant speed along a great circle the position as a function of the way s differs from
its linear interpolation over a piece of length L by at most L²/8 times the largest second derivative: in longitude
and latitude at most 2/√3 tan φ / R at latitude φ, through the Earth 1/R. Pieces are cut so that this is `WITHIN_M`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.world.geodesy import DISTANCE_ERROR, EARTH_RADIUS_M, FloatArray, latlon, slerp
from sim.world.motion import IntArray, Legs

__all__ = ["POLAR_DEG", "WITHIN_M", "Path", "paths"]

WITHIN_M: Final = 100.0
POLAR_DEG: Final = 89.0  # what holds up to here is not promised nearer a pole
SWERVE: Final = 2.0 / math.sqrt(3.0)


@dataclass(frozen=True, slots=True)
class Path:
    """Where one mover was when, without a gap and on one side of the antimeridian; `nth` counts a mover's paths from 1.

    Shapes: `time_s`, `lat_deg`, `lon_deg` (n,), n at least 1.
    """

    mover: int
    nth: int
    time_s: FloatArray
    lat_deg: FloatArray
    lon_deg: FloatArray


def paths(legs: Legs) -> Iterator[Path]:
    """Yield the paths of legs sorted by mover then start; a gap in time or a jump in place begins another path."""
    if not len(legs):
        return
    index, time_s, lat, lon, first = _points(legs)
    mover, nth = legs.mover[index], 0
    ends = np.append(first[1:], len(time_s))
    for k, (low, high) in enumerate(zip(first.tolist(), ends.tolist(), strict=True)):
        same = k > 0 and mover[first[k - 1]] == mover[low]
        nth = nth if same else 0
        for piece in _cut(time_s[low:high], lat[low:high], lon[low:high]):
            nth += 1
            yield Path(int(mover[low]), nth, *piece)


def _points(legs: Legs) -> tuple[IntArray, FloatArray, FloatArray, FloatArray, IntArray]:
    """Return points along legs (leg, time, latitude, longitude), and the first point of each unbroken path."""
    pieces = _pieces(legs)
    breaks = np.append(
        (legs.mover[1:] != legs.mover[:-1])
        | (legs.start_s[1:] > legs.end_s[:-1] + 1e-6)
        | (np.abs(legs.a[1:] - legs.b[:-1]).max(axis=1, initial=0.0) > 1e-9),
        True,
    )
    counts = pieces + breaks  # the end of a leg is the beginning of the next, unless there is none
    index = np.repeat(np.arange(len(legs)), counts)
    nth = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
    fraction = nth / pieces[index]
    time_s = legs.start_s[index] + fraction * (legs.end_s - legs.start_s)[index]
    lat, lon = latlon(slerp(legs.a.take(index, axis=0), legs.b.take(index, axis=0), fraction))
    last = np.cumsum(counts)[breaks]
    return index, time_s, lat, lon, np.append(0, last[:-1]).astype(np.int64)


def _pieces(legs: Legs) -> IntArray:
    """Return into how many pieces each leg is cut."""
    highest = np.minimum(_highest_deg(legs), POLAR_DEG)
    bend = np.maximum(SWERVE * np.tan(np.radians(highest)), 1.0) * (1.0 + 2.0 * DISTANCE_ERROR)
    step_m = np.sqrt(8.0 * EARTH_RADIUS_M * WITHIN_M / bend)
    return np.maximum(1, np.ceil(legs.length_m / step_m)).astype(np.int64)


def _highest_deg(legs: Legs) -> FloatArray:
    """Return the highest latitude, north or south, that each leg may reach."""
    ends = np.maximum(np.abs(latlon(legs.a)[0]), np.abs(latlon(legs.b)[0]))
    return np.asarray(np.minimum(90.0, ends + np.degrees(legs.length_m / EARTH_RADIUS_M) / 2.0))


def _cut(time_s: FloatArray, lat: FloatArray, lon: FloatArray) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    """Cut a path where it crosses the antimeridian, each part ending on it."""
    over = np.flatnonzero(np.abs(np.diff(lon)) > 180.0)
    if not len(over):
        yield time_s, lat, lon
        return
    low, begin = 0, np.empty((3, 0))
    for k in over.tolist():
        edge = math.copysign(180.0, lon[k])
        share = (edge - lon[k]) / (lon[k + 1] + 2.0 * edge - lon[k])
        met = np.array([[time_s[k] + share * (time_s[k + 1] - time_s[k])], [lat[k] + share * (lat[k + 1] - lat[k])]])
        yield from _lasting(begin, np.stack([time_s, lat, lon])[:, low : k + 1], np.vstack([met, [[edge]]]))
        low, begin = k + 1, np.vstack([met, [[-edge]]])
    yield from _lasting(begin, np.stack([time_s, lat, lon])[:, low:], np.empty((3, 0)))


def _lasting(*parts: FloatArray) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    """Yield parts joined, unless they are of one instant."""
    time_s, lat, lon = np.concatenate(parts, axis=1)
    if time_s[-1] > time_s[0]:
        yield time_s, lat, lon
