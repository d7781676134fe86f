"""summary.json: estimates by case, and differences from the baseline, which is the first case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.measure.estimate import Difference, estimate, paired
from sim.record.results import Results

__all__ = ["compared", "summarise"]


def summarise(results: Results) -> dict[str, Any]:
    """Return the content of summary.json; what cannot be told is None."""
    baseline, *others = results.cases
    return {
        "scenario": results.scenario,
        "cases": {case: _case(results, case) for case in results.cases},
        "comparison": {
            "baseline": baseline,
            "differences": {case: _differences(compared(results, case, baseline)) for case in others},
        },
    }


def compared(results: Results, case: str, baseline: str) -> dict[str, Difference]:
    """Return the paired difference of two cases in each measure."""
    return {name: paired(results.values(case, name), results.values(baseline, name)) for name in results.units}


def _case(results: Results, case: str) -> dict[str, Any]:
    measures = {name: _estimated(unit, results.values(case, name).values()) for name, unit in results.units.items()}
    return {"replications": len(results.of(case)), "measures": measures}


def _estimated(unit: str, values: Any) -> dict[str, Any]:
    found = estimate(values)
    return {"unit": unit, "mean": found.mean, "ci95": _pair(found.ci95), "sd": found.sd, "n": found.n}


def _differences(found: Mapping[str, Difference]) -> dict[str, Any]:
    return {
        name: {"mean": each.mean, "ci95": _pair(each.ci95), "paired": each.paired, "n": each.n}
        for name, each in found.items()
    }


def _pair(interval: Sequence[float] | None) -> list[float] | None:
    return None if interval is None else list(interval)
