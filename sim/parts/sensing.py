"""What sensors make of vessels, and the events that say so."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from sim.kernel.events import EVERYBODY, Event
from sim.parts.traffic import PAIR_LOOKS, SMALL_M, Sight
from sim.world.geodesy import EARTH_RADIUS_M

__all__ = ["ChangeMade", "ContactGained", "EvidenceHeld", "Sensor", "VesselInspected", "sense"]

SLOW_M_S: Final = 1.03  # 2 kn, the speed below which Global Fishing Watch calls a meeting an encounter
DEGREE_M: Final = EARTH_RADIUS_M * math.pi / 180


@dataclass(frozen=True, slots=True)
class ContactGained(Event):
    """A sensor made a contact; `vessel` is the truth, which no picture reads."""

    says: ClassVar[str] = "{side}: {sensor} has a contact ({signs})"
    draws: ClassVar[tuple[str, ...]] = ("contact",)

    side: str
    sensor: str
    vessel: int
    lat_deg: float
    lon_deg: float
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VesselInspected(Event):
    """An asset looked at a vessel from close by: it observed a transfer, identified a suspect, or found it lawful."""

    says: ClassVar[str] = "{side}: {asset} looks at a vessel from close by: {outcome}"

    side: str
    asset: str
    vessel: int
    outcome: str


@dataclass(frozen=True, slots=True)
class EvidenceHeld(Event):
    """A side holds photographs of a transfer, its own or a partner's."""

    says: ClassVar[str] = "{side} holds photographs of transfer {transfer}, taken by {taken_by}"
    draws: ClassVar[tuple[str, ...]] = ("photo", "transfer")

    side: str
    transfer: int
    taken_by: str


@dataclass(frozen=True, slots=True)
class ChangeMade(Event):
    """An inject took effect or a decision was taken."""

    says: ClassVar[str] = "the exercise goes on with: {change}"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)

    change: str


@dataclass(frozen=True, slots=True)
class Sensor:
    """What a sensor makes of a vessel: position error, chance to tell a pair apart, whether it sees speed."""

    name: str
    error_m: float
    resolves: float
    sees_speed: bool


def sense(
    sensor: Sensor, sight: Sight, luck: Callable[[str], float]
) -> tuple[frozenset[str], float, tuple[float, float]]:
    """Return the signs that a sensor sees, the length (m) it makes of the vessel and the position it gives."""
    signs, length_m = _signs(sensor, sight, luck("pair"))
    return signs, length_m, _blurred(sight, sensor.error_m, luck("bearing"), luck("error"))


def _blurred(sight: Sight, error_m: float, bearing_luck: float, error_luck: float) -> tuple[float, float]:
    """Return a position with a circular normal error, small enough to be laid off on a plane."""
    off_deg = error_m * math.sqrt(-2 * math.log1p(-error_luck)) / DEGREE_M
    north, east = math.cos(2 * math.pi * bearing_luck), math.sin(2 * math.pi * bearing_luck)
    return sight.lat_deg + off_deg * north, sight.lon_deg + off_deg * east / math.cos(math.radians(sight.lat_deg))


def _signs(sensor: Sensor, sight: Sight, pair_luck: float) -> tuple[frozenset[str], float]:
    """Return the signs a sensor sees and the length it makes of the vessel; an unresolved pair looks longer."""
    told_apart = sight.paired and pair_luck < sensor.resolves
    length_m = sight.looks_m * (PAIR_LOOKS if sight.paired and not told_apart else 1.0)
    signs = {
        "broadcasting" if sight.broadcasting else "dark": True,
        "small": length_m < SMALL_M,
        "pair": told_apart and length_m >= SMALL_M,  # two small boats side by side are trawling
        "slow": sensor.sees_speed and sight.speed_m_s < SLOW_M_S,
    }
    return frozenset(sign for sign, present in signs.items() if present), length_m
