"""A corridor for group transits: ships of like speeds leave together, so that all speeds meet at one time and place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import numpy as np

from sim.base.spec import PartSpec, SeaPosition, kind, param
from sim.base.units import Delay, Fraction, Length, Speed
from sim.parts.theatre import Theatre
from sim.world.geodesy import FloatArray

__all__ = ["Corridor", "Groups"]

DAY_S: Final = 86400.0
IRTC: Final = "Internationally Recommended Transit Corridor, as charted since 2009 (MSCIO)"
GUIDE: Final = "Gulf of Aden Group Transit Explanation, March 2009; times: general knowledge, checked by the arithmetic"
KEEPS: Final = 1e-9


@kind("corridor")
class Corridor(PartSpec):
    """A straight way through dangerous water, in which ships may sail in groups by speed."""

    start: SeaPosition = param(("11.9 N", "45 E"), about="its one end", source=IRTC)
    end: SeaPosition = param(("14.4 N", "53 E"), about="its other end", source=IRTC)
    reach: Length = param("200 nm", about="how near to both ends a way must come for its ships to use it")
    groups: bool = param(True, about="whether groups sail; if not, nobody changes course for it", order="Open groups")
    speeds: tuple[Speed, ...] = param(
        ("10 kn", "12 kn", "14 kn", "16 kn", "18 kn"), about="speeds of the groups", source=GUIDE, min_length=1
    )
    together: Delay = param("4 h", about="time of day (UTC) at which all groups are at one place", source=GUIDE)
    ahead: Length = param("270 nm", about="how far from the start that is for who begins there", source=GUIDE)
    behind: Length = param("360 nm", about="how far from the end that is for who begins there", source=GUIDE)
    joins: Fraction = param(0.8, about="share of ships that join a group where groups sail")
    protection: Fraction = param(0.5, about="share of the risk that is left to a ship in a group")

    def build(self, theatre: Theatre) -> Groups:
        return Groups(self)

    @property
    def middle(self) -> tuple[float, float]:
        """Return the place half-way between its ends."""
        return (self.start[0] + self.end[0]) / 2.0, (self.start[1] + self.end[1]) / 2.0

    def group_m_s(self, own_m_s: FloatArray) -> FloatArray:
        """Return the speed of the fastest group that each ship keeps up with, 0 if too slow, or faster than all."""
        speeds = np.sort(np.array(self.speeds))
        nth = np.searchsorted(speeds, own_m_s + KEEPS, side="right") - 1
        return np.where((nth >= 0) & (own_m_s <= speeds[-1] + KEEPS), speeds[np.maximum(nth, 0)], 0.0)

    def sails_s(self, come_s: FloatArray, group_m_s: FloatArray, start: datetime, *, onward: bool) -> FloatArray:
        """Return when the next group of a speed sails for each ship that comes, from the start or from the end."""
        midnight_s = start.hour * 3600.0 + start.minute * 60.0 + start.second
        first_s = (self.together - midnight_s) - (self.ahead if onward else self.behind) / group_m_s
        return np.asarray(first_s + np.ceil((come_s - first_s) / DAY_S - KEEPS) * DAY_S)


class Groups:
    """A corridor in a run; `opened` are told when groups begin to sail while it goes on."""

    def __init__(self, spec: Corridor) -> None:
        self._spec = spec
        self.opened: list[Callable[[Corridor], object]] = []

    @property
    def spec(self) -> Corridor:
        return self._spec

    @spec.setter
    def spec(self, spec: Corridor) -> None:
        opens, self._spec = spec.groups and not self._spec.groups, spec
        for told in self.opened if opens else ():
            told(spec)

    def start(self) -> None:
        """Nothing is left to do."""
