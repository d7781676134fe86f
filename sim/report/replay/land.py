"""The coast about an area, no finer than the deepest zoom can show."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.report.replay.columns import Columns
from sim.world.areas import Box
from sim.world.coast import load

__all__ = ["pack_land"]

MARGIN: Final = 0.5  # of the area's width and height, on each side
FINE: Final = 1 / 100_000  # of the area's width: under a pixel at the deepest zoom, 64 times, on a wide screen
SCALE: Final = 100_000


def pack_land(columns: Columns, area: Box) -> dict[str, float]:
    """Pack the rings of the land in an area and a margin about it, and return the edges of all that is shown.

    Fill them by the even-odd rule.
    """
    import shapely

    west, east, south, north = _frame(area)
    rings = [
        shapely.get_coordinates(shapely.simplify(shapely.linearrings(ring), FINE * area.width_deg))
        for ring in load().land_clip(west, east, south, north)
    ]
    points = np.rint(np.concatenate([*rings, np.empty((0, 2))]) * SCALE).astype(np.int64)
    columns.add("ring.first", "u32", np.cumsum([0, *map(len, rings)]))
    columns.add("ring.lat", "i32", points[:, 1])
    columns.add("ring.lon", "i32", points[:, 0])
    return {"west": west, "east": east, "south": south, "north": north}


def _frame(area: Box) -> tuple[float, float, float, float]:
    """Return west, east, south and north of an area and its margin, at most once round the world."""
    wide, tall = MARGIN * area.width_deg, MARGIN * (area.north - area.south)
    south, north = max(-90.0, area.south - tall), min(90.0, area.north + tall)
    if area.width_deg + 2 * wide >= 360.0:
        middle = area.west + area.width_deg / 2
        return middle - 180.0, middle + 180.0, south, north
    return area.west - wide, area.west + area.width_deg + wide, south, north
