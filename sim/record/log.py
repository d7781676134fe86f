"""A journal as tables of SQLite, there and back.

Tables: `run` (one row for each journal: seed, log_hash, header and layout as JSON), `event` (seq, time_s, time_utc,
kind, cause, fields as JSON), and one for each bulk table of the journal (`leg`, `window`, …) with the journal's own
columns. Each row begins with `case_name` and `replication`. The view `causes` sets each event beside the one that led
to it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import numpy as np

from sim.base.errors import Fault, UserError
from sim.base.spec import discover
from sim.kernel.events import Event, Record, event_classes
from sim.kernel.journal import Journal

__all__ = ["Key", "copy_log", "create_log", "delete_log", "logged", "read_log", "trace", "write_log"]

SCHEMA: Final = """
CREATE TABLE {schema}.run (case_name TEXT NOT NULL, replication INTEGER NOT NULL, seed INTEGER, log_hash TEXT NOT NULL,
    header TEXT NOT NULL, layout TEXT NOT NULL, PRIMARY KEY (case_name, replication)) WITHOUT ROWID;
CREATE TABLE {schema}.event (case_name TEXT NOT NULL, replication INTEGER NOT NULL, seq INTEGER NOT NULL,
    time_s REAL NOT NULL, time_utc TEXT, kind TEXT NOT NULL, cause INTEGER, fields TEXT NOT NULL,
    PRIMARY KEY (case_name, replication, seq)) WITHOUT ROWID;
CREATE INDEX {schema}.event_by_kind ON event (kind, case_name, replication, time_s);
CREATE INDEX {schema}.event_by_cause ON event (case_name, replication, cause);
CREATE VIEW {schema}.causes AS SELECT later.case_name, later.replication, later.seq, later.time_s, later.time_utc,
    later.kind, later.fields, earlier.seq AS cause_seq, earlier.kind AS cause_kind, earlier.time_utc AS cause_time_utc,
    earlier.fields AS cause_fields, later.time_s - earlier.time_s AS delay_s
    FROM event AS later LEFT JOIN event AS earlier ON earlier.case_name = later.case_name
    AND earlier.replication = later.replication AND earlier.seq = later.cause;
"""
TYPES: Final = {"f": "REAL", "i": "INTEGER", "u": "INTEGER", "b": "BOOLEAN"}
OURS: Final = frozenset({"run", "event", "causes", "finished", "sqlite_master"})
EVENTS: Final = ("sim.parts", "sim.models")
ANOTHER: Final = "read it with the version that wrote it"
Layout = dict[str, list[Any]]
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class Key(NamedTuple):
    """Name one run among those of a scenario."""

    case: str
    replication: int


def create_log(db: sqlite3.Connection, schema: str = "main") -> None:
    """Make the tables of an empty database, the connection's own or one attached to it."""
    for statement in SCHEMA.format(schema=schema).split(";\n"):  # executescript would commit whatever is in progress
        db.execute(statement)


def write_log(db: sqlite3.Connection, key: Key, journal: Journal, log_hash: str = "") -> None:
    """Write a journal's rows; the transaction is the caller's."""
    tables = {name: journal.table(name) for name in sorted(journal.tables())}
    layout = {
        name: {column: [values.dtype.str, *values.shape[1:]] for column, values in columns.items()}
        for name, columns in tables.items()
    }
    header = json.dumps(journal.header, ensure_ascii=False)
    row = (*key, journal.header.get("seed"), log_hash or journal.hash(), header, json.dumps(layout))
    db.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)", row)
    db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _event_rows(key, journal))
    for name, columns in tables.items():
        _write_table(db, key, name, layout[name], [*map(_cells, columns.values())])


def copy_log(db: sqlite3.Connection, key: Key, schema: str) -> None:
    """Copy one run's log into a database attached to the connection; the transaction is the caller's."""
    whose = "WHERE case_name = ? AND replication = ?"
    db.execute(f"INSERT INTO {schema}.run SELECT * FROM main.run {whose}", key)
    db.execute(f"INSERT INTO {schema}.event SELECT * FROM main.event {whose} ORDER BY seq", key)
    for name, layout in _layouts(db, key).items():
        if next(_select(db, key, name, layout), None):
            _make_table(db, name, layout, schema)
            columns = _columns(layout)
            rows = f'SELECT {columns} FROM main."{name}" {whose} ORDER BY rowid'
            db.execute(f'INSERT INTO {schema}."{name}" ({columns}) {rows}', key)


def _event_rows(key: Key, journal: Journal) -> Iterator[tuple[Any, ...]]:
    began = journal.header.get("start")
    start = datetime.fromisoformat(began).replace(tzinfo=None) if began else None
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for seq, time_s, kind, cause, event in journal.records:
        clock = (start + timedelta(seconds=int(time_s))).isoformat() + "Z" if start else None
        fields = {name: None if value != value else value for name, value in event.fields().items()}  # JSON has no NaN
        yield (*key, seq, time_s, clock, kind, cause, encode(fields))


def _cells(values: np.ndarray) -> list[Any]:
    """Return what the cells of a column hold: its values, or JSON where a value is itself a row."""
    return values.tolist() if values.ndim == 1 else [json.dumps(row) for row in values.tolist()]


def _write_table(db: sqlite3.Connection, key: Key, name: str, layout: Layout, columns: list[list[Any]]) -> None:
    if name in OURS or not all(map(_NAME.fullmatch, (name, *layout))):
        raise ValueError(f"a bulk table cannot be called {name} with columns {', '.join(layout)}")
    if not any(columns):
        return  # the layout tells an empty table; without rows its types mean nothing
    _make_table(db, name, layout)
    rows = zip(*([value] * len(columns[0]) for value in key), *columns, strict=True)
    marks = ", ".join("?" * (2 + len(layout)))
    db.executemany(f'INSERT INTO "{name}" ({_columns(layout)}) VALUES ({marks})', rows)


def _columns(layout: Layout) -> str:
    return ", ".join(f'"{column}"' for column in ("case_name", "replication", *layout))


def _make_table(db: sqlite3.Connection, name: str, layout: Layout, schema: str = "main") -> None:
    present = {row[1] for row in db.execute(f'PRAGMA {schema}.table_info("{name}")')}
    if not present:
        db.execute(f'CREATE TABLE {schema}."{name}" (case_name TEXT NOT NULL, replication INTEGER NOT NULL)')
        db.execute(f'CREATE INDEX {schema}."{name}_by_run" ON "{name}" (case_name, replication)')
    for column, (dtype, *shape) in layout.items():
        if column not in present:
            sort = "TEXT" if shape else TYPES.get(np.dtype(dtype).kind, "TEXT")
            db.execute(f'ALTER TABLE {schema}."{name}" ADD COLUMN "{column}" {sort}')


def logged(db: sqlite3.Connection) -> set[Key]:
    """Return which runs the database holds the log of."""
    return {Key(*row) for row in db.execute("SELECT case_name, replication FROM run")}


def delete_log(db: sqlite3.Connection, key: Key) -> None:
    """Forget a run's log, where there is one; the transaction is the caller's."""
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in {"event", *_layouts(db, key), "run"} & set(tables):
        db.execute(f'DELETE FROM "{name}" WHERE case_name = ? AND replication = ?', key)


def read_log(db: sqlite3.Connection, key: Key) -> Journal:
    """Read a journal back: the same header, records and tables, and so the same hash.

    Raises: UserError when it was not kept.
    """
    found = db.execute("SELECT header FROM run WHERE case_name = ? AND replication = ?", key).fetchone()
    if found is None:
        kept = ", ".join(f"{case} {replication}" for case, replication in sorted(logged(db)))
        where = f"{key.case}, replication {key.replication}"
        raise UserError(Fault(where, "", "its log was not kept", f"there is: {kept}; to keep all, run with --log all"))
    journal = Journal(_tuples(json.loads(found[0])))
    journal.records.extend(_read_events(db, key))
    for name, layout in _layouts(db, key).items():
        journal.append(name, **_read_table(db, key, name, layout))
    return journal


def _layouts(db: sqlite3.Connection, key: Key) -> dict[str, Layout]:
    found = db.execute("SELECT layout FROM run WHERE case_name = ? AND replication = ?", key).fetchone()
    return json.loads(found[0]) if found else {}


def _select(db: sqlite3.Connection, key: Key, name: str, layout: Layout) -> Iterator[tuple[Any, ...]]:
    if (
        not layout
        or not db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone()
    ):
        return iter(())
    names = ", ".join(f'"{column}"' for column in layout)
    return db.execute(f'SELECT {names} FROM "{name}" WHERE case_name = ? AND replication = ? ORDER BY rowid', key)


def _read_events(db: sqlite3.Connection, key: Key) -> Iterator[Record]:
    whose = "WHERE case_name = ? AND replication = ?"
    classes = _classes({kind for (kind,) in db.execute(f"SELECT DISTINCT kind FROM event {whose}", key)})
    query = f"SELECT seq, time_s, kind, cause, fields FROM event {whose} ORDER BY seq"
    for seq, time_s, kind, cause, fields in db.execute(query, key):
        try:
            given = json.loads(fields)
            event = classes[kind](**(_tuples(given) if "[" in fields else given))
        except TypeError as error:
            found = f"holds events '{kind}' with other fields than this version's"
            raise UserError(Fault("log.sqlite", "", found, ANOTHER)) from error
        yield Record(seq, time_s, kind, cause, event)


def _read_table(db: sqlite3.Connection, key: Key, name: str, layout: Layout) -> dict[str, np.ndarray]:
    rows = list(_select(db, key, name, layout))
    columns = zip(*rows, strict=True) if rows else ((),) * len(layout)
    return {column: _column(values, *layout[column]) for column, values in zip(layout, columns, strict=True)}


def _column(values: tuple[Any, ...], dtype: str, *shape: int) -> np.ndarray:
    content = [json.loads(value) for value in values] if shape else values
    return np.array(content, dtype=dtype).reshape(len(values), *shape)


def _tuples(value: Any) -> Any:
    """Give JSON's lists back as the tuples they were."""
    if isinstance(value, dict):
        return {name: _tuples(item) for name, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _classes(kinds: set[str]) -> dict[str, type[Event]]:
    """Return the classes of some kinds of event, importing the parts if need be."""
    classes = event_classes()
    if kinds - set(classes):
        discover(*EVENTS)
        classes = event_classes()
    for kind in sorted(kinds - set(classes)):
        raise UserError(Fault("log.sqlite", "", f"holds events of the unknown kind '{kind}'", ANOTHER))
    return classes


def trace(journal: Journal, seq: int) -> list[Record]:
    """Return the chain of causes that ends in an event, the first cause first."""
    chain: list[Record] = []
    cause: int | None = seq
    while cause is not None:
        chain.append(journal.records[cause])
        cause = chain[-1].cause
    return chain[::-1]
