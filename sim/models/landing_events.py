"""What happens between ships and a beach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.kernel.events import EVERYBODY, Bar, Event

__all__ = ["CraftBeached", "CraftBroke", "CraftLoaded", "CraftReady", "ForceReady", "WaveAshore"]

BOTH = ("side", "host")
ALL = (EVERYBODY,)


@dataclass(frozen=True, slots=True)
class ForceReady(Event):
    """A force is ready to land: what it has to land, and its craft, as `name=number`."""

    says: ClassVar[str] = "{side}: {force} is ready to land {tonnes} t"
    known_by: ClassVar[tuple[str, ...]] = ALL

    side: str
    force: str
    tonnes: float
    waves: tuple[str, ...]
    craft: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CraftLoaded(Event):
    """A craft left a ship with part of a wave, after waiting for dock or deck and loading."""

    says: ClassVar[str] = "{side}: {craft} leaves {force} with {amount} of {wave}, after {waited_s} of waiting"
    known_by: ClassVar[tuple[str, ...]] = BOTH
    bar: ClassVar[Bar] = Bar("{force}: loading", "{craft}: {wave}", took="worked_s")

    side: str
    host: str
    force: str
    craft: str
    sort: str
    wave: str
    amount: int
    waited_s: float
    worked_s: float


@dataclass(frozen=True, slots=True)
class CraftBeached(Event):
    """A craft has landed its load, the owner's: how long it waited off the beach, and took to unload."""

    says: ClassVar[str] = "{side}: {craft} has landed {amount} of {wave} at {beach}, after {waited_s} of waiting"
    known_by: ClassVar[tuple[str, ...]] = (*BOTH, "owner")
    bar: ClassVar[Bar] = Bar("{beach}: unloading", "{craft}: {wave}", took="worked_s")

    side: str
    host: str
    owner: str
    beach: str
    craft: str
    sort: str
    wave: str
    amount: int
    tonnes: float
    waited_s: float
    worked_s: float


@dataclass(frozen=True, slots=True)
class CraftReady(Event):
    """A craft is back from a trip and can be given another."""

    says: ClassVar[str] = "{side}: {craft} is back from a trip of {trip_s}"
    bar: ClassVar[Bar] = Bar("{craft}", "trip", took="trip_s")

    side: str
    craft: str
    sort: str
    trip_s: float


@dataclass(frozen=True, slots=True)
class CraftBroke(Event):
    """A craft has broken down after a trip, and is mended for some time."""

    says: ClassVar[str] = "{side}: {craft} has broken down and will be mended in {lasts_s}"
    bar: ClassVar[Bar] = Bar("{craft}", "broken down", lasts="lasts_s")

    side: str
    craft: str
    sort: str
    lasts_s: float


@dataclass(frozen=True, slots=True)
class WaveAshore(Event):
    """All of a wave is ashore."""

    says: ClassVar[str] = "{side}: all of {wave} is ashore"
    known_by: ClassVar[tuple[str, ...]] = ALL

    side: str
    force: str
    wave: str
