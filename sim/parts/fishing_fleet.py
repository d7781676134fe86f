"""Fishing boats at work in a ground, some of them trawling in pairs, most of them not on AIS."""

from __future__ import annotations

import numpy as np

from sim.base.spec import PartSpec, SeaPosition, kind, param
from sim.base.units import Fraction, Length, Speed
from sim.parts.theatre import Planned, Theatre
from sim.parts.traffic import NEVER, Batch
from sim.world.areas import Circle, Water
from sim.world.coast import load
from sim.world.geodesy import EARTH_RADIUS_M
from sim.world.motion import Legs
from sim.world.waypoints import random_waypoints

__all__ = ["FishingFleet"]

PAIR_APART_M = 250.0


@kind("fishing_fleet")
class FishingFleet(PartSpec):
    """Boats wandering over a fishing ground for the whole scenario."""

    centre: SeaPosition = param(about="middle of the ground")
    radius: Length = param(about="radius of the ground")
    boats: int = param(about="number of boats", ge=0, le=20000)
    pairs: Fraction = param(0.1, about="share of boats that trawl in pairs")
    length: Length = param("32 m", about="mean length of a boat")
    speed: Speed = param("5 kn", about="mean speed while working")
    tracked: Fraction = param(
        0.25, about="share of boats on AIS", source="Paolo et al., Nature 2024: about 75 % not publicly tracked"
    )

    def build(self, theatre: Theatre) -> Planned:
        return theatre.plan(self, lambda: self._batch(theatre))

    def _batch(self, theatre: Theatre) -> Batch:
        rng, n = theatre.run.stream("parts", self.id), self.boats
        pairs = round(n * self.pairs / 2)
        leaders = n - pairs
        ground = Water(Circle(self.id, self.centre, self.radius), load())
        speed_m_s = np.clip(rng.normal(self.speed, 0.2 * self.speed, leaders), 0.4 * self.speed, 2 * self.speed)
        length_m = np.clip(rng.normal(self.length, 0.2 * self.length, leaders), 10.0, 90.0)
        legs = random_waypoints(ground, 0.0, theatre.setting.duration_s, speed_m_s, 0, rng)
        mate = np.concatenate([np.arange(leaders, n), np.full(leaders - pairs, -1), np.arange(pairs)])
        tracked, never = (rng.random(n) < self.tracked).astype(np.int64), np.full(n, NEVER)
        lengths_m = np.concatenate([length_m, length_m[:pairs]])
        both = _with_followers(legs, pairs, leaders)
        return Batch(self.id, "fishing_fleet", both, lengths_m, tracked, never, never, mate)


def _with_followers(legs: Legs, pairs: int, leaders: int) -> Legs:
    """Give each of the first `pairs` boats a second one, a few cables to the north of it."""
    led = legs.select(legs.mover < pairs)
    aside = np.array([0.0, 0.0, PAIR_APART_M / EARTH_RADIUS_M])

    def beside(points: np.ndarray) -> np.ndarray:
        moved = points + aside
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True))

    return Legs.concat([legs, Legs(led.mover + leaders, led.start_s, led.end_s, beside(led.a), beside(led.b))])
