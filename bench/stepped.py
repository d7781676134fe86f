"""The rival: every pair looked at every sixty seconds, vectorised as a strong user of NumPy would."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from bench.workload import DURATION_S, Workload
from sim.contact.courses import course
from sim.contact.windows import Windows
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray
from sim.world.motion import IntArray, Legs

__all__ = ["STEP_S", "stepped"]

STEP_S = 60.0


class Movers:
    """Positions that are turned a step at a time along great circles, without trigonometry inside a leg."""

    def __init__(self, legs: Legs) -> None:
        legs = legs.sort("mover")
        self.legs, self.course = legs, course(legs)
        self.movers, self.leg = np.unique(legs.mover, return_index=True)
        self.last = np.append(self.leg[1:], len(legs)) - 1
        self.end_s = legs.end_s[self.leg]
        self._enter(np.arange(len(self.movers)), 0.0)

    def _enter(self, which: IntArray, now_s: float) -> None:
        if not hasattr(self, "p"):
            self.p, self.t = np.empty((len(self.movers), 3)), np.empty((len(self.movers), 3))
            self.cos, self.sin = np.ones((len(self.movers), 1)), np.zeros((len(self.movers), 1))
        leg = self.leg[which]
        rate = self.course.rate[leg]
        theta = rate * (now_s - self.course.start_s[leg])
        cos, sin = np.cos(theta)[:, None], np.sin(theta)[:, None]
        self.p[which] = cos * self.course.a[leg] + sin * self.course.e[leg]
        self.t[which] = cos * self.course.e[leg] - sin * self.course.a[leg]
        self.cos[which, 0], self.sin[which, 0] = np.cos(rate * STEP_S), np.sin(rate * STEP_S)
        self.end_s[which] = self.course.end_s[leg]

    def step(self, now_s: float) -> FloatArray:
        """Move to the next instant and return the positions."""
        p = self.cos * self.p + self.sin * self.t
        self.t = self.cos * self.t - self.sin * self.p
        self.p = p
        turning = np.nonzero((self.end_s < now_s) & (self.leg < self.last))[0]
        if len(turning):
            late = turning
            while len(late):
                self.leg[late] += 1
                late = late[(self.course.end_s[self.leg[late]] < now_s) & (self.leg[late] < self.last[late])]
            self._enter(turning, now_s)
        return self.p


@dataclass(frozen=True, slots=True)
class Stepped:
    """What stepping found, how much simulated time it got through, and how long it took."""

    windows: Windows
    done_s: float
    took_s: float


def stepped(work: Workload, limit_s: float = np.inf, duration_s: float = DURATION_S) -> Stepped:
    """Step through a workload, stopping after so much real time."""
    began = time.perf_counter()
    watch, ships = Movers(work.watch), Movers(work.target)
    near = np.cos(work.range_m / EARTH_RADIUS_M)
    inside = np.zeros((len(ships.movers), len(watch.movers)), np.bool_)
    opened: list[tuple[float, IntArray]] = []
    now_s = 0.0
    while now_s <= duration_s and time.perf_counter() - began < limit_s:
        here, there = (watch.p, ships.p) if now_s == 0.0 else (watch.step(now_s), ships.step(now_s))
        seen = there @ here.T >= near
        opened.append((now_s, np.nonzero((seen != inside).ravel())[0]))
        inside = seen
        now_s += STEP_S
    took = time.perf_counter() - began
    return Stepped(_windows(opened, watch.movers, ships.movers, now_s), now_s, took)


def _windows(edges: list[tuple[float, IntArray]], watchers: IntArray, ships: IntArray, end_s: float) -> Windows:
    """Pair up the edges of each pair, in order of time."""
    times = np.concatenate([np.full(len(cells), t) for t, cells in edges])
    cells = np.concatenate([cells for _, cells in edges])
    order = np.argsort(cells, kind="stable")
    times, cells = times[order], cells[order]
    first = np.ones(len(cells), np.bool_)
    first[1:] = cells[1:] != cells[:-1]
    start = np.maximum.accumulate(np.where(first, np.arange(len(cells)), 0))
    enters = np.nonzero((np.arange(len(cells)) - start) % 2 == 0)[0]
    closed = np.append(~first[1:], False)[enters]
    leave = np.where(closed, times[np.minimum(enters + 1, len(times) - 1)], end_s)
    pair = cells[enters]
    return Windows(watchers[pair % len(watchers)], ships[pair // len(watchers)], times[enters], leave)
