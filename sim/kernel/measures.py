"""Measures as folds over a journal, declared beside the events they read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sim.kernel.found import declared
from sim.kernel.journal import Journal

__all__ = ["Measure", "Values", "find_measures", "mean", "measure"]

Values = float | Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named number of a run: its unit, its meaning, which way is good, and the fold that computes it.

    A fold returns one number, or several by suffix: `{"": 0.31, "japan": 0.25}` gives `name` and `name.japan`.
    A number that the run cannot tell (a mean of nothing) is NaN.
    """

    name: str
    unit: str
    about: str
    better: Literal["high", "low", "neither"]
    fold: Callable[[Journal], Values]

    def values(self, journal: Journal) -> dict[str, float]:
        """Compute the measure, each value under its full name."""
        result = self.fold(journal)
        several = result if isinstance(result, Mapping) else {"": result}
        return {f"{self.name}.{suffix}" if suffix else self.name: float(value) for suffix, value in several.items()}


def measure(
    name: str, *, unit: str, about: str, better: Literal["high", "low", "neither"] = "neither"
) -> Callable[[Callable[[Journal], Values]], Measure]:
    """Declare a measure; the decorated fold becomes a `Measure`."""
    return lambda fold: Measure(name, unit, about, better, fold)


def mean(values: Iterable[float]) -> float:
    """Return the mean of values; of none it is NaN."""
    known = list(values)
    return sum(known) / len(known) if known else math.nan


def find_measures(*packages: str) -> dict[str, Measure]:
    """Import every module of the packages and return the measures they declare, by name."""
    return {each.name: each for each in sorted(declared(Measure, *packages), key=lambda each: each.name)}
