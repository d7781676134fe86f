"""A network of tasks: which must be done before which, and what each needs while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import simpy

from sim.kernel.pool import Pool
from sim.kernel.run import Run

__all__ = ["Done", "Task", "carry_out", "circle"]


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: it begins when those it comes after are done and all that it needs is free.

    `fit_s(now_s)` is the earliest instant at which weather and light allow it, from a time on; always, if None.
    `delay_s` passes before it asks for anything.
    """

    name: str
    work_s: float
    needs: Mapping[str, int] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    priority: int = 0
    delay_s: float = 0.0
    fit_s: Callable[[float], float] | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A task that was done: when it could have begun but for what it needed, when it began, and its last event."""

    task: Task
    ready_s: float
    began_s: float
    event: int | None


def circle(after: Mapping[str, Iterable[str]]) -> list[str]:
    """Return tasks that wait for each other in a circle, each before the one that waits for it; none if there are none.

    Example:
        >>> circle({"fuel": ["arm"], "arm": ["fuel"]})
        ['fuel', 'arm', 'fuel']
    """
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name][::-1]
        if name in done:
            return []
        for before in after.get(name, ()):
            if found := walk(before, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in after if (found := walk(name, []))), [])


def carry_out(
    run: Run,
    pool: Pool,
    tasks: Sequence[Task],
    told: Callable[[Done], object],
    *,
    key: str = "",
    cause: int | None = None,
) -> simpy.Event:
    """Start the tasks of a network; the event returned comes when all are done, and `told` is called after each."""
    finished = {task.name: run.env.event() for task in tasks}
    for nth, task in enumerate(tasks):
        before = [finished[name] for name in task.after if name in finished]
        run.process(_carry(run, pool, task, before, finished[task.name], told, f"{key} {nth:04}", cause))
    return simpy.AllOf(run.env, list(finished.values()))


def _carry(
    run: Run, pool: Pool, task: Task, before: list[simpy.Event], finished: simpy.Event,
    told: Callable[[Done], object], key: str, cause: int | None,
) -> Generator[simpy.Event, Any, None]:  # fmt: skip
    for each in before:
        if not each.processed:
            yield each
    if task.delay_s > 0.0:
        yield run.env.timeout(task.delay_s)
    ready_s = run.now
    while True:
        if task.fit_s is not None and (wait_s := task.fit_s(run.now) - run.now) > 0.0:
            yield run.env.timeout(wait_s)
            continue
        claim = pool.request(task.needs, priority=task.priority, key=key, cause=cause)
        yield claim.granted
        if task.fit_s is None or task.fit_s(run.now) <= run.now:
            break
        pool.release(claim)
    began_s = run.now
    yield run.env.timeout(task.work_s)
    told(Done(task, ready_s, began_s, pool.release(claim)))
    finished.succeed()
