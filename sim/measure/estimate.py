"""Means, 95 % intervals and differences.

A value that its replication cannot tell is NaN and is left out; `n` is what remains. With one value there is a mean and
no interval, with none neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan, sqrt
from typing import Final

import numpy as np

from sim.measure.student import t_quantile

__all__ = ["LEVEL", "Difference", "Estimate", "estimate", "paired", "unpaired"]

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, its interval at 95 % and what they rest on; what cannot be told is None."""

    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    n: int

    @property
    def ci95(self) -> tuple[float, float] | None:
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one case's mean lies above another's, and how far its interval reaches.

    `se` is the standard error of the mean and `df` its degrees of freedom, there where an interval is.
    """

    mean: float | None
    low: float | None
    high: float | None
    paired: bool
    n: int
    se: float | None = None
    df: float | None = None

    @property
    def ci95(self) -> tuple[float, float] | None:
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def sign(self) -> int:
        """+1 or -1 where the interval excludes zero, 0 where it does not or there is none."""
        if self.low is None or self.high is None:
            return 0
        return int(self.low > 0) - int(self.high < 0)


def estimate(values: Iterable[float]) -> Estimate:
    """Estimate a mean from independent values, by Student's t."""
    told = np.array([value for value in values if not isnan(value)], dtype=float)
    n = len(told)
    if n < 2:
        return Estimate(float(told[0]) if n else None, None, None, None, n)
    mean, sd = float(told.mean()), float(told.std(ddof=1))
    half = _reach(sd / sqrt(n), n - 1)
    return Estimate(mean, mean - half, mean + half, sd, n)


def paired(values: Mapping[int, float], base: Mapping[int, float]) -> Difference:
    """Estimate the difference between cases that share their luck, replication by replication.

    A replication that lacks the value in either case drops out.
    """
    shared = [values[key] - base[key] for key in sorted(values.keys() & base.keys())]
    found = estimate(shared)
    if found.sd is None:
        return Difference(found.mean, None, None, True, found.n)
    return Difference(found.mean, found.low, found.high, True, found.n, found.sd / sqrt(found.n), found.n - 1)


def unpaired(values: Iterable[float], base: Iterable[float]) -> Difference:
    """Estimate the difference between runs that do not share their luck, by Welch's method.

    `n` is the smaller of the two counts.
    Source: B. L. Welch, Biometrika 34 (1947) 28–35.
    """
    one, two = estimate(values), estimate(base)
    n = min(one.n, two.n)
    if one.mean is None or two.mean is None:
        return Difference(None, None, None, False, n)
    mean = one.mean - two.mean
    if one.sd is None or two.sd is None:
        return Difference(mean, None, None, False, n)
    a, b = one.sd**2 / one.n, two.sd**2 / two.n
    df = (a + b) ** 2 / (a**2 / (one.n - 1) + b**2 / (two.n - 1)) if a + b else n - 1
    se = sqrt(a + b)
    half = _reach(se, df)
    return Difference(mean, mean - half, mean + half, False, n, se, df)


def _reach(standard_error: float, df: float) -> float:
    """Return half the width of the interval."""
    return t_quantile((1 + LEVEL) / 2, df) * standard_error
