"""A network of tasks: which must be done before which, and what each needs while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import simpy

from sim.kernel.pool import Claim, Pool
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
    network = _Network(run, pool, told, cause, run.env.event(), len(tasks))
    works = {task.name: _Work(network, task, f"{key} {nth:04}") for nth, task in enumerate(tasks)}
    for work in works.values():
        for before in (works[name] for name in work.task.after if name in works):
            before.followers.append(work)
            work.left += 1
    if not works:
        network.ended.succeed()
    for work in works.values():
        if not work.left:
            work.begin()
    return network.ended


@dataclass(slots=True, eq=False)
class _Network:
    """What the tasks of a network have in common, and how many of them are not done."""

    run: Run
    pool: Pool
    told: Callable[[Done], object]
    cause: int | None
    ended: simpy.Event
    left: int

    def after(self, delay_s: float, callback: Callable[[simpy.Event], None]) -> None:
        timeout = self.run.env.timeout(delay_s)
        timeout.callbacks.append(callback)


@dataclass(slots=True, eq=False)
class _Work:
    """A task on its way: called back, for as a process each of the thousands in a run would cost two events more."""

    network: _Network
    task: Task
    key: str
    left: int = 0
    followers: list[_Work] = field(default_factory=list)
    _claim: Claim = field(init=False)
    _ready_s: float = 0.0
    _began_s: float = 0.0

    def begin(self) -> None:
        """Go on, for all that comes before is done."""
        if self.task.delay_s > 0.0:
            self.network.after(self.task.delay_s, self._ready)
        else:
            self._ready()

    def _ready(self, _: simpy.Event | None = None) -> None:
        self._ready_s = self.network.run.now
        self._ask()

    def _unfit_s(self) -> float:
        fit_s, now_s = self.task.fit_s, self.network.run.now
        return fit_s(now_s) - now_s if fit_s is not None else 0.0

    def _ask(self, _: simpy.Event | None = None) -> None:
        """Wait for weather and light, then for all that the task needs."""
        network, task = self.network, self.task
        if (wait_s := self._unfit_s()) > 0.0:
            network.after(wait_s, self._ask)
            return
        self._claim = network.pool.request(task.needs, priority=task.priority, key=self.key, cause=network.cause)
        self._claim.granted.callbacks.append(self._granted)

    def _granted(self, _: simpy.Event) -> None:
        """Begin, unless the weather has turned meanwhile."""
        if self._unfit_s() > 0.0:
            self.network.pool.release(self._claim)
            self._ask()
            return
        self._began_s = self.network.run.now
        self.network.after(self.task.work_s, self._done)

    def _done(self, _: simpy.Event) -> None:
        network = self.network
        network.told(Done(self.task, self._ready_s, self._began_s, network.pool.release(self._claim)))
        network.left -= 1
        if not network.left:
            network.ended.succeed()
        if self.followers:
            network.after(0.0, self._let_follow)

    def _let_follow(self, _: simpy.Event) -> None:
        for follower in self.followers:
            follower.left -= 1
            if not follower.left:
                follower.begin()
