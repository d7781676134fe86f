"""Pilot runs, from the very start and with nothing sent in between, to see when a scenario has settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.base.errors import Fault, UserError
from sim.experiment.executor import Executor, Lost, Pool, Task, choose
from sim.experiment.replicate import Interrupted, Progress, Setup, engine_for, plan_for, tasks_for
from sim.measure.warm_up import BATCH, Warming, over_time, step_for, warming

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["PILOTS", "Proposal", "propose_warm_up"]

PILOTS: Final = 10
LEAST: Final = 5
Series = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What pilots tell of each measure (over the windows, by case), and the longest warm-up that any of them wants."""

    step_s: float
    pilots: int
    series: Mapping[tuple[str, str], np.ndarray]
    found: Mapping[tuple[str, str], Warming]

    @property
    def warm_up_s(self) -> float:
        """The longest time that a measure wants left out in some case."""
        return self.step_s * max((each.observations for each in self.found.values()), default=0)

    @property
    def unsettled(self) -> list[tuple[str, str]]:
        """Cases and measures that have not settled by the middle of the run."""
        return [key for key, each in self.found.items() if each.real and not each.settles]


@dataclass(frozen=True, slots=True)
class _Pilot:
    scenario: Scenario
    step_s: float
    setup: Setup

    def __call__(self, task: Task) -> list[tuple[str, int, Series]]:
        shelf: dict[Any, Any] = {}
        return [(case, task.replication, self._series(case, task.replication, shelf)) for case in task.cases]

    def _series(self, case: str, replication: int, shelf: dict[Any, Any]) -> Series:
        journal = self.setup.simulate(self.scenario, case, replication, shelf=shelf)
        return over_time(journal, self.scenario.spec.measures, self.step_s, self.setup.packages)


def propose_warm_up(
    scenario: Scenario,
    cases: Sequence[str] = (),
    pilots: int = PILOTS,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    on_progress: Callable[[Progress], object] = lambda _: None,
    setup: Setup | None = None,
) -> Proposal:
    """Run pilots of every case without warm-up, injects and decisions, and say how long each measure takes to settle.

    Raises: UserError for too few pilots or too short a run; Interrupted on Ctrl-C.
    """
    setup = setup or Setup()
    if pilots < LEAST:
        raise UserError(
            Fault("-n", "", f"found {pilots}", f"write {LEAST} pilots or more, or leave it out for {PILOTS}")
        )
    plan = plan_for(scenario, cases, pilots)
    settings = {name: replace(each, warm_up_s=0.0, changes=()) for name, each in scenario.settings.items()}
    bare = replace(scenario, settings=settings)
    duration_s = max(each.duration_s for each in settings.values())
    step_s = step_for(duration_s)
    if duration_s < 4 * BATCH * step_s:
        raise UserError(Fault(scenario.file, "duration", "is too short to see anything settle", "write 20 min or more"))
    with engine_for(jobs, cluster) as engine:
        tasks = tasks_for(plan, plan.keys, engine if isinstance(engine, int) else engine.workers)
        made = _run(_Pilot(bare, step_s, setup), tasks, engine, on_progress)
    names = {(case, name) for case, _, series in made for name in series}
    order = sorted(names, key=lambda key: (plan.cases.index(key[0]), key[1]))
    rows = {key: _rows(made, *key) for key in order}
    return Proposal(step_s, pilots, rows, {key: warming(values, len(rows)) for key, values in rows.items()})


def _rows(made: Sequence[tuple[str, int, Series]], case: str, name: str) -> np.ndarray:
    return np.array([each[name] for of, _, each in sorted(made, key=lambda each: each[:2]) if of == case])


def _run(
    work: _Pilot, tasks: Sequence[Task], engine: int | Executor, on_progress: Callable[[Progress], object]
) -> list[tuple[str, int, Series]]:
    executor, began = choose(engine, len(tasks)) if isinstance(engine, int) else engine, perf_counter()
    if isinstance(executor, Pool):
        work.setup.prepare(work.scenario)
    total, made = sum(len(task.cases) for task in tasks), []
    try:
        on_progress(Progress(0, total, 0, 0.0))
        with closing(executor.run(work, tasks)) as batches:
            for batch in batches:
                made += [each for several in batch for each in several]
                on_progress(Progress(len(made), total, 0, perf_counter() - began))
    except (KeyboardInterrupt, Lost) as stopped:
        raise Interrupted(len(made), total, str(stopped)) from None
    return made
