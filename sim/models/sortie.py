"""One jet's life: turned round on a spot, launched, on a mission, back to a deck that can take it, mended at need."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.network import Done, Task, carry_out
from sim.kernel.pool import Claim
from sim.kernel.run import Run
from sim.models.sortie_events import (
    JetBroke,
    JetBroughtUp,
    JetDiverted,
    JetLaunched,
    JetMended,
    JetReady,
    JetRecovered,
    JetStruckDown,
    StepDone,
)  # fmt: skip
from sim.parts.interoperability import Table, table_of
from sim.world.geodesy import apart_m
from sim.world.motion import Track

if TYPE_CHECKING:
    from sim.models.flight_deck import Deck, FlightDeck, Repair

__all__ = ["LAND", "SPOT", "Jet"]

SPOT: Final = "spot"
LAND: Final = "land"
REFUEL: Final = "refuel"
MISSION, FERRY = "mission", "ferry"
LEG: Final = 0.35  # of a mission's time, out or back
Step = Generator[Any, Any, Any]


@dataclass(slots=True)
class _Luck:
    """What chance has in store for one flight and what follows, the same in every case."""

    rng: np.random.Generator
    mission_s: float
    recover_s: float
    launch_s: float
    ferry_s: float
    ashore_s: float
    fouls: float
    foul_s: float
    defect: float

    @classmethod
    def draw(cls, rng: np.random.Generator, spec: FlightDeck) -> _Luck:
        return cls(
            rng, spec.mission.sample(rng), spec.recover.sample(rng), spec.launch.sample(rng), spec.ferry.sample(rng),
            spec.ashore.sample(rng), rng.random(), spec.fouled_for.sample(rng), rng.random(),
        )  # fmt: skip

    def severity(self, repairs: tuple[Repair, ...]) -> Repair | None:
        """Return the repair that the flight makes necessary, if any."""
        upto = 0.0
        for each in repairs:
            upto += each.chance
            if self.defect < upto:
                return each
        return None


@dataclass(slots=True)
class Jet:
    """A jet in a run: where it lives, where it is, and the spots it holds."""

    name: str
    home: Deck
    at: Deck = field(init=False)
    track: Track = field(init=False)
    sortie: int = 0
    cause: int | None = None
    _own: Claim | None = None
    _guest: Claim | None = None
    _own_spot: int = 0
    _guest_spot: int = 0
    _landed_s: float = 0.0
    _off_s: float = 0.0

    def __post_init__(self) -> None:
        self.at = self.home
        self.track = self.home.theatre.new_platform(self.name, self.side, "jet", self.home.spec.position)

    @property
    def run(self) -> Run:
        return self.home.theatre.run

    @property
    def side(self) -> str:
        return self.home.spec.side

    @property
    def host(self) -> str:
        return self.at.spec.side

    @property
    def spot(self) -> int:
        return self._own_spot if self.at is self.home else self._guest_spot

    def live(self) -> Step:
        """Fly sortie after sortie until the run ends."""
        table = table_of(self.home.theatre)
        yield from self._take_own_spot()
        while True:
            wholly = self._wholly(self.at, table)
            purpose = MISSION if wholly else FERRY
            luck = _Luck.draw(self.run.stream("parts", self.name, self.sortie, purpose), self.home.spec)
            yield from self._turn(luck, table, wholly)
            yield from self._launch(luck, purpose)
            self._fly(luck, purpose)
            yield self.run.env.timeout(luck.mission_s if wholly else luck.ferry_s)
            yield from self._come_back(luck, table)
            if wholly:
                yield from self._mend(luck, table)

    # On deck

    def _take_own_spot(self) -> Step:
        """Wait for a spot at home; it is kept while the jet is in the air."""
        self._own = self.home.pool.request(self.home.needs(SPOT), key=self.name, cause=self.cause)
        yield self._own.granted
        self._own_spot = self.home.take_number()

    def _leave_spot(self) -> None:
        """Give up the spot that the jet stands on."""
        if self.at is self.home and self._own is not None:
            self.home.pool.release(self._own)
            self.home.give_number(self._own_spot)
            self._own, self._own_spot = None, 0
        elif self._guest is not None:
            self.at.pool.release(self._guest)
            self.at.give_number(self._guest_spot)
            self._guest, self._guest_spot = None, 0

    def _turn(self, luck: _Luck, table: Table, wholly: bool) -> Step:
        """Do the steps of a turn-round that may be done here, each when those before it are done."""
        done = carry_out(
            self.run, self.at.pool, tuple(self._tasks(luck, table, wholly)), self._step_done, key=self.name,
            cause=self.cause,
        )  # fmt: skip
        yield done
        turned_s = self.run.now - self._landed_s
        self.cause = self.run.log(JetReady(self.side, self.host, self.at.spec.id, self.name, turned_s), self.cause)

    def _tasks(self, luck: _Luck, table: Table, wholly: bool) -> Iterator[Task]:
        for step, needs, weather in self.at.steps:
            work_s = step.takes.sample(luck.rng)
            if wholly or (step.service in (LAND, REFUEL) and table.may(self.host, self.side, step.service)):
                yield Task(step.name, work_s, needs, step.after, fit_s=weather)
            elif step.service == REFUEL:
                yield Task(step.name, work_s, {}, step.after, delay_s=self.at.spec.fly_out, fit_s=weather)

    def _step_done(self, done: Done) -> None:
        waited_s, worked_s = done.began_s - done.ready_s, self.run.now - done.began_s
        step = StepDone(self.side, self.host, self.at.spec.id, self.name, self.spot, done.task.name, waited_s, worked_s)
        self.cause = self.run.log(step, done.event if done.event is not None else self.cause)

    def _mend(self, luck: _Luck, table: Table) -> Step:
        """Mend what the flight has broken, in the hangar if need be, by whoever may."""
        severity = luck.severity(self.home.spec.repairs)
        if severity is None:
            return
        found_s, here = self.run.now, self.at
        work_s = severity.takes.sample(self.run.stream("parts", self.name, self.sortie, "repair"))
        names = self.side, self.host, here.spec.id, self.name, severity.name
        self.cause = self.run.log(JetBroke(*names), self.cause)
        if severity.hangar:
            yield from self._hold(here, "lift", here.spec.lift)
            self.cause = self.run.log(JetStruckDown(*names[:4], self.spot), self.cause)
            self._leave_spot()
        if table.may(self.host, self.side, "repair"):
            yield from self._hold(here, "maintainers", work_s)
        else:
            yield self.run.env.timeout(here.spec.fly_out + work_s)
        if severity.hangar:
            yield from self._spot_again(here)
            yield from self._hold(here, "lift", here.spec.lift)
            self.cause = self.run.log(JetBroughtUp(*names[:4], self.spot), self.cause)
        self.cause = self.run.log(JetMended(*names, self.run.now - found_s), self.cause)

    def _spot_again(self, here: Deck) -> Step:
        if here is self.home:
            yield from self._take_own_spot()
            return
        self._guest = here.pool.request(here.needs(SPOT), key=self.name, cause=self.cause)
        yield self._guest.granted
        self._guest_spot = here.take_number()

    def _hold(self, deck: Deck, team: str, for_s: float) -> Step:
        """Have one of a team, or a place, for some time."""
        claim = deck.pool.request(deck.needs(team), key=self.name, cause=self.cause)
        yield claim.granted
        yield self.run.env.timeout(for_s)
        self.cause = deck.pool.release(claim)

    # Off the deck, and back

    def _launch(self, luck: _Luck, purpose: str) -> Step:
        """Take off when sea and flying day allow, and the ramp is free."""
        while True:
            begin_s = max(self.at.calm_s(), self.at.window_s() if purpose == MISSION else self.run.now)
            if begin_s > self.run.now:
                yield self.run.env.timeout(begin_s - self.run.now)
                continue
            claim = self.at.pool.request(self.at.needs("ramp"), key=self.name, cause=self.cause)
            yield claim.granted
            if self.at.calm_s() <= self.run.now:
                break
            self.at.pool.release(claim)
        yield self.run.env.timeout(luck.launch_s)
        self.cause = self.at.pool.release(claim)
        if self.at is not self.home:
            self._leave_spot()
        self.sortie += purpose == MISSION
        self._off_s = self.run.now
        launched = JetLaunched(self.side, self.host, self.at.spec.id, self.name, self.sortie, purpose)
        self.cause = self.run.log(launched, self.cause)

    def _fly(self, luck: _Luck, purpose: str) -> None:
        """Lay out the flight for maps: out to a point of the area, time there, and back; a ferry flight is straight."""
        area, now, home = self.home.spec.area, self.run.now, self.home.spec.position
        if purpose == FERRY:
            self._reach(now, home, luck.ferry_s)
        elif area is not None:
            lots = self.run.stream("parts", self.name, self.sortie, "where")
            ((lat, lon),) = self.home.theatre.setting.areas[area].random(1, lots).tolist()
            self._reach(now, (lat, lon), LEG * luck.mission_s)
            back_s = now + (1.0 - LEG) * luck.mission_s
            self.run.at(back_s, lambda: self._reach(back_s, home, LEG * luck.mission_s))

    def _reach(self, now: float, there: tuple[float, float], in_s: float) -> None:
        far_m = apart_m(self.track.position(now), there)
        if far_m > 1.0:
            self.track.go(now, [there], far_m / in_s)

    def _come_back(self, luck: _Luck, table: Table) -> Step:
        """Land on the first deck that can take the jet before its fuel is out, or go ashore and try again."""
        while True:
            overhead_s = self.run.now
            for deck in self._decks(table):
                hold_s = max(0.0, overhead_s + self.home.spec.hold - self.run.now)
                if (yield from self._lands(deck, luck, overhead_s, hold_s)):
                    return
            lost_s = luck.ashore_s
            self.cause = self.run.log(JetDiverted(self.side, self.name, self.sortie, lost_s), self.cause)
            yield self.run.env.timeout(lost_s)
            self._off_s = self.run.now

    def _decks(self, table: Table) -> Iterator[Deck]:
        """Yield the decks that may take the jet, the one it would rather land on first."""
        others: list[Deck] = [each for each in self.home.theatre.actors.values() if isinstance(each, type(self.home))]
        may = [deck for deck in others if deck is not self.home and table.may(deck.spec.side, self.side, LAND)]
        decks = [self.home, *may]
        if self.home.spec.returns == "freest":
            whole = [deck for deck in may if self._wholly(deck, table) and self._open(deck, 0.0)]
            best = min([self.home, *whole], key=lambda deck: deck.busyness())
            decks = [best, *(deck for deck in decks if deck is not best)]
        yield from decks

    def _wholly(self, deck: Deck, table: Table) -> bool:
        return table.all(deck.spec.side, self.side, [step.service for step in deck.spec.turn_round])

    def _open(self, deck: Deck, hold_s: float) -> bool:
        """Say whether a deck can take the jet within a time, as far as can be told from the air."""
        room = deck is self.home or deck.free(SPOT) > 0
        at_once = hold_s > 0.0 or deck is self.home or deck.free("landing") > 0
        return room and at_once and deck.opens_s() <= self.run.now + hold_s

    def _lands(self, deck: Deck, luck: _Luck, overhead_s: float, hold_s: float) -> Step:
        """Try to land on a deck; return whether it was done in time."""
        if not self._open(deck, hold_s):
            return False
        guest = None if deck is self.home else deck.pool.request(deck.needs(SPOT), key=self.name, cause=self.cause)
        claim = deck.pool.request(deck.needs("landing"), priority=-1, key=self.name, cause=self.cause)
        yield claim.granted | self.run.env.timeout(max(hold_s, 1.0))
        if not claim.granted.triggered or (guest is not None and not guest.granted.triggered):
            for each in (claim, guest):
                if each is not None:
                    deck.pool.release(each)
            return False
        self.at, self._guest = deck, guest
        self._reach(self.run.now, deck.spec.position, luck.recover_s)
        self._guest_spot = deck.take_number() if guest is not None else 0
        waited_s = self.run.now - overhead_s
        yield self.run.env.timeout(luck.recover_s)
        deck.pool.release(claim)
        self._landed_s = self.run.now
        event = JetRecovered(
            self.side, self.host, deck.spec.id, self.name, self.sortie, self.spot, self.run.now - self._off_s, waited_s
        )
        self.cause = self.run.log(event, self.cause)
        if luck.fouls < deck.spec.fouled:
            deck.foul(self.name, luck.foul_s, self.cause)
        return True
