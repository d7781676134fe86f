"""Laws of detection against simulations of what they describe.

A count of successes is compared with its binomial at 99.9 per cent, two-sided: `Z` standard errors.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.contact import laws
from sim.contact.windows import solve
from sim.world.geodesy import EARTH_RADIUS_M, unit
from sim.world.motion import Legs, along

Z = 3.2905
N = 4000
DEG_M = EARTH_RADIUS_M * np.pi / 180.0


def uniforms(seed: int, n: int = N) -> np.ndarray:
    return np.random.default_rng(seed).random(n)


def agrees(hits: int, n: int, p: float) -> bool:
    return abs(hits - n * p) <= Z * np.sqrt(n * p * (1.0 - p))


def test_the_radar_horizon_is_that_of_an_earth_a_third_larger() -> None:
    # The published factor is rounded to three figures.
    assert float(laws.refracted_horizon_m(1.0, 4.0 / 3.0)) == pytest.approx(laws.HORIZON_M, rel=1e-3)


def test_poisson_glimpses_find_their_share_at_their_mean_wait() -> None:
    rate, span = 1.0 / 300.0, 400.0
    found = laws.first_glimpse_s(uniforms(1), 1000.0, 1000.0 + span, rate)
    hit = np.isfinite(found)
    assert agrees(int(hit.sum()), N, 1.0 - np.exp(-rate * span))
    # Mean and deviation of an exponential cut off at the end of the window.
    shortfall = span * np.exp(-rate * span) / (1.0 - np.exp(-rate * span))
    deviation = np.sqrt(1.0 / rate**2 - (span + shortfall) * shortfall)
    assert abs(found[hit].mean() - 1000.0 - (1.0 / rate - shortfall)) <= Z * deviation / np.sqrt(hit.sum())


def test_glimpses_that_never_come() -> None:
    assert np.isinf(laws.first_glimpse_s(0.5, 0.0, 1e9, 0.0))


def test_scans_detect_as_repeated_trials_do() -> None:
    generator, p, interval = np.random.default_rng(2), 0.2, 10.0
    found = laws.first_scan_s(uniforms(3), 3.0, 52.0, interval, p)
    trials = generator.random((N, 5)) < p  # at 10, 20, 30, 40, 50
    assert set(found[np.isfinite(found)].tolist()) == {10.0, 20.0, 30.0, 40.0, 50.0}
    for k in range(5):
        chance = p * (1.0 - p) ** k
        assert agrees(int((found == 10.0 * (k + 1)).sum()), N, chance)
        assert agrees(int((trials[:, k] & ~trials[:, :k].any(axis=1)).sum()), N, chance)


def test_scans_that_cannot_miss_and_cannot_hit() -> None:
    assert laws.first_scan_s([0.0, 0.999], 5.0, 25.0, 10.0, 1.0, phase_s=2.0).tolist() == [12.0, 12.0]
    assert np.isinf(laws.first_scan_s(0.0, 5.0, 25.0, 10.0, 0.0))


@pytest.mark.parametrize("width", [100.0, 18_520.0])
def test_sweep_widths_by_integration(width: float) -> None:
    cube = laws.sweep_width_m(lambda x: laws.inverse_cube(x, width), width)
    definite = laws.sweep_width_m(lambda x: laws.definite_range(x, width / 2.0), width, [width / 2.0])
    assert (cube, definite) == pytest.approx((width, width), rel=1e-9)


@pytest.mark.slow
def test_parallel_sweeps_of_an_inverse_cube_sensor_cover_what_erf_says() -> None:
    width, spacing = 2000.0, 3000.0
    offset = uniforms(4)[:, None] * spacing
    misses = np.prod(1.0 - laws.inverse_cube(offset + spacing * np.arange(-400, 401), width), axis=1)
    hits = int((uniforms(5) < 1.0 - misses).sum())
    assert agrees(hits, N, float(laws.pod_inverse_cube(width / spacing)))


def test_a_definite_range_sweeps_twice_its_range() -> None:
    """Steam through a field of floating targets, one degree square: those seen are the share of it within range."""
    generator, reach = np.random.default_rng(6), 0.02 * DEG_M
    places = generator.uniform(-0.5, 0.5, (N, 2))
    points = unit(places[:, 0], places[:, 1])
    fixed = Legs(np.arange(1, N + 1), np.zeros(N), np.full(N, 1e6), points, points)
    found = solve(along(0, 0.0, [(-0.3, -0.3), (-0.3, 0.3), (0.3, 0.3)], 10.0), fixed, reach)
    assert agrees(len(np.unique(found.target)), N, _stadium(1.2, 0.02))


def _stadium(length: float, reach: float) -> float:
    """Return the area within reach of a path with one right angle: discs at its ends, a square swept twice inside the
    turn, and a quarter of a disc outside it."""
    return 2.0 * reach * length + np.pi * reach**2 - (1.0 - np.pi / 4.0) * reach**2


def test_a_barrier_patrol_stops_its_share() -> None:
    """Run targets down a channel past a patrol that goes from wall to wall."""
    generator, width, length = np.random.default_rng(7), 0.04, 0.2
    target_m_s, searcher_m_s = 6.0, 9.0
    legs = int(2.0 * 86_400.0 * searcher_m_s / (length * DEG_M))
    corners = [(0.0, length * (k % 2)) for k in range(legs + 1)]
    patrol = along(0, 0.0, corners, searcher_m_s)
    lon, start = generator.uniform(0.0, length, N), generator.uniform(0.0, 86_400.0, N)
    run_s = 1.0 * DEG_M / target_m_s
    a, b = unit(np.full(N, 0.5), lon), unit(np.full(N, -0.5), lon)
    targets = Legs(np.arange(1, N + 1), start, start + run_s, a, b)
    seen = np.unique(solve(patrol, targets, width / 2.0 * DEG_M).target)
    density = laws.barrier_density(width, length, target_m_s, searcher_m_s)
    assert agrees(len(seen), N, laws.barrier_zigzag(density))


def test_one_look_a_revisit_finds_its_share() -> None:
    revisit, lasting, recall = 24.0, 6.0, 0.8
    first_look = uniforms(8) * revisit
    hits = int(((first_look < lasting) & (uniforms(9) < recall)).sum())
    assert agrees(hits, N, float(laws.look_probability(recall, lasting, revisit)))
    assert float(laws.look_probability(recall, 30.0, 24.0)) == recall


def test_recall_never_falls_with_length() -> None:
    found = laws.recall(np.arange(0.0, 400.0))
    assert np.all(np.diff(found) >= 0.0)
    assert (found[0], found[-1]) == (0.0, 84.0 / 92.0)


def test_messages_from_space_collide_as_the_first_pass_model_says() -> None:
    """Count, message by message, how many other ships talk over it."""
    ships, interval, observation, overlap = 1500, 6.0, 60.0, 0.7
    generator = np.random.default_rng(10)
    share = (1.0 + overlap) * laws.SLOT_S / (2.0 * interval)
    rivals = generator.binomial(ships, share, (N, int(observation / interval)))
    hits = int((rivals == 0).any(axis=1).sum())
    assert agrees(hits, N, float(laws.ais_first_pass(ships, interval, observation, overlap)))
