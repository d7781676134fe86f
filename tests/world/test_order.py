"""Long columns are put in the order that NumPy's own sorts give."""

from __future__ import annotations

import numpy as np
import pytest

from sim.world.order import by_number, by_time, roughly

FEW, MANY = 40, 5_000


@pytest.mark.parametrize("n", [0, 1, FEW, MANY])
@pytest.mark.parametrize("span_s", [0.0, 1e-12, 1.0, 3e9])
def test_times_come_in_order_and_equals_stay_as_they_are(n: int, span_s: float) -> None:
    times = np.random.default_rng(n).choice(np.linspace(-span_s, span_s, max(1, n // 3)), n)
    assert np.array_equal(by_time(times), np.argsort(times, kind="stable"))


def test_a_few_late_times_among_many_early_ones_come_last() -> None:
    times = np.random.default_rng(1).exponential(1.0, MANY) ** 8
    assert np.array_equal(by_time(times), np.argsort(times, kind="stable"))


def test_roughly_errs_by_a_small_share_of_the_span() -> None:
    times = np.random.default_rng(2).uniform(5.0, 9.0, MANY)
    ordered = times[roughly(times)]
    assert np.all(np.maximum.accumulate(ordered) - ordered <= 4.0 / 65_535 * (1.0 + 1e-9))
    assert not np.array_equal(ordered, np.sort(ordered))


@pytest.mark.parametrize("n", [1, FEW, MANY])
@pytest.mark.parametrize("bounds", [(3, 4), (0, 9), (-70_000, 70_000), (10**8, 10**9), (-(2**62), 2**62)])
def test_numbers_come_in_order_and_equals_stay_as_they_are(n: int, bounds: tuple[int, int]) -> None:
    generator = np.random.default_rng(n)
    first, second = generator.integers(0, 4, n), generator.integers(*bounds, n)
    assert np.array_equal(by_number(first, second), np.lexsort((second, first)))
    assert np.array_equal(by_number(second, first), np.lexsort((first, second)))
