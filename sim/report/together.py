"""Works that go on beside each other, and the files they leave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from sim.experiment.executor import Serial, choose, cores

__all__ = ["Work", "together"]

Work = Callable[[], list[Path]]


def together(works: Sequence[Work], jobs: int | None = None) -> list[Path]:
    """Do works on as many processes as there are cores, or `jobs`; return all their files by name.

    Only where processes may be forked (Linux): elsewhere starting one takes longer than most of these works.
    """
    workers = cores() if jobs is None else jobs
    executor = choose(workers, len(works)) if sys.platform == "linux" else Serial()
    with closing(executor.run(_done, works)) as batches:
        return sorted(path for batch in batches for paths in batch for path in paths)


def _done(work: Work) -> list[Path]:
    return work()
