"""Motion as a function of time: legs in bulk, and the track of one directed platform.

A leg is a great circle run at constant speed from unit vector `a` at `start_s` to `b` at `end_s`; it stands still when
`a` equals `b`, and only then may `end_s` be infinite. A mover is an integer; its legs do not overlap in time.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, slerp, unit
from sim.world.order import by_number, by_time
from sim.world.points import Point, arc, part_way, place, point

__all__ = ["Legs", "Run", "Track", "along", "clip", "in_order", "starboard", "still", "timed", "voyages"]

IntArray = NDArray[np.int64]

Run = tuple[float, float, Point, Point]
"""From when until when one platform makes for where, and from where."""
_start, _end = itemgetter(0), itemgetter(1)


@dataclass(frozen=True, slots=True)
class Legs:
    """Many legs as columns.

    Shapes: `mover` (n,) int64; `start_s`, `end_s` (n,) float64; `a`, `b` (n, 3) float64 unit vectors.
    """

    mover: IntArray
    start_s: FloatArray
    end_s: FloatArray
    a: FloatArray
    b: FloatArray

    def __post_init__(self) -> None:
        n = len(self.mover)
        shapes = [self.mover.shape, self.start_s.shape, self.end_s.shape, self.a.shape, self.b.shape]
        if shapes != [(n,), (n,), (n,), (n, 3), (n, 3)]:
            raise ValueError(f"legs need columns (n,), (n,), (n,), (n, 3), (n, 3); got {shapes}")

    def __len__(self) -> int:
        return len(self.mover)

    @classmethod
    def empty(cls) -> Legs:
        """Return no legs."""
        none, points = np.empty(0), np.empty((0, 3))
        return cls(np.empty(0, np.int64), none, none, points, points)

    @classmethod
    def concat(cls, parts: Sequence[Legs]) -> Legs:
        """Join legs end to end, in the order given."""
        if not parts:
            return cls.empty()
        return cls(
            np.concatenate([p.mover for p in parts]),
            np.concatenate([p.start_s for p in parts]),
            np.concatenate([p.end_s for p in parts]),
            np.concatenate([p.a for p in parts]),
            np.concatenate([p.b for p in parts]),
        )

    def select(self, index: NDArray[np.bool_] | IntArray | slice) -> Legs:
        """Return the legs at a mask, index array or slice."""
        if isinstance(index, slice):
            return Legs(self.mover[index], self.start_s[index], self.end_s[index], self.a[index], self.b[index])
        at = np.nonzero(index)[0] if index.dtype == np.bool_ else index
        a, b = self.a.take(at, axis=0), self.b.take(at, axis=0)  # several times as fast as a[at]
        return Legs(self.mover[at], self.start_s[at], self.end_s[at], a, b)

    def sort(self, by: Literal["start", "mover"] = "start") -> Legs:
        """Return the legs ordered by start then mover, or by mover then start."""
        if by == "start":
            order = by_number(self.mover)
            return self.select(order[by_time(self.start_s[order])])
        return self.select(in_order(self.mover, self.start_s))

    def check(self) -> Legs:
        """Return self if every leg is sound.

        Raises: ValueError naming the first leg that is not finite, runs backwards, leaves the sphere, spans half the
        Earth (its great circle is not defined), moves for ever, or overlaps its mover's next leg.
        """
        moving = np.any(self.a != self.b, axis=1)
        off = np.abs(np.linalg.norm(np.stack([self.a, self.b]), axis=-1) - 1.0).max(axis=0, initial=0.0)
        ordered = np.lexsort((self.start_s, self.mover))
        first, later = ordered[:-1], ordered[1:]
        overlap = np.zeros(len(self), np.bool_)
        overlap[first] = (self.mover[first] == self.mover[later]) & (self.end_s[first] > self.start_s[later])
        faults = {
            "has an end or start that is not a number": np.isnan(self.end_s) | ~np.isfinite(self.start_s),
            "does not end after it starts": ~(self.end_s > self.start_s),
            "is not on the unit sphere": ~(off < 1e-9),
            "spans half the Earth": angle(self.a, self.b) > np.pi - 1e-6,
            "moves for ever": moving & np.isinf(self.end_s),
            "overlaps the next leg of its mover": overlap,
        }
        for what, bad in faults.items():
            if bad.any():
                i = int(np.argmax(bad))
                raise ValueError(f"leg {i} of mover {self.mover[i]} {what} ({self.start_s[i]} s to {self.end_s[i]} s)")
        return self

    @property
    def length_m(self) -> FloatArray:
        """Length of each leg."""
        return EARTH_RADIUS_M * angle(self.a, self.b)

    @property
    def speed_m_s(self) -> FloatArray:
        """Speed of each leg; zero when it stands still."""
        return self.length_m / (self.end_s - self.start_s)

    def position(self, index: ArrayLike, t_s: ArrayLike) -> FloatArray:
        """Return unit vectors of the legs at `index` at the times; times outside a leg give its nearer end.

        Shapes: `index` and `t_s` broadcast to (...); returns (..., 3).
        """
        i, t = np.broadcast_arrays(np.asarray(index, dtype=np.int64), np.asarray(t_s, dtype=np.float64))
        start = self.start_s[i]
        fraction = np.clip((t - start) / (self.end_s[i] - start), 0.0, 1.0)
        return slerp(self.a.take(i, axis=0), self.b.take(i, axis=0), fraction)  # several times as fast as a[i]

    def find(self, mover: ArrayLike, t_s: ArrayLike) -> IntArray:
        """Return the index of the leg that each mover is on at each time, or -1 where it has none.

        The legs must be sorted by mover. At the instant between two legs it is the later one.
        """
        found = self.latest(mover, t_s)
        inside = found >= 0
        inside &= np.asarray(t_s) <= self.end_s[np.where(inside, found, 0)] if len(self) else False
        return np.where(inside, found, -1)

    def latest(self, mover: ArrayLike, t_s: ArrayLike) -> IntArray:
        """Return the index of the leg that each mover began last by each time, or -1 where it had begun none.

        The legs must be sorted by mover.
        """
        m, t = np.broadcast_arrays(np.asarray(mover, dtype=np.int64), np.asarray(t_s, dtype=np.float64))
        low = np.searchsorted(self.mover, m, side="left")
        high = np.searchsorted(self.mover, m, side="right")
        bottom = low.copy()
        while np.any(low < high):  # bisect every query at once for the last leg that starts no later than t
            middle = (low + high) // 2
            busy = low < high
            early = busy & (self.start_s[np.minimum(middle, len(self) - 1)] <= t)
            low, high = np.where(early, middle + 1, low), np.where(busy & ~early, middle, high)
        return np.where(low > bottom, low - 1, -1).astype(np.int64)

    def within(self, mover: IntArray, start_s: FloatArray, end_s: FloatArray) -> tuple[IntArray, Legs]:
        """Return the parts of movers' legs inside spans of time, a span a row, and the row that each part is of.

        The legs must be sorted by mover.
        """
        first, last = self.latest(mover, start_s), self.latest(mover, end_s)
        first = np.where(first < 0, np.searchsorted(self.mover, mover), first)
        counts = np.where(last < 0, 0, last - first + 1)
        row = np.repeat(np.arange(len(counts)), counts)
        index = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + first[row]
        whole = self.select(index)
        parts = clip(Legs(row, whole.start_s, whole.end_s, whole.a, whole.b), start_s[row], end_s[row])
        return parts.mover, Legs(mover[parts.mover], parts.start_s, parts.end_s, parts.a, parts.b)


def in_order(mover: IntArray, start_s: FloatArray) -> IntArray | slice:
    """Return the order by mover then time; what is in order is not sorted, which would cost more than all else."""
    later = (mover[1:] > mover[:-1]) | ((mover[1:] == mover[:-1]) & (start_s[1:] >= start_s[:-1]))
    if later.all():
        return slice(None)
    order = by_time(start_s)
    return order[by_number(mover[order])]


def still(mover: int, position_deg: tuple[float, float], start_s: float = 0.0, end_s: float = np.inf) -> Legs:
    """Return one leg that stands still at a position."""
    return _still(mover, start_s, end_s, unit(position_deg[0], position_deg[1]))


def along(mover: int, start_s: float, waypoints_deg: ArrayLike, speed_m_s: float) -> Legs:
    """Return the legs of one mover through waypoints, shape (k, 2), at a constant speed."""
    return voyages(waypoints_deg, [start_s], [speed_m_s], mover)


def voyages(
    waypoints_deg: ArrayLike,
    departures_s: ArrayLike,
    speeds_m_s: ArrayLike,
    first_mover: int,
    *,
    lateral: ArrayLike | None = None,
    half_width_m: ArrayLike | None = None,
) -> Legs:
    """Return the legs of n ships that share a route, sorted by mover then start.

    A ship keeps its own line inside the lane: at each waypoint it passes `lateral * half_width_m` to starboard.

    Shapes: `waypoints_deg` (k, 2); `departures_s`, `speeds_m_s`, `lateral` (n,), the last in [-1, 1];
    `half_width_m` (k,). Movers are numbered from `first_mover`. Legs of no length are dropped.
    Raises: ValueError for fewer than two waypoints or a speed that is not positive.
    """
    departures = np.asarray(departures_s, dtype=np.float64)
    speeds = np.broadcast_to(np.asarray(speeds_m_s, dtype=np.float64), departures.shape)
    points = _lines(np.asarray(waypoints_deg, dtype=np.float64), len(departures), lateral, half_width_m)
    return _runs(points, departures, speeds, first_mover)


def _runs(points: FloatArray, departures: FloatArray, speeds: FloatArray, first_mover: int) -> Legs:
    """Return the legs of n ships, each through its own k points, shape (n, k, 3)."""
    if np.any(~(speeds > 0.0)):
        raise ValueError("every ship needs a positive speed")
    lengths = EARTH_RADIUS_M * angle(points[:, :-1], points[:, 1:])
    ends = departures[:, None] + np.cumsum(lengths, axis=1) / speeds[:, None]
    return _legs(np.arange(first_mover, first_mover + len(departures)), points, np.column_stack([departures, ends]))


def timed(
    movers: IntArray,
    waypoints_deg: ArrayLike,
    passes: IntArray,
    times_s: FloatArray,
    lateral: ArrayLike,
    half_width_m: ArrayLike,
) -> Legs:
    """Return the legs of ships that share a route, each at its waypoints at times of its own, sorted by mover.

    Shapes: `movers`, `lateral` (n,); `waypoints_deg` (k, 2); `half_width_m` (k,); `passes` (m,), the waypoint of each
    time, twice where ships wait; `times_s` (n, m), in order. Legs that take no time are dropped.
    """
    return _legs(movers, _lines(np.asarray(waypoints_deg), len(movers), lateral, half_width_m)[:, passes], times_s)


def _legs(movers: IntArray, points: FloatArray, times_s: FloatArray) -> Legs:
    """Return the legs of n ships through their own k points (n, k, 3) at times (n, k)."""
    starts, ends = times_s[:, :-1].ravel(), times_s[:, 1:].ravel()
    each = np.repeat(movers, points.shape[1] - 1)
    legs = Legs(each, starts, ends, points[:, :-1].reshape(-1, 3), points[:, 1:].reshape(-1, 3))
    keep = legs.end_s > legs.start_s
    return legs if keep.all() else legs.select(keep)


def _lines(waypoints_deg: FloatArray, n: int, lateral: ArrayLike | None, half_width_m: ArrayLike | None) -> FloatArray:
    """Return each ship's own waypoints as unit vectors, shape (n, k, 3)."""
    if waypoints_deg.ndim != 2 or waypoints_deg.shape[1] != 2 or len(waypoints_deg) < 2:
        raise ValueError(f"a route needs at least two waypoints, shape (k, 2); got {waypoints_deg.shape}")
    points = unit(waypoints_deg[:, 0], waypoints_deg[:, 1])
    if lateral is None or half_width_m is None:
        return np.broadcast_to(points, (n, *points.shape))
    offset = np.asarray(lateral, dtype=np.float64)[:, None] * np.asarray(half_width_m, dtype=np.float64)
    turn = (offset / EARTH_RADIUS_M)[..., None]
    return np.asarray(np.cos(turn) * points + np.sin(turn) * starboard(points))


def starboard(points: FloatArray) -> FloatArray:
    """Return the unit vector to starboard of a route at each of its waypoints, halving the turn there.

    Shapes: `points` (k, 3) unit vectors; returns (k, 3), each tangent to the sphere at its waypoint.
    """
    poles = np.cross(points[1:], points[:-1])
    size = np.linalg.norm(poles, axis=1, keepdims=True)
    poles = np.divide(poles, size, out=np.zeros_like(poles), where=size > 0.0)
    side = np.zeros_like(points)
    side[:-1] += poles
    side[1:] += poles
    side -= np.sum(side * points, axis=1, keepdims=True) * points
    size = np.linalg.norm(side, axis=1, keepdims=True)
    return np.asarray(np.divide(side, size, out=np.zeros_like(side), where=size > 1e-9))


def clip(legs: Legs, from_s: float | FloatArray, until_s: float | FloatArray) -> Legs:
    """Return the parts of legs inside a span of time, or each inside its own, still at their own speeds."""
    starts, ends = np.maximum(legs.start_s, from_s), np.minimum(legs.end_s, until_s)
    kept = starts < ends
    if not kept.all():
        legs, starts, ends = legs.select(kept), starts[kept], ends[kept]
    early, late = np.nonzero(legs.start_s < starts)[0], np.nonzero(legs.end_s > ends)[0]
    a, b = legs.a.copy(), legs.b.copy()
    a[early], b[late] = legs.position(early, starts[early]), legs.position(late, ends[late])
    return Legs(legs.mover, starts, ends, a, b)


class Track:
    """One directed platform: its legs so far and its orders, changed as the run goes on.

    It stands still before its first order and after its last. `generation` counts changes of plan, so that whoever
    computed something from an earlier plan can tell that it is stale.
    """

    __slots__ = ("_here", "_runs", "_until_s", "generation", "mover")

    def __init__(self, mover: int, position_deg: tuple[float, float], start_s: float = 0.0) -> None:
        self.mover = mover
        self.generation = 0
        self._runs: list[Run] = []
        self._until_s = float(start_s)
        self._here = point(*position_deg)

    @property
    def idle_s(self) -> float:
        """Time from which it has no orders."""
        return self._until_s

    def position(self, t_s: float) -> tuple[float, float]:
        """Return (lat_deg, lon_deg) at a time."""
        return place(self._at(t_s))

    def _at(self, t_s: float) -> Point:
        if t_s >= self._until_s or not self._runs:
            return self._here
        start_s, end_s, a, b = self._runs[max(0, bisect_right(self._runs, t_s, key=_start) - 1)]
        return part_way(a, b, (t_s - start_s) / (end_s - start_s))

    def go(self, now_s: float, waypoints_deg: FloatArray | Sequence[Sequence[float]], speed_m_s: float) -> float:
        """Drop all orders after now, run through waypoints from here, and return the time of arrival.

        Raises: ValueError for a speed that is not positive.
        """
        if not speed_m_s > 0.0:
            raise ValueError(f"mover {self.mover} needs a positive speed")
        self._cut(now_s)
        from_s, gone_m = self._until_s, 0.0
        for lat, lon in waypoints_deg.tolist() if isinstance(waypoints_deg, np.ndarray) else waypoints_deg:
            there = point(lat, lon)
            gone_m += EARTH_RADIUS_M * arc(self._here, there)
            self._add(from_s + gone_m / float(speed_m_s), there)
        return self._until_s

    def sailed(self, points: Sequence[Point], times_s: Sequence[float]) -> None:
        """Lay down what was sailed since the last order: where it was at each of some times, in order."""
        for there, time_s in zip(points, times_s, strict=True):
            self._add(time_s, there)
        self.generation += 1

    def hold(self, now_s: float, until_s: float) -> None:
        """Drop all orders after now and stand still until a time."""
        self._cut(now_s)
        self._add(until_s, self._here)

    def legs(self) -> Legs:
        """Return every leg sailed or ordered, in order of time."""
        return _as_legs(self.mover, self._runs)

    def plan(self, now_s: float) -> Legs:
        """Return the legs from now on, the last standing still for ever."""
        return _as_legs(self.mover, self.ahead(now_s))

    def ahead(self, now_s: float) -> list[Run]:
        """Return the same one by one, without arrays."""
        ahead = self._runs[bisect_right(self._runs, now_s, key=_end) :]
        if ahead and ahead[0][0] < now_s:
            ahead[0] = (now_s, ahead[0][1], self._at(now_s), ahead[0][3])
        return [*ahead, (max(now_s, self._until_s), math.inf, self._here, self._here)]

    def _cut(self, now_s: float) -> None:
        """Forget orders after now, and fill the time since the last order with standing still."""
        if self._runs and now_s < self._runs[0][0]:
            raise ValueError(f"mover {self.mover} cannot be redirected at {now_s} s, before its first leg")
        self.generation += 1
        here = self._at(now_s)
        self._add(now_s, self._here)
        del self._runs[bisect_left(self._runs, now_s, key=_start) :]
        if self._runs and self._runs[-1][1] > now_s:
            start_s, _, a, _ = self._runs[-1]
            self._runs[-1] = (start_s, now_s, a, here)
        self._until_s, self._here = float(now_s), here

    def _add(self, until_s: float, there: Point) -> None:
        """Run on from the last order, or stand still; what takes no time is left out."""
        if until_s > self._until_s:
            self._runs.append((self._until_s, float(until_s), self._here, there))
            self._until_s, self._here = float(until_s), there


def _as_legs(mover: int, runs: list[Run]) -> Legs:
    if not runs:
        return Legs.empty()
    start_s, end_s, a, b = (np.array(column) for column in zip(*runs, strict=True))
    return Legs(np.full(len(runs), mover), start_s, end_s, a, b)


def _still(mover: int, start_s: float, end_s: float, point: FloatArray) -> Legs:
    return Legs(np.array([mover]), np.array([float(start_s)]), np.array([float(end_s)]), point[None], point[None])
