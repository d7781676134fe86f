"""The exact instants at which two legs come into range of each other and go out of it.

Every function takes pairs of legs by index with the span of time in which both exist, and returns spans in range.
Ranges are compared as chords of the unit sphere: `|p1 - p2| <= 2 sin(range / 2R)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.contact.courses import Course, cross
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray
from sim.world.motion import IntArray

__all__ = ["TOUCH_RAD", "Pairs", "edges", "edges_one_moving", "edges_still", "range_rad"]

TOUCH_RAD: Final = 1e-11  # 64 micrometres: whoever touches the circle is in range, whatever the rounding
STRAIGHT_RAD: Final = 1e-10  # below this bend (0.6 mm) a stretch of relative motion is taken as straight
STEP_S: Final = 1e-3  # the error left after a step of Newton's is of the order of its square
EDGE_S: Final = 1e-6  # the error left at which no other step is taken
NEAREST_S: Final = 1e-5
ENDLESS_S: Final = 1e9  # as good as for ever to two that stand still
ROUNDS_MAX: Final = 80
BATCH: Final = 16_384  # pairs solved at once: enough to spread the cost of a call, few enough to stay in cache

BoolArray = NDArray[np.bool_]
Gap = tuple[FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of legs, by index into two courses, and the span of time that each pair shares or is in range."""

    i: IntArray
    j: IntArray
    t0: FloatArray
    t1: FloatArray

    def __len__(self) -> int:
        return len(self.i)

    def select(self, index: BoolArray | IntArray | slice) -> Pairs:
        """Return the pairs at a mask, index array or slice."""
        at = np.arange(len(self))[index]
        return Pairs(self.i.take(at), self.j.take(at), self.t0.take(at), self.t1.take(at))

    def turned(self) -> Pairs:
        """Return the same pairs the other way round."""
        return Pairs(self.j, self.i, self.t0, self.t1)

    def during(self, t0: FloatArray, t1: FloatArray) -> Pairs:
        """Return the same pairs over other spans."""
        return Pairs(self.i, self.j, t0, t1)

    @classmethod
    def concat(cls, parts: list[Pairs]) -> Pairs:
        """Join pairs end to end."""
        if not parts:
            none = np.empty(0, np.int64)
            return cls(none, none, np.empty(0), np.empty(0))
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in cls.__slots__))


def range_rad(first: Course, second: Course, i: IntArray, j: IntArray) -> FloatArray:
    """Return the range of each pair as an angle at the Earth's centre, half a turn at most."""
    reach = first.reach_m[i] + second.reach_m[j]
    least = np.minimum(np.minimum(first.cap_m[i], second.cap_m[j]), reach)
    return np.asarray(np.minimum(least / EARTH_RADIUS_M + TOUCH_RAD, np.pi))


def edges_still(first: Course, second: Course, pairs: Pairs) -> Pairs:
    """Return the whole span of each pair of still legs that are in range."""
    apart = np.linalg.norm(first.a[pairs.i] - second.a[pairs.j], axis=1)
    return pairs.select(apart <= 2.0 * np.sin(0.5 * range_rad(first, second, pairs.i, pairs.j)))


def edges_one_moving(moving: Course, still: Course, pairs: Pairs) -> Pairs:
    """Return spans in range of moving legs `i` and still legs `j`, in closed form.

    The cosine of the distance is `M cos(theta - phi)` with `M^2 = 1 - h^2`, h being the height of the point above the
    plane of the great circle: in range while theta is within `half` of phi, which comes round after a whole turn.
    """
    i, point, theta = pairs.i, still.a.take(pairs.j, axis=0), range_rad(moving, still, pairs.i, pairs.j)
    a, e = moving.a.take(i, axis=0), moving.e.take(i, axis=0)
    square = np.sin(theta) ** 2 - np.einsum("ij,ij->i", cross(a, e), point) ** 2
    half = np.arctan2(np.sqrt(np.maximum(square, 0.0)), np.cos(theta))
    phi = np.arctan2(np.einsum("ij,ij->i", e, point), np.einsum("ij,ij->i", a, point))
    reached = np.nonzero((square >= 0.0) | (half > 0.0))[0]
    again = reached[phi[reached] - half[reached] < -np.pi]  # no leg is as long as half a turn
    found = []
    for which, turn in ((reached, 0.0), (again, 2.0 * np.pi)):
        if not len(which):
            continue
        some, k = pairs.select(which), i[which]
        enter = moving.start_s[k] + (phi[which] + turn - half[which]) / moving.rate[k]
        leave = moving.start_s[k] + (phi[which] + turn + half[which]) / moving.rate[k]
        some = some.during(np.maximum(enter, some.t0), np.minimum(leave, some.t1))
        found.append(some.select(some.t1 > some.t0))
    return Pairs.concat(found)


def edges(first: Course, second: Course, pairs: Pairs) -> Pairs:
    """Return spans in range of pairs of legs of any kind.

    The relative position q has acceleration of at most K = rate1^2 + rate2^2, so over a span of length T it stays
    within K T^2 / 8 of its chord. That settles most spans as wholly in or out; one with a still leg has a closed form;
    one over which the squared distance is certainly convex is solved for its one window; any other is halved and
    looked at again.
    """
    found = []
    for low in range(0, len(pairs), BATCH):
        spans = pairs.select(slice(low, low + BATCH)) if len(pairs) > BATCH else pairs
        both = _Both.of(first, second, spans)
        while True:
            inside, convex, split, nearest_s, beyond = _sort(both, spans)
            if inside.any():
                found.append(spans.select(inside))
            if (at := np.nonzero(convex)[0]).size:
                some = both.select(at), spans.select(at), nearest_s[at], beyond.take(at, axis=1)
                found.append(_solved(first, second, *some))
            if not (at := np.nonzero(split)[0]).size:
                break
            spans, both = _halves(spans.select(at)), both.select(np.concatenate([at, at]))
    return Pairs.concat(found)


@dataclass(frozen=True, slots=True)
class _Both:
    """How both sides of each pair move, side by side.

    Shapes: `a`, `e` (3, 2, n), components first; `rate`, `start_s` (2, n); `reach` (n,), a chord.
    """

    a: FloatArray
    e: FloatArray
    rate: FloatArray
    start_s: FloatArray
    reach: FloatArray

    @classmethod
    def of(cls, first: Course, second: Course, pairs: Pairs) -> _Both:
        i, j = pairs.i, pairs.j
        vectors = np.empty((2, 3, 2, len(i)))
        numbers = np.empty((2, 2, len(i)))
        for side, (course, at) in enumerate(((first, i), (second, j))):
            vectors[0, :, side], vectors[1, :, side] = course.a.take(at, axis=0).T, course.e.take(at, axis=0).T
            numbers[0, side], numbers[1, side] = course.rate.take(at), course.start_s.take(at)
        reach = 2.0 * np.sin(0.5 * range_rad(first, second, i, j))
        return cls(vectors[0], vectors[1], numbers[0], numbers[1], reach)

    def select(self, index: IntArray) -> _Both:
        return _Both(*(getattr(self, name).take(index, axis=-1) for name in _Both.__slots__))

    def apart(self, t_s: FloatArray) -> FloatArray:
        """Return the second's position less the first's, shape (3, n)."""
        theta = self.rate * (t_s - self.start_s)
        p: FloatArray = np.cos(theta) * self.a + np.sin(theta) * self.e
        return p[:, 1] - p[:, 0]

    def gap(self, t_s: FloatArray) -> Gap:
        """Return |q|^2 - reach^2, q.q' and |q'|^2."""
        theta = self.rate * (t_s - self.start_s)
        cos, sin = np.cos(theta), np.sin(theta)
        p, v = cos * self.a + sin * self.e, self.rate * (cos * self.e - sin * self.a)
        q, v = p[:, 1] - p[:, 0], v[:, 1] - v[:, 0]
        return _dot(q, q) - self.reach * self.reach, _dot(q, v), _dot(v, v)


def _dot(u: FloatArray, v: FloatArray) -> FloatArray:
    """Return dot products of vectors, components first."""
    product: FloatArray = u[0] * v[0] + u[1] * v[1] + u[2] * v[2]
    return product


def _sort(both: _Both, pairs: Pairs) -> tuple[BoolArray, BoolArray, BoolArray, FloatArray, FloatArray]:
    """Return which spans are wholly in range, which can be solved, which must be halved, and when the chord is nearest.

    Those that can be solved have a still leg or a convex distance. Last comes how far beyond range the ends of each
    span are, squared less squared, shape (2, n).
    """
    lasting = np.minimum(pairs.t1 - pairs.t0, ENDLESS_S)
    q0, q1 = both.apart(pairs.t0), both.apart(np.minimum(pairs.t1, pairs.t0 + ENDLESS_S))
    away = np.stack([_dot(q0, q0), _dot(q1, q1)])
    beyond = away - both.reach * both.reach
    step = q1 - q0
    rate2 = both.rate * both.rate
    turn = (rate2[0] + rate2[1]) * (lasting * lasting)
    bend, run = 0.125 * turn, _dot(step, step)
    share = np.minimum(np.maximum(-_dot(q0, step) / np.maximum(run, 1e-300), 0.0), 1.0)
    to_nearest = q0 + share * step
    near = np.sqrt(_dot(to_nearest, to_nearest)) - bend <= both.reach
    if not near.any():
        return near, near, near, pairs.t0, beyond
    farthest = np.sqrt(np.maximum(away[0], away[1])) + bend
    inside = farthest <= both.reach
    # (|q|^2)'' / 2 = |q'|^2 + q.q'' is positive where |q'| > sqrt(K / 2) |q|; |q'| strays from run / T by K T / 2.
    steady = np.sqrt(run) - 0.5 * turn > np.sqrt(0.5 * turn) * farthest
    solvable = steady | (bend <= STRAIGHT_RAD) | (rate2[0] == 0.0) | (rate2[1] == 0.0)
    return inside, near & ~inside & solvable, near & ~inside & ~solvable, pairs.t0 + share * lasting, beyond


def _solved(
    first: Course, second: Course, both: _Both, pairs: Pairs, nearest_s: FloatArray, beyond: FloatArray
) -> Pairs:
    """Return the windows of spans that can be solved, by whichever way fits."""
    moves = both.rate > 0.0
    if moves.all():
        return _dip(both, pairs, nearest_s, beyond)
    at = np.nonzero(moves[0] & moves[1])[0]
    found = [_dip(both.select(at), pairs.select(at), nearest_s[at], beyond.take(at, axis=1))] if len(at) else []
    if (only := np.nonzero(~moves[1])[0]).size:
        found.append(edges_one_moving(first, second, pairs.select(only)))
    if (only := np.nonzero(~moves[0])[0]).size:
        found.append(edges_one_moving(second, first, pairs.select(only).turned()).turned())
    return Pairs.concat(found)


def _halves(pairs: Pairs) -> Pairs:
    middle = 0.5 * (pairs.t0 + pairs.t1)
    return Pairs.concat([pairs.during(pairs.t0, middle), pairs.during(middle, pairs.t1)])


def _dip(both: _Both, pairs: Pairs, nearest_s: FloatArray, beyond: FloatArray) -> Pairs:
    """Return the one window of each span over which the squared distance is convex."""
    now = both.gap(nearest_s)
    missed = np.nonzero(now[0] > 0.0)[0]  # the chord's nearest instant is out of range; the true one may be in
    if len(missed):
        some = both.select(missed)
        nearest_s[missed] = _nearest(some, pairs.t0[missed], pairs.t1[missed], nearest_s[missed])
        for column, better in zip(now, some.gap(nearest_s[missed]), strict=True):
            column[missed] = better
        met = np.nonzero(now[0] <= 0.0)[0]
        both, pairs, nearest_s, now = both.select(met), pairs.select(met), nearest_s[met], _pick(now, met)
        beyond = beyond.take(met, axis=1)
    n = len(pairs)
    edge = np.concatenate([pairs.t0, pairs.t1])
    out = np.nonzero(beyond.ravel() > 0.0)[0]  # both ends of each span at once
    of = out % n if n else out
    edge[out] = _root(both.select(of), nearest_s[of], edge[out], _pick(now, of))
    enter, leave = edge[:n], edge[n:]
    return pairs.during(enter, leave).select(leave > enter)


def _nearest(both: _Both, low: FloatArray, high: FloatArray, t: FloatArray) -> FloatArray:
    """Return when the distance is least, by Newton's method kept inside brackets where its slope changes sign."""
    first, last = both.gap(low)[1], both.gap(high)[1]
    nearest = np.where(first >= 0.0, low, np.where(last <= 0.0, high, t))
    at = np.nonzero((first < 0.0) & (last > 0.0))[0]
    both, low, high, t = both.select(at), low[at], high[at], t[at]
    for _ in range(ROUNDS_MAX):
        if not len(at):
            break
        _, slope, speed2 = both.gap(t)
        falling = slope < 0.0
        low, high = np.where(falling, t, low), np.where(falling, high, t)
        # q.q'' is small beside |q'|^2 wherever the distance is convex, so the slope is nearly straight.
        better = _kept(t - slope / np.maximum(speed2, 1e-300), low, high)
        nearest[at] = better
        busy = np.nonzero(np.abs(better - t) > NEAREST_S)[0]
        at, both, low, high, t = at[busy], both.select(busy), low[busy], high[busy], better[busy]
    return nearest


def _root(both: _Both, inside: FloatArray, outside: FloatArray, at_inside: Gap) -> FloatArray:
    """Return when range is crossed between an instant in range and one out of it.

    Newton's step of s leaves an error of about s^2 |q'|^2 / (2 |q.q'|): a step for which that is nothing is the last.
    """
    value, slope, speed2 = at_inside
    # From inside, straight relative motion crosses at the one root of a quadratic that lies ahead.
    reach = np.copysign(np.sqrt(np.maximum(slope * slope - speed2 * value, 0.0)), outside - inside)
    t = _kept(inside + (reach - slope) / np.maximum(speed2, 1e-300), inside, outside)
    edge, at = t.copy(), np.arange(len(t))
    for _ in range(ROUNDS_MAX):
        if not len(at):
            break
        value, slope, speed2 = both.gap(t)
        within = value <= 0.0
        inside, outside = np.where(within, t, inside), np.where(within, outside, t)
        flat = slope == 0.0
        step = np.where(flat, np.inf, -value / np.where(flat, 1.0, 2.0 * slope))
        better = _kept(t + step, inside, outside)
        edge[at] = better
        moved = np.abs(better - t)
        done = (moved <= STEP_S) | (value == 0.0)
        done |= (better == t + step) & (moved * moved * speed2 <= EDGE_S * np.abs(slope))
        if done.all():
            break
        busy = np.nonzero(~done)[0]
        if len(busy) < len(at):
            at, both, inside, outside, better = at[busy], both.select(busy), inside[busy], outside[busy], better[busy]
        t = better
    return edge


def _pick(gap: Gap, index: IntArray) -> Gap:
    return gap[0][index], gap[1][index], gap[2][index]


def _kept(t: FloatArray, one: FloatArray, other: FloatArray) -> FloatArray:
    """Return t where it is between two ends, else the middle of them."""
    between = (np.minimum(one, other) <= t) & (t <= np.maximum(one, other))
    return np.where(between, t, 0.5 * (one + other))
