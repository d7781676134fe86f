"""Fishing boats at work in a ground, some of them trawling in pairs, most of them not on AIS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.base.spec import PartSpec, SeaPosition, kind, param
from sim.base.units import Fraction, Length, Speed
from sim.parts.fleet import NEVER, Batch
from sim.parts.theatre import Theatre
from sim.world.areas import Circle, Water
from sim.world.coast import load
from sim.world.motion import Legs, random_waypoints

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

    def build(self, theatre: Theatre) -> _Boats:
        return _Boats(self, theatre)


@dataclass(slots=True)
class _Boats:
    spec: FishingFleet
    theatre: Theatre

    def __post_init__(self) -> None:
        spec, rng = self.spec, self.theatre.run.stream("parts", self.spec.id)
        pairs = int(round(spec.boats * spec.pairs / 2))
        leaders = spec.boats - pairs
        ground = Water(Circle(spec.id, spec.centre, spec.radius), load())
        speed = np.clip(rng.normal(spec.speed, 0.2 * spec.speed, leaders), 0.4 * spec.speed, 2 * spec.speed)
        length = np.clip(rng.normal(spec.length, 0.2 * spec.length, leaders), 10.0, 90.0)
        legs = random_waypoints(ground, 0.0, self.theatre.setting.duration_s, speed, 0, rng)
        mate = np.concatenate([np.arange(leaders, spec.boats), np.full(leaders - pairs, -1), np.arange(pairs)])
        never = np.full(spec.boats, NEVER)
        self.theatre.fleet.batches.append(
            Batch(spec.id, "fishing_fleet", _with_followers(legs, pairs, leaders),
                  np.concatenate([length, length[:pairs]]), (rng.random(spec.boats) < spec.tracked).astype(np.int64),
                  never, never, mate)
        )  # fmt: skip

    def start(self) -> None:
        """Boats at work need nothing more: their motion is planned."""


def _with_followers(legs: Legs, pairs: int, leaders: int) -> Legs:
    """Give each of the first `pairs` boats a second one, a few cables to the north of it."""
    led = legs.select(legs.mover < pairs)
    aside = np.array([0.0, 0.0, PAIR_APART_M / 6_371_008.8])

    def beside(points: np.ndarray) -> np.ndarray:
        moved = points + aside
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True))

    return Legs.concat([legs, Legs(led.mover + leaders, led.start_s, led.end_s, beside(led.a), beside(led.b))])
