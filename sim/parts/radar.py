"""A radar watch, ashore or afloat: windows from the engine, a Poisson glimpse in each, contacts to whoever asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Final

from sim.contact.laws import horizon_m
from sim.parts.sensing import Sensor
from sim.parts.theatre import Radar, Theatre
from sim.parts.traffic import Sight, mast_m
from sim.picture.evidence import Contact
from sim.world.geodesy import apart_m
from sim.world.motion import Track

__all__ = ["RadarWatch", "shows_m"]

ERROR_M: Final = 200.0
SHIP_M: Final = 100.0


def shows_m(antenna_m: float, range_m: float) -> float:
    """Return how far off a ship of 100 m shows to an antenna of some height and an instrument of some range."""
    return min(range_m, float(horizon_m(antenna_m) + horizon_m(mast_m(SHIP_M))))


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
        cares = {*self.theatre.traffic.suspicious.tolist(), *(hull.vessel for hull in fleet.hulls)}
        watcher = self.theatre.engine.add_watcher(
            self.track.plan(self.theatre.run.now), float(reach_m), cap_m, cares=cares, gained=self._gained
        )
        self.theatre.radars[watcher] = Radar(self.side, self.track, float(reach_m), cap_m)

    def look_again(self, watcher: int, about_deg: tuple[float, float], radius_m: float) -> None:
        """Look at what is in range and near a datum, though it was seen before."""
        for target in self.theatre.engine.within(watcher).tolist():
            sight = self.theatre.fleet.sight(target, self.theatre.run.now)
            if sight is not None and apart_m(about_deg, (sight.lat_deg, sight.lon_deg)) <= radius_m:
                self._glimpsed(watcher, target)

    def _gained(self, watcher: int, target: int, until_s: float) -> None:
        """Draw when the first glimpse comes; whether the vessel is still in range is seen then."""
        run = self.theatre.run
        luck = run.streams.uniform("glimpse", self.sensor.name, self.theatre.fleet.name(target), round(run.now / 3600))
        run.at(run.now - math.log1p(-luck) * self.glimpse_s(), partial(self._glimpsed, watcher, target))

    def _glimpsed(self, watcher: int, target: int) -> None:
        sight = self.theatre.fleet.sight(target, self.theatre.run.now)
        if sight is None or sight.broadcasting or not self._in_range(watcher, sight):
            return
        contact = self.theatre.contact(self.side, self.sensor, target)
        if contact is not None:
            self.seen(target, contact)

    def _in_range(self, watcher: int, sight: Sight) -> bool:
        radar, here = self.theatre.radars[watcher], self.track.position(self.theatre.run.now)
        reach_m = min(radar.cap_m, radar.reach_m + float(horizon_m(sight.height_m)))
        return apart_m(here, (sight.lat_deg, sight.lon_deg)) <= reach_m

    def _to_the_cell(self, _: int, contact: Contact) -> None:
        cell = self.theatre.parties[self.side].cell
        if cell is not None:
            cell.submit(contact)
