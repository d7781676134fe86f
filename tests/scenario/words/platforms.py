"""A small vocabulary for tests of the scenario floor, so that they stand whatever the real parts become."""

from typing import Any, Literal

from pydantic import Field

from sim.base.distributions import RandomDuration
from sim.base.spec import AreaName, PartSpec, PlaceName, SeaPosition, SideName, Spec, kind, param
from sim.base.units import Delay, Duration, Fraction, Length, Position, Rate, Speed
from sim.kernel.journal import Journal
from sim.kernel.measures import measure


class Watch(Spec):
    """Hours on watch."""

    hours: Duration = param("8 h", about="length of a watch", source="assumed")
    where: AreaName | None = param(None, about="where it is kept")


@kind("cutter")
class Cutter(PartSpec):
    """A ship that patrols a box."""

    kind: Literal["cutter"]
    side: SideName = param(about="whose it is")
    area: AreaName = param(about="the box it patrols")
    areas: tuple[AreaName, ...] = param((), about="other boxes")
    speed: Speed = param("14 kn", about="speed on patrol", source="Example Register of Ships, 2020")
    helicopter: bool = param(False, about="whether it carries one")
    crew: int = Field(40, ge=1, description="people aboard")
    watch: Watch = Field(default_factory=Watch, description="its watches")


@kind("lane")
class Lane(PartSpec):
    """Ships from one place to another."""

    kind: Literal["lane"]
    origin: PlaceName = Field(alias="from", description="where ships come from")
    to: PlaceName | Position = param(about="where they go")
    arrivals: Rate = param(about="ships that set out", source="assumed")
    pause: RandomDuration = param("2 h", about="time between two of them", source="Example Study, 2019")
    fleet: Literal["cargo", "tanker", "fishing"] = param("cargo", about="what sort of ships")


@kind("buoy")
class Buoy(PartSpec):
    """Something moored at sea."""

    kind: Literal["buoy"]
    position: SeaPosition = param(about="where it is")
    radius: Length = param("20 nm", about="how far it sees")
    share: Fraction = param(0.5, about="share of what passes that it sees")
    delay: Delay = param("0 h", about="how late it tells")


@measure("sightings", unit="count", about="how often something was seen", better="high")
def sightings(journal: Journal) -> float:
    """Count every record."""
    return float(len(journal.records))


@measure("mean_delay", unit="h", about="how late it was told", better="low")
def mean_delay(journal: Journal) -> dict[str, Any]:
    """Give one number for each side."""
    return {"": 1.0, "blue": 2.0}
