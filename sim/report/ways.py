"""The ways of a sea lane as maps show them: pieces, each with how many ships a year pass near it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.kernel.journal import Journal
from sim.report.traffic import bent
from sim.world.geodesy import FloatArray, unit

__all__ = ["YEAR_S", "Ways", "ways_of"]

YEAR_S: Final = 365.25 * 86400.0
PIECE_DEG: Final = 1.0
NEAR_DEG: Final = 0.7  # ways no farther apart are one on a map of the world; more than half a piece, to meet on the way


@dataclass(frozen=True, slots=True)
class Ways:
    """Pieces of ways, those of few ships first. Shapes: `ends` (n, 2, 2), latitude and longitude of both ends;
    `ships` (n,), that pass near each a year, either way.
    """

    ends: FloatArray
    ships: FloatArray


def ways_of(journal: Journal) -> Ways | None:
    """Return the ways of a run, None where there are none.

    A ship counts from the warm-up on, when she sails. Ways which lie near each other are told together.
    """
    way = journal.table("way")
    if not way:
        return None
    joined = np.flatnonzero(way["way"][1:] == way["way"][:-1])
    pieces = bent(
        {
            "way": way["way"][joined], "start_s": way["gone_m"][joined], "end_s": way["gone_m"][joined + 1],
            "a_lat_deg": way["lat_deg"][joined], "a_lon_deg": way["lon_deg"][joined],
            "b_lat_deg": way["lat_deg"][joined + 1], "b_lon_deg": way["lon_deg"][joined + 1],
        },
        PIECE_DEG,
    )  # fmt: skip
    ends = np.stack([np.column_stack([pieces[f"{end}_lat_deg"], pieces[f"{end}_lon_deg"]]) for end in "ab"], axis=1)
    ships = _near(ends, pieces["way"], _a_year(journal))
    there = _once(ends)
    there = there[np.argsort(ships[there], kind="stable")]
    return Ways(ends[there], ships[there])


def _a_year(journal: Journal) -> FloatArray:
    """Return how many ships a year sail each way, by its number."""
    transit, warm_s = journal.table("transit"), journal.header["warm_up_s"]
    many = int(journal.table("way")["way"].max()) + 1
    sailed = np.bincount(transit["way"][transit["depart_s"] >= warm_s], minlength=many)
    return np.asarray(sailed * YEAR_S / (journal.header["duration_s"] - warm_s))


def _near(ends: FloatArray, way: np.ndarray, a_year: FloatArray) -> FloatArray:
    """Return how many ships a year sail the ways that come near the middle of each piece."""
    at = unit(*ends.mean(axis=1).T)
    ships = np.zeros(len(ends))
    for number in np.unique(way):
        nearest = (at @ at[way == number].T).max(axis=1)
        ships += np.where(nearest > np.cos(np.radians(NEAR_DEG)), a_year[number], 0.0)
    return ships


def _once(ends: FloatArray) -> np.ndarray:
    """Return the first of the pieces that lie alike, in either direction."""
    flat = np.rint(ends * 1000.0).astype(np.int64).reshape(-1, 4)
    turned = flat[:, [2, 3, 0, 1]]
    back = (flat[:, 0] > turned[:, 0]) | ((flat[:, 0] == turned[:, 0]) & (flat[:, 1] > turned[:, 1]))
    return np.unique(np.where(back[:, None], turned, flat), axis=0, return_index=True)[1]
