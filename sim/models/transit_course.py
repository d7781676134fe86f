"""The way of a leg: its miles, where it bends, and where it lies in a canal or a strait or another sea."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from sim.world.areas import Box, stays
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, FloatArray, angle, slerp, unit
from sim.world.motion import along
from sim.world.points import Point, part_way, place
from sim.world.routes import PASSAGES, lane_half_width_m, sea_route

__all__ = ["CANALS", "Course", "Zone", "canal_span", "course", "inside"]

LatLon = tuple[float, float]
SPREAD_M: Final = 12 * NAUTICAL_MILE_M  # farther than any station
CANALS: Final = ("Suez Canal", "Panama Canal")
NOT_FOR_US: Final = ("Kanmon Strait",)  # too narrow for a carrier and those with her


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a course, in metres from its beginning: open water, or in a canal or a strait by name."""

    from_m: float
    until_m: float
    canal: str = ""
    strait: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """One leg: waypoints (k, 2), the way to each (k,), the room to each side (k,), and its zones from end to end."""

    waypoints_deg: FloatArray
    gone_m: FloatArray
    half_width_m: FloatArray
    zones: tuple[Zone, ...]
    points: tuple[Point, ...]

    @property
    def length_m(self) -> float:
        return float(self.gone_m[-1])

    def at(self, gone_m: float) -> LatLon:
        """Return the position so far along."""
        gone = self.gone_m
        leg = min(max(bisect_right(gone, gone_m) - 1, 0), len(gone) - 2)
        span_m = float(gone[leg + 1] - gone[leg])
        part = (gone_m - float(gone[leg])) / span_m if span_m else 0.0
        return place(part_way(self.points[leg], self.points[leg + 1], part))

    def zone(self, gone_m: float) -> Zone:
        """Return the zone that begins or goes on so far along."""
        return next((each for each in self.zones if gone_m < each.until_m - 1e-6), self.zones[-1])

    def in_canal_m(self, from_m: float) -> float:
        """Return how much of what is left lies in canals."""
        return sum(max(0.0, zone.until_m - max(zone.from_m, from_m)) for zone in self.zones if zone.canal)

    def canals(self, from_m: float) -> list[str]:
        """Return the canals that are still ahead."""
        return [zone.canal for zone in self.zones if zone.canal and zone.until_m > from_m + 1.0]

    def line(self, gone_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return unit vectors (n, 3) of positions so far along, and those to starboard of the course there."""
        gone = np.clip(gone_m, 0.0, self.length_m)
        leg = np.clip(np.searchsorted(self.gone_m, gone, side="right") - 1, 0, len(self.gone_m) - 2)
        span_m, u = self.gone_m[leg + 1] - self.gone_m[leg], np.array(self.points)
        part = np.divide(gone - self.gone_m[leg], span_m, out=np.zeros_like(gone), where=span_m > 0.0)
        right = np.cross(u[leg + 1], u[leg])
        size = np.linalg.norm(right, axis=1, keepdims=True)
        return slerp(u[leg], u[leg + 1], part), np.divide(right, size, out=np.zeros_like(right), where=size > 0.0)

    def room_m(self, gone_m: FloatArray) -> FloatArray:
        """Return how far off the course there is room; at either end all close up."""
        wide_m = np.interp(gone_m, self.gone_m, self.half_width_m)
        return np.asarray(np.clip(np.minimum(gone_m, self.length_m - gone_m), 0.0, wide_m))


@lru_cache(maxsize=512)
def course(a: LatLon, b: LatLon, straits: tuple[tuple[str, Box], ...] = ()) -> Course:
    """Return the course from one position to another; `straits` are boxes by name.

    Raises: UserError when there is no way.
    """
    route = sea_route(a, b, NOT_FOR_US) if a != b else np.array([a, b])
    u = unit(route[:, 0], route[:, 1])
    gone_m = np.concatenate([[0.0], np.cumsum(EARTH_RADIUS_M * angle(u[:-1], u[1:]))])
    width_m = lane_half_width_m(route, SPREAD_M) if len(route) > 1 and a != b else np.zeros(len(route))
    points = tuple((float(x), float(y), float(z)) for x, y, z in u)
    made = Course(route, gone_m, width_m, (Zone(0.0, float(gone_m[-1])),), points)
    return Course(route, gone_m, width_m, tuple(_zones(made, straits)), points)


def _zones(whole: Course, straits: tuple[tuple[str, Box], ...]) -> list[Zone]:
    """Cut a course where it enters or leaves a canal or a strait."""
    route = whole.waypoints_deg
    canals = [(name, *span) for name in CANALS for span in [canal_span(route, whole.gone_m, name)] if span]
    narrow = [(name, low, high) for name, box in straits for low, high in inside(route, box)]
    edges = {0.0, whole.length_m, *(edge for _, *span in [*canals, *narrow] for edge in span)}
    zones = []
    for low, high in pairwise(sorted(edges)):
        middle = (low + high) / 2
        in_canal = next((name for name, *span in canals if span[0] < middle < span[1]), "")
        in_strait = next((name for name, *span in narrow if span[0] < middle < span[1]), "")
        zones.append(Zone(low, high, in_canal, in_strait))
    return zones or [Zone(0.0, whole.length_m)]


def canal_span(waypoints_deg: FloatArray, gone_m: FloatArray, name: str) -> tuple[float, float] | None:
    """Return from where to where a way runs along a passage, if it does from end to end."""
    off = np.abs(waypoints_deg[:, None] - np.array(PASSAGES[name])).sum(axis=2)
    on = np.flatnonzero(off.min(axis=1) < 1e-6)
    return (float(gone_m[on[0]]), float(gone_m[on[-1]])) if len(on) > 1 else None


def inside(waypoints_deg: FloatArray, box: Box) -> tuple[tuple[float, float], ...]:
    """Return from where to where a way lies in a box."""
    return _spans(tuple(map(tuple, waypoints_deg.tolist())), box)


@lru_cache(maxsize=4096)
def _spans(waypoints: tuple[LatLon, ...], box: Box) -> tuple[tuple[float, float], ...]:
    if len(set(waypoints)) < 2:
        return ()
    within = stays(along(0, 0.0, np.array(waypoints), 1.0), box)  # at a metre a second, time is the way
    return tuple(zip(within.enter_s.tolist(), within.leave_s.tolist(), strict=True))
