"""Legs made ready for solving: axes found once, still legs apart from moving ones, and chords.

On a leg the position is `a cos(theta) + e sin(theta)` with `theta = rate (t - start)`, where `e` is the unit tangent at
`a`. It is within `slack` of the chord `p + v (t - start)`: a unit-speed great circle has curvature one, so an arc of
angle `x` leaves its chord by at most `x * x / 8`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.contact.near import expand
from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray, Legs
from sim.world.order import roughly

__all__ = [
    "CHORD_RAD", "Chords", "Course", "Plan", "Reach", "course", "cross", "lasting", "per_mover", "prepare",
]  # fmt: skip

Reach = float | NDArray[np.float64] | Mapping[int, float]

CHORD_RAD: Final = 0.2  # longest chord: longer ones make fewer rows and a looser first test
BATCH: Final = 16_384  # chords made at once, which stay in cache
STILL_RAD: Final = 1e-12  # a leg shorter than 6 micrometres stands still


@dataclass(frozen=True, slots=True)
class Course:
    """Legs, in any order, with what the geometry needs of them.

    Shapes: vectors (n, 3), the rest (n,). A pair's range is the least of both caps and the sum of both reaches.
    """

    mover: IntArray
    start_s: FloatArray
    end_s: FloatArray
    a: FloatArray
    e: FloatArray
    b: FloatArray
    rate: FloatArray
    reach_m: FloatArray
    cap_m: FloatArray

    def __len__(self) -> int:
        return len(self.mover)

    def select(self, index: NDArray[np.bool_] | IntArray | slice) -> Course:
        """Return the legs at a mask, index array or slice."""
        at = np.arange(len(self))[index]
        return Course(*(getattr(self, name).take(at, axis=0) for name in Course.__slots__))

    def part(self, which: slice) -> Course:
        """Return a run of legs that shares its memory with these."""
        return Course(*(getattr(self, name)[which] for name in Course.__slots__))

    @classmethod
    def concat(cls, parts: Sequence[Course]) -> Course:
        """Join legs end to end, in the order given; there must be some parts."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    def at(self, i: IntArray, t_s: FloatArray) -> FloatArray:
        """Return positions, shape (n, 3), of legs `i` at times within them."""
        theta = self.rate[i] * (t_s - self.start_s[i])
        a, e = self.a.take(i, axis=0), self.e.take(i, axis=0)  # take is several times as fast as a[i] on rows
        return np.asarray(np.cos(theta)[:, None] * a + np.sin(theta)[:, None] * e)


@dataclass(frozen=True, slots=True)
class Chords:
    """Straight stand-ins for moving legs, roughly in order of start, seen from above.

    Coordinates are along two directions across an axis through the Earth and along the axis itself, so that the bend of
    a leg near the axis, which is downwards, hardly shows in the first two: it shows by `slack` at most.
    Shapes: `leg` (n,) index into the course; `start_s`, `end_s`, `slack` (n,); `p`, at the start, and `v` (3, n);
    `first_s` (n,) is the earliest start from there on and `last_s` (n,) the latest end so far.
    """

    leg: IntArray
    start_s: FloatArray
    end_s: FloatArray
    slack: FloatArray
    p: FloatArray
    v: FloatArray
    first_s: FloatArray
    last_s: FloatArray

    def __len__(self) -> int:
        return len(self.leg)

    def part(self, which: slice) -> Chords:
        """Return a run of chords that shares its memory with these."""
        return Chords(*(getattr(self, name)[..., which] for name in Chords.__slots__))

    def select(self, index: IntArray) -> Chords:
        """Return the chords at an index array in rising order."""
        return Chords(*(getattr(self, name).take(index, axis=-1) for name in Chords.__slots__))

    def boxes(self) -> tuple[FloatArray, FloatArray]:
        """Return the least and greatest coordinates of each chord's leg, shape (3, n)."""
        other = self.p + self.v * (self.end_s - self.start_s)
        bend = CHORD_RAD**2 / 8.0
        return np.minimum(self.p, other) - bend, np.maximum(self.p, other) + bend

    def height(self, index: IntArray, t_s: FloatArray) -> FloatArray:
        """Return how high along the axis some chords are at a time."""
        height: FloatArray = self.p[2].take(index) + self.v[2].take(index) * (t_s - self.start_s.take(index))
        return height


@dataclass
class Plan:
    """Legs ready for solving, those that move before those that stand still.

    `keep` holds on to what is worked out by block, for a plan that many rows are to be solved against.
    """

    every: Course
    keep: bool = False
    _chords: Chords | None = None
    _poles: FloatArray | None = None

    def __post_init__(self) -> None:
        moves = self.every.rate > 0.0
        self._count = int(np.count_nonzero(moves))
        if not moves[: self._count].all():
            self.every = self.every.select(np.argsort(~moves, kind="stable"))

    def __len__(self) -> int:
        return len(self.every)

    @cached_property
    def moving(self) -> Course:
        """The legs that move."""
        return self.every.part(slice(0, self._count))

    @cached_property
    def still(self) -> Course:
        """The legs that stand still."""
        return self.every.part(slice(self._count, None))

    @cached_property
    def widest_m(self) -> tuple[float, float]:
        """The largest reach and the largest cap."""
        return float(self.every.reach_m.max(initial=0.0)), float(self.every.cap_m.max(initial=0.0))

    @property
    def poles(self) -> FloatArray:
        """Poles of the moving legs' great circles, components first, shape (3, n)."""
        if self._poles is not None:
            return self._poles
        poles = cross(self.moving.a, self.moving.e).T.copy()
        if self.keep:
            self._poles = poles
        return poles

    @cached_property
    def axes(self) -> FloatArray:
        """Three unit vectors, shape (3, 3), the last upwards from the middle of the moving legs."""
        middle = self.moving.a.sum(axis=0)
        up = middle / max(float(np.linalg.norm(middle)), 1e-300) if middle.any() else np.array([0.0, 0.0, 1.0])
        across = np.cross(up, np.eye(3)[int(np.argmin(np.abs(up)))])
        across /= np.linalg.norm(across)
        return np.stack([across, np.cross(up, across), up])

    def chords(self, axes: FloatArray | None = None) -> Chords:
        """Return the chords of the moving legs along the axes given, or along their own."""
        if axes is not None:
            return _chords(self.moving, axes)
        if self._chords is not None:
            return self._chords
        chords = _chords(self.moving, self.axes)
        if self.keep:
            self._chords = chords
        return chords

    def numbers(self, mover: int) -> tuple[float, float]:
        """Return the reach and cap of a mover that has legs here."""
        at = int(np.argmax(self.every.mover == mover))
        return float(self.every.reach_m[at]), float(self.every.cap_m[at])

    def at(self, t_s: float) -> tuple[IntArray, FloatArray]:
        """Return the movers that exist at an instant and their positions; at a turn, the later leg's."""
        every = self.every
        now = np.nonzero((every.start_s <= t_s) & (t_s <= every.end_s))[0]
        now = now[np.lexsort((-every.start_s[now], every.mover[now]))]
        ids, first = np.unique(every.mover[now], return_index=True)
        return ids, every.at(now[first], np.full(len(ids), t_s))

    def cut(self, mover: int, now_s: float) -> None:
        """Forget what a mover was to do after now, in place; no row may be solved before now from then on.

        Its chords stay as they were: whoever pairs them asks the legs for their ends.
        """
        every = self.every
        cut = np.nonzero((every.mover == mover) & (every.end_s > now_s))[0]
        every.end_s[cut] = np.maximum(every.start_s[cut], now_s)


def prepare(legs: Legs, reach_m: Reach = 0.0, cap_m: Reach = np.inf, *, keep: bool = False) -> Plan:
    """Make legs ready for solving; legs that do not end after they start are left out.

    `reach_m` and `cap_m` are one number, an array indexed by mover, or a mapping from mover. `keep` holds on to what is
    worked out by block, for a plan that many rows are to be solved against.
    Raises: ValueError for a reach or cap that is negative or not a number, or a mover without one.
    """
    return Plan(course(lasting(legs), reach_m, cap_m), keep)


def lasting(legs: Legs) -> Legs:
    """Return the legs that end after they start."""
    lasts = legs.end_s > legs.start_s
    return legs if lasts.all() else legs.select(lasts)


def course(legs: Legs, reach_m: Reach = 0.0, cap_m: Reach = np.inf) -> Course:
    """Find the axes of legs, in the order given; a still leg has a rate of nought."""
    step = legs.b - legs.a
    turn = 2.0 * np.arcsin(np.minimum(0.5 * np.sqrt(np.einsum("ij,ij->i", step, step)), 1.0))
    turn[turn <= STILL_RAD] = 0.0
    whole = np.where(turn > 0.0, np.sin(turn), 1.0)[:, None]
    e = (legs.b - np.cos(turn)[:, None] * legs.a) / whole
    reach, cap = per_mover(reach_m, legs.mover, "reach"), per_mover(cap_m, legs.mover, "cap")
    end_s = legs.end_s.copy()  # a plan changes it in place, so it must not be the caller's
    return Course(legs.mover, legs.start_s, end_s, legs.a, e, legs.b, turn / (end_s - legs.start_s), reach, cap)


def per_mover(value: Reach, mover: IntArray, name: str) -> FloatArray:
    """Return the value of each mover in a column of movers."""
    if isinstance(value, float) and value >= 0.0:
        return np.full(len(mover), value)
    if isinstance(value, Mapping):
        ids, inverse = np.unique(mover, return_inverse=True)
        missing = [int(i) for i in ids if int(i) not in value]
        if missing:
            raise ValueError(f"mover {missing[0]} has no {name}; give one for every mover")
        out = np.array([value[int(i)] for i in ids], dtype=np.float64)[inverse]
    elif np.ndim(value) == 0:
        out = np.full(len(mover), float(value))
    else:
        column = np.asarray(value, dtype=np.float64)
        if len(mover) and not (mover.min() >= 0 and mover.max() < len(column)):
            raise ValueError(f"{name} has {len(column)} entries, but movers run from {mover.min()} to {mover.max()}")
        out = column[mover]
    if np.any(~(out >= 0.0)):
        raise ValueError(f"mover {mover[int(np.argmax(~(out >= 0.0)))]} has a {name} that is negative or not a number")
    return out


def _chords(course: Course, axes: FloatArray) -> Chords:
    """Return the chords of a course's legs along some axes, none longer than `CHORD_RAD`."""
    count = np.ceil(course.rate * (course.end_s - course.start_s) / CHORD_RAD)
    leg, start_s, end_s = _shares(course, np.nonzero(count > 1.0)[0], count)
    leg = np.append(np.arange(len(course)), leg)
    start_s, end_s = np.append(course.start_s, start_s), np.append(course.end_s, end_s)
    sound = np.append(np.nonzero(count == 1.0)[0], np.arange(len(course), len(leg)))  # not one cut before it began
    order = sound[roughly(start_s[sound])]
    leg, start_s, end_s = leg[order], start_s[order], end_s[order]
    p, v, slack = np.empty((3, len(leg))), np.empty((3, len(leg))), np.empty(len(leg))
    for low in range(0, len(leg), BATCH):
        at = slice(low, low + BATCH)
        some, lasts_s = leg[at], end_s[at] - start_s[at]
        p[:, at] = a = _seen(axes, course, some, start_s[at], course.start_s, course.a)
        b = _seen(axes, course, some, end_s[at], course.end_s, course.b)
        v[:, at] = (b - a) / lasts_s
        slack[at] = _slack(course.rate[some] * lasts_s, a + b)
    first_s = np.minimum.accumulate(start_s[::-1])[::-1]
    return Chords(leg, start_s, end_s, slack, p, v, first_s, np.maximum.accumulate(end_s))


def _shares(course: Course, long: IntArray, count: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the even parts of some long legs: of which leg each is, its start and its end."""
    leg, nth = expand(count[long].astype(np.int64), np.zeros(len(long), np.int64))
    leg = long[leg]
    share_s = (course.end_s[leg] - course.start_s[leg]) / count[leg]
    last = nth + 1 == count[leg]
    start_s = course.start_s[leg] + nth * share_s
    return leg, start_s, np.where(last, course.end_s[leg], start_s + share_s)


def _seen(
    axes: FloatArray, course: Course, leg: IntArray, t_s: FloatArray, end_s: FloatArray, end: FloatArray
) -> FloatArray:
    """Return positions along some axes, components first; at one end of the legs there is nothing to work out."""
    points = end.take(leg, axis=0)
    between = np.nonzero(t_s != end_s[leg])[0]
    points[between] = course.at(leg[between], t_s[between])
    x, y, z = points.T
    return np.stack([a * x + b * y + c * z for a, b, c in axes.tolist()])


def _slack(angle: FloatArray, middle: FloatArray) -> FloatArray:
    """Return how far arcs stray from their chords across an axis, by their angles and the vectors to their middles.

    An arc leaves its chord towards its middle by `angle^2 / 8` at most, of which we see as much as the middle leans
    from the axis. Along the chord, at even speed, it runs ahead or behind by `angle^3 / 120` at most.
    """
    lean: FloatArray = np.hypot(middle[0], middle[1]) / np.sqrt((middle * middle).sum(axis=0))
    return angle * angle * (lean / 8.0 + angle / 120.0)


def cross(u: FloatArray, v: FloatArray) -> FloatArray:
    """Return cross products of vectors, shape (n, 3), several times as fast as `numpy.cross`."""
    (ux, uy, uz), (vx, vy, vz) = u.T, v.T
    return np.stack([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx], axis=1)
