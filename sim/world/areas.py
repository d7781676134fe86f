"""Areas of sea: boxes of latitude and longitude, circles, random positions in them, and when legs are inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.base.errors import Fault, UserError
from sim.world.coast import Coast
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, destination, latlon, slerp, unit, wrap_lon
from sim.world.motion import Legs

__all__ = ["Area", "Box", "Circle", "Stays", "Water", "stays"]

BoolArray = NDArray[np.bool_]


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

    def edges(self) -> tuple[FloatArray, FloatArray]:
        """Return the planes that bound it: normals (m, 3) and offsets (m,), an edge being where normal.p = offset."""
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
        return (self.south + self.north) / 2.0, float(wrap_lon(self.west + self.width_deg / 2.0))

    def holds(self, position_deg: tuple[float, float]) -> bool:
        """Say whether one position is inside: `contains` without arrays."""
        lat, lon = position_deg
        return self.south <= lat <= self.north and (lon - self.west) % 360.0 <= self.width_deg

    @property
    def area_m2(self) -> float:
        """Area on the sphere."""
        south, north = np.sin(np.radians([self.south, self.north]))
        return float(EARTH_RADIUS_M**2 * np.radians(self.width_deg) * (north - south))

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

    def edges(self) -> tuple[FloatArray, FloatArray]:
        """Return the planes of its two parallels and two meridians."""
        west, east = np.radians([self.west, self.east])
        meridians = [[-np.sin(west), np.cos(west), 0.0], [-np.sin(east), np.cos(east), 0.0]]
        parallels = [[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
        south, north = np.sin(np.radians([self.south, self.north]))
        return np.array(meridians + parallels), np.array([0.0, 0.0, south, north])


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
        return np.column_stack(destination(*self.centre, 360.0 * uniforms[:, 1], out_m))

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n random positions (n, 2), spread evenly over the area."""
        return self.place(generator.random((n, 2)))

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


class Stays(NamedTuple):
    """Spells inside an area as columns, ordered by mover then time; `leg` is the leg on which each began."""

    mover: NDArray[np.int64]
    leg: NDArray[np.int64]
    enter_s: FloatArray
    leave_s: FloatArray


def stays(legs: Legs, area: Area) -> Stays:
    """Return when each mover is inside an area, one spell unbroken from leg to leg.

    Exact: every edge is a plane, and a great circle meets a plane at angles with a closed form.
    """
    leg, enter_s, leave_s = _crossings(legs, area)
    order = np.lexsort((enter_s, legs.mover[leg]))
    leg, enter_s, leave_s = leg[order], enter_s[order], leave_s[order]
    mover = legs.mover[leg]
    fresh = np.ones(len(leg), np.bool_)
    fresh[1:] = (mover[1:] != mover[:-1]) | (enter_s[1:] - leave_s[:-1] > 1e-6)
    last = np.append(fresh[1:], True)[: len(leg)]
    return Stays(mover[fresh], leg[fresh], enter_s[fresh], leave_s[last])


def _crossings(legs: Legs, area: Area) -> tuple[NDArray[np.int64], FloatArray, FloatArray]:
    """Cut each leg at the edges and keep the cuts whose middle is inside."""
    theta = angle(legs.a, legs.b)
    ends = np.zeros((len(legs), 1)), np.ones((len(legs), 1))
    cuts = np.sort(np.concatenate([ends[0], _roots(legs, theta, *area.edges()), ends[1]], axis=1), axis=1)
    middle = slerp(legs.a[:, None], legs.b[:, None], (cuts[:, :-1] + cuts[:, 1:]) / 2.0)
    inside = area.contains(*latlon(middle)) & (cuts[:, 1:] > cuts[:, :-1])
    leg, nth = np.nonzero(inside)
    span = (legs.end_s - legs.start_s)[leg]
    enter = legs.start_s[leg] + _times(span, cuts[leg, nth])
    leave = np.where(cuts[leg, nth + 1] == 1.0, legs.end_s[leg], legs.start_s[leg] + _times(span, cuts[leg, nth + 1]))
    return leg, enter, leave


def _times(span_s: FloatArray, fraction: FloatArray) -> FloatArray:
    # A leg that stands still for ever is never cut: nought times infinity is nought.
    return np.where(fraction == 0.0, 0.0, np.where(np.isinf(span_s), 0.0, span_s) * fraction)


def _roots(legs: Legs, theta: FloatArray, normals: FloatArray, offsets: FloatArray) -> FloatArray:
    """Return the fractions of each leg at which it meets an edge, shape (n, 2 m); 0 stands for none.

    Along the leg p = a cos x + t sin x, so normal.p = offset is r cos(x - x0) = offset.
    """
    still = theta == 0.0
    sine = np.where(still, 1.0, np.sin(theta))
    tangent = (legs.b - legs.a * np.cos(theta)[:, None]) / sine[:, None]
    cosine_part, sine_part = legs.a @ normals.T, tangent @ normals.T
    size, middle = np.hypot(cosine_part, sine_part), np.arctan2(sine_part, cosine_part)
    ratio = np.divide(offsets, size, out=np.full_like(size, 2.0), where=size > 0.0)
    swing = np.arccos(np.clip(ratio, -1.0, 1.0))
    x = np.concatenate([middle - swing, middle + swing], axis=1) % (2.0 * np.pi)
    met = np.tile(np.abs(ratio) <= 1.0, 2) & (x < theta[:, None]) & ~still[:, None]
    return np.where(met, x / np.where(still, 1.0, theta)[:, None], 0.0)
