"""Lawful bunkering: ships that lie alongside each other for hours, on AIS, and look like a transfer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.base.distributions import RandomDuration
from sim.base.spec import AreaName, PartSpec, kind, param
from sim.base.units import Fraction, Rate
from sim.parts.fleet import NEVER, Batch
from sim.parts.theatre import Theatre
from sim.world.areas import Water
from sim.world.coast import load
from sim.world.geodesy import unit
from sim.world.motion import Legs

__all__ = ["Bunkering"]


@kind("bunkering")
class Bunkering(PartSpec):
    """Pairs of lawful ships alongside each other, appearing as a Poisson process in an area."""

    area: AreaName = param(about="where it is done")
    rate: Rate = param(about="bunkerings a day")
    lasting: RandomDuration = param("8 h", about="time alongside")
    tracked: Fraction = param(0.95, about="share of pairs on AIS")

    def build(self, theatre: Theatre) -> _Bunkering:
        return _Bunkering(self, theatre)


@dataclass(slots=True)
class _Bunkering:
    spec: Bunkering
    theatre: Theatre

    def __post_init__(self) -> None:
        spec, span_s = self.spec, self.theatre.setting.duration_s
        rng = self.theatre.run.stream("parts", spec.id)
        pairs = int(rng.poisson(spec.rate * span_s))
        begin_s = np.sort(rng.uniform(0, span_s, pairs))
        end_s = begin_s + spec.lasting.samples(rng, pairs)
        where = Water(self.theatre.setting.areas[spec.area], load()).random(pairs, rng)
        points = np.concatenate([unit(where[:, 0], where[:, 1]), unit(where[:, 0] + 0.0005, where[:, 1])])
        legs = Legs(np.arange(2 * pairs), np.tile(begin_s, 2), np.tile(end_s, 2), points, points)
        length_m = np.concatenate([rng.uniform(120, 250, pairs), rng.uniform(60, 110, pairs)])
        ais = np.tile(np.where(rng.random(pairs) < spec.tracked, 2, 0), 2)
        mate = np.concatenate([np.arange(pairs, 2 * pairs), np.arange(pairs)])
        never = np.full(2 * pairs, NEVER)
        self.theatre.fleet.batches.append(Batch(spec.id, "bunkering", legs, length_m, ais, never, never, mate))

    def start(self) -> None:
        """Ships alongside need nothing more: their motion is planned."""
