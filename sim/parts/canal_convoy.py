"""A canal with convoys: ships gather, so many leave together at set times, and the rest wait for the next.

The queue is a bulk-service queue: between two convoys a Poisson number of ships comes, and a convoy takes at most
`room` of them, first come first served. What is left behind is known from the counts alone, so it is worked out for the
whole run at once and no ship in it is an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.base.spec import PartSpec, kind, param
from sim.base.units import Delay, Duration, Fraction, Rate
from sim.parts.theatre import Theatre

__all__ = ["CanalConvoy", "Convoys", "left_behind"]

AUTHORITY: Final = "Suez Canal Authority: 20,694 transits in 2021, half of them each way"


@kind("canal_convoy")
class CanalConvoy(PartSpec):
    """A canal that is passed in convoys, by groups and merchant ships whose route leads through it."""

    passage: Literal["Suez Canal", "Panama Canal"] = param("Suez Canal", about="which canal")
    demand: Rate = param("28.3 /d", about="merchant ships that come to each end", source=AUTHORITY)
    interval: Duration = param("24 h", about="time between convoys in one direction")
    first: Delay = param("3.5 h", about="time of day (UTC) of the first convoy")
    room: int = param(35, about="ships that one convoy takes", ge=1, le=500)
    booked: Fraction = param(0.8, about="chance that a group has places in the next convoy kept for it")
    notice: Delay = param("3 h", about="how long before a convoy one must be there to go with it")
    transit: Duration = param("14 h", about="time from end to end", source="12 to 16 h: general knowledge")

    def build(self, theatre: Theatre) -> Convoys:
        return Convoys(self, theatre)

    def phase_s(self, start: datetime) -> float:
        """Return when the first convoy leaves, in seconds from a start."""
        midnight_s = start.hour * 3600.0 + start.minute * 60.0 + start.second
        return (self.first - midnight_s) % self.interval

    def leaves_s(self, come_s: NDArray[np.float64], start: datetime) -> NDArray[np.float64]:
        """Return when ships leave that come at times in order: each with the first convoy that has a place for her.

        It is Lindley's recursion over places instead of seconds: ship i takes the place after that of the ship before
        her, but none of a convoy that she could not reach.
        """
        phase_s, nth = self.phase_s(start), np.arange(len(come_s))
        first = np.ceil((come_s + self.notice - phase_s) / self.interval).astype(np.int64)
        place = nth + np.maximum.accumulate(first * self.room - nth)
        return np.asarray(phase_s + place // self.room * self.interval)


@dataclass
class Convoys:
    """The convoys of a run, both directions alike."""

    spec: CanalConvoy
    theatre: Theatre

    def start(self) -> None:
        """Nothing begins until somebody asks."""

    @cached_property
    def _phase_s(self) -> float:
        """When the first convoy leaves, in seconds from the start."""
        return self.spec.phase_s(self.theatre.setting.start)

    @cached_property
    def comes(self) -> NDArray[np.int64]:
        """How many merchant ships come between each convoy and the one before."""
        convoys = ceil(self.theatre.setting.duration_s / self.spec.interval) + 2
        luck = self.theatre.run.stream("parts", self.spec.id, "arrivals")
        return np.asarray(luck.poisson(self.spec.demand * self.spec.interval, convoys))

    @cached_property
    def left(self) -> NDArray[np.int64]:
        """How many of them each convoy leaves behind."""
        return left_behind(self.comes, self.spec.room)

    def place(self, now_s: float, ships: int, who: str) -> tuple[float, int]:
        """Return when a group that comes now goes, and how many merchant ships are before it in the queue.

        Booked, it goes with the next convoy; else it stands in the queue until one convoy has room for all of it.
        """
        spec, luck = self.spec, self.theatre.run.stream("parts", self.spec.id, "place", who)
        convoy = max(0, ceil((now_s + spec.notice - self._phase_s) / spec.interval))
        leaves_s = self._phase_s + convoy * spec.interval
        if luck.random() < spec.booked:
            return leaves_s, 0
        passed = min(1.0, max(0.0, 1.0 - (leaves_s - now_s) / spec.interval))
        nth = min(convoy, len(self.left) - 1)
        ahead = int(luck.binomial(self.comes[nth], passed)) + (int(self.left[nth - 1]) if nth else 0)
        later = ahead // spec.room + (ahead % spec.room + min(ships, spec.room) > spec.room)
        return leaves_s + later * spec.interval, ahead


def left_behind(comes: ArrayLike, room: int) -> NDArray[np.int64]:
    """Return how many ships each convoy leaves behind, when so many come before each; the first finds nobody waiting.

    Example:
        >>> left_behind([3, 9, 0, 7], 5)
        array([0, 4, 0, 2])
    """
    walk = np.cumsum(np.asarray(comes, dtype=np.int64) - room)
    return np.asarray(walk - np.minimum(np.minimum.accumulate(walk), 0))
