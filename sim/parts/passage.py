"""Routes between named places and points at sea, and the lanes that traffic spreads over about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sim.world.areas import Box
from sim.world.coast import load
from sim.world.geodesy import NAUTICAL_MILE_M, FloatArray
from sim.world.places import find
from sim.world.routes import lane_half_width_m, route_length_m, sea_route

__all__ = ["Lane", "lane", "passage", "roads_of"]

SPREAD_M: Final = 6 * NAUTICAL_MILE_M


@dataclass(frozen=True, slots=True)
class Lane:
    """A route (k, 2) and how far ships spread to each side of it at each waypoint (k,)."""

    waypoints_deg: FloatArray
    half_width_m: FloatArray
    length_m: float


def roads_of(place: str) -> tuple[float, float]:
    """Return where voyages to and from a place begin and end."""
    found = find(place)
    return found.roads or found.position


@lru_cache(maxsize=256)
def lane(origin: str, destination: str) -> Lane:
    """Return the lane from one place to another."""
    route = sea_route(roads_of(origin), roads_of(destination))
    return Lane(route, lane_half_width_m(route, SPREAD_M), route_length_m(route))


@lru_cache(maxsize=4096)
def passage(place: str, box: Box, point_deg: tuple[float, float]) -> FloatArray:
    """Return a route from a place to a point of a box, ends included; copy it before changing it.

    The route to the middle of the box is kept and its end moved to the point, which costs a few miles at most; where
    that would cut a corner of land the route is sought afresh.
    """
    if not load().on_land(*box.centre):
        route = np.vstack([_passage(place, box)[:-1], point_deg])
        if not load().route_crosses(route[-2:]).any():
            route.flags.writeable = False
            return route
    return sea_route(roads_of(place), point_deg)


@lru_cache(maxsize=256)
def _passage(place: str, box: Box) -> FloatArray:
    return sea_route(roads_of(place), box.centre)
