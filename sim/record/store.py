"""The store: each finished replication is on the disk before it is reported.

One SQLite database (`replications.sqlite`) in the result folder while it is being filled: a row for each case and
replication, and the logs that are kept, in the tables of `sim.record.log`. It is written ahead (WAL), synced at each
commit, and locked for one process; it goes when the folder is complete. See design/experiment.md.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from sim.base.errors import Fault, UserError
from sim.kernel.journal import Journal
from sim.record.files import replacing, resumable, say_why
from sim.record.log import Key, copy_log, create_log, delete_log, logged, read_log, write_log
from sim.record.results import Finished
from sim.record.views import create_views

__all__ = ["LOG", "STORE", "Store", "read_journal"]

STORE: Final = "replications.sqlite"
LOG: Final = "log.sqlite"
TABLE: Final = """CREATE TABLE finished (case_name TEXT NOT NULL, replication INTEGER NOT NULL, measures TEXT NOT NULL,
    log_hash TEXT NOT NULL, seconds REAL NOT NULL, PRIMARY KEY (case_name, replication)) WITHOUT ROWID"""


class Store:
    """Finished replications, kept; one process at a time holds it."""

    def __init__(self, path: Path) -> None:
        """Open the store, or make it.

        Raises: UserError when another process holds it or the disk refuses.
        """
        self.path = path
        with _telling(path), ExitStack() as stack:
            self._db = stack.enter_context(closing(sqlite3.connect(path, timeout=0, isolation_level=None)))
            self._prepare()
            stack.pop_all()

    def _prepare(self) -> None:
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        with self._transaction():
            if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'finished'").fetchone():
                self._db.execute(TABLE)
                create_log(self._db)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def add(self, finished: Iterable[Finished]) -> None:
        """Keep replications, all or none; when this returns they are on the disk."""
        with _telling(self.path), self._transaction():
            for each in finished:
                measures = json.dumps(dict(each.measures))
                row = (*each.key, measures, each.log_hash, each.seconds)
                self._db.execute("INSERT OR REPLACE INTO finished VALUES (?, ?, ?, ?, ?)", row)
                delete_log(self._db, each.key)
                if each.journal is not None:
                    write_log(self._db, each.key, each.journal, each.log_hash)

    def finished(self) -> dict[Key, Finished]:
        """Return every replication kept, without the logs."""
        query = "SELECT case_name, replication, measures, log_hash, seconds FROM finished ORDER BY 1, 2"
        rows = (Finished(case, k, json.loads(text), *rest) for case, k, text, *rest in self._db.execute(query))
        return {each.key: each for each in rows}

    def logged(self) -> set[Key]:
        """Return which logs are kept."""
        return logged(self._db)

    def write_logs(self, path: Path, keys: Iterable[Key]) -> None:
        """Write logs into a database of their own, in the order given: the same keys give the same bytes."""
        with replacing(path) as part:
            part.unlink(missing_ok=True)
            self._db.execute("ATTACH ? AS log", (str(part),))
            try:
                for pragma in ("journal_mode = OFF", "synchronous = OFF"):
                    self._db.execute(f"PRAGMA log.{pragma}").fetchall()
                with self._transaction():
                    create_log(self._db, "log")
                    for key in keys:
                        copy_log(self._db, key, "log")
                    create_views(self._db, "log")
            finally:
                self._db.execute("DETACH log")

    def close(self) -> None:
        """Let another process have it."""
        self._db.close()

    def remove(self) -> None:
        """Close and delete the store."""
        self.close()
        for suffix in ("-wal", "-shm", ""):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        with resumable(), say_why(path):
            yield
    except UserError as error:
        if any("locked" in fault.found for fault in error.faults):
            advice = "wait for it, or choose another --out"
            raise UserError(Fault(str(path.parent), "", "another sim is writing here", advice)) from error
        raise
    except sqlite3.DatabaseError as error:
        advice = "remove this folder and run again, or choose another --out"
        raise UserError(Fault(str(path), "", f"is damaged ({error})", advice)) from error


def read_journal(folder: Path | None, key: Key) -> Journal:
    """Read one journal from a complete result folder."""
    path = folder / LOG if folder else None
    if path is None or not path.is_file():
        where = str(path or f"{key.case}, replication {key.replication}")
        raise UserError(Fault(where, "", "no log was kept", "run the scenario again with an output folder"))
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return read_log(db, key)
    except sqlite3.DatabaseError as error:
        raise UserError(Fault(str(path), "", f"is damaged ({error})", "run the scenario again")) from error
