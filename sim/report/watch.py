"""Who looks, as a map shows it: posts that stand somewhere, and watchers that roam an area or pass over all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.base.spec import PartSpec
from sim.base.tongue import ENGLISH, Tongue
from sim.models.flight_deck import FlightDeck
from sim.models.landing_beach import LandingBeach
from sim.parts.coastal_station import CoastalStation
from sim.parts.patrol_aircraft import PatrolAircraft
from sim.report.words import lasting
from sim.world.geodesy import NAUTICAL_MILE_M
from sim.world.places import find

__all__ = ["Post", "Watch", "posts", "watchers"]


@dataclass(frozen=True, slots=True)
class Post:
    """Something of a side's that stands at a place; `words` say what it is, `range_m` how far it sees."""

    name: str
    side: str
    position: tuple[float, float]
    marker: str
    words: str
    range_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Watch:
    """Something of a side's that looks at an area, or in some other way told in `words`."""

    name: str
    side: str
    area: str
    words: str = ""


def posts(parts: Sequence[PartSpec], tongue: Tongue = ENGLISH) -> list[Post]:
    """Return the stations, airfields, decks and beaches among a scenario's parts, an airfield once for each side."""
    ashore = [part for part in parts if isinstance(part, CoastalStation)]
    stations = [
        Post(each.id, each.side, each.position, "^", _sees(each, ashore, tongue), each.sees_m) for each in ashore
    ]
    fields = {(part.side, part.base): part for part in parts if isinstance(part, PatrolAircraft)}
    airfields = [Post(base, side, find(base).position, "s", tongue("airfield")) for side, base in fields]
    keeping = [
        Post(part.id, part.side, part.position, "D", tongue(part.kind.replace("_", " ")))
        for part in parts if isinstance(part, (FlightDeck, LandingBeach))
    ]  # fmt: skip
    return stations + airfields + keeping


def _sees(part: CoastalStation, ashore: Sequence[CoastalStation], tongue: Tongue) -> str:
    """Say how far the stations of one side see."""
    miles = sorted({round(each.sees_m / NAUTICAL_MILE_M) for each in ashore if each.side == part.side})
    return tongue("station, sees {n} nm", n="–".join(map(str, dict.fromkeys([miles[0], miles[-1]]))))


def watchers(parts: Sequence[PartSpec], tongue: Tongue = ENGLISH) -> Iterator[Watch]:
    """Yield the parts that patrol a named area, and those that look at all of it at intervals."""
    for part in parts:
        side, area, revisit_s = (getattr(part, name, None) for name in ("side", "area", "revisit"))
        if isinstance(side, str) and isinstance(area, str):
            yield Watch(part.id, side, area)
        elif isinstance(side, str) and isinstance(revisit_s, float):
            kind, every = tongue(part.kind.replace("_", " ")), lasting(revisit_s, tongue)
            yield Watch(part.id, side, "", tongue("{kind} every {time}", kind=kind, time=every))
