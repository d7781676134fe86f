"""The reference workload W(N): N ships at random in a box, watched by twelve fixed stations and four patrols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.world.geodesy import NAUTICAL_MILE_M, FloatArray
from sim.world.motion import Legs, still
from sim.world.waypoints import random_waypoints

__all__ = ["DURATION_S", "Workload", "workload"]

DURATION_S: Final = 30 * 86_400.0
KNOT_M_S: Final = NAUTICAL_MILE_M / 3600.0
HALF_SIDE_DEG: Final = 5.0  # 300 nm
STATIONS: Final = 12
PATROLS: Final = 4


@dataclass(frozen=True, slots=True)
class Square:
    """A box of 600 by 600 nm about the point where the equator meets Greenwich."""

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n positions, shape (n, 2), latitude first."""
        return generator.uniform(-HALF_SIDE_DEG, HALF_SIDE_DEG, (n, 2))


@dataclass(frozen=True, slots=True)
class Workload:
    """Legs of watchers and ships; the range of each watcher, by mover. Ships are numbered after the watchers."""

    watch: Legs
    target: Legs
    range_m: FloatArray


def workload(n: int, seed: int = 1, duration_s: float = DURATION_S) -> Workload:
    """Return W(n)."""
    generator = np.random.default_rng(seed)
    area = Square()
    places = area.random(STATIONS, generator)
    stations = [still(k, (lat, lon), 0.0, duration_s) for k, (lat, lon) in enumerate(places)]
    patrols = random_waypoints(area, 0.0, duration_s, np.full(PATROLS, 18.0 * KNOT_M_S), STATIONS, generator)
    speeds = generator.uniform(8.0, 18.0, n) * KNOT_M_S
    ships = random_waypoints(area, 0.0, duration_s, speeds, STATIONS + PATROLS, generator)
    range_m = np.repeat([20.0, 15.0], [STATIONS, PATROLS]) * NAUTICAL_MILE_M
    return Workload(Legs.concat([*stations, patrols]), ships, range_m)
