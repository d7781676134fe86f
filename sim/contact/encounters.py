"""Encounters: two platforms close together, slow, and for long enough, among many.

An encounter that lasts `duration_s` covers at least one of the instants that come every `duration_s`, so whoever is
near whom at those instants is all that need be looked at, and only those are solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.contact.courses import Course, course
from sim.contact.edges import Pairs, edges
from sim.contact.near import expand, near_pairs
from sim.contact.windows import GAP_S, Windows
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, latlon
from sim.world.motion import IntArray, Legs

__all__ = ["DISTANCE_M", "DURATION_S", "SPEED_M_S", "Encounters", "encounters"]

DISTANCE_M: Final = 500.0
DURATION_S: Final = 7200.0
SPEED_M_S: Final = 2.0 * 1852.0 / 3600.0
SAMPLES: Final = 65
SLACK_RAD: Final = 1e-9
ENDLESS_S: Final = 1e9
PORTION: Final = 1_000_000  # legs of pairs solved at once, which bounds the memory
Where = Callable[[FloatArray], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Encounters:
    """Encounters as columns, ordered by start; `one` is the lower number of the pair.

    Distance (median) and position (mean) are of evenly spaced instants between start and end.
    Shapes: (n,); `speeds_m_s` (n, 2), each platform's own median over time.
    """

    one: IntArray
    other: IntArray
    start_s: FloatArray
    end_s: FloatArray
    speeds_m_s: FloatArray
    distance_m: FloatArray
    lat_deg: FloatArray
    lon_deg: FloatArray

    def __len__(self) -> int:
        return len(self.one)

    @property
    def speed_m_s(self) -> FloatArray:
        """The larger of both platforms' median speeds."""
        return np.asarray(self.speeds_m_s.max(axis=1, initial=0.0))

    @classmethod
    def concat(cls, parts: Sequence[Encounters]) -> Encounters:
        """Join encounters, ordered by start; there must be some parts."""
        joined = cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))
        return joined.select(np.lexsort((joined.other, joined.one, joined.start_s)))

    def select(self, index: NDArray[np.bool_] | IntArray) -> Encounters:
        """Return the encounters at a mask or index array."""
        return Encounters(*(getattr(self, name)[index] for name in Encounters.__slots__))


def encounters(
    legs: Legs,
    *,
    distance_m: float = DISTANCE_M,
    duration_s: float = DURATION_S,
    speed_m_s: float = SPEED_M_S,
    apart_s: float = 0.0,
    where: Where | None = None,
) -> Encounters:
    """Return every time two movers stay within a distance for a duration, each at a median speed below a limit.

    Stays of a pair at most `apart_s` apart in time are one encounter, if one of them lasts half the duration. `where`
    says which places, unit vectors (n, 3), are worth looking at: a pair counts that is found near at such a place.
    Source: the defaults are the public definition of Global Fishing Watch (500 m, 2 h, 2 kn).
    Raises: ValueError for a distance or duration that is not positive.
    """
    if not (distance_m > 0.0 and duration_s > 0.0):
        raise ValueError(f"an encounter needs a positive distance and duration; got {distance_m} m, {duration_s} s")
    legs = legs.select(legs.end_s > legs.start_s).sort()
    every = course(legs, 0.5 * distance_m)
    stay_s = 0.5 * duration_s if apart_s > 0.0 else duration_s
    one, other = _candidates(every, distance_m, stay_s, where)
    legs = legs.select(np.isin(legs.mover, np.concatenate([one, other]))).sort("mover")
    every = course(legs, 0.5 * distance_m)
    found = []
    for part in _portions(legs, one, other):
        pieces = edges(every, every, _shared(legs, one[part], other[part]))
        near = Windows(legs.mover[pieces.i], legs.mover[pieces.j], pieces.t0, pieces.t1)
        windows = _lasting(near.merged(), stay_s, apart_s)
        windows = windows.select(windows.leave_s - windows.enter_s >= duration_s)
        speeds = _median_speeds(every, pieces, _owner(windows, near), len(windows))
        slow = np.asarray((speeds < speed_m_s).all(axis=1))
        found.append(_described(legs, windows.select(slow), speeds[slow]))
    return Encounters.concat(found)


def _portions(legs: Legs, one: IntArray, other: IntArray) -> list[IntArray]:
    """Return the rows of pairs in portions of about as many legs each; legs are sorted by mover."""
    low, high = (np.searchsorted(legs.mover, np.stack([one, other]), side=side) for side in ("left", "right"))
    portion = np.cumsum((high - low).sum(axis=0)) // PORTION
    return np.split(np.arange(len(one)), np.nonzero(np.diff(portion))[0] + 1)


def _lasting(stays: Windows, stay_s: float, apart_s: float) -> Windows:
    """Return stays joined over short absences, each with at least one stay that is long enough by itself."""
    long = stays.select(stays.leave_s - stays.enter_s >= stay_s)
    if apart_s <= 0.0:
        return long
    joined = stays.merged(apart_s)
    return joined.select(np.unique(_owner(joined, long)))


def _candidates(every: Course, distance_m: float, duration_s: float, where: Where | None) -> tuple[IntArray, IntArray]:
    """Return pairs of movers (lower, higher) that are near at some instant and may be for the whole duration."""
    found = [np.empty((0, 2), np.int64)]
    for i, j, time_s in _meetings(every, distance_m, duration_s, where):
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


def _meetings(
    every: Course, distance_m: float, step_s: float, where: Where | None
) -> Iterator[tuple[IntArray, IntArray, float]]:
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
        points = every.at(now, np.full(len(now), time_s))
        i, j = near_pairs(points, within)
        apart = every.mover[now[i]] != every.mover[now[j]]
        i, j = i[apart], j[apart]
        if where is not None and len(i):
            there, back = np.unique(i, return_inverse=True)
            wanted = where(points[there])[back]
            i, j = i[wanted], j[wanted]
        yield now[i], now[j], float(time_s)


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


def _median_speeds(every: Course, pieces: Pairs, owner: IntArray, n: int) -> FloatArray:
    """Return both movers' median speeds over each of n windows, shape (n, 2); time without end counts as long."""
    pieces, owner = pieces.select(owner >= 0), owner[owner >= 0]
    speed = EARTH_RADIUS_M * np.concatenate([every.rate[pieces.i], every.rate[pieces.j]])
    weight = np.minimum(np.tile(pieces.t1 - pieces.t0, 2), ENDLESS_S)
    group = np.concatenate([2 * owner, 2 * owner + 1])
    order = np.lexsort((speed, group))
    group, speed, weight = group[order], speed[order], weight[order]
    sailed = np.cumsum(weight)
    groups = np.arange(2 * n)
    first, last = np.searchsorted(group, groups, side="left"), np.searchsorted(group, groups, side="right") - 1
    before = sailed[first] - weight[first]
    half = 0.5 * (sailed[last] - before) * (1.0 - 1e-9)  # at exactly half, the lower speed
    middle = np.nonzero((sailed - before[group]) >= half[group])[0]
    return np.asarray(speed[middle[np.searchsorted(group[middle], groups)]].reshape(n, 2))


def _owner(windows: Windows, parts: Windows) -> IntArray:
    """Return the window that each part of one belongs to, or -1."""
    if not len(windows):
        return np.full(len(parts), -1)
    both = Windows.concat([windows, parts])
    is_part = np.arange(len(both)) >= len(windows)
    order = np.lexsort((is_part, both.enter_s, both.target, both.watcher))  # a part after the window it begins with
    latest = np.maximum.accumulate(np.where(is_part[order], -1, np.arange(len(order))))
    owner = np.empty(len(both), np.int64)
    owner[order] = np.where(latest >= 0, order[latest], 0)
    owner = owner[len(windows) :]
    mine = (windows.watcher[owner] == parts.watcher) & (windows.target[owner] == parts.target)
    inside = (parts.enter_s >= windows.enter_s[owner]) & (parts.leave_s <= windows.leave_s[owner])
    return np.where(mine & inside, owner, -1)


def _described(legs: Legs, windows: Windows, speeds: FloatArray) -> Encounters:
    end = np.where(np.isinf(windows.leave_s), windows.enter_s, windows.leave_s)
    times = np.linspace(windows.enter_s, end, SAMPLES, axis=1)
    one, other = (legs.position(legs.find(m[:, None], times), times) for m in (windows.watcher, windows.target))
    away = np.median(EARTH_RADIUS_M * angle(one, other), axis=1)
    lat, lon = latlon((one + other).sum(axis=1))
    return Encounters(windows.watcher, windows.target, windows.enter_s, windows.leave_s, speeds, away, lat, lon)
