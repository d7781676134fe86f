"""Transfers as a table: a row for each that was agreed, for whoever opens `log.sqlite`."""

from __future__ import annotations

from typing import Final

from sim.kernel.views import View
from sim.models.sts_transfer import TransferAgreed

__all__ = ["TRANSFERS"]


def _of(event: str, name: str) -> str:
    return f"json_extract({event}.fields, '$.{name}')"


def _same(table: str) -> str:
    return f"{table}.case_name = agreed.case_name AND {table}.replication = agreed.replication"


def _event(event: str, kind: str) -> str:
    """Return what tells the event of a kind that is about the same transfer."""
    return f"{event}.kind = '{kind}' AND {_same(event)} AND {_of(event, 'transfer')} = {_of('agreed', 'transfer')}"


def _ship(role: str) -> str:
    return f"LEFT JOIN hull AS {role} ON {_same(role)} AND {role}.vessel = {_of('agreed', role)}"


HELD: Final = f"FROM event AS held WHERE {_event('held', 'evidence_held')}"
FIRST: Final = f"{HELD} AND {_of('held', 'side')} = {_of('held', 'taken_by')} ORDER BY held.seq LIMIT 1"

TRANSFERS: Final = View(
    "transfers",
    "transfers agreed: who, where, when they began and ended and how, how much, and who photographed them when",
    f"""SELECT agreed.case_name, agreed.replication, {_of("agreed", "transfer")} AS transfer,
    {_of("agreed", "area")} AS area, {_of("agreed", "lat_deg")} AS lat_deg, {_of("agreed", "lon_deg")} AS lon_deg,
    receiver.name AS receiver, supplier.name AS supplier, agreed.time_utc AS agreed_utc, began.time_utc AS began_utc,
    ended.time_utc AS ended_utc, (ended.time_s - began.time_s) / 3600 AS lasted_h,
    coalesce({_of("ended", "how")}, CASE WHEN began.seq IS NULL THEN 'agreed' ELSE 'in progress' END) AS how,
    {_of("agreed", "cargo_bbl")} AS cargo_bbl, {_of("ended", "moved_bbl")} AS moved_bbl,
    (SELECT held.time_utc {FIRST}) AS photographed_utc, (SELECT {_of("held", "side")} {FIRST}) AS photographed_by,
    (SELECT group_concat(DISTINCT {_of("held", "side")}) {HELD}) AS held_by FROM event AS agreed
    LEFT JOIN event AS began ON {_event("began", "transfer_began")}
    LEFT JOIN event AS ended ON {_event("ended", "transfer_ended")}
    {_ship("receiver")} {_ship("supplier")} WHERE agreed.kind = 'transfer_agreed'""",
    ("hull",),
    (TransferAgreed.kind,),
)
