"""Effects and sensitivity indices from the responses at the points of a design.

Shapes: `y` has a row for each point and a column for each replication, NaN where a run cannot tell; `x` has a row for
each point and a column for each factor, from 0 at the low end of its range to 1 at the high one.

All points share their luck: replication r draws the same random numbers everywhere. An effect is therefore worked out
within each replication, where luck cancels, and its interval is Student's t over replications. It speaks of chance
alone: the points are taken as given.

Screening and Sobol indices are worked out by SALib from the means over replications, their intervals by its bootstrap
over trajectories and base points. Luck is told apart by the replications, because it is shared by all points and the
bootstrap does not see it:

- μ* is a mean of absolute values, which luck alone makes positive. Its `floor` is what luck alone stays below in 19
  sweeps of 20: the μ* of the deviations from the mean, their signs drawn anew (a wild bootstrap; C. F. J. Wu, Annals of
  Statistics 14 (1986) 1261–1295), widened as Student's t is.
- Sobol indices are ratios of quadratic forms Q(y). Luck adds to a form of the mean over n replications the n-th part of
  what it adds to a form of one; so Q = (n Q(mean) − mean Q(one)) / (n − 1) is free of it, above and below the bar. What
  is left of it by chance widens the interval by the jackknife over replications.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from sim.base.errors import Fault, UserError
from sim.measure.estimate import LEVEL, Difference, Estimate, estimate, paired
from sim.measure.student import t_quantile

__all__ = [
    "MORRIS_LEVELS", "Fit", "Index", "Indices", "Screening", "complete", "effect", "extra", "fit", "problem",
    "response", "screen", "sobol", "stands",
]  # fmt: skip

MORRIS_LEVELS: Final = 4
RESAMPLES: Final = 1000
NOISE_MAX: Final = 0.75
FLIPS: Final = 1000
ALIKE: Final = 1e-9
FORMS: Final = ("S1", "ST")
EXTRA: Final = "sweep"
Rows = Sequence[int] | np.ndarray


@dataclass(frozen=True, slots=True)
class Fit:
    """What a sum of smooth curves, one for each factor, makes of the responses.

    `effects` lead from the low end of each range to the high one; `curves[factor][step]` is the response, averaged over
    the other factors, at the shares `at`; `r2` is the share of the variance of the mean response that the curves tell.
    """

    effects: tuple[Difference, ...]
    at: tuple[float, ...]
    curves: tuple[tuple[Estimate, ...], ...]
    r2: float | None


@dataclass(frozen=True, slots=True)
class Screening:
    """Elementary effects of one factor, over its whole range; without replications there is no floor."""

    mu: Difference
    mu_star: float
    reach: float
    sigma: float
    floor: float | None

    @property
    def ci95(self) -> tuple[float, float]:
        """The interval of μ*."""
        return max(0.0, self.mu_star - self.reach), self.mu_star + self.reach


@dataclass(frozen=True, slots=True)
class Index:
    """Shares of the response's variance that one factor makes: alone (first), and with all it takes part in (total)."""

    first: float
    first_reach: float
    total: float
    total_reach: float


@dataclass(frozen=True, slots=True)
class Indices:
    """Sobol indices; none where luck makes over three quarters of the variance between points. `noise` is its share."""

    each: tuple[Index, ...]
    noise: float | None


def complete(y: np.ndarray) -> np.ndarray:
    """Return the replications that tell the response at every point."""
    return np.asarray(y[:, ~np.isnan(y).any(axis=0)])


def response(y: np.ndarray, rows: Rows) -> Estimate:
    """Estimate the mean response over some points."""
    return estimate(y[rows].mean(axis=0))


def effect(y: np.ndarray, rows: Rows, base: Rows) -> Difference:
    """Estimate how far the mean response over some points lies above that over others, in pairs of equal luck."""
    return _difference(y[rows].mean(axis=0), y[base].mean(axis=0))


def _difference(values: Iterable[float], base: Iterable[float]) -> Difference:
    return paired(dict(enumerate(values)), dict(enumerate(base)))


def stands(found: Difference, among: int) -> bool:
    """Tell whether an effect would be called one if each of `among` effects were looked at (Bonferroni).

    Differences that are alike in every pair have no spread to judge by; the sign test does without.
    """
    if found.mean is None or found.low is None or found.n < 2:
        return False
    reach = found.mean - found.low
    if reach <= ALIKE * abs(found.mean):  # what is left to ask is whether a coin would fall so
        return bool(found.mean) and 2.0 ** (1 - found.n) < (1 - LEVEL) / among
    error = reach / t_quantile((1 + LEVEL) / 2, found.n - 1)
    return bool(abs(found.mean) > error * t_quantile(1 - (1 - LEVEL) / 2 / among, found.n - 1))


def fit(x: np.ndarray, y: np.ndarray, steps: int = 9) -> Fit:
    """Fit a sum of parabolas, one for each factor, or of lines where there are too few points for those.

    Each replication is fitted by itself, which gives every coefficient its interval.
    """
    order = 2 if len(x) >= 3 * (2 * x.shape[1] + 1) else 1
    terms = np.column_stack([np.ones(len(x)), *(_bent(x, degree) for degree in range(1, order + 1))])
    found, *_ = np.linalg.lstsq(terms, y, rcond=None)
    at = np.linspace(0, 1, steps)
    basis = np.column_stack([_bent(at, degree) for degree in range(1, order + 1)])
    slopes = [found[1 + factor :: x.shape[1]] for factor in range(x.shape[1])]
    return Fit(
        tuple(_difference(2 * slope[0], np.zeros(y.shape[1])) for slope in slopes),
        tuple(at.tolist()),
        tuple(tuple(map(estimate, found[0] + basis @ slope)) for slope in slopes),
        _told(y.mean(axis=1), terms),
    )


def _bent(x: np.ndarray, degree: int) -> np.ndarray:
    """Return Legendre's polynomial of degree 1 or 2 on 0..1: its mean is zero there, so the terms stay apart."""
    z = 2 * x - 1
    return z if degree == 1 else (3 * z**2 - 1) / 2


def _told(y: np.ndarray, terms: np.ndarray) -> float | None:
    """Return the adjusted share of variance that terms tell."""
    free, spread = len(y) - terms.shape[1], float(y.var())
    if free < 1 or spread == 0:
        return None
    found, *_ = np.linalg.lstsq(terms, y, rcond=None)
    left = ((y - terms @ found) ** 2).mean()
    return float(1 - left / spread * (len(y) - 1) / free)


def screen(x: np.ndarray, y: np.ndarray, seed: int) -> list[Screening]:
    """Work out Morris' measures from the responses along trajectories; `x` as designed."""
    analyze: Any = extra("SALib.analyze.morris").analyze
    how = {"num_levels": MORRIS_LEVELS, "num_resamples": RESAMPLES, "seed": seed}
    told = analyze(problem(x.shape[1]), x, y.mean(axis=1), **how)
    each = _elementary(x, y)
    floors = _floors(each, seed) if y.shape[1] > 1 else [None] * x.shape[1]
    return [
        Screening(
            _difference(each[:, factor].mean(axis=0), np.zeros(y.shape[1])),
            float(told["mu_star"][factor]),
            float(told["mu_star_conf"][factor]),
            float(told["sigma"][factor]),
            floors[factor],
        )
        for factor in range(x.shape[1])
    ]


def _elementary(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the elementary effects by trajectory, factor and replication."""
    factors = x.shape[1]
    steps = np.diff(x.reshape(-1, factors + 1, factors), axis=1)
    rises = np.diff(y.reshape(-1, factors + 1, y.shape[1]), axis=1)
    moved = np.abs(steps).argmax(axis=1)[:, :, None]  # at which step of its trajectory each factor moves
    step = np.take_along_axis(steps, moved.transpose(0, 2, 1), axis=1).transpose(0, 2, 1)
    return np.asarray(np.take_along_axis(rises, moved, axis=1) / step)


def _floors(each: np.ndarray, seed: int) -> list[float | None]:
    """Return below which μ* luck alone stays in 19 sweeps of 20."""
    n = each.shape[2]
    deviations = (each - each.mean(axis=2, keepdims=True)) / sqrt(n * (n - 1))
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (n, FLIPS))
    stars = np.abs(deviations @ signs).mean(axis=0)
    wider = t_quantile((1 + LEVEL) / 2, n - 1) / NormalDist().inv_cdf((1 + LEVEL) / 2)
    return [float(floor) for floor in np.quantile(stars, LEVEL, axis=1) * wider]


def sobol(y: np.ndarray, factors: int, seed: int) -> Indices:
    """Work out Sobol indices from the responses at the points of Saltelli's sample, freed of what luck adds."""
    n, mean = y.shape[1], y.mean(axis=1)
    if np.ptp(mean) == 0:
        return Indices((), None)
    spread, (found, free) = _spread(mean, factors), _freed(y, factors)
    noise = min(1.0, max(0.0, 1 - free / spread)) if n > 1 else None
    if free <= (1 - NOISE_MAX) * spread:
        return Indices((), noise)
    told = _sobol(mean, factors, seed)
    reach = np.array([told[f"{name}_conf"] for name in FORMS]) * spread / free
    if n > 2:
        others = [_freed(np.delete(y, column, axis=1), factors)[0] for column in range(n)]
        error = sqrt((n - 1) / n) * np.sqrt(((others - np.mean(others, axis=0)) ** 2).sum(axis=0))
        reach = np.hypot(reach, t_quantile((1 + LEVEL) / 2, n - 1) * error)
    parts = zip(found[0], reach[0], found[1], reach[1], strict=True)
    return Indices(tuple(Index(*map(float, part)) for part in parts), noise)


def _freed(y: np.ndarray, factors: int) -> tuple[np.ndarray, float]:
    """Return first and total indices, and the variance below the bar, without what luck adds to their forms."""
    n = y.shape[1]
    above, below = _forms(y.mean(axis=1), factors)
    if n > 1:
        ones = [_forms(y[:, column], factors) for column in range(n)]
        above = (n * above - np.mean([one[0] for one in ones], axis=0)) / (n - 1)
        below = (n * below - float(np.mean([one[1] for one in ones]))) / (n - 1)
    return above / below if below else above, below


def _forms(y: np.ndarray, factors: int) -> tuple[np.ndarray, float]:
    """Return the quadratic forms above the bar of the indices, and the one below it."""
    below = _spread(y, factors)
    if not below:
        return np.zeros((len(FORMS), factors)), 0.0
    told = _sobol(y, factors, 0, 2)
    return np.array([told[name] for name in FORMS]) * below, below


def _sobol(y: np.ndarray, factors: int, seed: int, resamples: int = RESAMPLES) -> Any:
    analyze: Any = extra("SALib.analyze.sobol").analyze
    # A seed of 0 would be taken for none.
    return analyze(problem(factors), y, calc_second_order=False, num_resamples=resamples, seed=seed + 1)


def _spread(y: np.ndarray, factors: int) -> float:
    """Return the variance below the bar: over the two base samples, the first and the last of each block of points."""
    size = factors + 2
    return float(np.concatenate([y[::size], y[size - 1 :: size]]).var())


def problem(factors: int) -> dict[str, Any]:
    """Return so many factors on 0..1 as SALib describes them."""
    return {"num_vars": factors, "names": [str(at) for at in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def extra(module: str) -> Any:
    """Import a module of the extra `sweep`.

    Raises: UserError that says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        library = module.partition(".")[0]
        write = f"pip install 'sim-maritime[{EXTRA}]'"
        raise UserError(Fault("--design", "", f"this design needs {library}, which is not here", write)) from None
