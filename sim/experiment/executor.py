"""Where replications are run and figures drawn: in this process, or on a pool of them.

A task of a run is one replication in all its cases, so that what the cases share is worked out once, by one worker;
tasks go out in batches, and what came of a batch comes back as it finishes. An executor holds no results and decides
nothing: it may lose a worker and run its tasks again, because a run is a pure function and a figure is drawn alike each
time. `sim.experiment.executor_dask` is the one that other machines work for.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Final, NamedTuple, Protocol, TypeVar

from sim.base.errors import Fault, UserError
from sim.experiment.batches import Batches, streamed, timed
from sim.record.results import Finished

__all__ = ["Executor", "Failure", "Lost", "Outcome", "Pool", "Serial", "Task", "choose", "cores"]

LOSSES_MAX: Final = 3
T = TypeVar("T")
R = TypeVar("R")


class Task(NamedTuple):
    """What one worker does at a time."""

    replication: int
    cases: tuple[str, ...]
    keep_log: bool

    def __str__(self) -> str:
        return f"replication {self.replication}"


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that raised: which, and what a developer needs."""

    case: str
    replication: int
    error: str
    traceback: str


Outcome = Finished | Failure


class Lost(Exception):
    """What the tasks were given to is no longer there; what came back until then is good."""


class Executor(Protocol):
    """Run tasks; leaving the iterator early stops whatever is in progress."""

    @property
    def workers(self) -> int:
        """How many tasks can be worked on at once."""
        ...

    def run(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[list[R], None, None]:
        """Yield what came of tasks as they finish, some at a time, in any order."""
        ...


class Serial:
    """Run tasks one after the other in this process."""

    workers: Final = 1

    def run(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[list[R], None, None]:
        """Yield what came of each task in turn."""
        yield from ([work(task)] for task in tasks)


class Pool:
    """Run tasks on processes of this machine.

    Workers are forked where that is safe (Linux), so they start with what this process has imported and worked out.
    They ignore Ctrl-C, which is the parent's to answer, and end when the parent does, however it ends.
    """

    def __init__(self, jobs: int) -> None:
        self.workers: Final = jobs

    def run(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[list[R], None, None]:
        """Yield outcomes as they come, submitting again what a lost worker had in hand.

        Raises: UserError when workers are lost again and again with nothing finished in between.
        """
        batches, losses = Batches(tasks), 0
        while batches:
            try:
                for outcomes in self._attempt(work, batches):
                    losses = 0
                    yield outcomes
            except BrokenExecutor:
                batches.recall()
                losses += 1
                if losses > LOSSES_MAX:
                    raise _lost(batches.first) from None

    def _attempt(self, work: Callable[[T], R], batches: Batches[T]) -> Iterator[list[R]]:
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        before = multiprocessing.active_children()
        pool = ProcessPoolExecutor(min(self.workers, len(batches)), mp_context=context, initializer=_begin)

        def submit(tasks: list[T]) -> Future[tuple[list[R], float]]:
            with _starting():
                return pool.submit(timed, work, tasks)

        try:
            yield from streamed(submit, batches, lambda: self.workers)
        except BaseException:
            _stop(pool, [worker for worker in multiprocessing.active_children() if worker not in before])
            raise
        pool.shutdown()


def _lost(task: object) -> UserError:
    found = f"workers were killed {LOSSES_MAX + 1} times running, at {task}"
    return UserError(Fault("", "", found, "the machine may be out of memory: try --jobs 1, then --resume"))


def _stop(pool: ProcessPoolExecutor, workers: Sequence[BaseProcess]) -> None:
    """End workers in the middle of their tasks."""
    for worker in workers:
        worker.kill()
    pool.shutdown(cancel_futures=True)


@contextmanager
def _starting() -> Iterator[None]:
    """Keep Ctrl-C for after the fork: a worker that has not begun would answer it with a traceback."""
    held = {signal.SIGINT} if hasattr(signal, "pthread_sigmask") else set()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held) if held else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads at fork: numpy's own, which mind themselves
            yield
    finally:
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Make a fresh worker deaf to Ctrl-C and bound to its parent's life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, daemon=True).start()
    gc.disable()  # a worker lives for a few tasks: looking for cycles takes a tenth of their time or more


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
