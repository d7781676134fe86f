"""What the numbers of a journal stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sim.kernel.journal import Journal

__all__ = ["MOVER_FIELDS", "Mover", "movers"]

MOVER_FIELDS: Final = ("vessel", "receiver", "supplier", "platform")
"""Fields of events that, where they are whole numbers, are those of a mover."""


@dataclass(frozen=True, slots=True)
class Mover:
    """One vessel or platform; a vessel is of no side, and `ais` is 0 for none, 1 for class B, 2 for class A."""

    number: int
    name: str
    side: str
    sort: str
    length_m: float | None = None
    ais: int = 0


def movers(journal: Journal) -> dict[int, Mover]:
    """Return everything that has a number, by it; planned vessels are named by the part they belong to."""
    vessels = _rows(journal, "vessel", "vessel", "part", "sort", "length_m", "ais")
    found = {n: Mover(n, f"{part} {n}", "", sort or "", length, ais or 0) for n, part, sort, length, ais in vessels}
    hulls = _rows(journal, "hull", "vessel", "name", "length_m")
    found |= {n: Mover(n, name, "", "directed", length, 2) for n, name, length in hulls}
    platforms = _rows(journal, "platform", "platform", "name", "side", "sort")
    return found | {n: Mover(n, name, side or "", sort or "") for n, name, side, sort in platforms}


def _rows(journal: Journal, table: str, key: str, *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield rows of a table, None where an older log lacks a column."""
    columns = journal.table(table)
    keys = columns[key].tolist() if columns else []
    others = (columns[name].tolist() if name in columns else [None] * len(keys) for name in names)
    return zip(keys, *others, strict=True)
