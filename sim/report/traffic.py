"""How many vessels there are where, from the legs of planned vessels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from sim.parts.fleet import HULLS_FROM
from sim.report.frame import Frame
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, FloatArray, latlon, slerp, unit, wrap_lon

__all__ = ["bent", "density", "total"]

CELLS: Final = 150
SAMPLES: Final = 1_000_000
STEP_S: Final = 1800.0
GOLDEN: Final = 0.6180339887498949
"""Shifts the samples of successive legs evenly."""


def density(frame: Frame, legs: Mapping[str, np.ndarray], duration_s: float) -> FloatArray:
    """Return the mean number of planned vessels in each cell for each 1,000 square nautical miles.

    Shapes: (rows from the south, columns from the west).
    """
    box = frame.box
    columns = CELLS
    rows = max(1, round(CELLS * frame.height_in / frame.width_in))
    lat, lon, step_s = _samples(legs, duration_s)
    west, south = (frame.x(lon) - box.west) / box.width_deg, (lat - box.south) / (box.north - box.south)
    edges = [np.linspace(0, 1, rows + 1), np.linspace(0, 1, columns + 1)]
    count = np.histogram2d(south, west, bins=edges)[0]
    return np.asarray(1000.0 * count * step_s / duration_s / _cells_nm2(box, rows, columns)[:, None])


def total(frame: Frame, density: FloatArray) -> float:
    """Return the mean number of vessels on the map."""
    return float((density * _cells_nm2(frame.box, *density.shape)[:, None]).sum() / 1000.0)


def _cells_nm2(box: Box, rows: int, columns: int) -> FloatArray:
    """Return the area of a cell in each row."""
    edges = np.sin(np.radians(np.linspace(box.south, box.north, rows + 1)))
    return np.asarray(np.diff(edges) * np.radians(box.width_deg) / columns * (EARTH_RADIUS_M / NAUTICAL_MILE_M) ** 2)


def bent(legs: Mapping[str, np.ndarray], most_deg: float) -> dict[str, np.ndarray]:
    """Return legs cut so that none spans more degrees: each is a great circle, which is not straight on a map."""
    ends = [[legs[f"{end}_{axis}_deg"] for axis in ("lat", "lon")] for end in "ab"]
    span = np.maximum(np.abs(ends[1][0] - ends[0][0]), np.abs(wrap_lon(ends[1][1] - ends[0][1])))
    pieces = np.maximum(1, np.ceil(span / most_deg)).astype(np.int64)
    if pieces.max(initial=1) == 1:
        return dict(legs)
    leg = np.repeat(np.arange(len(pieces)), pieces)
    nth = np.arange(len(leg)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    cut = {name: column[leg] for name, column in legs.items()}
    lasted_s = np.where(np.isinf(cut["end_s"]), 0.0, cut["end_s"] - cut["start_s"])
    start_s, a, b = cut["start_s"], unit(*ends[0]), unit(*ends[1])
    for end, at in (("a", nth / pieces[leg]), ("b", (nth + 1) / pieces[leg])):
        cut[f"{end}_lat_deg"], cut[f"{end}_lon_deg"] = latlon(slerp(a[leg], b[leg], at))
    cut["start_s"] = start_s + nth / pieces[leg] * lasted_s
    cut["end_s"] = np.where(np.isinf(cut["end_s"]), np.inf, start_s + (nth + 1) / pieces[leg] * lasted_s)
    return cut


def _samples(legs: Mapping[str, np.ndarray], duration_s: float) -> tuple[FloatArray, FloatArray, float]:
    """Return positions along the legs, evenly in time, and the time that each stands for."""
    mine = legs["platform"] < HULLS_FROM
    start, end = legs["start_s"][mine], legs["end_s"][mine]
    begin, until = np.maximum(start, 0.0), np.minimum(end, duration_s)
    step_s = max(STEP_S, float(np.maximum(until - begin, 0.0).sum()) / SAMPLES)
    shift = np.arange(len(start)) * GOLDEN % 1.0
    first, last = np.ceil(begin / step_s - shift), np.ceil(until / step_s - shift)
    number = np.maximum(last - first, 0.0).astype(np.int64)
    leg = np.repeat(np.arange(len(start)), number)
    nth = np.arange(len(leg)) - np.repeat(np.cumsum(number) - number, number)
    time_s = (first[leg] + nth + shift[leg]) * step_s
    part = np.where(np.isinf(end[leg]), 0.0, (time_s - start[leg]) / (end - start)[leg])
    a_lat, a_lon, b_lat, b_lon = (legs[name][mine] for name in ("a_lat_deg", "a_lon_deg", "b_lat_deg", "b_lon_deg"))
    lat = a_lat[leg] + part * (b_lat - a_lat)[leg]
    return lat, a_lon[leg] + part * wrap_lon(b_lon - a_lon)[leg], step_s
