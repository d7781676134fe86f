"""Conditional injects: what has come about where a turn ends, told from the events so far."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import Fault, UserError
from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.scenario.orders import Orders

if TYPE_CHECKING:
    from sim.scenario.play import ConditionSpec
    from sim.scenario.spec import ScenarioSpec

__all__ = ["due", "looks"]


def looks(spec: ScenarioSpec, orders: Orders, end_s: float) -> list[float]:
    """Return when conditions are looked at in a run until an instant: where each turn ends, if any inject waits."""
    if not any(_waiting(spec, orders)):
        return []
    ends_s = (spec.turn_s * nth for nth in range(1, int(end_s / spec.turn_s) + 1))
    return [at_s for at_s in ends_s if at_s < end_s]


def due(spec: ScenarioSpec, orders: Orders, journal: Journal, at_s: float) -> tuple[str, ...]:
    """Return the injects whose conditions have come about by an instant, of those that still wait.

    Raises: UserError when a condition's measure is not told by events alone.
    """
    return tuple(
        inject for inject, condition in _waiting(spec, orders)
        if at_s >= condition.after and _holds(condition, inject, journal, at_s)
    )  # fmt: skip


def _waiting(spec: ScenarioSpec, orders: Orders) -> Iterator[tuple[str, ConditionSpec]]:
    gone = {*orders.fired, *orders.held}
    return ((each.id, each.when) for each in spec.injects if each.when is not None and each.id not in gone)


def _holds(condition: ConditionSpec, inject: str, journal: Journal, at_s: float) -> bool:
    if condition.measure is None:
        return sum(record.kind == condition.event for record in journal.records) >= condition.count
    value = _value(condition.measure, inject, journal.between(journal.header["warm_up_s"], at_s))
    return value > condition.above if condition.above is not None else value < (condition.below or 0.0)


def _value(name: str, inject: str, journal: Journal) -> float:
    """Return a measure so far; NaN, of which nothing holds, when the run cannot tell it yet."""
    try:
        return measured(_Unfinished.like(journal), [name.partition(".")[0]]).get(name, math.nan)
    except _TooEarly:
        found, advice = f"'{name}' is known only when a run is over", "write another measure, or an event and a count"
        raise UserError(Fault("", f"injects.{inject}.when.measure", found, advice)) from None


class _TooEarly(Exception):
    """A bulk table is asked for that is written when a run ends."""


class _Unfinished(Journal):
    """A journal of a run that goes on: it does not take a table that is still to come for an empty one."""

    @classmethod
    def like(cls, journal: Journal) -> _Unfinished:
        """Share all that a journal holds."""
        made = cls(journal.header)
        made.records, made._chunks = journal.records, journal._chunks
        return made

    def table(self, name: str) -> dict[str, np.ndarray]:
        """Return the columns of a bulk table that is there."""
        if name not in self._chunks:
            raise _TooEarly
        return super().table(name)
