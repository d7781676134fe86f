"""Pairs of points near each other, by cells of a grid in three dimensions."""

from __future__ import annotations

import numpy as np

from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray

__all__ = ["expand", "near_pairs"]

COLUMNS = ((0, 0), (0, 1), (1, -1), (1, 0), (1, 1))  # half of the nine columns of cells about a point's own


def near_pairs(points: FloatArray, within: float) -> tuple[IntArray, IntArray]:
    """Return index pairs (i < j) of points no farther apart than `within`.

    Shapes: `points` (n, 3), within a unit of the origin or so; each pair comes once, in no particular order.
    A cell is `within` wide, so that a near point lies in the same cell or one beside it; cells are numbered so that
    three of a column follow each other, and one pair of binary searches finds them all.
    """
    cells = np.floor((points - points.min(axis=0, initial=0.0)) / within).astype(np.int64) + 1
    width = int(cells.max(initial=0)) + 2
    key = (cells[:, 0] * width + cells[:, 1]) * width + cells[:, 2]
    order = np.argsort(key, kind="stable")
    key, sorted_points = key[order], points[order]
    ones, others = [], []
    for dx, dy in COLUMNS:
        column = key + (dx * width + dy) * width
        low = np.searchsorted(key, column - 1, side="left") if dx or dy else np.arange(1, len(key) + 1)
        count = np.searchsorted(key, column + 1, side="right") - low
        i, j = expand(count, low)
        apart = sorted_points[i] - sorted_points[j]
        near = np.einsum("ij,ij->i", apart, apart) <= within**2
        ones.append(order[i[near]])
        others.append(order[j[near]])
    i, j = np.concatenate(ones), np.concatenate(others)
    return np.minimum(i, j), np.maximum(i, j)


def expand(count: IntArray, low: IntArray) -> tuple[IntArray, IntArray]:
    """Return rows and members of runs: row r has members `low[r]` up to `low[r] + count[r]`."""
    count = np.maximum(count, 0)
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + low[row]
