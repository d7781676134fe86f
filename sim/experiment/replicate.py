"""Every case of a scenario, replicated with common random numbers, and nothing finished ever lost."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol, Self, TypeVar

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.executor import Executor, Failure, Lost, Outcome, Pool, Task, choose, cores
from sim.experiment.result import Result, gathered
from sim.experiment.simulate import Replication, Simulate, prepare, simulate
from sim.experiment.stopping import MOST, Stopping, stopping
from sim.measure.catalogue import PACKAGES
from sim.record.folder import Plan, begin, complete
from sim.record.log import Key
from sim.record.results import Finished

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Failed", "Interrupted", "Progress", "Setup", "engine_for", "keep_all", "plan_for", "replicate", "tasks_for"]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C came, or the cluster went (`why`); `done` of `total` runs are kept."""

    def __init__(self, done: int, total: int, why: str = "") -> None:
        super().__init__(": ".join(said for said in (why, f"{done} of {total} runs are kept") if said))
        self.done, self.total, self.why = done, total, why


class Failed(Exception):
    """Runs raised, which is a mistake of ours; the others are kept."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        said = (f"case {each.case}, replication {each.replication}: {each.error}" for each in failures)
        super().__init__("\n".join(said))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: runs done of all, how many of them were there before, and the seconds since."""

    done: int
    total: int
    before: int
    elapsed_s: float

    @property
    def left_s(self) -> float | None:
        """Seconds to go at the pace so far."""
        made = self.done - self.before
        return self.elapsed_s / made * (self.total - self.done) if made else None


@dataclass(frozen=True, slots=True)
class Setup:
    """How runs are made: the function, what to do before workers start, and where measures are declared."""

    simulate: Simulate = simulate
    prepare: Callable[[Scenario], None] = prepare
    packages: tuple[str, ...] = PACKAGES


class _Keeper(Protocol):
    """Where finished runs go: a result folder, or memory."""

    @property
    def plan(self) -> Plan: ...
    def missing(self) -> list[Key]: ...
    def add(self, finished: Iterable[Finished]) -> None: ...
    def finished(self) -> dict[Key, Finished]: ...
    def widened(self, replications: int) -> Self: ...


Kept = TypeVar("Kept", bound=_Keeper)


class _Memory:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._finished: dict[Key, Finished] = {}

    def missing(self) -> list[Key]:
        return [key for key in self.plan.keys if key not in self._finished]

    def add(self, finished: Iterable[Finished]) -> None:
        self._finished.update((each.key, each) for each in finished)

    def finished(self) -> dict[Key, Finished]:
        return self._finished

    def widened(self, replications: int) -> _Memory:
        self.plan = replace(self.plan, replications=replications)
        return self


def replicate(
    scenario: Scenario,
    cases: Sequence[str] = (),
    replications: int | None = None,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    log: Literal["first", "all"] = "first",
    command: str = "",
    on_progress: Callable[[Progress], object] = lambda _: None,
    until: str | Sequence[str] = (),
    at_most: int = MOST,
    setup: Setup | None = None,
) -> Result:
    """Run cases of a scenario (all of them) so many times (as it says) on so many processes (as there are cores).

    With `cluster` they run on the workers of the Dask scheduler at that address instead.
    With `out` each replication is kept in that folder as it finishes, and `resume` goes on with what is there; without,
    all is kept in memory. `until` names a precision (or several): then as many replications are made as reach it, at
    least ten and `at_most` so many, and `Result.reached` tells what they came to.
    Raises: UserError; Interrupted on Ctrl-C; Failed when a run raised.
    """
    setup = setup or Setup()
    rule = stopping(scenario, [until] if isinstance(until, str) else until, at_most, setup.packages) if until else None
    plan = plan_for(scenario, cases, rule.after(0) if rule else replications, log=log, command=command)
    with engine_for(jobs, cluster) as engine:
        if out is None:
            return _filled(_Memory(plan), scenario, engine, on_progress, setup, rule)[1]
        folder = begin(Path(out), plan, scenario.to_yaml(), resume=resume)
        with closing(folder):
            folder, result = _filled(folder, scenario, engine, on_progress, setup, rule)
            complete(folder, result)
    return replace(result, folder=folder.path)


def _filled(
    keeper: Kept, scenario: Scenario, engine: int | Executor, on_progress: Callable[[Progress], object], setup: Setup,
    rule: Stopping | None,
) -> tuple[Kept, Result]:  # fmt: skip
    """Make every run that is planned, and as many more as the rule wants."""
    while True:
        _fill(keeper, scenario, engine, on_progress, setup)
        result = replace(gathered(keeper.plan, keeper.finished(), setup.packages), ran=scenario)
        if rule is None:
            return keeper, result
        if rule.done(keeper.plan.replications, result.summary):
            return keeper, replace(result, reached=rule.reached(result.summary))
        keeper = keeper.widened(rule.after(keeper.plan.replications))


def engine_for(jobs: int | None, cluster: str | None) -> AbstractContextManager[int | Executor]:
    """Reach the cluster, before anything is written, or say how many processes to use.

    Raises: UserError when there is no such number, or nobody who will do.
    """
    if cluster is None:
        return nullcontext(cores() if jobs is None else _at_least_one(jobs, "--jobs", "how many processes to use"))
    if jobs is not None:
        advice = "leave it out: the cluster has as many workers as it has"
        raise UserError(Fault("--jobs", "", "is for this machine, and --cluster for others", advice))
    from sim.experiment.executor_dask import connected

    return connected(cluster)


def plan_for(
    scenario: Scenario,
    cases: Sequence[str] = (),
    replications: int | None = None,
    *,
    log: Literal["first", "all"] = "first",
    command: str = "",
) -> Plan:
    """Say what is to be run.

    Raises: UserError for a case there is not, or less than one replication.
    """
    known = tuple(scenario.cases)
    for name in cases:
        if name not in known:
            raise UserError(Fault("--case", "", f"there is no case '{name}'", unknown(name, known)))
    wanted = tuple(name for name in known if name in cases or not cases)
    number = scenario.spec.replications if replications is None else replications
    _at_least_one(number, "--replications", "how often to run each case")
    return Plan(scenario.name, scenario.hash, scenario.spec.seed, wanted, number, log, command, known, scenario.data)


def _at_least_one(number: int, option: str, what: str) -> int:
    if number < 1:
        raise UserError(Fault(option, "", f"found {number}", f"write {what}, 1 or more"))
    return number


def tasks_for(plan: Plan, missing: Sequence[Key], jobs: int) -> list[Task]:
    """Group what is missing by replication, or leave it apart when that would leave a worker idle."""
    groups: dict[int, list[str]] = {}
    for case, replication in missing:
        groups.setdefault(replication, []).append(case)
    together = [Task(number, tuple(names), plan.keeps_log(number)) for number, names in sorted(groups.items())]
    if len(together) >= jobs:
        return together
    return [task._replace(cases=(case,)) for task in together for case in task.cases]


def _fill(
    keeper: _Keeper, scenario: Scenario, engine: int | Executor, on_progress: Callable[[Progress], object], setup: Setup
) -> None:
    """Make every run that is missing, keeping each before it is reported."""
    missing, total, began = keeper.missing(), len(keeper.plan.keys), perf_counter()
    tasks = tasks_for(keeper.plan, missing, engine if isinstance(engine, int) else engine.workers)
    executor = choose(engine, len(tasks)) if isinstance(engine, int) else engine
    if isinstance(executor, Pool):
        setup.prepare(scenario)
    work = Replication(scenario, tuple(scenario.spec.measures), setup.simulate, setup.packages)
    keep_all(executor.run(work, tasks), keeper.add, total - len(missing), total, began, on_progress)


def keep_all(
    batches: Generator[list[list[Outcome]], None, None], keep: Callable[[Sequence[Finished]], object], before: int,
    total: int, began: float, on_progress: Callable[[Progress], object],
) -> None:  # fmt: skip
    """Keep each run before it is reported, until all have come; `before` of them were there already.

    Raises: Interrupted; Failed when all have come and some of them raised.
    """
    done, failures = before, list[Failure]()
    try:
        on_progress(Progress(done, total, before, 0.0))
        with closing(batches):
            for batch in batches:
                outcomes = [each for several in batch for each in several]
                failures += [each for each in outcomes if isinstance(each, Failure)]
                finished = [each for each in outcomes if isinstance(each, Finished)]
                keep(finished)
                done += len(finished)
                on_progress(Progress(done, total, before, perf_counter() - began))
    except (KeyboardInterrupt, Lost) as stopped:
        raise Interrupted(done, total, str(stopped)) from None
    if failures:
        raise Failed(sorted(failures, key=lambda each: (each.replication, each.case)))
