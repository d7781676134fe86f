"""How far positions lie from shore, asked of few positions at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.world.coast import load
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, latlon, unit
from sim.world.places import places

__all__ = ["Off", "offshore_m"]

AT_ONCE: Final = 1_000
CELL_DEG: Final = 0.01


def offshore_m(lat_deg: FloatArray, lon_deg: FloatArray, most_m: float) -> FloatArray:
    """Return how far positions are from the nearest shore, port or its roads; `most_m` where that is farther off.

    On land it is nought. As exact as the coast is drawn (`coast.RESOLUTION_M`); ports are those of the gazetteer.
    Shapes: the arguments (n,); returns (n,).
    """
    here = unit(lat_deg, lon_deg)
    parts = [_nearest_m(here[low : low + AT_ONCE], most_m) for low in range(0, len(here), AT_ONCE)]
    return np.concatenate([np.empty(0), *parts])


class Off:
    """Says which of many positions are a distance or more from shore, by the middles of cells of about a kilometre."""

    def __init__(self, least_m: float) -> None:
        self.least_m = least_m
        self._known: dict[tuple[int, int], bool] = {}

    def __call__(self, here: FloatArray) -> NDArray[np.bool_]:
        """Answer for unit vectors, shape (n, 3); a cell is measured once."""
        cells = np.floor(np.stack(latlon(here), axis=-1) / CELL_DEG).astype(np.int64)
        keys = list(map(tuple, cells.tolist()))
        new = np.array(list(set(keys) - self._known.keys())).reshape(-1, 2)
        lat, lon = (new.T + 0.5) * CELL_DEG
        far = offshore_m(lat, lon, self.least_m) >= self.least_m
        self._known.update(zip(map(tuple, new.tolist()), far.tolist(), strict=True))
        return np.array([self._known[key] for key in keys], np.bool_)


def _nearest_m(here: FloatArray, most_m: float) -> FloatArray:
    away = np.minimum(_shore_m(here, most_m), _ports_m(here).min(axis=1))
    return np.where(load().cover.holds(*latlon(here)), 0.0, np.minimum(away, most_m))


def _ports_m(here: FloatArray) -> FloatArray:
    ports = [place for place in places() if place.kind == "port"]
    spots = np.array([spot for port in ports for spot in (port.position, port.roads) if spot is not None])
    return EARTH_RADIUS_M * angle(here[:, None], unit(spots[:, 0], spots[:, 1]))


def _shore_m(here: FloatArray, most_m: float) -> FloatArray:
    """Return the distance to the nearest edge of land, infinite where no piece of land comes within the most."""
    land = _edges()
    reach = np.minimum(most_m / EARTH_RADIUS_M + land.radius_rad, np.pi)
    one, piece = np.nonzero(here @ land.centre.T >= np.cos(reach))
    count = land.count[piece]
    row = np.repeat(np.arange(len(one)), count)
    edge = np.arange(len(row)) - np.repeat(np.cumsum(count) - count - land.first[piece], count)
    p, q, along = here[one[row]], land.a[edge], land.b[edge] - land.a[edge]
    length2 = np.einsum("ij,ij->i", along, along)
    part = np.einsum("ij,ij->i", p - q, along) / np.where(length2 > 0.0, length2, 1.0)
    off = np.linalg.norm(p - q - np.clip(part, 0.0, 1.0)[:, None] * along, axis=1)
    away = np.full(len(here), np.inf)
    np.minimum.at(away, one[row], EARTH_RADIUS_M * 2.0 * np.arcsin(np.minimum(off / 2.0, 1.0)))
    return away


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges of the pieces of land as chords; where each piece's begin, how many, and the cap that holds it.

    Shapes: `a`, `b` (e, 3); `centre` (k, 3); the rest (k,).
    """

    a: FloatArray
    b: FloatArray
    first: NDArray[np.int64]
    count: NDArray[np.int64]
    centre: FloatArray
    radius_rad: FloatArray


@cache
def _edges() -> _Edges:
    rings = [unit(piece[:, 1], piece[:, 0]) for piece in load().cover.pieces]
    ends = [np.roll(ring, -1, axis=0) for ring in rings]
    count = np.array([len(ring) for ring in rings])
    centre = np.stack([ring.mean(axis=0) for ring in rings])
    centre /= np.linalg.norm(centre, axis=1, keepdims=True)
    radius = np.array([angle(ring, middle).max() for ring, middle in zip(rings, centre, strict=True)])
    return _Edges(np.concatenate(rings), np.concatenate(ends), np.cumsum(count) - count, count, centre, radius)
