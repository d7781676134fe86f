"""Merchant ships on a lane: arrivals at random, types with lengths and speeds, AIS as carried and as it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np

from sim.base.spec import PartSpec, PlaceName, kind, param
from sim.base.units import KNOT_M_S, Delay, Fraction, Rate
from sim.parts.passage import lane
from sim.parts.theatre import Planned, Theatre
from sim.parts.traffic import NEVER, Batch
from sim.world.motion import voyages

__all__ = ["LaneTraffic", "ShipType"]


@dataclass(frozen=True, slots=True)
class ShipType:
    """One type of ship: how common, how long (m), how fast (kn), and the share that carries class A AIS.

    Units: `length_m` and `speed_kn` are (mean, standard deviation).
    """

    share: float
    length_m: tuple[float, float]
    speed_kn: tuple[float, float]
    class_a: float


SLOWEST_M_S: Final = 8.0 * KNOT_M_S  # a ship under way at the start left at most so long before

# Lengths and speeds are typical of each type, and the shares of a mixed East Asian lane: general knowledge, assumed.
FLEETS: Final[Mapping[str, Mapping[str, ShipType]]] = MappingProxyType(
    {
        "cargo": {
            "container": ShipType(0.35, (230, 70), (17, 2), 1.0),
            "bulk": ShipType(0.30, (200, 40), (12.5, 1), 1.0),
            "tanker": ShipType(0.15, (180, 50), (12.5, 1), 0.99),
            "coaster": ShipType(0.20, (85, 15), (10.5, 1.5), 0.93),
        },
        "coasters": {"coaster": ShipType(1.0, (85, 15), (10.5, 1.5), 0.93)},
        "tankers": {"tanker": ShipType(1.0, (180, 50), (12.5, 1), 0.99)},
    }
)


@kind("lane_traffic")
class LaneTraffic(PartSpec):
    """Merchant traffic from one place to another, arriving as a Poisson process."""

    origin: PlaceName = param(about="where the ships come from", alias="from")
    destination: PlaceName = param(about="where they go", alias="to")
    arrivals: Rate = param(about="ships a day")
    fleet: Literal["cargo", "coasters", "tankers"] = param("cargo", about="the mix of ship types")
    outages: Fraction = param(0.02, about="share of voyages on which AIS fails for a while")
    outage: Delay = param("12 h", about="mean length of such a failure")

    def build(self, theatre: Theatre) -> Planned:
        return theatre.plan(self, lambda: self._batch(theatre))

    def _batch(self, theatre: Theatre) -> Batch:
        rng, span_s = theatre.run.stream("parts", self.id), theatre.setting.duration_s
        route = lane(self.origin, self.destination)
        before_s = route.length_m / SLOWEST_M_S
        n = int(rng.poisson(self.arrivals * (span_s + before_s)))
        departures_s = np.sort(rng.uniform(-before_s, span_s, n))
        length_m, speed_m_s, ais = _ships(self.fleet, rng, n)
        legs = voyages(
            route.waypoints_deg,
            departures_s,
            speed_m_s,
            0,
            lateral=rng.uniform(-1, 1, n),
            half_width_m=route.half_width_m,
        )
        fails = rng.random(n) < self.outages
        from_s = departures_s + rng.random(n) * route.length_m / speed_m_s
        until_s = from_s + rng.exponential(max(self.outage, 1.0), n)
        dark_s = np.where(fails, [from_s, until_s], NEVER)
        return Batch(self.id, "lane_traffic", legs, length_m, ais, dark_s[0], dark_s[1], np.full(n, -1))


def _ships(fleet: str, rng: np.random.Generator, n: int) -> tuple[Any, Any, Any]:
    types = list(FLEETS[fleet].values())
    pick = rng.choice(len(types), n, p=[each.share for each in types])
    of = np.array([[*each.length_m, *each.speed_kn, each.class_a] for each in types])[pick]
    length_m = np.clip(rng.normal(of[:, 0], of[:, 1]), 50.0, 400.0)
    speed_kn = np.clip(rng.normal(of[:, 2], of[:, 3]), 8.0, 24.0)
    return length_m, speed_kn * KNOT_M_S, np.where(rng.random(n) < of[:, 4], 2, 0)
