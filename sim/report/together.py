"""Works that go on beside each other, and what came of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeVar

from sim.experiment.executor import Serial, choose, cores

__all__ = ["together"]

T = TypeVar("T")


def together(works: Sequence[Callable[[], T]], jobs: int | None = None) -> list[T]:
    """Do works on as many processes as there are cores, or `jobs`; return what came of each, in their order.

    Only where processes may be forked (Linux): elsewhere starting one takes longer than most of these works.
    """
    workers = cores() if jobs is None else jobs
    executor = choose(workers, len(works)) if sys.platform == "linux" else Serial()
    with closing(executor.run(_done, list(enumerate(works)))) as batches:
        done = dict(each for batch in batches for each in batch)
    return [done[nth] for nth in range(len(works))]


def _done(work: tuple[int, Callable[[], T]]) -> tuple[int, T]:
    return work[0], work[1]()
