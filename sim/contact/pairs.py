"""Which pairs of legs might come into range: cheap tests that never drop a pair that does.

Each test compares a lower bound of the distance with the largest range, and leaves the rest to `edges`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from sim.contact.courses import Chords, Course, Plan
from sim.contact.edges import Pairs
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray

__all__ = ["pairs_at_once", "pairs_moving", "pairs_one_moving", "pairs_still"]

HELD: Final = 65_536  # pairs handed on at once: enough to spread the cost of a call, few enough to stay in cache
STRIP: Final = 65_536  # columns tested at once
SHEET: Final = 8_192  # pairs of chords tested at once
ROUNDING: Final = 1e-9  # 6 mm, far above the rounding of any of the tests


def pairs_at_once(first: Plan, second: Plan, from_s: float) -> Pairs:
    """Return all pairs of legs that share some time from an instant on, whatever their kind."""
    one, other = first.every, second.every
    t0 = np.maximum(np.maximum(one.start_s, from_s)[:, None], other.start_s)
    t1 = np.minimum(one.end_s[:, None], other.end_s)
    i, j = np.nonzero(t1 > t0)
    return Pairs(i, j, t0[i, j], t1[i, j])


def pairs_still(one: Plan, other: Plan, from_s: float = -np.inf) -> Iterator[Pairs]:
    """Yield pairs of still legs that are near enough, by the angle between them."""
    nearest = np.cos(_widest_rad(one, other)) - ROUNDING
    first, second = one.still, other.still
    yield from _together(_dense(first, second, first.a.T.copy(), second.a.T.copy(), nearest, np.inf), from_s)


def pairs_one_moving(mover: Plan, other: Plan, from_s: float = -np.inf) -> Iterator[Pairs]:
    """Yield pairs of a moving leg and a still one of another plan, whose great circle passes near enough to it."""
    widest = _widest_rad(mover, other)
    highest = np.sin(widest) + ROUNDING if widest < 0.5 * np.pi else np.inf
    if len(mover.moving) and len(other.still):
        found = _dense(mover.moving, other.still, mover.poles, other.still.a.T.copy(), -highest, highest)
        yield from _together(found, from_s)


def pairs_moving(first: Plan, second: Plan, from_s: float = -np.inf) -> Iterator[Pairs]:
    """Yield pairs of moving legs whose chords pass near enough to each other, block of time by block.

    The rows are the smaller plan's chords; a row is one pass over all chords of the other plan in that block.
    """
    if len(first.moving) > len(second.moving):
        yield from (pairs.turned() for pairs in pairs_moving(second, first, from_s))
    else:
        yield from _together(_rows(first, second, from_s), from_s)


def _together(found: Iterator[Pairs], from_s: float) -> Iterator[Pairs]:
    """Yield pairs from an instant on, in portions worth the cost of a call."""
    held: list[Pairs] = []
    count = 0
    for pairs in found:
        held.append(pairs)
        count += len(pairs)
        if count >= HELD:
            yield _since(Pairs.concat(held), from_s)
            held, count = [], 0
    if held:
        yield _since(Pairs.concat(held), from_s)


def _since(pairs: Pairs, from_s: float) -> Pairs:
    """Return pairs without what lies before an instant."""
    if from_s == -np.inf:
        return pairs
    left = pairs.select(pairs.t1 > from_s)
    return left.during(np.maximum(left.t0, from_s), left.t1)


def _rows(few: Plan, many: Plan, from_s: float) -> Iterator[Pairs]:
    """Yield the pairs of each chord of a few in the blocks of time that end after an instant."""
    widest = _widest_rad(few, many)
    for k in many.blocks.touched(few.moving):
        if many.blocks.span(k)[1] <= from_s:
            continue
        rows, columns = few.chords(k, many.blocks), many.chords(k)
        step = max(1, SHEET // max(1, len(columns.leg)))
        for row in range(0, len(rows.leg), step):
            yield _near(rows, slice(row, row + step), columns, widest)


def _widest_rad(first: Plan, second: Plan) -> float:
    """Return the largest range of any pair, as an angle."""
    (reach1, cap1), (reach2, cap2) = first.widest_m, second.widest_m
    return min(min(reach1 + reach2, cap1, cap2) / EARTH_RADIUS_M + ROUNDING, np.pi)


def _dense(first: Course, second: Course, u: FloatArray, w: FloatArray, low: float, high: float) -> Iterator[Pairs]:
    """Yield pairs with `low <= u.w <= high` that share some time; `u`, `w` are (3, n), components first.

    Row by row and not as one matrix product: that would wake a thread for each core, which costs more than it saves
    when every core has a replication of its own to run.
    """
    if len(first) < len(second):
        yield from (pairs.turned() for pairs in _dense(second, first, w, u, low, high))
        return
    for j, (x, y, z) in enumerate(w.T.tolist()):
        for at in range(0, len(first), STRIP):
            strip = u[:, at : at + STRIP]
            product = x * strip[0] + y * strip[1] + z * strip[2]
            i = np.nonzero((product >= low) & (product <= high) if low > -1.0 else product <= high)[0] + at
            t0, t1 = np.maximum(first.start_s[i], second.start_s[j]), np.minimum(first.end_s[i], second.end_s[j])
            shared = np.nonzero(t1 > t0)[0]
            yield Pairs(i[shared], np.full(len(shared), j), t0[shared], t1[shared])


def _near(rows: Chords, some: slice, columns: Chords, widest: float) -> Pairs:
    """Return the pairs of some chords with all the chords of a block that pass near enough."""
    x, y, z = columns.p[:, None] - rows.p[:, some, None]
    u, v, w = columns.v[:, None] - rows.v[:, some, None]
    reach2 = (columns.slack + (rows.slack[some, None] + widest + ROUNDING)) ** 2
    apart2, closing, speed2 = x * x + y * y + z * z, x * u + y * v + z * w, u * u + v * v + w * w
    # First as if both ran for ever: the least squared distance is apart2 - closing^2 / speed2.
    at = np.nonzero(((apart2 - reach2) * speed2 <= closing * closing).ravel())[0]
    row, column = np.divmod(at, len(columns.leg)) if len(apart2) > 1 else (np.zeros_like(at), at)
    t0 = np.maximum(columns.start_s[column], rows.start_s[some][row])
    t1 = np.minimum(columns.end_s[column], rows.end_s[some][row])
    apart2, closing, speed2 = apart2.take(at), closing.take(at), speed2.take(at)
    nearest = np.clip(-closing / np.maximum(speed2, 1e-300), t0 - columns.ref_s, t1 - columns.ref_s)
    near = (apart2 + (2.0 * closing + speed2 * nearest) * nearest <= reach2.take(at)) & (t1 > t0)
    return Pairs(rows.leg[some][row[near]], columns.leg[column[near]], t0[near], t1[near])
