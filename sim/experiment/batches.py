"""Tasks in batches: long enough that handing them round costs nothing, short enough that little is in hand at a time.

A batch lasts about a second, whatever a task lasts. It starts with one task and at most doubles, because nobody knows
how long a task takes before one has been done; near the end batches shrink again, so that all workers end together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from time import perf_counter
from typing import Final, Generic, TypeVar

__all__ = ["BATCH_S", "Batches", "streamed", "timed"]

BATCH_S: Final = 1.0
RATE_MAX_PER_S: Final = 100.0  # batches that come back: a tenth of what a Dask scheduler handles
AHEAD: Final = 2  # batches a worker has, the one it works on among them, so that it never waits for the next
SHARES: Final = 4  # batches a worker would still get if all that is left were cut as the next one is
T = TypeVar("T")
R = TypeVar("R")


class Batches(Generic[T]):
    """Tasks still to be done, handed out a batch at a time; what was handed out and lost can be called back."""

    def __init__(self, tasks: Sequence[T]) -> None:
        self._left = deque(tasks)
        self._out: dict[int, list[T]] = {}
        self._taken = 0
        self._grown = 1
        self._pace_s = 0.0

    def __len__(self) -> int:
        """Return how many tasks are not finished."""
        return len(self._left) + sum(map(len, self._out.values()))

    def __bool__(self) -> bool:
        return bool(self._left or self._out)

    @property
    def first(self) -> T:
        """The first task that is not finished."""
        return next(iter(self._out.values()))[0] if self._out else self._left[0]

    def may_take(self, workers: int) -> bool:
        """Tell whether so many workers should have another batch."""
        return bool(self._left) and len(self._out) < AHEAD * workers

    def take(self, workers: int) -> tuple[int, list[T]]:
        """Hand out the next batch, and the number that it is finished by."""
        self._taken += 1
        batch = [self._left.popleft() for _ in range(self._size(workers))]
        self._out[self._taken] = batch
        return self._taken, batch

    def _size(self, workers: int) -> int:
        lasting_s = max(BATCH_S, workers / RATE_MAX_PER_S)
        fitting = int(lasting_s / self._pace_s) if self._pace_s else self._grown
        return max(1, min(fitting, self._grown, len(self._left) // (SHARES * workers)))

    def finish(self, number: int, took_s: float) -> None:
        """Take a batch as done, and learn from how long it took."""
        done = len(self._out.pop(number))
        self._grown = max(self._grown, 2 * done)
        self._pace_s = took_s / done

    def recall(self) -> None:
        """Put everything handed out back to the front, to be tried one by one: a task may be what ends workers."""
        for batch in reversed(self._out.values()):
            self._left.extendleft(reversed(batch))
        self._out.clear()
        self._grown = 1


def timed(work: Callable[[T], R], tasks: Sequence[T]) -> tuple[list[R], float]:
    """Do tasks one after the other, and say how long they took in all."""
    began = perf_counter()
    return [work(task) for task in tasks], perf_counter() - began


def streamed(
    submit: Callable[[list[T]], Future[tuple[list[R], float]]], batches: Batches[T], workers: Callable[[], int]
) -> Iterator[list[R]]:
    """Keep workers supplied, and yield what came of each batch as it comes back; ask now and then how many they are.

    Raises: whatever a batch raised; those handed out can then be recalled.
    """
    back: SimpleQueue[tuple[int, Future[tuple[list[R], float]]]] = SimpleQueue()
    crew, since = max(1, workers()), 0
    while batches:
        while batches.may_take(crew):
            number, tasks = batches.take(crew)
            submit(tasks).add_done_callback(lambda future, number=number: back.put((number, future)))  # type: ignore[misc]
        number, future = back.get()
        results, took_s = future.result()
        batches.finish(number, took_s)
        since += 1
        if since >= crew:
            crew, since = max(1, workers()), 0
        yield results
