"""A coastal station: radar and an AIS receiver on a mast, each as far as its horizon with the ship's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sim.base.spec import PartSpec, SideName, kind, param
from sim.base.units import Delay, Length, Position
from sim.contact.laws import horizon_m
from sim.contact.windows import solve
from sim.parts.ais import Heard, while_broadcasting
from sim.parts.fleet import Hull
from sim.parts.radar import RadarWatch, shows_m
from sim.parts.theatre import Theatre
from sim.world.geodesy import apart_m
from sim.world.motion import still

__all__ = ["CoastalStation"]

ANTENNA_M: Final = 15.0  # height of a ship's VHF antenna, assumed


@kind("coastal_station")
class CoastalStation(PartSpec):
    """A fixed station ashore."""

    side: SideName = param(about="whose it is")
    position: Position = param(about="where it stands")
    antenna: Length = param("100 m", about="height of its antennas above the sea")
    sees: tuple[Literal["radar", "ais"], ...] = param(("radar", "ais"), about="what it is fitted with")
    radar_range: Length = param("60 nm", about="instrumented range of the radar")
    ais_range: Length = param("60 nm", about="longest range at which AIS is heard")
    glimpse: Delay = param("30 s", about="mean time until a ship inside the range is detected")

    @property
    def sees_m(self) -> float:
        """How far off it sees a ship of 100 m: by radar, or by AIS when it has none."""
        return shows_m(self.antenna, self.radar_range if "radar" in self.sees else self.ais_range)

    def build(self, theatre: Theatre) -> _Station:
        return _Station(self, theatre)


@dataclass
class _Station:
    spec: CoastalStation
    theatre: Theatre

    def __post_init__(self) -> None:
        if "ais" in self.spec.sees:
            self.theatre.parties[self.spec.side].ais.append(self)
        spec = self.spec
        self.track = self.theatre.new_platform(spec.id, spec.side, "coastal_station", spec.position, spec.sees_m)

    def start(self) -> None:
        """Switch the radar on, and log whom the AIS receiver hears."""
        self.track.hold(0.0, self.theatre.setting.duration_s)
        if "radar" in self.spec.sees:
            watch = RadarWatch(self.theatre, self.spec.side, self.spec.id, self.track, lambda: self.spec.glimpse)
            watch.switch_on(float(horizon_m(self.spec.antenna)), self.spec.radar_range)
        if "ais" in self.spec.sees:
            self.theatre.add_contacts(self.spec.side, "AIS ashore", *self._heard)

    def heard(self) -> Heard:
        """Return every spell during which a planned vessel was heard."""
        return self._heard

    @property
    def _heard(self) -> Heard:
        return self.theatre.traffic.memo(("heard", repr(self.spec)), self._hear)

    def _hear(self) -> Heard:
        legs, span_s = self.theatre.traffic.legs, self.theatre.setting.duration_s
        here = still(self.track.mover, self.spec.position, 0.0, span_s)
        found = solve(here, legs, self._reach_m, 0.0)
        return while_broadcasting(self.theatre, found.target, found.enter_s, found.leave_s)

    @property
    def _reach_m(self) -> float:
        return min(self.spec.ais_range, float(horizon_m(self.spec.antenna) + horizon_m(ANTENNA_M)))

    def last_heard(self, hull: Hull, before_s: float) -> float | None:
        """Return the time itself if a directed vessel is in range now, else None: it left on a known course."""
        gone_m = apart_m(self.spec.position, hull.track.position(before_s))
        return before_s if gone_m <= self._reach_m else None
