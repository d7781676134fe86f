"""The append-only journal of a run: events with causes, and columns of bulk rows.

The hash is over columns, of events by kind and of bulk tables: times to the millisecond and other floats of events to
nine significant digits, so that the last bit of a sine, which differs between processors, does not make two equal runs
look different.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from hashlib import sha256
from itertools import chain
from operator import attrgetter
from typing import Any, Final, TypeVar

import numpy as np

from sim.kernel.events import Event, Record

__all__ = ["HASH_FORM", "Journal"]

T = TypeVar("T")

BITS: Final = 30  # as good as nine decimal digits
HASH_FORM: Final = 2  # one more whenever `hash` comes to be taken otherwise: hashes of two forms cannot be compared


class Journal:
    """What happened in one run, and nothing else."""

    __slots__ = ("_chunks", "_once", "header", "records")

    def __init__(self, header: Mapping[str, Any] | None = None) -> None:
        self.header = dict(header or {})
        self.records: list[Record] = []
        self._chunks: dict[str, list[dict[str, np.ndarray]]] = {}
        self._once: dict[Any, tuple[int, Any]] = {}

    def add(self, time_s: float, event: Event, cause: int | None) -> int:
        """Append one event and return its sequence number."""
        seq = len(self.records)
        self.records.append(Record(seq, time_s, event.kind, cause, event))
        return seq

    def append(self, table: str, **columns: Any) -> None:
        """Append rows to a bulk table; columns are equally long and the same at every call."""
        rows = {name: np.asarray(column) for name, column in columns.items()}
        if len({len(column) for column in rows.values()}) > 1:
            raise ValueError(f"columns of {table} differ in length")
        self._chunks.setdefault(table, []).append(rows)

    def tables(self) -> list[str]:
        """Return the names of the bulk tables."""
        return list(self._chunks)

    def table(self, name: str) -> dict[str, np.ndarray]:
        """Return the columns of a bulk table, whole; an absent table has no columns."""
        chunks = self._chunks.get(name, [])
        if len(chunks) > 1:
            joined = {key: np.concatenate([chunk[key] for chunk in chunks]) for key in chunks[0]}
            self._chunks[name] = chunks = [joined]
        return chunks[0] if chunks else {}

    def of(self, *classes: type[Event]) -> Iterator[Record]:
        """Return the records of some event classes, in order."""
        found = [records for cls, records in self.once(_by_class).items() if issubclass(cls, classes)]
        return iter(found[0] if len(found) == 1 else sorted(chain.from_iterable(found)))

    def counted(self, *classes: type[Event]) -> Iterator[Record]:
        """Return the records of some event classes after the warm-up, in order."""
        return (record for record in self.of(*classes) if record.time_s >= self.header["warm_up_s"])

    def between(self, begin_s: float, end_s: float) -> Journal:
        """Return the journal as if the run had warmed up until one instant and ended at another.

        What came before stays, for it may be the cause of what came then; bulk tables are shared, and whole.
        """
        part = Journal({**self.header, "warm_up_s": begin_s, "duration_s": end_s})
        part.records = self.records[: bisect_left(self.records, end_s, key=attrgetter("time_s"))]
        part._chunks = self._chunks
        return part

    def once(self, fold: Callable[[Journal], T]) -> T:
        """Return a fold of the journal, worked out again only when events have been added since."""
        length, value = self._once.get(fold, (-1, None))
        if length != len(self.records):
            value = fold(self)
            self._once[fold] = len(self.records), value
        made: T = value
        return made

    def hash(self) -> str:
        """Return a digest that is the same for the same run on any machine."""
        digest = sha256()
        digest.update(_canonical(np.array([record.time_s for record in self.records])))
        digest.update(repr([record.kind for record in self.records]).encode())
        digest.update(repr([record.cause for record in self.records]).encode())
        for cls, records in sorted(self.once(_by_class).items(), key=lambda each: each[0].kind):
            for field in fields(cls):
                digest.update(f"{cls.kind}.{field.name}".encode())
                digest.update(_written(list(map(attrgetter(f"event.{field.name}"), records))))
        for name in sorted(self._chunks):
            for key, column in self.table(name).items():
                digest.update(f"{name}.{key}".encode())
                digest.update(_canonical(column))
        return digest.hexdigest()[:32]


def _by_class(journal: Journal) -> dict[type[Event], list[Record]]:
    found = defaultdict[type[Event], list[Record]](list)
    for record in journal.records:
        found[type(record.event)].append(record)
    return dict(found)


def _written(values: Sequence[Any]) -> bytes:
    """Write one field of the events of a kind."""
    sorts = set(map(type, values))
    if all(issubclass(sort, float) for sort in sorts):
        return _significant(np.array(values)).tobytes()
    if any(issubclass(sort, (float, tuple)) for sort in sorts):
        values = list(map(_plain, values))
    return repr(values).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.9g}"
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _significant(values: np.ndarray) -> np.ndarray:
    """Round to so many significant bits."""
    mantissa, exponent = np.frexp(values.astype("<f8"))
    return np.asarray(np.ldexp(np.rint(np.ldexp(mantissa, BITS)), exponent - BITS) + 0.0)


def _canonical(column: np.ndarray) -> bytes:
    if column.dtype.kind == "f":
        return (np.round(column.astype("<f8"), 3) + 0.0).tobytes()
    if column.dtype.kind in "iub":
        return column.astype("<i8").tobytes()
    return _runs(column)


def _runs(column: np.ndarray) -> bytes:
    """Write a column of words by its runs of equals, which are few, for each sensor writes all of its rows at once."""
    first = np.flatnonzero(np.append(True, column[1:] != column[:-1])[: len(column)])
    return first.astype("<i8").tobytes() + "\x1f".join(map(str, column[first].tolist())).encode()
