"""What happens on a sea lane, as its journal tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.kernel.events import EVERYBODY, Bar, Event

__all__ = [
    "AttemptEnded", "AttemptMade", "GroupsOpened", "ShipsWarned", "SuspectSeen", "ThreatRose", "WarningIssued",
    "WarningLapsed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThreatRose(Event):
    """Attackers are out in an area for some time; nobody knows."""

    says: ClassVar[str] = "attackers are out in {area} for {lasts_s}"
    known_by: ClassVar[tuple[str, ...]] = ()
    bar: ClassVar[Bar] = Bar("{area}", "attackers out", lasts="lasts_s")

    area: str
    lasts_s: float


@dataclass(frozen=True, slots=True)
class AttemptMade(Event):
    """A ship is approached by men who mean to board her; `side` is with whom she is registered."""

    says: ClassVar[str] = "ship {ship} is attacked in {area} at {speed_kn} kn, with {freeboard_m} m of freeboard"
    draws: ClassVar[tuple[str, ...]] = ("attempt", "area", "sort", "night", "warned")

    side: str
    ship: int
    sort: str
    area: str
    lat_deg: float
    lon_deg: float
    speed_kn: float
    freeboard_m: float
    night: bool
    sea_state: int
    warned: bool
    grouped: bool


@dataclass(frozen=True, slots=True)
class SuspectSeen(Event):
    """A ship reports craft that look like attackers, rightly or not; `false` is known to nobody."""

    says: ClassVar[str] = "ship {ship} reports suspicious craft in {area}"
    draws: ClassVar[tuple[str, ...]] = ("sighting", "area")

    side: str
    ship: int
    area: str
    lat_deg: float
    lon_deg: float
    false: bool


@dataclass(frozen=True, slots=True)
class WarningIssued(Event):
    """A centre has a warning out for an area: `origin` is the side whose ship it came from."""

    says: ClassVar[str] = "{centre} warns of {area} until {until_s}, on a report from {origin}"
    draws: ClassVar[tuple[str, ...]] = ("warning", "warning", "area", "until_s")

    side: str
    centre: str
    warning: int
    area: str
    origin: str
    until_s: float


@dataclass(frozen=True, slots=True)
class ShipsWarned(Event):
    """A warning reached the ships that will be in its area while it lives, and what their masters do about it."""

    says: ClassVar[str] = (
        "{ships} ships of {side} hear of {area}: {speed_up} speed up, {stand_off} stand off, {wait} wait, {join} join"
        " a group"
    )

    side: str
    warning: int
    area: str
    ships: int
    speed_up: int
    stand_off: int
    wait: int
    join: int
    lookout: int
    stale: bool
    false: bool


@dataclass(frozen=True, slots=True)
class WarningLapsed(Event):
    """A warning's life is over."""

    says: ClassVar[str] = "the warning of {area} lapses"
    ends: ClassVar[tuple[str, ...]] = ("warning", "warning")

    side: str
    warning: int
    area: str


@dataclass(frozen=True, slots=True)
class GroupsOpened(Event):
    """Groups sail through a corridor from now on; so many ships that are under way or will be are going to join."""

    says: ClassVar[str] = "groups sail through {corridor} from now on"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)

    corridor: str
    ships: int


@dataclass(frozen=True, slots=True)
class AttemptEnded(Event):
    """How it ended: boarded, repelled by the ship herself, or interrupted by help."""

    says: ClassVar[str] = "ship {ship} in {area}: {outcome} after {after_s}"
    draws: ClassVar[tuple[str, ...]] = ("outcome", "outcome")
    ends: ClassVar[tuple[str, ...]] = ("attempt",)

    side: str
    ship: int
    area: str
    outcome: str
    after_s: float
    value: float
