"""A carrier strike group on a long voyage: its programme, its ships and what becomes of both.

The group is one formation. It steams from appointment to appointment, waits when early, hurries when late, flies,
replenishes, passes canals and straits, sends ships on errands and tasks, and leaves behind who breaks down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from pydantic import Field

from sim.base.spec import PartSpec, SideName, Trouble, kind, param
from sim.base.units import Fraction, Length, Speed
from sim.contact.laws import horizon_m
from sim.models.transit_away import Away
from sim.models.transit_check import legs, trouble
from sim.models.transit_course import Course, course
from sim.models.transit_events import (
    AppointmentMade,
    Arrived,
    CanalEntered,
    CanalJoined,
    ExerciseHeld,
    FlyingBegan,
    GroupFormed,
    Held,
    Missed,
    Sailed,
)
from sim.models.transit_formation import NEAR_S, Formation, Ledger, Step
from sim.models.transit_programme import Appointment, Base, Flying, Supply
from sim.models.transit_supply import Replenisher
from sim.parts.canal_convoy import Convoys
from sim.parts.passage import roads_of
from sim.parts.strait import Strait
from sim.parts.theatre import Radar, Theatre
from sim.parts.warship import Ship
from sim.world.geodesy import NAUTICAL_MILE_M

__all__ = ["CarrierGroup", "Group"]

HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
FLIES_FROM_H, FLIES_UNTIL_H = 10.0, 16.0  # local time at which the day's flying may begin
CANAL_M_S: Final = 4.0  # where no convoy is modelled
AIRBORNE_M: Final = 3000.0  # height of an airborne radar


@kind("carrier_group")
class CarrierGroup(PartSpec):
    """A group of warships that sails a programme of appointments."""

    side: SideName = param(about="whose it is")
    guide: str = param(about="id of the ship that the others keep station on")
    programme: tuple[Appointment, ...] = param(about="where it means to be, when; it begins at the first", min_length=2)
    bases: tuple[Base, ...] = param((), about="ports that fill tanks and mend ships, each with its owner")
    supporters: tuple[SideName, ...] = param(
        (), about="partners whose bases are open to the group", order="Open other bases to the group"
    )
    skip: tuple[str, ...] = param((), about="appointments that are left out", order="Leave appointments out")
    economical: Speed = param(
        "10 kn",
        about="slowest speed of advance; who is early then waits at the end",
        order="Set another slowest speed of advance",
    )
    speed_max: Speed = param(
        "18 kn",
        about="fastest speed of advance, if all its ships can keep it up",
        order="Set another fastest speed of advance",
    )
    hold: Speed = param("8 kn", about="speed while it waits at sea")
    operating: Speed = param("12 kn", about="speed in an exercise")
    chase: Speed = param("20 kn", about="speed of who follows to join again")
    shortest_stay: Fraction = param(
        0.5, about="share of a stay that is kept when late", order="Cut stays by more when late, or by less"
    )
    flying: Flying = Field(default_factory=Flying, description="the flying programme")
    supply: Supply = Field(default_factory=Supply, description="how it replenishes")
    antenna: Length = param("35 m", about="height of the guide's radar above the sea")
    radar_range: Length = param("60 nm", about="instrumented range of that radar")

    def build(self, theatre: Theatre) -> Group:
        return Group(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Say which legs cannot be sailed in time, or not at all, and where fuel gives out."""
        yield from trouble(self, whole)


class Group:
    """The group in a run: the main formation, its next appointment, and who does what for it."""

    def __init__(self, spec: CarrierGroup, theatre: Theatre) -> None:
        self._spec, self.theatre, self.run = spec, theatre, theatre.run
        self.ledger, self.replenisher, self.away = Ledger(), Replenisher(self), Away(self)
        straits = [part for part in theatre.setting.parts if isinstance(part, Strait)]
        self._straits = tuple((part.id, theatre.setting.areas[part.area]) for part in straits)
        self.following = 1  # the next appointment, by its number in the programme
        self.here: str | None = spec.programme[0].id
        self.in_port = True
        self._flown = -1
        self._joined_s: dict[str, float] = {}
        for a, b in legs(spec):  # worked out before a run's time is counted
            self.course(a.position, b.position)

    @property
    def spec(self) -> CarrierGroup:
        return self._spec

    @spec.setter
    def spec(self, spec: CarrierGroup) -> None:
        self._spec = spec
        self.main.wake()

    def start(self) -> None:
        """Lay out the programme, switch the radar on and sail."""
        ships = [each for each in self.theatre.actors.values() if isinstance(each, Ship)]
        ships = [ship for ship in ships if ship.spec.group == self.spec.id]
        ships.sort(key=lambda ship: ship.name != self.spec.guide)
        self.main = Formation(self, self.spec.id, ships, self.spec.programme[0].position)
        self.theatre.when_over.append(self._close)
        track, reach_m = self.main.guide.track, float(horizon_m(self.spec.antenna))
        self.theatre.radars[track.mover] = Radar(self.spec.side, track, reach_m, self.spec.radar_range)
        names, tanks_m3 = tuple(ship.name for ship in ships), tuple(0.0 if s.spec.nuclear else s.fuel_m3 for s in ships)
        self.run.log(GroupFormed(self.spec.side, self.spec.id, self.main.guide.name, track.mover, names, tanks_m3))
        for each in self.spec.programme:
            self._announce(each)
        self.away.start(ships)
        self.run.process(self._voyage())

    def _announce(self, each: Appointment) -> None:
        planned_s = self.planned_s(each)
        self.run.log(
            AppointmentMade(
                self.spec.side, each.id, each.whereabouts, each.sort, *each.position, planned_s - each.early, planned_s,
                planned_s + each.late, planned_s + each.stay, each.partners, each.ships,
                None if each.record is None else (each.record - self.run.start).total_seconds(), each.recorded,
                each.precision,
            )
        )  # fmt: skip

    def _close(self) -> None:
        for formation in (self.main, *(each for each in self.away.formations if each.ships)):
            formation.account()
            formation.lay()
        self.ledger.write(self.run)

    # The programme

    def planned_s(self, stop: Appointment) -> float:
        """Return when the group means to be at an appointment."""
        return (stop.planned - self.run.start).total_seconds()

    def ends_s(self, stop: Appointment) -> float:
        """Return when it means to leave it."""
        return self.planned_s(stop) + stop.stay

    def roads(self, place: str) -> tuple[float, float]:
        """Return where voyages to and from a port end and begin."""
        return roads_of(place)

    def course(self, a: tuple[float, float], b: tuple[float, float]) -> Course:
        """Return the course from one place to another."""
        return course(a, b, self._straits)

    def stop_from(self, nth: int) -> int:
        """Return the first appointment of the whole group from a number on, the last if there is none."""
        programme, skip = self.spec.programme, self.spec.skip
        those = (n for n in range(nth, len(programme)) if not programme[n].ships and programme[n].id not in skip)
        return next(those, len(programme) - 1)

    def _voyage(self) -> Step:
        main, first = self.main, self.spec.programme[0]
        yield from main.lie(self.ends_s(first))
        self.here, self.in_port = None, False
        for nth in range(1, len(self.spec.programme)):
            stop = self.spec.programme[nth]  # as it stands by now
            self.following = nth
            if stop.ships:
                self.away.detach(stop, main)
            elif stop.id in self.spec.skip:
                self.run.log(Missed(self.spec.side, stop.id, "skipped by choice"))
                self.away.welcome(stop, comes=False)
            else:
                self._send_to_fill(stop)
                yield from self.passage(main, stop)
                yield from self.call(main, stop)
        self.following = len(self.spec.programme)
        yield from main.lie(self.theatre.setting.duration_s)

    def _send_to_fill(self, soon: Appointment) -> None:
        """Let ships go for good whose time has come, and send an auxiliary to fill if there is need."""
        self.away.leave_for_good(self.main)
        errand = self.replenisher.errand(self.main.ships, self.main.place)
        if errand is not None and not (self.replenisher.supported(soon.place) and soon.sort == "port"):
            self.away.send(*errand, self.main)

    def passage(self, formation: Formation, stop: Appointment, cause: int | None = None) -> Step:
        """Steam to an appointment."""
        way = self.course(formation.place, stop.position)
        company = tuple(ship.name for ship in formation.ships)
        miles = way.length_m / NAUTICAL_MILE_M
        self.run.log(Sailed(self.spec.side, formation.name, stop.id, miles, len(company), company), cause)
        yield from formation.steam(way, self.planned_s(stop))

    def call(self, formation: Formation, stop: Appointment) -> Step:
        """Wait until an appointment opens, keep it, and stay as long as there is time for."""
        spec, planned_s, main = self.spec, self.planned_s(stop), formation is self.main
        opens_s = planned_s if stop.sort == "exercise" else planned_s - stop.early
        if (wait_s := opens_s - self.run.now) > NEAR_S:
            self.run.log(Held(spec.side, formation.name, stop.id, wait_s))
            yield from formation.operate(opens_s, "hold", spec.hold)
        kept = self.run.now <= planned_s + stop.late + NEAR_S
        arrived = self.run.log(Arrived(spec.side, formation.name, stop.id, self.run.now - planned_s, kept))
        if main:
            self.here, self.in_port, self.following = stop.id, stop.sort == "port", self.following + 1
            self.away.welcome(stop, comes=True)
        until_s = max(planned_s + stop.stay, self.run.now + spec.shortest_stay * stop.stay)
        if stop.sort == "exercise" and not kept:
            self.run.log(Missed(spec.side, stop.id, "its partner has gone"), arrived)
        elif stop.stay:
            yield from self._stay(formation, stop, until_s, arrived)
        if main and stop is not spec.programme[-1]:
            self.here, self.in_port = None, False

    def _stay(self, formation: Formation, stop: Appointment, until_s: float, cause: int) -> Step:
        began_s, formation.guest = self.run.now, stop.partners
        if stop.sort == "exercise":
            yield from formation.operate(until_s, "exercise", self.spec.operating)
            self.run.log(ExerciseHeld(self.spec.side, stop.id, stop.partners, self.run.now - began_s), cause)
        else:
            yield from formation.lie(until_s)
            if self.replenisher.supported(stop.place):
                self.replenisher.fill(formation.ships, stop.place or "", cause)
        formation.account()
        formation.guest = ()

    # Flying

    def can_fly(self, formation: Formation) -> bool:
        """Say whether a formation has a flight deck."""
        return any(ship.spec.role == "carrier" for ship in formation.ships)

    def _local(self, formation: Formation) -> tuple[int, float]:
        """Return the day of the voyage and the hour of it, by the sun."""
        start = self.run.start
        hours = (self.run.now / HOUR_S) + start.hour + start.minute / 60.0 + formation.position[1] / 15.0
        return math.floor(hours / 24.0), hours % 24.0

    def _is_flying_day(self, day: int) -> bool:
        luck = self.run.streams.uniform("parts", self.spec.id, "flying day", day)
        return day > self._flown and luck < self.spec.flying.days

    def flies(self, formation: Formation, sea_state: int) -> bool:
        """Say whether the day's flying begins now."""
        day, hour = self._local(formation)
        able = self.can_fly(formation) and sea_state <= self.spec.flying.sea_state_max
        return able and FLIES_FROM_H <= hour + 1e-6 < FLIES_UNTIL_H and self._is_flying_day(day)

    def flying_in_s(self, formation: Formation) -> float:
        """Return how long until flying might begin, on this day or the next."""
        if not self.can_fly(formation):
            return math.inf
        _, hour = self._local(formation)
        return ((FLIES_FROM_H - hour) % 24.0 or 24.0) * HOUR_S

    def fly(self, formation: Formation, on_passage: bool, _: float) -> Step:
        """Steam into the wind, whose angle to the course is as the day has it, with an airborne radar up."""
        day, flying = self._local(formation)[0], self.spec.flying
        self._flown = day
        onward = math.cos(2.0 * math.pi * self.run.streams.uniform("parts", self.spec.id, "wind", day))
        speed, span_s = min(flying.speed, formation.speed_max() * 1.25), flying.into_wind
        self.run.log(FlyingBegan(self.spec.side, formation.name, day, onward if on_passage else 0.0))
        self._watch_from_the_air(formation, day)
        way = 0.0
        if on_passage and formation.course is not None:
            zone = formation.course.zone(formation.gone_m)
            behind_m, ahead_m = zone.from_m - formation.gone_m, zone.until_m - formation.gone_m
            way = min(max(onward * speed, 0.9 * behind_m / span_s), 0.9 * ahead_m / span_s)
        ends_s = self.run.now + span_s
        while formation.ships and ends_s - self.run.now > NEAR_S:
            yield from formation.spell("fly", speed, way, ends_s - self.run.now)

    def _watch_from_the_air(self, formation: Formation, day: int) -> None:
        """Keep a radar up over the place at which flying begins."""
        flying, now = self.spec.flying, self.run.now
        name = f"{self.spec.id} airborne watch {day}"
        track = self.theatre.new_platform(name, self.spec.side, "aircraft", formation.position)
        track.hold(now, now + flying.watch)
        reach_m = float(horizon_m(AIRBORNE_M))
        self.theatre.radars[track.mover] = Radar(self.spec.side, track, reach_m, flying.watch_range)

    # Narrow water

    def strait_speed(self, name: str) -> float:
        """Return the speed that a strait allows."""
        return float(self.theatre.actors[name].spec.speed) if name else math.inf

    @cached_property
    def _convoys(self) -> dict[str, Convoys]:
        """The convoys of each canal that has some."""
        return {each.spec.passage: each for each in self.theatre.actors.values() if isinstance(each, Convoys)}

    def canals_take_s(self, ahead: Sequence[str]) -> float:
        """Return how long canals are planned for: the way through, and on average half the time between convoys."""
        specs = [self._convoys[canal].spec for canal in ahead if canal in self._convoys]
        return sum(spec.transit + spec.interval / 2.0 + spec.notice for spec in specs)

    def join_canal(self, formation: Formation, canal: str) -> float:
        """Join the queue of a canal and return when the formation goes in."""
        convoys = self._convoys.get(canal)
        self._joined_s[formation.name] = self.run.now
        if convoys is None:
            return self.run.now
        entry_s, ahead = convoys.place(self.run.now, len(formation.ships), f"{formation.name} {self.following}")
        self.run.log(CanalJoined(self.spec.side, formation.name, canal, ahead))
        return entry_s

    def enter_canal(self, formation: Formation, canal: str) -> float:
        """Go into a canal and return how long the way through takes."""
        wait_s = self.run.now - self._joined_s.pop(formation.name)
        self.run.log(CanalEntered(self.spec.side, formation.name, canal, wait_s))
        if (convoys := self._convoys.get(canal)) is not None:
            return float(convoys.spec.transit)
        assert formation.course is not None
        zone = formation.course.zone(formation.gone_m)
        return (zone.until_m - zone.from_m) / CANAL_M_S

    def ran_dry(self, formation: Formation) -> None:
        """Deal with ships that have no fuel left."""
        self.away.ran_dry(formation)
