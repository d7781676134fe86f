"""MSER-5 on series whose beginning is known: none, a step, an AR(1) that starts far off, a queue that starts empty."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.measure.warm_up import mser, over_time, step_for, warming, welch
from tests.experiment.fake.model import PACKAGES, Scenario, simulate
from tests.intervals import covers_mean


def ar1(seed: int, start: float, phi: float = 0.8, runs: int = 10, n: int = 120) -> np.ndarray:
    """Return series of mean zero and spread one that begin at a value."""
    noise = np.random.default_rng(seed).normal(0, math.sqrt(1 - phi**2), (runs, n))
    series = np.empty((runs, n))
    before = np.full(runs, start)
    for at in range(n):
        before = phi * before + noise[:, at]
        series[:, at] = before
    return series


def test_a_step_is_cut_where_it_is() -> None:
    series = np.where(np.arange(100) < 15, 5.0, 0.0)
    assert mser(series) == 15


def test_a_constant_needs_no_cut() -> None:
    assert mser(np.ones(60)) == 0
    assert mser(np.empty(0)) == 0


@pytest.mark.parametrize("start", [20.0, -20.0])
def test_an_ar1_is_cut_where_its_bias_is_gone(start: float) -> None:
    """The bias is start · 0.8^t: above the noise of ten runs (0.32) until t = 18, below a twentieth of it at t = 31."""
    found = warming(ar1(1, start))
    assert found.real and found.settles
    assert 15 <= found.observations <= 35


@pytest.mark.slow
def test_what_is_kept_of_an_ar1_has_no_bias() -> None:
    kept = [values[:, warming(values).observations :].mean() for values in (ar1(seed, 20.0) for seed in range(200))]
    whole = [ar1(seed, 20.0).mean() for seed in range(200)]
    assert np.mean(whole) > 0.5  # 20 · 0.8 / (1 − 0.8) / 120 = 0.67
    covers_mean(kept, 0.0)


@pytest.mark.slow
def test_steady_series_are_left_whole() -> None:
    """MSER-5 alone cuts most of them; of 200 sets at 95 %, at most 20 may be cut (99.9 % of binomial luck)."""
    sets = [ar1(seed, 0.0, phi=0.0) for seed in range(200)]
    assert sum(mser(welch(values)) > 0 for values in sets) > 50
    assert sum(warming(values).observations > 0 for values in sets) <= 20


@pytest.mark.slow
def test_a_queue_that_starts_empty_warms_up() -> None:
    """M/M/1 at a load of 0.5: waits by number, whose mean in the long run is 0.5 / (1 − 0.5) = 1 service."""
    values = np.array([waits(np.random.default_rng(seed), 360) for seed in range(400)])
    by_three = values.reshape(400, 120, 3).mean(axis=2)
    found = warming(by_three)
    assert found.real and found.settles
    assert by_three.mean(axis=0)[0] < 0.5
    covers_mean(by_three[:, found.observations :].mean(axis=1), 1.0)


def waits(luck: np.random.Generator, n: int) -> np.ndarray:
    """Return the waits of customers one after the other, by Lindley's recursion."""
    steps, wait, found = luck.exponential(1.0, n) - luck.exponential(2.0, n), 0.0, []
    for step in steps:
        found.append(wait)
        wait = max(0.0, wait + step)
    return np.array(found)


def test_a_run_that_never_settles_is_told() -> None:
    trend = np.linspace(0, 10, 120) + ar1(3, 0.0)
    found = warming(trend)
    assert found.real and not found.settles


def test_gaps_are_bridged_and_nothing_is_left_whole() -> None:
    assert welch(np.array([[math.nan, 1.0, math.nan, 3.0], [math.nan, 3.0, math.nan, math.nan]])).tolist() == [
        2,
        2,
        2,
        3,
    ]
    assert warming(np.full((4, 50), math.nan)).observations == 0


def test_windows_are_round_and_few() -> None:
    assert [step_for(days * 86400) / 3600 for days in (1, 7, 60, 61, 400)] == [0.25, 2, 12, 24, 168]


def test_a_measure_over_time_is_its_fold_of_each_window() -> None:
    journal = simulate(Scenario(), "together", 0)
    journal.header |= {"warm_up_s": 0.0, "duration_s": 3 * 86400.0}
    found = over_time(journal, ["boxes_found"], 86400.0, PACKAGES)
    assert list(found) == ["boxes_found"]  # the part, boxes_found.odd, is left to the tables
    ends = [sum(r.kind == "box_found" and r.time_s < day * 86400 for r in journal.records) / 20 for day in (1, 2, 3)]
    assert found["boxes_found"].tolist() == ends  # this fold does not look at the warm-up
    assert 0 < ends[0] < ends[2]


@pytest.mark.slow
def test_of_many_steady_series_hardly_any_is_cut() -> None:
    """Of 60 sets of 40 series, in one of twenty some series may be cut; 99.9 % of binomial luck allows 10."""
    sets = [ar1(seed, 0.0, phi=0.0, runs=400, n=60).reshape(40, 10, 60) for seed in range(60)]
    cut = sum(any(warming(values, 40).observations for values in each) for each in sets)
    assert cut <= 10
