"""A journal cut at an instant: what had happened before it, and nothing that the run already knew of the rest."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.kernel.journal import Journal
from sim.world.geodesy import latlon, unit
from sim.world.motion import Legs, clip

__all__ = ["past"]

BEGINS: Final = ("start_s", "enter_s", "from_s")
ENDS: Final = ("end_s", "leave_s", "until_s")


def past(journal: Journal, until_s: float) -> Journal:
    """Return the events before an instant and the rows of bulk tables that had begun, ended there if they went on.

    The measures of the result are those of a run that ended then.
    """
    cut = journal.between(min(float(journal.header["warm_up_s"]), until_s), until_s)
    made = Journal(cut.header)
    made.records = cut.records
    for name in journal.tables():
        columns = journal.table(name)
        made.append(name, **(_legs(columns, until_s) if name == "leg" else _rows(columns, until_s)))
    return made


def _rows(columns: dict[str, np.ndarray], until_s: float) -> dict[str, Any]:
    begin = next((name for name in BEGINS if name in columns), None)
    if begin is None:
        return columns
    begun = columns[begin] < until_s
    kept = {name: column[begun] for name, column in columns.items()}
    return {name: np.minimum(column, until_s) if name in ENDS else column for name, column in kept.items()}


def _legs(columns: dict[str, np.ndarray], until_s: float) -> dict[str, Any]:
    """Cut legs where their movers were then."""
    kept = _rows(columns, until_s)
    cut = np.flatnonzero(columns["end_s"][columns["start_s"] < until_s] > until_s)
    ends = {name: columns[name][columns["start_s"] < until_s][cut] for name in columns}
    a, b = unit(ends["a_lat_deg"], ends["a_lon_deg"]), unit(ends["b_lat_deg"], ends["b_lon_deg"])
    lat, lon = latlon(clip(Legs(ends["platform"], ends["start_s"], ends["end_s"], a, b), 0.0, until_s).b)
    b_lat, b_lon = kept["b_lat_deg"].copy(), kept["b_lon_deg"].copy()
    b_lat[cut], b_lon[cut] = lat, lon
    return {**kept, "b_lat_deg": b_lat, "b_lon_deg": b_lon}
