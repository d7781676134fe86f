"""Measure in a process of its own, so that every start is cold and memory is what that one measurement took.

`python -m bench.apart engine.dispatch 2000` calls `bench.engine.dispatch(2000)` and prints its figures as JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import TypeVar

__all__ = ["Figures", "apart", "mended", "timed"]

Figures = dict[str, float]
T = TypeVar("T")

QUICK_S = 5.0  # what takes less is measured three times
TIMES = 3


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what some work returns, and how long it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def apart(name: str, n: int) -> Figures:
    """Measure in a fresh process; something quick three times, and then each figure is the median."""
    first, took_s = timed(lambda: _once(name, n))
    if took_s > QUICK_S:
        return first
    runs = [first, *(_once(name, n) for _ in range(TIMES - 1))]
    return {key: statistics.median(run[key] for run in runs) for key in first}


def mended(fixed_s: float, took_s: float, share: float) -> float:
    """Return how long the whole would have taken, from a share of it; what is done once is not multiplied."""
    return fixed_s + max(took_s - fixed_s, 0.0) / share


def _once(name: str, n: int) -> Figures:
    command = [sys.executable, "-m", "bench.apart", name, str(n)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return {str(key): float(value) for key, value in json.loads(done.stdout.splitlines()[-1]).items()}


def _peak_mb() -> float:
    """Return the most memory that this process, or one that it started, has held."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024.0


def main(argv: list[str]) -> None:
    """Make one measurement and print it."""
    module, function = argv[0].split(".")
    figures = getattr(import_module(f"bench.{module}"), function)(int(argv[1]))
    print(json.dumps(figures | {"peak_mb": _peak_mb()}))


if __name__ == "__main__":
    main(sys.argv[1:])
