"""Where land is: Natural Earth coastlines, and quick questions of them.

The world is drawn at 1:50m; East Asia and the Malacca Strait at 1:10m (see `sim/data/README.md`). Vertices lie on a
grid of 400 m; a coast may lie `RESOLUTION_M` from where it is drawn, and islets below the scale are missing. Questions
are answered exactly against the outlines as drawn. Shapely is imported when a coast is first loaded.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, latlon, slerp, unit, wrap_lon
from sim.world.motion import Legs

__all__ = ["CHORD_M", "RESOLUTION_M", "STEP_DEG", "Coast", "Cover", "chords", "load", "rings"]

RESOLUTION_M: Final = 2_000.0
CHORD_M: Final = 20_000.0  # a great circle strays under 20 m from a chart's line this long, below 65 degrees
STEP_DEG: Final = 1e-4
GLANCES: Final = (0.5, 0.25, 0.75, 0.1, 0.9)
FEW: Final = 8  # not worth a glance

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


class Cover:
    """A part of the chart as small polygons without holes and an index over them: land, or land and a margin."""

    __slots__ = ("_tree", "pieces")

    def __init__(self, pieces: list[FloatArray]) -> None:
        import shapely

        self.pieces = pieces
        ring = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
        self._tree = shapely.STRtree(shapely.polygons(shapely.linearrings(np.concatenate(pieces), indices=ring)))

    def holds(self, lat_deg: FloatArray, lon_deg: FloatArray) -> BoolArray:
        """Say which positions, shape (n,), lie in it or on its edge."""
        import shapely

        return self._touched(shapely.points(lon_deg, lat_deg), np.arange(lat_deg.size), lat_deg.size)

    def meets(self, a: FloatArray, b: FloatArray, chord_m: float = CHORD_M) -> BoolArray:
        """Say which great circles from `a` to `b`, unit vectors of shape (n, 3), touch it."""
        met, long = np.zeros(len(a), np.bool_), angle(a, b) * EARTH_RADIUS_M > 5.0 * chord_m
        for fraction in GLANCES if len(a) > FEW else ():  # cheap, and tells of most that run far over land
            far = np.nonzero(long & ~met)[0]
            met[far] = self.holds(*latlon((1.0 - fraction) * a[far] + fraction * b[far]))
        left = np.nonzero(~met)[0]
        lines, owner = chords(a[left], b[left], chord_m)
        met[left] = self._touched(lines, owner, len(left))
        return met

    def meets_strip(self, left: FloatArray, right: FloatArray) -> BoolArray:
        """Say between which neighbouring waypoints of two lines abreast, shapes (k, 3), it shows; shape (k - 1,)."""
        strips, owner = _strips(left, right)
        return self._touched(strips, owner, len(left) - 1)

    def share(self, a: FloatArray, b: FloatArray, chord_m: float = 2_000.0) -> FloatArray:
        """Return the share of each great circle that lies in it, by the middles of short chords."""
        owner, fractions = _divide(angle(a, b), chord_m)
        middles = slerp(a[owner], b[owner], fractions.mean(axis=0))
        inside = np.bincount(owner, self.holds(*latlon(middles)), len(a))
        return np.asarray(inside / np.maximum(np.bincount(owner, minlength=len(a)), 1))

    def touches(self, shapes: NDArray[Any]) -> bool:
        """Say whether any of some shapes on the chart touches it."""
        return bool(self._tree.query(shapes, predicate="intersects").size)

    def _touched(self, shapes: NDArray[Any], owner: IntArray, n: int) -> BoolArray:
        touched = np.zeros(n, np.bool_)
        touched[owner[self._tree.query(shapes, predicate="intersects")[0]]] = True
        return touched


class Coast:
    """Land as outlines to draw and as a cover to ask. Made by `load`."""

    __slots__ = ("_outlines", "cover")

    def __init__(self, outlines: list[FloatArray], pieces: list[FloatArray]) -> None:
        self._outlines = outlines
        self.cover = Cover(pieces)

    def on_land(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> BoolArray:
        """Say which positions are on land, a shore included.

        Shapes: the arguments broadcast; so does the answer.
        """
        lat, lon = np.broadcast_arrays(np.asarray(lat_deg, dtype=np.float64), wrap_lon(lon_deg))
        return self.cover.holds(lat.ravel(), lon.ravel()).reshape(lat.shape)

    def is_clear(self, west: float, east: float, south: float, north: float) -> bool:
        """Say whether there is no land in a box, its edge included; `east < west` spans the antimeridian."""
        import shapely

        west, east = float(wrap_lon(west)), -float(wrap_lon(-east))
        spans = [(west, east)] if west < east else [(west, 180.0), (-180.0, east)]
        boxes = shapely.box([span[0] for span in spans], south, [span[1] for span in spans], north)
        return not self.cover.touches(boxes)

    def crosses(self, a: FloatArray, b: FloatArray) -> BoolArray:
        """Say which great circles from `a` to `b`, unit vectors of shape (n, 3), touch land."""
        return self.cover.meets(a, b)

    def crosses_land(self, legs: Legs) -> BoolArray:
        """Say which legs touch land."""
        return self.crosses(legs.a, legs.b)

    def route_crosses(self, waypoints_deg: ArrayLike) -> BoolArray:
        """Say which legs of a route through waypoints, shape (k, 2), touch land; shape (k - 1,)."""
        points = np.asarray(waypoints_deg, dtype=np.float64)
        u = unit(points[:, 0], points[:, 1])
        return self.crosses(u[:-1], u[1:])

    def land_clip(self, west: float, east: float, south: float, north: float) -> list[FloatArray]:
        """Return the rings of the land inside a box, for drawing: arrays (k, 2) of longitude and latitude.

        A box over the antimeridian (`east < west`) gives longitudes that run on past 180. Fill by the even-odd rule.
        """
        import shapely

        east = east + 360.0 if east < west else east
        rings: list[FloatArray] = []
        for turn in (-360.0, 0.0, 360.0):
            near = [ring for ring in self._outlines if _meets(ring, turn, west, east, south, north)]
            shapes = [shapely.make_valid(shapely.Polygon(ring + np.array([turn, 0.0]))) for ring in near]
            for shape in shapely.get_parts(shapely.clip_by_rect(shapes, west, south, east, north)):
                rings += [shapely.get_coordinates(part.exterior) for part in _polygons(shape)]
        return rings


def _polygons(shape: Any) -> list[Any]:
    import shapely

    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def _meets(ring: FloatArray, turn: float, west: float, east: float, south: float, north: float) -> bool:
    (w, s), (e, n) = ring.min(axis=0), ring.max(axis=0)
    return bool(w + turn < east and e + turn > west and s < north and n > south)


def chords(a: FloatArray, b: FloatArray, chord_m: float = CHORD_M) -> tuple[NDArray[Any], IntArray]:
    """Return great circles as short straight lines on the chart, and the index of the great circle each belongs to.

    A chord over the antimeridian is given twice, once for each side.
    """
    import shapely

    owner, fractions = _divide(angle(a, b), chord_m)
    corners, owner = _on_chart(slerp(a[owner], b[owner], fractions), owner)
    return shapely.linestrings(corners), owner


def _strips(left: FloatArray, right: FloatArray) -> tuple[NDArray[Any], IntArray]:
    """Return the strip between two lines as small convex pieces, and the leg each belongs to."""
    import shapely

    owner, fractions = _divide(np.maximum(angle(left[:-1], left[1:]), angle(right[:-1], right[1:])), CHORD_M)
    sides = [slerp(side[owner], side[owner + 1], fractions) for side in (left, right)]
    corners, owner = _on_chart(np.concatenate(sides), owner)
    return shapely.convex_hull(shapely.linestrings(corners)), owner


def _divide(theta: FloatArray, chord_m: float) -> tuple[IntArray, FloatArray]:
    """Return, for every chord, the arc it belongs to and the fractions at which it starts and ends, shape (2, m)."""
    pieces = np.maximum(np.ceil(theta * EARTH_RADIUS_M / chord_m), 1.0).astype(np.int64)
    owner = np.repeat(np.arange(len(theta)), pieces)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return owner, np.stack([nth, nth + 1]) / pieces[owner]


def _on_chart(u: FloatArray, owner: IntArray) -> tuple[FloatArray, IntArray]:
    """Return shapes of c corners each, given as (c, m, 3), in longitude and latitude, shape (m, c, 2).

    A shape over the antimeridian is given twice, once for each side.
    """
    lat, lon = latlon(u)
    lon = lon[0] + wrap_lon(lon - lon[0])
    over = np.any((lon < -180.0) | (lon > 180.0), axis=0)
    again = lon[:, over] - 360.0 * np.sign(lon[:, over].mean(axis=0))
    lon, lat = np.concatenate([lon, again], axis=1), np.concatenate([lat, lat[:, over]], axis=1)
    return np.stack([lon, lat], axis=-1).swapaxes(0, 1), np.concatenate([owner, owner[over]])


@cache
def load() -> Coast:
    """Return the coast shipped with the package, read once a process."""
    with (files("sim") / "data" / "coast.npz").open("rb") as file, np.load(file) as data:
        return Coast(rings(data, "outline"), rings(data, "piece"))


def rings(data: Any, layer: str) -> list[FloatArray]:
    """Unpack a layer of rings, arrays (k, 2) of longitude and latitude, from a data file."""
    points = np.cumsum(data[f"{layer}_steps"], axis=1).T * STEP_DEG
    return np.split(points, np.cumsum(data[f"{layer}_counts"])[:-1])
