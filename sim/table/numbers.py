"""Measures so far: all of them for the white cell, and of a side those that are counts of its own work."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Final

from sim.kernel.journal import Journal
from sim.measure.catalogue import catalogue, measured
from sim.table.rules import Rules
from sim.table.shown import Number
from sim.table.state import State

__all__ = ["OWN_WORK", "measures_of"]

OWN_WORK: Final = ("cues", "flying_hours", "analyst_utilisation", "analyst_wait")  # a side's share of each it can count


def measures_of(rules: Rules, state: State, journal: Journal, side: str) -> tuple[Number, ...]:
    """Return the scenario's measures until now; of a side only what it can count itself; none before the warm-up."""
    if state.now_s <= rules.spec.warm_up:
        return ()
    wanted = rules.spec.measures or tuple(catalogue())
    return tuple(_numbers(state, journal, [name for name in wanted if not side or name in OWN_WORK], side))


def _numbers(state: State, journal: Journal, names: list[str], side: str) -> Iterator[Number]:
    ruled = {each.what: each for each in state.overrides} if not side else {}
    for full, value in (measured(journal, names) if names else {}).items():
        name, _, suffix = full.partition(".")
        if side and suffix != side:
            continue
        about, mine = catalogue()[name], ruled.get(full)
        yield Number(
            full, value if isfinite(value) else None, about.unit, about.about, about.better,
            mine.value if mine else None, mine.reason if mine else "",
        )  # fmt: skip
