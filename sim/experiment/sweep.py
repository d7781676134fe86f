"""A sweep, run: all points with the same luck, each kept before it is reported, and nothing finished ever lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.executor import Executor, Outcome, Pool, Task, choose
from sim.experiment.factors import altered
from sim.experiment.points import Plan, Run
from sim.experiment.replicate import Progress, Setup, engine_for, keep_all
from sim.experiment.simulate import Replication, Simulate
from sim.experiment.swept import Swept, begin, complete
from sim.record.log import Key
from sim.record.store import Store
from sim.scenario.cases import setting_of
from sim.scenario.orders import NO_ORDERS
from sim.scenario.paths import change
from sim.scenario.source import Node

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["run_sweep", "seconds_a_run"]

TOGETHER: Final = 4  # points of one replication that a worker takes at once, to make the traffic they share once


@dataclass(frozen=True, slots=True)
class _Some:
    """What one worker does at a time: some runs of one replication."""

    replication: int
    runs: tuple[Run, ...]

    def __str__(self) -> str:
        return f"point {self.runs[0].point}, replication {self.replication}"


@dataclass(frozen=True, slots=True)
class _Work:
    """Make the points of a task into cases of one scenario, and run them; it is pickled with every task."""

    scenario: Scenario
    folded: tuple[str, ...]
    simulate: Simulate
    packages: tuple[str, ...]

    def __call__(self, task: _Some) -> list[Outcome]:
        made = {run.name: _variant(self.scenario, run) for run in task.runs}
        settings = {name: setting_of(*variant, NO_ORDERS) for name, variant in made.items()}
        scenario = replace(self.scenario, variants=made, settings=settings)
        work = Replication(scenario, self.folded, self.simulate, self.packages)
        return work(Task(task.replication, tuple(made), False))


def _variant(scenario: Scenario, run: Run) -> tuple[Node, Any]:
    tree = scenario.variants[run.case][0]
    for path, node in run.changes:
        tree = change(tree, path, node)
    return tree, altered(tree, ()).spec


def seconds_a_run(plan: Plan, setup: Setup) -> float:
    """Make the first run, and return how long it took."""
    began = perf_counter()
    _work(plan, setup)(_Some(0, (plan.runs[0],)))
    return perf_counter() - began


def _work(plan: Plan, setup: Setup) -> _Work:
    return _Work(plan.scenario, plan.folded, setup.simulate, setup.packages)


def run_sweep(
    plan: Plan,
    out: Path,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    resume: bool = False,
    on_progress: Callable[[Progress], object] = lambda _: None,
    setup: Setup | None = None,
) -> Swept:
    """Make every run that is missing into a sweep folder, and say what each factor does.

    With `cluster` they are made on the workers of the Dask scheduler at that address.
    Raises: UserError; Interrupted on Ctrl-C; Failed when a run raised.
    """
    setup = setup or Setup()
    with engine_for(jobs, cluster) as engine:
        folder = begin(out, plan, resume=resume)
        with closing(folder.store):
            plan = replace(plan, replications=max(plan.replications, folder.replications))
            _fill(plan, folder.store, engine, on_progress, setup)
            return complete(folder, plan, setup.packages)


def _tasks(plan: Plan, done: set[Key], workers: int) -> list[_Some]:
    """Group what is missing, a few points of one replication together, or apart when a worker would be idle."""
    runs = plan.runs
    missing = {at: [run for run in runs if Key(run.name, at) not in done] for at in range(plan.replications)}
    size = TOGETHER * len(plan.cases)
    if sum(map(len, missing.values())) < 2 * workers * size:
        size = len(plan.cases)
    return [
        _Some(replication, tuple(left[start : start + size]))
        for replication, left in missing.items()
        for start in range(0, len(left), size)
    ]


def _fill(
    plan: Plan, store: Store, engine: int | Executor, on_progress: Callable[[Progress], object], setup: Setup
) -> None:
    """Make every run that is missing, keeping each before it is reported."""
    workers, began = engine if isinstance(engine, int) else engine.workers, perf_counter()
    tasks = _tasks(plan, set(store.finished()), workers)
    before = plan.total - sum(len(task.runs) for task in tasks)
    executor = choose(engine, len(tasks)) if isinstance(engine, int) else engine
    if isinstance(executor, Pool):
        setup.prepare(plan.scenario)
    keep_all(executor.run(_work(plan, setup), tasks), store.add, before, plan.total, began, on_progress)
