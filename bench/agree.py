"""Hold the windows that stepping found against those that the engine solved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.stepped import STEP_S, Stepped
from bench.workload import DURATION_S
from sim.contact.windows import Windows
from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray

__all__ = ["Agreement", "agree"]

SPAN_MS = 2**32  # longer than any run, so that one number orders pairs first and time within them
SLACK_MS = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many windows are whose.

    `confirmed`: stepped windows whose edges both follow an edge of the engine's by no more than a step. `extra`: the
    other stepped windows. `missed`: windows of the engine that no stepped window begins with, either because they fall
    `between` two steps, or because the gap before them does (`joined`). Were `missed` more than those two, the engine
    would have windows that stepping should have seen.
    """

    confirmed: int
    extra: int
    missed: int
    between: int
    joined: int


def agree(truth: Windows, stepped: Stepped) -> Agreement:
    """Compare as far as the stepping got: windows that had not begun by then are left out, open ones end there."""
    until_s = min(stepped.done_s - STEP_S, DURATION_S)
    truth, found = _until(truth, until_s), _until(stepped.windows, until_s)
    width = 1 + max(int(w.target.max(initial=0)) for w in (truth, found))
    known, seen = truth.watcher * width + truth.target, found.watcher * width + found.target
    order = np.lexsort((truth.enter_s, known))
    truth, known = truth.select(order), known[order]
    began, entered = _follows(known, truth.enter_s, seen, found.enter_s)
    _, left = _follows(known, truth.leave_s, seen, found.leave_s)
    missed = np.ones(len(truth), np.bool_)
    missed[began[entered]] = False
    between = missed & (_step_before(truth.leave_s) < truth.enter_s)
    gap = np.zeros(len(truth), np.bool_)
    gap[1:] = (known[1:] == known[:-1]) & (_step_before(truth.leave_s[:-1]) + STEP_S >= truth.enter_s[1:])
    confirmed = int((entered & left).sum())
    joined = missed & gap & ~between
    return Agreement(confirmed, len(found) - confirmed, *(int(which.sum()) for which in (missed, between, joined)))


def _until(windows: Windows, until_s: float) -> Windows:
    begun = windows.select(windows.enter_s <= until_s)
    return Windows(begun.watcher, begun.target, begun.enter_s, np.minimum(begun.leave_s, until_s))


def _step_before(time_s: FloatArray) -> FloatArray:
    """Return the last step at or before each time."""
    return np.floor(time_s / STEP_S) * STEP_S


def _follows(
    pair: IntArray, edge_s: FloatArray, seen: IntArray, step_s: FloatArray
) -> tuple[IntArray, NDArray[np.bool_]]:
    """Return the last edge of its pair that each stepped edge follows, and whether by no more than a step."""
    if not len(pair):
        return np.zeros(len(seen), np.int64), np.zeros(len(seen), np.bool_)
    edges = pair * SPAN_MS + np.rint(1e3 * edge_s).astype(np.int64)
    wanted = seen * SPAN_MS + np.rint(1e3 * step_s).astype(np.int64)
    before = np.maximum(np.searchsorted(edges, wanted + SLACK_MS, "right") - 1, 0)
    late_ms = wanted - edges[before]
    return before, (late_ms >= -SLACK_MS) & (late_ms <= 1e3 * STEP_S + SLACK_MS)
