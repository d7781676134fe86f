"""What happens on and above flight decks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.kernel.events import EVERYBODY, Bar, Event

__all__ = [
    "DeckFouled", "DeckOpened", "JetBroke", "JetBroughtUp", "JetDiverted", "JetLaunched", "JetMended", "JetReady",
    "JetRecovered", "JetStruckDown", "StepDone",
]  # fmt: skip

BOTH = ("side", "host")


@dataclass(frozen=True, slots=True)
class DeckOpened(Event):
    """A deck began to work: so many spots and jets, and its teams as `name=number`."""

    says: ClassVar[str] = "{side}: {deck} begins with {jets} jets on {spots} spots"

    side: str
    deck: str
    spots: int
    jets: int
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeckFouled(Event):
    """A landing left the landing place fouled: nobody lands until it is clear."""

    says: ClassVar[str] = "{side}: {deck} is fouled by {jet} for {lasts_s}"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)
    bar: ClassVar[Bar] = Bar("{deck}: landing place", "fouled by {jet}", lasts="lasts_s")

    side: str
    deck: str
    jet: str
    lasts_s: float


@dataclass(frozen=True, slots=True)
class JetLaunched(Event):
    """A jet took off, on a mission or on a ferry flight home."""

    says: ClassVar[str] = "{side}: {jet} is launched from {deck}: {purpose}"
    known_by: ClassVar[tuple[str, ...]] = BOTH

    side: str
    host: str
    deck: str
    jet: str
    sortie: int
    purpose: str


@dataclass(frozen=True, slots=True)
class JetRecovered(Event):
    """A jet landed on a deck, after waiting overhead."""

    says: ClassVar[str] = "{side}: {jet} lands on {deck} after {flown_s} in the air, {waited_s} of it overhead"
    known_by: ClassVar[tuple[str, ...]] = BOTH

    side: str
    host: str
    deck: str
    jet: str
    sortie: int
    spot: int
    flown_s: float
    waited_s: float


@dataclass(frozen=True, slots=True)
class JetDiverted(Event):
    """A jet that no deck could take went to an airfield ashore."""

    says: ClassVar[str] = "{side}: {jet} diverts to an airfield ashore, and is lost for {lost_s}"

    side: str
    jet: str
    sortie: int
    lost_s: float


@dataclass(frozen=True, slots=True)
class StepDone(Event):
    """A step of a turn-round was done on a spot: when it could have begun, and how long it waited and took."""

    says: ClassVar[str] = (
        "{side}: {jet} on spot {spot} of {deck}: {step} done in {worked_s}, after {waited_s} of waiting"
    )
    known_by: ClassVar[tuple[str, ...]] = BOTH
    bar: ClassVar[Bar] = Bar("{deck}: spot {spot}", "{step}: {jet}", took="worked_s")

    side: str
    host: str
    deck: str
    jet: str
    spot: int
    step: str
    waited_s: float
    worked_s: float


@dataclass(frozen=True, slots=True)
class JetReady(Event):
    """A jet is ready for its next flight, some time after it landed."""

    says: ClassVar[str] = "{side}: {jet} is ready on {deck}, {turned_s} after it landed"
    known_by: ClassVar[tuple[str, ...]] = BOTH

    side: str
    host: str
    deck: str
    jet: str
    turned_s: float


@dataclass(frozen=True, slots=True)
class JetBroke(Event):
    """A jet came back with a defect that must be mended before it flies."""

    says: ClassVar[str] = "{side}: {jet} has a {severity} defect on {deck}"
    known_by: ClassVar[tuple[str, ...]] = BOTH

    side: str
    host: str
    deck: str
    jet: str
    severity: str


@dataclass(frozen=True, slots=True)
class JetMended(Event):
    """A jet's defect is mended, some time after it was found."""

    says: ClassVar[str] = "{side}: {jet} is mended on {deck}, {down_s} after its defect was found"
    known_by: ClassVar[tuple[str, ...]] = BOTH

    side: str
    host: str
    deck: str
    jet: str
    severity: str
    down_s: float


@dataclass(frozen=True, slots=True)
class JetStruckDown(Event):
    """A jet was taken down to the hangar, and its spot is free."""

    says: ClassVar[str] = "{side}: {jet} is struck down from spot {spot} of {deck}"
    known_by: ClassVar[tuple[str, ...]] = BOTH

    side: str
    host: str
    deck: str
    jet: str
    spot: int


@dataclass(frozen=True, slots=True)
class JetBroughtUp(Event):
    """A jet was brought up from the hangar to a spot."""

    says: ClassVar[str] = "{side}: {jet} is brought up to spot {spot} of {deck}"
    known_by: ClassVar[tuple[str, ...]] = BOTH

    side: str
    host: str
    deck: str
    jet: str
    spot: int
