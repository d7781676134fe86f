"""A threat area: water in which ships may be boarded, by light, sea and whether attackers are out."""

from __future__ import annotations

from sim.base.spec import AreaName, PartSpec, kind, param
from sim.base.units import Duration, Fraction, Length, Rate
from sim.parts.theatre import Planned, Theatre

__all__ = ["ThreatArea"]


@kind("threat_area")
class ThreatArea(PartSpec):
    """Water in which attackers try to board ships so many times a year."""

    area: AreaName = param(about="where it is")
    attempts: Rate = param(about="attempts on all ships that pass, were nobody to answer a warning")
    day: float = param(1.0, about="chance by day, against the other", ge=0.0, le=100.0)
    night: float = param(0.3, about="chance by night, against the other", ge=0.0, le=100.0)
    sea_state_max: int = param(3, about="sea state above which their boats stay in", ge=0, le=9)
    active: float = param(0.3, about="share of the time in which attackers are out", gt=0.0, le=1.0)
    spell: Duration = param("8 d", about="mean time that they are out")
    sightings: Rate = param("0 /y", about="reports of suspicious craft, right and wrong")
    false: Fraction = param(0.7, about="share of these reports that are wrong")
    boards_in: Duration = param("25 min", about="median time from the approach until a slow, low ship is boarded")
    boarded: Fraction = param(0.5, about="share of attempts that end in a boarding if nobody comes and nobody watches")
    stand_off: Length | None = param(None, about="how much farther it is to pass clear of it; no room if left out")
    clear: Fraction = param(0.2, about="share of the risk that is left to who passes clear of it")

    def build(self, theatre: Theatre) -> Planned:
        return Planned(self)
