"""A patrol ship: it wanders over its area, watches by radar, goes to cues, and looks at what is suspicious.

With a helicopter it sends that first: a meeting sees a ship coming for half an hour, and parts.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import simpy

from sim.base.spec import AreaName, PartSpec, SideName, kind, param
from sim.base.units import Delay, Duration, Fraction, Length, Speed
from sim.contact.laws import horizon_m
from sim.parts.flight import Airmen, AirUnit, CueWorked
from sim.parts.radar import RadarWatch, shows_m
from sim.parts.theatre import Theatre
from sim.picture.evidence import Contact
from sim.picture.tasking import Cue
from sim.world.areas import Box, Circle, Water
from sim.world.coast import load
from sim.world.geodesy import NAUTICAL_MILE_M, apart_m

__all__ = ["PatrolShip"]

ALARM_M: Final = 12 * NAUTICAL_MILE_M
LOOK_M: Final = 4 * NAUTICAL_MILE_M
PATROL_LEGS: Final = 5
Step = Generator[Any, Any, Any]


@kind("patrol_ship")
class PatrolShip(PartSpec):
    """A warship or cutter on patrol."""

    side: SideName = param(about="whose it is")
    area: AreaName = param(about="where it patrols", order="Search another area")
    speed: Speed = param("14 kn", about="speed on patrol", order="Patrol at another speed")
    dash: Speed = param(
        "26 kn", about="speed to a cue or contact", source="River Batch 2 24 kn, Type 23 28 kn, at most"
    )
    radar: Length = param("25 m", about="height of its radar above the sea")
    radar_range: Length = param("40 nm", about="instrumented range of its radar")
    glimpse: Delay = param("60 s", about="mean time until a ship inside the range is detected")
    reach: Length = param("150 nm", about="farthest it goes for a cue", order="Go farther for a cue, or less far")
    datum_radius: Length = param("40 nm", about="largest uncertainty about a datum that is worth its going")
    datum_search: Duration = param("4 h", about="time given to a datum")
    investigate: Fraction = param(
        0.05,
        about="probability of being illicit at which a contact is closed",
        order="Close contacts from another probability on",
    )
    photo_day: Fraction = param(0.95, about="chance that a look by day gives evidence")
    photo_night: Fraction = param(0.6, about="chance that a look by night gives evidence")
    helicopter: bool = param(False, about="whether it carries one")
    helicopter_speed: Speed = param("130 kn", about="its speed", source="Wildcat, 157 kn at most: general knowledge")
    helicopter_endurance: Duration = param("2.25 h", about="its endurance", source="Wildcat: general knowledge")
    helicopter_sweep: Length = param("12 nm", about="its sweep width against a ship of 100 m in a calm sea by day")
    helicopter_ready: Delay = param("30 min", about="time from order to take-off")
    helicopter_sea_state: int = param(5, about="sea state above which it does not fly", ge=0, le=9)

    def build(self, theatre: Theatre) -> _Ship:
        return _Ship(self, theatre)

    @cached_property
    def men(self) -> Airmen:
        """What its helicopter and crew can do."""
        return Airmen(
            1, 1, 2 * 3600.0, 4 * 3600.0, self.helicopter_ready, self.helicopter_speed, 0.7 * self.helicopter_speed,
            self.helicopter_sweep, self.helicopter_endurance, self.datum_radius, 3600.0, self.helicopter_sea_state,
            self.photo_day, self.photo_night, self.investigate, 80 * NAUTICAL_MILE_M, self.dash,
        )  # fmt: skip


@dataclass
class _Ship:
    spec: PatrolShip
    theatre: Theatre
    unit: AirUnit | None = None
    cue: Cue | None = None
    cause: int = -1
    closing: bool = False
    _wake: simpy.Event | None = None
    _looked_for: Cue | None = None
    _seen: list[tuple[int, Contact]] = field(default_factory=list)

    def __post_init__(self) -> None:
        spec, theatre = self.spec, self.theatre
        self.run = theatre.run
        self.luck = self.run.stream("parts", spec.id)
        start = Water(self.area, load()).random(1, self.luck)[0]
        at, range_m = (float(start[0]), float(start[1])), shows_m(spec.radar, spec.radar_range)
        self.track = theatre.new_platform(spec.id, spec.side, "patrol_ship", at, range_m)
        self.radar = RadarWatch(theatre, spec.side, spec.id, self.track, lambda: self.spec.glimpse, self._contact)
        theatre.parties[spec.side].desk.assets.append(self)
        if spec.helicopter:
            here = lambda: self.track.position(self.run.now)  # noqa: E731
            self.unit = AirUnit(theatre, spec.side, f"{spec.id} helicopter", lambda: self.spec.men, here)
            theatre.parties[spec.side].desk.assets.append(self.unit)

    @property
    def area(self) -> Box:
        return self.theatre.setting.areas[self.spec.area]

    @property
    def name(self) -> str:
        return self.spec.id

    def start(self) -> None:
        """Switch the radar on and begin the patrol."""
        self.radar.switch_on(float(horizon_m(self.spec.radar)), self.spec.radar_range)
        self.run.process(self._patrol())

    # As an asset of the desk

    def quote(self, cue: Cue) -> float | None:
        """Return when it could be at the datum, unless it is busy, or that is too far or too vague."""
        gone_m = apart_m(self.track.position(self.run.now), cue.position)
        eta_s = self.run.now + gone_m / self.spec.dash
        if self.cue or self.closing or gone_m > self.spec.reach or cue.radius_m(eta_s) > self.spec.datum_radius:
            return None
        return eta_s

    def assign(self, cue: Cue, cause: int) -> None:
        """Leave the patrol for a datum."""
        self.cue, self.cause = cue, cause
        self._stir()

    def recall(self, cue: Cue, cause: int) -> bool:
        """Go back to patrol, unless it is at the datum or closing a contact."""
        if self.cue is not cue or self.closing or self.run.now >= cue.eta_s:
            return False
        self._work_done("recalled")
        self._stir()
        return True

    def _work_done(self, outcome: str) -> None:
        cue, self.cue = self.cue, None
        if cue is not None:
            self.theatre.parties[self.spec.side].desk.done(cue)
            self.run.log(CueWorked(self.spec.side, cue.number, self.name, outcome), self.cause)

    # What it sees

    def _contact(self, vessel: int, contact: Contact) -> None:
        """Judge a radar contact: leave it, or send the helicopter, or go."""
        party = self.theatre.parties[self.spec.side]
        if party.cell is not None:
            party.cell.submit(contact)
        suspicious = party.picture.judge(contact) >= self.spec.investigate
        if suspicious and not party.picture.cleared(contact, self.run.now):
            if self.unit is not None and self.unit.look_at(contact, vessel):
                return
            self._seen.append((vessel, contact))
            self._stir()

    # What it does

    def _patrol(self) -> Step:
        while True:
            if self._seen:
                yield from self._close(*self._seen.pop())
                self._seen.clear()
            elif self.cue is not None:
                yield from self._work(self.cue)
            else:
                yield from self._sail(Water(self.area, load()).random(PATROL_LEGS, self.luck), self.spec.speed)

    def _work(self, cue: Cue) -> Step:
        """Go to the datum, then about it within its radius, until something is seen or the time is up."""
        arrived = yield from self._sail([cue.position], self.spec.dash)
        until_s = cue.eta_s + self.spec.datum_search
        radius_m = max(cue.radius_m(self.run.now), 5 * NAUTICAL_MILE_M)
        if arrived and self._looked_for is not cue:  # once: who is found lawful is not looked at again and again
            self._looked_for = cue
            self.radar.look_again(self.track.mover, cue.position, radius_m)
        while arrived and not self._seen and self.cue is cue and self.run.now < until_s:
            about = Circle("datum", cue.position, radius_m).random(1, self.luck)
            arrived = yield from self._sail(about, self.spec.speed)
        if self.cue is cue and not self._seen and self.run.now >= until_s:
            self._work_done("nothing")

    def _close(self, vessel: int, contact: Contact) -> Step:
        """Run up to a contact; whoever is there sees the ship coming from twelve miles."""
        self.closing = True
        at = self.theatre.where(vessel, contact)
        arrive_s = self._steer([at], self.spec.dash) - LOOK_M / self.spec.dash
        alarm_s = max(0.0, arrive_s - (ALARM_M - LOOK_M) / self.spec.dash - self.run.now)
        yield self.run.env.timeout(alarm_s)
        self.theatre.alarm(vessel, contact.number)
        yield self.run.env.timeout(max(0.0, arrive_s - self.run.now))
        if apart_m(self.track.position(self.run.now), self.theatre.where(vessel, contact)) > 2 * LOOK_M:
            yield from self._chase(vessel, contact)
        photo = self.spec.photo_day if self.theatre.is_day(*at) else self.spec.photo_night
        outcome = self.theatre.inspect(self.spec.side, self.name, vessel, contact, photo, contact.number)
        self.closing = False
        if outcome in ("observed", "identified"):
            self._work_done(outcome)

    def _chase(self, vessel: int, contact: Contact) -> Step:
        """Run up to a vessel that has moved on meanwhile."""
        arrive_s = self._steer([self.theatre.where(vessel, contact)], self.spec.dash) - LOOK_M / self.spec.dash
        yield self.run.env.timeout(max(0.0, arrive_s - self.run.now))

    def _sail(self, points: Any, speed_m_s: float) -> Step:
        """Sail through points; return whether it arrived before something else came up."""
        arrive_s = self._steer(points, speed_m_s)
        self._wake = self.run.env.event()
        yield self._wake | self.run.env.timeout(max(0.0, arrive_s - self.run.now))
        stirred, self._wake = self._wake.triggered, None
        return not stirred

    def _steer(self, points: Any, speed_m_s: float) -> float:
        arrive_s = self.track.go(self.run.now, points, speed_m_s)
        plan = self.track.plan(self.run.now)
        # It is steered again on arrival, so the engine need not know it beyond an hour after that.
        plan.end_s[-1] = arrive_s + 3600.0
        self.theatre.engine.redirect(self.track.mover, plan)
        return arrive_s

    def _stir(self) -> None:
        if self._wake is not None and not self._wake.triggered:
            self._wake.succeed()
