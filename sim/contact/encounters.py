"""Encounters: two platforms close together, slow, and for long enough, among many.

An encounter that lasts `duration_s` covers at least one of the instants that come every `duration_s`, so whoever is
near whom at those instants is all that need be looked at, and only those are solved exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.contact.courses import Course, course
from sim.contact.edges import Pairs, edges
from sim.contact.near import expand, near_pairs
from sim.contact.windows import GAP_S, Windows
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, latlon
from sim.world.motion import IntArray, Legs

__all__ = ["Encounters", "encounters"]

DISTANCE_M: Final = 500.0
DURATION_S: Final = 7200.0
SPEED_M_S: Final = 2.0 * 1852.0 / 3600.0
SAMPLES: Final = 65
SLACK_RAD: Final = 1e-9
ENDLESS_S: Final = 1e9


@dataclass(frozen=True, slots=True)
class Encounters:
    """Encounters as columns, ordered by start; `one` is the lower number of the pair.

    Speed is the larger of both platforms' medians over time; distance (median) and position (mean) are of evenly spaced
    instants between start and end.
    """

    one: IntArray
    other: IntArray
    start_s: FloatArray
    end_s: FloatArray
    speed_m_s: FloatArray
    distance_m: FloatArray
    lat_deg: FloatArray
    lon_deg: FloatArray

    def __len__(self) -> int:
        return len(self.one)


def encounters(
    legs: Legs, *, distance_m: float = DISTANCE_M, duration_s: float = DURATION_S, speed_m_s: float = SPEED_M_S
) -> Encounters:
    """Return every time two movers stay within a distance for a duration, each at a median speed below a limit.

    Source: the defaults are the public definition of Global Fishing Watch (500 m, 2 h, 2 kn).
    Raises: ValueError for a distance or duration that is not positive.
    """
    if not (distance_m > 0.0 and duration_s > 0.0):
        raise ValueError(f"an encounter needs a positive distance and duration; got {distance_m} m, {duration_s} s")
    legs = legs.select(legs.end_s > legs.start_s).sort()
    every = course(legs, 0.5 * distance_m)
    one, other = _candidates(every, distance_m, duration_s)
    legs = legs.select(np.isin(legs.mover, np.concatenate([one, other]))).sort("mover")
    every = course(legs, 0.5 * distance_m)
    pieces = edges(every, every, _shared(legs, one, other))
    windows = Windows(legs.mover[pieces.i], legs.mover[pieces.j], pieces.t0, pieces.t1).merged()
    windows = windows.select(windows.leave_s - windows.enter_s >= duration_s)
    return _described(legs, windows, _median_speed(every, pieces, windows), speed_m_s)


def _candidates(every: Course, distance_m: float, duration_s: float) -> tuple[IntArray, IntArray]:
    """Return pairs of movers (lower, higher) that are near at some instant and may be for the whole duration."""
    found = [np.empty((0, 2), np.int64)]
    for i, j, time_s in _meetings(every, distance_m, duration_s):
        spans = edges(every, every, _overlap(every, i, j))
        met = Windows(spans.i, spans.j, spans.t0, spans.t1).merged()
        both = _overlap(every, met.watcher, met.target)
        # A window inside both legs is whole, and may be too short; one that reaches the end of a leg may go on.
        whole = (met.enter_s > both.t0) & (met.leave_s < both.t1)
        long_enough = ~whole | (met.leave_s - met.enter_s >= duration_s)
        keep = long_enough & (met.enter_s <= time_s + GAP_S) & (met.leave_s >= time_s - GAP_S)
        found.append(np.sort(np.stack([every.mover[both.i[keep]], every.mover[both.j[keep]]], axis=1), axis=1))
    pairs = np.unique(np.concatenate(found), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _overlap(every: Course | Legs, i: IntArray, j: IntArray) -> Pairs:
    """Return pairs of legs with the time they share."""
    return Pairs(i, j, np.maximum(every.start_s[i], every.start_s[j]), np.minimum(every.end_s[i], every.end_s[j]))


def _meetings(every: Course, distance_m: float, step_s: float) -> Iterator[tuple[IntArray, IntArray, float]]:
    """Yield, at each instant of the grid, the pairs of legs whose movers are near each other."""
    if not len(every):
        return
    within = 2.0 * np.sin(0.5 * min(distance_m / EARTH_RADIUS_M + SLACK_RAD, np.pi))
    longest = float((every.end_s - every.start_s).max())
    last = float(np.where(np.isinf(every.end_s), every.start_s + step_s, every.end_s).max())
    step_s *= 1.0 - 1e-9  # so that a window of the very duration cannot fall between two instants by rounding
    for time_s in np.arange(float(every.start_s[0]), last + step_s, step_s):
        low, high = np.searchsorted(every.start_s, [time_s - longest - GAP_S, time_s], side="right")
        now = low + np.nonzero(every.end_s[low:high] >= time_s)[0]
        i, j = near_pairs(every.at(now, np.full(len(now), time_s)), within)
        apart = every.mover[now[i]] != every.mover[now[j]]
        yield now[i[apart]], now[j[apart]], float(time_s)


def _shared(legs: Legs, one: IntArray, other: IntArray) -> Pairs:
    """Return every pair of legs of the pairs of movers that share some time; legs are sorted by mover, then start."""
    ids, rank = np.unique(legs.mover, return_inverse=True)
    moments, order = np.unique(np.concatenate([legs.start_s, legs.end_s]), return_inverse=True)
    starts, ends = rank * len(moments) + order[: len(legs)], rank * len(moments) + order[len(legs) :]
    first = np.searchsorted(legs.mover, one, side="left")
    pair, i = expand(np.searchsorted(legs.mover, one, side="right") - first, first)
    beyond = np.searchsorted(ids, other)[pair] * len(moments)
    low = np.searchsorted(ends, beyond + order[: len(legs)][i], side="right")
    row, j = expand(np.searchsorted(starts, beyond + order[len(legs) :][i], side="left") - low, low)
    return _overlap(legs, i[row], j)


def _median_speed(every: Course, pieces: Pairs, windows: Windows) -> FloatArray:
    """Return the larger of both movers' median speeds over each window; time without end counts as long."""
    owner = _owner(every, pieces, windows)
    pieces, owner = pieces.select(owner >= 0), owner[owner >= 0]
    speed = EARTH_RADIUS_M * np.concatenate([every.rate[pieces.i], every.rate[pieces.j]])
    weight = np.minimum(np.tile(pieces.t1 - pieces.t0, 2), ENDLESS_S)
    group = np.concatenate([2 * owner, 2 * owner + 1])
    order = np.lexsort((speed, group))
    group, speed, weight = group[order], speed[order], weight[order]
    sailed = np.cumsum(weight)
    groups = np.arange(2 * len(windows))
    first, last = np.searchsorted(group, groups, side="left"), np.searchsorted(group, groups, side="right") - 1
    before = sailed[first] - weight[first]
    half = 0.5 * (sailed[last] - before) * (1.0 - 1e-9)  # at exactly half, the lower speed
    middle = np.nonzero((sailed - before[group]) >= half[group])[0]
    medians = speed[middle[np.searchsorted(group[middle], groups)]]
    return np.maximum(medians[0::2], medians[1::2])


def _owner(every: Course, pieces: Pairs, windows: Windows) -> IntArray:
    """Return the window that each piece belongs to, or -1."""
    if not len(windows):
        return np.full(len(pieces), -1)
    one = np.concatenate([windows.watcher, every.mover[pieces.i]])
    other = np.concatenate([windows.target, every.mover[pieces.j]])
    time_s = np.concatenate([windows.enter_s, pieces.t0])
    is_piece = np.arange(len(one)) >= len(windows)
    order = np.lexsort((is_piece, time_s, other, one))  # every piece after the window that begins with it or before
    latest = np.maximum.accumulate(np.where(is_piece[order], -1, np.arange(len(order))))
    owner = np.empty(len(one), np.int64)
    owner[order] = np.where(latest >= 0, order[latest], 0)
    owner = owner[len(windows) :]
    mine = (windows.watcher[owner] == one[len(windows) :]) & (windows.target[owner] == other[len(windows) :])
    return np.where(mine & (pieces.t1 <= windows.leave_s[owner]) & (pieces.t0 >= windows.enter_s[owner]), owner, -1)


def _described(legs: Legs, windows: Windows, speed: FloatArray, speed_m_s: float) -> Encounters:
    slow = speed < speed_m_s
    windows, speed = windows.select(slow), speed[slow]
    end = np.where(np.isinf(windows.leave_s), windows.enter_s, windows.leave_s)
    times = np.linspace(windows.enter_s, end, SAMPLES, axis=1)
    one, other = (legs.position(legs.find(m[:, None], times), times) for m in (windows.watcher, windows.target))
    away = np.median(EARTH_RADIUS_M * angle(one, other), axis=1)
    lat, lon = latlon((one + other).sum(axis=1))
    return Encounters(windows.watcher, windows.target, windows.enter_s, windows.leave_s, speed, away, lat, lon)
