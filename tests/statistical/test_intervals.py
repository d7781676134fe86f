"""The intervals cover what they claim to cover, on a model whose mean is known, and so does a run that stops itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest

from sim.experiment.stopping import LEAST, Goal, Stopping
from sim.measure.estimate import estimate, paired, unpaired
from tests.intervals import covers_share, share_limits

REPETITIONS = 2000
MEAN, RUNS = 3.0, 12


def normal(seed: int, n: int, mean: float = MEAN, sd: float = 2.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, sd, n)


def waits(seed: int, n: int) -> np.ndarray:
    """Return means of a hundred exponential times of mean 3: what a replication gives is skewed a little."""
    return np.random.default_rng(seed).exponential(MEAN, (n, 100)).mean(axis=1)


def covered(repetition: Callable[[int], tuple[float, float] | None], exact: float) -> int:
    """Count in how many repetitions the interval covers the exact value."""
    found = (repetition(seed) for seed in range(REPETITIONS))
    return sum(ends is not None and ends[0] <= exact <= ends[1] for ends in found)


@pytest.mark.slow
@pytest.mark.parametrize("model", [normal, waits])
def test_the_interval_of_a_mean_covers_it(model: Callable[[int, int], np.ndarray]) -> None:
    covers_share(covered(lambda seed: estimate(model(seed, RUNS)).ci95, MEAN), REPETITIONS, 0.95)


@pytest.mark.slow
def test_values_that_cannot_be_told_do_not_move_it() -> None:
    def repetition(seed: int) -> tuple[float, float] | None:
        values = normal(seed, RUNS)
        values[::4] = math.nan
        return estimate(values).ci95

    covers_share(covered(repetition, MEAN), REPETITIONS, 0.95)


@pytest.mark.slow
def test_the_interval_of_pairs_covers_the_difference() -> None:
    """Luck that both share, luck of their own, and a difference of one."""

    def repetition(seed: int) -> tuple[float, float] | None:
        shared, mine, theirs = normal(seed, 3 * RUNS, 0.0).reshape(3, RUNS)
        return paired(dict(enumerate(shared + 0.3 * mine + 1)), dict(enumerate(shared + 0.6 * theirs))).ci95

    covers_share(covered(repetition, 1.0), REPETITIONS, 0.95)


@pytest.mark.slow
def test_welchs_interval_covers_the_difference() -> None:
    """Its degrees of freedom are an approximation, good to half a point for spreads and counts as unlike as these."""

    def repetition(seed: int) -> tuple[float, float] | None:
        values = normal(seed, 40, 0.0, 1.0)
        return unpaired(3 * values[:10] + 1, values[10:]).ci95

    covers_share(covered(repetition, 1.0), REPETITIONS, 0.95)


@pytest.mark.slow
def test_pairs_taken_for_strangers_would_cover_too_much() -> None:
    """The test above sees a wrong interval: Welch's, on runs that share their luck."""

    def repetition(seed: int) -> tuple[float, float] | None:
        shared, mine, theirs = normal(seed, 3 * RUNS, 0.0).reshape(3, RUNS)
        return unpaired(shared + 0.3 * mine + 1, shared + 0.6 * theirs).ci95

    low, _ = share_limits(covered(repetition, 1.0), REPETITIONS)
    assert low > 0.95


def stopped(half: float) -> Callable[[int], tuple[float, float] | None]:
    """Return a run that stops when its interval reaches so far, for 200 replications at most."""
    rule = Stopping((Goal("x", half, False, "", ""),), 200)

    def repetition(seed: int) -> tuple[float, float] | None:
        values, n = normal(seed, 200), 0
        while True:
            n = rule.after(n)
            found = estimate(islice(values, n))
            told = {"ci95": found.ci95, "n": found.n, "mean": found.mean}
            if rule.done(n, {"cases": {"": {"measures": {"x": told}}}}):
                return found.ci95

    return repetition


@pytest.mark.slow
@pytest.mark.parametrize("half", [1.5, 1.0, 0.7, 0.5])
def test_stopping_costs_little_coverage(half: float) -> None:
    """The limits of what is measured lie above 92 %; goals that stop after about 10, 20, 35 and 65 replications."""
    low, _ = share_limits(covered(stopped(half), MEAN), REPETITIONS)
    assert low > 0.92
    assert LEAST == 10
