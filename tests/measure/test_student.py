"""Hold our quantile of Student's t to another's."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measure.student import t_quantile, t_tail

DEGREES = (1, 1.5, 2, 2.7, 3, 4, 5, 7, 10, 29, 30, 99, 500, 999, 999.9, 1000, 1001, 5000, 1e6)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("p", [0.025, 0.55, 0.9, 0.95, 0.975, 0.995, 0.9995, 0.999999])
def test_quantile_is_scipys(p: float, df: float) -> None:
    assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("t", [0.0, 0.1, 1.0, 2.0, 10.0])
def test_tail_is_scipys(t: float, df: float) -> None:
    assert t_tail(t, df) == pytest.approx(stats.t.sf(t, df), rel=1e-8)


@given(st.floats(0.51, 0.9999), st.floats(1, 900))
def test_the_tail_beyond_a_quantile_is_what_is_left(p: float, df: float) -> None:
    assert t_tail(t_quantile(p, df), df) == pytest.approx(1 - p, rel=1e-9)


@given(st.floats(0.01, 0.49), st.floats(1, 2000))
def test_quantiles_are_symmetric(p: float, df: float) -> None:
    assert t_quantile(p, df) == -t_quantile(1 - p, df)


def test_one_degree_is_cauchys() -> None:
    assert t_quantile(0.975, 1) == pytest.approx(math.tan(math.pi * 0.475), rel=1e-12)


def test_no_degrees_reach_nowhere() -> None:
    assert t_quantile(0.975, 0) == math.inf
