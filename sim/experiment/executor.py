"""Where replications are run: in this process, or on a pool of them.

A task is one replication in all its cases, so that what the cases share is worked out once, by one worker; outcomes
come back as tasks finish. An executor holds no results and decides nothing: it may lose a worker and run its tasks
again, because a run is a pure function.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Final, NamedTuple, Protocol

from sim.base.errors import Fault, UserError
from sim.record.results import Finished

__all__ = ["Executor", "Failure", "Outcome", "Outcomes", "Pool", "Serial", "Task", "Work", "choose", "cores"]

LOSSES_MAX: Final = 3


class Task(NamedTuple):
    """What one worker does at a time."""

    replication: int
    cases: tuple[str, ...]
    keep_log: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that raised: which, and what a developer needs."""

    case: str
    replication: int
    error: str
    traceback: str


Outcome = Finished | Failure
Outcomes = Generator[list[Outcome], None, None]
Work = Callable[[Task], list[Outcome]]


class Executor(Protocol):
    """Run tasks; leaving the iterator early stops whatever is in progress."""

    def run(self, work: Work, tasks: Sequence[Task]) -> Outcomes:
        """Yield the outcomes of each task as it finishes, in any order."""
        ...


class Serial:
    """Run tasks one after the other in this process."""

    def run(self, work: Work, tasks: Sequence[Task]) -> Outcomes:
        """Yield the outcomes of each task in turn."""
        yield from map(work, tasks)


class Pool:
    """Run tasks on processes of this machine.

    Workers are forked where that is safe (Linux), so they start with what this process has imported and worked out.
    They ignore Ctrl-C, which is the parent's to answer, and end when the parent does, however it ends.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def run(self, work: Work, tasks: Sequence[Task]) -> Outcomes:
        """Yield outcomes as they come, submitting again what a lost worker had in hand.

        Raises: UserError when workers are lost again and again with nothing finished in between.
        """
        left, losses = list(tasks), 0
        while left:
            try:
                for task, outcomes in self._attempt(work, left):
                    left.remove(task)
                    losses = 0
                    yield outcomes
            except BrokenExecutor:
                losses += 1
                if losses > LOSSES_MAX:
                    raise _lost(left) from None

    def _attempt(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[Task, list[Outcome]]]:
        method = "fork" if sys.platform == "linux" else "spawn"
        context = multiprocessing.get_context(method)
        before = multiprocessing.active_children()
        pool = ProcessPoolExecutor(min(self.jobs, len(tasks)), mp_context=context, initializer=_begin)
        with _holding_interrupts(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads at fork: numpy's own, which mind themselves
            futures: dict[Future[list[Outcome]], Task] = {pool.submit(work, task): task for task in tasks}
        workers = [worker for worker in multiprocessing.active_children() if worker not in before]
        try:
            for future in as_completed(futures):
                yield futures.pop(future), future.result()
        except BaseException:
            _stop(pool, workers)
            raise
        pool.shutdown()


def _lost(tasks: Sequence[Task]) -> UserError:
    found = f"workers were killed {LOSSES_MAX + 1} times running, at replication {tasks[0].replication}"
    return UserError(Fault("", "", found, "the machine may be out of memory: try --jobs 1, then --resume"))


def _stop(pool: ProcessPoolExecutor, workers: Sequence[BaseProcess]) -> None:
    """End workers in the middle of their tasks."""
    for worker in workers:
        worker.kill()
    pool.shutdown(cancel_futures=True)


@contextmanager
def _holding_interrupts() -> Iterator[None]:
    """Keep Ctrl-C for after the fork: a worker that has not begun would answer it with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Make a fresh worker deaf to Ctrl-C and bound to its parent's life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def choose(jobs: int, tasks: int) -> Executor:
    """Return the executor for so many tasks: a pool only where there are two to share out."""
    workers = min(jobs, tasks)
    return Pool(workers) if workers > 1 else Serial()
