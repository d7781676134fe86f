"""The theatre: what a scenario's parts are built into, and what they ask of each other.

It holds the truth (the fleet) and makes contacts of it; what a side believes of them is its picture's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from sim.base.spec import PartSpec
from sim.contact.engine import Engine
from sim.contact.laws import horizon_m
from sim.kernel.journal import Journal
from sim.kernel.run import Run
from sim.parts.arrangement import LinkSpec
from sim.parts.ending import write_tables
from sim.parts.fleet import HULLS_FROM, Fleet, Hull, Shelf
from sim.parts.seas import Seas
from sim.parts.sensing import ChangeMade, ContactGained, EvidenceHeld, Sensor, VesselInspected, sense
from sim.parts.setting import Change, Setting
from sim.parts.traffic import SMALL_M, Batch, Traffic, looks, mast_m
from sim.picture.evidence import USUAL, Contact
from sim.picture.links import NOTHING, Link, Terms
from sim.picture.picture import Picture
from sim.picture.tasking import Cue, Desk, Plan
from sim.world import daylight
from sim.world.areas import Box
from sim.world.motion import Track
from sim.world.weather import EAST_CHINA_SEA, SeaState

if TYPE_CHECKING:
    from sim.parts.fusion_cell import Cell
    from sim.parts.search import Search, Spell

__all__ = ["Actor", "AisSource", "Party", "Planned", "Platform", "Radar", "Theatre"]

WATCHED_S: Final = 6 * 3600.0
PLATFORMS_FROM: Final = 10_000_000
SWEEP_BY_SEA_STATE: Final = (1.0, 1.0, 1.0, 0.9, 0.75, 0.55, 0.4, 0.2, 0.1, 0.1)


class Actor(Protocol):
    """What a part becomes in a run; `spec` may be replaced while it goes on."""

    spec: Any

    def start(self) -> None:
        """Begin, once every part is built."""
        ...


@dataclass(slots=True)
class Planned:
    """The actor of a part whose vessels have all their motion planned."""

    spec: PartSpec

    def start(self) -> None:
        """Nothing is left to do."""


class AisSource(Protocol):
    """A receiver of AIS: whom it heard (vessel, from_s, to_s), and when it last heard a directed vessel."""

    def heard(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...
    def last_heard(self, hull: Hull, before_s: float) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Platform:
    """Something that moves or stands and is no vessel of the fleet: an aircraft, a patrol ship, a station.

    `range_m` is how far off it sees a ship of 100 m, as maps show it.
    """

    name: str
    side: str
    sort: str
    track: Track
    range_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Radar:
    """A radar switched on: whose, carried by what, and its reach and cap as the engine takes them."""

    side: str
    track: Track
    reach_m: float
    cap_m: float


@dataclass(slots=True)
class Party:
    """One side in the run: its picture, its tasking desk, its receivers of AIS, its cell and its links to others."""

    name: str
    picture: Picture
    desk: Desk
    ais: list[AisSource] = field(default_factory=list)
    cell: Cell | None = None
    out: list[Link] = field(default_factory=list)
    evidence: set[int] = field(default_factory=set)

    def close(self, contact: Contact, *, lawful: bool) -> None:
        """Remember that the vessel of a contact has been looked at."""
        if self.cell is not None:
            self.cell.close(contact, lawful=lawful)


class Theatre:
    """One run being played: the truth, the sides and their parts."""

    def __init__(self, run: Run, setting: Setting, shelf: Shelf | None = None) -> None:
        self.run, self.setting = run, setting
        self.fleet, self.engine = Fleet({} if shelf is None else shelf), Engine(run)
        self.seas = Seas(SeaState.sample(EAST_CHINA_SEA, run.start, setting.duration_s, run.stream("weather")))
        self.searches: list[Search] = []
        self.platforms: list[Platform] = []
        self.when_dark: list[Callable[[Hull, int], None]] = []
        self.when_met: list[Callable[[Any, int], None]] = []
        self.when_over: list[Callable[[], None]] = []
        self.radars: dict[int, Radar] = {}
        self.parties = {s: Party(s, Picture(s, USUAL), Desk(run, s)) for s in setting.sides}
        for party in self.parties.values():
            party.desk.announce = self._announcer(party)
        self._connect(setting.links)
        self.actors: dict[str, Actor] = {spec.id: spec.build(self) for spec in setting.parts}

    def play(self) -> Journal:
        """Run from beginning to end and return the journal."""
        self.begin()
        self.run.until(self.setting.duration_s)
        return self.end()

    def begin(self) -> None:
        """Let everybody start, and put all changes on the timetable."""
        legs = self.traffic.legs
        self.engine.add_targets(legs.select(self.traffic.is_suspicious[legs.mover]), self.reach_m)
        for actor in self.actors.values():
            actor.start()
        for change in self.setting.changes:
            self.run.at(change.at_s, partial(self._apply, change))

    def end(self) -> Journal:
        """Write what is known only now, and return the journal."""
        for finish in self.when_over:
            finish()
        write_tables(self)
        return self.run.journal

    # What parts bring in

    @property
    def traffic(self) -> Traffic:
        """The planned vessels, once every part is built."""
        return self.fleet.traffic

    def plan(self, spec: PartSpec, make: Callable[[], Batch]) -> Planned:
        """Bring in the planned vessels of a part, shared by the cases of a replication."""

        def whole() -> Batch:
            batch = make()
            deviates = self.run.stream("looks", spec.id).standard_normal(len(batch.length_m))
            return replace(batch, looks_m=looks(batch.length_m, deviates))

        areas = tuple(self.setting.areas.items())
        self.fleet.plan((spec.id, repr(spec), self.run.streams, self.setting.duration_s, areas), whole)
        return Planned(spec)

    def new_platform(
        self, name: str, side: str, sort: str, position_deg: tuple[float, float], range_m: float = 0.0
    ) -> Track:
        """Bring a platform into being now and return its track."""
        track = Track(PLATFORMS_FROM + len(self.platforms), position_deg, self.run.now)
        self.platforms.append(Platform(name, side, sort, track, range_m))
        return track

    def new_hull(self, name: str, length_m: float, position_deg: tuple[float, float]) -> Hull:
        """Bring a directed vessel into being; it is a target from now on."""
        deviate = float(self.run.stream("looks", name).standard_normal())
        hull = self.fleet.add_hull(name, length_m, position_deg, float(looks(length_m, deviate)))
        self.engine.add_targets(hull.track.plan(self.run.now), horizon_m(hull.height_m))
        return hull

    def moved(self, hull: Hull) -> None:
        """Tell the engine and every search that a directed vessel's plan has changed."""
        self.engine.redirect(hull.vessel, hull.track.plan(self.run.now))
        for search in list(self.searches):
            search.consider(hull)

    def add_contacts(
        self, side: str, sensor: str, vessel: np.ndarray, start_s: np.ndarray, end_s: np.ndarray,
        luck: np.ndarray | None = None,
    ) -> None:  # fmt: skip
        """Write contacts with planned vessels to the journal in bulk; `luck` decides whether one is ever released.

        A sensor that writes more than once brings luck of its own.
        """
        n = len(vessel)
        if luck is None:
            luck = self.traffic.luck(vessel, partial(self.run.stream, "released", side, sensor, 0))
        self.run.journal.append(
            "contact", side=np.full(n, side), sensor=np.full(n, sensor), vessel=vessel, start_s=start_s, end_s=end_s,
            luck=luck,
        )  # fmt: skip

    # What parts ask of the truth

    def contact(self, side: str, sensor: Sensor, vessel: int, cause: int | None = None) -> Contact | None:
        """Let a sensor see a vessel now: log the contact and return what the side is told, or None if it is gone."""
        sight = self.fleet.sight(vessel, self.run.now)
        if sight is None:
            return None
        luck = partial(self.run.streams.uniform, "contact", sensor.name, self.fleet.name(vessel))
        signs, length_m, (lat, lon) = sense(sensor, sight, luck)
        number = self.run.log(ContactGained(side, sensor.name, vessel, lat, lon, tuple(sorted(signs))), cause)
        identity = sight.identity if sight.broadcasting else None
        drift = 1.0 if signs & {"pair", "slow"} else 5.0
        return Contact(
            number, self.run.now, lat, lon, sensor.error_m, sensor.name, signs, identity, length_m, drift_m_s=drift
        )

    def silence(self, side: str, vessel: int, last_s: float, identity: str | None, cause: int | None) -> Contact | None:
        """Let a side miss a vessel on AIS that was last heard some time ago: the datum is where it was then."""
        sight = self.fleet.sight(vessel, last_s)
        if sight is None:
            return None
        signs = frozenset({"gap", "small"} if sight.length_m < SMALL_M else {"gap"})
        number = self.run.log(
            ContactGained(side, "AIS silence", vessel, sight.lat_deg, sight.lon_deg, tuple(sorted(signs))), cause
        )
        return Contact(
            number, last_s, sight.lat_deg, sight.lon_deg, 500.0, "AIS silence", signs, identity or sight.identity,
            sight.length_m,
        )  # fmt: skip

    def inspect(self, side: str, asset: str, vessel: int, contact: Contact, photo: float, cause: int) -> str:
        """Let an asset look at a vessel beside it; return observed, identified, lawful or gone."""
        sight = self.fleet.sight(vessel, self.run.now)
        party = self.parties[side]
        if sight is None:
            return "gone"
        if vessel < HULLS_FROM:
            self.run.log(VesselInspected(side, asset, vessel, "lawful"), cause)
            party.close(contact, lawful=True)
            return "lawful"
        hull = self.fleet.hull(vessel)
        luck = self.run.streams.uniform("photo", asset, hull.name, round(self.run.now / 3600))
        outcome = "observed" if hull.meeting is not None and luck < photo else "identified"
        seq = self.run.log(VesselInspected(side, asset, vessel, outcome), cause)
        party.picture.listed.add(hull.name)
        party.close(contact, lawful=False)
        if outcome == "observed":
            self.photographed(side, hull.meeting.number, hull.meeting.observed(seq), contact, seq)
        return outcome

    def alarm(self, vessel: int, cause: int) -> None:
        """Let a vessel see that somebody comes."""
        if vessel >= HULLS_FROM and (meeting := self.fleet.hull(vessel).meeting) is not None:
            meeting.alarmed(cause)

    def went_dark(self, hull: Hull, cause: int) -> None:
        """Tell every cell's AIS watch that a vessel has fallen silent or changed its identity."""
        for listener in self.when_dark:
            listener(hull, cause)

    def suspicious_stays(self, box: Box, from_s: float, until_s: float) -> dict[int, list[Spell]]:
        """Return when planned vessels that could bear a sign are inside a box during a span of time."""
        mover, enter_s, leave_s = self.traffic.suspicious_presence(box)
        now = (enter_s < until_s) & (leave_s > from_s)
        spells: dict[int, list[Spell]] = {}
        for vessel, enter, leave in zip(mover[now].tolist(), enter_s[now].tolist(), leave_s[now].tolist(), strict=True):
            spells.setdefault(vessel, []).append((enter, leave))
        return spells

    def where(self, vessel: int, contact: Contact) -> tuple[float, float]:
        """Return where an asset that has a vessel on its radar finds it, or where it was if it is gone."""
        sight = self.fleet.sight(vessel, self.run.now)
        return (sight.lat_deg, sight.lon_deg) if sight else (contact.lat_deg, contact.lon_deg)

    def is_day(self, lat_deg: float, lon_deg: float) -> bool:
        """Say whether the sun is up at a place now."""
        return bool(daylight.is_day(self.run.start, self.run.now, lat_deg, lon_deg))

    def sea_state(self) -> int:
        """Return the Douglas sea state now, where no region has its own."""
        return int(self.seas.everywhere.at(self.run.now))

    def sweep_factor(self) -> float:
        """Return what the sea leaves of a sweep width that is stated for a calm (assumed)."""
        return SWEEP_BY_SEA_STATE[self.sea_state()]

    # What a side tells its partners

    def share(
        self, sender: str, product: str, subject: str, deliver: Callable[[Party, Terms, int], None], cause: int
    ) -> None:
        """Send a product over each of a side's links; `deliver` is told who got it, on what terms, by which report."""
        for link in self.parties[sender].out:
            link.send(product, subject, partial(deliver, self.parties[link.receiver], link.terms), cause=cause)

    def photographed(
        self, side: str, transfer: int, identities: Sequence[str], contact: Contact | None, cause: int
    ) -> None:
        """Let a side hold photographs of a transfer, list the ships in them, and pass the images on."""
        self.parties[side].picture.listed.update(identities)
        held = self._hold(self.parties[side], transfer, side, cause)

        def deliver(party: Party, terms: Terms, report: int) -> None:
            self._hold(party, transfer, side, report)
            if terms.carries("custody"):
                party.picture.listed.update(identities)
            if terms.carries("deconfliction") and contact is not None:
                party.close(contact, lawful=False)

        if held is not None:
            self.share(side, "image", f"transfer {transfer}", deliver, held)

    def _hold(self, party: Party, transfer: int, taken_by: str, cause: int) -> int | None:
        """Log that a side holds evidence of a transfer, the first time."""
        if transfer in party.evidence:
            return None
        party.evidence.add(transfer)
        return self.run.log(EvidenceHeld(party.name, transfer, taken_by), cause)

    def _announcer(self, party: Party) -> Callable[[Cue, int], None]:
        def announce(cue: Cue, cause: int) -> None:
            plan = Plan(cue.position, cue.eta_s, cue.eta_s + WATCHED_S)

            def deliver(partner: Party, terms: Terms, report: int) -> None:
                if terms.carries("deconfliction"):
                    partner.desk.learn(plan, report)

            self.share(party.name, "tasking", f"cue {cue.number}", deliver, cause)

        return announce

    # The setting, and changes to it

    def _connect(self, specs: Sequence[LinkSpec]) -> None:
        known = {(link.sender, link.receiver): link for party in self.parties.values() for link in party.out}
        for party in self.parties.values():
            party.out = []
        for spec in specs:
            link = known.get((spec.sender, spec.receiver))
            link = link or Link(self.run, spec.sender, spec.receiver, spec.terms())
            link.terms = spec.terms()
            self.parties[spec.sender].out.append(link)

    def _terms(self) -> dict[tuple[str, str], Terms]:
        return {(link.sender, link.receiver): link.terms for party in self.parties.values() for link in party.out}

    def _apply(self, change: Change) -> None:
        made = self.run.log(ChangeMade(change.id))
        for spec in change.parts:
            self.actors[spec.id].spec = spec
        if change.links is not None:
            before = self._terms()
            self._connect(change.links)
            for (sender, receiver), terms in self._terms().items():
                if terms != before.pop((sender, receiver), None):
                    self.run.log(terms.set_between(sender, receiver), made)
            for sender, receiver in before:
                self.run.log(NOTHING.set_between(sender, receiver), made)
        if sea := change.effect.get("weather"):
            where = self.setting.areas[sea["area"]] if "area" in sea else None
            self.seas.impose(sea["sea_state"], self.run.now, self.run.now + sea["for_s"], where)

    @cached_property
    def reach_m(self) -> np.ndarray:
        """How far over the horizon each planned vessel stands."""
        return np.asarray(horizon_m(mast_m(self.traffic.columns.length_m)))
