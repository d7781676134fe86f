"""What handing tasks round costs: serially, on a local pool, on a Dask cluster of two workers.

`python -m bench.scale` prints the table of docs/scale.md. Processor time is the parent's own; the wall clock counts
whatever else the machine does.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final

from sim.experiment.executor import Executor, Pool, Serial
from sim.experiment.executor_dask import connected

__all__ = ["busy", "cluster", "cost", "efficiency"]

WORKERS: Final = 2
REPLICATION_S: Final = 0.3


def busy(seconds: float) -> float:
    """Use a core for so many seconds of its time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def _took(executor: Executor, work: Callable[[Any], Any], tasks: Sequence[Any]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    done = sum(1 for _ in chain.from_iterable(executor.run(work, tasks)))
    assert done == len(tasks)
    return time.perf_counter() - wall, time.process_time() - processor


def efficiency(executor: Executor, tasks: int = 40) -> float:
    """Return the share of two cores that replications of 0.3 s use."""
    serial, _ = _took(Serial(), busy, [REPLICATION_S] * (tasks // 4))
    wall, _ = _took(executor, busy, [REPLICATION_S] * tasks)
    return 4 * serial / (WORKERS * wall)


def cost(executor: Executor, tasks: int = 100_000) -> tuple[float, float]:
    """Return how long tasks that do nothing take, and the parent's processor time for each, in microseconds."""
    wall, processor = _took(executor, abs, range(tasks))
    return wall, processor / tasks * 1e6


@contextmanager
def cluster() -> Iterator[str]:
    """Start a scheduler and two workers on this machine, and end them."""
    here, module = ["--host", "127.0.0.1", "--no-dashboard"], [sys.executable, "-m"]
    scheduler = [*module, "distributed.cli.dask_scheduler", "--port", "8799", *here]
    worker = [*module, "distributed.cli.dask_worker", "tcp://127.0.0.1:8799", "--no-nanny", "--nthreads", "1", *here]
    worker += ["--death-timeout", "10"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, **quiet) for command in (scheduler, *[worker] * WORKERS)]
    try:
        yield "tcp://127.0.0.1:8799"
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def main() -> None:
    """Measure all three and print a row for each."""
    print("| executor | efficiency at 0.3 s | 100,000 empty tasks | parent's time for each |")
    print("| --- | ---: | ---: | ---: |")
    with cluster() as address, connected(address, 30.0) as dask:
        while dask.workers < WORKERS:
            time.sleep(0.1)
        for name, executor in (("in process", Serial()), ("pool of two", Pool(WORKERS)), ("Dask, two workers", dask)):
            share = "" if isinstance(executor, Serial) else f"{efficiency(executor):.0%}"
            wall, each = cost(executor)
            print(f"| {name} | {share} | {wall:.2f} s | {each:.1f} µs |")
    print(f"\nMost memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    from bench import scale  # workers find `busy` by the name of its module

    scale.main()
