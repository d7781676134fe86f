"""Designs: at which points a scenario is run, so that the factors' effects can be told apart.

- `grid`: every combination of the values listed;
- `oat`: the scenario as it is, then each factor alone at its low and its high end (one at a time);
- `lhs`: a Latin hypercube, each factor's range cut into as many slices as there are points, one point in each;
- `morris`: trajectories on which one factor after another moves (Morris, Technometrics 33 (1991) 161–174);
- `sobol`: Saltelli's sample for Sobol indices (Computer Physics Communications 181 (2010) 259–270).

Latin hypercubes come from scipy, the last two from SALib: the extra `sweep`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, prod
from typing import Any, Final, Literal, get_args

import numpy as np

from sim.base.errors import Fault, UserError
from sim.experiment.factors import Change, Factor, Level
from sim.measure.sensitivity import MORRIS_LEVELS, extra, problem

__all__ = ["SORTS", "Design", "Sort", "count", "levelled", "make_design", "samples_for"]

Sort = Literal["grid", "oat", "lhs", "morris", "sobol"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
SAMPLES: Final = "--samples"
LEVELS: Final = "--levels"


@dataclass(frozen=True, slots=True)
class Design:
    """Points at which a scenario is run.

    Shapes: `x` has a row for each point and a column for each factor: a share of the way from the low end of a range to
    the high one, in a grid the place of a value in its list; NaN leaves the scenario's own value.
    """

    sort: Sort
    factors: tuple[Factor, ...]
    x: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    def levels(self, point: int) -> list[Level | None]:
        """Return the level of each factor at a point; None leaves the scenario's own value."""
        return [self._level(factor, place) for factor, place in zip(self.factors, self.x[point], strict=True)]

    def _level(self, factor: Factor, place: float) -> Level | None:
        if np.isnan(place):
            return None
        return factor.at(float(place)) if factor.ranges else factor.levels[int(place)]

    def changes(self, point: int) -> tuple[Change, ...]:
        """Return what a point changes in the scenario."""
        pairs = zip(self.factors, self.levels(point), strict=True)
        return tuple(change for factor, level in pairs if level for change in factor.changes(level))

    def shares(self) -> np.ndarray:
        """Return `x` as it came out: whole numbers do not lie where they were asked to."""
        made = [[_share(factor, level) for factor, level in self._row(point)] for point in range(len(self))]
        return np.array(made, dtype=float)

    def _row(self, point: int) -> list[tuple[Factor, Level | None]]:
        return list(zip(self.factors, self.levels(point), strict=True))


def _share(factor: Factor, level: Level | None) -> float:
    if level is None or level.number is None:
        return nan
    low, high = factor.ends
    return (level.number - low) / (high - low)


def samples_for(sort: Sort, factors: int) -> int:
    """Return how many samples a design takes when nobody says: points, trajectories or base points."""
    return {"lhs": max(20, 10 * factors), "morris": 10, "sobol": 64}.get(sort, 0)


def count(sort: Sort, factors: Sequence[Factor], samples: int) -> int:
    """Return how many points a design has, before it is made."""
    k = len(factors)
    many = {"oat": 2 * k + 1, "lhs": samples, "morris": samples * (k + 1), "sobol": samples * (k + 2)}
    return prod(len(factor.levels) for factor in factors) if sort == "grid" else many[sort]


def make_design(sort: Sort, factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """Make a design; the same arguments give the same points.

    Raises: UserError when factors and design do not suit each other, or the extra `sweep` is missing.
    """
    _check(sort, factors, samples)
    makers = {"grid": _grid, "oat": _oat, "lhs": _lhs, "morris": _morris, "sobol": _sobol}
    return Design(sort, tuple(factors), makers[sort](factors, samples, seed))


def levelled(factors: Sequence[Factor], levels: int | None) -> list[Factor]:
    """Return ranges as lists of so many values, where it is said how many."""
    if levels is not None and levels < 2:
        raise UserError(Fault(LEVELS, "", f"found {levels}", "write how many values to space over a range, 2 or more"))
    return [factor.spaced(levels) if factor.ranges and levels else factor for factor in factors]


def _check(sort: Sort, factors: Sequence[Factor], samples: int) -> None:
    faults = [fault for factor in factors for fault in _unsuited(sort, factor)]
    if sort in ("lhs", "morris", "sobol") and samples < 2:
        faults.append(Fault(SAMPLES, "", f"found {samples}", "write 2 or more"))
    if sort == "sobol" and samples & (samples - 1):
        low = 2 ** (samples.bit_length() - 1)
        write = f"write {low} or {2 * low}: a Sobol' sequence is even only over a power of two"
        faults.append(Fault(SAMPLES, "", f"found {samples}", write))
    if sort in ("morris", "sobol") and len(factors) < 2:
        found = f"found one factor for the design {sort}, which compares factors"
        faults.append(Fault("--design", "", found, "vary two or more, or choose --design lhs"))
    if faults:
        raise UserError(*faults)


def _unsuited(sort: Sort, factor: Factor) -> list[Fault]:
    where = str(factor.mark)
    if sort == "grid" and factor.ranges:
        low, high = (level.text for level in factor.levels)
        write = f"write its values with commas between, or say how many to space evenly: {LEVELS} 5"
        return [Fault(where, "", f"found the range {low} to {high} in a grid", write)]
    if sort != "grid" and not factor.ranges:
        texts = ", ".join(level.text for level in factor.levels)
        numbers = all(level.number is not None for level in factor.levels)
        range_ = f"{factor.name}='{factor.levels[0].text}..{factor.levels[-1].text}'"
        write = f"write a range, {range_}, or choose --design grid" if numbers else "choose --design grid"
        what = "values" if numbers else "values that are no numbers"
        return [Fault(where, "", f"found the {what} {texts} in the design {sort}, which takes ranges", write)]
    return []


def _grid(factors: Sequence[Factor], samples: int, seed: int) -> np.ndarray:
    places = np.meshgrid(*(np.arange(len(factor.levels)) for factor in factors), indexing="ij")
    return np.column_stack([place.ravel() for place in places]).astype(float)


def _oat(factors: Sequence[Factor], samples: int, seed: int) -> np.ndarray:
    x = np.full((2 * len(factors) + 1, len(factors)), nan)
    for column in range(len(factors)):
        x[2 * column + 1, column], x[2 * column + 2, column] = 0.0, 1.0
    return x


def _lhs(factors: Sequence[Factor], samples: int, seed: int) -> np.ndarray:
    qmc: Any = extra("scipy.stats.qmc")
    return np.asarray(qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed)).random(samples))


def _morris(factors: Sequence[Factor], samples: int, seed: int) -> np.ndarray:
    morris: Any = extra("SALib.sample.morris")
    return np.asarray(morris.sample(problem(len(factors)), samples, num_levels=MORRIS_LEVELS, seed=seed))


def _sobol(factors: Sequence[Factor], samples: int, seed: int) -> np.ndarray:
    sobol: Any = extra("SALib.sample.sobol")
    return np.asarray(sobol.sample(problem(len(factors)), samples, calc_second_order=False, seed=seed))
