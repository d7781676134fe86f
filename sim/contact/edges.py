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

__all__ = ["TOUCH_RAD", "Pairs", "edges_moving", "edges_one_moving", "edges_still", "range_rad"]

TOUCH_RAD: Final = 1e-11  # 64 micrometres: whoever touches the circle is in range, whatever the rounding
STRAIGHT_RAD: Final = 1e-10  # below this bend (0.6 mm) a stretch of relative motion is taken as straight
STEP_S: Final = 1e-3  # the error left after Newton's last step is of the order of its square
NEAREST_S: Final = 1e-5
ROUNDS_MAX: Final = 80
BATCH: Final = 65_536

BoolArray = NDArray[np.bool_]


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
        return Pairs(self.i[index], self.j[index], self.t0[index], self.t1[index])

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
    i, point, theta = pairs.i, still.a[pairs.j], range_rad(moving, still, pairs.i, pairs.j)
    a, e = moving.a[i], moving.e[i]
    square = np.sin(theta) ** 2 - np.einsum("ij,ij->i", cross(a, e), point) ** 2
    half = np.arctan2(np.sqrt(np.maximum(square, 0.0)), np.cos(theta))
    phi = np.arctan2(np.einsum("ij,ij->i", e, point), np.einsum("ij,ij->i", a, point))
    reached = np.nonzero((square >= 0.0) | (half > 0.0))[0]
    again = reached[phi[reached] - half[reached] < -np.pi]  # no leg is as long as half a turn
    found = []
    for which, turn in ((reached, 0.0), (again, 2.0 * np.pi)):
        some, k = pairs.select(which), i[which]
        enter = moving.start_s[k] + (phi[which] + turn - half[which]) / moving.rate[k]
        leave = moving.start_s[k] + (phi[which] + turn + half[which]) / moving.rate[k]
        some = some.during(np.maximum(enter, some.t0), np.minimum(leave, some.t1))
        found.append(some.select(some.t1 > some.t0))
    return Pairs.concat(found)


def edges_moving(first: Course, second: Course, pairs: Pairs) -> Pairs:
    """Return spans in range of pairs of moving legs.

    The relative position q has acceleration of at most K = rate1^2 + rate2^2, so over a span of length T it stays
    within K T^2 / 8 of its chord. That settles most spans as wholly in or out; a span over which the squared
    distance is certainly convex is solved for its one window; any other is halved and looked at again.
    """
    found = []
    for low in range(0, len(pairs), BATCH):
        spans = pairs.select(slice(low, low + BATCH))
        while len(spans):
            inside, convex, split, nearest_s = _sort(first, second, spans)
            found += [spans.select(inside), _dip(first, second, spans.select(convex), nearest_s[convex])]
            spans = _halves(spans.select(split))
    return Pairs.concat(found)


def _sort(first: Course, second: Course, pairs: Pairs) -> tuple[BoolArray, BoolArray, BoolArray, FloatArray]:
    """Return which spans are wholly in range, which have a convex distance, which must be halved, and when the chord
    is nearest.
    """
    i, j, lasting = pairs.i, pairs.j, pairs.t1 - pairs.t0
    reach = 2.0 * np.sin(0.5 * range_rad(first, second, i, j))
    q0 = second.at(j, pairs.t0) - first.at(i, pairs.t0)
    step = second.at(j, pairs.t1) - first.at(i, pairs.t1) - q0
    turn = (first.rate[i] ** 2 + second.rate[j] ** 2) * lasting**2
    bend = turn / 8.0
    run = np.einsum("ij,ij->i", step, step)
    share = np.clip(-np.einsum("ij,ij->i", q0, step) / np.maximum(run, 1e-300), 0.0, 1.0)
    nearest = _length(q0 + share[:, None] * step)
    farthest = np.maximum(_length(q0), _length(q0 + step))
    inside = farthest + bend <= reach
    open_span = ~inside & (nearest - bend <= reach)
    # (|q|^2)'' / 2 = |q'|^2 + q.q'' is positive where |q'| > sqrt(K / 2) |q|; |q'| strays from run / T by K T / 2.
    steady = np.sqrt(run) - 0.5 * turn > np.sqrt(0.5 * turn) * (farthest + bend)
    straight = steady | (bend <= STRAIGHT_RAD)
    return inside, open_span & straight, open_span & ~straight, pairs.t0 + share * lasting


def _length(q: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", q, q)))


def _halves(pairs: Pairs) -> Pairs:
    middle = 0.5 * (pairs.t0 + pairs.t1)
    return Pairs.concat([pairs.during(pairs.t0, middle), pairs.during(middle, pairs.t1)])


@dataclass(frozen=True, slots=True)
class _Gap:
    """Squared distance beyond range, as a function of time, for a list of pairs."""

    first: Course
    second: Course
    i: IntArray
    j: IntArray
    reach: FloatArray

    def select(self, index: BoolArray | IntArray) -> _Gap:
        return _Gap(self.first, self.second, self.i[index], self.j[index], self.reach[index])

    def at(self, t_s: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return |q|^2 - reach^2, q.q' and |q'|^2."""
        p1, v1 = self.first.at_and_velocity(self.i, t_s)
        p2, v2 = self.second.at_and_velocity(self.j, t_s)
        q, v = p2 - p1, v2 - v1
        value = np.einsum("ij,ij->i", q, q) - self.reach**2
        return value, np.einsum("ij,ij->i", q, v), np.einsum("ij,ij->i", v, v)


def _dip(first: Course, second: Course, pairs: Pairs, nearest_s: FloatArray) -> Pairs:
    """Return the one window of each span over which the squared distance is convex."""
    reach = 2.0 * np.sin(0.5 * range_rad(first, second, pairs.i, pairs.j))
    gap = _Gap(first, second, pairs.i, pairs.j, reach)
    value = gap.at(nearest_s)[0]
    missed = np.nonzero(value > 0.0)[0]  # the chord's nearest instant is out of range; the true one may be in
    nearest_s[missed] = _nearest(gap.select(missed), pairs.t0[missed], pairs.t1[missed], nearest_s[missed])
    value[missed] = gap.select(missed).at(nearest_s[missed])[0]
    met = np.nonzero(value <= 0.0)[0]
    pairs, gap, inside_s = pairs.select(met), gap.select(met), nearest_s[met]
    enter, leave = (_crossing(gap, inside_s, outside_s) for outside_s in (pairs.t0, pairs.t1))
    return pairs.during(enter, leave).select(leave > enter)


def _crossing(gap: _Gap, inside_s: FloatArray, end_s: FloatArray) -> FloatArray:
    """Return when range is crossed between an instant in range and an end of the span; that end, if it is in range."""
    out = np.nonzero(gap.at(end_s)[0] > 0.0)[0]
    edge = end_s.copy()
    edge[out] = _root(gap.select(out), inside_s[out], end_s[out])
    return edge


def _nearest(gap: _Gap, low: FloatArray, high: FloatArray, t: FloatArray) -> FloatArray:
    """Return when the distance is least, by Newton's method kept inside brackets where its slope changes sign."""
    low, high, t = low.copy(), high.copy(), t.copy()
    ends = [gap.at(end)[1] for end in (low, high)]
    t = np.where(ends[0] >= 0.0, low, np.where(ends[1] <= 0.0, high, t))
    busy = np.nonzero((ends[0] < 0.0) & (ends[1] > 0.0))[0]
    for _ in range(ROUNDS_MAX):
        if not len(busy):
            break
        now = t[busy]
        _, slope, speed2 = gap.select(busy).at(now)
        falling = slope < 0.0
        low[busy], high[busy] = np.where(falling, now, low[busy]), np.where(falling, high[busy], now)
        # q.q'' is small beside |q'|^2 wherever the distance is convex, so the slope is nearly straight.
        t[busy] = _kept(now - slope / np.maximum(speed2, 1e-300), low[busy], high[busy])
        busy = busy[np.abs(t[busy] - now) > NEAREST_S]
    return t


def _root(gap: _Gap, inside: FloatArray, outside: FloatArray) -> FloatArray:
    """Return when range is crossed between an instant in range and one out of it."""
    value, slope, speed2 = gap.at(inside)
    way = np.sign(outside - inside)
    # From inside, straight relative motion crosses at the one root of a quadratic that lies ahead.
    reach = np.sqrt(np.maximum(slope**2 - speed2 * value, 0.0))
    t = inside + (way * reach - slope) / np.maximum(speed2, 1e-300)
    inside, outside = inside.copy(), outside.copy()
    t = _kept(t, inside, outside)
    busy = np.arange(len(t))
    for _ in range(ROUNDS_MAX):
        if not len(busy):
            break
        now = t[busy]
        value, slope, _ = gap.select(busy).at(now)
        within = value <= 0.0
        inside[busy], outside[busy] = np.where(within, now, inside[busy]), np.where(within, outside[busy], now)
        flat = slope == 0.0
        step = np.where(flat, np.inf, -value / np.where(flat, 1.0, 2.0 * slope))
        t[busy] = _kept(now + step, inside[busy], outside[busy])
        busy = busy[(np.abs(t[busy] - now) > STEP_S) & (value != 0.0)]
    return t


def _kept(t: FloatArray, one: FloatArray, other: FloatArray) -> FloatArray:
    """Return t where it is between two ends, else the middle of them."""
    between = (np.minimum(one, other) <= t) & (t <= np.maximum(one, other))
    return np.where(between, t, 0.5 * (one + other))
