"""The risk of being attacked on a sea lane: an hourly clock for each threat area, and each ship's luck against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.models.lane_plan import Block, IntArray, Ships
from sim.models.lane_way import Spot
from sim.parts.threat_area import ThreatArea
from sim.world.areas import Box
from sim.world.daylight import is_night
from sim.world.geodesy import FloatArray
from sim.world.weather import SeaState

__all__ = ["Clock", "Exposure", "active_spells", "hazard_rate", "vulnerability"]

Spell = tuple[float, float]

HOUR_S: Final = 3600.0
KNOT_M_S: Final = 1852.0 / 3600.0
SLOW_M_S: Final = 10.0 * KNOT_M_S
LOW_M: Final = 4.0
NEVER: Final = np.inf
MOST: Final = 0.9
STEPS: Final = 60  # each at least halves what is missing where few are spared, and squares it where most are


def vulnerability(speed_m_s: FloatArray, freeboard_m: FloatArray, faster_m_s: float, higher_m: float) -> FloatArray:
    """Return how easily ships are boarded: 1 for who is slow and low, halved for each step faster and higher."""
    steps = np.maximum(speed_m_s - SLOW_M_S, 0.0) / faster_m_s + np.maximum(freeboard_m - LOW_M, 0.0) / higher_m
    return np.asarray(0.5**steps)


def active_spells(area: ThreatArea, until_s: float, luck: np.random.Generator) -> list[Spell]:
    """Draw when attackers are out, from the start of a run to its end."""
    if area.active >= 1.0:
        return [(0.0, until_s)]
    rest_s = area.spell * (1.0 - area.active) / area.active
    out, now, spells = luck.random() < area.active, 0.0, []
    while now < until_s:
        lasts = luck.standard_exponential() * (area.spell if out else rest_s)
        if out:
            spells.append((now, min(now + lasts, until_s)))
        now, out = now + lasts, not out
    return spells


def hazard_rate(borne: FloatArray, wanted: float) -> float:
    """Return the rate at which so many passages are attacked on average: Σ(1 − exp(−rate · borne)) is what is wanted.

    By Newton's method from below, which never oversteps, as the sum rises ever more slowly. More than nine passages of
    ten are not attacked.
    """
    borne = borne[borne > 0.0]
    wanted = min(wanted, MOST * len(borne))
    rate = 0.0
    for _ in range(STEPS if len(borne) else 0):
        spared = np.exp(-rate * borne)
        rate += (wanted - float((1.0 - spared).sum())) / float((borne * spared).sum())
    return rate


@dataclass(frozen=True, slots=True)
class Clock:
    """How dangerous it has been in an area until each hour, for a ship without defence: it only goes up.

    `spells` are the times in which attackers are out; `rate` turns the clock's seconds into chances.
    """

    hours_s: FloatArray
    until: FloatArray
    spells: tuple[Spell, ...]
    rate: float = 0.0

    @classmethod
    def of(
        cls, area: ThreatArea, box: Box, sea: SeaState, start: datetime, until_s: float, spells: Sequence[Spell]
    ) -> Clock:
        """Return the clock of an area: who is out, the light and the sea, hour by hour."""
        hours_s = np.append(np.arange(0.0, until_s, HOUR_S), until_s)
        middle = (hours_s[1:] + hours_s[:-1]) / 2.0
        light = np.where(is_night(start, middle, *box.centre), area.night, area.day)
        edges = np.array([0.0, *(edge for spell in spells for edge in spell), until_s])
        out = np.cumsum(np.append(0.0, np.diff(edges) * (np.arange(len(edges) - 1) % 2)))
        active_s = np.diff(np.interp(hours_s, edges, out))
        calm = sea.at(middle) <= area.sea_state_max
        return cls(hours_s, np.append(0.0, np.cumsum(active_s * light * calm)), tuple(spells))

    def at(self, time_s: FloatArray) -> FloatArray:
        """Return what the clock shows; before the run and after it it stands still."""
        return np.interp(time_s, self.hours_s, self.until)

    def when(self, shown: FloatArray) -> FloatArray:
        """Return when the clock shows a value, infinity if it never does."""
        return np.where(shown < self.until[-1], np.interp(shown, self.until, self.hours_s), NEVER)

    def is_out(self, time_s: float) -> bool:
        """Say whether attackers are out."""
        return any(begin <= time_s < end for begin, end in self.spells)


@dataclass(slots=True)
class Exposure:
    """The ships of one way in one threat area: what is left of each one's luck, how easy a prey she is, and when
    she will be attacked as things stand.

    `since_s` is from when her luck counts; it is her entry, or the instant at which she last changed her plan.
    """

    area: str
    block: Block
    spot: Spot
    luck: FloatArray
    prey: FloatArray
    since_s: FloatArray
    attempt_s: FloatArray
    answered: NDArray[np.bool_]
    grouped: NDArray[np.bool_]
    warned_until_s: FloatArray
    longest_s: float = 0.0

    @classmethod
    def of(cls, area: str, block: Block, spot: Spot, luck: FloatArray) -> Exposure:
        """Return the exposure with nothing worked out yet."""
        n = len(block.ships)
        made = cls(area, block, spot, luck.copy(), np.ones(n), np.empty(n), np.full(n, NEVER), np.zeros(n, np.bool_),
                   np.zeros(n, np.bool_), np.full(n, -NEVER))  # fmt: skip
        made.since_s = made.enter_s()
        made.lengthen()
        return made

    def _stretches(self) -> slice:
        return slice(self.spot.first, self.spot.last + 1)

    def leave_s(self, rows: IntArray | slice = slice(None)) -> FloatArray:
        """Return when ships leave."""
        return self.block.arrive_s[rows, self.spot.last + 1]

    def enter_s(self, rows: IntArray | slice = slice(None)) -> FloatArray:
        """Return when ships enter; who must wait inside does so before, for she knows it."""
        return np.asarray(self.leave_s(rows) - self.block.takes_s[rows, self._stretches()].sum(axis=1))

    def lengthen(self, rows: IntArray | slice = slice(None)) -> None:
        """Note how long ships take at most from departure until they leave, when their plans have changed."""
        takes = self.leave_s(rows) - self.block.arrive_s[rows, 0]
        self.longest_s = max(self.longest_s, float(takes.max(initial=0.0)))

    def there(self, from_s: float, until_s: float) -> IntArray:
        """Return the ships that are inside at some time of a span; only who sailed in time is looked at."""
        low, high = np.searchsorted(self.block.arrive_s[:, 0], [from_s - self.longest_s, until_s]).tolist()
        here = slice(low, high)
        rows = low + np.flatnonzero(self.leave_s(here) > from_s)
        return np.asarray(rows[self.enter_s(rows) < until_s])

    def find_prey(
        self, ships: Ships, faster_m_s: float, higher_m: float, rows: IntArray | slice = slice(None)
    ) -> FloatArray:
        """Return how easily ships are boarded at their mean speed through the area."""
        through = self._stretches()
        takes, speed = self.block.takes_s[rows, through], self.block.speed_m_s[rows, through]
        mean = np.einsum("nk,nk->n", takes, speed) / takes.sum(axis=1)
        return vulnerability(mean, ships.freeboard_m[self.block.ships[rows]], faster_m_s, higher_m)

    def borne(self, clock: Clock) -> FloatArray:
        """Return the clock's seconds that each bears, weighed by how easy a prey she is."""
        return self.prey * np.maximum(clock.at(self.leave_s()) - clock.at(self.since_s), 0.0)

    def work_out(self, clock: Clock, rows: IntArray | slice = slice(None)) -> None:
        """Work out when ships will be attacked, from what is left of their luck."""
        if clock.rate <= 0.0:
            return
        shown = clock.at(self.since_s[rows]) + self.luck[rows] / np.maximum(clock.rate * self.prey[rows], 1e-300)
        when = clock.when(shown)
        self.attempt_s[rows] = np.where(shown < clock.at(self.leave_s(rows)), when, NEVER)

    def spend(self, clock: Clock, rows: IntArray, now_s: float) -> None:
        """Take off what ships that are inside have used of their luck until now."""
        since, until = self.since_s[rows], np.maximum(self.since_s[rows], now_s)
        self.luck[rows] -= clock.rate * self.prey[rows] * (clock.at(until) - clock.at(since))
        self.since_s[rows] = until
