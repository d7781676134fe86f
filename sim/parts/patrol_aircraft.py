"""Maritime patrol aircraft: a unit ashore that flies sorties by plan and on cues."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from sim.base.spec import AreaName, PartSpec, PlaceName, SideName, kind, param
from sim.base.units import Delay, Duration, Fraction, Length, Rate, Speed
from sim.parts.flight import Airmen, AirUnit
from sim.parts.theatre import Theatre
from sim.world.places import find

__all__ = ["PatrolAircraft"]


@kind("patrol_aircraft")
class PatrolAircraft(PartSpec):
    """Patrol aircraft of one side at one base."""

    side: SideName = param(about="whose they are")
    base: PlaceName = param(about="airfield")
    area: AreaName = param(about="where planned sorties search", order="Search another area")
    sorties: Rate = param("1 /d", about="planned sorties a day", order="Fly more sorties, or fewer")
    on_station: Duration = param(
        "6 h", about="time a planned sortie searches its area", order="Stay longer on station, or less long"
    )
    airframes: int = param(4, about="aircraft at the base", ge=1, le=200)
    crews: int = param(5, about="crews at the base", ge=1, le=400)
    turn_round: Delay = param("5 h", about="time from landing until an aircraft can fly again")
    crew_rest: Delay = param("12 h", about="time from landing until a crew can fly again")
    reaction: Delay = param("60 min", about="time from order to take-off")
    transit_speed: Speed = param("400 kn", about="speed to and from the area")
    search_speed: Speed = param("230 kn", about="speed while searching")
    sweep_width: Length = param("15 nm", about="sweep width against a ship of 100 m in a calm sea by day")
    endurance: Duration = param("10 h", about="time from take-off to landing, at most")
    datum_radius: Length = param("60 nm", about="largest uncertainty about a datum that is worth a search")
    datum_search: Duration = param("2 h", about="time given to a datum")
    sea_state_max: int = param(7, about="sea state above which it does not fly", ge=0, le=9)
    photo_day: Fraction = param(0.95, about="chance that a look by day gives evidence")
    photo_night: Fraction = param(0.6, about="chance that a look by night gives evidence")
    investigate: Fraction = param(0.05, about="probability of being illicit at which a contact is closed")

    def build(self, theatre: Theatre) -> _Unit:
        return _Unit(self, theatre)

    @cached_property
    def men(self) -> Airmen:
        """What its aircraft and crews can do."""
        return Airmen(
            self.airframes, self.crews, self.turn_round, self.crew_rest, self.reaction, self.transit_speed,
            self.search_speed, self.sweep_width, self.endurance, self.datum_radius, self.datum_search,
            self.sea_state_max, self.photo_day, self.photo_night, self.investigate,
        )  # fmt: skip


@dataclass
class _Unit:
    spec: PatrolAircraft
    theatre: Theatre
    unit: AirUnit = field(init=False)

    def __post_init__(self) -> None:
        place = find(self.spec.base)
        self.unit = AirUnit(self.theatre, self.spec.side, self.spec.id, lambda: self.spec.men, lambda: place.position)
        self.theatre.parties[self.spec.side].desk.assets.append(self.unit)

    def start(self) -> None:
        """Begin the flying programme."""
        self.theatre.run.process(self._programme())

    def _programme(self) -> Generator[Any, Any, None]:
        """Fly the planned sorties, each at a random time of its share of the day, weather and crews allowing."""
        run, luck = self.theatre.run, self.theatre.run.stream("parts", self.spec.id, "programme")
        due_s = 0.0
        for _ in count():
            rate = self.spec.sorties
            if rate <= 0:
                return
            yield run.env.timeout(max(0.0, due_s + luck.random() / rate - run.now))
            due_s += 1 / rate
            unit = self.unit
            if unit.airframes.free and unit.crews.free and self.theatre.sea_state() <= self.spec.sea_state_max:
                area = self.theatre.setting.areas[self.spec.area]
                run.process(unit.fly(None, area=area, on_station_s=self.spec.on_station))
