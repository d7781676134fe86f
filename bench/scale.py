"""What handing tasks round costs: serially, on a local pool, on a Dask cluster of two workers.

`python -m bench.scale` prints the figures of docs/scale.md, in about four minutes. Processor time in the table is the
parent's own; the wall clock counts whatever else the machine does.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sim.experiment.executor import Executor, Pool, Serial
from sim.experiment.executor_dask import connected
from sim.experiment.replicate import Progress, replicate
from tests.experiment.fake.cluster import started
from tests.experiment.fake.model import SETUP, Scenario

__all__ = ["busy", "cost", "efficiency", "many", "places"]

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


def processor_s(pid: int) -> float:
    """Return how many seconds of processor time a process has used (Linux)."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def many(replications: int = 100_000) -> None:
    """Make short replications into a result folder on a cluster, and print what that takes."""
    with started() as cluster, TemporaryDirectory() as folder:
        batches, began, processor = -1, time.perf_counter(), time.process_time()

        def count(_: Progress) -> None:
            nonlocal batches
            batches += 1

        scenario: Any = Scenario(cases=("alone",))
        replicate(scenario, replications=replications, setup=SETUP, cluster=cluster.has(WORKERS),
                  out=Path(folder) / "out", on_progress=count)  # fmt: skip
        wall, each = time.perf_counter() - began, (time.process_time() - processor) / replications * 1e6
        scheduler = processor_s(cluster.scheduler.pid)
        print(f"\n{replications:,} short replications into a folder: {wall:.0f} s, {batches} batches, the parent's "
              f"time {each:.0f} µs each, the scheduler's {scheduler:.1f} s in all")  # fmt: skip


def places(tasks: int, waiting_s: float, each: int = 500) -> None:
    """Hand tasks that only wait to two workers of so many threads, and print what a batch takes of whom."""
    with started() as cluster:
        crew = [cluster.join(threads=each) for _ in range(WORKERS)]
        with connected(cluster.address) as dask:
            used = [processor_s(process.pid) for process in (cluster.scheduler, *crew)]
            wall, processor = time.perf_counter(), time.process_time()
            batches = sum(1 for _ in dask.run(time.sleep, [waiting_s] * tasks))
            wall, mine = time.perf_counter() - wall, time.process_time() - processor
            least = tasks * waiting_s / dask.workers
            there = [processor_s(process.pid) for process in (cluster.scheduler, *crew)]
        scheduler, *others = (after - before for after, before in zip(there, used, strict=True))
        print(f"{WORKERS * each:,} places, {tasks:,} tasks of {waiting_s:g} s: {wall:.0f} s where {least:.0f} s is the "
              f"least, {batches:,} batches; a batch takes {mine / batches * 1e3:.1f} ms of the parent's time, "
              f"{scheduler / batches * 1e3:.1f} ms of the scheduler's and {sum(others) / batches * 1e3:.1f} ms of the "
              "workers'")  # fmt: skip


def main() -> None:
    """Measure all three and print a row for each; then many short replications, and a thousand places."""
    print("| executor | efficiency at 0.3 s | 100,000 empty tasks | parent's time for each |")
    print("| --- | ---: | ---: | ---: |")
    with started() as cluster, connected(cluster.has(WORKERS)) as dask:
        for name, executor in (("in process", Serial()), ("pool of two", Pool(WORKERS)), ("Dask, two workers", dask)):
            share = "" if isinstance(executor, Serial) else f"{efficiency(executor):.0%}"
            wall, each = cost(executor)
            print(f"| {name} | {share} | {wall:.2f} s | {each:.1f} µs |")
    many()
    print(f"Most memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
    places(20_000, 3.0)
    places(100_000, 0.3)


if __name__ == "__main__":
    from bench import scale  # workers find `busy` by the name of its module

    scale.main()
