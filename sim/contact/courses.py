"""Legs made ready for solving: axes found once, still legs apart from moving ones, and chords by block of time.

On a leg the position is `a cos(theta) + e sin(theta)` with `theta = rate (t - start)`, where `e` is the unit tangent at
`a`. Inside a block of time it is within `slack` of the chord `p + v (t - t_ref)`: a unit-speed great circle has
curvature one, so an arc of angle `x` leaves its chord by at most `x * x / 8`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray, Legs

__all__ = [
    "CHORD_RAD", "Blocks", "Chords", "Course", "Plan", "Reach", "course", "cross", "lasting", "per_mover", "prepare",
]  # fmt: skip

Reach = float | NDArray[np.float64] | Mapping[int, float]

CHORD_RAD: Final = 0.15  # longest chord: longer ones make fewer rows and a looser first test
STILL_RAD: Final = 1e-12  # a leg shorter than 6 micrometres stands still
BLOCK_S: Final = 86_400.0
BLOCK_LEGS: Final = 500_000


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
    """Straight stand-ins for the moving legs of one block of time, components first.

    Shapes: `leg` (n,) index into the course; `start_s`, `end_s`, `slack` (n,); `p`, `v` (3, n). Time is from `ref_s`.
    """

    leg: IntArray
    start_s: FloatArray
    end_s: FloatArray
    slack: FloatArray
    p: FloatArray
    v: FloatArray
    ref_s: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """Cut time into equal blocks counted from an origin."""

    origin_s: float
    length_s: float

    def span(self, k: int) -> tuple[float, float]:
        """Return the start and end of block k."""
        return self.origin_s + k * self.length_s, self.origin_s + (k + 1) * self.length_s

    def touched(self, course: Course) -> list[int]:
        """Return the numbers of the blocks in which a course has legs."""
        if not len(course):
            return []
        first = np.floor((course.start_s - self.origin_s) / self.length_s).astype(np.int64)
        last = np.ceil((course.end_s - self.origin_s) / self.length_s).astype(np.int64)
        low = int(first.min())
        change = np.bincount(first - low, minlength=int(last.max()) - low + 1)
        change[: int(last.max()) - low + 1] -= np.bincount(last - low, minlength=len(change))
        return [int(k) + low for k in np.nonzero(np.cumsum(change) > 0)[0]]


@dataclass
class Plan:
    """Legs ready for solving, those that move before those that stand still.

    `keep` holds on to what is worked out by block, for a plan that many rows are to be solved against.
    """

    every: Course
    keep: bool = False
    _chords: dict[int, Chords] = field(default_factory=dict)
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
    def blocks(self) -> Blocks:
        """The blocks of time that suit the legs that move."""
        return _blocks(self.moving)

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

    def chords(self, k: int, blocks: Blocks | None = None) -> Chords:
        """Return the chords of block k of a grid of time, this plan's own unless another is given."""
        if blocks is not None and blocks != self.blocks:
            return _chords(self.moving, *blocks.span(k))
        if k not in self._chords:
            made = _chords(self.moving, *self.blocks.span(k))
            if not self.keep:
                return made
            self._chords[k] = made
        return self._chords[k]

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
        """Forget what a mover was to do after now, in place; no row may be solved before now from then on."""
        every = self.every
        cut = np.nonzero((every.mover == mover) & (every.end_s > now_s))[0]
        every.end_s[cut] = np.maximum(every.start_s[cut], now_s)
        self._cut_chords(cut[cut < self._count], now_s)

    def _cut_chords(self, legs: IntArray, now_s: float) -> None:
        gone = np.zeros(len(self.moving), np.bool_)
        gone[legs] = True
        for k, chords in self._chords.items():
            if self.blocks.span(k)[1] > now_s:
                which = np.nonzero(gone[chords.leg])[0]
                chords.end_s[which] = np.minimum(chords.end_s[which], now_s)


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


def _blocks(moving: Course) -> Blocks:
    if not len(moving):
        return Blocks(0.0, BLOCK_S)
    origin, end = float(moving.start_s.min()), float(moving.end_s.max())
    return Blocks(origin, float(np.clip((end - origin) * BLOCK_LEGS / len(moving), 600.0, BLOCK_S)))


def _chords(course: Course, from_s: float, until_s: float) -> Chords:
    """Return the chords of a course's legs inside a block of time, none longer than `CHORD_RAD`."""
    leg = np.nonzero((course.start_s < until_s) & (course.end_s > from_s) & (course.end_s > course.start_s))[0]
    start, end = np.maximum(course.start_s[leg], from_s), np.minimum(course.end_s[leg], until_s)
    parts = np.ceil(course.rate[leg] * (end - start) / CHORD_RAD).astype(np.int64)
    if parts.max(initial=1) > 1:
        parts = np.maximum(parts, 1)
        k = np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)
        share, leg, start, end = (np.repeat(x, parts) for x in ((end - start) / parts, leg, start, end))
        last = k + 1 == np.repeat(parts, parts)
        start, end = start + k * share, np.where(last, end, start + (k + 1) * share)
    p0, p1 = _point(course, leg, start), _point(course, leg, end)
    length, ref = end - start, 0.5 * (from_s + until_s)
    v = (p1 - p0) / length
    slack = (course.rate[leg] * length) ** 2 / 8.0
    return Chords(leg, start, end, slack, p0 - v * (start - ref), v, ref)


def _point(course: Course, leg: IntArray, t_s: FloatArray) -> FloatArray:
    """Return positions with components first, shape (3, n), sparing the ends of legs the trigonometry."""
    points = course.b.take(leg, axis=0)
    first = np.nonzero(t_s == course.start_s[leg])[0]
    points[first] = course.a.take(leg[first], axis=0)
    between = np.nonzero((t_s != course.start_s[leg]) & (t_s != course.end_s[leg]))[0]
    points[between] = course.at(leg[between], t_s[between])
    return points.T.copy()


def cross(u: FloatArray, v: FloatArray) -> FloatArray:
    """Return cross products of vectors, shape (n, 3), several times as fast as `numpy.cross`."""
    (ux, uy, uz), (vx, vy, vz) = u.T, v.T
    return np.stack([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx], axis=1)
