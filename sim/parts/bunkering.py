"""Lawful bunkering: ships that lie alongside each other for hours, on AIS, and look like a transfer."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.base.distributions import RandomDuration
from sim.base.spec import AreaName, PartSpec, kind, param
from sim.base.units import Fraction, Rate
from sim.parts.theatre import Planned, Theatre
from sim.parts.traffic import NEVER, Batch
from sim.world.areas import Water
from sim.world.coast import load
from sim.world.geodesy import unit
from sim.world.motion import Legs

__all__ = ["Bunkering"]

BESIDE_DEG: Final = 0.0005  # some 55 m


@kind("bunkering")
class Bunkering(PartSpec):
    """Pairs of lawful ships alongside each other, appearing as a Poisson process in an area."""

    area: AreaName = param(about="where it is done")
    rate: Rate = param(about="bunkerings a day")
    lasting: RandomDuration = param("8 h", about="time alongside")
    tracked: Fraction = param(0.95, about="share of pairs on AIS")

    def build(self, theatre: Theatre) -> Planned:
        return theatre.plan(self, lambda: self._batch(theatre))

    def _batch(self, theatre: Theatre) -> Batch:
        rng, span_s = theatre.run.stream("parts", self.id), theatre.setting.duration_s
        pairs = int(rng.poisson(self.rate * span_s))
        begin_s = np.sort(rng.uniform(0, span_s, pairs))
        end_s = begin_s + self.lasting.samples(rng, pairs)
        where = Water(theatre.setting.areas[self.area], load()).random(pairs, rng)
        points = np.concatenate([unit(where[:, 0], where[:, 1]), unit(where[:, 0] + BESIDE_DEG, where[:, 1])])
        legs = Legs(np.arange(2 * pairs), np.tile(begin_s, 2), np.tile(end_s, 2), points, points)
        length_m = np.concatenate([rng.uniform(120, 250, pairs), rng.uniform(60, 110, pairs)])
        ais = np.tile(np.where(rng.random(pairs) < self.tracked, 2, 0), 2)
        mate = np.concatenate([np.arange(pairs, 2 * pairs), np.arange(pairs)])
        never = np.full(2 * pairs, NEVER)
        return Batch(self.id, "bunkering", legs, length_m, ais, never, never, mate)
