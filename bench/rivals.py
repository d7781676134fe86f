"""What the same windows take otherwise: steps in NumPy, agents in Mesa; and bare SimPy, below which nobody gets.

A rival that would take over two minutes is stopped after fifteen seconds, and the rest is extrapolated; traffic is as
dense at the end of a workload as at its beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import simpy

from bench.agree import agree
from bench.apart import Figures, mended, timed
from bench.stepped import STEP_S, Stepped, stepped
from bench.workload import DURATION_S, Workload, workload
from sim.contact.windows import solve

__all__ = ["floor", "mesa_columns", "mesa_space", "steps"]

PATIENCE_S = 120.0
PROBE_S = 15.0
Rival = Callable[[Workload, float, float], Stepped]


def steps(n: int) -> Figures:
    """Step through W(n) in NumPy."""
    return _race(stepped, n)


def mesa_columns(n: int) -> Figures:
    """Step through W(n) with Mesa's agents, positions in columns."""
    from bench.agents import in_columns  # Mesa is an extra

    return _race(in_columns, n)


def mesa_space(n: int) -> Figures:
    """Step through W(n) with Mesa's agents in its continuous space."""
    from bench.agents import in_space

    return _race(in_space, n)


def _race(rival: Rival, n: int) -> Figures:
    """Time a rival on W(n) as far as patience goes, and hold its windows against the engine's."""
    work = workload(n)
    fixed_s = rival(work, np.inf, 0.0).took_s  # setting up, which is not to be extrapolated
    found = rival(work, PROBE_S + fixed_s, DURATION_S)
    if _share(found) < 1.0 and mended(fixed_s, found.took_s, _share(found)) <= PATIENCE_S:
        found = rival(work, np.inf, DURATION_S)
    took_s = mended(fixed_s, found.took_s, _share(found))
    agreed = agree(solve(work.watch, work.target, work.range_m), found)
    return {"s": took_s, "share": _share(found)} | asdict(agreed)


def _share(found: Stepped) -> float:
    """Return the share of the workload's steps that were made; the last one falls on its end."""
    return min((found.done_s - STEP_S) / DURATION_S, 1.0)


def floor(n: int) -> Figures:
    """Have bare SimPy wait for so many events."""

    def wait(env: simpy.Environment, waits: list[float]):  # type: ignore[no-untyped-def]
        for delay in waits:
            yield env.timeout(delay)

    env = simpy.Environment()
    env.process(wait(env, np.random.default_rng(1).exponential(1.0, n).tolist()))
    _, took_s = timed(env.run)
    return {"s": took_s}
