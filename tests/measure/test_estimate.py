"""Hold estimates to another's, and intervals to the share of times that they promise to cover."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.measure.estimate import estimate, paired, unpaired

REPEATS = 2000
# Three standard errors of a share of 0.95 among 2,000: a sound interval fails once in 370 seeds.
COVERAGE_ERROR = 3 * math.sqrt(0.95 * 0.05 / REPEATS)


def draws(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(10, 3, (REPEATS, n))


def test_estimate_is_scipys() -> None:
    values = draws(30)[0]
    found = estimate(values)
    low, high = stats.t.interval(0.95, 29, values.mean(), stats.sem(values))
    assert found.ci95 == pytest.approx((low, high), rel=1e-9)
    assert (found.mean, found.sd, found.n) == (pytest.approx(values.mean()), pytest.approx(values.std(ddof=1)), 30)


@pytest.mark.slow
@pytest.mark.parametrize("n", [2, 5, 30])
def test_intervals_cover_the_mean_as_often_as_they_promise(n: int) -> None:
    found = [estimate(values) for values in draws(n)]
    covered = sum(each.low <= 10 <= each.high for each in found if each.low is not None and each.high is not None)
    assert len(found) == REPEATS
    assert covered / REPEATS == pytest.approx(0.95, abs=COVERAGE_ERROR)


@pytest.mark.slow
def test_paired_intervals_cover_the_difference_and_are_narrower() -> None:
    shared, own = draws(20, 2), np.random.default_rng(3).normal(1, 0.5, (REPEATS, 20))
    pairs = [paired(dict(enumerate(a + b)), dict(enumerate(a))) for a, b in zip(shared, own, strict=True)]
    apart = [unpaired(a + b, a) for a, b in zip(shared, own, strict=True)]
    covered = sum(each.ci95[0] <= 1 <= each.ci95[1] for each in pairs if each.ci95)
    assert covered / REPEATS == pytest.approx(0.95, abs=COVERAGE_ERROR)
    assert all(a.ci95 and b.ci95 and a.ci95[0] > b.ci95[0] for a, b in zip(pairs, apart, strict=True))


def test_welch_is_scipys() -> None:
    one, two = draws(12)[0], draws(25, 5)[0] * 2
    low, high = stats.ttest_ind(one, two, equal_var=False).confidence_interval(0.95)
    found = unpaired(one, two)
    assert found.ci95 == pytest.approx((low, high), rel=1e-9)
    assert (found.paired, found.n) == (False, 12)


def test_one_value_has_no_interval() -> None:
    found = estimate([4.0])
    assert (found.mean, found.ci95, found.sd, found.n) == (4.0, None, None, 1)


@pytest.mark.parametrize("values", [[], [math.nan], [math.nan, math.nan]])
def test_no_value_has_no_mean(values: list[float]) -> None:
    found = estimate(values)
    assert (found.mean, found.ci95, found.sd, found.n) == (None, None, None, 0)


def test_what_cannot_be_told_is_left_out() -> None:
    assert estimate([1.0, math.nan, 3.0]) == estimate([1.0, 3.0])


def test_a_pair_that_lacks_one_value_drops_out() -> None:
    found = paired({0: 1.0, 1: math.nan, 2: 5.0, 3: 2.0, 5: 9.0}, {0: 0.0, 1: 1.0, 2: 1.0, 3: math.nan, 4: 9.0})
    assert (found.mean, found.n, found.paired) == (2.5, 2, True)


def test_equal_values_have_an_interval_without_width() -> None:
    assert estimate([0.1] * 3).ci95 == pytest.approx((0.1, 0.1))


@pytest.mark.parametrize(("shift", "sign"), [(5.0, 1), (-5.0, -1), (0.0, 0)])
def test_sign_tells_when_zero_is_excluded(shift: float, sign: int) -> None:
    noise = np.array([-1.0, 1.0, -0.5, 0.5])
    assert paired(dict(enumerate(noise + shift)), dict.fromkeys(range(4), 0.0)).sign == sign


def test_no_interval_has_no_sign() -> None:
    assert paired({0: 1.0}, {0: 0.0}).sign == 0
    assert unpaired([1.0], [2.0]).ci95 is None
    assert unpaired([], [2.0]).mean is None
