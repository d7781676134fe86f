"""The pure function of the house: (scenario, case, replication) in, journal out."""

from __future__ import annotations

import gc
import importlib
import traceback
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from sim.base.errors import UserError
from sim.experiment.contingent import due, looks
from sim.experiment.executor import Failure, Outcome, Task
from sim.kernel.journal import Journal
from sim.kernel.run import Run
from sim.measure.catalogue import PACKAGES, catalogue, measured
from sim.record.results import Finished
from sim.scenario.orders import NO_ORDERS, Orders

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Replication", "Simulate", "prepare", "simulate"]


class Simulate(Protocol):
    """Run one case of one replication."""

    def __call__(self, scenario: Scenario, case: str, replication: int, *, shelf: dict[Any, Any]) -> Journal:
        """Return its journal."""
        ...


def simulate(
    scenario: Scenario,
    case: str = "",
    replication: int = 0,
    orders: Orders = NO_ORDERS,
    *,
    until_s: float | None = None,
    shuffle_ties: int | None = None,
    shelf: dict[Any, Any] | None = None,
) -> Journal:
    """Run one case (the first when unnamed) of one replication; the same arguments give the same journal.

    Stopped at `until_s` it holds what happened before that instant, whatever is ordered for then or later.
    `shuffle_ties` puts events of one instant in a random order, to prove that none matters. `shelf`, handed from case
    to case of a replication, keeps the traffic that they share, so that it is made once.
    """
    from sim.parts.theatre import Theatre

    case = case or scenario.cases[0]
    setting = scenario.setting(case, orders)
    run = Run(scenario.spec.seed, replication, start=setting.start, shuffle_ties=shuffle_ties)
    run.journal.header.update(
        scenario=scenario.name,
        title=dict(scenario.spec.title),
        case=case,
        replication=replication,
        seed=scenario.spec.seed,
        **setting.header,
    )
    theatre, spec = Theatre(run, setting, shelf), scenario.case(case)
    theatre.begin()
    end_s = setting.duration_s if until_s is None else until_s
    for at_s in looks(spec, orders, end_s):
        run.until(at_s)
        if came := due(spec, orders, run.journal, at_s):
            fired = replace(orders, fired={**orders.fired, **dict.fromkeys(came, at_s)})
            return simulate(scenario, case, replication, fired, until_s=until_s, shuffle_ties=shuffle_ties, shelf=shelf)
    run.until(end_s)
    return theatre.end()


def prepare(scenario: Scenario) -> None:
    """Do once, before workers are forked, what every run would do: import the parts and lay out the theatre."""
    theatre = importlib.import_module("sim.parts.theatre")
    catalogue()
    setting = scenario.setting(scenario.cases[0])
    theatre.Theatre(Run(scenario.spec.seed, 0, start=setting.start), setting)


@dataclass(frozen=True, slots=True)
class Replication:
    """The work of one task: run each case and fold its journal. It is pickled with every task, and holds no state."""

    scenario: Scenario
    measures: tuple[str, ...]
    simulate: Simulate = simulate
    packages: tuple[str, ...] = PACKAGES

    def __call__(self, task: Task) -> list[Outcome]:
        """Return the outcome of each case; what the user did wrong is raised, what we did wrong is an outcome."""
        shelf: dict[Any, Any] = {}
        gc.disable()  # looking for cycles while a run goes on costs a sixth of its time and finds next to nothing
        try:
            return [self._case(task, case, shelf) for case in task.cases]
        finally:
            gc.enable()

    def _case(self, task: Task, case: str, shelf: dict[Any, Any]) -> Outcome:
        began = perf_counter()
        try:
            journal = self.simulate(self.scenario, case, task.replication, shelf=shelf)
            values, digest = measured(journal, self.measures, self.packages), journal.hash()
        except UserError:
            raise
        except Exception as error:
            return Failure(case, task.replication, f"{type(error).__name__}: {error}", traceback.format_exc())
        seconds = perf_counter() - began
        return Finished(case, task.replication, values, digest, seconds, journal if task.keep_log else None)
