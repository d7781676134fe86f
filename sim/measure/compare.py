"""Two sets of runs compared in one measure, and many such differences looked at together.

The difference has Student's interval over pairs of replications where the runs share their luck, and Welch's where
they do not; which of the two is settled before the numbers are seen. It is also told as a share of the baseline's
mean, with Fieller's interval. Of many differences Holm's procedure says which stand when all are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, sqrt
from typing import Final, NamedTuple

import numpy as np

from sim.measure.estimate import LEVEL, Difference, Estimate, estimate, paired, unpaired
from sim.measure.student import t_quantile, t_tail

__all__ = ["ALPHA", "STEADY", "Contrast", "Share", "contrast", "family_of", "fieller", "holm", "within"]

ALPHA: Final = 1 - LEVEL
STEADY: Final = 1e-12  # a spread below this share of the values is the rounding of sums
Values = Mapping[int, float]


class Share(NamedTuple):
    """A difference as a share of the baseline's mean, and its interval."""

    mean: float
    low: float
    high: float

    @property
    def ci95(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Contrast:
    """How far `of` lies above `to`, the baseline, in one measure; what cannot be told is None.

    `p` is the chance of a difference as large where there is none, `adjusted` the same with `family` differences
    looked at together. `narrower` says how many times shorter the interval is for being paired.
    """

    of: Estimate
    to: Estimate
    difference: Difference
    share: Share | None
    correlation: float | None
    narrower: float | None
    p: float | None
    adjusted: float | None = None
    family: int = 1

    @property
    def steady(self) -> bool:
        """Whether the difference is the same in every replication, so that nothing measures its chance."""
        return self.difference.se is not None and self.p is None

    @property
    def stands(self) -> bool:
        """Whether the difference is told from none with the whole family looked at."""
        return self.adjusted is not None and self.adjusted < ALPHA


def contrast(of: Values, to: Values, *, pairs: bool) -> Contrast:
    """Compare the values of one measure by replication, in pairs or as samples with luck of their own."""
    one, two = _told(of), _told(to)
    found = _cleaned(
        paired(one, two) if pairs else unpaired(one.values(), two.values()), [*one.values(), *two.values()]
    )
    made = Contrast(estimate(one.values()), estimate(two.values()), found, None, None, None, None)
    if found.mean is None or found.se is None or found.df is None:
        return made
    p = 2 * t_tail(abs(found.mean) / found.se, found.df) if found.se else None
    if not pairs:
        return replace(made, p=p, share=_share(_column(one), _column(two), found.df, together=False))
    shared = one.keys() & two.keys()
    a, b = (_column({key: each[key] for key in sorted(shared)}) for each in (one, two))
    share = _share(a, b, found.df, together=True)
    return replace(made, p=p, share=share, correlation=_correlation(a, b), narrower=_gain(found, unpaired(a, b)))


def _told(values: Values) -> dict[int, float]:
    return {key: value for key, value in values.items() if isfinite(value)}


def _column(values: Values) -> np.ndarray:
    return np.array(list(values.values()))


def _cleaned(found: Difference, values: Sequence[float]) -> Difference:
    """Take away a spread that is only the rounding of sums."""
    if found.se is None or found.se > STEADY * max(map(abs, values)):
        return found
    return replace(found, low=found.mean, high=found.mean, se=0.0)


def _share(a: np.ndarray, b: np.ndarray, df: float, *, together: bool) -> Share | None:
    cov = float(np.cov(a, b)[0, 1]) / len(a) if together else 0.0
    return fieller(
        float(a.mean()), float(b.mean()), float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b), cov, df
    )


def fieller(a: float, b: float, var_a: float, var_b: float, cov: float, df: float) -> Share | None:
    """Return how far mean `a` lies above mean `b` as a share of `b`, from the variances of both means.

    A ratio r is inside the interval when a − r b is not told from zero, so this interval excludes zero exactly where
    that of the difference does. None unless b is positive and its own interval excludes zero.
    Source: E. C. Fieller, J. Roy. Statist. Soc. B 16 (1954) 175–185.
    """
    t2 = t_quantile((1 + LEVEL) / 2, df) ** 2
    square, middle, rest = b * b - t2 * var_b, a * b - t2 * cov, a * a - t2 * var_a
    if b <= 0 or square <= STEADY * b * b:
        return None
    root = sqrt(max(0.0, middle * middle - square * rest))
    return Share(a / b - 1, (middle - root) / square - 1, (middle + root) / square - 1)


def _correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    if len(a) < 3 or min(a.std() / (np.abs(a).max() or 1), b.std() / (np.abs(b).max() or 1)) <= STEADY:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def _gain(found: Difference, apart: Difference) -> float | None:
    """Return how many times longer the interval would be had the luck not been shared."""
    if not found.se or found.ci95 is None or apart.ci95 is None:
        return None
    return (apart.ci95[1] - apart.ci95[0]) / (found.ci95[1] - found.ci95[0])


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Return adjusted p values, in the order given: those below a level stand at that level all together.

    It holds however the differences hang together. What has no p value is no part of the family.
    Source: S. Holm, Scand. J. Statist. 6 (1979) 65–70.
    Example:
        >>> holm([0.01, None, 0.04, 0.03])
        [0.03, None, 0.06, 0.06]
    """
    told = sorted((p, at) for at, p in enumerate(ps) if p is not None)
    adjusted: list[float | None] = [None] * len(ps)
    reached = 0.0
    for rank, (p, at) in enumerate(told):
        reached = max(reached, min(1.0, (len(told) - rank) * p))
        adjusted[at] = reached
    return adjusted


def family_of(contrasts: Sequence[Contrast]) -> list[Contrast]:
    """Return contrasts as one family: each with its p value adjusted for all of them."""
    adjusted = holm([each.p for each in contrasts])
    family = sum(p is not None for p in adjusted)
    return [replace(each, adjusted=p, family=family) for each, p in zip(contrasts, adjusted, strict=True)]


def within(found: Difference, family: int) -> tuple[float, float] | None:
    """Return an interval wide enough that all of a family's hold at once in 95 of 100 (Bonferroni)."""
    if found.mean is None or found.se is None or found.df is None:
        return None
    half = t_quantile(1 - ALPHA / 2 / max(1, family), found.df) * found.se
    return found.mean - half, found.mean + half
