"""Radar satellites: strips of the area imaged in turn, one look a pass, recall by the length of the vessel.

Each place is imaged once every `revisit`, from a random phase, so that a meeting of length D ≤ T is imaged with
probability D/T, and seen with Pd · D/T.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from sim.base.spec import PartSpec, SideName, kind, param
from sim.base.units import Delay, Duration, Fraction, Length
from sim.contact.laws import recall
from sim.kernel.events import Event
from sim.parts.sensing import Sensor
from sim.parts.theatre import Theatre
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, latlon

__all__ = ["SarSatellite", "StripImaged"]

ERROR_M: Final = 200.0


@dataclass(frozen=True, slots=True)
class StripImaged(Event):
    """A strip of the area was imaged; `seen` vessels showed."""

    part: str
    west_deg: float
    east_deg: float
    seen: int


@kind("sar_satellite")
class SarSatellite(PartSpec):
    """A radar constellation whose strips together cover the area."""

    side: SideName = param(about="whose images they are")
    swath: Length = param("250 km", about="width of a strip", source="ESA Sentinel-1, interferometric wide swath")
    revisit: Duration = param("3 d", about="time between images of one place")
    delivery: Delay = param("4 h", about="time from image to contact at the cell")
    resolves_pairs: Fraction = param(0.5, about="chance that two ships alongside are told apart")
    recall: Fraction | None = param(
        None,
        about="chance that a vessel in the strip shows; by its length if not given",
        source="AIS–SAR matching of longliners, Indian Ocean (Global Fishing Watch), recall by length",
    )

    def build(self, theatre: Theatre) -> _Radar:
        return _Radar(self, theatre)


@dataclass
class _Radar:
    spec: SarSatellite
    theatre: Theatre

    def start(self) -> None:
        """Begin the round of strips."""
        self.theatre.run.process(self._passes())

    def strips(self) -> list[Box]:
        """Cut the area into strips no wider than the swath."""
        area = self.theatre.setting.area
        middle = math.cos(math.radians(area.centre[0])) * math.radians(area.width_deg) * EARTH_RADIUS_M
        n = max(1, math.ceil(middle / self.spec.swath))
        step = area.width_deg / n
        return [Box(f"strip {i + 1}", area.west + i * step, area.west + (i + 1) * step, area.south, area.north)
                for i in range(n)]  # fmt: skip

    def _passes(self) -> Generator[Any, Any, None]:
        run, strips = self.theatre.run, self.strips()
        phase_s = run.streams.uniform("parts", self.spec.id, "phase") * self.spec.revisit
        pitch_s = self.spec.revisit / len(strips)
        nth = math.ceil(-phase_s / pitch_s)
        while True:
            yield run.env.timeout(phase_s + nth * pitch_s - run.now)
            self._image(strips[nth % len(strips)], nth)
            nth += 1

    def _image(self, strip: Box, nth: int) -> None:
        theatre, fleet, traffic, now = self.theatre, self.theatre.fleet, self.theatre.traffic, self.theatre.run.now
        vessels = traffic.memo(("strip", repr(self.spec), strip, nth), lambda: self._planned(strip, nth, now))
        theatre.add_contacts(self.spec.side, "SAR", vessels, np.full(len(vessels), now), np.full(len(vessels), now))
        hulls = [
            hull.vessel
            for hull in fleet.hulls
            if strip.holds(hull.track.position(now))
            and theatre.run.streams.uniform("parts", self.spec.id, hull.name, nth) < self._recall(hull.length_m)
        ]
        suspicious = vessels[traffic.is_suspicious[vessels] & ~traffic.broadcasting(vessels, now)].tolist()
        seq = theatre.run.log(StripImaged(self.spec.id, strip.west, strip.east, len(vessels) + len(hulls)))
        for vessel in suspicious + hulls:
            self._deliver(vessel, seq)

    def _planned(self, strip: Box, nth: int, now: float) -> np.ndarray:
        """Return the planned vessels that show in one pass, the same in every case."""
        traffic = self.theatre.traffic
        vessels, points = traffic.under_way(now)
        vessels = vessels[strip.contains(*latlon(points))]
        luck = traffic.luck(vessels, partial(self.theatre.run.stream, "parts", self.spec.id, "pass", nth))
        return np.asarray(vessels[luck < self._recall(traffic.columns.length_m[vessels])])

    def _recall(self, length_m: Any) -> Any:
        return recall(length_m) if self.spec.recall is None else np.full(np.shape(length_m), self.spec.recall)[()]

    def _deliver(self, vessel: int, seq: int) -> None:
        sensor = Sensor(self.spec.id, ERROR_M, self.spec.resolves_pairs, sees_speed=False)
        contact = self.theatre.contact(self.spec.side, sensor, vessel, seq)
        cell = self.theatre.parties[self.spec.side].cell
        if contact is not None and cell is not None:
            self.theatre.run.at(contact.time_s + self.spec.delivery, partial(cell.submit, contact))
