"""Areas of sea: boxes of latitude and longitude, circles, random positions in them, and when legs are inside."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.base.errors import Fault, UserError
from sim.world.coast import Coast
from sim.world.geodesy import (
    EARTH_RADIUS_M,
    Compass,
    FloatArray,
    angle,
    compass,
    latlon,
    lay_off,
    slerp,
    unit,
    wrap_lon,
)
from sim.world.motion import Legs, in_order

__all__ = ["ROUNDING", "Area", "Box", "Circle", "Stays", "Water", "stays"]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Pieces = tuple[IntArray, FloatArray, FloatArray]  # leg, from, until

ROUNDING: Final = 1e-12


class Area(Protocol):
    """A part of the sphere that legs can enter and leave."""

    @property
    def area_m2(self) -> float:
        """Area on the sphere."""
        ...

    def contains(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> BoolArray:
        """Say which positions are inside, the edge included."""
        ...

    def place(self, uniforms: FloatArray) -> FloatArray:
        """Turn uniforms (n, 2) into positions (n, 2) spread evenly over the area."""
        ...

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n random positions (n, 2), spread evenly over the area."""
        ...

    def parts(self) -> tuple[Area, ...]:
        """Return the parts, no wider than half the Earth, that make it up."""
        ...

    def edges(self) -> tuple[FloatArray, FloatArray]:
        """Return the planes that bound a part: normals (m, 3) and offsets (m,); inside, normal.p >= offset."""
        ...


@dataclass(frozen=True, slots=True)
class Box:
    """A box between two meridians and two parallels; `east` below `west` means that it spans the antimeridian."""

    name: str
    west: float
    east: float
    south: float
    north: float

    def __post_init__(self) -> None:
        if not -90.0 <= self.south < self.north <= 90.0:
            found = f"south {self.south:g} and north {self.north:g}"
            raise UserError(Fault(self.name, "area", found, "write a south below the north, both within 90 S to 90 N"))
        if not (-180.0 <= self.west <= 360.0 and -180.0 <= self.east <= 360.0) or self.west == self.east:
            found = f"west {self.west:g} and east {self.east:g}"
            raise UserError(Fault(self.name, "area", found, "write two different longitudes within 180 W to 180 E"))

    @property
    def width_deg(self) -> float:
        """Degrees of longitude from west to east."""
        return (self.east - self.west) % 360.0 or 360.0

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box, (lat_deg, lon_deg)."""
        return (self.south + self.north) / 2.0, (self.west + self.width_deg / 2.0 + 180.0) % 360.0 - 180.0

    def holds(self, position_deg: tuple[float, float]) -> bool:
        """Say whether one position is inside: `contains` without arrays."""
        lat, lon = position_deg
        return self.south <= lat <= self.north and (lon - self.west) % 360.0 <= self.width_deg

    @property
    def area_m2(self) -> float:
        """Area on the sphere."""
        south, north = math.sin(math.radians(self.south)), math.sin(math.radians(self.north))
        return EARTH_RADIUS_M**2 * math.radians(self.width_deg) * (north - south)

    def contains(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> BoolArray:
        """Say which positions are inside, the edge included."""
        lat, lon = np.asarray(lat_deg), np.asarray(lon_deg)
        return np.asarray((lat >= self.south) & (lat <= self.north) & ((lon - self.west) % 360.0 <= self.width_deg))

    def place(self, uniforms: FloatArray) -> FloatArray:
        """Turn uniforms (n, 2) into positions (n, 2) spread evenly over the area."""
        south, north = np.sin(np.radians([self.south, self.north]))
        lat = np.degrees(np.arcsin(south + uniforms[:, 0] * (north - south)))
        return np.column_stack([lat, wrap_lon(self.west + uniforms[:, 1] * self.width_deg)])

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n random positions (n, 2), spread evenly over the area."""
        return self.place(generator.random((n, 2)))

    @property
    def frame(self) -> Box:
        """Return a box that holds it."""
        return self

    def parts(self) -> tuple[Box, ...]:
        """Return itself, or its western and eastern halves if it is wider than half the Earth."""
        if self.width_deg <= 180.0:
            return (self,)
        return replace(self, east=self.centre[1]), replace(self, west=self.centre[1])

    def edges(self) -> tuple[FloatArray, FloatArray]:
        """Return the planes of its two meridians and two parallels."""
        west, east = math.radians(self.west), math.radians(self.east)
        meridians = [[-math.sin(west), math.cos(west), 0.0], [math.sin(east), -math.cos(east), 0.0]]
        parallels = [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]
        south, north = math.sin(math.radians(self.south)), math.sin(math.radians(self.north))
        return np.array(meridians + parallels), np.array([0.0, 0.0, south, -north])


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on the sphere about a centre (lat_deg, lon_deg)."""

    name: str
    centre: tuple[float, float]
    radius_m: float

    def __post_init__(self) -> None:
        if not 0.0 < self.radius_m <= np.pi / 2 * EARTH_RADIUS_M:
            found = f"a radius of {self.radius_m:g} m"
            raise UserError(Fault(self.name, "radius", found, "write a radius above zero, such as 60 nm"))

    @property
    def area_m2(self) -> float:
        """Area on the sphere."""
        return float(4.0 * np.pi * (EARTH_RADIUS_M * np.sin(self.radius_m / EARTH_RADIUS_M / 2.0)) ** 2)

    def contains(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> BoolArray:
        """Say which positions are inside, the edge included."""
        return np.asarray(angle(unit(lat_deg, lon_deg), unit(*self.centre)) * EARTH_RADIUS_M <= self.radius_m)

    def place(self, uniforms: FloatArray) -> FloatArray:
        """Turn uniforms (n, 2) into positions (n, 2) spread evenly over the area."""
        widest = np.sin(self.radius_m / EARTH_RADIUS_M / 2.0)
        out_m = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(uniforms[:, 0]) * widest)
        return np.column_stack(lay_off(_compass(*self.centre), 360.0 * uniforms[:, 1], out_m))

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n random positions (n, 2), spread evenly over the area."""
        return self.place(generator.random((n, 2)))

    @property
    def frame(self) -> Box:
        """Return a box that holds it."""
        lat, lon = self.centre
        up = math.degrees(self.radius_m / EARTH_RADIUS_M)
        south, north = max(-90.0, lat - up), min(90.0, lat + up)
        if abs(lat) + up >= 90.0:
            return Box(self.name, -180.0, 180.0, south, north)
        wide = math.degrees(math.asin(math.sin(math.radians(up)) / math.cos(math.radians(lat))))
        return Box(self.name, float(wrap_lon(lon - wide)), float(wrap_lon(lon + wide)), south, north)

    def parts(self) -> tuple[Circle]:
        """Return itself: it is at most a hemisphere."""
        return (self,)

    def edges(self) -> tuple[FloatArray, FloatArray]:
        """Return the plane of its rim."""
        return unit(*self.centre)[None], np.array([np.cos(self.radius_m / EARTH_RADIUS_M)])


@dataclass(frozen=True, slots=True)
class Water:
    """The water of an area: random positions are drawn again while they fall on land."""

    area: Box | Circle
    coast: Coast
    tries: int = 100

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n random positions (n, 2) on water.

        Raises: UserError when the area looks to be all land.
        """
        positions = self.area.random(n, generator)
        if _is_clear(self.area, self.coast):
            return positions
        for _ in range(self.tries):
            dry = self.coast.on_land(positions[:, 0], positions[:, 1])
            if not dry.any():
                return positions
            positions[dry] = self.area.random(int(dry.sum()), generator)
        found = "no water was found in it"
        raise UserError(Fault(self.area.name, "area", found, "move or enlarge it so that it holds some sea"))

    def blocked(self, a: FloatArray, b: FloatArray) -> BoolArray:
        """Say which runs between unit vectors touch land."""
        return self.coast.crosses(a, b)


@lru_cache(maxsize=256)
def _compass(lat_deg: float, lon_deg: float) -> Compass:
    return compass(lat_deg, lon_deg)


@lru_cache(maxsize=256)
def _is_clear(area: Box | Circle, coast: Coast) -> bool:
    frame = area.frame
    return coast.is_clear(frame.west, frame.east, frame.south, frame.north)


class Stays(NamedTuple):
    """Spells inside an area as columns, ordered by mover then time; `leg` is the leg on which each began."""

    mover: IntArray
    leg: IntArray
    enter_s: FloatArray
    leave_s: FloatArray


def stays(legs: Legs, area: Area) -> Stays:
    """Return when each mover is inside an area, one spell unbroken from leg to leg.

    Exact: every edge is a plane, and a great circle meets a plane at angles with a closed form.
    """
    pieces = [_pieces(legs, part) for part in area.parts()]
    leg, enter_s, leave_s = pieces[0] if len(pieces) == 1 else map(np.concatenate, zip(*pieces, strict=True))
    order = np.argsort(leg, kind="stable")  # two runs, soon merged
    order = order[in_order(legs.mover[leg[order]], enter_s[order])]
    leg, enter_s, leave_s = leg[order], enter_s[order], leave_s[order]
    mover = legs.mover[leg]
    fresh = np.ones(len(leg), np.bool_)
    fresh[1:] = (mover[1:] != mover[:-1]) | (enter_s[1:] - leave_s[:-1] > 1e-6)
    last = np.append(fresh[1:], True)[: len(leg)]
    return Stays(mover[fresh], leg[fresh], enter_s[fresh], leave_s[last])


def _pieces(legs: Legs, part: Area) -> Pieces:
    """Return the pieces of legs that are inside: most legs, which meet no edge, are so whole or not at all.

    The points of a leg lie off its chord by less than a quarter of the chord squared.
    """
    edges = part.edges()
    from_a, from_b = _over(legs.a, *edges), _over(legs.b, *edges)
    stray = _dot(legs.b - legs.a, legs.b - legs.a) / 4.0 + ROUNDING
    outside = np.any(np.maximum(from_a, from_b) < -stray, axis=0)
    near = (np.minimum(from_a, from_b) <= stray) & ~outside
    cut = near.any(axis=0)
    whole = np.nonzero(~(cut | outside))[0]
    if not cut.any():
        return whole, legs.start_s[whole], legs.end_s[whole]
    leg, enter_s, leave_s = _cut(legs, part, np.nonzero(cut)[0], *np.nonzero(near))
    return (
        np.concatenate([whole, leg]),
        np.concatenate([legs.start_s[whole], enter_s]),
        np.concatenate([legs.end_s[whole], leave_s]),
    )


def _cut(legs: Legs, part: Area, cut: IntArray, edge: IntArray, near: IntArray) -> Pieces:
    """Cut legs at the edges that they are near, and return the pieces whose middle is inside."""
    normals, offsets = part.edges()
    crossing, where = _roots(legs.a[near], legs.b[near], normals[edge], offsets[edge])
    leg = np.concatenate([cut, cut, near[crossing]])
    fraction = np.concatenate([np.zeros(len(cut)), np.ones(len(cut)), where])
    order = np.lexsort((fraction, leg))
    leg, fraction = leg[order], fraction[order]
    piece = np.nonzero((leg[1:] == leg[:-1]) & (fraction[1:] > fraction[:-1]))[0]
    leg, enter, leave = leg[piece], fraction[piece], fraction[piece + 1]
    start_s, end_s = legs.start_s[leg], legs.end_s[leg]
    enter_s = start_s + _times(end_s - start_s, enter)
    leave_s = np.where(leave == 1.0, end_s, start_s + _times(end_s - start_s, leave))
    inside = part.contains(*latlon(slerp(legs.a[leg], legs.b[leg], (enter + leave) / 2.0))) & (leave_s > enter_s)
    return leg[inside], enter_s[inside], leave_s[inside]


def _times(span_s: FloatArray, fraction: FloatArray) -> FloatArray:
    # A leg that stands still for ever is never cut: nought times infinity is nought.
    return np.where(fraction == 0.0, 0.0, np.where(np.isinf(span_s), 0.0, span_s) * fraction)


def _roots(a: FloatArray, b: FloatArray, normal: FloatArray, offset: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return the fractions of great circles, each paired with a plane, at which they meet it, and of which pair.

    Along the way p = a cos x + t sin x, so normal.p = offset is r cos(x - x0) = offset.
    """
    theta = angle(a, b)
    still = theta == 0.0
    sine = np.where(still, 1.0, np.sin(theta))
    tangent = (b - a * np.cos(theta)[:, None]) / sine[:, None]
    cosine_part, sine_part = _dot(a, normal), _dot(tangent, normal)
    size, middle = np.hypot(cosine_part, sine_part), np.arctan2(sine_part, cosine_part)
    met = (np.abs(offset) <= size) & (size > 0.0) & ~still
    swing = np.arccos(np.divide(offset, size, out=np.ones_like(size), where=met))
    x = np.stack([middle - swing, middle + swing]) % (2.0 * np.pi)
    side, pair = np.nonzero(met & (x < theta))
    return pair, x[side, pair] / theta[pair]


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("...i,...i->...", a, b))


def _over(points: FloatArray, normals: FloatArray, offsets: FloatArray) -> FloatArray:
    """Return how far points are inside of each edge, shape (m, n).

    No `@`: a product of so few columns has every core spin for nothing.
    """
    x, y, z = normals.T[:, :, None]
    return np.asarray(x * points[:, 0] + y * points[:, 1] + z * points[:, 2] - offsets[:, None])
