"""Views of `log.sqlite`, so that it reads as people speak: names for numbers, dates for seconds.

`mover`, `contacts` and `legs` are made of the bulk tables; what else there is, the operations declare (`kernel/views`).
A view is made only where the log has what it reads, so none is empty for want of its subject and none fails.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sim.kernel.views import View, find_views

__all__ = ["PACKAGES", "create_views"]

PACKAGES: Final = ("sim.record", "sim.models")
MOVERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vessel": "SELECT DISTINCT case_name, replication, vessel AS number, part || ' ' || vessel AS name,"
        " NULL AS side, sort, length_m FROM vessel",
        "hull": "SELECT case_name, replication, vessel, name, NULL, 'directed', length_m FROM hull",
        "platform": "SELECT case_name, replication, platform, name, side, sort, NULL FROM platform",
    }
)
RUN: Final = "LEFT JOIN run ON run.case_name = each.case_name AND run.replication = each.replication"


def _named(number: str) -> str:
    return (
        "LEFT JOIN mover ON mover.case_name = each.case_name AND mover.replication = each.replication"
        f" AND mover.number = each.{number}"
    )


def _utc(column: str) -> str:
    """Return the SQL that turns seconds of a run into a date; what never ends has none."""
    seconds = f"CAST(each.{column} AS INTEGER) || ' seconds'"
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', json_extract(run.header, '$.start'), {seconds})"


CONTACTS: Final = View(
    "contacts",
    "contacts made in bulk, with the names of who was seen, by whom and by what, and dates",
    f"""SELECT each.case_name, each.replication, each.side, each.sensor, each.vessel, mover.name, mover.sort,
    mover.length_m, {_utc("start_s")} AS start_utc, {_utc("end_s")} AS end_utc,
    (each.end_s - each.start_s) / 3600 AS lasted_h FROM contact AS each {RUN} {_named("vessel")}""",
    ("contact", "mover"),
)
LEGS: Final = View(
    "legs",
    "how everybody moved, with names and dates",
    f"""SELECT each.case_name, each.replication, each.platform, mover.name, mover.side, mover.sort,
    {_utc("start_s")} AS start_utc, {_utc("end_s")} AS end_utc, each.a_lat_deg, each.a_lon_deg, each.b_lat_deg,
    each.b_lon_deg FROM leg AS each {RUN} {_named("platform")}""",
    ("leg", "mover"),
)


def create_views(db: sqlite3.Connection, schema: str = "main", packages: tuple[str, ...] = PACKAGES) -> None:
    """Make every view of a log whose rows are all there; the same rows give the same views in the same order."""
    present = {name for (name,) in db.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")}
    kinds = {kind for (kind,) in db.execute(f"SELECT DISTINCT kind FROM {schema}.event")}
    parts = [sql for table, sql in MOVERS.items() if table in present]
    mover = View("mover", "everything that has a number", " UNION ALL ".join(parts))
    for view in [*([mover] if parts else []), *find_views(*packages)]:
        if view.name not in present and present.issuperset(view.tables) and (not view.kinds or kinds & set(view.kinds)):
            db.execute(f"CREATE VIEW {schema}.{view.name} AS {view.sql}")
            present.add(view.name)
