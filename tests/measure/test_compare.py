"""Comparisons hold to published examples, to another's library, and to the share of times they promise to cover."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measure.compare import contrast, family_of, fieller, holm, within

# Student, Biometrika 6 (1908) 1–25, section IX: hours of sleep gained by ten patients under two drugs.
DEXTRO = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
LAEVO = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
REPEATS = 2000
# Three standard errors of a share of 0.95 among 2,000: a sound interval fails once in 370 seeds.
COVERAGE_ERROR = 3 * math.sqrt(0.95 * 0.05 / REPEATS)


def numbered(values: object) -> dict[int, float]:
    return dict(enumerate(map(float, values)))  # type: ignore[call-overload]


def test_paired_is_students_own_example() -> None:
    found = contrast(numbered(LAEVO), numbered(DEXTRO), pairs=True)
    assert found.difference.mean == pytest.approx(1.58)
    assert found.difference.ci95 == pytest.approx((0.7001142, 2.4598858), abs=1e-6)  # R, t.test(sleep, paired = TRUE)
    assert (found.p, found.difference.df) == (pytest.approx(0.002832890, abs=1e-8), 9)
    assert found.p == pytest.approx(stats.ttest_rel(LAEVO, DEXTRO).pvalue, rel=1e-9)


def test_unpaired_is_welchs_of_the_same() -> None:
    found = contrast(numbered(LAEVO), numbered(DEXTRO), pairs=False)
    assert found.p == pytest.approx(0.07939414, abs=1e-7)  # R, t.test(extra ~ group, data = sleep)
    assert found.difference.df == pytest.approx(17.77647, abs=1e-4)
    assert found.difference.ci95 == pytest.approx((-0.2054832, 3.3654832), abs=1e-6)
    assert found.p == pytest.approx(stats.ttest_ind(LAEVO, DEXTRO, equal_var=False).pvalue, rel=1e-9)
    assert (found.correlation, found.narrower) == (None, None)


def test_pairing_is_worth_what_it_is_worth() -> None:
    found = contrast(numbered(LAEVO), numbered(DEXTRO), pairs=True)
    assert found.correlation == pytest.approx(stats.pearsonr(LAEVO, DEXTRO).statistic)
    assert found.narrower == pytest.approx((3.3654832 + 0.2054832) / (2.4598858 - 0.7001142), abs=1e-5)


def test_holm_by_hand() -> None:
    # p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm") of R: 5, 4, 3, … times, and never less than the one before
    assert holm([0.05, 0.01, 0.03, 0.02, 0.04]) == pytest.approx([0.09, 0.05, 0.09, 0.08, 0.09])
    assert holm([0.01, None, 0.5, 0.8]) == [pytest.approx(0.03), None, 1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_rejects_as_the_step_down_says(ps: list[float]) -> None:
    adjusted = holm(ps)
    stands, going = set(), True
    for rank, at in enumerate(sorted(range(len(ps)), key=lambda at: (ps[at], at))):
        going = going and ps[at] * (len(ps) - rank) < 0.05
        stands |= {at} if going else set()
    assert {at for at, p in enumerate(adjusted) if p is not None and p < 0.05} == stands
    assert all(p is not None and raw <= p <= 1 for raw, p in zip(ps, adjusted, strict=True))


def test_fieller_without_spread_of_the_baseline_is_students() -> None:
    low, high = stats.t.interval(0.95, 9, 12.0, 0.5)
    found = fieller(12.0, 10.0, 0.25, 0.0, 0.0, 9)
    assert found is not None
    assert found == pytest.approx((0.2, low / 10 - 1, high / 10 - 1))


@given(st.integers(0, 10_000), st.booleans(), st.floats(-2, 2))
def test_per_cent_and_difference_never_contradict(seed: int, pairs: bool, shift: float) -> None:
    rng = np.random.default_rng(seed)
    base = rng.normal(20, 2, 12)
    found = contrast(numbered(base + rng.normal(shift, 2, 12)), numbered(base), pairs=pairs)
    assert found.share is not None
    assert (found.share.low > 0) - (found.share.high < 0) == found.difference.sign


@pytest.mark.parametrize("base", [(0.0, 0.0, 0.0), (-1.0, 0.5, 1.0), (-9.0, -10.0, -11.0)])
def test_per_cent_of_a_baseline_that_may_be_nothing_is_not_told(base: tuple[float, ...]) -> None:
    found = contrast(numbered([1.0, 2.5, 4.0]), numbered(base), pairs=True)
    assert found.share is None and found.difference.ci95 is not None


@pytest.mark.slow
@pytest.mark.parametrize("pairs", [True, False])
def test_fieller_covers_the_ratio_as_often_as_it_promises(pairs: bool) -> None:
    rng = np.random.default_rng(5)
    luck = rng.normal(0, 2, (REPEATS, 12))
    base = 10 + luck
    of = 13 + 1.3 * (luck if pairs else rng.normal(0, 2, (REPEATS, 12))) + rng.normal(0, 1, (REPEATS, 12))
    found = [contrast(numbered(a), numbered(b), pairs=pairs).share for a, b in zip(of, base, strict=True)]
    covered = sum(each.low <= 0.3 <= each.high for each in found if each)
    assert covered / REPEATS == pytest.approx(0.95, abs=COVERAGE_ERROR)


@pytest.mark.slow
def test_of_no_differences_holm_marks_one_family_in_twenty_at_most() -> None:
    values = np.random.default_rng(8).normal(0, 1, (REPEATS, 8, 10))
    none = numbered([0.0] * 10)
    marked = sum(
        any(each.stands for each in family_of([contrast(numbered(row), none, pairs=True) for row in rows]))
        for rows in values
    )
    assert marked / REPEATS == pytest.approx(0.05, abs=COVERAGE_ERROR)  # independent: as good as the level itself


@pytest.mark.parametrize("shift", [0.0, 3.0])
@pytest.mark.parametrize("pairs", [True, False])
def test_what_never_varies_has_no_p(shift: float, pairs: bool) -> None:
    base = [0.1, 0.2, 0.3] if pairs else [0.1] * 3
    found = contrast(numbered(np.array(base) + shift), numbered(base), pairs=pairs)
    assert found.steady and found.p is None and not family_of([found])[0].stands
    assert found.difference.ci95 == pytest.approx((shift, shift))


def test_what_cannot_be_told_is_left_out() -> None:
    nan, inf = math.nan, math.inf
    found = contrast({0: 1.0, 1: nan, 2: 5.0, 3: inf, 5: 4.0}, {0: 0.5, 1: 1.0, 2: 1.0, 3: 1.0, 4: 2.0}, pairs=True)
    assert (found.difference.n, found.of.n, found.to.n) == (2, 3, 5)
    assert contrast({0: nan}, {0: 1.0}, pairs=True).difference.mean is None
    assert contrast({}, {}, pairs=False).p is None
    assert not contrast({0: 2.0}, {0: 1.0}, pairs=True).steady


def test_together_intervals_are_wider_and_bonferronis() -> None:
    found = contrast(numbered(LAEVO), numbered(DEXTRO), pairs=True).difference
    together = within(found, 7)
    assert found.mean is not None and together is not None
    assert together == pytest.approx(stats.t.interval(1 - 0.05 / 7, 9, found.mean, found.se))
    assert within(contrast({0: 1.0}, {0: 1.0}, pairs=True).difference, 7) is None
