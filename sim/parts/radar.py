"""A radar watch, ashore or afloat: windows from the engine, a Poisson glimpse inside each, contacts to whoever asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Final

from sim.parts.theatre import Radar, Sensor, Theatre
from sim.picture.evidence import Contact
from sim.world.motion import Track

__all__ = ["RadarWatch"]

ERROR_M: Final = 200.0


class RadarWatch:
    """One radar on one platform; `seen` is called with each contact that could bear a sign, at its instant."""

    def __init__(
        self,
        theatre: Theatre,
        side: str,
        name: str,
        track: Track,
        glimpse_s: Callable[[], float],
        seen: Callable[[int, Contact], None] | None = None,
    ) -> None:
        self.theatre, self.side, self.track, self.glimpse_s = theatre, side, track, glimpse_s
        self.sensor = Sensor(name, ERROR_M, 0.6, sees_speed=True)
        self.seen = seen or self._to_the_cell

    def switch_on(self, reach_m: float, cap_m: float) -> None:
        """Have the engine report planned vessels that could bear a sign, and all directed ones."""
        fleet = self.theatre.fleet
        cares = {*fleet.suspicious.tolist(), *(hull.vessel for hull in fleet.hulls)}
        watcher = self.theatre.engine.add_watcher(
            self.track.plan(self.theatre.run.now), float(reach_m), cap_m, cares=cares, gained=self._gained
        )
        self.theatre.radars[watcher] = Radar(self.side, self.track, float(reach_m), cap_m)

    def _gained(self, watcher: int, target: int, until_s: float) -> None:
        """Draw when the first glimpse comes; a window that closes before it is missed."""
        run = self.theatre.run
        luck = run.streams.uniform("glimpse", self.sensor.name, target, round(run.now / 3600))
        when_s = run.now - math.log1p(-luck) * self.glimpse_s()
        if when_s < until_s:
            run.at(when_s, partial(self._glimpsed, target))

    def _glimpsed(self, target: int) -> None:
        contact = self.theatre.contact(self.side, self.sensor, target)
        if contact is not None and "dark" in contact.signs:
            self.seen(target, contact)

    def _to_the_cell(self, _: int, contact: Contact) -> None:
        cell = self.theatre.parties[self.side].cell
        if cell is not None:
            cell.submit(contact)
