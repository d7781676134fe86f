"""Attempts to board ships of a sea lane, who comes to help, and how each attempt ends."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.models.lane_events import AttemptEnded, AttemptMade, SuspectSeen, ThreatRose
from sim.models.lane_plan import IntArray
from sim.models.lane_ships import Traffic
from sim.models.lane_threat import Exposure
from sim.parts.lane_patrol import Offer, Patrol
from sim.parts.theatre import Theatre
from sim.parts.threat_area import ThreatArea
from sim.world.daylight import is_night
from sim.world.geodesy import latlon

if TYPE_CHECKING:
    from sim.models.lane_warnings import Warnings
    from sim.models.sea_lane import SeaLane

__all__ = ["Incidents", "sightings"]

LatLon = tuple[float, float]

KNOT_M_S: Final = 1852.0 / 3600.0
SPREAD: Final = 0.4  # of the logarithm of the time until boarding, assumed
SLOWEST: Final = 3.0  # a boarding takes at most so many times as long as of a slow, low ship, assumed
CALM: Final = 2  # sea state from which on each more makes a boarding longer, assumed
SEA: Final = 0.25


class Incidents:
    """All that is tried against ships in one run."""

    def __init__(self, spec: SeaLane, theatre: Theatre, traffic: Traffic, warnings: Warnings) -> None:
        self.spec, self.theatre, self.run, self.traffic, self.warnings = spec, theatre, theatre.run, traffic, warnings

    def start(self) -> None:
        """Wait for every attempt and sighting that lies ahead."""
        for name, clock in self.traffic.clocks.items():
            for begin_s, end_s in clock.spells:
                self.run.at(begin_s, partial(self.run.log, ThreatRose(name, end_s - begin_s)))
            for time_s, lot, false in sightings(self.theatre, self.traffic.areas[name], clock.spells):
                self.run.at(time_s, partial(self._seen, name, lot, false))
        for exposure in self.traffic.exposures:
            self.expect(exposure, np.flatnonzero(np.isfinite(exposure.attempt_s)))

    def expect(self, exposure: Exposure, rows: IntArray) -> None:
        """Wait for the attempts on some ships, which come to nothing if plans have changed by then."""
        for row in rows.tolist():
            due_s = float(exposure.attempt_s[row])
            if math.isfinite(due_s):
                self.run.at(due_s, partial(self._attempt, exposure, row, due_s))

    # Sightings

    def _seen(self, area: str, lot: float, false: bool) -> None:
        """Let one of the ships that are there report suspicious craft."""
        now, there = self.run.now, []
        for exposure in self.traffic.by_area[area]:
            rows = exposure.there(now, np.nextafter(now, np.inf))
            there += [(int(exposure.block.ships[row]), exposure, int(row)) for row in rows]
        if not there:
            return
        there.sort(key=lambda each: each[0])
        ship, exposure, row = there[int(lot * len(there))]
        side = self.traffic.sides[self.traffic.ships.side[ship]]
        seen = self.run.log(SuspectSeen(side, ship, area, *self._where(exposure, row), false))
        self.warnings.report(side, area, seen, sighting=True, false=false)

    def _where(self, exposure: Exposure, row: int) -> LatLon:
        """Return where a ship is now."""
        block, now = exposure.block, self.run.now
        k = max(int(np.searchsorted(block.enter_s[row], now, side="right")) - 1, 0)
        part = min(max((now - block.enter_s[row, k]) / block.takes_s[row, k], 0.0), 1.0)
        stretch = block.way.stretches[k]
        lat, lon = latlon(block.way.at(np.array([stretch.from_m + part * stretch.length_m])))
        return float(lat[0]), float(lon[0])

    # Attempts

    def _attempt(self, exposure: Exposure, row: int, due_s: float) -> None:
        """Let a ship be attacked, if that is still when it happens."""
        if exposure.attempt_s[row] != due_s:
            return
        exposure.attempt_s[row], exposure.luck[row] = np.inf, np.inf
        ships, now, where = self.traffic.ships, self.run.now, self._where(exposure, row)
        ship, block = int(exposure.block.ships[row]), exposure.block
        side = self.traffic.sides[ships.side[ship]]
        sea = int(self.theatre.seas.at(where).at(now))
        k = max(int(np.searchsorted(block.enter_s[row], now, side="right")) - 1, 0)
        warned = bool(exposure.warned_until_s[row] > now)
        made = AttemptMade(
            side, ship, self.traffic.sorts[ships.sort[ship]], exposure.area, *where,
            float(block.speed_m_s[row, k]) / KNOT_M_S, float(ships.freeboard_m[ship]),
            bool(is_night(self.run.start, now, *where)), sea, warned, bool(exposure.grouped[row]),
        )  # fmt: skip
        number = self.run.log(made)
        self.warnings.report(side, exposure.area, number, sighting=False, false=False)
        name = f"{ship}-{exposure.area}-{exposure.spot.first}"
        help_s = self._help(side, ship, exposure.area, name, where, sea, number)
        self._fight(made, name, help_s, float(ships.value[ship]), float(exposure.prey[row]), number)

    def _fight(self, made: AttemptMade, name: str, help_s: float, value: float, prey: float, cause: int) -> None:
        """Decide how an attempt ends, and when: by help if it comes before the boarding, else by the ship herself."""
        area, luck = self.traffic.areas[made.area], self.run.stream("sea lane", "attempt", name)
        slow = min(prey**-0.5, SLOWEST) * (1.0 + SEA * max(made.sea_state - CALM, 0))
        boards_s = area.boards_in * math.exp(SPREAD * luck.standard_normal()) * slow
        chance = area.boarded * (self.spec.alerted if made.warned else 1.0)
        outcome = "boarded" if luck.random() < chance else "repelled"
        if help_s < boards_s:
            outcome, boards_s = "interrupted", help_s
        ended = AttemptEnded(made.side, made.ship, made.area, outcome, boards_s, value)
        self.run.after(boards_s, lambda: self.run.log(ended, cause))

    def _help(self, side: str, ship: int, area: str, name: str, where: LatLon, sea: int, cause: int) -> float:
        """Send the unit that would be there first, of the ship's side or of one that it asks; return how soon it is."""
        offers: list[tuple[float, str, Offer, float]] = []
        late = {side: 0.0} | {
            link.receiver: link.terms.delay_s
            for link in self.theatre.parties[side].out
            if "tasking" in link.terms.products
        }
        for patrol in (each for each in self.theatre.actors.values() if isinstance(each, Patrol)):
            if patrol.spec.side in late and (offer := patrol.offer(name, where, sea)) is not None:
                late_s = late[patrol.spec.side]
                offers.append((late_s + offer.after_s, patrol.spec.id, offer, late_s))
        if not offers:
            return math.inf
        _, _, offer, late_s = min(offers, key=lambda each: each[:2])
        return offer.patrol.send(offer, side, ship, area, where, late_s, cause)


def sightings(
    theatre: Theatre, area: ThreatArea, spells: tuple[tuple[float, float], ...]
) -> list[tuple[float, float, bool]]:
    """Draw the reports of suspicious craft in an area: when, the lot that picks the ship, and whether it is wrong.

    Wrong ones come at any time, right ones only while attackers are out.
    """
    span_s, out_s = theatre.setting.duration_s, sum(end - begin for begin, end in spells)
    wrong, right = (theatre.run.stream("parts", area.id, "sightings", name) for name in ("wrong", "right"))
    n = int(wrong.poisson(area.sightings * area.false * span_s))
    found = [(float(time_s), float(wrong.random()), True) for time_s in wrong.uniform(0.0, span_s, n)]
    if out_s > 0.0:
        starts = np.cumsum([0.0, *(end - begin for begin, end in spells)])
        n = int(right.poisson(area.sightings * (1.0 - area.false) * span_s))
        for into_s in right.uniform(0.0, out_s, n):
            nth = int(np.searchsorted(starts, into_s, side="right")) - 1
            found.append((float(spells[nth][0] + into_s - starts[nth]), float(right.random()), False))
    return sorted(found)
