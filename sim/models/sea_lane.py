"""A sea lane between Europe and the Pacific: its ships, who attacks them, who warns them, and who helps.

`lane_plan` says when each ship is where, `lane_threat` when she would be attacked; here the two are brought together
for one run, and what happens to ships becomes events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from sim.base.spec import PartSpec, SideName, Spec, Trouble, kind, param
from sim.base.units import Duration, Fraction, Length, Speed
from sim.models.lane_check import trouble
from sim.models.lane_incidents import Incidents
from sim.models.lane_ships import legs, traffic
from sim.models.lane_tables import write
from sim.models.lane_warnings import Warnings
from sim.parts.corridor import Groups
from sim.parts.merchant_ship import MERCHANTS, Share, ShipSort
from sim.parts.theatre import Theatre

__all__ = ["Lane", "Masters", "SeaLane"]

SHAFT: Final = "Ships and Risk, August 2012: from 16 to 18 kn the chance of an approach that succeeds is halved"


class Masters(Spec):
    """What share of masters does what when a warning reaches them."""

    speed_up: Fraction = param(0.35, about="go as fast as they can through the area")
    stand_off: Fraction = param(0.15, about="pass clear of the area, where there is room")
    wait: Fraction = param(0.05, about="wait outside")
    join: Fraction = param(0.15, about="join the next group transit; where none sails they speed up")
    lookout: Fraction = param(0.3, about="keep a better lookout, as all do, and no more")


def _over_defaults(given: Any) -> Any:
    """Read types of ship over those that there are, so that one key of one type can be changed."""
    if not isinstance(given, Mapping):
        return given
    merged = {
        name: {**MERCHANTS.get(name, {}), **each} if isinstance(each, Mapping) else each for name, each in given.items()
    }
    return {**MERCHANTS, **merged}


@kind("sea_lane")
class SeaLane(PartSpec):
    """What all flows of merchant ships have in common: types of ship, masters, and how ships are boarded."""

    ships: Annotated[dict[str, ShipSort], BeforeValidator(_over_defaults)] = param(
        dict(MERCHANTS), about="types of ship; name a type and a key to change it"
    )
    registered: dict[SideName, Share] = param({}, about="share of ships registered with each side; evenly if left out")
    masters: Masters = Field(default_factory=Masters, description="what masters do when they are warned")
    waits: Duration = param("12 h", about="how long who waits does so, unless the warning lapses before")
    idle: Fraction = param(0.1, about="share of her fuel that a ship burns while she waits")
    faster: Speed = param("2 kn", about="what more in speed, above 10 kn, halves the risk", source=SHAFT)
    higher: Length = param("4 m", about="what more in freeboard, above 4 m, halves the risk")
    alerted: Fraction = param(0.6, about="share of the chance of a boarding that is left against a warned crew")
    shown: int = param(1200, about="ships whose ways are written leg by leg, for maps", ge=0, le=100_000)

    def build(self, theatre: Theatre) -> Lane:
        return Lane(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Say which shares, ways and places cannot be."""
        yield from trouble(self, whole)


class Lane:
    """The lane in a run."""

    def __init__(self, spec: SeaLane, theatre: Theatre) -> None:
        self.spec, self.theatre = spec, theatre
        legs(theatre.setting.parts, theatre.setting.areas)  # ways are sought before a run's time is counted

    def start(self) -> None:
        """Sail all ships, and let those be attacked whose luck has it."""
        made = traffic(self.spec, self.theatre)
        warnings = Warnings(self.spec, self.theatre, made)
        incidents = Incidents(self.spec, self.theatre, made, warnings)
        warnings.replanned = incidents.expect
        for each in (actor for actor in self.theatre.actors.values() if isinstance(actor, Groups)):
            each.opened.append(warnings.open_groups)
        incidents.start()
        self.theatre.when_over.append(lambda: write(self.spec, self.theatre, made, warnings))
