"""How much of a run's beginning is not yet its steady state: MSER-5, held to what luck alone would propose.

MSER-5 takes means of five observations in a row and leaves out the first of them, as many as make the standard error
of the rest least, half of them at most. On a series that is steady from the start it often leaves out something all the
same. So what it leaves out counts as a warm-up only where it differs from what it keeps, over the replications, by more
than chance would bring about with as many series and as many places to cut looked at (Bonferroni at 95 %).

Source: MSER-5: K. P. White, M. J. Cobb, S. C. Spratt, Proc. 2000 Winter Simulation Conference, 755–761; the mean over
replications: P. D. Welch, in S. S. Lavenberg (ed.), Computer Performance Modeling Handbook (1983).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.kernel.journal import Journal
from sim.measure.catalogue import PACKAGES, measured
from sim.measure.compare import within
from sim.measure.estimate import paired

__all__ = ["BATCH", "Warming", "mser", "over_time", "step_for", "warming", "welch"]

BATCH: Final = 5
WINDOWS_MAX: Final = 120
STEPS_S: Final = (60.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0, 604800.0)


@dataclass(frozen=True, slots=True)
class Warming:
    """What MSER-5 leaves out of a series, in observations, and what that comes to.

    `real` tells whether the part left out differs from the rest by more than luck; `settles` whether the cut lies
    before the middle, beyond which MSER-5 says only that the run is too short.
    """

    cut: int
    settles: bool
    real: bool

    @property
    def observations(self) -> int:
        """How many to leave out; none where luck would leave out as many."""
        return self.cut if self.real else 0


def mser(series: np.ndarray, batch: int = BATCH) -> int:
    """Return how many observations to leave out, a multiple of `batch`, half of them at most."""
    if len(series) < 2 * batch:
        return 0
    means = series[: len(series) // batch * batch].reshape(-1, batch).mean(axis=1)
    spread = [np.var(means[cut:]) / (len(means) - cut) for cut in range(len(means) // 2 + 1)]
    return batch * int(np.argmin(spread))


def welch(values: np.ndarray) -> np.ndarray:
    """Return the mean over replications at each time; where none tells it, the value of the time before.

    Shapes: a row for each replication, a column for each time.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing, filled in below
        mean: np.ndarray = np.nanmean(values, axis=0)
    told = np.flatnonzero(~np.isnan(mean))
    if not len(told):
        return mean
    return np.asarray(mean[told[np.maximum(np.searchsorted(told, np.arange(len(mean)), side="right") - 1, 0)]])


def warming(values: np.ndarray, looked_at: int = 1) -> Warming:
    """Return what to leave out of a series that replications tell, of so many series looked at.

    Shapes: a row for each replication, a column for each time.
    """
    mean = welch(values)
    if np.isnan(mean).any():
        return Warming(0, True, False)
    cut, places = mser(mean), max(1, len(mean) // BATCH // 2)
    if not cut:
        return Warming(0, True, False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a replication that tells nothing drops out
        early, late = (dict(enumerate(np.nanmean(part, axis=1))) for part in (values[:, :cut], values[:, cut:]))
    interval = within(paired(early, late), looked_at * places)
    real = interval is not None and (interval[0] > 0 or interval[1] < 0)
    return Warming(cut, cut < BATCH * places, real)


def step_for(duration_s: float) -> float:
    """Return how long a window is: the shortest round time of which the run holds 120 at most."""
    return next((step for step in STEPS_S if duration_s <= WINDOWS_MAX * step), STEPS_S[-1])


def over_time(
    journal: Journal, names: Sequence[str], step_s: float, packages: tuple[str, ...] = PACKAGES
) -> dict[str, np.ndarray]:
    """Return each whole measure over time: the same fold, of one window after the other."""
    begins = np.arange(0.0, journal.header["duration_s"] - step_s / 2, step_s)
    rows = [measured(journal.between(begin, begin + step_s), names, packages) for begin in begins]
    whole = [name for name in rows[0] if "." not in name] if rows else []
    return {name: np.array([row[name] for row in rows]) for name in whole}
