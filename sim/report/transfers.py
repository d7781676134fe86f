"""Transfers as figures show them: when each began, was seen, photographed and ended."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.kernel.journal import Journal
from sim.models.sts_measures import Transfer, transfers_of
from sim.models.sts_transfer import TransferAgreed

__all__ = ["Row", "Rows", "photographed", "rows_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer as figures show it; times in seconds, infinite where it did not happen.

    `intent` is (receiver, its how-manieth voyage): cases share it, so it names the same intention in each.
    """

    intent: tuple[int, int]
    lat_deg: float
    lon_deg: float
    began_s: float
    ended_s: float
    how: str
    detected_s: float
    photographed_s: float
    photographed_by: str


Rows = tuple[Row, ...]


def rows_of(journal: Journal) -> Rows:
    """Return the transfers of a run that began after the warm-up."""
    return journal.once(_rows)


def photographed(rows: Iterable[Row]) -> int:
    """Return how many of them somebody photographed."""
    return sum(bool(row.photographed_by) for row in rows)


def _rows(journal: Journal) -> Rows:
    intents = _intents(journal)
    return tuple(_row(journal, intents, each) for each in transfers_of(journal))


def _intents(journal: Journal) -> dict[int, tuple[int, int]]:
    """Return for each transfer the receiver and how many it had agreed before."""
    voyages: dict[int, int] = {}
    intents = {}
    for record in journal.of(TransferAgreed):
        nth = voyages[record.event.receiver] = voyages.get(record.event.receiver, -1) + 1
        intents[record.event.transfer] = record.event.receiver, nth
    return intents


def _row(journal: Journal, intents: Mapping[int, tuple[int, int]], transfer: Transfer) -> Row:
    photo = journal.records[transfer.observations[0]] if transfer.observations else None
    return Row(
        intents.get(transfer.number, (transfer.vessels[0], transfer.number)),
        transfer.lat_deg, transfer.lon_deg, transfer.began_s, min(transfer.ended_s, journal.header["duration_s"]),
        transfer.how, transfer.detected_s, photo.time_s if photo else math.inf, photo.event.side if photo else "",
    )  # fmt: skip
