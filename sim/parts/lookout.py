"""What a patrol sees on the way: lawful vessels of its area, put in the picture when a spell of it ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.contact.search import RandomSearch
from sim.parts.theatre import Theatre
from sim.world.areas import Box

if TYPE_CHECKING:
    from sim.parts.flight import Airmen

__all__ = ["Lookout"]


class Lookout:
    """One spell of a sortie's patrol, from now on.

    What it sees by an instant depends on nothing that comes later, so a run that is stopped halfway sees as much.
    """

    def __init__(self, theatre: Theatre, side: str, unit: str, sortie: int, men: Airmen, area: Box) -> None:
        self.theatre, self.side, self.unit, self.area, self.from_s = theatre, side, unit, area, theatre.run.now
        self.key = unit, sortie, round(self.from_s)
        self.law = RandomSearch(men.sweep_width_m * theatre.sweep_factor(), men.search_m_s, area.area_m2)

    def report(self) -> None:
        """Put what was seen until now in the picture: those on AIS are heard at once, others found by the search."""
        traffic, until_s = self.theatre.traffic, self.theatre.run.now
        vessel, enter_s, leave_s = traffic.presence(self.area)
        there = (enter_s < until_s) & (leave_s > self.from_s)
        start_s, stop_s = np.maximum(enter_s[there], self.from_s), np.minimum(leave_s[there], until_s)
        vessel = vessel[there]
        found, released = (
            traffic.lots(vessel, partial(self.theatre.run.stream, *path, *self.key))
            for path in (("parts", "traffic"), ("released", self.side))
        )
        heard = traffic.broadcasting(vessel, start_s)
        seen_s = np.where(heard, start_s, start_s + self.law.time_of(-np.log1p(-found)))
        seen = seen_s < stop_s
        self.theatre.add_contacts(self.side, self.unit, vessel[seen], seen_s[seen], seen_s[seen], released[seen])

    def stopped(self) -> None:
        """Report what was seen if the run is stopped before its end."""
        if self.theatre.run.now < self.theatre.setting.duration_s:
            self.report()
