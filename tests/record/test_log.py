"""A journal written and read back is the same journal."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.kernel.events import Event
from sim.kernel.journal import Journal
from sim.record.log import Key, copy_log, create_log, delete_log, logged, read_log, trace, write_log
from tests.experiment.fake.model import BoxFound, Scenario, simulate

KEY = Key("together", 0)


@dataclass(frozen=True, slots=True)
class OddlyMade(Event):
    """An event with every sort of field."""

    text: str
    number: float | None
    yes: bool
    pair: tuple[tuple[int, str], ...]


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        create_log(made)
        yield made


def odd_journal() -> Journal:
    journal = Journal({"case": "odd", "seed": 2**63 - 1, "sides": ("a", "b"), "links": ({"products": ("x",)},)})
    journal.add(0.1 + 0.2, OddlyMade("Ōshima's “box”", None, True, ((1, "x"), (2, "y"))), None)
    journal.add(1e9, OddlyMade("", 1e-300, False, ()), 0)
    journal.append("leg", mover=np.array([1, 2], dtype=np.int32), a=np.eye(3)[:2], end_s=[np.inf, np.nan])
    journal.append("leg", mover=np.array([3], dtype=np.int32), a=np.eye(3)[2:], end_s=[2.5])
    journal.append(
        "note", text=np.array(["漁", "b'\"c"]), flag=[True, False], maybe=np.array(["x", None], dtype=object)
    )
    journal.append("window", watcher=np.array([], dtype="U4"), enter_s=[])
    return journal


@pytest.mark.parametrize("journal", [simulate(Scenario(), "together", 0), odd_journal(), Journal()])
def test_there_and_back(db: sqlite3.Connection, journal: Journal) -> None:
    write_log(db, KEY, journal)
    back = read_log(db, KEY)
    assert back.hash() == journal.hash()
    assert back.header == journal.header
    assert back.records == journal.records
    for name in journal.tables():
        for column, values in journal.table(name).items():
            assert back.table(name)[column].dtype == values.dtype
            np.testing.assert_array_equal(back.table(name)[column], values)


def test_a_copy_is_the_same(db: sqlite3.Connection, tmp_path: Path) -> None:
    write_log(db, KEY, odd_journal())
    db.execute("ATTACH ? AS other", (str(tmp_path / "other"),))
    create_log(db, "other")
    copy_log(db, KEY, "other")
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        assert read_log(other, KEY).hash() == odd_journal().hash()
        assert list(other.iterdump()) == list(db.iterdump())


def test_a_log_is_forgotten_alone(db: sqlite3.Connection) -> None:
    write_log(db, KEY, odd_journal())
    write_log(db, Key("alone", 3), odd_journal())
    delete_log(db, KEY)
    assert logged(db) == {Key("alone", 3)}
    assert read_log(db, Key("alone", 3)).hash() == odd_journal().hash()
    assert db.execute("SELECT count(*) FROM leg").fetchone() == (3,)


def test_the_view_sets_an_event_beside_its_cause(db: sqlite3.Connection) -> None:
    journal = simulate(Scenario(), "together", 0)
    write_log(db, KEY, journal)
    found = db.execute("SELECT seq, cause_seq, cause_kind, delay_s FROM causes WHERE kind = 'box_found'").fetchall()
    expected = [
        (r.seq, r.cause, "box_lost", r.time_s - journal.records[r.cause].time_s)
        for r in journal.of(BoxFound)
        if r.cause is not None
    ]
    assert found and sorted(found) == sorted(expected)


def test_times_are_dates_too(db: sqlite3.Connection) -> None:
    write_log(db, KEY, simulate(Scenario(), "together", 0))
    ((wrong,),) = db.execute(
        "SELECT count(*) FROM event WHERE abs(unixepoch(time_utc) - unixepoch('2021-03-01T00:00:00Z') - time_s) >= 1"
    )
    assert wrong == 0


def test_a_log_that_was_not_kept_is_told(db: sqlite3.Connection) -> None:
    write_log(db, KEY, odd_journal())
    with pytest.raises(UserError, match="alone, replication 4: its log was not kept; there is: together 0"):
        read_log(db, Key("alone", 4))


def test_an_event_of_another_version_is_told(db: sqlite3.Connection) -> None:
    write_log(db, KEY, odd_journal())
    db.execute("UPDATE event SET kind = 'from_the_future'")
    with pytest.raises(UserError, match="unknown kind 'from_the_future'"):
        read_log(db, KEY)


def test_an_event_with_fields_of_another_version_is_told(db: sqlite3.Connection) -> None:
    write_log(db, KEY, odd_journal())
    db.execute("UPDATE event SET fields = json_set(fields, '$.novel', 1)")
    with pytest.raises(UserError, match="with other fields than this version's; read it with the version that wrote"):
        read_log(db, KEY)


@pytest.mark.parametrize(("table", "column"), [("run", "x"), ("leg; DROP TABLE run", "x"), ("leg", 'x" TEXT, "y')])
def test_a_table_cannot_take_the_place_of_ours(db: sqlite3.Connection, table: str, column: str) -> None:
    journal = Journal()
    journal.append(table, **{column: [1]})
    with pytest.raises(ValueError, match="cannot be called"):
        write_log(db, KEY, journal)


def test_a_trace_begins_with_the_first_cause() -> None:
    journal = simulate(Scenario(), "together", 0)
    last = list(journal.of(BoxFound))[-1]
    assert [record.kind for record in trace(journal, last.seq)] == ["box_lost", "box_found"]
