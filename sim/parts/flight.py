"""Aircraft of one unit, ashore or afloat: airframes, crews, fuel, and what they do with a sortie.

A sortie patrols an area by the law of random search, goes to a cue's datum and searches the growing disc about it, and
closes whatever looks suspicious to look at it. Contacts are instants found by the law; flying between them takes time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import simpy

from sim.kernel.events import Event
from sim.kernel.resource import Resource
from sim.parts.lookout import Lookout
from sim.parts.search import BoxRegion, DatumRegion, Search
from sim.parts.sensing import Sensor
from sim.parts.theatre import Theatre
from sim.picture.evidence import Contact
from sim.picture.tasking import Cue
from sim.world.areas import Box
from sim.world.geodesy import NAUTICAL_MILE_M, apart_m
from sim.world.motion import Track

__all__ = ["AirUnit", "Airmen", "CueWorked", "Landed", "TookOff"]

Step = Generator[Any, Any, Any]
ALARM_M: Final = 10 * NAUTICAL_MILE_M
LEAST_SEARCH_S: Final = 1200.0


@dataclass(frozen=True, slots=True)
class TookOff(Event):
    """A sortie began."""

    says: ClassVar[str] = "{side}: an aircraft of {unit} takes off, sortie {sortie}"

    side: str
    unit: str
    sortie: int


@dataclass(frozen=True, slots=True)
class Landed(Event):
    """A sortie ended after some flying."""

    says: ClassVar[str] = "{side}: sortie {sortie} of {unit} lands after {flown_s}"

    side: str
    unit: str
    sortie: int
    flown_s: float


@dataclass(frozen=True, slots=True)
class CueWorked(Event):
    """An asset has done what it could about a cue: observed, identified, lawful, nothing or recalled."""

    says: ClassVar[str] = "{side}: {asset} reports on cue {cue}: {outcome}"

    side: str
    cue: int
    asset: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Airmen:
    """What one sort of aircraft and its crews can do."""

    airframes: int
    crews: int
    turn_round_s: float
    rest_s: float
    reaction_s: float
    transit_m_s: float
    search_m_s: float
    sweep_width_m: float
    endurance_s: float
    datum_radius_m: float
    datum_search_s: float
    sea_state_max: int
    photo_day: float
    photo_night: float
    investigate: float
    range_m: float = math.inf
    base_m_s: float = 0.0


@dataclass(slots=True)
class _Sortie:
    """One flight: its fuel ends at `until_s`; `job` is what it does, `wake` is how it is told of something."""

    number: int
    track: Track
    until_s: float
    cause: int
    cue: Cue | None = None
    target: Contact | None = None
    target_vessel: int = -1
    job: str = "transit"
    patrol_until_s: float = 0.0
    wake: simpy.Event | None = None
    news: list[tuple[str, Any]] = field(default_factory=list)


class AirUnit:
    """The aircraft of one unit."""

    def __init__(
        self, theatre: Theatre, side: str, name: str, men: Callable[[], Airmen], base: Callable[[], tuple[float, float]]
    ) -> None:
        self.theatre, self.run, self.side, self._name = theatre, theatre.run, side, name
        self._men, self.base = men, base
        self.airframes = Resource(self.run, f"airframes of {name}", men().airframes)
        self.crews = Resource(self.run, f"crews of {name}", men().crews)
        self.sorties: list[_Sortie] = []
        self._scrambling: list[Cue] = []
        self._flown = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def men(self) -> Airmen:
        return self._men()

    # As an asset of the desk

    def quote(self, cue: Cue) -> float | None:
        """Return the earliest time at which one of its aircraft could begin to search the datum."""
        times = [eta for sortie in self.sorties if (eta := self._divert_eta(sortie, cue)) is not None]
        if (eta := self._launch_eta(cue.position)) is not None:
            times.append(eta)
        eta_s = min(times, default=math.inf)
        return eta_s if cue.radius_m(eta_s) <= self.men.datum_radius_m else None

    def assign(self, cue: Cue, cause: int) -> None:
        """Divert the aircraft that is soonest there, or launch one."""
        diverted = [(eta, s.number, s) for s in self.sorties if (eta := self._divert_eta(s, cue)) is not None]
        launch = self._launch_eta(cue.position)
        if diverted and (launch is None or min(diverted)[0] <= launch):
            sortie = min(diverted)[2]
            sortie.cue, sortie.cause = cue, cause
            self._tell(sortie, "cue", cue)
        else:
            self._scrambling.append(cue)
            self.run.process(self.fly(cause, cue=cue))

    def recall(self, cue: Cue, cause: int) -> bool:
        """Call off the aircraft that is on its way to a datum."""
        for sortie in self.sorties:
            if sortie.cue is cue and sortie.job == "going":
                self._tell(sortie, "recall", cause)
                return True
        return self._off_the_ground(cue)

    def look_at(self, contact: Contact, vessel: int) -> bool:
        """Send an aircraft from the deck to look at a contact, and say whether one went."""
        if self._launch_eta(contact.position) is None:
            return False
        self.run.process(self.fly(contact.number, target=contact, vessel=vessel))
        return True

    def _launch_eta(self, at: tuple[float, float]) -> float | None:
        men = self.men
        gone_m = apart_m(self.base(), at)
        ready = self.airframes.free > 0 and self.crews.free > 0 and self.theatre.sea_state() <= men.sea_state_max
        needed_s = 2 * gone_m / men.transit_m_s + LEAST_SEARCH_S
        if not ready or gone_m > men.range_m or needed_s > men.endurance_s:
            return None
        return self.run.now + men.reaction_s + gone_m / men.transit_m_s

    def _home_s(self, here: tuple[float, float]) -> float:
        return apart_m(here, self.base()) / self.men.transit_m_s

    def _bingo_s(self, sortie: _Sortie, places: Sequence[tuple[float, float]] = ()) -> float:
        """Return when fuel bids it turn for home from the farthest of some places, else from here; a deck runs on."""
        home_s = max(map(self._home_s, places or [sortie.track.position(self.run.now)]))
        return self.run.now + (sortie.until_s - self.run.now - home_s) / (1 + self.men.base_m_s / self.men.transit_m_s)

    def _reaches(self, sortie: _Sortie, at: tuple[float, float]) -> bool:
        """Say whether it has the fuel to look at something and go home."""
        there_s = apart_m(sortie.track.position(self.run.now), at) / self.men.transit_m_s
        return self.run.now + there_s <= self._bingo_s(sortie, [at])

    def _divert_eta(self, sortie: _Sortie, cue: Cue) -> float | None:
        if sortie.job != "patrol" or sortie.cue is not None:
            return None
        here = sortie.track.position(self.run.now)
        eta_s = self.run.now + apart_m(here, cue.position) / self.men.transit_m_s
        home_s = self._home_s(cue.position)
        return eta_s if eta_s + LEAST_SEARCH_S + home_s <= sortie.until_s else None

    # A sortie

    def fly(
        self, cause: int | None, *, area: Box | None = None, on_station_s: float = 0.0, cue: Cue | None = None,
        target: Contact | None = None, vessel: int = -1,
    ) -> Step:  # fmt: skip
        """Take an airframe and a crew now, so that nobody else counts on them, and return the flight to be begun."""
        held = self.airframes.request(cause=cause), self.crews.request(cause=cause)
        return self._fly(held, cause, area, on_station_s, cue, target, vessel)

    def _fly(
        self, held: tuple[Any, Any], cause: int | None, area: Box | None, on_station_s: float, cue: Cue | None,
        target: Contact | None, vessel: int,
    ) -> Step:  # fmt: skip
        """Fly one sortie: take off, do the task, come home."""
        airframe, crew = held
        yield airframe & crew
        yield self.run.env.timeout(self.men.reaction_s)
        if cue is not None and not self._off_the_ground(cue):
            self.run.log(CueWorked(self.side, cue.number, self.name, "recalled"), cause)
            self.airframes.release(airframe)
            self.crews.release(crew)
            self.theatre.parties[self.side].desk.retry()
            return
        self._flown += 1
        took_off = self.run.log(TookOff(self.side, self.name, self._flown), cause)
        name, range_m = f"{self.name} sortie {self._flown}", self.men.sweep_width_m / 2
        track = self.theatre.new_platform(name, self.side, "aircraft", self.base(), range_m)
        sortie = _Sortie(self._flown, track, self.run.now + self.men.endurance_s, took_off, cue, target, vessel)
        self.sorties.append(sortie)
        began_s = self.run.now
        if area is not None:
            yield from self._patrol(sortie, area, on_station_s)
        yield from self._errands(sortie)
        sortie.job = "home"
        yield from self._go(sortie, self.base())
        self.sorties.remove(sortie)
        self.run.log(Landed(self.side, self.name, sortie.number, self.run.now - began_s), sortie.cause)
        self.run.process(self._make_ready(self.airframes, airframe, self.men.turn_round_s))
        self.run.process(self._make_ready(self.crews, crew, self.men.rest_s))

    def _off_the_ground(self, cue: Cue) -> bool:
        """Take a cue off those for which somebody is being made ready, and say whether it was one of them."""
        ordered = any(each is cue for each in self._scrambling)
        self._scrambling = [each for each in self._scrambling if each is not cue]
        return ordered

    def _make_ready(self, pool: Resource, request: Any, after_s: float) -> Step:
        yield self.run.env.timeout(after_s)
        pool.release(request)
        self.theatre.parties[self.side].desk.retry()

    def _errands(self, sortie: _Sortie) -> Step:
        """Do what was ordered: look at one contact, then work cues for as long as they come."""
        if sortie.target is not None:
            yield from self._close(sortie, sortie.target_vessel, sortie.target, sortie.target.number)
        while sortie.cue is not None:
            yield from self._work(sortie, sortie.cue)

    def _patrol(self, sortie: _Sortie, area: Box, on_station_s: float) -> Step:
        yield from self._go(sortie, area.centre)
        corners = [(lat, lon) for lat in (area.south, area.north) for lon in (area.west, area.east)]
        sortie.patrol_until_s = min(self.run.now + on_station_s, self._bingo_s(sortie, corners))
        while self._patrolling(sortie):
            search = self._search(sortie, BoxRegion(area), sortie.patrol_until_s, ("patrol", sortie.number))
            lookout = Lookout(self.theatre, self.side, self.name, sortie.number, self.men, area)
            self.theatre.when_over.append(lookout.stopped)
            yield from self._listen(sortie, search, sortie.patrol_until_s, area)
            self._stop(sortie, search)
            self.theatre.when_over.remove(lookout.stopped)
            lookout.report()
            if sortie.cue is not None:
                yield from self._errands(sortie)

    def _patrolling(self, sortie: _Sortie) -> bool:
        sortie.patrol_until_s = min(sortie.patrol_until_s, self._bingo_s(sortie))
        return self.run.now < sortie.patrol_until_s - 1.0

    def _search(self, sortie: _Sortie, region: Any, until_s: float, key: tuple[str | int, ...]) -> Search:
        width_m = self.men.sweep_width_m * self.theatre.sweep_factor()
        return Search(
            self.theatre,
            region,
            (self.name, *key),
            lambda length_m: width_m * _by_length(length_m),
            self.men.search_m_s,
            until_s,
            lambda vessel: self._tell(sortie, "found", vessel),
        )

    def _listen(self, sortie: _Sortie, search: Search, until_s: float, area: Box | None) -> Step:
        """Search until the time is up or a cue comes; close each contact that looks worth it."""
        while self.run.now < (until_s := min(until_s, self._bingo_s(sortie))):
            sortie.job = "patrol" if area is not None else "datum"
            if area is not None and sortie.track.idle_s < until_s:
                self._wander(sortie, area, until_s)
            told = yield from self._hear(sortie, until_s)
            if told is None or told[0] != "found":
                return told
            outcome = yield from self._contact(sortie, told[1])
            if area is None and outcome in ("observed", "identified"):
                return outcome
        return None

    def _contact(self, sortie: _Sortie, vessel: int) -> Step:
        """Judge a radar contact on board; close it, or leave it to the cell."""
        contact = self.theatre.contact(self.side, self._radar(), vessel, sortie.cause)
        party = self.theatre.parties[self.side]
        if contact is None or party.picture.cleared(contact, self.run.now):
            return None
        if party.picture.judge(contact) >= self.men.investigate and self._reaches(sortie, contact.position):
            return (yield from self._close(sortie, vessel, contact, contact.number))
        if party.cell is not None:
            party.cell.submit(contact)
        return None

    def _close(self, sortie: _Sortie, vessel: int, contact: Contact, cause: int) -> Step:
        """Fly up to a contact and look; whoever is there may see the aircraft coming."""
        sortie.job = "closing"
        at = self.theatre.where(vessel, contact)
        gone_m = apart_m(sortie.track.position(self.run.now), at)
        arrive_s = sortie.track.go(self.run.now, [at], self.men.transit_m_s)
        yield self.run.env.timeout(max(0.0, gone_m - ALARM_M) / self.men.transit_m_s)
        self.theatre.alarm(vessel, cause)
        yield self.run.env.timeout(max(0.0, arrive_s - self.run.now))
        photo = self.men.photo_day if self.theatre.is_day(*at) else self.men.photo_night
        return self.theatre.inspect(self.side, self.name, vessel, contact, photo, cause)

    def _work(self, sortie: _Sortie, cue: Cue) -> Step:
        """Go to a cue's datum and search the disc about it."""
        sortie.job = "going"
        recalled = yield from self._go(sortie, cue.position, heed=True)
        outcome = "recalled" if recalled else (yield from self._search_datum(sortie, cue))
        sortie.cue = None
        self.theatre.parties[self.side].desk.done(cue)
        self.run.log(CueWorked(self.side, cue.number, self.name, outcome), sortie.cause)

    def _search_datum(self, sortie: _Sortie, cue: Cue) -> Step:
        sortie.job = "datum"
        until_s = min(self.run.now + self.men.datum_search_s, self._bingo_s(sortie))
        radius_m = max(cue.radius_m(self.run.now), NAUTICAL_MILE_M)
        region = DatumRegion(cue.position, radius_m, cue.drift_m_s, self.run.now)
        search = self._search(sortie, region, until_s, ("cue", cue.side, cue.suspect, round(cue.datum_s)))
        outcome = yield from self._listen(sortie, search, until_s, None)
        self._stop(sortie, search)
        return outcome if isinstance(outcome, str) else "nothing"

    def _stop(self, sortie: _Sortie, search: Search) -> None:
        search.stop()
        sortie.news = [told for told in sortie.news if told[0] != "found"]

    def _radar(self) -> Sensor:
        return Sensor(self.name, 500.0, 0.7, sees_speed=True)

    # Moving, and being told

    def _go(self, sortie: _Sortie, there: tuple[float, float], *, heed: bool = False) -> Step:
        arrive_s = sortie.track.go(self.run.now, [there], self.men.transit_m_s)
        if not heed:
            yield self.run.env.timeout(max(0.0, arrive_s - self.run.now))
            return False
        told = yield from self._hear(sortie, arrive_s)
        return told is not None and told[0] == "recall"

    def _wander(self, sortie: _Sortie, area: Box, until_s: float) -> None:
        """Lay out legs between random points of the area: a random search is no pattern, so any will do."""
        luck = self.run.stream("parts", self.name, "wander", sortie.number, round(self.run.now))
        legs = 2 + int((until_s - self.run.now) * self.men.search_m_s / math.sqrt(area.area_m2) * 2)
        sortie.track.go(self.run.now, area.random(legs, luck), self.men.search_m_s)

    def _hear(self, sortie: _Sortie, until_s: float) -> Step:
        """Wait for news until a time; return it, or None."""
        if not sortie.news:
            sortie.wake = self.run.env.event()
            yield sortie.wake | self.run.env.timeout(max(0.0, until_s - self.run.now))
            sortie.wake = None
        return sortie.news.pop(0) if sortie.news else None

    def _tell(self, sortie: _Sortie, what: str, detail: Any) -> None:
        sortie.news.append((what, detail))
        if sortie.wake is not None and not sortie.wake.triggered:
            sortie.wake.succeed()


def _by_length(length_m: float) -> float:
    """Scale a sweep width, stated for a ship of 100 m, to a length: by its square root, at most half as much again."""
    return min(1.5, math.sqrt(length_m / 100.0))
