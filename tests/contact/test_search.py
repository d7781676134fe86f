"""Random search and the expanding datum: sampled instants follow their probability, whatever the interruptions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contact.search import ExpandingDatum, RandomSearch, SearchLaw, detection_s

Z = 3.2905  # 99.9 per cent, two-sided
N = 4000
LAWS: list[SearchLaw] = [
    RandomSearch(18_520.0, 7.7, 1.2e10),
    ExpandingDatum(9260.0, 46.3, 18_520.0, 3.1),
    ExpandingDatum(9260.0, 46.3, 18_520.0, 0.0),
]
NOTHING: list[SearchLaw] = [
    RandomSearch(0.0, 7.7, 1e10),
    ExpandingDatum(0.0, 46.3, 1e4, 3.0),
    ExpandingDatum(0.0, 1.0, 1.0, 0.0),
]


def agrees(hits: int, p: float) -> bool:
    return abs(hits - N * p) <= Z * np.sqrt(N * p * (1.0 - p))


@pytest.mark.parametrize("law", LAWS)
def test_sampled_instants_follow_the_probability(law: SearchLaw) -> None:
    found = detection_s(law, np.random.default_rng(1).random(N), 0.0, 30_000.0)
    for by_s in (2000.0, 8000.0, 30_000.0):
        assert agrees(int((found <= by_s).sum()), float(law.probability(by_s)))


@pytest.mark.parametrize("law", LAWS)
def test_effort_is_the_hazard_summed_and_is_undone_by_time_of(law: SearchLaw) -> None:
    t = np.linspace(0.0, 50_000.0, 200_001)
    rate = law.hazard(t)
    summed = float(np.sum(0.5 * (rate[1:] + rate[:-1]) * np.diff(t)))
    assert float(law.effort(t[-1])) == pytest.approx(summed, rel=1e-6)  # the trapezium rule errs by 1e-8 here
    assert np.allclose(law.time_of(law.effort(t)), t, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("law", LAWS)
def test_a_target_that_comes_and_goes_is_found_by_the_effort_spent_while_it_is_there(law: SearchLaw) -> None:
    present = [(1000.0, 4000.0), (9000.0, 12_000.0), (20_000.0, 90_000.0)]
    found = detection_s(law, np.random.default_rng(2).random(N), 2000.0, 25_000.0, present)
    spans = [(2000.0, 4000.0), (9000.0, 12_000.0), (20_000.0, 25_000.0)]
    effort = sum(float(law.effort(b) - law.effort(a)) for a, b in spans)
    assert agrees(int(np.isfinite(found).sum()), 1.0 - np.exp(-effort))
    inside = [(found >= a) & (found <= b) for a, b in spans]
    assert np.all(np.any(inside, axis=0) | np.isinf(found))


def test_a_runner_may_get_away_for_good() -> None:
    law = ExpandingDatum(9260.0, 46.3, 18_520.0, 9.0)
    never = float(np.exp(-law.effort(np.inf)))
    found = detection_s(law, np.random.default_rng(3).random(N), 0.0)
    assert agrees(int(np.isinf(found).sum()), never)


@pytest.mark.parametrize("law", NOTHING)
def test_no_sweep_finds_nothing(law: SearchLaw) -> None:
    assert np.all(np.isinf(detection_s(law, [0.0001, 0.5, 0.999], 0.0)))
    assert float(law.probability(1e9)) == 0.0


@given(st.floats(0.0, 0.999), st.floats(100.0, 20_000.0), st.floats(0.0, 5000.0))
def test_pausing_while_the_target_stays_only_delays(uniform: float, pause_at_s: float, pause_s: float) -> None:
    law = LAWS[0]
    straight = float(detection_s(law, uniform, 0.0))
    paused = float(detection_s(law, uniform, 0.0, np.inf, [(0.0, pause_at_s), (pause_at_s + pause_s, np.inf)]))
    assert paused == pytest.approx(straight + (pause_s if straight > pause_at_s else 0.0), rel=1e-9, abs=1e-6)


@given(st.floats(1.0, 40.0), st.floats(1e-6, 1e-3), st.floats(0.0, 40_000.0))
def test_a_slow_runner_is_a_still_one_in_the_limit(width_km: float, crawl_m_s: float, time_s: float) -> None:
    still = ExpandingDatum(width_km * 1e3, 10.0, 1e5, 0.0)
    slow = ExpandingDatum(width_km * 1e3, 10.0, 1e5, crawl_m_s)
    # The radius grows by at most u t, and the effort shrinks by no more than that share.
    assert float(slow.effort(time_s)) == pytest.approx(
        float(still.effort(time_s)), rel=crawl_m_s * time_s / 1e5 + 1e-12
    )
