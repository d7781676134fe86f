"""Windows: who is within range of whom, and exactly when, from legs known in advance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.contact.courses import Plan, Reach, prepare
from sim.contact.edges import Pairs, edges, edges_one_moving, edges_still
from sim.contact.pairs import pairs_at_once, pairs_moving, pairs_one_moving, pairs_still
from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray, Legs
from sim.world.order import by_number, by_time

__all__ = ["GAP_S", "Windows", "pieces", "solve"]

GAP_S: Final = 1e-3  # windows no farther apart than this are one
PORTION: Final = 500_000  # target legs solved at once, which bounds the memory

AT_ONCE: Final = 32_768  # pairs of legs up to which looking at all of them costs less than choosing among them


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows as columns, ordered by entry, then watcher, then target; those of a pair never overlap.

    A window leaves after it enters; who touches the circle and turns away makes none.
    """

    watcher: IntArray
    target: IntArray
    enter_s: FloatArray
    leave_s: FloatArray

    def __len__(self) -> int:
        return len(self.watcher)

    @classmethod
    def empty(cls) -> Windows:
        """Return no windows."""
        none = np.empty(0, np.int64)
        return cls(none, none, np.empty(0), np.empty(0))

    @classmethod
    def concat(cls, parts: Sequence[Windows]) -> Windows:
        """Join windows end to end, in the order given."""
        if not parts:
            return cls.empty()
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in cls.__slots__))

    def select(self, index: NDArray[np.bool_] | IntArray | slice) -> Windows:
        """Return the windows at a mask, index array or slice."""
        at = np.arange(len(self))[index]
        return Windows(*(getattr(self, name).take(at) for name in Windows.__slots__))

    def merged(self, gap_s: float = GAP_S) -> Windows:
        """Return the windows in order, with those of a pair no farther apart in time than a gap made one."""
        if len(self) < 2:
            return self
        order = by_time(self.enter_s)
        rows = self.select(order[by_number(self.watcher[order], self.target[order])])
        again = (rows.watcher[1:] == rows.watcher[:-1]) & (rows.target[1:] == rows.target[:-1])
        leave = _running_max(rows.leave_s, again)
        fresh = np.append(True, ~again | (rows.enter_s[1:] > leave[:-1] + gap_s))
        first = np.nonzero(fresh)[0]
        last = np.append(first[1:], len(rows)) - 1
        joined = Windows(rows.watcher[first], rows.target[first], rows.enter_s[first], leave[last])
        return joined.select(by_time(joined.enter_s))


def solve(
    watch: Legs, target: Legs, watch_reach_m: Reach, target_reach_m: Reach = 0.0, cap_m: Reach = np.inf
) -> Windows:
    """Return every window of every watcher on every target.

    The range of a pair is `min(cap_m[watcher], watch_reach_m[watcher] + target_reach_m[target])`: radar horizons add,
    and a definite range has a target reach of zero. Each is one number, an array indexed by mover, or a mapping from
    mover. A mover exists during its legs only, both ends included, and is never its own target.
    Units: the edges are within 1 ms of the crossing, or the range within 1 mm of the radius there.
    """
    watching = prepare(watch, watch_reach_m, cap_m, keep=True)
    found: list[Windows] = []
    for low in range(0, len(target), PORTION):
        portion = target.select(slice(low, low + PORTION)) if len(target) > PORTION else target
        found += pieces(watching, prepare(portion, target_reach_m))
    joined = Windows.concat(found).merged()
    own = joined.watcher == joined.target
    return joined.select(~own) if own.any() else joined


def pieces(watch: Plan, target: Plan, from_s: float = -np.inf) -> list[Windows]:
    """Return what is in range leg by leg from an instant on, even of a mover on itself.

    A window across several legs is in as many pieces, for `Windows.merged` to join.
    """
    find = _at_once if len(watch) * len(target) <= AT_ONCE else _kinds
    return [found for found in find(watch, target, from_s) if len(found)]


def _at_once(watch: Plan, target: Plan, from_s: float) -> Iterator[Windows]:
    """Yield what is in range of all pairs of legs, looking at every pair."""
    pairs = pairs_at_once(watch, target, from_s)
    yield _named(watch.every.mover, target.every.mover, edges(watch.every, target.every, pairs))


def _kinds(watch: Plan, target: Plan, from_s: float) -> Iterator[Windows]:
    """Yield what is in range by the kinds of legs, looking at those pairs only that pass near each other."""
    for pairs in pairs_moving(watch, target, from_s):
        yield _named(watch.moving.mover, target.moving.mover, edges(watch.moving, target.moving, pairs))
    for pairs in pairs_one_moving(target, watch, from_s):
        found = edges_one_moving(target.moving, watch.still, pairs).turned()
        yield _named(watch.still.mover, target.moving.mover, found)
    for pairs in pairs_one_moving(watch, target, from_s):
        yield _named(watch.moving.mover, target.still.mover, edges_one_moving(watch.moving, target.still, pairs))
    for pairs in pairs_still(watch, target, from_s):
        yield _named(watch.still.mover, target.still.mover, edges_still(watch.still, target.still, pairs))


def _named(watcher: IntArray, target: IntArray, spans: Pairs) -> Windows:
    return Windows(watcher[spans.i], target[spans.j], spans.t0, spans.t1)


def _running_max(leave: FloatArray, again: NDArray[np.bool_]) -> FloatArray:
    """Return the latest end so far within each pair; `again` says of each row but the first that its pair goes on."""
    later = again & (leave[1:] < leave[:-1])
    if not later.any():
        return leave
    best = leave.copy()
    while later.any():  # one round for each window that swallows its successors: rare, and short
        at = np.nonzero(later)[0]
        best[at + 1] = best[at]
        later = again & (best[1:] < best[:-1])
    return best
