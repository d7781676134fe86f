"""A strait: water in which ships keep to a speed and a distance, and do nothing else."""

from __future__ import annotations

from sim.base.spec import AreaName, PartSpec, kind, param
from sim.base.units import Delay, Fraction, Speed
from sim.parts.theatre import Planned, Theatre

__all__ = ["Strait"]


@kind("strait")
class Strait(PartSpec):
    """Narrow or crowded water, with a speed limit and a distance between ships; groups do nothing else in it."""

    area: AreaName = param(about="where it is")
    speed: Speed = param("12 kn", about="speed of large ships there", source="Straits of Malacca and Singapore, rule 6 "
                         "for deep-draught vessels, adopted by IMO: 12 kn at most in the critical areas")  # fmt: skip
    headway: Delay = param("0 min", about="shortest time between merchant ships that enter its lane one way")
    pilotage: Delay = param("0 min", about="time that a merchant ship loses to take a pilot")
    piloted: Fraction = param(0.0, about="share of merchant ships that take one")

    def build(self, theatre: Theatre) -> Planned:
        return Planned(self)
