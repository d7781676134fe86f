"""A sea lane as the page draws it: its ways, and how many ships are under way on each day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.kernel.journal import Journal
from sim.report.replay.columns import Columns
from sim.report.ways import ways_of

__all__ = ["Lane", "lane_of", "pack_lane"]

FINE: Final = 10_000  # parts of a degree
DAY_S: Final = 86400.0


@dataclass(frozen=True, slots=True)
class Lane:
    """Pieces of ways (n, 4), their ends in parts of a degree; ships a year near each (n,); ships under way by day.

    Each ship that is drawn stands for `ships_a_mark`.
    """

    ends: NDArray[np.int64]
    ships: NDArray[np.int64]
    afloat: NDArray[np.int64]
    ships_a_mark: int = 1


def lane_of(journal: Journal) -> Lane:
    """Return the lane of a run, without rows where it has none."""
    ways = journal.once(ways_of)
    if ways is None:
        none = np.empty(0, np.int64)
        return Lane(none.reshape(0, 4), none, none)
    ends = np.rint(ways.ends.reshape(-1, 4) * FINE).astype(np.int64)
    drawn = len(journal.table("vessel").get("vessel", ()))
    many = round(len(journal.table("transit")["ship"]) / max(1, drawn))
    return Lane(ends, np.rint(ways.ships).astype(np.int64), _afloat(journal), many)


def _afloat(journal: Journal) -> NDArray[np.int64]:
    """Return how many ships are under way at noon of each day, of all and not only of those that are shown."""
    transit, days = journal.table("transit"), int(np.ceil(journal.header["duration_s"] / DAY_S))
    noon = (np.arange(days) + 0.5) * DAY_S
    gone, come = np.sort(transit["depart_s"]), np.sort(transit["arrive_s"])
    return np.asarray(np.searchsorted(gone, noon, side="right") - np.searchsorted(come, noon, side="right"))


def pack_lane(columns: Columns, lane: Lane, tag: str) -> None:
    """Pack a lane under names that end with a tag; nothing of a run without one."""
    if lane.ships.size:
        columns.add(f"way.ends@{tag}", "i32", lane.ends.ravel())
        columns.add(f"way.ships@{tag}", "u32", lane.ships)
        columns.add(f"afloat@{tag}", "u32", lane.afloat)
