"""What the store has taken is on the disk, for one process at a time."""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.record.log import Key
from sim.record.results import Finished
from sim.record.store import Store, read_journal
from tests.experiment.fake.model import Scenario, simulate

FIRST = Finished("alone", 0, {"found": 0.1 + 0.2, "delay": math.nan}, "ab", 0.5, simulate(Scenario(), "alone", 0))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "replications.sqlite")) as made:
        yield made


def test_what_is_added_is_there(store: Store) -> None:
    store.add([FIRST, replace(FIRST, case="together", journal=None)])
    assert store.logged() == {FIRST.key}
    kept = store.finished()
    assert list(kept) == [Key("alone", 0), Key("together", 0)]
    assert kept[FIRST.key].measures["found"] == 0.1 + 0.2
    assert math.isnan(kept[FIRST.key].measures["delay"])


def test_what_is_added_is_there_for_the_next(store: Store) -> None:
    store.add([FIRST])
    store.close()
    with closing(Store(store.path)) as again:
        assert list(again.finished()) == [FIRST.key]


def test_a_second_taking_replaces_the_first(store: Store) -> None:
    store.add([FIRST])
    store.add([replace(FIRST, log_hash="cd")])
    assert store.finished()[FIRST.key].log_hash == "cd"
    assert store.logged() == {FIRST.key}


def test_all_or_none_is_kept(store: Store) -> None:
    with pytest.raises(TypeError):
        store.add([FIRST, replace(FIRST, replication=1, measures={"found": object()})])  # type: ignore[dict-item]
    assert store.finished() == {}
    store.add([FIRST])
    assert len(store.finished()) == 1


def test_another_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="another sim is writing here; wait for it"):
        Store(store.path)


def test_what_is_not_a_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "replications.sqlite"
    path.write_text("a shopping list, long enough to be looked into " * 20)
    with pytest.raises(UserError, match="is damaged"):
        Store(path)


def test_nowhere_to_write_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot be written .*unable to open"):
        Store(tmp_path / "missing" / "replications.sqlite")


def test_a_full_disk_is_told_and_takes_nothing_away(store: Store) -> None:
    store.add([FIRST])
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    with pytest.raises(UserError, match=r"cannot be written \(database or disk is full\); free the disk"):
        store.add([replace(FIRST, replication=number) for number in range(1, 50)])
    assert list(store.finished()) == [FIRST.key]


def test_logs_are_written_in_the_order_asked_for(store: Store, tmp_path: Path) -> None:
    second = replace(FIRST, case="together", journal=simulate(Scenario(), "together", 0))
    store.add([second, FIRST])
    store.write_logs(tmp_path / "log.sqlite", [FIRST.key, second.key])
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as db:
        assert db.execute("SELECT DISTINCT case_name FROM box ORDER BY rowid").fetchall() == [("alone",), ("together",)]
    assert FIRST.journal
    assert read_journal(tmp_path, FIRST.key).hash() == FIRST.journal.hash()


def test_removal_leaves_nothing(store: Store) -> None:
    store.add([FIRST])
    store.remove()
    assert list(store.path.parent.iterdir()) == []


def test_a_folder_without_logs_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no log was kept"):
        read_journal(tmp_path, FIRST.key)
    with pytest.raises(UserError, match="no log was kept"):
        read_journal(None, FIRST.key)
