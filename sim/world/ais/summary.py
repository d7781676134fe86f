"""A line for each ship: how often, when and where it was heard, how far it went and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.world.ais.fixes import Fixes, IntArray
from sim.world.geodesy import NAUTICAL_MILE_M, FloatArray, distance_m, wrap_lon

__all__ = ["Summary", "summary"]

KNOT_M_S: Final = NAUTICAL_MILE_M / 3600.0


@dataclass(frozen=True, slots=True)
class Summary:
    """Ships that were heard, as columns ordered as in `Fixes.ships`.

    `distance_m` is along straight lines from fix to fix, `longest_s` the longest time between two; speeds are those
    reported, or where a fix has none the one implied by the way from the fix before. A box with `west_deg` above
    `east_deg` spans the antimeridian.
    """

    ship: IntArray
    fixes: IntArray
    first_s: FloatArray
    last_s: FloatArray
    distance_m: FloatArray
    median_kn: FloatArray
    most_kn: FloatArray
    longest_s: FloatArray
    south_deg: FloatArray
    north_deg: FloatArray
    west_deg: FloatArray
    east_deg: FloatArray

    def __len__(self) -> int:
        return len(self.ship)


def summary(fixes: Fixes) -> Summary:
    """Return a line for each ship that has a fix; speeds are nan where a ship has one fix and reported none."""
    if not len(fixes):
        none = np.empty(0)
        return Summary(np.empty(0, np.int64), np.empty(0, np.int64), *[none] * 10)
    ship, first, count = np.unique(fixes.ship, return_index=True, return_counts=True)
    gone, waited = _steps(fixes, first)
    speed = np.where(np.isnan(fixes.speed_kn), gone / np.where(waited > 0.0, waited, np.nan) / KNOT_M_S, fixes.speed_kn)
    median, most = _median_and_most(speed, first)
    east = wrap_lon(fixes.lon_deg - np.repeat(fixes.lon_deg[first], count))  # of each ship's first fix
    sides = [wrap_lon(fixes.lon_deg[first] + edge.reduceat(east, first)) for edge in (np.minimum, np.maximum)]
    lat = fixes.lat_deg
    return Summary(
        ship.astype(np.int64), count, fixes.time_s[first], fixes.time_s[first + count - 1],
        np.add.reduceat(gone, first), median, most, np.maximum.reduceat(waited, first),
        np.minimum.reduceat(lat, first), np.maximum.reduceat(lat, first), *sides,
    )  # fmt: skip


def _steps(fixes: Fixes, first: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the distance and time to each fix from the one before it; nought at a ship's first."""
    gone, waited = np.zeros(len(fixes)), np.zeros(len(fixes))
    lat, lon = fixes.lat_deg, fixes.lon_deg
    gone[1:], waited[1:] = distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:]), np.diff(fixes.time_s)
    gone[first], waited[first] = 0.0, 0.0
    return gone, waited


def _median_and_most(speed: FloatArray, first: IntArray) -> tuple[FloatArray, FloatArray]:
    told = [part[np.isfinite(part)] for part in np.split(speed, first[1:])]
    median = np.array([np.median(part) if len(part) else np.nan for part in told])
    return median, np.array([part.max() if len(part) else np.nan for part in told])
