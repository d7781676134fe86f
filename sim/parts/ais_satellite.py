"""Receivers of AIS in orbit: passes at a steady interval, each hearing a ship with some probability."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np

from sim.base.spec import PartSpec, SideName, kind, param
from sim.base.units import Duration, Fraction
from sim.parts.ais import Heard
from sim.parts.fleet import Hull
from sim.parts.theatre import Theatre

__all__ = ["AisSatellite"]

PASSES_BACK: Final = 12


@kind("ais_satellite")
class AisSatellite(PartSpec):
    """A constellation that listens to the whole area at each pass."""

    side: SideName = param(about="whose data it is")
    revisit: Duration = param("3 h", about="time between passes")
    hears_a: Fraction = param(0.85, about="chance to hear a class A ship in one pass")
    hears_b: Fraction = param(0.3, about="chance to hear a class B boat in one pass")

    def build(self, theatre: Theatre) -> _Receiver:
        return _Receiver(self, theatre)


@dataclass
class _Receiver:
    spec: AisSatellite
    theatre: Theatre

    def __post_init__(self) -> None:
        self.theatre.parties[self.spec.side].ais.append(self)

    def start(self) -> None:
        """Log what it heard of planned vessels; directed ones are asked about one by one."""
        self.theatre.add_contacts(self.spec.side, "AIS satellite", *self._heard)

    @cached_property
    def phase_s(self) -> float:
        return self.theatre.run.streams.uniform("parts", self.spec.id, "phase") * self.spec.revisit

    def heard(self) -> Heard:
        """Return every instant at which a planned vessel was heard."""
        return self._heard

    @property
    def _heard(self) -> Heard:
        return self.theatre.traffic.memo(("heard", repr(self.spec), self.theatre.setting.area), self._hear)

    def _hear(self) -> Heard:
        traffic, spec = self.theatre.traffic, self.spec
        vessel, enter_s, leave_s = traffic.presence(self.theatre.setting.area)
        loud = traffic.columns.ais[vessel] > 0
        vessel, enter_s, leave_s = vessel[loud], np.maximum(enter_s[loud], 0.0), leave_s[loud]
        first = np.ceil((enter_s - self.phase_s) / spec.revisit)
        last = np.floor((np.minimum(leave_s, self.theatre.setting.duration_s) - self.phase_s) / spec.revisit)
        passes = np.maximum(0, last - first + 1).astype(np.int64)
        who = np.repeat(vessel, passes)
        nth = np.arange(len(who)) - np.repeat(np.cumsum(passes) - passes, passes) + np.repeat(first, passes)
        when = self.phase_s + nth * spec.revisit
        chance = np.where(traffic.columns.ais[who] == 2, spec.hears_a, spec.hears_b)
        luck = traffic.luck(who, partial(self.theatre.run.stream, "parts", spec.id, "heard"))
        got = (luck < chance) & traffic.broadcasting(who, when)
        return who[got], when[got], when[got]

    def last_heard(self, hull: Hull, before_s: float) -> float | None:
        """Return the last pass at which a directed vessel was heard, or None if it was missed twelve times."""
        latest = math.floor((before_s - self.phase_s) / self.spec.revisit)
        for nth in range(latest, max(-1, latest - PASSES_BACK), -1):
            luck = self.theatre.run.streams.uniform("parts", self.spec.id, hull.name, nth)
            if luck < self.spec.hears_a:
                return self.phase_s + nth * self.spec.revisit
        return None
