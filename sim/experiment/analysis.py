"""What the responses at a design's points say of each factor: the content of sensitivity.json.

For each measure: `points`, the response at each point, and `factors`, in the order of the design, each with what its
design can tell.

| design | for each factor |
|---|---|
| all but sobol | `effect`, from the low end or first value to the high end or last; `stands`, even among all factors |
| grid | `curve`: the response at each value, averaged over the other factors, and its effect against the first value |
| oat | `low`, `high`: effects of either end against the scenario as it is |
| lhs | `curve`: the response over the range by the fit whose `r2` is told beside |
| morris | `mu_star` and its interval, `floor` (luck alone stays below), `sigma` |
| sobol | `first`, `total` and their intervals; `noise` beside: luck's share of the variance between points |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.experiment.designs import Design
from sim.experiment.factors import Factor
from sim.measure.estimate import Difference, Estimate, estimate
from sim.measure.sensitivity import complete, effect, fit, response, screen, sobol, stands

__all__ = ["analysed", "described"]

Told = dict[str, Any]


def analysed(design: Design, y: np.ndarray, seed: int) -> Told:
    """Return what the responses of one measure say.

    Shapes: `y` has a row for each point and a column for each replication, NaN where a run cannot tell.
    """
    points = [_estimate(estimate(row)) for row in y]
    if design.sort in ("grid", "oat"):
        return {"points": points, **(_grid(design, y) if design.sort == "grid" else _oat(design, y))}
    whole = complete(y)
    if not whole.shape[1]:
        return {"points": points, "factors": [], "note": "no replication tells this measure at every point"}
    tell = {"lhs": _lhs, "morris": _morris, "sobol": _sobol}[design.sort]
    return {"points": points, "replications": whole.shape[1], **tell(design, whole, seed)}


def described(factor: Factor) -> Told:
    """Return a factor as data."""
    return {
        "name": factor.name,
        "paths": list(factor.paths),
        "unit": factor.unit,
        "range": factor.ranges,
        "levels": [level.text for level in factor.levels],
    }


def _grid(design: Design, y: np.ndarray) -> Told:
    return {"factors": [_values(design, y, column) for column in range(len(design.factors))]}


def _values(design: Design, y: np.ndarray, column: int) -> Told:
    factor = design.factors[column]
    rows = [np.flatnonzero(design.x[:, column] == place) for place in range(len(factor.levels))]
    curve = [
        {
            "at": level.text,
            "number": level.number,
            **_estimate(response(y, mine)),
            "from_first": _difference(effect(y, mine, rows[0])),
        }
        for level, mine in zip(factor.levels, rows, strict=True)
    ]
    return {**_effect(effect(y, rows[-1], rows[0]), len(design.factors)), "curve": curve}


def _oat(design: Design, y: np.ndarray) -> Told:
    factors = []
    for column in range(len(design.factors)):
        low, high = 2 * column + 1, 2 * column + 2
        ends = {"low": _difference(effect(y, [low], [0])), "high": _difference(effect(y, [high], [0]))}
        factors.append({**_effect(effect(y, [high], [low]), len(design.factors)), **ends})
    return {"factors": factors}


def _lhs(design: Design, y: np.ndarray, seed: int) -> Told:
    found = fit(design.shares(), y)
    factors = [
        {**_effect(change, len(design.factors)), "curve": _curve(factor, found.at, curve)}
        for factor, change, curve in zip(design.factors, found.effects, found.curves, strict=True)
    ]
    return {"r2": found.r2, "factors": factors}


def _curve(factor: Factor, at: Sequence[float], curve: Sequence[Estimate]) -> list[Told]:
    low, high = factor.ends
    numbers = [low + share * (high - low) for share in at]
    return [{"number": number, **_estimate(each)} for number, each in zip(numbers, curve, strict=True)]


def _morris(design: Design, y: np.ndarray, seed: int) -> Told:
    factors = [
        {
            **_effect(each.mu, len(design.factors)),
            "mu_star": each.mu_star,
            "mu_star_ci95": list(each.ci95),
            "floor": each.floor,
            "sigma": each.sigma,
        }
        for each in screen(design.x, y, seed)
    ]
    return {"factors": factors}


def _sobol(design: Design, y: np.ndarray, seed: int) -> Told:
    found = sobol(y, len(design.factors), seed)
    factors = [
        {
            "first": each.first,
            "first_ci95": [each.first - each.first_reach, each.first + each.first_reach],
            "total": each.total,
            "total_ci95": [each.total - each.total_reach, each.total + each.total_reach],
        }
        for each in found.each
    ]
    luck = "the response is the same at every point"
    if found.noise is not None:
        luck = f"luck makes {100 * found.noise:.0f} % of the variance between points, too much to tell: use a larger -n"
    note = {} if factors else {"note": luck}
    return {"noise": found.noise, "factors": factors, **note}


def _effect(found: Difference, among: int) -> Told:
    return {"effect": _difference(found), "stands": stands(found, among)}


def _estimate(found: Estimate) -> Told:
    return {"mean": found.mean, "ci95": _pair(found.ci95), "n": found.n}


def _difference(found: Difference) -> Told:
    return {"mean": found.mean, "ci95": _pair(found.ci95), "paired": found.paired, "n": found.n}


def _pair(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)
