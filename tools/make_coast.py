"""Make `sim/data/coast.npz` from Natural Earth land: `python tools/make_coast.py PACKAGE_DIR`.

PACKAGE_DIR is the unpacked npm package world-atlas 2.0.2 (`npm pack world-atlas@2.0.2`). The world is taken at 1:50m
and each theatre at 1:10m, joined without a seam. The file holds two layers of rings: `outline`, for drawing, and
`piece`, the same land cut into small polygons without holes, for asking quickly what lies where.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, box

STEP_DEG = 1e-4  # 11 m, a thirtieth of the source's own grid
PIECE_VERTICES = 100
THEATRES = {"East Asia": (115.0, 18.0, 145.0, 46.0), "Malacca and Singapore": (95.0, -2.0, 106.0, 8.0)}
OUT = Path(__file__).parent.parent / "sim" / "data" / "coast.npz"


def decode(path: Path) -> MultiPolygon:
    """Read the land of a TopoJSON file, cut at the antimeridian."""
    topology = json.loads(path.read_text())
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]
    (geometry,) = topology["objects"]["land"]["geometries"]
    several = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return shapely.union_all([part for rings in several for part in _polygon([_ring(ring, arcs) for ring in rings])])


def _ring(indices: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    """Join arcs to a ring whose longitudes run on past 180; one about a pole is closed by way of it."""
    runs = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    ring = np.concatenate([runs[0], *[run[1:] for run in runs[1:]]])
    steps = np.diff(ring[:, 0])
    ring[1:, 0] = ring[0, 0] + np.cumsum(steps - 360.0 * np.rint(steps / 360.0))
    if abs(ring[-1, 0] - ring[0, 0]) > 180.0:
        pole = np.copysign(90.0, ring[0, 1])
        ring = np.concatenate([ring, [[ring[-1, 0], pole], [ring[0, 0], pole], ring[0]]])
    return ring


def _polygon(rings: list[np.ndarray]) -> list[Polygon]:
    """Return a polygon without its holes, in parts that lie within 180 degrees."""
    shell, *holes = [shapely.union_all(_turned(ring)) for ring in rings]
    return _parts(shapely.difference(shell, shapely.union_all(holes)))


def _turned(ring: np.ndarray) -> list[Polygon]:
    """Return the parts of a ring within 180 degrees, those that ran on past it brought back."""
    window = box(-180.0, -90.0, 180.0, 90.0)
    whole = [shapely.make_valid(Polygon(ring + [turn, 0.0])) for turn in (-360.0, 0.0, 360.0)]
    return [part for shape in whole for part in _parts(shapely.intersection(shape, window))]


def _parts(shape: Any) -> list[Polygon]:
    """Return the polygons of anything, however deep they lie."""
    if shape.geom_type == "Polygon":
        return [shape] if shape.area > 0.0 else []
    if shape.geom_type not in ("MultiPolygon", "GeometryCollection"):
        return []
    return [part for inner in shape.geoms for part in _parts(inner)]


def join(world: MultiPolygon, fine: MultiPolygon) -> list[Polygon]:
    """Return the world's land with each theatre replaced by the finer data."""
    windows = [box(*bounds) for bounds in THEATRES.values()]
    coarse = world.difference(shapely.union_all(windows))
    joined = shapely.union_all([coarse, *[fine.intersection(window) for window in windows]])
    rounded = shapely.set_precision(joined, STEP_DEG)
    return _parts(shapely.simplify(rounded, STEP_DEG))


def cut(polygon: Polygon) -> Iterator[Polygon]:
    """Cut a polygon in halves until each piece is small and has no hole."""
    if shapely.get_num_coordinates(polygon) <= PIECE_VERTICES and not polygon.interiors:
        yield polygon
        return
    west, south, east, north = polygon.bounds
    wide = east - west > north - south
    middle_x = round((west + east) / 2, 4) if wide else east
    middle_y = north if wide else round((south + north) / 2, 4)
    first = box(west, south, middle_x, middle_y)
    second = box(middle_x, south, east, north) if wide else box(west, middle_y, east, north)
    for window in (first, second):
        for part in _parts(shapely.set_precision(polygon.intersection(window), STEP_DEG)):
            yield from cut(part)


def pack(rings: list[Any], layer: str) -> dict[str, np.ndarray]:
    """Return rings as columns: whole steps from vertex to vertex, and how many vertices each ring has."""
    coordinates = np.concatenate([shapely.get_coordinates(ring) for ring in rings])
    whole = np.rint(coordinates / STEP_DEG).astype(np.int32)
    counts = np.array([shapely.get_num_coordinates(ring) for ring in rings], np.int32)
    return {f"{layer}_steps": np.diff(whole, axis=0, prepend=0).T.copy(), f"{layer}_counts": counts}


def main(package: Path) -> None:
    """Write the file and say how large it is."""
    land = join(decode(package / "land-50m.json"), decode(package / "land-10m.json"))
    land.sort(key=lambda polygon: -polygon.area)
    outlines = [ring for polygon in land for ring in (polygon.exterior, *polygon.interiors)]
    pieces = [piece.exterior for polygon in land for piece in cut(polygon)]
    np.savez_compressed(OUT, **pack(outlines, "outline"), **pack(pieces, "piece"))
    vertices = sum(map(shapely.get_num_coordinates, outlines))
    print(f"{len(land)} polygons, {len(outlines)} rings, {vertices} vertices, {len(pieces)} pieces")
    print(f"{OUT.name}: {OUT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
