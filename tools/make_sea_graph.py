"""Make `sim/data/sea_graph.npz` from the shipped coast: `python tools/make_sea_graph.py`. Takes some minutes.

A shortest way at sea bends only round corners of land. Two sets of corners are kept: *wide*, on land grown by
`WIDE_NM` so that ships keep clear of it, everywhere; and *narrow*, on land grown by `NARROW_NM`, in straits and port
approaches where nothing else fits. Two corners are joined when the great circle between them is clear and bends the
right way round at both. What lies inside the wide margin costs `NARROW_COST` as much a mile. Canals are given by hand.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from make_coast import cut, pack
from shapely import box

from sim.world import coast
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, angle, latlon, unit, wrap_lon
from sim.world.routes import PASSAGES

WIDE_NM, WIDE_STEP_NM = 4.0, 1.0
NARROW_NM, NARROW_STEP_NM, HARD_NM = 0.8, 0.15, 0.4
SLACK_NM = 0.3  # a great circle bulges this far from the chart's line between neighbouring corners
SOUTH, NORTH, BAND_DEG = -58.0, 66.0, 4.0
REACH_M, FAR_M = 60 * NAUTICAL_MILE_M, 600 * NAUTICAL_MILE_M  # how far a narrow corner sees any corner, and a fit one
ICE_SOUTH, ICE_NORTH = -62.0, 70.0
BARRIER_NM = 1.0
LAGOON_DEG2 = 0.6
ISLET_DEG2, ISLET_STEP_NM = 0.05, 1.5
STRAITS = {  # (lat, lon, radius in nm): too narrow for the wide margin
    "Singapore": (1.2, 103.9, 60), "Gibraltar": (35.95, -5.5, 25), "Messina": (38.2, 15.6, 15),
    "Torres": (-10.5, 142.3, 50), "Seto west": (33.9, 132.2, 45), "Seto middle": (34.25, 133.3, 40),
    "Seto east": (34.4, 134.5, 45), "Kii": (34.1, 134.9, 25), "Bungo": (33.3, 131.95, 25),
    "Kanmon west": (34.0, 130.75, 15), "Ise": (34.6, 136.95, 20), "Uraga": (35.3, 139.75, 25),
    "Tsugaru": (41.4, 140.5, 40), "Bab-el-Mandeb": (12.6, 43.4, 25), "Jubal": (27.6, 33.9, 30),
    "Suez": (29.6, 32.5, 25), "Hormuz": (26.5, 56.5, 30), "Verde": (13.6, 121.0, 40),
    "San Bernardino": (12.6, 124.1, 40), "Surigao": (10.1, 125.5, 50), "Cebu": (10.3, 124.1, 60),
    "Sunda": (-5.9, 105.8, 30), "Lombok": (-8.6, 115.8, 30), "Surabaya": (-7.0, 112.8, 25),
    "Dardanelles": (40.1, 26.1, 25), "Marmara": (40.7, 28.2, 60), "Bosporus": (41.3, 29.2, 20),
    "Great Belt": (55.4, 10.9, 40), "Sound": (55.9, 12.7, 40), "Dover": (51.0, 1.4, 20), "Solent": (50.6, -1.1, 20),
    "Clyde": (55.4, -5.0, 30), "Osumi": (30.8, 130.6, 30), "Korea south": (34.4, 127.3, 40),
    "Korea south-west": (34.4, 126.0, 40), "Tsushima": (34.4, 129.3, 40), "Incheon": (37.1, 126.1, 35),
    "Zhoushan": (30.0, 122.5, 40), "Hauraki": (-36.4, 175.0, 40), "Bass": (-39.6, 146.5, 60),
    "Cook": (-41.2, 174.5, 30), "Aegean": (37.4, 24.6, 70), "Elafonisos": (36.2, 23.0, 25),
    "Bohai": (38.4, 120.9, 25), "Malacca": (2.6, 101.5, 50), "Balabac": (7.6, 117.0, 40),
    "Bonifacio": (41.3, 9.2, 15), "Ariake": (32.7, 130.3, 45), "Kagoshima": (31.3, 130.65, 35),
    "Sansha": (26.5, 119.9, 30), "Fuqing": (25.5, 119.6, 30), "Yangtze mouth": (31.6, 121.6, 45),
}  # fmt: skip
DATA = Path(coast.__file__).parent.parent / "data"


def to_chart(lonlat: np.ndarray) -> np.ndarray:
    """Project to Mercator, in degrees, where a margin grows the same in every direction."""
    lat = np.clip(lonlat[:, 1], -85.0, 85.0)
    return np.column_stack([lonlat[:, 0], np.degrees(np.arctanh(np.sin(np.radians(lat))))])


def from_chart(xy: np.ndarray) -> np.ndarray:
    """Undo `to_chart`."""
    return np.column_stack([xy[:, 0], np.degrees(np.arcsin(np.tanh(np.radians(xy[:, 1]))))])


def grown(land: np.ndarray, margin_nm: float) -> Any:
    """Return land with a margin, on the chart, running 2 degrees past the antimeridian on both sides."""
    turned = [shapely.transform(land, lambda points, turn=turn: points + [turn, 0.0]) for turn in (-360.0, 0.0, 360.0)]
    land = np.concatenate(turned)
    land = land[(shapely.bounds(land)[:, 2] > -184) & (shapely.bounds(land)[:, 0] < 184)]
    bounds = shapely.bounds(land)
    bands = []
    for south in np.arange(SOUTH, NORTH + 2 * BAND_DEG, BAND_DEG):
        low, high = south - 0.5, south + BAND_DEG + 0.5
        near = land[(bounds[:, 1] < high) & (bounds[:, 3] > low)]
        near = shapely.transform(shapely.clip_by_rect(near, -184, low, 184, high), to_chart)
        degrees = margin_nm / 60.0 / np.cos(np.radians(south + BAND_DEG / 2))
        whole = shapely.union_all(shapely.buffer(near, degrees, quad_segs=2))
        edge = to_chart(np.array([[0.0, south], [0.0, south + BAND_DEG]]))[:, 1]
        bands.append(shapely.intersection(whole, box(-182, edge[0], 182, edge[1])))
    return shapely.union_all(bands, grid_size=1e-6)


def solid(shape: Any) -> Any:
    """Fill lagoons: water that the margin cuts off and that is too small to matter."""
    kept = []
    for polygon in shapely.get_parts(shape):
        holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area > LAGOON_DEG2]
        kept.append(shapely.Polygon(polygon.exterior, holes))
    return shapely.union_all(kept)


def eased(shape: Any) -> Any:
    """Leave out small bends; a lone islet's margin may lose more of them."""
    parts = shapely.get_parts(shape)
    step = np.where(shapely.area(parts) < ISLET_DEG2, ISLET_STEP_NM, WIDE_STEP_NM) / 60.0
    return shapely.union_all([shapely.simplify(part, near) for part, near in zip(parts, step, strict=True)])


def corners(shape: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the corners that stick out to sea and their two neighbours, as (lon, lat) arrays."""
    found = []
    for polygon in shapely.get_parts(shapely.orient_polygons(shape)):
        for ring in (polygon.exterior, *polygon.interiors):
            here = shapely.get_coordinates(ring)[:-1]
            before, after = np.roll(here, 1, axis=0), np.roll(here, -1, axis=0)
            (x1, y1), (x2, y2) = (here - before).T, (after - here).T
            out = x1 * y2 - y1 * x2 > 0.0
            found.append(np.stack([from_chart(points[out]) for points in (here, before, after)]))
    here, before, after = np.concatenate(found, axis=1)
    own = (here[:, 0] >= -180.0) & (here[:, 0] < 180.0) & (here[:, 1] > SOUTH + 2) & (here[:, 1] < NORTH)
    return here[own], before[own], after[own]


def within(here: np.ndarray, windows: list[tuple[float, float, float]]) -> np.ndarray:
    """Say which vectors lie in any of the windows (lat, lon, radius in nm)."""
    inside = np.zeros(len(here), np.bool_)
    for lat, lon, radius_nm in windows:
        inside |= angle(here, unit(lat, lon)) * EARTH_RADIUS_M < radius_nm * NAUTICAL_MILE_M
    return inside


def taut(point: np.ndarray, before: np.ndarray, after: np.ndarray, toward: np.ndarray) -> np.ndarray:
    """Say where a way through a corner toward another point leaves both of the corner's neighbours on one side."""
    normal = np.cross(point, toward)
    return np.sum(normal * before, axis=-1) * np.sum(normal * after, axis=-1) >= -1e-18


def cover(shape: Any) -> coast.Cover:
    """Return grown land, and the ice that no ship enters, as a cover."""
    flat = shapely.transform(shapely.clip_by_rect(shapely.segmentize(shape, 0.25), -180, -89, 180, 89), from_chart)
    pieces = [piece for part in shapely.get_parts(flat) for piece in cut(shapely.make_valid(part))]
    pieces += [box(-180, -90, 180, ICE_SOUTH), box(-180, ICE_NORTH, 180, 90)]
    return coast.Cover([shapely.get_coordinates(piece.exterior) for piece in pieces])


def clear(pairs: np.ndarray, first: np.ndarray, second: np.ndarray, land: coast.Cover, chord_m: float) -> np.ndarray:
    """Return the pairs (i of first, j of second) whose great circle stays out of a cover."""
    for fraction in np.random.default_rng(0).permutation(np.linspace(0.01, 0.99, 60)):
        # Most are told at a glance to run over land.
        middle = (1 - fraction) * first[pairs[:, 0]] + fraction * second[pairs[:, 1]]
        pairs = pairs[~land.holds(*latlon(middle))]
    parts = np.array_split(pairs, len(pairs) // 2000 + 1)
    return pairs[~np.concatenate([land.meets(first[part[:, 0]], second[part[:, 1]], chord_m) for part in parts])]


def roads() -> list[tuple[float, float, float]]:
    """Return windows about the roads of every port."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "port"]
    return [(float(row["roads_lat_deg"]), float(row["roads_lon_deg"]), 15.0) for row in rows]


class Corners(NamedTuple):
    """Corners as unit vectors, with their two neighbours along the shore."""

    here: np.ndarray
    before: np.ndarray
    after: np.ndarray

    @classmethod
    def of(cls, shape: Any) -> Corners:
        """Find the corners of a shape on the chart."""
        return cls(*(unit(points[:, 1], wrap_lon(points[:, 0])) for points in corners(shape)))

    def select(self, index: np.ndarray) -> Corners:
        """Return some of them."""
        return Corners(*(column[index] for column in self))

    def bend(self, index: np.ndarray, toward: np.ndarray) -> np.ndarray:
        """Say where a way through a corner toward a point bends the right way round."""
        return taut(self.here[index], self.before[index], self.after[index], toward)


def barriers() -> list[shapely.Polygon]:
    """Return the insides of the passages as land, so that no way leads through but the passage, which can be shut."""
    inner = [shapely.LineString(np.array(line[1:-1])[:, ::-1]) for line in PASSAGES.values()]
    return [shapely.buffer(line, BARRIER_NM / 60.0, quad_segs=2) for line in inner]


def narrow_corners(land: np.ndarray, shrunk: coast.Cover) -> Corners:
    """Return the corners inside the wide margin, in straits and off ports."""
    every = Corners.of(shapely.simplify(grown(land, NARROW_NM), NARROW_STEP_NM / 60.0))
    every = every.select(within(every.here, [*STRAITS.values(), *roads()]))
    return every.select(shrunk.holds(*latlon(every.here)))


def wide_edges(wide: Corners, sheet: coast.Cover) -> np.ndarray:
    """Return pairs of wide corners that a shortest way could join, shape (m, 2)."""
    pairs = []
    for i in range(len(wide.here) - 1):
        j = np.arange(i + 1, len(wide.here))
        j = j[wide.bend(np.full(len(j), i), wide.here[j]) & wide.bend(j, wide.here[i])]
        pairs.append(np.column_stack([np.full(len(j), i), j]))
    found = np.concatenate(pairs)
    found = found[angle(wide.here[found[:, 0]], wide.here[found[:, 1]]) < 2.0]
    return clear(found, wide.here, wide.here, sheet, coast.CHORD_M)


def pairs_within(first: np.ndarray, second: np.ndarray, low_m: float, high_m: float) -> np.ndarray:
    """Return the pairs (i of first, j of second) whose distance is in a range, shape (m, 2)."""
    pairs = []
    for i, here in enumerate(first):
        away_m = EARTH_RADIUS_M * angle(here, second)
        j = np.nonzero((away_m > low_m) & (away_m <= high_m))[0]
        pairs.append(np.column_stack([np.full(len(j), i), j]))
    return np.concatenate(pairs)


def close_edges(wide: Corners, narrow: Corners, mouths: np.ndarray, hard: coast.Cover) -> np.ndarray:
    """Return the pairs with a narrow corner or a canal's mouth in them, numbered wide, narrow, mouths."""
    n_wide, n_both = len(wide.here), len(wide.here) + len(narrow.here)
    inner = pairs_within(narrow.here, narrow.here, 0.0, REACH_M)
    inner = inner[inner[:, 0] < inner[:, 1]]
    i, j = inner.T
    inner = inner[narrow.bend(i, narrow.here[j]) & narrow.bend(j, narrow.here[i])]
    parts = [clear(inner, narrow.here, narrow.here, hard, 5000.0) + n_wide]
    for points, number, bends in ((narrow.here, n_wide, narrow.bend), (mouths, n_both, None)):
        near = pairs_within(points, wide.here, 0.0, REACH_M)
        far = pairs_within(points, wide.here, REACH_M, FAR_M)
        far = far[wide.bend(far[:, 1], points[far[:, 0]])]
        both = np.concatenate([near, far])
        if bends is not None:
            both = both[bends(both[:, 0], wide.here[both[:, 1]])]
        parts.append(clear(both, points, wide.here, hard, 10_000.0)[:, ::-1] + [0, number])
    near = pairs_within(mouths, narrow.here, 0.0, REACH_M)
    parts.append(clear(near, mouths, narrow.here, hard, 5000.0)[:, ::-1] + [n_wide, n_both])
    return np.concatenate(parts)


def main() -> None:
    """Write the file and say how large it is."""
    land = np.array([shapely.Polygon(ring) for ring in coast.load().cover.pieces] + barriers())
    grown_wide = eased(solid(grown(land, WIDE_NM)))
    shrunk, hard = cover(shapely.buffer(grown_wide, -SLACK_NM / 60.0, quad_segs=1)), cover(grown(land, HARD_NM))
    wide, narrow = Corners.of(grown_wide), narrow_corners(land, shrunk)
    mouths = np.concatenate([unit(*np.array([line[0], line[-1]]).T) for line in PASSAGES.values()])
    nodes = np.concatenate([wide.here, narrow.here, mouths])
    close = close_edges(wide, narrow, mouths, hard)
    print(f"{len(wide.here)} wide corners, {len(narrow.here)} narrow, {len(close)} close edges")
    edges = wide_edges(wide, shrunk)
    parts = np.array_split(close, len(close) // 2000 + 1)
    share = np.concatenate([shrunk.share(nodes[part[:, 0]], nodes[part[:, 1]]) for part in parts])
    every, shares = np.concatenate([edges, close]), np.concatenate([np.zeros(len(edges)), share])
    order = np.lexsort((every[:, 1], every[:, 0]))
    columns = {
        "nodes": whole(nodes), "before": whole(wide.before), "after": whole(wide.after),
        "degree": np.bincount(every[:, 0], minlength=len(nodes)).astype(np.uint16),
        "to": every[order, 1].astype(np.uint16), "share": np.rint(shares[order] * 255).astype(np.uint8),
    }  # fmt: skip
    out = DATA / "sea_graph.npz"
    fresh = out.with_suffix(".new.npz")
    np.savez_compressed(fresh, **columns, **pack([shapely.LinearRing(piece) for piece in shrunk.pieces], "wide"))
    fresh.replace(out)
    print(f"{out.name}: {len(nodes)} corners, {len(every)} edges, {out.stat().st_size / 1e6:.2f} MB")


def whole(u: np.ndarray) -> np.ndarray:
    """Return vectors as latitude and longitude in whole steps, shape (2, n)."""
    return np.rint(np.stack(latlon(u)) / coast.STEP_DEG).astype(np.int32)


if __name__ == "__main__":
    main()
