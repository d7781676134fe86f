"""Effects and indices of responses whose answers are known."""

from math import pi, sqrt
from typing import Any

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.measure.estimate import Difference
from sim.measure.sensitivity import complete, effect, extra, fit, problem, response, screen, sobol, stands

FIRST = np.array([0.3139, 0.4424, 0.0])  # exact, Sobol' and Levitan (1999): a = 7, b = 0.1
TOTAL = np.array([0.5576, 0.4424, 0.2437])
Z = 1.96


def ishigami(x: np.ndarray) -> np.ndarray:
    z = pi * (2 * x - 1)
    return np.asarray(np.sin(z[:, 0]) + 7 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0]))


def saltelli(factors: int, base: int, seed: int) -> np.ndarray:
    sample: Any = pytest.importorskip("SALib.sample.sobol").sample
    return np.asarray(sample(problem(factors), base, calc_second_order=False, seed=seed))


def trajectories(factors: int, number: int, seed: int) -> np.ndarray:
    sample: Any = pytest.importorskip("SALib.sample.morris").sample
    return np.asarray(sample(problem(factors), number, num_levels=4, seed=seed))


def test_an_effect_is_free_of_the_luck_that_points_share() -> None:
    luck = np.array([0.0, 5.0, -8.0, 100.0])
    y = np.array([1.0, 4.0])[:, None] + luck
    found = effect(y, [1], [0])
    assert (found.mean, found.low, found.high, found.n) == (3.0, 3.0, 3.0, 4)
    wide = response(y, [0, 1])
    assert wide.low is not None and wide.low < 2.5 < y.mean()


def test_a_pair_that_cannot_be_told_drops_out() -> None:
    y = np.array([[1.0, np.nan, 1.0], [2.0, 9.0, 4.0]])
    assert effect(y, [1], [0]).n == 2
    assert effect(y, [1], [0]).mean == 2.0
    assert complete(y).tolist() == [[1.0, 1.0], [2.0, 4.0]]


def test_a_sum_of_parabolas_is_found_exactly() -> None:
    x = np.random.default_rng(1).random((40, 2))
    y = (1 + 2 * x[:, 0] - 3 * x[:, 1] ** 2)[:, None] + np.array([0.0, 1.0, 5.0])
    found = fit(x, y, steps=3)
    assert [each.mean for each in found.effects] == pytest.approx([2, -3])
    assert found.r2 == pytest.approx(1)
    means = [each.mean for each in found.curves[1]]
    assert np.diff(np.array(means, float)) == pytest.approx([-0.75, -2.25])  # of -3x² at 0, 1/2 and 1


def test_few_points_are_fitted_by_lines() -> None:
    x = np.random.default_rng(2).random((8, 3))
    y = (x @ [1.0, -2.0, 0.0])[:, None] + np.zeros(3)
    assert [each.mean for each in fit(x, y).effects] == pytest.approx([1, -2, 0], abs=1e-12)


@pytest.mark.slow
def test_intervals_of_a_fit_cover_the_truth() -> None:
    rng, covered = np.random.default_rng(3), []
    for _ in range(200):
        x = rng.random((20, 2))
        y = (x @ [1.0, 0.0])[:, None] + rng.normal(0, 1, (20, 6)) + x @ rng.normal(0, 1, (2, 6))
        for each, truth in zip(fit(x, y).effects, (1.0, 0.0), strict=True):
            assert each.low is not None and each.high is not None
            covered.append(each.low < truth < each.high)
    assert abs(np.mean(covered) - 0.95) < 3 * sqrt(0.05 * 0.95 / len(covered))


@pytest.mark.slow
def test_elementary_effects_of_a_line_are_its_coefficients() -> None:
    x = trajectories(3, 5, 1)
    found = screen(x, (x @ [3.0, -2.0, 0.0])[:, None] + np.array([0.0, 7.0, -1.0]), 1)
    assert [each.mu.mean for each in found] == pytest.approx([3, -2, 0], abs=1e-9)
    assert [each.mu_star for each in found] == pytest.approx([3, 2, 0], abs=1e-9)
    assert [each.sigma for each in found] == pytest.approx([0, 0, 0], abs=1e-9)
    assert [each.floor for each in found] == pytest.approx([0, 0, 0], abs=1e-9)
    assert found[0].ci95 == pytest.approx((3, 3))


@pytest.mark.slow
def test_elementary_effects_are_those_of_the_library() -> None:
    analyze: Any = pytest.importorskip("SALib.analyze.morris").analyze
    x = trajectories(4, 6, 2)
    y = np.random.default_rng(8).random((len(x), 3))
    for column in range(3):
        told = analyze(problem(4), x, y[:, column], num_levels=4, num_resamples=2)["mu"]
        assert [each.mu.mean for each in screen(x, y[:, [column]], 1)] == pytest.approx(list(told))


@pytest.mark.slow
def test_without_replications_there_is_no_floor() -> None:
    x = trajectories(2, 4, 1)
    assert [each.floor for each in screen(x, x[:, :1], 1)] == [None, None]


@pytest.mark.slow
@pytest.mark.parametrize("n", [4, 10])
def test_luck_alone_passes_the_floor_in_one_sweep_of_twenty(n: int) -> None:
    """The luck is the worst there is: every trajectory has the same."""
    rng, passed, sweeps = np.random.default_rng(4), [], 100
    for seed in range(sweeps):
        x = trajectories(2, 4, seed)
        y = x @ rng.normal(0, 1, (2, n)) + rng.normal(0, 0.5, (len(x), n))
        passed.append(np.mean([each.mu_star > (each.floor or 0.0) for each in screen(x, y, seed)]))
    assert abs(np.mean(passed) - 0.05) < 3 * sqrt(0.05 * 0.95 / sweeps)  # as if the factors went together


@pytest.mark.slow
def test_indices_of_ishigami_are_as_published() -> None:
    found = sobol(ishigami(saltelli(3, 1024, 1))[:, None], 3, 1)
    for each, first, total in zip(found.each, FIRST, TOTAL, strict=True):
        assert abs(each.first - first) < 4 * each.first_reach / Z
        assert abs(each.total - total) < 4 * each.total_reach / Z
    assert max(each.first_reach for each in found.each) < 0.12
    assert found.noise is None


@pytest.mark.slow
def test_indices_are_free_of_what_luck_adds() -> None:
    """The plain indices of the same means are not: that is what it is for."""
    rng, freed, plain = np.random.default_rng(5), [], []
    analyze: Any = pytest.importorskip("SALib.analyze.sobol").analyze
    noise = []
    for seed in range(30):
        x = saltelli(3, 256, seed)
        y = ishigami(x)[:, None] + rng.normal(0, 4, (len(x), 4)) + rng.normal(0, 9, 4)
        found = sobol(y, 3, seed)
        freed.append([[each.first, each.total] for each in found.each])
        raw = analyze(problem(3), y.mean(axis=1), calc_second_order=False, num_resamples=2, seed=1)
        plain.append(np.transpose([raw["S1"], raw["ST"]]))
        noise.append(found.noise)
    exact = np.transpose([FIRST, TOTAL])
    error = np.std(freed, axis=0, ddof=1) / sqrt(30)
    assert (abs(np.mean(freed, axis=0) - exact) < 4 * error).all()
    assert (abs(np.mean(plain, axis=0) - exact) > 4 * error).any(axis=0).all()
    assert np.mean(noise) == pytest.approx(4 / (4 + 13.845), abs=0.02)  # 4²/4 against the function's own variance


@pytest.mark.slow
def test_intervals_of_indices_cover_luck_that_points_share() -> None:
    rng, covered = np.random.default_rng(6), []
    for seed in range(40):
        x = saltelli(2, 64, seed)
        y = (3 * x[:, 0])[:, None] + x @ rng.normal(0, 1, (2, 6))
        each = sobol(y, 2, seed).each[1]
        covered.append(abs(each.total) < each.total_reach)
    assert np.mean(covered) > 0.95 - 3 * sqrt(0.05 * 0.95 / 40)


@pytest.mark.slow
def test_where_only_luck_is_left_there_are_no_indices() -> None:
    x = saltelli(2, 256, 1)
    found = sobol(np.random.default_rng(7).normal(0, 1, (len(x), 8)), 2, 1)
    assert found.each == () and found.noise is not None and 0.75 < found.noise <= 1
    assert sobol(np.ones((len(x), 3)), 2, 1).each == ()


def test_an_effect_stands_among_many_when_bonferroni_says_so() -> None:
    ten = Difference(1.0, 1 - 2.2622 * 0.4, 1 + 2.2622 * 0.4, True, 10)  # t = 2.5 on 9 degrees: p = 0.034
    assert stands(ten, 1) and not stands(ten, 2)
    assert not stands(Difference(1.0, None, None, True, 1), 1)
    assert not stands(Difference(0.0, 0.0, 0.0, True, 50), 3)


def test_differences_that_are_alike_stand_when_there_are_enough_of_them() -> None:
    def alike(n: int) -> Difference:
        return Difference(0.25, 0.25, 0.25, True, n)

    assert not stands(alike(2), 1) and not stands(alike(5), 1) and stands(alike(6), 1)  # 2 / 2⁶ < 0.05
    assert not stands(alike(6), 2)


def test_a_library_that_is_missing_is_told_with_what_to_install() -> None:
    with pytest.raises(UserError, match=r"needs SALibb.*pip install 'sim-maritime\[sweep\]'"):
        extra("SALibb.sample")
