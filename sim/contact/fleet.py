"""Movers and the plans that hold their legs: many in bulk, the directed ones loose."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

import numpy as np

from sim.contact.courses import Course, Plan, Reach, course, lasting, per_mover, prepare
from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray, Legs

__all__ = ["Fleet", "from_now"]

LOOSE_LEGS: Final = 512  # additions of no more legs than this are kept mover by mover


class Fleet:
    """Legs, reach and cap of every mover on one side of the engine."""

    def __init__(self) -> None:
        self._bulk: list[Plan] = []
        self._in_bulk: dict[int, Plan] = {}
        self._loose: dict[int, Course] = {}
        self._numbers: dict[int, tuple[float, float]] = {}
        self._loose_plan: Plan | None = None

    def __contains__(self, mover: int) -> bool:
        return mover in self._numbers or mover in self._in_bulk

    def add(self, legs: Legs, reach_m: Reach, cap_m: Reach = np.inf) -> Plan | set[int]:
        """Add movers by their legs; return their plan if they are many, else their numbers.

        Raises: ValueError for a mover that was added before.
        """
        ids = np.unique(legs.mover)
        again = [int(i) for i in ids if int(i) in self]
        if again:
            raise ValueError(f"mover {again[0]} is in the engine already; use redirect to give it new legs")
        if len(legs) > LOOSE_LEGS:
            self._bulk.append(prepare(legs, reach_m, cap_m))
            self._in_bulk.update(dict.fromkeys(ids.tolist(), self._bulk[-1]))
            return self._bulk[-1]
        reach, cap = per_mover(reach_m, ids, "reach").tolist(), per_mover(cap_m, ids, "cap").tolist()
        for mover, *numbers in zip(ids.tolist(), reach, cap, strict=True):
            self.put(mover, legs.select(legs.mover == mover), numbers[0], numbers[1])
        return set(ids.tolist())

    def put(self, mover: int, legs: Legs, reach_m: float, cap_m: float) -> None:
        """Set the legs of one mover by itself."""
        self._numbers[mover] = (reach_m, cap_m)
        self._loose[mover] = course(lasting(legs), reach_m, cap_m)
        self._loose_plan = None

    def replace(self, mover: int, legs: Legs, now_s: float) -> None:
        """Give a mover other legs from now on."""
        if (plan := self._in_bulk.pop(mover, None)) is not None:
            self._numbers[mover] = plan.numbers(mover)
            plan.cut(mover, now_s)
        self.put(mover, legs, *self._numbers[mover])

    def plans(self, without: Set[int] = frozenset()) -> list[Plan]:
        """Return plans of all movers, or of all but a few of the loose ones."""
        if self._loose_plan is None:
            self._loose_plan = self.rows(self._loose)
            self._loose_plan.keep = True
        loose = self._loose_plan if without.isdisjoint(self._loose) else self.rows(self._loose.keys() - without)
        return [plan for plan in (*self._bulk, loose) if len(plan)]

    def rows(self, movers: Iterable[int]) -> Plan:
        """Return the plan of a few loose movers."""
        courses = [self._loose[mover] for mover in sorted(movers)]
        return Plan(Course.concat(courses) if courses else course(Legs.empty()))

    def keep(self) -> None:
        """Hold on to what later rows will need of the plans in bulk."""
        for plan in self._bulk:
            plan.keep = True

    def at(self, t_s: float) -> tuple[IntArray, FloatArray]:
        """Return the movers that exist at an instant, in order, and their positions."""
        found = [plan.at(t_s) for plan in self.plans()]
        movers = np.concatenate([np.empty(0, np.int64), *(ids for ids, _ in found)])
        points = np.concatenate([np.empty((0, 3)), *(points for _, points in found)])
        movers, first = np.unique(movers[::-1], return_index=True)
        return movers, points[::-1][first]


def from_now(legs: Legs, now_s: float) -> Legs:
    """Return legs without what lies before now."""
    early = np.nonzero(legs.start_s < now_s)[0]
    if not len(early):
        return legs
    start, a = legs.start_s.copy(), legs.a.copy()
    start[early] = now_s
    a[early] = legs.position(early, np.full(len(early), now_s))
    return Legs(legs.mover, start, legs.end_s, a, legs.b).select(legs.end_s > now_s)
