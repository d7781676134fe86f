"""A journal cut at an instant: what had happened before it, and nothing that the run already knew of the rest.

The same comes of a run stopped there and of one that went on, whatever was ordered from then on. So what is still
under way ends at the instant, who first moves later is not there yet, and a directed mover that rests has no leg for
that (it is where its last one ended): until when it rests, only the next order tells.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.kernel.journal import Journal
from sim.parts.fleet import HULLS_FROM
from sim.world.geodesy import latlon, unit
from sim.world.motion import Legs, clip

__all__ = ["past"]

BEGINS: Final = ("start_s", "enter_s", "from_s", "time_s", "at_s", "sails_s")
OVER: Final = "arrive_s"  # of a row that is written when all of it has come about
HOUR: Final = "hour"
ENDS: Final = ("end_s", "leave_s", "until_s")
WHO: Final = {"platform": "platform", "hull": "vessel"}
NEAR: Final = 1e-9  # of the Earth's radius, 6 mm
Columns = dict[str, Any]


def past(journal: Journal, until_s: float) -> Journal:
    """Return the events before an instant and the rows of bulk tables that had begun, ended there if they went on.

    The measures of the result are those of a run that ended then.
    """
    made = Journal({**journal.header, "warm_up_s": min(float(journal.header["warm_up_s"]), until_s),
                    "duration_s": until_s})  # fmt: skip
    made.records = journal.between(0.0, until_s).records
    tables = {name: journal.table(name) for name in journal.tables()}
    later = _later(tables.get("leg", {}), until_s)
    for name, columns in tables.items():
        if name in WHO:
            here = ~np.isin(columns[WHO[name]], later)
            columns = {key: column[here] for key, column in columns.items()}
        made.append(name, **(_legs(columns, until_s) if name == "leg" else _rows(columns, until_s)))
    return made


def _later(legs: Columns, until_s: float) -> np.ndarray:
    """Return the movers that have no leg yet, but will."""
    if not legs:
        return np.empty(0, np.int64)
    return np.setdiff1d(legs["platform"], legs["platform"][legs["start_s"] < until_s])


def _rows(columns: Columns, until_s: float) -> Columns:
    there = _there(columns, until_s)
    kept = {name: column if there is None else column[there] for name, column in columns.items()}
    return {name: np.minimum(column, until_s) if name in ENDS else column for name, column in kept.items()}


def _there(columns: Columns, until_s: float) -> np.ndarray | None:
    """Say which rows are of the past: those that had begun, or were over where only that tells; None is all of them."""
    begin = next((columns[name] for name in BEGINS if name in columns), None)
    if begin is not None:
        return np.asarray(begin < until_s)
    if HOUR in columns:
        return np.asarray((columns[HOUR] + 1) * 3600.0 <= until_s)
    return np.asarray(columns[OVER] < until_s) if OVER in columns else None


def _legs(columns: Columns, until_s: float) -> Columns:
    """Cut legs where their movers were then."""
    begun = columns["start_s"] < until_s
    whole = {name: column[begun] for name, column in columns.items()}
    a, b = unit(whole["a_lat_deg"], whole["a_lon_deg"]), unit(whole["b_lat_deg"], whole["b_lon_deg"])
    rests = (whole["platform"] >= HULLS_FROM) & (whole["end_s"] >= until_s) & (np.linalg.norm(b - a, axis=1) < NEAR)
    cut = np.flatnonzero(whole["end_s"] > until_s)
    mover, start_s, end_s = (whole[name][cut] for name in ("platform", "start_s", "end_s"))
    part = clip(Legs(mover, start_s, end_s, a[cut], b[cut]), 0.0, until_s)
    for name, degrees in zip(("b_lat_deg", "b_lon_deg"), latlon(part.b), strict=True):
        whole[name] = whole[name].copy()
        whole[name][cut] = degrees
    whole["end_s"] = np.minimum(whole["end_s"], until_s)
    return {name: column[~rests] for name, column in whole.items()}
