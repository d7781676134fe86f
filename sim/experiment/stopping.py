"""When to stop: replications are added until the intervals of the measures named are narrow enough.

A precision is `5 %` (of the mean), or an amount in the measure's own unit (`2 h`, `3 points`, `500 bbl`, `4` of a
count); `measure=` before it names the measure, and without a name it is the scenario's first. It holds when half the
95 % interval is no wider than that in every case.

Looking again and again favours stopping where the spread happens to look small, so the interval reached covers a
little less often than 95 in 100. There are therefore at least `LEAST` replications before the first look, and each
look comes after half as many more, so that there are few. design/experiment.md says what coverage was measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic_core import PydanticCustomError

from sim.base.errors import Fault, UserError, unknown
from sim.base.units import DIMENSIONS, parse
from sim.measure.catalogue import PACKAGES, catalogue, unit_of

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["LEAST", "MOST", "Goal", "Reached", "Stopping", "stopping"]

LEAST: Final = 10
MOST: Final = 200
_NUMBER: Final = re.compile(r"(\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*(.*)", re.IGNORECASE)


class Goal(NamedTuple):
    """How narrow the interval of one measure is to be: half of it, as a share of the mean or in the measure's unit."""

    measure: str
    half: float
    relative: bool
    said: str
    unit: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How narrow the interval of a measure came to be in one case, and whether that is narrow enough."""

    goal: Goal
    case: str
    n: int
    half: float | None
    mean: float | None

    @property
    def met(self) -> bool:
        """Whether enough replications tell the measure, and half its interval is no wider than was asked."""
        if self.half is None or self.mean is None or self.n < LEAST:
            return False
        return self.half <= (self.goal.half * abs(self.mean) if self.goal.relative else self.goal.half)


@dataclass(frozen=True, slots=True)
class Stopping:
    """Goals, and the most replications that may be made to reach them."""

    goals: tuple[Goal, ...]
    most: int

    def after(self, replications: int) -> int:
        """Return with how many replications to look next."""
        look = LEAST
        while look <= replications:
            look += look // 2
        return min(look, self.most)

    def reached(self, summary: Mapping[str, Any]) -> tuple[Reached, ...]:
        """Say what a summary reached.

        Raises: UserError for a part of a measure that there is not.
        """
        return tuple(_reached(goal, case, told["measures"]) for goal in self.goals
                     for case, told in summary["cases"].items())  # fmt: skip

    def done(self, replications: int, summary: Mapping[str, Any]) -> bool:
        """Tell whether to stop."""
        found = self.reached(summary)
        return replications >= self.most or all(each.met for each in found)


def _reached(goal: Goal, case: str, measures: Mapping[str, Any]) -> Reached:
    if goal.measure not in measures:
        advice = unknown(goal.measure, measures)
        raise UserError(Fault("--precision", goal.measure, "there is no such part of a measure", advice))
    told = measures[goal.measure]
    half = None if told["ci95"] is None else (told["ci95"][1] - told["ci95"][0]) / 2
    return Reached(goal, case, told["n"], half, told["mean"])


def stopping(
    scenario: Scenario, precision: Sequence[str], most: int = MOST, packages: tuple[str, ...] = PACKAGES
) -> Stopping:
    """Read what was asked.

    Raises: UserError for a precision that cannot be read, or a measure that the scenario has not.
    """
    if most < LEAST:
        raise UserError(Fault("--max", "", f"found {most}", f"write {LEAST} or more: fewer are no basis for stopping"))
    return Stopping(tuple(_goal(text, scenario, packages) for text in precision), most)


def _goal(text: str, scenario: Scenario, packages: tuple[str, ...]) -> Goal:
    name, equals, amount = (part.strip() for part in text.rpartition("="))
    measures = list(scenario.spec.measures) or ([] if not equals else list(catalogue(packages)))
    if not equals and not measures:
        advice = f"name one: --precision 'MEASURE={amount}'"
        raise UserError(Fault("--precision", "", "the scenario does not say what is measured first", advice))
    name = name if equals else measures[0]
    if name.partition(".")[0] not in measures:
        raise UserError(Fault("--precision", "", f"the scenario has no measure '{name}'", unknown(name, measures)))
    unit = unit_of(name, packages)
    half, relative = _amount(amount, name, unit)
    if not (isfinite(half) and half > 0):
        raise UserError(Fault("--precision", name, f"found '{amount}'", "write more than zero"))
    return Goal(name, half, relative, amount, unit)


def _amount(text: str, name: str, unit: str) -> tuple[float, bool]:
    """Return half an interval in the measure's unit, or as a share of the mean."""
    match = _NUMBER.fullmatch(text)
    number = float(text[: len(text) - len(match[2])]) if match else 0.0
    if match and match[2] in ("%", "per cent"):
        return number / 100, True
    if unit == "share" and match and match[2] in ("points", "point"):
        return number / 100, False
    if unit == "count" and match and not match[2]:
        return number, False
    dimension = next((dim for dim in DIMENSIONS.values() if unit in dim.units), None)
    own = {"share": "3 points", "count": "4"}.get(unit) or (f"2 {unit}" if unit else "5 %")
    try:
        if dimension is None or not match:
            raise ValueError
        return parse(text, dimension.name) / dimension.units[unit], False
    except (ValueError, PydanticCustomError):
        advice = f"write '5 %' of the mean, or '{own}'"
        raise UserError(Fault("--precision", name, f"found '{text}'", advice)) from None
