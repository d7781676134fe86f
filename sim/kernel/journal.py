"""The append-only journal of a run: events with causes, and columns of bulk rows.

The hash is over a canonical text: times to the millisecond and other floats to nine significant digits, so that the
last bit of a sine, which differs between processors, does not make two equal runs look different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np

from sim.kernel.events import Event, Record

__all__ = ["Journal"]

T = TypeVar("T")


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

    def of(self, *classes: type[Event]) -> Iterable[Record]:
        """Yield the records of some event classes, in order."""
        return (record for record in self.records if isinstance(record.event, classes))

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
        digest = blake2b(digest_size=16)
        for record in self.records:
            seq, time_s, kind, cause, event = record
            line = (seq, f"{time_s:.3f}", kind, cause, *map(_plain, event.fields().values()))
            digest.update(repr(line).encode())
        for name in sorted(self._chunks):
            for key, column in self.table(name).items():
                digest.update(f"{name}.{key}".encode())
                digest.update(_canonical(column))
        return digest.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.9g}"
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _canonical(column: np.ndarray) -> bytes:
    if column.dtype.kind == "f":
        return (np.round(column.astype("<f8"), 3) + 0.0).tobytes()
    if column.dtype.kind in "iub":
        return column.astype("<i8").tobytes()
    return "\x1f".join(map(str, column.tolist())).encode()
