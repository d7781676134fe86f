"""A tabletop simulator for maritime-security exercises.

`load` a scenario, `explain` it, `run` one case of one replication for its journal, or `replicate` all of it; `compare`
cases, and `read` a result folder back. Each is imported when it is first used.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiment.replicate import replicate as replicate
    from sim.experiment.result import Result as Result
    from sim.experiment.result import compare as compare
    from sim.experiment.result import read as read
    from sim.experiment.simulate import simulate as run  # noqa: F401
    from sim.kernel.journal import Journal as Journal
    from sim.measure.estimate import Difference as Difference
    from sim.scenario.explain import explain as explain
    from sim.scenario.load import Scenario as Scenario
    from sim.scenario.load import load as load

_HOMES: Mapping[str, str] = {
    "Difference": "sim.measure.estimate", "Journal": "sim.kernel.journal", "Result": "sim.experiment.result",
    "Scenario": "sim.scenario.load", "compare": "sim.experiment.result", "explain": "sim.scenario.explain",
    "load": "sim.scenario.load", "read": "sim.experiment.result", "replicate": "sim.experiment.replicate",
    "run": "sim.experiment.simulate",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), "simulate" if name == "run" else name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
