"""Illicit ship-to-ship transfers: receivers and suppliers who meet at sea, and move elsewhere once seen.

A receiver leaves home, goes dark, runs to a rendezvous, waits for its supplier, comes alongside when sea and light
suit, pumps, parts and goes home to rest. What it intends (where, how much, by night or not) is drawn from its own
stream, so that every case has the same intentions; what it does changes with what it notices.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, ClassVar, Final

import numpy as np
import simpy

from sim.base.distributions import RandomDuration, RandomLength, RandomVolume
from sim.base.spec import AreaName, PartSpec, PlaceName, kind, param
from sim.base.units import Delay, Flow, Fraction, Speed
from sim.kernel.events import Event
from sim.parts.fleet import Hull
from sim.parts.passage import passage, roads_of
from sim.parts.theatre import Theatre
from sim.world import daylight
from sim.world.areas import Water
from sim.world.coast import load

__all__ = [
    "Meeting", "TransferAgreed", "TransferBegan", "TransferEnded", "TransferNetwork", "WentDark",
]  # fmt: skip

Step = Generator[Any, Any, Any]
ALONGSIDE_DEG: Final = 0.0005  # some 55 m: alongside, well inside 500 m
NIGHT_WAIT_S: Final = 24 * 3600.0
CALM_WAIT_S: Final = 96 * 3600.0


@dataclass(frozen=True, slots=True)
class TransferAgreed(Event):
    """A receiver and a supplier have agreed to meet; `moved` is the chance that it is there because they avoid a place.

    Of transfers in an area that is chosen with a probability above its even share, the excess has come from elsewhere.
    """

    says: ClassVar[str] = "{receiver} and {supplier} agree to meet in {area}"

    transfer: int
    receiver: int
    supplier: int
    area: str
    lat_deg: float
    lon_deg: float
    cargo_bbl: float
    moved: float = 0.0


@dataclass(frozen=True, slots=True)
class WentDark(Event):
    """A vessel stopped transmitting on AIS, or goes on under another identity."""

    says: ClassVar[str] = "{vessel} stops transmitting, or goes on under another name"

    vessel: int
    as_identity: str


@dataclass(frozen=True, slots=True)
class TransferBegan(Event):
    """Two vessels are alongside and pumping."""

    says: ClassVar[str] = "transfer {transfer}: {receiver} and {supplier} lie alongside and begin to pump {cargo_bbl}"
    draws: ClassVar[tuple[str, ...]] = ("transfer", "transfer")

    transfer: int
    receiver: int
    supplier: int
    lat_deg: float
    lon_deg: float
    cargo_bbl: float
    planned_s: float
    in_progress: int


@dataclass(frozen=True, slots=True)
class TransferEnded(Event):
    """The two have parted, having moved so much; `how` is complete, broken off, or called off before it began."""

    says: ClassVar[str] = "transfer {transfer} ends: {how}, {moved_bbl} moved"
    ends: ClassVar[tuple[str, ...]] = ("transfer", "transfer")

    transfer: int
    moved_bbl: float
    how: str


@kind("transfer_network")
class TransferNetwork(PartSpec):
    """Ships that trade under sanctions by meeting at sea."""

    lawful: ClassVar[bool] = False

    receivers: int = param(6, about="ships that take cargo", ge=1, le=500)
    suppliers: int = param(4, about="ships that give it", ge=1, le=500)
    rendezvous: tuple[AreaName, ...] = param(about="where they meet", min_length=1)
    home: PlaceName = param("Nampo", about="port of the receivers")
    supply: PlaceName = param("Kaohsiung", about="roads that the suppliers come from")
    speed: Speed = param("10 kn", about="speed of all of them")
    length: RandomLength = param({"uniform": ["80 m", "120 m"]}, about="length of a ship")
    cargo: RandomVolume = param(
        {"lognormal": ["14400 bbl", "5000 bbl"]},
        about="cargo of one transfer",
        source="US Treasury advisory, March 2019: 263 deliveries in 2018, up to 3.78 million barrels",
    )
    pumping: Flow = param("1500 bbl/h", about="rate of pumping")
    mooring: RandomDuration = param("60 min", about="time to make fast and connect hoses")
    rest: RandomDuration = param({"triangular": ["2 d", "4 d", "9 d"]}, about="time in port between voyages")
    dark_lead: RandomDuration = param({"uniform": ["12 h", "40 h"]}, about="how long before meeting they go dark")
    supplier_dark: Fraction = param(0.7, about="share of suppliers that go dark too")
    false_identity: Fraction = param(0.15, about="share of voyages on which the receiver changes identity instead")
    night: Fraction = param(0.5, about="share of transfers that wait for the dark")
    sea_state_max: int = param(4, about="sea state above which nobody comes alongside", ge=0, le=9)
    break_off: Fraction = param(0.5, about="chance of parting when somebody comes")
    cast_off: Delay = param("20 min", about="time to part in haste")
    displacement: Fraction = param(0.7, about="by how much a rendezvous is avoided after being seen there")
    memory: Delay = param("20 d", about="how long it is avoided")

    def build(self, theatre: Theatre) -> _Network:
        return _Network(self, theatre)


@dataclass
class Meeting:
    """A transfer in progress, as assets that look at it find it."""

    number: int
    network: _Network
    area: str
    names: tuple[str, str]
    broken: simpy.Event
    noticed: bool = False

    def alarmed(self, cause: int) -> None:
        """See somebody coming: remember the place, and part in haste if the nerve fails."""
        self._notice(cause)
        network = self.network
        luck = network.run.streams.uniform("parts", network.spec.id, "nerve", self.number)
        if luck < network.spec.break_off:
            network.run.at(network.run.now + network.spec.cast_off, lambda: self._part(cause))

    def observed(self, cause: int) -> tuple[str, str]:
        """Be photographed from close by; return the names on the hulls."""
        self._notice(cause)
        return self.names

    def _notice(self, cause: int) -> None:
        if not self.noticed:
            self.noticed = True
            self.network.seen_at.setdefault(self.area, []).append((self.network.run.now, cause))

    def _part(self, cause: int) -> None:
        if not self.broken.triggered:
            self.broken.succeed(cause)


@dataclass(frozen=True, slots=True)
class _Intention:
    """What a receiver means to do on one voyage: drawn before anything is known of the day."""

    area_luck: float
    spot: np.ndarray
    cargo_bbl: float
    mooring_s: float
    lead_s: float
    supplier_lead_s: float
    at_night: bool
    false_identity: bool
    supplier_dark: bool
    rest_s: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Leg:
    """One ship's way to a meeting and back: from where, and to where in which area."""

    ship: Hull
    area: str
    at: tuple[float, float]
    route_deg: np.ndarray


@dataclass
class _Network:
    spec: TransferNetwork
    theatre: Theatre
    seen_at: dict[str, list[tuple[float, int]]] = field(default_factory=dict)  # when, and because of what

    def __post_init__(self) -> None:
        self.run = self.theatre.run
        self.idle = simpy.Store(self.run.env)
        self.transfers = self.in_progress = 0
        for area in self.spec.rendezvous:  # worked out once, before a run's time is counted
            for port in (self.spec.home, self.spec.supply):
                self._passage(port, area, self.theatre.setting.areas[area].centre)
        self.receivers = self._ships("receiver", self.spec.receivers, self.spec.home)
        self.suppliers = self._ships("supplier", self.spec.suppliers, self.spec.supply)

    def start(self) -> None:
        """Send each ship about its business, at a random point of its round."""
        for ship in self.suppliers:
            self.run.process(self._free(ship, self._phase(ship)))
        for number, ship in enumerate(self.receivers):
            self.run.process(self._receive(ship, number))

    def _ships(self, role: str, n: int, port: str) -> list[Hull]:
        lengths = self.spec.length.samples(self.run.stream("parts", self.spec.id, role), n)
        return [self.theatre.new_hull(f"{self.spec.id}-{role}-{i + 1}", float(length), roads_of(port))
                for i, length in enumerate(lengths)]  # fmt: skip

    def _phase(self, ship: Hull) -> float:
        return self.run.streams.uniform("parts", self.spec.id, "phase", ship.name) * self.spec.rest.mean * 2

    def _free(self, ship: Hull, after_s: float) -> Step:
        yield self.run.env.timeout(after_s)
        yield self.idle.put(ship)

    def _intend(self, number: int, voyage: int) -> _Intention:
        spec, rng = self.spec, self.run.stream("parts", self.spec.id, "voyage", number, voyage)
        luck = rng.random(6)
        return _Intention(
            luck[0], luck[1:3], spec.cargo.sample(rng), spec.mooring.sample(rng), spec.dark_lead.sample(rng),
            spec.dark_lead.sample(rng), luck[3] < spec.night, luck[4] < spec.false_identity,
            luck[5] < spec.supplier_dark, (spec.rest.sample(rng), spec.rest.sample(rng)),
        )  # fmt: skip

    # A receiver's round

    def _receive(self, receiver: Hull, number: int) -> Step:
        yield self.run.env.timeout(self._phase(receiver))
        for voyage in count():
            intention = self._intend(number, voyage)
            supplier: Hull = yield self.idle.get()
            area, moved = self._choose(intention.area_luck)
            at = self._spot(area, intention.spot)
            out = (
                self._way(receiver, self.spec.home, area, at),
                self._way(supplier, self.spec.supply, area, (at[0] + ALONGSIDE_DEG, at[1])),
            )
            yield from self._transfer(*out, intention, moved)
            self.run.process(self._return(out[1], intention.rest_s[1]))
            yield from self._sail_home(out[0])
            yield self.run.env.timeout(intention.rest_s[0])

    def _way(self, ship: Hull, port: str, area: str, at: tuple[float, float]) -> _Leg:
        return _Leg(ship, area, at, self._passage(port, area, at))

    def _passage(self, port: str, area: str, at: tuple[float, float]) -> np.ndarray:
        return passage(port, self.theatre.setting.areas[area], at)

    def _return(self, leg: _Leg, rest_s: float) -> Step:
        yield from self._sail_home(leg)
        yield from self._free(leg.ship, rest_s)

    def _transfer(self, receiving: _Leg, supplying: _Leg, intention: _Intention, moved: float) -> Step:
        """Meet, wait for dark and calm, and pump."""
        self.transfers += 1
        number, at, vessels = self.transfers, receiving.at, (receiving.ship.vessel, supplying.ship.vessel)
        event = TransferAgreed(number, *vessels, receiving.area, *at, intention.cargo_bbl, moved)
        agreed = self.run.log(event, max(chain.from_iterable(self.seen_at.values()))[1] if moved else None)
        receiver_goes = "alias" if intention.false_identity else "silent"
        supplier_goes = "silent" if intention.supplier_dark else "open"
        yield self.run.process(self._sail_out(receiving, intention.lead_s, receiver_goes, agreed)) & self.run.process(
            self._sail_out(supplying, intention.supplier_lead_s, supplier_goes, agreed)
        )
        if intention.at_night:
            yield self.run.env.timeout(self._until_dark(*at))
        calm = yield from self._await_calm()
        if calm:
            yield from self._pump(number, receiving, supplying.ship, intention, agreed)
        else:
            self.run.log(TransferEnded(number, 0.0, "called off"), agreed)

    def _pump(self, number: int, receiving: _Leg, supplier: Hull, intention: _Intention, cause: int) -> Step:
        """Lie alongside until the cargo is over, or until somebody comes and the nerve fails."""
        receiver, cargo_bbl = receiving.ship, intention.cargo_bbl
        whole_s = intention.mooring_s + cargo_bbl / self.spec.pumping
        self.in_progress += 1
        began_s = self.run.now
        began = self.run.log(
            TransferBegan(
                number, receiver.vessel, supplier.vessel, *receiving.at, cargo_bbl, whole_s, self.in_progress
            ),
            cause,
        )  # fmt: skip
        meeting = Meeting(number, self, receiving.area, (receiver.name, supplier.name), self.run.env.event())
        self._meet(receiver, supplier, meeting)
        for listener in self.theatre.when_met:
            listener(meeting, began)
        yield meeting.broken | self.run.env.timeout(whole_s)
        self._part(receiver, supplier)
        if self.run.now < began_s + whole_s:
            pumped_s = max(0.0, self.run.now - began_s - intention.mooring_s)
            self.run.log(TransferEnded(number, pumped_s * self.spec.pumping, "broken off"), meeting.broken.value)
        else:
            self.run.log(TransferEnded(number, cargo_bbl, "complete"), began)

    def _meet(self, receiver: Hull, supplier: Hull, meeting: Meeting) -> None:
        receiver.meeting = supplier.meeting = meeting
        receiver.mate, supplier.mate = supplier, receiver

    def _part(self, receiver: Hull, supplier: Hull) -> None:
        receiver.meeting = supplier.meeting = receiver.mate = supplier.mate = None
        self.in_progress -= 1

    # Where and when

    def _choose(self, luck: float) -> tuple[str, float]:
        """Choose a rendezvous, less likely one where it was seen of late, and say how likely it has moved there."""
        weights = [self._weight(area) for area in self.spec.rendezvous]
        edges = np.cumsum(weights) / sum(weights)
        place = int(np.searchsorted(edges, luck, side="right"))
        return self.spec.rendezvous[place], max(0.0, 1 - sum(weights) / (len(weights) * weights[place]))

    def _weight(self, area: str) -> float:
        since_s = self.run.now - self.spec.memory
        seen = sum(when_s > since_s for when_s, _ in self.seen_at.get(area, ()))
        return max(1e-3, (1 - self.spec.displacement) ** seen)

    def _spot(self, area: str, luck: np.ndarray) -> tuple[float, float]:
        """Return the water nearest to a random point of an area."""
        box, coast = self.theatre.setting.areas[area], load()
        spot = box.place(luck[None])[0]
        if coast.on_land(spot[:1], spot[1:])[0]:
            spot = Water(box, coast).random(1, self.run.stream("parts", self.spec.id, "spot", str(luck[0])))[0]
        return float(spot[0]), float(spot[1])

    def _until_dark(self, lat_deg: float, lon_deg: float) -> float:
        """Return the time to the next hour of darkness, none if it is dark."""
        hours = self.run.now + np.arange(0.0, NIGHT_WAIT_S + 1.0, 900.0)
        dark = daylight.is_night(self.run.start, hours, lat_deg, lon_deg)
        return float(hours[int(np.argmax(dark))] - self.run.now) if dark.any() else 0.0

    def _await_calm(self) -> Step:
        """Wait until the sea lets ships lie alongside; give up after four days."""
        until_s = self.run.now + CALM_WAIT_S
        while self.theatre.sea_state() > self.spec.sea_state_max and self.run.now < until_s:
            yield self.run.env.timeout(3600.0)
        return self.run.now < until_s

    # Moving

    def _sail_out(self, leg: _Leg, lead_s: float, goes: str, cause: int) -> Step:
        """Run to the rendezvous, falling silent or changing identity on the way."""
        arrive_s = self._go(leg.ship, leg.route_deg[1:])
        yield self.run.env.timeout(max(0.0, arrive_s - lead_s - self.run.now))
        if goes != "open":
            ship = leg.ship
            ship.hide(self.run.now, f"{ship.name}-alias" if goes == "alias" else "")
            self.theatre.went_dark(ship, self.run.log(WentDark(ship.vessel, ship.identity), cause))
        yield self.run.env.timeout(max(0.0, arrive_s - self.run.now))

    def _sail_home(self, leg: _Leg) -> Step:
        """Run home, transmitting again half-way."""
        arrive_s = self._go(leg.ship, leg.route_deg[::-1][1:])
        yield self.run.env.timeout((arrive_s - self.run.now) / 2)
        leg.ship.reappear(self.run.now)
        yield self.run.env.timeout(max(0.0, arrive_s - self.run.now))

    def _go(self, ship: Hull, points: Any) -> float:
        arrive_s = ship.track.go(self.run.now, points, self.spec.speed)
        self.theatre.moved(ship)
        return arrive_s
