"""Every window of a run as it was lived through: solved ahead, cut short when somebody turned."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.contact.windows import Windows
from sim.world.motion import IntArray

__all__ = ["Ledger", "among"]

SMALL: Final = 4096


class Ledger:
    """Windows kept in bulk; a large set stays where it is under an index, small ones are swept together."""

    def __init__(self) -> None:
        self._large: list[_Indexed] = []
        self._past: list[Windows] = []
        self._live = Windows.empty()

    def add(self, windows: Windows, now_s: float) -> None:
        """Write down windows that lie ahead."""
        if len(windows) > SMALL:
            self._large.append(_Indexed(windows))
            return
        self._live = Windows.concat([self._live, windows])
        if len(self._live) > 2 * SMALL:
            over = self._live.leave_s <= now_s
            self._past.append(self._live.select(over))
            self._live = self._live.select(~over)

    def cut(self, watchers: Set[int], targets: Set[int], now_s: float) -> None:
        """End at this instant every window of these watchers and on these targets; what was to come never does."""
        live = self._live
        _cut(live, np.nonzero(among(live.watcher, watchers) | among(live.target, targets))[0], now_s)
        for large in self._large:
            for side, ids in enumerate((watchers, targets)):
                for number in ids:
                    _cut(large.windows, large.rows(side, number), now_s)

    def until(self, now_s: float) -> Windows:
        """Return the windows so far, those still open ending now."""
        rows = Windows.concat([*(large.windows for large in self._large), *self._past, self._live])
        rows = Windows(rows.watcher, rows.target, rows.enter_s, np.minimum(rows.leave_s, now_s))
        return rows.select(rows.leave_s > rows.enter_s).merged()

    def targets_at(self, watcher: int, t_s: float) -> IntArray:
        """Return whom a watcher has in range at an instant, in order."""
        swept = [rows.select(rows.watcher == watcher) for rows in (*self._past, self._live)]
        rows = Windows.concat([*(large.windows.select(large.rows(0, watcher)) for large in self._large), *swept])
        there = (rows.enter_s <= t_s) & (t_s <= rows.leave_s) & (rows.leave_s > rows.enter_s)
        return np.unique(rows.target[there])


class _Indexed:
    """Many windows, and where those of one watcher or on one target are; the index is made when first asked for."""

    def __init__(self, windows: Windows) -> None:
        self.windows = windows
        self._orders: dict[int, tuple[IntArray, IntArray]] = {}

    def rows(self, side: int, number: int) -> IntArray:
        """Return the rows of a watcher (side 0) or of a target (side 1)."""
        if side not in self._orders:
            column = self.windows.target if side else self.windows.watcher
            order = np.argsort(column)
            self._orders[side] = order, column[order]
        order, sorted_column = self._orders[side]
        low, high = np.searchsorted(sorted_column, [number, number + 1])
        return order[low:high]


def _cut(windows: Windows, rows: IntArray, now_s: float) -> None:
    ahead = rows[windows.leave_s[rows] > now_s]
    windows.leave_s[ahead] = np.maximum(windows.enter_s[ahead], now_s)


def among(column: IntArray, ids: Set[int]) -> NDArray[np.bool_]:
    """Return which entries of a column are among a few ids."""
    if len(ids) > 8:
        return np.isin(column, np.fromiter(ids, np.int64, len(ids)))
    hit = np.zeros(len(column), np.bool_)
    for one in ids:
        hit |= column == one
    return hit
