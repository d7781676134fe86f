"""An information centre: it takes reports of its side's ships and warns those that are registered with it."""

from __future__ import annotations

from sim.base.spec import PartSpec, SideName, kind, param
from sim.base.units import Delay, Duration
from sim.parts.theatre import Planned, Theatre

__all__ = ["WarningCentre"]


@kind("warning_centre")
class WarningCentre(PartSpec):
    """A centre such as UKMTO or IFC Singapore; reports of other sides reach it over links that carry warnings."""

    side: SideName = param(about="whose ships report to it and are warned by it")
    warns: bool = param(True, about="whether it warns ships at all", order="Warn ships, or stop")
    on_sightings: bool = param(
        True, about="whether it warns of suspicious craft, too, or of attacks only", order="Warn of other reports"
    )
    delay: Delay = param("30 min", about="time from a report to its warning", order="Warn sooner, or after a check")
    life: Duration = param("48 h", about="how long a warning holds", order="Let warnings hold longer, or less long")

    def build(self, theatre: Theatre) -> Planned:
        return Planned(self)
