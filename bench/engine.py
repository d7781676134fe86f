"""What the contact engine takes: every edge as an event, solving alone, a mover that turns, encounters."""

from __future__ import annotations

import math
import time

import numpy as np

from bench.apart import Figures, timed
from bench.workload import DURATION_S, PATROLS, STATIONS, workload
from sim.contact.encounters import encounters
from sim.contact.engine import Engine
from sim.contact.windows import solve
from sim.kernel.run import Run
from sim.world.motion import Legs, along

__all__ = ["alone", "dispatch", "meet", "turn", "turn_few"]

TURNS = 50
DIRECTED = 14


def dispatch(n: int) -> Figures:
    """Make the legs of W(n), solve them, and have every window delivered as two events."""
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
    return {"legs_s": made_s, "s": made_s + played_s, "events": sum(calls), "windows": calls[0]}


def alone(n: int) -> Figures:
    """Solve W(n) in bulk, without events; the legs are there."""
    work = workload(n)
    found, took_s = timed(lambda: solve(work.watch, work.target, work.range_m))
    return {"s": took_s, "windows": len(found)}


def turn(n: int) -> Figures:
    """Redirect one patrol again and again among n ships."""
    work = workload(n)
    run = Run()
    engine = Engine(run)
    for mover in range(STATIONS + PATROLS):
        engine.add_watcher(work.watch.select(work.watch.mover == mover), float(work.range_m[mover]))
    engine.add_targets(work.target)
    took = []
    for k in range(TURNS):
        run.until(3600.0 * (k + 1))
        corner = (3.0 * math.sin(k), 3.0 * math.cos(k))
        legs = along(STATIONS, run.now, [(0.0, 0.0), corner], 9.26)

        def redirect(legs: Legs = legs) -> None:
            engine.redirect(STATIONS, legs)
            run.until(run.now + 1e-3)

        took.append(timed(redirect)[1])
    return {"ms": 1e3 * float(np.median(took)), "worst_ms": 1e3 * max(took[1:])}


def turn_few(n: int) -> Figures:
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
    return {"ms": 1e3 * (time.process_time() - began) / (7 * len(turning))}


def meet(n: int) -> Figures:
    """Look for encounters among n ships over 30 days."""
    work = workload(n)
    found, took_s = timed(lambda: encounters(work.target))
    return {"s": took_s, "found": len(found)}
