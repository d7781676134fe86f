"""Patrols along a sea lane: ships spread over an area, which go to who calls for help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.base.spec import AreaName, PartSpec, SideName, kind, param
from sim.base.units import Delay, Duration, Length, Speed
from sim.kernel.events import Event
from sim.parts.theatre import Theatre
from sim.world.areas import Water
from sim.world.coast import load
from sim.world.geodesy import NAUTICAL_MILE_M, apart_m

__all__ = ["LanePatrol", "Offer", "Patrol", "PatrolCame", "PatrolPosted", "PatrolSent"]

LatLon = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PatrolPosted(Event):
    """So many ships patrol an area from now on."""

    says: ClassVar[str] = "{side}: {patrol} patrols {area}, ships: {ships}"
    draws: ClassVar[tuple[str, ...]] = ("patrol", "patrol", "area", "ships")
    ends: ClassVar[tuple[str, ...]] = ("patrol", "patrol")

    side: str
    patrol: str
    area: str
    ships: int


@dataclass(frozen=True, slots=True)
class PatrolSent(Event):
    """A unit of a patrol goes to a ship that is attacked; `asked_by` is the side she is registered with."""

    says: ClassVar[str] = "{side}: {patrol} sends a {means} to help ship {ship}, {distance_nm} away"
    known_by: ClassVar[tuple[str, ...]] = ("side", "asked_by")
    draws: ClassVar[tuple[str, ...]] = ("answer", "from_lat_deg", "from_lon_deg", "means", "arrives_s")

    side: str
    asked_by: str
    patrol: str
    unit: int
    ship: int
    area: str
    means: str
    from_lat_deg: float
    from_lon_deg: float
    lat_deg: float
    lon_deg: float
    distance_nm: float
    arrives_s: float


@dataclass(frozen=True, slots=True)
class PatrolCame(Event):
    """A unit is with the ship that it was sent to, some time after she was attacked."""

    says: ClassVar[str] = "{side}: {patrol} is with ship {ship} after {response_s}"
    known_by: ClassVar[tuple[str, ...]] = ("side", "asked_by")
    ends: ClassVar[tuple[str, ...]] = ("answer",)

    side: str
    asked_by: str
    patrol: str
    ship: int
    area: str
    response_s: float


@kind("lane_patrol")
class LanePatrol(PartSpec):
    """Warships or patrol craft of one side that patrol an area and answer calls of merchant ships."""

    side: SideName = param(about="whose they are")
    area: AreaName = param(about="where they patrol", order="Patrol another area")
    ships: int = param(
        1, about="how many are on patrol at any time", order="Patrol with more ships, or fewer", ge=0, le=50
    )
    dash: Speed = param("25 kn", about="speed to who calls for help")
    ready: Delay = param("5 min", about="time from the call until a ship is on its way")
    helicopter: bool = param(True, about="whether each carries one")
    helicopter_speed: Speed = param("130 kn", about="its speed", source="Wildcat, 157 kn at most: general knowledge")
    helicopter_reach: Length = param("100 nm", about="how far from its ship it goes")
    helicopter_ready: Delay = param("20 min", about="time from the call to take-off")
    helicopter_sea_state: int = param(5, about="sea state above which it does not fly", ge=0, le=9)
    reach: Length = param("300 nm", about="farthest that a ship goes")
    busy: Duration = param("6 h", about="how long one is taken up by a call, once there")

    def build(self, theatre: Theatre) -> Patrol:
        return Patrol(self, theatre)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a patrol can do for a ship: which unit would be there how soon, by what means and from where."""

    patrol: Patrol
    unit: int
    after_s: float
    means: str
    position: LatLon
    distance_m: float


class Patrol:
    """A patrol in a run: which of its units are free, and until when the others are taken up."""

    def __init__(self, spec: LanePatrol, theatre: Theatre) -> None:
        self._spec, self.theatre = spec, theatre
        self._taken_until_s: dict[int, float] = {}

    @property
    def spec(self) -> LanePatrol:
        return self._spec

    @spec.setter
    def spec(self, spec: LanePatrol) -> None:
        self._spec = spec
        self._post()

    def start(self) -> None:
        """Take station."""
        self._post()

    def _post(self) -> None:
        spec = self.spec
        self.theatre.run.log(PatrolPosted(spec.side, spec.id, spec.area, spec.ships))

    def offer(self, call: str, where: LatLon, sea_state: int) -> Offer | None:
        """Return what the free unit does that would be there first, or nothing if none can come."""
        offers = [self._offer(unit, call, where, sea_state) for unit in range(self.spec.ships) if self._is_free(unit)]
        return min((each for each in offers if each is not None), key=lambda each: each.after_s, default=None)

    def _is_free(self, unit: int) -> bool:
        return self._taken_until_s.get(unit, 0.0) <= self.theatre.run.now

    def _offer(self, unit: int, call: str, where: LatLon, sea_state: int) -> Offer | None:
        """Find the unit where its own luck has it at this call; a helicopter goes if it is sooner there."""
        spec, run = self.spec, self.theatre.run
        water = Water(self.theatre.setting.areas[spec.area], load())
        lat, lon = water.random(1, run.stream("parts", spec.id, "where", unit, call))[0].tolist()
        far_m = float(apart_m((lat, lon), where))
        ways = []
        if spec.helicopter and sea_state <= spec.helicopter_sea_state and far_m <= spec.helicopter_reach:
            ways.append((spec.helicopter_ready + far_m / spec.helicopter_speed, "helicopter"))
        if far_m <= spec.reach:
            ways.append((spec.ready + far_m / spec.dash, "ship"))
        if not ways:
            return None
        after_s, means = min(ways)
        return Offer(self, unit, after_s, means, (lat, lon), far_m)

    def send(
        self, offer: Offer, asked_by: str, ship: int, area: str, where: LatLon, late_s: float, cause: int
    ) -> float:
        """Send a unit to a ship; return how long after the call it will be with her."""
        run, spec, after_s = self.theatre.run, self.spec, late_s + offer.after_s
        self._taken_until_s[offer.unit] = run.now + after_s + spec.busy
        sent = PatrolSent(
            spec.side, asked_by, spec.id, offer.unit, ship, area, offer.means, *offer.position, *where,
            offer.distance_m / NAUTICAL_MILE_M, run.now + after_s,
        )  # fmt: skip
        number = run.log(sent, cause)
        came = PatrolCame(spec.side, asked_by, spec.id, ship, area, after_s)
        run.after(after_s, lambda: run.log(came, number))
        return after_s
