"""Warnings on a sea lane: from a report to the centres, from centre to centre, to ships, and what masters do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.models.lane_events import GroupsOpened, ShipsWarned, WarningIssued, WarningLapsed
from sim.models.lane_plan import IntArray, onward, passed
from sim.models.lane_ships import Traffic
from sim.models.lane_threat import Exposure
from sim.parts.corridor import Corridor
from sim.parts.theatre import Party, Theatre
from sim.parts.warning_centre import WarningCentre
from sim.picture.links import Terms
from sim.world.geodesy import FloatArray

if TYPE_CHECKING:
    from sim.models.sea_lane import SeaLane

__all__ = ["ANSWERS", "Reaction", "Warnings"]

ANSWERS: Final = ("speed_up", "stand_off", "wait", "join", "lookout")
SPEED_UP, STAND_OFF, WAIT, JOIN, LOOKOUT = range(5)
GAIN: Final = 1.001  # who cannot go faster than this against her own speed keeps a lookout


@dataclass(slots=True)
class Reaction:
    """What ships of one way did at one instant about warnings: by which, who, how, and what it costs them."""

    area: str
    warning: IntArray
    at_s: float
    ship: IntArray
    answer: IntArray
    delay_s: FloatArray
    fuel_t: FloatArray


@dataclass(frozen=True, slots=True)
class _News:
    """A report as it goes from centre to centre."""

    area: str
    origin: str
    sighting: bool
    false: bool


@dataclass(frozen=True, slots=True)
class _Notice:
    """A warning on its way to the ships of a side; `issued` is the number of its event."""

    side: str
    area: str
    warning: int
    until_s: float
    issued: int
    false: bool


@dataclass(slots=True)
class Warnings:
    """All warnings of one run; `replanned` is told of ships whose plans have changed."""

    spec: SeaLane
    theatre: Theatre
    traffic: Traffic
    replanned: Callable[[Exposure, IntArray], None] = lambda exposure, rows: None
    reactions: list[Reaction] = field(default_factory=list)
    _issued: int = 0
    _notices: list[_Notice] = field(default_factory=list)
    _thresholds: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self._thresholds = np.cumsum([getattr(self.spec.masters, name) for name in ANSWERS[:-1]])

    def report(self, side: str, area: str, cause: int, *, sighting: bool, false: bool) -> None:
        """Let a ship report to the centre of her side, which passes on what it makes of it."""
        news = _News(area, side, sighting, false)
        for centre in self._centres(side):
            self.theatre.run.after(centre.delay, partial(self._consider, centre, news, cause, own=True))

    def _centres(self, side: str) -> list[WarningCentre]:
        specs = [each.spec for each in self.theatre.actors.values()]
        return [each for each in specs if isinstance(each, WarningCentre) and each.side == side]

    def _consider(self, spec: WarningCentre, news: _News, cause: int, *, own: bool) -> None:
        """Issue a warning to the centre's ships, and pass it on if it is the centre's own."""
        if not spec.warns or (news.sighting and not spec.on_sightings):
            return
        self._issued += 1
        until_s = self.theatre.run.now + spec.life
        number = self.theatre.run.log(
            WarningIssued(spec.side, spec.id, self._issued, news.area, news.origin, until_s), cause
        )
        self._notices.append(_Notice(spec.side, news.area, self._issued, until_s, number, news.false))
        if len(self._notices) == 1:
            self.theatre.run.after(0.0, self._deliver)
        self.theatre.run.at(until_s, partial(self._lapse, spec.side, self._issued, news.area, number))
        if own:
            self.theatre.share(spec.side, "warning", news.area, partial(self._heard, news), number)

    def _lapse(self, side: str, warning: int, area: str, cause: int) -> None:
        self.theatre.run.log(WarningLapsed(side, warning, area), cause)

    def _heard(self, news: _News, partner: Party, _: Terms, report: int) -> None:
        for centre in self._centres(partner.name):
            self._consider(centre, news, report, own=False)

    # To the ships

    def _deliver(self) -> None:
        """Let warnings of one instant reach ships together, one of each side and area at a time."""
        notices, self._notices = sorted(self._notices, key=lambda each: (each.area, each.side, each.warning)), []
        while notices:
            batch: dict[str, _Notice] = {}
            for each in notices:
                if each.area == notices[0].area:
                    batch.setdefault(each.side, each)
            notices = [each for each in notices if each not in batch.values()]
            self._tell(list(batch.values()))

    def _tell(self, batch: list[_Notice]) -> None:
        """Tell the ships of some sides that will be in an area while warnings live, and let masters answer."""
        area, now, sides = batch[0].area, self.theatre.run.now, len(self.traffic.sides)
        until_s, warning = np.full(sides, -np.inf), np.zeros(sides, np.int64)
        for each in batch:
            nth = self.traffic.sides.index(each.side)
            until_s[nth], warning[nth] = each.until_s, each.warning
        counts = np.zeros((sides, len(ANSWERS)), np.int64)
        for exposure in self.traffic.by_area[area]:
            rows = exposure.there(now, float(until_s.max()))
            side = self.traffic.ships.side[exposure.block.ships[rows]]
            rows = rows[exposure.enter_s(rows) < until_s[side]]
            until = until_s[self.traffic.ships.side[exposure.block.ships[rows]]]
            exposure.warned_until_s[rows] = np.maximum(exposure.warned_until_s[rows], until)
            rows = rows[~exposure.answered[rows]]
            if len(rows):
                exposure.answered[rows] = True
                answer = self._answer(exposure, rows, warning)
                np.add.at(counts, (self.traffic.ships.side[exposure.block.ships[rows]], answer), 1)
        stale = not self.traffic.clocks[area].is_out(now)
        for each in batch:
            by = counts[self.traffic.sides.index(each.side)]
            told = dict(zip(ANSWERS, by.tolist(), strict=True))
            self.theatre.run.log(
                ShipsWarned(each.side, each.warning, area, int(by.sum()), **told, stale=stale, false=each.false),
                each.issued,
            )

    def _answer(self, exposure: Exposure, rows: IntArray, warning: IntArray) -> IntArray:
        """Let masters do what they do; return what each does. `warning` is the number of each side's warning."""
        block, ships, now, idle = exposure.block, self.traffic.ships, self.theatre.run.now, self.spec.idle
        answer = self._choose(exposure, rows, now)
        moved, acts = rows[answer != LOOKOUT], answer[answer != LOOKOUT]
        if len(moved):
            leave, fuel = exposure.leave_s(moved), block.fuel_t(ships, idle, moved)
            exposure.spend(self.traffic.clocks[exposure.area], moved, now)
            for nth, act in enumerate((self._speed_up, self._stand_off, self._wait, self._join)):
                if len(those := moved[acts == nth]):
                    act(exposure, those)
            passed(block, moved, exposure.spot.first, self.traffic.gates)
            self._look_ahead(exposure, moved, now)
            each = block.ships[moved]
            delay, more = exposure.leave_s(moved) - leave, block.fuel_t(ships, idle, moved) - fuel
            self.reactions.append(Reaction(exposure.area, warning[ships.side[each]], now, each, acts, delay, more))
        return answer

    def _choose(self, exposure: Exposure, rows: IntArray, now: float) -> IntArray:
        """Return what each master does: what he would, if it can be done, else the next best."""
        block, area = exposure.block, self.traffic.areas[exposure.area]
        drawn = np.searchsorted(self._thresholds, self.traffic.ships.master[block.ships[rows]], side="right")
        inside = exposure.enter_s(rows) <= now
        if (joins := drawn == JOIN).any():
            drawn[joins & ((self._group(exposure, rows) == 0.0) | inside)] = SPEED_UP
        drawn[(drawn == STAND_OFF) & (inside | (area.stand_off is None))] = LOOKOUT
        drawn[(drawn == WAIT) & inside] = LOOKOUT
        drawn[exposure.grouped[rows]] = LOOKOUT
        if len(hurry := np.flatnonzero(drawn == SPEED_UP)):
            drawn[hurry[~self._can_hurry(exposure, rows[hurry])]] = LOOKOUT
        return np.asarray(drawn, np.int64)

    def open_groups(self, corridor: Corridor) -> None:
        """Let ships that have not yet come to a corridor join groups from now on, as many as do where groups sail."""
        now, ships, joined = self.theatre.run.now, self.traffic.ships, 0
        for exposure in (each for those in self.traffic.by_area.values() for each in those):
            flow = self.traffic.base.legs[self.traffic.leg_of(exposure.block)].corridor
            if flow is None or flow.id != corridor.id or self._corridor(exposure.area) is None:
                continue
            each = exposure.block.ships
            may = (ships.joins[each] < corridor.joins) & (corridor.group_m_s(ships.own_m_s[each]) > 0.0)
            rows = np.flatnonzero(may & (exposure.enter_s() > now) & ~exposure.answered)
            exposure.answered[rows] = True
            self._join(exposure, rows)
            passed(exposure.block, rows, exposure.spot.first, self.traffic.gates)
            self._look_ahead(exposure, rows, now)
            joined += len(rows)
        self.theatre.run.log(GroupsOpened(corridor.id, joined))

    # What masters do

    def _hurried(self, exposure: Exposure, rows: IntArray, k: int) -> FloatArray:
        """Return the speed that ships can go on a stretch: the limit of a strait, or the most they have."""
        most = self.traffic.ships.most_m_s[exposure.block.ships[rows]]
        for name in exposure.block.way.stretches[k].places:
            if name in self.traffic.gates.straits:
                most = np.minimum(most, self.traffic.gates.straits[name].speed)
            elif name in self.traffic.gates.canals:
                most = np.minimum(most, exposure.block.speed_m_s[rows, k])
        return np.asarray(np.maximum(most, exposure.block.speed_m_s[rows, k]))

    def _can_hurry(self, exposure: Exposure, rows: IntArray) -> np.ndarray:
        through = range(exposure.spot.first, exposure.spot.last + 1)
        speed = exposure.block.speed_m_s
        return np.asarray(np.any([self._hurried(exposure, rows, k) > GAIN * speed[rows, k] for k in through], axis=0))

    def _speed_up(self, exposure: Exposure, rows: IntArray) -> None:
        """Hurry through what is left of the area; fuel goes by the cube of speed on each part of a stretch."""
        block, now = exposure.block, self.theatre.run.now
        for k in range(exposure.spot.first, exposure.spot.last + 1):
            old, takes, fast = block.speed_m_s[rows, k], block.takes_s[rows, k], self._hurried(exposure, rows, k)
            left = np.clip((block.arrive_s[rows, k + 1] - now) / takes, 0.0, 1.0)
            after, before = takes * left * old / fast, takes * (1.0 - left)
            block.takes_s[rows, k] = before + after
            block.speed_m_s[rows, k] = np.cbrt((old**3 * before + fast**3 * after) / (before + after))
        self._prey(exposure, rows, 1.0)

    def _stand_off(self, exposure: Exposure, rows: IntArray) -> None:
        """Go the longer way that leads clear of the area."""
        area, block, first = self.traffic.areas[exposure.area], exposure.block, exposure.spot.first
        if area.stand_off is not None:
            block.takes_s[rows, first] += area.stand_off / block.speed_m_s[rows, first]
            exposure.prey[rows] *= area.clear

    def _wait(self, exposure: Exposure, rows: IntArray) -> None:
        """Wait outside, no longer than the warning lives."""
        first = exposure.spot.first
        goes = exposure.block.enter_s[rows, first]
        longest = np.minimum(goes + self.spec.waits, exposure.warned_until_s[rows])
        exposure.block.enter_s[rows, first] = np.maximum(goes, longest)

    def _join(self, exposure: Exposure, rows: IntArray) -> None:
        """Fall in with the next group of a speed that the ship can keep, through the whole area."""
        block, spot = exposure.block, exposure.spot
        corridor = self._corridor(exposure.area)
        if corridor is None:
            return
        group = self._group(exposure, rows)
        come, ahead = block.enter_s[rows, spot.first], onward(block.way, spot, corridor)
        block.enter_s[rows, spot.first] = corridor.sails_s(come, group, self.theatre.run.start, onward=ahead)
        for k in range(spot.first, spot.last + 1):
            block.takes_s[rows, k] *= block.speed_m_s[rows, k] / np.minimum(group, block.speed_m_s[rows, k])
            block.speed_m_s[rows, k] = np.minimum(group, block.speed_m_s[rows, k])
        exposure.grouped[rows] = True
        self._prey(exposure, rows, corridor.protection)

    def _corridor(self, area: str) -> Corridor | None:
        """Return the corridor in an area in which groups sail now."""
        box = self.theatre.setting.areas[self.traffic.areas[area].area]
        specs = (self.theatre.actors[name].spec for name in self.traffic.gates.corridors)
        return next((each for each in specs if each.groups and box.holds(each.middle)), None)

    def _group(self, exposure: Exposure, rows: IntArray) -> FloatArray:
        """Return the speed of the group that each ship could join, 0 if of none."""
        corridor = self._corridor(exposure.area)
        own = self.traffic.ships.own_m_s[exposure.block.ships[rows]]
        return np.zeros(len(rows)) if corridor is None else corridor.group_m_s(own)

    def _prey(self, exposure: Exposure, rows: IntArray, left: float) -> None:
        prey = exposure.find_prey(self.traffic.ships, self.spec.faster, self.spec.higher, rows)
        exposure.prey[rows] = prey * left

    def _look_ahead(self, exposure: Exposure, rows: IntArray, now: float) -> None:
        """Work out anew when ships that have changed their plans will be attacked, here and further on."""
        for each in self.traffic.by_way[exposure.block.number]:
            if each.spot.last >= exposure.spot.first:
                enter = each.enter_s(rows)
                each.since_s[rows] = np.where(enter > now, enter, each.since_s[rows])
                each.lengthen(rows)
                before = each.attempt_s[rows]
                each.work_out(self.traffic.clocks[each.area], rows)
                self.replanned(each, rows[each.attempt_s[rows] != before])
