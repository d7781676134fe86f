"""The lanes of lawful traffic, as a map shows them: a line with a name, one for both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.base.spec import PartSpec
from sim.parts.lane_traffic import LaneTraffic
from sim.parts.passage import lane
from sim.report.frame import Frame
from sim.report.words import plain
from sim.world.geodesy import FloatArray, latlon, slerp, unit

__all__ = ["Way", "lanes"]

PIECES: Final = 12


@dataclass(frozen=True, slots=True)
class Way:
    """A lane on the map: its name and its line, broken where it runs over the map's edge."""

    name: str
    x: FloatArray
    lat: FloatArray


def lanes(parts: Sequence[PartSpec], frame: Frame) -> list[Way]:
    """Return the lanes that cross the map."""
    ends = dict.fromkeys(
        tuple(sorted((each.origin, each.destination))) for each in parts if isinstance(each, LaneTraffic)
    )
    ways = [_way(origin, destination, frame) for origin, destination in ends]
    return [way for way in ways if np.isfinite(way.x).any()]


def _way(origin: str, destination: str, frame: Frame) -> Way:
    """Draw a route as the great circles it is made of."""
    at = unit(*lane(origin, destination).waypoints_deg.T)
    along = np.linspace(0.0, 1.0, PIECES, endpoint=False)
    lat, lon = latlon(np.vstack([slerp(at[:-1, None], at[1:, None], along[None]).reshape(-1, 3), at[-1:]]))
    x = frame.x(lon)
    off = ~frame.box.contains(lat, lon)
    off[1:] |= np.abs(np.diff(x)) > 180.0
    return Way(f"{plain(origin)}–{plain(destination)}", np.where(off, np.nan, x), np.where(off, np.nan, lat))
