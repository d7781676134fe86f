"""Laws of detection: how far one can see, when a glimpse succeeds, what a sweep covers, a barrier stops.

Of satellites: radar by a ship's length, AIS by how many ships talk at once. Samplers take uniforms in [0, 1), so that
cases share their luck. Derivations are in design/contact.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from sim.world.geodesy import EARTH_RADIUS_M, FloatArray

__all__ = [
    "HORIZON_M",
    "RADAR_LOOKS",
    "ais_first_pass",
    "ais_interval_s",
    "barrier_crossover",
    "barrier_density",
    "barrier_random",
    "barrier_zigzag",
    "coverage",
    "definite_range",
    "first_glimpse_s",
    "first_scan_s",
    "horizon_m",
    "inverse_cube",
    "look_probability",
    "navigation_horizon_nm",
    "pod_inverse_cube",
    "pod_parallel",
    "pod_random",
    "recall",
    "refracted_horizon_m",
    "sweep_width_m",
]

HORIZON_M: Final = 4120.0  # for a height of one metre, radio waves bending as over an Earth 4/3 as large
NAVIGATION_NM: Final = {"ft": 1.23, "m": 2.23}
Curve = Callable[[FloatArray], FloatArray]

RADAR_LOOKS: Final = (
    (20, 30, 54, 18),
    (30, 40, 102, 54),
    (40, 50, 86, 65),
    (50, 60, 48, 44),
    (60, 100, 6, 6),
    (100, 200, 38, 34),
)
"""Ship lengths from and to (m), looks by satellite radar, and how many found the ship.

Source: Indian Ocean scenes of the longline AIS-SAR matching paper's public data (Global Fishing Watch).
"""

SLOT_S: Final = 60.0 / 2250.0  # ITU-R M.1371: 2,250 slots a minute on a channel
KNOT_M_S: Final = 1852.0 / 3600.0


def horizon_m(height_m: ArrayLike) -> FloatArray:
    """Return the distance of the radar horizon; those of an antenna and a target add.

    Source: 4.12 (sqrt h1 + sqrt h2) km, ITU-R P.310 effective Earth radius of 4/3.

    >>> round(float(horizon_m(25.0) + horizon_m(16.0)))
    37080
    """
    return HORIZON_M * np.sqrt(np.asarray(height_m, dtype=np.float64))


def refracted_horizon_m(height_m: ArrayLike, earths: float) -> FloatArray:
    """Return the horizon over an Earth of so many times the radius: 4/3 for radar, 7/6 for light, 1 in a vacuum.

    >>> round(float(refracted_horizon_m(1.0, 4 / 3)))
    4122
    """
    return np.sqrt(2.0 * earths * EARTH_RADIUS_M * np.asarray(height_m, dtype=np.float64))


def navigation_horizon_nm(antenna: float, target: float, unit: Literal["ft", "m"]) -> float:
    """Return the radar horizon in nautical miles from heights, as navigation tables print it.

    >>> round(navigation_horizon_nm(25.0, 625.0, "ft"), 2)
    36.9
    """
    return NAVIGATION_NM[unit] * (math.sqrt(antenna) + math.sqrt(target))


def first_glimpse_s(uniform: ArrayLike, enter_s: ArrayLike, leave_s: ArrayLike, rate_per_s: ArrayLike) -> FloatArray:
    """Return the instant of first detection in each window when glimpses succeed as a Poisson process; else infinity.

    Shapes: all broadcast.

    >>> first_glimpse_s([0.0, 0.5, 0.9], 100.0, 110.0, 0.1).round(3).tolist()
    [100.0, 106.931, inf]
    """
    u, rate = np.asarray(uniform, dtype=np.float64), np.asarray(rate_per_s, dtype=np.float64)
    waits = np.where(rate > 0.0, -np.log1p(-u) / np.where(rate > 0.0, rate, 1.0), np.inf)
    return _within(np.asarray(enter_s) + waits, leave_s)


def first_scan_s(
    uniform: ArrayLike,
    enter_s: ArrayLike,
    leave_s: ArrayLike,
    interval_s: float,
    probability: ArrayLike,
    phase_s: ArrayLike = 0.0,
) -> FloatArray:
    """Return the instant of the first scan that detects, each alike and by itself; infinity if none does in time.

    Scans fall at `phase_s` and every `interval_s` before and after.
    Shapes: all broadcast.

    >>> first_scan_s([0.0, 0.6, 0.99], 5.0, 40.0, 10.0, 0.5).tolist()
    [10.0, 20.0, inf]
    """
    u, p = np.asarray(uniform, dtype=np.float64), np.asarray(probability, dtype=np.float64)
    chance = (p > 0.0) & (p < 1.0)
    misses = np.floor(np.log1p(-u) / np.log1p(-np.where(chance, p, 0.5)))
    misses = np.where(chance, misses, np.where(p >= 1.0, 0.0, np.inf))
    phase = np.asarray(phase_s, dtype=np.float64)
    first = np.ceil((np.asarray(enter_s, dtype=np.float64) - phase) / interval_s)
    return _within(phase + (first + misses) * interval_s, leave_s)


def _within(time_s: FloatArray, leave_s: ArrayLike) -> FloatArray:
    return np.where(time_s <= np.asarray(leave_s), time_s, np.inf)


def definite_range(lateral_m: ArrayLike, range_m: float) -> FloatArray:
    """Return the chance of detection on a straight pass: certain within range, none beyond; sweep width `2 range_m`."""
    return (np.abs(np.asarray(lateral_m, dtype=np.float64)) <= range_m).astype(np.float64)


def inverse_cube(lateral_m: ArrayLike, sweep_width_m: float) -> FloatArray:
    """Return the chance of detection on a straight pass under the inverse-cube law of sighting.

    Source: Koopman; a glimpse rate of k h / r^3 gives 1 - exp(-W^2 / (4 pi x^2)).
    """
    x = np.asarray(lateral_m, dtype=np.float64)
    square = 4.0 * np.pi * x**2
    exponent = np.divide(sweep_width_m**2, square, out=np.full_like(square, np.inf), where=square > 0.0)
    return np.asarray(-np.expm1(-exponent))


def sweep_width_m(curve: Curve, scale_m: float, edges_m: Sequence[float] = ()) -> float:
    """Return the sweep width of a symmetric lateral range curve, twice its integral from nought to infinity.

    `scale_m` is a range at which the curve is neither near one nor near nought; `edges_m` are where it jumps.
    Gauss-Legendre on the line mapped to s = x / (x + scale), cut at the edges.
    """
    nodes, weights = np.polynomial.legendre.leggauss(64)
    cuts = np.array([0.0, *sorted(x / (x + scale_m) for x in edges_m), 1.0])
    cuts = np.concatenate([np.linspace(a, b, 17)[:-1] for a, b in pairwise(cuts)] + [[1.0]])
    half = np.diff(cuts)[:, None] / 2.0
    s = (cuts[:-1, None] + cuts[1:, None]) / 2.0 + half * nodes
    stretch = scale_m / (1.0 - s) ** 2
    values = np.asarray(curve((scale_m * s / (1.0 - s)).ravel())).reshape(s.shape)
    return 2.0 * float(np.sum(half * weights * stretch * values))


def coverage(sweep_width_m: float, speed_m_s: float, time_s: ArrayLike, area_m2: float) -> FloatArray:
    """Return the area swept over the area searched, W v t / A."""
    return sweep_width_m * speed_m_s * np.asarray(time_s, dtype=np.float64) / area_m2


def pod_parallel(coverage: ArrayLike) -> FloatArray:
    """Return the probability of detection of perfect parallel sweeps with a definite range."""
    return np.minimum(np.asarray(coverage, dtype=np.float64), 1.0)


def pod_inverse_cube(coverage: ArrayLike) -> FloatArray:
    """Return the probability of detection of parallel sweeps with an inverse-cube sensor, erf(C sqrt(pi) / 2)."""
    c = np.asarray(coverage, dtype=np.float64)
    return np.array([math.erf(0.5 * math.sqrt(math.pi) * x) for x in c.ravel()]).reshape(c.shape)


def pod_random(coverage: ArrayLike) -> FloatArray:
    """Return the probability of detection of a random search, 1 - exp(-C)."""
    return np.asarray(-np.expm1(-np.asarray(coverage, dtype=np.float64)))


def barrier_density(sweep_width_m: float, length_m: float, target_m_s: float, searcher_m_s: float) -> float:
    """Return the share of a channel swept by a patrol across it, overlap and all: (W / L) sqrt(1 + (V / U)^2)."""
    return sweep_width_m / length_m * math.hypot(1.0, searcher_m_s / target_m_s)


def barrier_zigzag(density: float) -> float:
    """Return the chance that a patrol from wall to wall meets a target, r - r^2 / 4, which is one from r = 2 on."""
    return density - 0.25 * density**2 if density < 2.0 else 1.0


def barrier_crossover(density: float) -> float:
    """Return the chance that a crossover patrol, which never sweeps twice, meets a target."""
    return min(density, 1.0)


def barrier_random(density: float) -> float:
    """Return the chance that a patrol at random meets a target, 1 - exp(-r)."""
    return -math.expm1(-density)


def recall(length_m: ArrayLike) -> FloatArray:
    """Return the chance that one look by satellite radar finds a ship of a length.

    The counts are made to rise with length (neighbours out of order are pooled), set at the middles of their classes,
    and joined by straight lines: down to nought at length nought, level above the last. Below 20 m there are no data.

    >>> recall([25.0, 30.0, 300.0]).round(3).tolist()
    [0.333, 0.431, 0.913]
    """
    lengths = [0.0, *(0.5 * (low + high) for low, high, _, _ in RADAR_LOOKS)]
    return np.interp(np.asarray(length_m, dtype=np.float64), lengths, [0.0, *_rising()])


def _rising() -> list[float]:
    """Return the shares found, those of neighbouring classes pooled until they never fall."""
    pools: list[tuple[int, int, int]] = []  # looks, found, classes
    for _, _, looks, found in RADAR_LOOKS:
        pools.append((looks, found, 1))
        while len(pools) > 1 and pools[-2][1] * pools[-1][0] > pools[-1][1] * pools[-2][0]:
            one, other = pools.pop(), pools.pop()
            pools.append((one[0] + other[0], one[1] + other[1], one[2] + other[2]))
    return [found / looks for looks, found, classes in pools for _ in range(classes)]


def look_probability(detection: ArrayLike, duration_s: ArrayLike, revisit_s: ArrayLike) -> FloatArray:
    """Return the chance that something lasting so long is found when a look comes once a revisit, at a random phase.

    >>> float(look_probability(0.8, 6.0, 24.0))
    0.2
    """
    share = np.asarray(duration_s, dtype=np.float64) / np.asarray(revisit_s, dtype=np.float64)
    return np.asarray(detection, dtype=np.float64) * np.minimum(1.0, share)


def ais_first_pass(
    ships: ArrayLike, interval_s: float, observation_s: float, overlap: float = 0.7, channels: int = 2
) -> FloatArray:
    """Return the chance that a satellite in view for so long reads at least one message of a ship among so many.

    A message is lost if another falls on its slot, or (a share `overlap` of the time) on the slot beside it.
    Source: the published first-pass model, 1 - (1 - exp(-(1 + s) N slot / (channels interval)))^(T / interval).

    >>> round(float(ais_first_pass(10_000, 330.0, 2160.0)), 4)
    0.9897
    """
    load = (1.0 + overlap) * np.asarray(ships, dtype=np.float64) * SLOT_S / (channels * interval_s)
    # log1p and expm1 keep the many digits of a chance near nought or one.
    return np.asarray(-np.expm1(observation_s / interval_s * np.log1p(-np.exp(-np.maximum(load, 1e-300)))))


def ais_interval_s(ais_class: Literal["A", "B-SO", "B-CS"], speed_m_s: float, *, moored: bool = False) -> float:
    """Return how often a ship on a steady course reports its position by AIS.

    Source: ITU-R M.1371, table of reporting intervals.

    >>> ais_interval_s("A", 9.0)
    6.0
    """
    knots = speed_m_s / KNOT_M_S
    if ais_class == "B-CS":
        return 180.0 if knots <= 2.0 else 30.0
    if ais_class == "B-SO":
        return 180.0 if knots <= 2.0 else 30.0 if knots <= 14.0 else 15.0 if knots <= 23.0 else 5.0
    if moored:
        return 180.0 if knots < 3.0 else 10.0
    return 10.0 if knots <= 14.0 else 6.0 if knots <= 23.0 else 2.0
