"""Ships in formation: spells of steady steaming, what they burn, and where they were.

In a spell neither speed nor task nor sea changes, so miles and fuel have closed forms. A spell ends at the first
instant at which something could change; whoever cannot foresee it stirs the formation.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.run import Run
from sim.models.transit_course import Course, Zone
from sim.parts.warship import Ship
from sim.world.geodesy import EARTH_RADIUS_M
from sim.world.points import Point

if TYPE_CHECKING:
    from sim.models.carrier_transit import Group

__all__ = ["NEAR_M", "SEA_FACTOR", "Formation", "Ledger", "Step"]

Step = Generator[Any, Any, Any]
LatLon = tuple[float, float]
NEAR_M: Final = 1.0
NEAR_S: Final = 1.0
# What the sea leaves of the speed that a group can keep up, by Douglas sea state: assumed.
SEA_FACTOR: Final = (1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.75, 0.5, 0.35, 0.25)


@dataclass(slots=True)
class Ledger:
    """What formations did and what ships had left, kept as rows until the run is over."""

    spells: list[tuple[Any, ...]] = field(default_factory=list)
    fuel: list[tuple[str, float, float, float]] = field(default_factory=list)

    def write(self, run: Run) -> None:
        """Put the rows into the journal, as tables `spell` and `fuel`."""
        names = ("formation", "start_s", "end_s", "state", "through_m_s", "onward_m_s", "sea_state", "company", "ships",
                 "guest")  # fmt: skip
        for table, columns, rows in (
            ("spell", names, self.spells), ("fuel", ("ship", "time_s", "fuel_m3", "cargo_m3"), self.fuel)
        ):  # fmt: skip
            if rows:
                run.journal.append(table, **dict(zip(columns, zip(*rows, strict=True), strict=True)))


class Formation:
    """Some ships that move as one; the first is the guide."""

    def __init__(self, group: Group, name: str, ships: Sequence[Ship], at: LatLon) -> None:
        self.group, self.run, self.name, self.ships, self.place = group, group.run, name, list(ships), at
        self.course: Course | None = None
        self.gone_m = 0.0
        self.stir = self.run.env.event()
        self.stopped_until_s = 0.0
        self.limit_m_s: float | None = None  # of who follows alone; the group's speed_max otherwise
        self.guest: tuple[str, ...] = ()
        self._spell = ("port", 0.0, 0.0, 0)
        self._sea = (-1.0, 0, 0.0)
        self._here = (-1.0, at)
        self._since_s = self.run.now
        self._knots: list[tuple[float, float]] = []

    @property
    def guide(self) -> Ship:
        return self.ships[0]

    @property
    def position(self) -> LatLon:
        if self.course is None:
            return self.place
        if self._here[0] != self.gone_m:
            self._here = self.gone_m, self.course.at(self.gone_m)
        return self._here[1]

    def speed_max(self) -> float:
        """Return what the slowest can keep up in this sea."""
        slowest = min(ship.spec.speed_max for ship in self.ships)
        return min(self.limit_m_s or self.group.spec.speed_max, slowest) * SEA_FACTOR[self.sea()[0]]

    def sea(self) -> tuple[int, float]:
        """Return the sea state here and how long it goes on."""
        now = self.run.now
        if self._sea[0] != now:
            sea = self.group.theatre.seas.at(self.position)
            nth = int(sea.since_s.searchsorted(now, side="right"))
            lasts_s = float(sea.since_s[nth]) - now if nth < len(sea.since_s) else math.inf
            self._sea = now, int(sea.state[max(nth - 1, 0)]), lasts_s
        return self._sea[1:]

    def wake(self) -> None:
        """Have the spell end now, for something has changed."""
        if not self.stir.triggered:
            self.stir.succeed()

    # Steaming

    def steam(self, course: Course, arrive_s: float, from_m: float = 0.0) -> Step:
        """Run along a course, as fast as it takes to be at its end at a time."""
        self.account()
        self.course, self.gone_m, self._here = course, from_m, (-1.0, self.place)
        self._knots = [(self.run.now, from_m)]
        while self.ships and course.length_m - self.gone_m > NEAR_M:
            zone = course.zone(self.gone_m)
            if zone.canal:
                yield from self._pass_canal(zone)
            else:
                yield from self._go_on(course, zone, arrive_s)
        self.account()
        self.lay()
        self.place, self.course = course.at(course.length_m), None

    def operate(self, until_s: float, state: str, speed_m_s: float) -> Step:
        """Stay about a place at sea until a time."""
        while self.ships and until_s - self.run.now > NEAR_S:
            yield from self._task(state, speed_m_s, 0.0, until_s - self.run.now, fly=True)

    def lie(self, until_s: float, state: str = "port") -> Step:
        """Lie in port, or stopped, until a time."""
        while self.ships and until_s - self.run.now > NEAR_S:
            yield from self.spell(state, 0.0, 0.0, until_s - self.run.now)

    def spell(self, state: str, through_m_s: float, onward_m_s: float, span_s: float) -> Step:
        """Go on like this for some time, or until stirred, or until the first ship runs dry."""
        self.account()
        self._spell = (state, through_m_s, onward_m_s, self.sea()[0])
        if state != "port":
            span_s = min([span_s, *(ship.lasts_s(through_m_s) for ship in self.ships)])
        if self.stir.triggered:
            self.stir = self.run.env.event()
        yield self.stir | self.run.env.timeout(max(span_s, NEAR_S))
        self.account()
        if any(ship.dry for ship in self.ships) and state != "port":
            self.group.ran_dry(self)

    def account(self) -> None:
        """Burn the fuel and make the miles of the spell so far."""
        now, (state, through_m_s, onward_m_s, sea) = self.run.now, self._spell
        span_s, ledger = now - self._since_s, self.group.ledger
        if span_s <= 0.0:
            return
        company = ",".join(sorted({ship.spec.side for ship in self.ships}))
        ledger.spells.append(
            (self.name, self._since_s, now, state, through_m_s, onward_m_s, sea, company, len(self.ships),
             ",".join(self.guest))
        )  # fmt: skip
        for ship in self.ships:
            if state != "port":
                ship.burn(through_m_s, span_s)
            ledger.fuel.append((ship.name, now, ship.fuel_m3, ship.cargo_m3))
        if self.course is not None:
            self.gone_m = min(max(0.0, self.gone_m + onward_m_s * span_s), self.course.length_m)
            self._knots.append((now, self.gone_m))
        self._since_s = now

    def _go_on(self, course: Course, zone: Zone, arrive_s: float) -> Step:
        """Steam until the zone ends, or the speed, sea or task changes."""
        left_m = zone.until_m - self.gone_m
        need_m_s, most_m_s = self._need(course, arrive_s), self.speed_max()
        slow = self.group.strait_speed(zone.strait)
        if zone.strait:
            speed = min(slow, most_m_s)
            yield from self.spell("strait", speed, speed, min(left_m / speed, self.sea()[1]))
            return
        speed = min(max(need_m_s, self.group.spec.economical), most_m_s)
        if any(ship.lasts_s(speed) * speed < course.length_m - self.gone_m for ship in self.ships):
            speed = min(self.group.spec.economical, most_m_s)  # rather late than dry
        fly = need_m_s <= most_m_s or self.group.spec.flying.when_late
        yield from self._task("passage", speed, speed, left_m / speed, fly=fly)

    def _task(self, state: str, speed: float, onward: float, span_s: float, *, fly: bool) -> Step:
        """Do what is due: lie stopped, replenish, fly, or go on until one of them is."""
        group, (sea, lasts_s) = self.group, self.sea()
        span_s = min(span_s, lasts_s)
        if self.stopped_until_s - self.run.now > NEAR_S:
            yield from self.spell("stopped", 0.0, 0.0, self.stopped_until_s - self.run.now)
        elif group.replenisher.is_due(self, sea):
            along = min(group.spec.supply.speed, self.speed_max())
            share = along if onward else 0.0
            yield from self.spell("replenish", along, share, min(span_s * speed / along if onward else span_s, lasts_s))
        elif fly and group.flies(self, sea):
            yield from group.fly(self, onward > 0.0, span_s)
        else:
            due_s = group.replenisher.due_in_s(self, speed)
            if fly:
                due_s = min(due_s, group.flying_in_s(self))
            yield from self.spell(state, speed, onward, min(span_s, max(due_s, NEAR_S)))

    def _need(self, course: Course, arrive_s: float) -> float:
        """Return the speed that makes the appointment, with flying and canals allowed for."""
        canal_m, spec = course.in_canal_m(self.gone_m), self.group.spec
        time_s = arrive_s - self.run.now - self.group.canals_take_s(course.canals(self.gone_m))
        flown = spec.flying.days * spec.flying.into_wind / 86400.0 if self.group.can_fly(self) else 0.0
        left_m = course.length_m - self.gone_m - canal_m
        return left_m / (time_s * (1.0 - flown)) if time_s > 0.0 else math.inf

    def _pass_canal(self, zone: Zone) -> Step:
        """Wait for a convoy and go through with it."""
        entry_s = self.group.join_canal(self, zone.canal)
        yield from self.lie(entry_s, "anchor")
        takes_s = self.group.enter_canal(self, zone.canal)
        way_m, until_s = zone.until_m - self.gone_m, self.run.now + takes_s
        speed = way_m / takes_s
        while self.ships and until_s - self.run.now > NEAR_S:
            yield from self.spell("canal", speed, speed, until_s - self.run.now)
        self.gone_m = zone.until_m

    # Where everybody was

    def lay(self) -> None:
        """Lay down the tracks of the leg so far, each ship on her station."""
        if self.course is None or len(self._knots) < 2:
            return
        times, gone = np.array(self._knots).T
        times, gone = _bent(times, gone, self.course.gone_m)
        (line, right), room_m = self.course.line(gone), self.course.room_m(gone)
        ahead, when = np.cross(line, right), times.tolist()
        for ship in self.ships:
            ship.track.sailed(_stationed(ship, line, right, ahead, room_m), when)
        self._knots = [self._knots[-1]]


def _bent(times: np.ndarray, gone: np.ndarray, bends_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return times and miles with an entry wherever a bend of the course was passed between two of them."""
    low, high = np.minimum(gone[:-1], gone[1:]), np.maximum(gone[:-1], gone[1:])
    spell, bend = np.nonzero((bends_m > low[:, None] + NEAR_M) & (bends_m < high[:, None] - NEAR_M))
    part = (bends_m[bend] - gone[spell]) / (gone[spell + 1] - gone[spell])
    all_t = np.concatenate([times, times[spell] + part * (times[spell + 1] - times[spell])])
    all_g = np.concatenate([gone, bends_m[bend]])
    order = np.argsort(all_t, kind="stable")
    return all_t[order], all_g[order]


def _stationed(ship: Ship, line: np.ndarray, right: np.ndarray, ahead: np.ndarray, room_m: np.ndarray) -> list[Point]:
    """Return where a ship was while the guide was on a line, closed up where there is little room."""
    angle = math.radians(ship.spec.bearing)
    off = (np.minimum(ship.spec.station, room_m) / EARTH_RADIUS_M)[:, None]
    moved = line + off * (math.sin(angle) * right + math.cos(angle) * ahead)
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return [(x, y, z) for x, y, z in moved.tolist()]
