"""Small random worlds full of awkward cases, and a reference that looks at every pair at fine steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from sim.contact.windows import Windows
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, destination, unit
from sim.world.motion import Legs

CENTRES = [(0.0, 0.0), (0.0, 180.0), (89.9, 30.0), (-90.0, 0.0), (75.0, -179.9), (-33.0, 151.0), (52.0, 3.0)]


@dataclass(frozen=True, slots=True)
class World:
    """Two sets of movers and the range of each watcher."""

    watch: Legs
    target: Legs
    range_m: FloatArray

    def pairs(self) -> list[tuple[int, int]]:
        """Return every watcher with every target."""
        return [(int(w), int(t)) for w in np.unique(self.watch.mover) for t in np.unique(self.target.mover)]


def world(seed: int, watchers: int = 2, targets: int = 3, first_target: int = 10) -> World:
    """Return a random world somewhere awkward."""
    generator = np.random.default_rng(seed)
    lat, lon = CENTRES[generator.integers(len(CENTRES))]
    size_m = float(np.exp(generator.uniform(np.log(2e4), np.log(2.5e6))))
    moments = np.sort(generator.uniform(0.0, 20_000.0, 6))
    watch = Legs.concat([_mover(k, lat, lon, size_m, moments, generator) for k in range(watchers)])
    target = Legs.concat([_mover(first_target + k, lat, lon, size_m, moments, generator) for k in range(targets)])
    if generator.random() < 0.3:
        target = Legs.concat([target, _beside(watch, first_target + targets, generator)])
    return World(watch, target, size_m * generator.uniform(0.05, 1.2, watchers))


def worlds(watchers: int = 2, targets: int = 3) -> st.SearchStrategy[World]:
    """Draw small random worlds."""
    return st.integers(0, 2**32 - 1).map(lambda seed: world(seed, watchers, targets))


def _mover(
    mover: int, lat: float, lon: float, size_m: float, moments: FloatArray, generator: np.random.Generator
) -> Legs:
    """Return a mover of up to five legs: some wait, some pause out of the world, some turn when others do."""
    legs = int(generator.integers(1, 6))
    own = np.sort(generator.uniform(0.0, 20_000.0, legs + 1))
    times = moments[: legs + 1] if generator.random() < 0.5 else own
    reach = size_m * np.sqrt(generator.random(legs + 1))
    lats, lons = destination(lat, lon, generator.uniform(0.0, 360.0, legs + 1), reach)
    points = unit(lats, lons)
    for k in range(1, legs + 1):
        if generator.random() < 0.25:
            points[k] = points[k - 1]
    whole = Legs(np.full(legs, mover), times[:-1].copy(), times[1:].copy(), points[:-1].copy(), points[1:].copy())
    return whole.select(generator.random(legs) < 0.85) if legs > 1 else whole


def _beside(legs: Legs, mover: int, generator: np.random.Generator) -> Legs:
    """Return a mover that keeps station on the first watcher, turned a little about some axis of the Earth."""
    leader = legs.select(legs.mover == legs.mover[0])
    axis = unit(generator.uniform(-90.0, 90.0), generator.uniform(-180.0, 180.0))
    turn = generator.uniform(0.0, 0.05)
    a, b = (_turned(x, axis, turn) for x in (leader.a, leader.b))
    return Legs(np.full(len(leader), mover), leader.start_s, leader.end_s, a, b)


def _turned(u: FloatArray, axis: FloatArray, turn: float) -> FloatArray:
    along = (u @ axis)[:, None] * axis
    return along + np.cos(turn) * (u - along) + np.sin(turn) * np.cross(axis, u)


def apart_m(one: Legs, other: Legs, t_s: FloatArray) -> FloatArray:
    """Return the distance of two movers at each time, infinite where either is absent."""
    one, other = one.sort("mover"), other.sort("mover")
    if not len(one) or not len(other):
        return np.full(len(t_s), np.inf)
    i, j = one.find(one.mover[0], t_s), other.find(other.mover[0], t_s)
    away = EARTH_RADIUS_M * angle(one.position(np.maximum(i, 0), t_s), other.position(np.maximum(j, 0), t_s))
    return np.where((i < 0) | (j < 0), np.inf, away)


def inside(windows: Windows, watcher: int, target: int, t_s: FloatArray) -> np.ndarray:
    """Return whether each time lies within a window of the pair."""
    rows = windows.select((windows.watcher == watcher) & (windows.target == target))
    enter, leave = rows.enter_s[:, None], rows.leave_s[:, None]
    return np.any((enter <= t_s) & (t_s <= leave), axis=0)


def same(one: Windows, other: Windows, within_s: float = 1e-3) -> bool:
    """Return whether two sets of windows are the same, edge by edge."""
    if len(one) != len(other):
        return False
    a, b = (w.select(np.lexsort((w.enter_s, w.target, w.watcher))) for w in (one, other))
    edges = np.abs(np.stack([a.enter_s - b.enter_s, a.leave_s - b.leave_s]))
    return bool(np.all(a.watcher == b.watcher) and np.all(a.target == b.target) and np.all(edges <= within_s))
