"""A game on the disk: what it is played from, and what was said at the table, one entry after the other.

One SQLite database, written ahead (WAL) and synced at each commit: what `append` returned from outlasts a power cut.
Triggers refuse to change or delete anything, and each entry's digest covers the one before, so that a past which was
changed by other means is noticed. Several processes may hold one game: whoever adds to it holds it alone for that
moment, and sees first what the others have added. See design/table.md.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn

from sim.base.errors import Fault, UserError
from sim.record.files import say_why

__all__ = ["FORM", "GameFile", "Head", "Line"]

FORM: Final = 1  # one more whenever an older `sim` could not read what is written
MARK: Final = 0x53696D47  # "SimG": what the file calls itself
WAIT_S: Final = 10.0  # how long another process may hold the file before it is said to be busy
TABLES: Final = """
CREATE TABLE head (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (number INTEGER PRIMARY KEY, cell TEXT NOT NULL, sort TEXT NOT NULL, based_on INTEGER NOT NULL,
    body TEXT NOT NULL, digest TEXT NOT NULL);
"""
GUARD: Final = """CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, 'a game is only ever added to'); END;"""
ADVICE: Final = "name a game that `sim play` made"


@dataclass(frozen=True, slots=True)
class Head:
    """What a game is played from: its scenario as resolved, which case, whose luck; and whose past it shares."""

    scenario: str
    yaml: str
    case: str
    replication: int = 0
    parent: str = ""
    parent_entry: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is kept; `number` counts from 1, `based_on` is the last number that its writer had seen."""

    number: int
    cell: str
    sort: str
    based_on: int
    body: Mapping[str, Any]


class GameFile:
    """An open game."""

    def __init__(self, path: Path) -> None:
        """Open a game and hold it to its digests.

        Raises: UserError when there is none, or it is damaged, something else, of a newer form, or not as written.
        """
        if not path.is_file():
            raise UserError(Fault(str(path), "", "there is no such game", "begin one with `sim play SCENARIO`"))
        self.path = path
        with _telling(path), ExitStack() as stack:
            self._db = stack.enter_context(closing(_connect(path)))
            self._recognise()
            self.head = self._head()
            self._last, self._digest = 0, _digest("", json.dumps(asdict(self.head), sort_keys=True))
            self._lines: list[Line] = []
            self.entries()
            stack.pop_all()

    @classmethod
    def create(cls, path: Path, head: Head, lines: tuple[Line, ...] = ()) -> GameFile:
        """Begin a game, with a past if it has one.

        Raises: UserError when something of that name is there, or the disk refuses.
        """
        if path.exists():
            raise UserError(Fault(str(path), "", "is there already", "choose another name, or open it"))
        with _telling(path), closing(_connect(path)) as db:
            guards = "".join(GUARD.format(table=t, verb=v) for t in ("head", "entry") for v in ("UPDATE", "DELETE"))
            marks = f"PRAGMA application_id = {MARK}; PRAGMA user_version = {FORM};"
            db.executescript(f"BEGIN IMMEDIATE; {TABLES} {guards} {marks}")
            db.executemany("INSERT INTO head VALUES (?, ?)", [(k, json.dumps(v)) for k, v in asdict(head).items()])
            digest = _digest("", json.dumps(asdict(head), sort_keys=True))
            for line in lines:
                digest = _insert(db, line, digest)
            db.execute("COMMIT")
        return cls(path)

    def entries(self) -> tuple[Line, ...]:
        """Return every entry, those that other processes added since the last look too.

        Raises: UserError when one is not as it was written.
        """
        with _telling(self.path):
            rows = self._db.execute("SELECT * FROM entry WHERE number > ? ORDER BY number", (self._last,)).fetchall()
        for number, cell, sort, based_on, body, kept in rows:
            line = Line(number, cell, sort, based_on, MappingProxyType(json.loads(body)))
            self._digest = _digest(self._digest, _written(line))
            if kept != self._digest or number != self._last + 1:
                found = f"entry {number} is not as it was written: the past of this game was changed"
                raise UserError(Fault(str(self.path), "", found, "go on from a copy, or branch from a sound one"))
            self._last = number
            self._lines.append(line)
        return tuple(self._lines)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the game so that nobody else adds to it; `append` inside, after a look at `entries`."""
        with _telling(self.path):
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def append(self, cell: str, sort: str, based_on: int, body: Mapping[str, Any]) -> Line:
        """Add an entry after all there are; when this returns it is on the disk, and the game is let go."""
        line = Line(self._last + 1, cell, sort, based_on, MappingProxyType(dict(body)))
        with _telling(self.path):
            digest = _insert(self._db, line, self._digest)
            self._db.execute("COMMIT")
        self._last, self._digest = line.number, digest
        self._lines.append(line)
        return line

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _recognise(self) -> None:
        (mark,), (form,) = (
            self._db.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
        if mark != MARK:
            self._refuse("is no game", ADVICE)
        if form > FORM:
            self._refuse(f"is a game of a newer sim (form {form}; this one reads {FORM})", "open it with a newer sim")

    def _head(self) -> Head:
        told = {name: json.loads(value) for name, value in self._db.execute("SELECT name, value FROM head")}
        missing = [each.name for each in fields(Head) if each.name not in told]
        if missing:
            self._refuse(f"is damaged: its head lacks {', '.join(missing)}", ADVICE)
        return Head(**told)

    def _refuse(self, found: str, write: str) -> NoReturn:
        raise UserError(Fault(str(self.path), "", found, write))


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db


def _insert(db: sqlite3.Connection, line: Line, before: str) -> str:
    """Write an entry and return its digest, which covers the one before."""
    digest = _digest(before, _written(line))
    row = (line.number, line.cell, line.sort, line.based_on, _json(line.body), digest)
    db.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", row)
    return digest


def _written(line: Line) -> str:
    return _json([line.number, line.cell, line.sort, line.based_on, dict(line.body)])


def _json(value: Any) -> str:
    plain = dict(value) if isinstance(value, Mapping) else value
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, sort_keys=True)


def _digest(before: str, text: str) -> str:
    return blake2b(f"{before}\n{text}".encode(), digest_size=16).hexdigest()


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        with say_why(path, "let the other terminal finish, or choose a folder that can be written"):
            yield
    except (sqlite3.DatabaseError, ValueError) as error:
        raise UserError(Fault(str(path), "", f"is no game, or damaged ({error})", ADVICE)) from error
