"""`sim check`: every fault of a scenario, or that it has none."""

from __future__ import annotations

from typing import Any

from sim.base.errors import UserError
from sim.face import show
from sim.scenario.load import Scenario, load

__all__ = ["check_command"]


def check_command(names: list[str], sets: list[str], *, as_json: bool) -> int:
    """Check scenarios one after the other; 1 when any has a fault."""
    results = [_check(name, sets) for name in names]
    if as_json:
        show.data([_data(name, result) for name, result in zip(names, results, strict=True)])
    else:
        for result in results:
            if isinstance(result, UserError):
                show.faults(result.faults, error=False)
            else:
                counts = ", ".join(f"{n} {what if n != 1 else what[:-1]}" for what, n in _counts(result).items())
                show.line(f"{result.file}: ok: {counts}")
    return int(any(isinstance(result, UserError) for result in results))


def _check(name: str, sets: list[str]) -> Scenario | UserError:
    try:
        return load(name, sets)
    except UserError as error:
        return error


def _counts(scenario: Scenario) -> dict[str, int]:
    spec = scenario.spec
    return {
        "cases": len(scenario.cases),
        "replications": spec.replications,
        "sides": len(spec.sides),
        "parts": len(spec.parts),
        "links": len(spec.arrangement),
        "injects": len(spec.injects),
        "decisions": len(spec.decisions),
    }


def _data(name: str, result: Scenario | UserError) -> dict[str, Any]:
    if isinstance(result, UserError):
        return {"file": name, "ok": False, "faults": [show.fault_data(fault) for fault in result.faults]}
    return {"file": name, "ok": True, "faults": [], "hash": result.hash, **_counts(result)}
