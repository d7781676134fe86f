"""The ways of a sea lane, cut where they enter or leave a strait, a canal, a threat area or a corridor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np

from sim.models.transit_course import CANALS, canal_span, inside
from sim.parts.passage import roads_of
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, FloatArray, angle, slerp, unit
from sim.world.routes import lane_half_width_m, sea_route

__all__ = ["BOUNDS", "Line", "Place", "Spot", "Stretch", "Way", "made_way", "near_line"]

LatLon = tuple[float, float]
Line = tuple[str, LatLon, LatLon, float]  # a corridor: its name, its ends, and how near to both a way must come
Span = tuple[str, float, float]
Sort = Literal["strait", "canal", "area", "corridor"]

BOUNDS: Final = ("eastbound", "westbound", "northbound", "southbound")
SPREAD_M: Final = 5 * NAUTICAL_MILE_M
NEAR_M: Final = 1.0
STEP_M: Final = 10 * NAUTICAL_MILE_M


@dataclass(frozen=True, slots=True)
class Place:
    """Water with a name, through which ways lead."""

    name: str
    sort: Sort
    box: Box


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a way on which nothing changes; the names of the places that it lies in."""

    from_m: float
    until_m: float
    places: frozenset[str]

    @property
    def length_m(self) -> float:
        return self.until_m - self.from_m


@dataclass(frozen=True, slots=True)
class Spot:
    """One passage of a place by a way: its stretches from `first` to `last`, and in which direction."""

    place: str
    first: int
    last: int
    bound: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way: waypoints (k, 2), the miles to each (k,), its stretches in order, and the places that it passes.

    `half_width_m` (k,) is how far ships spread to each side at each waypoint.
    """

    waypoints_deg: FloatArray
    gone_m: FloatArray
    stretches: tuple[Stretch, ...] = ()
    spots: tuple[Spot, ...] = ()
    half_width_m: FloatArray = field(default_factory=lambda: np.empty(0))

    @property
    def length_m(self) -> float:
        return float(self.gone_m[-1])

    @property
    def lengths_m(self) -> FloatArray:
        """Return the length of each stretch."""
        return np.array([each.length_m for each in self.stretches])

    @property
    def cuts_m(self) -> FloatArray:
        """Return where the stretches begin, and at last where the way ends."""
        return np.array([0.0, *(each.until_m for each in self.stretches)])

    def at(self, gone_m: FloatArray) -> FloatArray:
        """Return unit vectors (n, 3) so far along."""
        u = unit(self.waypoints_deg[:, 0], self.waypoints_deg[:, 1])
        leg = np.clip(np.searchsorted(self.gone_m, gone_m, side="right") - 1, 0, len(u) - 2)
        span_m = self.gone_m[leg + 1] - self.gone_m[leg]
        return slerp(u[leg], u[leg + 1], np.clip((gone_m - self.gone_m[leg]) / span_m, 0.0, 1.0))


@lru_cache(maxsize=512)
def made_way(stops: tuple[str, ...], closed: frozenset[str], places: tuple[Place, ...], line: Line | None) -> Way:
    """Return the way through named places, along a corridor if one is given.

    Raises: UserError when there is no way.
    """
    points = [roads_of(stop) for stop in stops]
    if line is not None:
        points = _by_corridor(points, line, closed)
    legs = [sea_route(a, b, closed) for a, b in pairwise(points) if a != b]
    route = np.concatenate([legs[0], *(leg[1:] for leg in legs[1:])])
    u = unit(route[:, 0], route[:, 1])
    gone_m = np.concatenate([[0.0], np.cumsum(EARTH_RADIUS_M * angle(u[:-1], u[1:]))])
    return _cut(route, gone_m, places, line)


def near_line(way: Way, line: Line) -> bool:
    """Say whether a way comes near to both ends of a corridor."""
    _, start, end, reach_m = line
    off = _off_m(way.waypoints_deg, way.gone_m, (start, end))
    return bool(off.min(axis=1).max() <= reach_m)


def _off_m(waypoints_deg: FloatArray, gone_m: FloatArray, spots: Sequence[LatLon]) -> FloatArray:
    """Return how far spots are from points close together along a way, a row for each."""
    bare = Way(waypoints_deg, gone_m)
    along = bare.at(np.append(np.arange(0.0, gone_m[-1], STEP_M), gone_m[-1]))
    return np.array([EARTH_RADIUS_M * angle(along, unit(*each)) for each in spots])


def _by_corridor(points: list[LatLon], line: Line, closed: frozenset[str]) -> list[LatLon]:
    """Put the ends of a corridor between the stops where the way passes it, the nearer end first."""
    _, start, end, _ = line
    legs = [sea_route(a, b, closed) for a, b in pairwise(points)]
    gone = [np.concatenate([[0.0], np.cumsum(_steps_m(leg))]) for leg in legs]
    nearest = [float(_off_m(leg, each, (start, end)).min(axis=1).max()) for leg, each in zip(legs, gone, strict=True)]
    nth = int(np.argmin(nearest))
    first, last = _off_m(legs[nth], gone[nth], (start, end)).argmin(axis=1).tolist()
    return [*points[: nth + 1], *((start, end) if first <= last else (end, start)), *points[nth + 1 :]]


def _steps_m(route: FloatArray) -> FloatArray:
    u = unit(route[:, 0], route[:, 1])
    return np.asarray(EARTH_RADIUS_M * angle(u[:-1], u[1:]))


def _cut(route: FloatArray, gone_m: FloatArray, places: tuple[Place, ...], line: Line | None) -> Way:
    spans: list[Span] = []
    for place in places:
        if place.sort == "canal" and place.name in CANALS:
            span = canal_span(route, gone_m, place.name)
            spans += [(place.name, *span)] if span else []
        elif place.sort in ("strait", "area"):
            spans += [(place.name, low, high) for low, high in inside(route, place.box) if high - low > NEAR_M]
    if line is not None:
        ends = _gone_at(route, gone_m, line)
        spans.append((line[0], min(ends), max(ends)))
    edges = sorted({0.0, float(gone_m[-1]), *(_snapped(edge, gone_m) for _, *span in spans for edge in span)})
    edges = [edge for nth, edge in enumerate(edges) if nth == 0 or edge - edges[nth - 1] > NEAR_M]
    edges[-1] = float(gone_m[-1])
    stretches = tuple(
        Stretch(low, high, frozenset(name for name, a, b in spans if a < (low + high) / 2 < b))
        for low, high in pairwise(edges)
    )
    spots = tuple(_spots(Way(route, gone_m, stretches), places, line))
    return Way(route, gone_m, stretches, spots, lane_half_width_m(route, SPREAD_M))


def _snapped(edge_m: Any, gone_m: FloatArray) -> float:
    """Return the waypoint that lies where a way is cut, if one does, so that the two are one point."""
    nearest = float(gone_m[np.abs(gone_m - edge_m).argmin()])
    return nearest if abs(nearest - edge_m) <= NEAR_M else float(edge_m)


def _gone_at(route: FloatArray, gone_m: FloatArray, line: Line) -> tuple[float, float]:
    ends = [int(np.abs(route - np.array(each)).sum(axis=1).argmin()) for each in line[1:3]]
    return float(gone_m[ends[0]]), float(gone_m[ends[1]])


def _spots(way: Way, places: tuple[Place, ...], line: Line | None) -> list[Spot]:
    """Return each passage of each place, in order along the way."""
    spots, names = [], [*(place.name for place in places), *([line[0]] if line else [])]
    for name in dict.fromkeys(names):
        within = [name in each.places for each in way.stretches]
        firsts = [k for k, here in enumerate(within) if here and not (k and within[k - 1])]
        lasts = [k for k, here in enumerate(within) if here and not (k + 1 < len(within) and within[k + 1])]
        spots += [Spot(name, a, b, _bound(way, a, b)) for a, b in zip(firsts, lasts, strict=True)]
    return sorted(spots, key=lambda spot: (spot.first, spot.last, spot.place))


def _bound(way: Way, first: int, last: int) -> int:
    """Return in which direction a way leads through some stretches, by what it makes good."""
    ends = way.at(np.array([way.stretches[first].from_m, way.stretches[last].until_m]))
    lat, lon = np.degrees(np.arcsin(ends[:, 2])), np.degrees(np.arctan2(ends[:, 1], ends[:, 0]))
    north = float(lat[1] - lat[0])
    east = float((lon[1] - lon[0] + 180.0) % 360.0 - 180.0) * float(np.cos(np.radians(lat.mean())))
    if abs(east) >= abs(north):
        return 0 if east >= 0.0 else 1
    return 2 if north >= 0.0 else 3
