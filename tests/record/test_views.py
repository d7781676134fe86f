"""Views of a log say what the journal says, in people's words, and open in Datasette."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.kernel.journal import Journal
from sim.kernel.views import View, find_views
from sim.models.sts_transfer import TransferAgreed, TransferBegan, TransferEnded
from sim.parts.sensing import EvidenceHeld
from sim.record.log import Key, create_log, write_log
from sim.record.names import movers
from sim.record.results import Finished
from sim.record.store import LOG, Store
from sim.record.views import PACKAGES, create_views
from tests.record.export.matter import HOUR_S, harmful, week

KEY = Key("arrangement", 0)
NEW = {"mover", "contacts", "legs", "transfers"}


def log_of(path: Path, *journals: Journal) -> Path:
    """Write journals, each as a replication, as a result folder's log."""
    with closing(Store(path / "replications.sqlite")) as store:
        finished = [Finished("arrangement", n, {}, journal.hash(), 0.0, journal) for n, journal in enumerate(journals)]
        store.add(finished)
        store.write_logs(path / LOG, [each.key for each in finished])
    return path / LOG


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return log_of(tmp_path_factory.mktemp("log"), week(), week())


@pytest.fixture
def db(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as made:
        made.row_factory = sqlite3.Row
        yield made


def rows(db: sqlite3.Connection, view: str, replication: int = 0) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(f"SELECT * FROM {view} WHERE replication = ?", (replication,))]


def test_every_view_that_is_declared_is_there(db: sqlite3.Connection) -> None:
    made = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert made == {"causes", *NEW} == {"causes", "mover", *(view.name for view in find_views(*PACKAGES))}
    for view in made:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({view})")]
        assert columns[:2] == ["case_name", "replication"]


def test_movers_have_the_names_of_the_run(db: sqlite3.Connection) -> None:
    expected = {n: (each.name, each.side or None, each.sort) for n, each in movers(week()).items()}
    assert {row["number"]: (row["name"], row["side"], row["sort"]) for row in rows(db, "mover", 1)} == expected


def test_contacts_have_names_and_dates(db: sqlite3.Connection) -> None:
    table, names = week().table("contact"), movers(week())
    start = datetime.fromisoformat(week().header["start"]).replace(tzinfo=None)
    found = rows(db, "contacts")
    assert len(found) == len(table["vessel"])
    columns = (table[name].tolist() for name in ("vessel", "start_s", "end_s"))
    for row, vessel, start_s, end_s in zip(found, *columns, strict=True):
        assert row["name"] == names[vessel].name
        assert row["start_utc"] == f"{(start + timedelta(seconds=int(start_s))).isoformat()}Z"
        assert row["lasted_h"] == pytest.approx((end_s - start_s) / HOUR_S)
    assert len(rows(db, "legs")) == len(week().table("leg")["platform"])


def test_transfers_are_told_from_agreement_to_photograph(db: sqlite3.Connection) -> None:
    found = {row["transfer"]: row for row in rows(db, "transfers")}
    began = {r.event.transfer: r for r in week().of(TransferBegan)}
    ended = {r.event.transfer: r for r in week().of(TransferEnded)}
    held = {r.event.transfer: r for r in week().of(EvidenceHeld)}
    names, start = movers(week()), datetime.fromisoformat(week().header["start"]).replace(tzinfo=None)
    assert list(found) == [r.event.transfer for r in week().of(TransferAgreed)] and began and ended and held
    for record in week().of(TransferAgreed):
        row, event = found[record.event.transfer], record.event
        assert (row["receiver"], row["supplier"]) == (names[event.receiver].name, names[event.supplier].name)
        assert (row["began_utc"] is not None) == (event.transfer in began)
        assert (row["moved_bbl"] is not None) == (event.transfer in ended)
        how = ended[event.transfer].event.how if event.transfer in ended else None
        assert row["how"] == (how or ("in progress" if event.transfer in began else "agreed"))
        assert (row["photographed_utc"] is not None) == (event.transfer in held)
        if event.transfer in held:
            taker = held[event.transfer].event.taken_by
            mine = (r for r in week().of(EvidenceHeld) if r.event.transfer == event.transfer)
            times = [r.time_s for r in mine if r.event.side == taker]
            instant = start + timedelta(seconds=int(min(times)))
            assert (row["photographed_by"], row["photographed_utc"]) == (taker, f"{instant.isoformat()}Z")


def test_two_runs_are_not_mixed(db: sqlite3.Connection) -> None:
    for view in ("causes", *NEW):
        first, second = ([{**row, "replication": 0} for row in rows(db, view, n)] for n in (0, 1))
        assert first == second and first


def test_a_log_without_their_subject_has_no_such_views(tmp_path: Path) -> None:
    empty = Journal({"start": "2021-03-01T00:00:00+00:00"})
    with closing(sqlite3.connect(log_of(tmp_path, empty))) as db:
        assert [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")] == ["causes"]


def test_a_view_does_not_take_the_place_of_a_table() -> None:
    """A bulk table of that name is the log's own, and a view cannot push it out."""
    journal = Journal({"start": "2021-03-01T00:00:00+00:00"})
    journal.append("contacts", side=["a"])
    journal.append("contact", side=["a"], sensor=["radar"], vessel=[0], start_s=[0.0], end_s=[1.0])
    journal.append("vessel", vessel=[0], part=["ship"], sort=["lane"], length_m=[1.0])
    with closing(sqlite3.connect(":memory:")) as db:
        create_log(db)
        write_log(db, KEY, journal)
        create_views(db)
        assert db.execute("SELECT type FROM sqlite_master WHERE name = 'contacts'").fetchall() == [("table",)]
        assert db.execute("SELECT name FROM mover").fetchall() == [("ship 0",)]


def test_what_lasts_for_ever_has_no_end(tmp_path: Path) -> None:
    journal = harmful()
    journal.append("contact", side=["a"], sensor=["radar"], vessel=[0], start_s=[0.0], end_s=[np.inf], luck=[0.5])
    with closing(sqlite3.connect(log_of(tmp_path, journal))) as db:
        assert (None,) in db.execute("SELECT end_utc FROM contacts").fetchall()


def test_a_view_says_what_it_is_of() -> None:
    views = find_views(*PACKAGES)
    assert all(isinstance(view, View) and view.about and (view.tables or view.kinds) for view in views)


@pytest.mark.slow
def test_datasette_opens_it(file: Path) -> None:
    """In the process itself, without a server: each view as a page and as JSON, and the chain of a photograph."""
    datasette_app = pytest.importorskip("datasette.app")

    async def look() -> None:
        site = datasette_app.Datasette([], immutables=[str(file)])
        await site.invoke_startup()
        listed = (await site.client.get("/log.json")).json()["views"]
        assert {view if isinstance(view, str) else view["name"] for view in listed} == {"causes", *NEW}
        for view in ("causes", *NEW):
            page = await site.client.get(f"/log/{view}?_size=5")
            assert page.status_code == 200 and "case_name" in page.text
            answer = (await site.client.get(f"/log/{view}.json?_shape=objects&_size=5")).json()
            assert 1 <= len(answer["rows"]) <= 5
        sql = "select kind, cause_kind from causes where kind = 'evidence_held' and cause_kind is not null"
        asked = {"sql": sql, "_shape": "objects"}
        answer = (await site.client.get("/log.json", params=asked, follow_redirects=True)).json()
        assert {row["cause_kind"] for row in answer["rows"]} == {"vessel_inspected", "report_received"}

    asyncio.run(look())
