"""A strait: water in which ships keep to a speed and do nothing else."""

from __future__ import annotations

from sim.base.spec import AreaName, PartSpec, kind, param
from sim.base.units import Speed
from sim.parts.theatre import Planned, Theatre

__all__ = ["Strait"]


@kind("strait")
class Strait(PartSpec):
    """Narrow or crowded water, where a group neither flies nor replenishes."""

    area: AreaName = param(about="where it is")
    speed: Speed = param("12 kn", about="speed of large ships there", source="Straits of Malacca and Singapore, rule 6 "
                         "for deep-draught vessels, adopted by IMO: 12 kn at most in the critical areas")  # fmt: skip

    def build(self, theatre: Theatre) -> Planned:
        return Planned(self)
