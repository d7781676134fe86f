"""Gaps: silences of a ship that others nearby did not share, so that it was expected to be heard.

Public practice (Welch et al., Science Advances 8, 2022; Global Fishing Watch) takes a gap for switched off when it
lasts at least 12 h, the ship had been heard at least 14 times in the 12 h before, it began over 50 nm from shore, and
reception there is good. Reception is taken here from the same file: whether other ships were heard near the straight
way across the silence, hour by hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.world.ais.fixes import Fixes
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, FloatArray, distance_m, slerp, unit

__all__ = ["BEFORE_S", "Gaps", "heard_share", "silences"]

IntArray = NDArray[np.int64]

BEFORE_S: Final = 12 * 3600.0
HOUR_S: Final = 3600.0
KNOT_M_S: Final = NAUTICAL_MILE_M / HOUR_S
AT_ONCE: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Gaps:
    """Silences as columns, ordered by start; each lies between two fixes of one ship.

    Shapes: (n,); `begin`, `end` are rows of the fixes, `ship` of their ships. `heard` counts the ship's fixes in the
    12 h up to the last before the silence; `speed_kn` is the largest of the speeds reported before and after it
    and the one that it implies, so a ship that lay still all the time has a small one.
    """

    ship: IntArray
    begin: IntArray
    end: IntArray
    start_s: FloatArray
    end_s: FloatArray
    distance_m: FloatArray
    heard: IntArray
    speed_kn: FloatArray

    def __len__(self) -> int:
        return len(self.ship)

    @property
    def implied_kn(self) -> FloatArray:
        """Speed that would have covered the distance in the time."""
        return self.distance_m / (self.end_s - self.start_s) / KNOT_M_S

    def select(self, index: NDArray[np.bool_]) -> Gaps:
        """Return the silences at a mask."""
        return Gaps(*(getattr(self, name)[index] for name in Gaps.__slots__))


def silences(fixes: Fixes, silence_s: float) -> Gaps:
    """Return every time at least so long between two successive fixes of a ship.

    What came before a ship's first fix and after its last is not known to be silence and does not count.
    """
    waited = np.diff(fixes.time_s)
    begin = np.nonzero((fixes.ship[1:] == fixes.ship[:-1]) & (waited >= silence_s))[0]
    begin = begin[np.argsort(fixes.time_s[begin], kind="stable")]
    end, ship = begin + 1, fixes.ship[begin].astype(np.int64)
    lat, lon, speed = fixes.lat_deg, fixes.lon_deg, fixes.speed_kn
    away = distance_m(lat[begin], lon[begin], lat[end], lon[end])
    implied = away / waited[begin] / KNOT_M_S
    fastest = np.fmax(np.fmax(speed[begin], speed[end]), implied)
    times = fixes.time_s[begin], fixes.time_s[end]
    return Gaps(ship, begin, end, *times, away, _heard_before(fixes, begin), fastest)


def _heard_before(fixes: Fixes, begin: IntArray) -> IntArray:
    """Count each ship's fixes in the time up to a fix of its own, that one included."""
    ship, since = fixes.ship[begin], fixes.time_s[begin] - BEFORE_S
    low, high = np.searchsorted(fixes.ship, ship), begin.copy()
    while np.any(low < high):  # bisect every ship's own fixes at once
        middle = (low + high) // 2
        late = fixes.time_s[middle] >= since
        low, high = np.where(late | (low >= high), low, middle + 1), np.where(late, middle, high)
    return begin - low + 1


def heard_share(fixes: Fixes, gaps: Gaps, radius_m: float) -> FloatArray:
    """Return, of the hours of each silence, the share in which another ship was heard near where it may have been.

    It may have been on the great circle across the silence, at a steady speed; an hour is judged by its middle, and
    another ship by its first fix in it. Nan for a silence without the middle of an hour.
    """
    gap, hour = _hours(gaps)
    fraction = ((hour + 0.5) * HOUR_S - gaps.start_s[gap]) / (gaps.end_s - gaps.start_s)[gap]
    a, b = (unit(fixes.lat_deg[row], fixes.lon_deg[row])[gap] for row in (gaps.begin, gaps.end))
    heard = _heard_at(fixes, hour, gaps.ship[gap], slerp(a, b, fraction), radius_m)
    hours = np.bincount(gap, minlength=len(gaps))
    share = np.bincount(gap, heard, len(gaps)) / np.maximum(hours, 1)
    return np.where(hours > 0, share, np.nan)


def _hours(gaps: Gaps) -> tuple[IntArray, IntArray]:
    """Return a row for each hour whose middle lies in a silence: which silence, and the hour since 1970."""
    first = np.ceil(gaps.start_s / HOUR_S - 0.5).astype(np.int64)
    count = np.maximum(np.floor(gaps.end_s / HOUR_S - 0.5).astype(np.int64) - first + 1, 0)
    gap = np.repeat(np.arange(len(gaps)), count)
    return gap, np.arange(len(gap)) - np.repeat(np.cumsum(count) - count, count) + first[gap]


def _heard_at(fixes: Fixes, hour: IntArray, ship: IntArray, place: FloatArray, radius_m: float) -> NDArray[np.bool_]:
    """Say for each hour and place whether a ship other than its own was heard near it."""
    asked = np.argsort(hour, kind="stable")
    hours, count = np.unique(hour, return_counts=True)
    spoke = np.floor(fixes.time_s / HOUR_S).astype(np.int64)
    fresh = np.ones(len(fixes), np.bool_)
    fresh[1:] = (np.diff(spoke) != 0) | (np.diff(fixes.ship) != 0)
    others = np.nonzero(fresh & np.isin(spoke, hours))[0]
    others = others[np.argsort(spoke[others], kind="stable")]
    low, high = (np.searchsorted(spoke[others], hours, side=side) for side in ("left", "right"))
    heard = np.zeros(len(hour), np.bool_)
    for last, n, start, stop in zip(np.cumsum(count), count, low, high, strict=True):
        rows = asked[last - n : last]
        heard[rows] = _any_near(fixes, others[start:stop], ship[rows], place[rows], radius_m)
    return heard


def _any_near(fixes: Fixes, others: IntArray, ship: IntArray, place: FloatArray, radius_m: float) -> NDArray[np.bool_]:
    where, nearest = unit(fixes.lat_deg[others], fixes.lon_deg[others]), np.cos(min(radius_m / EARTH_RADIUS_M, np.pi))
    found = [np.zeros(0, np.bool_)]
    step = max(1, AT_ONCE // max(1, len(others)))
    for at in range(0, len(ship), step):
        near = place[at : at + step] @ where.T >= nearest
        near &= fixes.ship[others] != ship[at : at + step, None]
        found.append(near.any(axis=1))
    return np.concatenate(found)
