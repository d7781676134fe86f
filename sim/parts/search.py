"""An asset searching a region: whom it finds, and when, by the laws of search in `contact/search`.

Each vessel carries into each search one unit of luck, an exponential of mean one drawn for that search and that vessel;
it is found when the effort spent on it while it was inside has used the luck up. Because the luck does not depend on
when the vessel came or how often its plan changed, cases share it. A vessel that turns has what it used so far taken
off, and its finding worked out anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.contact.search import ExpandingDatum, RandomSearch, SearchLaw
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, angle, apart_m, unit

if TYPE_CHECKING:
    from sim.parts.fleet import Hull
    from sim.parts.theatre import Theatre

__all__ = ["BoxRegion", "DatumRegion", "Region", "Search"]

Spell = tuple[float, float]


class Region(Protocol):
    """Where one searches: the law of its search, whose time counts from `since_s`, and who is inside and when."""

    @property
    def since_s(self) -> float: ...
    def law(self, width_m: float, speed_m_s: float) -> SearchLaw: ...
    def planned(self, theatre: Theatre, from_s: float, until_s: float) -> dict[int, list[Spell]]: ...
    def spells(self, hull: Hull, from_s: float) -> list[Spell]: ...


@dataclass(frozen=True, slots=True)
class BoxRegion:
    """A box of sea, searched at random."""

    box: Box
    since_s: float = 0.0

    def law(self, width_m: float, speed_m_s: float) -> SearchLaw:
        return RandomSearch(width_m, speed_m_s, self.box.area_m2)

    def planned(self, theatre: Theatre, from_s: float, until_s: float) -> dict[int, list[Spell]]:
        return theatre.suspicious_stays(self.box, from_s, until_s)

    def spells(self, hull: Hull, from_s: float) -> list[Spell]:
        return hull.stays(self.box, from_s)


@dataclass(frozen=True, slots=True)
class DatumRegion:
    """A disc about a datum that has grown to `radius_m` by `since_s` and grows on at `drift_m_s`."""

    datum: tuple[float, float]
    radius_m: float
    drift_m_s: float
    since_s: float

    def law(self, width_m: float, speed_m_s: float) -> SearchLaw:
        return ExpandingDatum(width_m, speed_m_s, self.radius_m, self.drift_m_s)

    def planned(self, theatre: Theatre, from_s: float, until_s: float) -> dict[int, list[Spell]]:
        vessels, points = theatre.traffic.under_way(from_s)
        suspicious = theatre.traffic.is_suspicious[vessels]
        vessels, points = vessels[suspicious], points[suspicious]
        gone_m = angle(points, unit(*self.datum)) * EARTH_RADIUS_M
        return {vessel: [(from_s, math.inf)] for vessel in vessels[gone_m <= self.radius_m].tolist()}

    def spells(self, hull: Hull, from_s: float) -> list[Spell]:
        gone_m = apart_m(self.datum, hull.track.position(from_s))
        reach_m = self.radius_m + self.drift_m_s * max(0.0, from_s - self.since_s)
        return [(from_s, math.inf)] if gone_m <= reach_m else []


@dataclass(slots=True)
class _Exposure:
    """The law of one vessel's finding, what is left of its luck, and the spells inside that use it up."""

    law: SearchLaw
    left: float
    reckoned_s: float
    spells: list[Spell]
    plan: int = 0


class Search:
    """One search in progress until a time; `found` is called with each vessel at the instant it is detected."""

    def __init__(
        self,
        theatre: Theatre,
        region: Region,
        key: tuple[str | int, ...],
        width_m: Callable[[float], float],
        speed_m_s: float,
        until_s: float,
        found: Callable[[int], None],
    ) -> None:
        self.theatre, self.region, self.found = theatre, region, found
        self.key, self.width_m, self.speed_m_s, self.until_s = key, width_m, speed_m_s, until_s
        self.run = theatre.run
        self.active = True
        self._exposed: dict[int, _Exposure] = {}
        for vessel, spells in region.planned(theatre, self.run.now, until_s).items():
            self._begin(vessel, float(theatre.traffic.columns.length_m[vessel]), spells)
        for hull in theatre.fleet.hulls:
            self._expose(hull)
        theatre.searches.append(self)

    def stop(self) -> None:
        """End the search; what was pending is not found."""
        if self.active:
            self.active = False
            self.theatre.searches.remove(self)

    def consider(self, hull: Hull) -> None:
        """Work out anew when a directed vessel will be found, because its motion has changed."""
        if (exposed := self._exposed.get(hull.vessel)) is None:
            self._expose(hull)
            return
        for spell in exposed.spells:
            exposed.left -= self._spent(exposed.law, spell, exposed.reckoned_s, self.run.now)
        exposed.reckoned_s, exposed.spells = self.run.now, self.region.spells(hull, self.run.now)
        self._schedule(hull.vessel, exposed)

    def _expose(self, hull: Hull) -> None:
        if spells := self.region.spells(hull, self.run.now):
            self._begin(hull.vessel, hull.length_m, spells)

    def _begin(self, vessel: int, length_m: float, spells: list[Spell]) -> None:
        law = self.region.law(self.width_m(length_m), self.speed_m_s)
        luck = -math.log1p(-self.run.streams.uniform("search", *self.key, self.theatre.fleet.name(vessel)))
        exposed = self._exposed[vessel] = _Exposure(law, luck, self.run.now, spells)
        self._schedule(vessel, exposed)

    def _schedule(self, vessel: int, exposed: _Exposure) -> None:
        exposed.plan += 1
        plan, when_s = exposed.plan, self._instant(exposed)
        if not when_s < self.until_s:
            return

        def detect() -> None:
            if self.active and exposed.plan == plan:
                exposed.left = math.inf
                self.found(vessel)

        self.run.at(when_s, detect)

    def _instant(self, exposed: _Exposure) -> float:
        left, law, since_s = exposed.left, exposed.law, self.region.since_s
        for spell in exposed.spells:
            spent = self._spent(law, spell, exposed.reckoned_s, self.until_s)
            if spent > left:
                before = float(law.effort(max(spell[0], exposed.reckoned_s) - since_s))
                return since_s + float(law.time_of(before + left))
            left -= spent
        return math.inf

    def _spent(self, law: SearchLaw, spell: Spell, from_s: float, until_s: float) -> float:
        enter_s, leave_s = max(spell[0], from_s), min(spell[1], until_s)
        since_s = self.region.since_s
        return float(law.effort(leave_s - since_s) - law.effort(enter_s - since_s)) if leave_s > enter_s else 0.0
