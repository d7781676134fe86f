"""Radar satellites: strips of the area imaged in turn, one look a pass, recall by the length of the vessel.

Each place is imaged once every `revisit`, from a random phase, so that a meeting of length D ≤ T is imaged with
probability D/T, and seen with Pd · D/T.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Final

import numpy as np

from sim.base.spec import PartSpec, SideName, kind, param
from sim.base.units import Delay, Duration, Fraction, Length
from sim.contact.laws import recall
from sim.kernel.events import Event
from sim.parts.sensing import Sensor
from sim.parts.theatre import Theatre
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M

__all__ = ["SarSatellite", "StripImaged"]

ERROR_M: Final = 200.0


@dataclass(frozen=True, slots=True)
class StripImaged(Event):
    """A strip of the area was imaged; `seen` vessels showed."""

    says: ClassVar[str] = "satellite {part} images the strip from {west_deg} to {east_deg}: {seen} vessels show"
    draws: ClassVar[tuple[str, ...]] = ("strip", "west_deg", "east_deg")

    part: str
    west_deg: float
    east_deg: float
    seen: int
    side: str = ""


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


@dataclass(frozen=True, slots=True)
class _Pass:
    """One strip imaged at one instant, and the planned vessels that show."""

    nth: int
    time_s: float
    strip: Box
    seen: np.ndarray


@dataclass
class _Radar:
    spec: SarSatellite
    theatre: Theatre

    def start(self) -> None:
        """Log what the images show of planned vessels, and begin the round of strips."""
        passes = self._passes()
        seen = np.concatenate([each.seen for each in passes] or [np.empty(0, np.int64)])
        when_s = np.repeat([each.time_s for each in passes], [len(each.seen) for each in passes])
        self.theatre.add_contacts(self.spec.side, "SAR", seen, when_s, when_s)
        self.theatre.run.process(self._round(passes))

    def strips(self) -> list[Box]:
        """Cut the area into strips no wider than the swath."""
        area = self.theatre.setting.area
        middle = math.cos(math.radians(area.centre[0])) * math.radians(area.width_deg) * EARTH_RADIUS_M
        n = max(1, math.ceil(middle / self.spec.swath))
        step = area.width_deg / n
        return [Box(f"strip {i + 1}", area.west + i * step, area.west + (i + 1) * step, area.south, area.north)
                for i in range(n)]  # fmt: skip

    def _passes(self) -> list[_Pass]:
        """Return every pass and the planned vessels that show in it, the same in all cases."""
        key = ("passes", repr(self.spec), self.theatre.setting.area)
        return self.theatre.traffic.memo(key, self._survey)

    def _survey(self) -> list[_Pass]:
        traffic, strips = self.theatre.traffic, self.strips()
        phase_s = self.theatre.run.streams.uniform("parts", self.spec.id, "phase") * self.spec.revisit
        pitch_s = self.spec.revisit / len(strips)
        first, stop = (math.ceil((s - phase_s) / pitch_s) for s in (0.0, self.theatre.setting.duration_s))
        passes = [
            _Pass(nth, phase_s + nth * pitch_s, strips[nth % len(strips)], np.empty(0, np.int64))
            for nth in range(first, stop)
        ]
        for strip in strips:
            mine = [k for k, each in enumerate(passes) if each.strip is strip]
            nth, vessel = traffic.inside(strip, np.array([passes[k].time_s for k in mine]))
            seen = np.split(vessel, np.searchsorted(nth, np.arange(1, len(mine))))
            for k, each in zip(mine, seen, strict=False):
                passes[k] = replace(passes[k], seen=each)
        return self._shown(passes)

    def _shown(self, passes: list[_Pass]) -> list[_Pass]:
        """Keep of each pass the vessels that show."""
        there = np.concatenate([each.seen for each in passes] or [np.empty(0, np.int64)])
        luck = self.theatre.traffic.luck(there, partial(self.theatre.run.stream, "parts", self.spec.id, "pass"))
        shown = luck < self._recall(self.theatre.traffic.columns.length_m[there])
        ends = np.cumsum([len(each.seen) for each in passes])
        pieces = np.split(shown, ends[:-1]) if passes else []
        return [replace(each, seen=each.seen[mask]) for each, mask in zip(passes, pieces, strict=True)]

    def _round(self, passes: list[_Pass]) -> Generator[Any, Any, None]:
        for each in passes:
            yield self.theatre.run.env.timeout(each.time_s - self.theatre.run.now)
            self._image(each)

    def _image(self, one: _Pass) -> None:
        """Find the directed vessels in a strip, and send on whatever in it is dark and does not look small."""
        theatre, traffic = self.theatre, self.theatre.traffic
        hulls = [
            hull.vessel
            for hull in theatre.fleet.hulls
            if one.strip.holds(hull.track.position(one.time_s))
            and theatre.run.streams.uniform("parts", self.spec.id, hull.name, one.nth) < self._recall(hull.length_m)
        ]
        dark = traffic.is_suspicious[one.seen] & ~traffic.broadcasting(one.seen, one.time_s)
        shown = len(one.seen) + len(hulls)
        seq = theatre.run.log(StripImaged(self.spec.id, one.strip.west, one.strip.east, shown, self.spec.side))
        for vessel in one.seen[dark].tolist() + hulls:
            self._deliver(vessel, seq)

    def _recall(self, length_m: Any) -> Any:
        return recall(length_m) if self.spec.recall is None else np.full(np.shape(length_m), self.spec.recall)[()]

    def _deliver(self, vessel: int, seq: int) -> None:
        sensor = Sensor(self.spec.id, ERROR_M, self.spec.resolves_pairs, sees_speed=False)
        contact = self.theatre.contact(self.spec.side, sensor, vessel, seq)
        cell = self.theatre.parties[self.spec.side].cell
        if contact is not None and cell is not None:
            self.theatre.run.at(contact.time_s + self.spec.delivery, partial(cell.submit, contact))
