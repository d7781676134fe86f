"""A tabletop simulator for maritime-security exercises: `load` a scenario, `explain` it, `run` one case once, or
`replicate`, `compare`, `sweep` and `plot`; `read` gives a result folder back. Each is imported when first used."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison as Comparison
    from sim.experiment.comparison import compare as compare
    from sim.experiment.replicate import replicate as replicate
    from sim.experiment.result import Result as Result
    from sim.experiment.result import read as read
    from sim.experiment.simulate import simulate as run  # noqa: F401
    from sim.experiment.sweep_result import Sweep as Sweep
    from sim.experiment.sweep_result import sweep as sweep
    from sim.kernel.journal import Journal as Journal
    from sim.measure.estimate import Difference as Difference
    from sim.report.plot import plot as plot
    from sim.scenario.explain import explain as explain
    from sim.scenario.load import Scenario as Scenario
    from sim.scenario.load import load as load

_HOMES: Mapping[str, str] = {
    "Comparison": "sim.experiment.comparison", "Difference": "sim.measure.estimate", "Journal": "sim.kernel.journal",
    "Result": "sim.experiment.result", "Scenario": "sim.scenario.load", "Sweep": "sim.experiment.sweep_result",
    "compare": "sim.experiment.comparison", "explain": "sim.scenario.explain", "load": "sim.scenario.load",
    "plot": "sim.report.plot", "read": "sim.experiment.result", "replicate": "sim.experiment.replicate",
    "run": "sim.experiment.simulate", "sweep": "sim.experiment.sweep_result",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), "simulate" if name == "run" else name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
