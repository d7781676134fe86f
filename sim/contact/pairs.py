"""Which pairs of legs might come into range: cheap tests that never drop a pair that does.

Each test compares a lower bound of the distance with the largest range, and leaves the rest to `edges`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.contact.courses import CHORD_RAD, Chords, Course, Plan
from sim.contact.edges import Pairs
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray
from sim.world.motion import IntArray

__all__ = ["pairs_at_once", "pairs_moving", "pairs_one_moving", "pairs_still"]

HELD: Final = 65_536  # pairs handed on at once: enough to spread the cost of a call, few enough to stay in cache
STRIP: Final = 65_536  # columns tested at once
SHEET: Final = 16_384  # pairs of chords tested at once
ROWS: Final = 64  # rows of them at most
MANY: Final = 2_048  # rows from which on it pays to look at one region after another
WORTH: Final = 0.8  # the share of columns that may be left for a halving to have been worth it
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
    """Yield pairs of moving legs whose chords pass near enough to each other.

    The rows are the smaller plan's chords; a row is one pass over all chords of the other plan about that time.
    """
    if len(first.moving) > len(second.moving):
        yield from (pairs.turned() for pairs in pairs_moving(second, first, from_s))
    elif len(first.moving):
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
    """Yield the pairs of moving legs whose chords pass near each other."""
    widest = _widest_rad(few, many)
    for rows, columns in _regions(few.chords(many.axes), many.chords(), widest):
        yield from _held(rows, columns, many.moving.end_s, widest, from_s)


def _regions(rows: Chords, columns: Chords, widest: float) -> Iterator[tuple[Chords, Chords]]:
    """Yield chords in parts that lie near each other, by halving the rows for as long as that leaves columns out."""
    if len(rows) < MANY:
        yield rows, columns
        return
    (low, high), (least, most) = rows.boxes(), columns.boxes()
    axis = int(np.argmax(np.ptp(low + high, axis=1)))
    order = np.argsort((low + high)[axis])
    parts = []
    for half in np.array_split(order, 2):
        floor, roof = low[:, half].min(axis=1) - widest, high[:, half].max(axis=1) + widest
        near = np.all((most >= floor[:, None]) & (least <= roof[:, None]), axis=0)
        parts.append((np.sort(half), np.nonzero(near)[0]))
    if sum(len(near) for _, near in parts) > WORTH * 2 * len(columns):
        yield rows, columns
        return
    for half, near in parts:
        yield from _regions(rows.select(half), columns.select(near), widest)


def _held(rows: Chords, columns: Chords, end_s: FloatArray, widest: float, from_s: float) -> Iterator[Pairs]:
    """Yield the pairs of legs whose chords pass near each other, those of many sheets at once."""
    held: list[_Passing] = []
    count = 0
    for i, j in _sheets(rows, columns, from_s):
        held.append(_passing(rows, i, columns, j, widest))
        count += len(held[-1].i)
        if count >= HELD:
            yield _meeting(held, rows, columns, end_s, widest)
            held, count = [], 0
    if count:
        yield _meeting(held, rows, columns, end_s, widest)


def _sheets(rows: Chords, columns: Chords, from_s: float) -> Iterator[tuple[slice, slice]]:
    """Yield runs of rows and of columns that hold between them all that may share some time."""
    low = columns.last_s.searchsorted(np.maximum(rows.start_s, from_s), side="right")
    high = np.maximum(columns.first_s.searchsorted(rows.end_s), low)
    row = 0
    while row < len(rows):
        lows, highs = (bound[row : row + ROWS] for bound in (low, high))
        wide = np.maximum.accumulate(highs) - np.minimum.accumulate(lows)
        fit = max(1, int((wide * np.arange(1, len(wide) + 1)).searchsorted(SHEET, side="right")))
        first, last = int(lows[:fit].min()), int(highs[:fit].max())
        for at in range(first, last, SHEET):
            yield slice(row, row + fit), slice(at, min(at + SHEET, last))
        row += fit


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


@dataclass(frozen=True, slots=True)
class _Passing:
    """Chords that would pass near each other if both ran for ever, by index, as they are when the first starts.

    `beyond` is the squared distance less the squared range, `closing` half its slope and `speed2` its curvature.
    """

    i: IntArray
    j: IntArray
    beyond: FloatArray
    closing: FloatArray
    speed2: FloatArray


def _passing(rows: Chords, i: slice, columns: Chords, j: slice, widest: float) -> _Passing:
    """Return which of some rows and columns would pass near each other, seen from above."""
    row, column = rows.part(i), columns.part(j)
    x, y = column.p[:2, None] + column.v[:2, None] * (row.start_s[:, None] - column.start_s) - row.p[:2, :, None]
    u, v = column.v[:2, None] - row.v[:2, :, None]
    reach = column.slack + (row.slack + (widest + ROUNDING))[:, None]
    beyond, closing, speed2 = x * x + y * y - reach * reach, x * u + y * v, u * u + v * v
    # The least squared distance is what it is now less closing^2 / speed2.
    at = np.nonzero((beyond * speed2 <= closing * closing).ravel())[0]
    above, along = np.divmod(at, len(column)) if len(row) > 1 else (np.zeros_like(at), at)
    return _Passing(above + i.start, along + j.start, beyond.take(at), closing.take(at), speed2.take(at))


def _meeting(held: list[_Passing], rows: Chords, columns: Chords, end_s: FloatArray, widest: float) -> Pairs:
    """Return the pairs of legs whose chords pass near each other in the time that they share."""
    i, j, beyond, closing, speed2 = (np.concatenate([getattr(p, name) for p in held]) for name in _Passing.__slots__)
    start_s, leg = rows.start_s.take(i), columns.leg.take(j)
    t0 = np.maximum(columns.start_s.take(j), start_s)
    t1 = np.minimum(np.minimum(columns.end_s.take(j), rows.end_s.take(i)), end_s.take(leg))  # cut short since, perhaps
    nearest = np.clip(-closing / np.maximum(speed2, 1e-300), t0 - start_s, t1 - start_s)
    at = np.nonzero((beyond + (2.0 * closing + speed2 * nearest) * nearest <= 0.0) & (t1 > t0))[0]
    i, j, t0, t1 = i.take(at), j.take(at), t0.take(at), t1.take(at)
    pairs = Pairs(rows.leg.take(i), leg.take(at), t0, t1)
    # From above, the far side of the Earth looks near.
    deep = np.abs(rows.height(i, t0) - columns.height(j, t0)) > 3.0 * CHORD_RAD + widest
    return pairs.select(~deep) if deep.any() else pairs
