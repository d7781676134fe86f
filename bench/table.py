"""Time the contact engine beside its rivals, each in a process of its own, and print one table, ratios first.

`python -m bench.table [N ...]`; a rival that would take over two minutes is stopped and extrapolated, marked with ~.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import simpy
from numpy.typing import NDArray

from bench.stepped import STEP_S, stepped
from bench.workload import DURATION_S, PATROLS, STATIONS, Workload, workload
from sim.contact.encounters import encounters
from sim.contact.engine import Engine
from sim.contact.windows import Windows, solve
from sim.kernel.run import Run
from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray, Legs, along

__all__ = ["main"]

T = TypeVar("T")
Figures = dict[str, float]
SIZES = (200, 2000, 20_000, 100_000)
LIMIT_S = 120.0
RETASKINGS = 50
DIRECTED = 14


def measure_engine(n: int) -> Figures:
    """Run W(n) with every window delivered as two events."""
    work, made_s = timed(lambda: workload(n))
    calls = [0, 0]

    def gained(watcher: int, target: int, until_s: float) -> None:
        calls[0] += 1

    def lost(watcher: int, target: int) -> None:
        calls[1] += 1

    def play() -> None:
        run = Run()
        engine = Engine(run)
        for mover in range(STATIONS + PATROLS):
            legs = work.watch.select(work.watch.mover == mover)
            engine.add_watcher(legs, float(work.range_m[mover]), gained=gained, lost=lost)
        engine.add_targets(work.target)
        run.until(DURATION_S + 1.0)

    _, played_s = timed(play)
    return {"legs_s": made_s, "engine_s": made_s + played_s, "events": sum(calls), "windows": calls[0]}


def measure_solving(n: int) -> Figures:
    """Solve W(n) in bulk, without events."""
    work = workload(n)
    _, took_s = timed(lambda: solve(work.watch, work.target, work.range_m))
    return {"solve_s": took_s}


def measure_stepping(n: int) -> Figures:
    """Step through W(n), and hold its windows against the solved ones."""
    work = workload(n)
    found = stepped(work, LIMIT_S)
    share = min(found.done_s / DURATION_S, 1.0)
    figures = {"stepped_s": found.took_s / share, "share": share}
    return figures | (compare(work, found.windows) if share == 1.0 else {})


def measure_floor(n: int) -> Figures:
    """Have bare SimPy wait for so many events."""

    def wait(env: simpy.Environment, waits: list[float]):  # type: ignore[no-untyped-def]
        for delay in waits:
            yield env.timeout(delay)

    env = simpy.Environment()
    env.process(wait(env, np.random.default_rng(1).exponential(1.0, n).tolist()))
    _, took_s = timed(env.run)
    return {"floor_s": took_s}


def measure_retasking(n: int) -> Figures:
    """Redirect one patrol again and again among n ships."""
    work = workload(n)
    run = Run()
    engine = Engine(run)
    for mover in range(STATIONS + PATROLS):
        engine.add_watcher(work.watch.select(work.watch.mover == mover), float(work.range_m[mover]))
    engine.add_targets(work.target)
    took = []
    for k in range(RETASKINGS):
        run.until(3600.0 * (k + 1))
        corner = (3.0 * math.sin(k), 3.0 * math.cos(k))
        legs = along(STATIONS, run.now, [(0.0, 0.0), corner], 9.26)

        def turn(legs: Legs = legs) -> None:
            engine.redirect(STATIONS, legs)
            run.until(run.now + 1e-3)

        took.append(timed(turn)[1])
    return {"first_ms": 1e3 * took[0], "median_ms": 1e3 * float(np.median(took)), "worst_ms": 1e3 * max(took[1:])}


def measure_small(n: int) -> Figures:
    """Redirect one patrol and fourteen ships in turn among n more and three stations: the size of an exercise."""
    work = workload(n + DIRECTED)
    run = Run()
    engine = Engine(run)
    for mover in (0, 1, 2, STATIONS):
        engine.add_watcher(work.watch.select(work.watch.mover == mover), float(work.range_m[mover]))
    first = int(work.target.mover.max()) + 1 - DIRECTED
    engine.add_targets(work.target.select(work.target.mover < first))
    for mover in range(first, first + DIRECTED):
        engine.add_targets(work.target.select(work.target.mover == mover))
    turning = [mover for ship in range(first, first + DIRECTED) for mover in (STATIONS, ship)]
    generator = np.random.default_rng(2)
    run.until(1e-3)
    began = time.process_time()
    for k, mover in enumerate(turning * 7):
        run.until(10_800.0 * k + 1.0)
        engine.redirect(mover, along(mover, run.now, generator.uniform(-5.0, 5.0, (6, 2)), 7.2))
    run.until(run.now + 1.0)
    return {"turn_ms": 1e3 * (time.process_time() - began) / (7 * len(turning))}


def measure_encounters(n: int) -> Figures:
    """Look for encounters among n ships over 30 days."""
    work = workload(n)
    found, took_s = timed(lambda: encounters(work.target))
    return {"encounters_s": took_s, "found": len(found)}


def compare(work: Workload, found: Windows) -> Figures:
    """Count the stepped windows that were solved too, edges within one step, and the contacts between two steps."""
    truth = solve(work.watch, work.target, work.range_m)
    width = int(work.target.mover.max()) + 1
    known, seen = truth.watcher * width + truth.target, found.watcher * width + found.target
    entered = _follows(known, truth.enter_s, seen, found.enter_s)
    left = _follows(known, truth.leave_s, seen, np.minimum(found.leave_s, DURATION_S))
    missed = np.floor(truth.leave_s / STEP_S) * STEP_S < truth.enter_s
    return {"stepped_windows": len(found), "confirmed": int((entered & left).sum()), "missed": int(missed.sum())}


def _follows(pair: IntArray, edge_s: FloatArray, seen: IntArray, step_s: FloatArray) -> NDArray[np.bool_]:
    """Return which stepped edges come no more than one step after an edge of the same pair."""
    scale = 2.0 * DURATION_S  # one number orders pairs first, and time within them
    edges = np.sort(pair * scale + edge_s)
    wanted = seen * scale + step_s
    before = edges[np.maximum(np.searchsorted(edges, wanted + 1e-3, "right") - 1, 0)]
    return (wanted - before >= -1e-3) & (wanted - before <= STEP_S + 1e-3)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what some work returns, and how long it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


MEASURES: dict[str, Callable[[int], Figures]] = {
    "engine": measure_engine,
    "solving": measure_solving,
    "stepping": measure_stepping,
    "floor": measure_floor,
    "retasking": measure_retasking,
    "small": measure_small,
    "encounters": measure_encounters,
}


def apart(measure: str, n: int) -> Figures:
    """Measure in a fresh process, so that memory is its own."""
    command = [sys.executable, "-m", "bench.table", measure, str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {str(k): float(v) for k, v in json.loads(done.stdout).items()}


def row(n: int) -> Figures:
    """Measure everything about W(n) that the table shows."""
    engine, solving = apart("engine", n), apart("solving", n)
    stepping, floor = apart("stepping", n), apart("floor", int(engine["events"]))
    return floor | stepping | solving | engine


def show(n: int, f: Figures) -> str:
    """Return a row as text."""
    rough = "~" if f["share"] < 1.0 else ""
    return (
        f"W({n:,})".ljust(12)
        + f"{rough}{f['stepped_s'] / f['engine_s']:.0f}x".rjust(10)
        + f"{rough}{f['stepped_s'] / f['solve_s']:.0f}x".rjust(10)
        + f"{f['engine_s'] / f['floor_s']:.2f}x".rjust(10)
        + f"{f['solve_s']:.3f}".rjust(10)
        + f"{f['engine_s']:.2f}".rjust(10)
        + f"{f['legs_s']:.2f}".rjust(8)
        + f"{rough}{f['stepped_s']:.1f}".rjust(10)
        + f"{f['floor_s']:.2f}".rjust(8)
        + f"{f['peak_mb']:.0f}".rjust(8)
        + f"{f['windows']:,.0f}".rjust(12)
    )


HEAD = "workload    step/eng  step/slv  eng/floor   solve s  engine s  legs s  stepped s floor s      MB     windows"


def main(argv: list[str]) -> None:
    """Print the table, or one measurement as JSON."""
    if argv and argv[0] in MEASURES:
        figures = MEASURES[argv[0]](int(argv[1]))
        figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
        print(json.dumps(figures))
        return
    sizes = [int(a) for a in argv] or list(SIZES)
    print(HEAD)
    found = {}
    for n in sizes:
        found[n] = row(n)
        print(show(n, found[n]), flush=True)
    for n, f in found.items():
        if "confirmed" in f:
            both = f"{f['confirmed']:,.0f} of {f['stepped_windows']:,.0f} stepped windows are the engine's"
            print(f"W({n:,}): {both}, edges within a step; {f['missed']:,.0f} contacts fall between two steps")
    if len(sizes) > 1:
        low, high = min(sizes), max(sizes)
        growth = math.log(found[high]["engine_s"] / found[low]["engine_s"]) / math.log(high / low)
        print(f"time of the engine grows as N^{growth:.2f} from W({low:,}) to W({high:,})")
    turn = apart("retasking", 20_000)
    print(
        f"redirecting a patrol among 20,000 ships: {turn['median_ms']:.1f} ms median, {turn['worst_ms']:.1f} ms worst"
    )
    small = apart("small", 40)
    print(f"redirecting one of few among 40 ships: {small['turn_ms']:.2f} ms of processor time on average")
    meet = apart("encounters", 20_000)
    print(f"encounters among 20,000 ships over 30 days: {meet['encounters_s']:.1f} s, {meet['peak_mb']:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
