"""Motion as a function of time: legs in bulk, and the track of one directed platform.

A leg is a great circle run at constant speed from unit vector `a` at `start_s` to `b` at `end_s`; it stands still when
`a` equals `b`, and only then may `end_s` be infinite. A mover is an integer; its legs do not overlap in time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, between, slerp, unit

__all__ = ["Legs", "RandomArea", "Track", "along", "clip", "random_waypoints", "starboard", "still", "voyages"]

IntArray = NDArray[np.int64]
Blocked = Callable[[FloatArray, FloatArray], NDArray[np.bool_]]

TRIES: Final = 20
LIE_TO_S: Final = 3600.0


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
        return Legs(self.mover[index], self.start_s[index], self.end_s[index], self.a[index], self.b[index])

    def sort(self, by: Literal["start", "mover"] = "start") -> Legs:
        """Return the legs ordered by start then mover, or by mover then start."""
        keys = (self.mover, self.start_s) if by == "start" else (self.start_s, self.mover)
        return self.select(np.lexsort(keys))

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
        return slerp(self.a[i], self.b[i], fraction)

    def find(self, mover: ArrayLike, t_s: ArrayLike) -> IntArray:
        """Return the index of the leg that each mover is on at each time, or -1 where it has none.

        The legs must be sorted by mover. At the instant between two legs it is the later one.
        """
        m, t = np.broadcast_arrays(np.asarray(mover, dtype=np.int64), np.asarray(t_s, dtype=np.float64))
        low = np.searchsorted(self.mover, m, side="left")
        high = np.searchsorted(self.mover, m, side="right")
        bottom, top = low.copy(), high.copy()
        while np.any(low < high):  # bisect every query at once for the last leg that starts no later than t
            middle = (low + high) // 2
            busy = low < high
            early = busy & (self.start_s[np.minimum(middle, len(self) - 1)] <= t)
            low, high = np.where(early, middle + 1, low), np.where(busy & ~early, middle, high)
        found = low - 1
        inside = (found >= bottom) & (found < top)
        inside &= t <= self.end_s[np.where(inside, found, 0)] if len(self) else False
        return np.where(inside, found, -1).astype(np.int64)


class RandomArea(Protocol):
    """Somewhere that random positions can be drawn from."""

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n positions, shape (n, 2), latitude first."""
        ...


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
    starts = np.concatenate([departures[:, None], ends[:, :-1]], axis=1)
    movers = np.repeat(np.arange(first_mover, first_mover + len(departures)), points.shape[1] - 1)
    legs = Legs(movers, starts.ravel(), ends.ravel(), points[:, :-1].reshape(-1, 3), points[:, 1:].reshape(-1, 3))
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


def clip(legs: Legs, from_s: float, until_s: float) -> Legs:
    """Return the parts of legs inside a span of time, each still at its own speed."""
    legs = legs.select((legs.start_s < until_s) & (legs.end_s > from_s))
    index = np.arange(len(legs))
    starts, ends = np.maximum(legs.start_s, from_s), np.minimum(legs.end_s, until_s)
    early, late = legs.start_s < from_s, legs.end_s > until_s
    a = np.where(early[:, None], legs.position(index, starts), legs.a)
    b = np.where(late[:, None], legs.position(index, np.where(late, ends, starts)), legs.b)
    return Legs(legs.mover, starts, ends, a, b)


def random_waypoints(
    area: RandomArea,
    start_s: float,
    end_s: float,
    speeds_m_s: ArrayLike,
    first_mover: int,
    generator: np.random.Generator,
    *,
    blocked: Blocked | None = None,
) -> Legs:
    """Return the legs of boats that run from one random position in an area to the next, sorted by mover.

    Shapes: `speeds_m_s` (n,), one boat each. Every boat is under way from `start_s` to `end_s`. A run that `blocked`
    refuses, as over land, is drawn again; a boat that finds no way out lies to for an hour and tries again.
    """
    speeds = np.asarray(speeds_m_s, dtype=np.float64)
    if np.any(~(speeds > 0.0)) or not end_s > start_s:
        raise ValueError("boats need positive speeds and a span that ends after it starts")
    boats, here = np.arange(len(speeds)), _draw(area, len(speeds), generator)
    clock, rounds = np.full(len(speeds), float(start_s)), []
    while len(boats):
        there = _next(area, here, generator, blocked)
        arrive = clock + EARTH_RADIUS_M * angle(here, there) / speeds[boats]
        arrive = np.where(arrive > clock, arrive, clock + LIE_TO_S)
        rounds.append(Legs(boats + first_mover, clock, arrive, here, there))
        busy = arrive < end_s
        boats, here, clock = boats[busy], there[busy], arrive[busy]
    legs = Legs.concat(rounds).sort("mover")
    return clip(legs, start_s, end_s)


def _next(area: RandomArea, here: FloatArray, generator: np.random.Generator, blocked: Blocked | None) -> FloatArray:
    """Draw where each boat goes next; where it is, if every try was blocked."""
    there = _draw(area, len(here), generator)
    if blocked is None:
        return there
    for _ in range(TRIES):
        shut = np.nonzero(blocked(here, there))[0]
        if not len(shut):
            return there
        there[shut] = _draw(area, len(shut), generator)
    return np.where(blocked(here, there)[:, None], here, there)


def _draw(area: RandomArea, n: int, generator: np.random.Generator) -> FloatArray:
    positions = area.random(n, generator)
    return unit(positions[:, 0], positions[:, 1])


class Track:
    """One directed platform: its legs so far and its orders, changed as the run goes on.

    It stands still before its first order and after its last. `generation` counts changes of plan, so that whoever
    computed something from an earlier plan can tell that it is stale.
    """

    __slots__ = ("_kept", "_parts", "_resting", "_until_s", "generation", "mover")

    def __init__(self, mover: int, position_deg: tuple[float, float], start_s: float = 0.0) -> None:
        self.mover = mover
        self.generation = 0
        self._parts: list[Legs] = []
        self._until_s = float(start_s)
        self._resting = unit(position_deg[0], position_deg[1])
        self._kept: tuple[FloatArray, tuple[float, float]] | None = None

    @property
    def idle_s(self) -> float:
        """Time from which it has no orders."""
        return self._until_s

    def unit_at(self, t_s: float) -> FloatArray:
        """Return where it is, or is ordered to be, at a time, as a unit vector."""
        return slerp(*self._run_at(t_s))

    def position(self, t_s: float) -> tuple[float, float]:
        """Return (lat_deg, lon_deg) at a time."""
        if t_s < self._until_s:
            return between(*self._run_at(t_s))
        if self._kept is None or self._kept[0] is not self._resting:
            self._kept = self._resting, between(self._resting, self._resting, 0.0)
        return self._kept[1]

    def _run_at(self, t_s: float) -> tuple[FloatArray, FloatArray, float]:
        """Return the ends of the leg it is on at a time, and the fraction of it that it has run."""
        if t_s >= self._until_s or not self._parts:
            return self._resting, self._resting, 0.0
        for part in reversed(self._parts):
            if t_s >= part.start_s[0]:
                at = int(part.start_s.searchsorted(t_s, side="right")) - 1
                start_s, end_s = float(part.start_s[at]), float(part.end_s[at])
                return part.a[at], part.b[at], min(1.0, (t_s - start_s) / (end_s - start_s))
        return self._parts[0].a[0], self._parts[0].a[0], 0.0

    def go(self, now_s: float, waypoints_deg: ArrayLike, speed_m_s: float) -> float:
        """Drop all orders after now, run through waypoints from here, and return the time of arrival."""
        self._cut(now_s)
        ahead = np.reshape(np.asarray(waypoints_deg, dtype=np.float64), (-1, 2))
        points = np.concatenate([self._resting[None], unit(ahead[:, 0], ahead[:, 1])])
        self._add(_runs(points[None], np.array([float(now_s)]), np.array([float(speed_m_s)]), self.mover))
        return self._until_s

    def hold(self, now_s: float, until_s: float) -> None:
        """Drop all orders after now and stand still until a time."""
        self._cut(now_s)
        if until_s > now_s:
            self._add(_still(self.mover, now_s, until_s, self._resting))

    def legs(self) -> Legs:
        """Return every leg sailed or ordered, in order of time."""
        return Legs.concat(self._parts)

    def plan(self, now_s: float) -> Legs:
        """Return the legs from now on, the last standing still for ever."""
        ahead = [self._ahead(part, now_s) for part in self._parts if part.end_s[-1] > now_s]
        return Legs.concat([*ahead, _still(self.mover, max(now_s, self._until_s), np.inf, self._resting)])

    def _cut(self, now_s: float) -> None:
        """Forget orders after now, and fill the time since the last order with standing still."""
        if self._parts and now_s < self._parts[0].start_s[0]:
            raise ValueError(f"mover {self.mover} cannot be redirected at {now_s} s, before its first leg")
        self.generation += 1
        here = self.unit_at(now_s)
        if now_s > self._until_s:
            self._add(_still(self.mover, self._until_s, now_s, here))
        while self._parts and self._parts[-1].end_s[-1] > now_s:
            part = self._parts.pop()
            begun = int(part.start_s.searchsorted(now_s, side="left"))
            if begun:
                self._parts.append(_ended(part.select(slice(0, begun)), now_s, here))
        self._until_s, self._resting = float(now_s), here

    def _ahead(self, part: Legs, now_s: float) -> Legs:
        """Return what is left of some of its legs from now on."""
        left = part.select(slice(int(part.end_s.searchsorted(now_s, side="right")), None))
        if left.start_s[0] >= now_s:
            return left
        start_s, a = left.start_s.copy(), left.a.copy()
        start_s[0], a[0] = now_s, self.unit_at(now_s)
        return Legs(left.mover, start_s, left.end_s, a, left.b)

    def _add(self, legs: Legs) -> None:
        if len(legs):
            self._parts.append(legs)
            self._until_s, self._resting = float(legs.end_s[-1]), legs.b[-1]


def _ended(legs: Legs, end_s: float, there: FloatArray) -> Legs:
    """Return consecutive legs with the last cut short at a time, if it was still under way then."""
    if legs.end_s[-1] <= end_s:
        return legs
    ends, b = legs.end_s.copy(), legs.b.copy()
    ends[-1], b[-1] = end_s, there
    return Legs(legs.mover, legs.start_s, ends, legs.a, b)


def _still(mover: int, start_s: float, end_s: float, point: FloatArray) -> Legs:
    return Legs(np.array([mover]), np.array([float(start_s)]), np.array([float(end_s)]), point[None], point[None])
