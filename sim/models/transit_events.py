"""What happens to a group on passage, as its journal tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.kernel.events import EVERYBODY, Event

__all__ = [
    "AppointmentMade",
    "Arrived",
    "BrokeAway",
    "CanalEntered",
    "CanalJoined",
    "ExerciseHeld",
    "FellOut",
    "Filled",
    "FlyingBegan",
    "GroupFormed",
    "Held",
    "LeftForGood",
    "Mended",
    "Missed",
    "RanDry",
    "Rejoined",
    "Replenished",
    "ReplenishmentBegan",
    "Sailed",
    "SentAway",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupFormed(Event):
    """A group is in company, its ships in order; `platform` is the guide's number, `tanks_m3` what each ship holds."""

    says: ClassVar[str] = "{side}: {formation} is formed on {guide}: {ships}"

    side: str
    formation: str
    guide: str
    platform: int
    ships: tuple[str, ...]
    tanks_m3: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AppointmentMade(Event):
    """An appointment stands in the programme: where, what, when, with whom, and when the real group was there."""

    says: ClassVar[str] = "{side}: {appointment} at {place} is planned for {planned_s}"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)

    side: str
    appointment: str
    place: str
    sort: str
    lat_deg: float
    lon_deg: float
    opens_s: float
    planned_s: float
    latest_s: float
    ends_s: float
    partners: tuple[str, ...]
    ships: tuple[str, ...]
    record_s: float | None
    recorded: str
    precision_s: float


@dataclass(frozen=True, slots=True)
class Sailed(Event):
    """A formation left for its next appointment."""

    says: ClassVar[str] = "{side}: {formation} sails for {appointment}, {distance_nm} away, with {ships} ships"

    side: str
    formation: str
    appointment: str
    distance_nm: float
    ships: int
    company: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrived(Event):
    """A formation came to its appointment, early by nothing or late by so much against the plan."""

    says: ClassVar[str] = "{side}: {formation} is at {appointment}, {late_s} after the time planned"

    side: str
    formation: str
    appointment: str
    late_s: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Held(Event):
    """A formation came before its appointment opened and waits near by."""

    says: ClassVar[str] = "{side}: {formation} is early for {appointment} and waits for {wait_s}"

    side: str
    formation: str
    appointment: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class Missed(Event):
    """An appointment was given up: skipped by choice, or its partner had gone."""

    says: ClassVar[str] = "{side}: {appointment} is given up: {reason}"

    side: str
    appointment: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExerciseHeld(Event):
    """An exercise took place with partners for some time."""

    says: ClassVar[str] = "{side}: {appointment} is over after {held_s}, with {partners}"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)

    side: str
    appointment: str
    partners: tuple[str, ...]
    held_s: float


@dataclass(frozen=True, slots=True)
class CanalJoined(Event):
    """A formation joined the queue of a canal; so many merchant ships are before it, none if it is booked."""

    says: ClassVar[str] = "{side}: {formation} waits for the {canal}, {ahead} ships before it"

    side: str
    formation: str
    canal: str
    ahead: int


@dataclass(frozen=True, slots=True)
class CanalEntered(Event):
    """A formation went into a canal with a convoy, after waiting so long."""

    says: ClassVar[str] = "{side}: {formation} enters the {canal} after {wait_s}"

    side: str
    formation: str
    canal: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class FlyingBegan(Event):
    """The group turned into the wind for the day's flying; the cosine says how much of that way leads onward."""

    says: ClassVar[str] = "{side}: {formation} turns into the wind to fly"

    side: str
    formation: str
    day: int
    onward: float


@dataclass(frozen=True, slots=True)
class ReplenishmentBegan(Event):
    """The group slowed to replenish; so many ships are to be served."""

    says: ClassVar[str] = "{side}: {formation} replenishes at sea, {ships} ships to be served"

    side: str
    formation: str
    ships: int


@dataclass(frozen=True, slots=True)
class Replenished(Event):
    """A ship took fuel from another at sea, and how full she was before and after."""

    says: ClassVar[str] = "{side}: {ship} takes {taken_m3} from {giver}"

    side: str
    ship: str
    giver: str
    taken_m3: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class BrokeAway(Event):
    """The sea grew too high to lie alongside, and replenishment was broken off."""

    says: ClassVar[str] = "{side}: {formation} breaks off replenishment in sea state {sea_state}"

    side: str
    formation: str
    sea_state: int


@dataclass(frozen=True, slots=True)
class Filled(Event):
    """A ship filled her tanks in port, cargo included."""

    says: ClassVar[str] = "{side}: {ship} fills her tanks at {place}, {taken_m3}"

    side: str
    ship: str
    place: str
    taken_m3: float


@dataclass(frozen=True, slots=True)
class FellOut(Event):
    """A ship left the formation with a defect."""

    says: ClassVar[str] = "{side}: {ship} has a defect ({reason}) and needs {repair_s}"

    side: str
    ship: str
    reason: str
    repair_s: float


@dataclass(frozen=True, slots=True)
class Mended(Event):
    """A ship is sound again and follows the group."""

    says: ClassVar[str] = "{side}: {ship} is mended and follows"

    side: str
    ship: str


@dataclass(frozen=True, slots=True)
class SentAway(Event):
    """Ships left the formation on an errand or a task of their own."""

    says: ClassVar[str] = "{side}: {ships} leave the formation for {errand}"

    side: str
    ships: tuple[str, ...]
    errand: str


@dataclass(frozen=True, slots=True)
class Rejoined(Event):
    """Ships are in the formation again, after so long."""

    says: ClassVar[str] = "{side}: {ships} rejoin at {appointment} after {away_s}"

    side: str
    ships: tuple[str, ...]
    appointment: str
    away_s: float


@dataclass(frozen=True, slots=True)
class RanDry(Event):
    """A ship burnt her last fuel and lies stopped until help comes."""

    says: ClassVar[str] = "{side}: {ship} has run dry at {lat_deg}, {lon_deg}"

    side: str
    ship: str
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True)
class LeftForGood(Event):
    """A ship left the group and does not come back."""

    says: ClassVar[str] = "{side}: {ship} leaves the group for good"

    side: str
    ship: str
