"""Intervals for known answers: how far a simulated figure may lie from the exact one.

The limits are those of 99.9 %, not of 95 %: there are dozens of such tests, and at 95 % one of twenty would fail by
luck whenever a stream is named anew. The seeds are fixed, so that a test that passes goes on passing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

__all__ = ["LEVEL", "covers_mean", "covers_share", "mean_limits", "share_limits"]

LEVEL = 0.999


def share_limits(found: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Return Clopper and Pearson's exact limits of a probability from `found` successes in `of` independent trials."""
    tail = (1 - level) / 2
    low = float(stats.beta.ppf(tail, found, of - found + 1)) if found else 0.0
    high = float(stats.beta.ppf(1 - tail, found + 1, of - found)) if found < of else 1.0
    return low, high


def covers_share(found: int, of: int, exact: float) -> None:
    """Assert that the limits of a share cover the exact probability, from 2,000 trials at least."""
    assert of >= 2000, f"{of} trials are too few"
    low, high = share_limits(found, of)
    assert low <= exact <= high, f"{found} of {of} gives {low:.4f} to {high:.4f}, which leaves out {exact:.6f}"


def mean_limits(samples: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """Return Student's limits of a mean from independent samples, or means of batches longer than any memory."""
    values = np.asarray(samples, dtype=float)
    off = float(stats.t.ppf((1 + level) / 2, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values)))
    return float(values.mean()) - off, float(values.mean()) + off


def covers_mean(samples: Sequence[float], exact: float) -> None:
    """Assert that the limits of a mean cover the exact one."""
    low, high = mean_limits(samples)
    assert low <= exact <= high, f"{len(samples)} samples give {low:.5g} to {high:.5g}, which leaves out {exact:.5g}"
