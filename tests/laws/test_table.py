"""A cell's view holds no secret of another's and not the truth: change what it must not know, and the view stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import UserError
from sim.kernel.events import EVERYBODY, Record
from sim.kernel.journal import Journal
from sim.models.mda_sharing import Source, shared_with
from sim.parts.sensing import ContactGained
from sim.picture.links import ReportReceived, TermsSet
from sim.record.export.known import named_by
from sim.record.names import MOVER_FIELDS, movers
from sim.table.entries import WHITE, Act, Choose, Inject, Note, Order, Request
from sim.table.game import Game
from sim.table.shown import View
from sim.table.views import view
from tests.table.tables import area, committed, planned, sorties

pytestmark = pytest.mark.slow
CELLS = ("a", "b")
Spoil = Callable[[Journal, str], Journal]


@cache
def played() -> Game:
    """Return a game in its third turn, in which both sides have seen something and passed it on."""
    made = planned(Path(mkdtemp()))
    made.submit("a", Order(path="arrangement[0].releasable", value=0.6))
    committed(made)
    made.advance("plan")
    made.submit("b", Order(path="arrangement[1].delay", value="2 h"))
    committed(made)
    made.advance("plan")
    return made


def told(made: Game, cell: str) -> str:
    return json.dumps(view(made, cell).plain())


def other(cell: str) -> str:
    return "b" if cell == "a" else "a"


# What others say at the table

ACTS: dict[str, list[Act]] = {
    "a": [sorties("3 /d"), Order(path="parts.mpa.area", value="north"), Order(path="arrangement[0].delay", value="9 h"),
          Note(text="Nobody must know."), Order(path="parts.cell-a.threshold", value=0.1)],
    "b": [area("south"), Order(path="arrangement[1].products", value=["image"]), Note(text="Nobody must know."),
          Order(path="parts.frigate.speed", value="9 kn"), Order(path="parts.cell-b.analysts", value=5)],
    WHITE: [Note(text="Watch A."), Inject(id="late", do="hold"), Order(path="parts.agreement.level", value=2),
            Request(path="parts.mpa.area", value="north", to="a")],
}  # fmt: skip


@settings(max_examples=15)
@given(st.data())
def test_what_others_say_is_not_seen(data: st.DataObject) -> None:
    """Orders, notes, choices, what they cost and how often somebody spoke: all but what is asked of a cell itself."""
    cell = data.draw(st.sampled_from(CELLS))
    speakers = [other(cell), WHITE]
    made = Game(played().path)
    mine = made.branch(Path(mkdtemp()) / "x.game", entry=made.state.number)
    before = told(mine, cell)
    for _ in range(data.draw(st.integers(1, 4))):
        who = data.draw(st.sampled_from(speakers))
        act = data.draw(st.sampled_from([each for each in ACTS[who] if getattr(each, "to", "") != cell]))
        try:
            mine.submit(who, act)
        except UserError:
            continue
    assert told(mine, cell) == before


def test_a_secret_choice_of_a_joint_decision_is_not_seen() -> None:
    mine = played().branch(Path(mkdtemp()) / "x.game", entry=played().state.number)
    before = told(mine, "a")
    mine.submit("b", Choose(decision="level", option="closely"))
    assert told(mine, "a") == before


def test_what_is_asked_of_a_cell_is_seen_by_it_under_its_own_count() -> None:
    mine = played().branch(Path(mkdtemp()) / "x.game", entry=played().state.number)
    mine.submit("b", Note(text="x"))
    mine.submit("b", Request(path="parts.mpa.area", value="north", to="a"))
    (wanted,) = view(mine, "a").requests
    assert (wanted.cell, wanted.path, wanted.granted) == ("b", "parts.mpa.area", None)
    assert mine.true_number("a", wanted.number) == mine.state.number
    assert wanted.number == sum(each.cell == "a" for each in mine.entries) + 1


# What is true


def spoilt(made: Game, cell: str, spoil: Spoil, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Return a cell's view, and what it would be had things been otherwise."""
    before, whole = told(made, cell), made.journal()
    changed = spoil(whole, made.rules.side(cell))
    assert changed.hash() != whole.hash(), "a secret that is not there cannot leak"
    with monkeypatch.context() as patch:
        patch.setattr(Game, "journal", lambda self, state=None: changed)
        return before, told(made, cell)


def altered(journal: Journal, records: list[Record] | None = None, **tables: dict[str, np.ndarray]) -> Journal:
    made = Journal(journal.header)
    made.records = journal.records if records is None else records
    for name in journal.tables():
        made.append(name, **{**journal.table(name), **tables.get(name, {})})
    return made


def knows(record: Record, side: str) -> bool:
    return bool({side, EVERYBODY} & record.event.knowers())


def reported(journal: Journal, side: str) -> set[int]:
    """Return the contacts of partners that a side was told of."""
    arrived = (r.event.subject for r in journal.of(ReportReceived) if r.event.receiver == side)
    return {int(subject.rpartition(" ")[2]) for subject in arrived if subject.startswith("contact")}


def other_events(journal: Journal, side: str) -> Journal:
    """Tell all that the side does not know otherwise: other places, other numbers, other words."""
    spared = reported(journal, side)
    records = []
    for record in journal.records:
        if knows(record, side) or record.seq in spared or isinstance(record.event, TermsSet):  # what is passed to it
            records.append(record)
            continue
        named = {*record.event.known_by, "side", "sender", "receiver", "resource"}
        told = (each.name for each in fields(record.event) if each.name not in named)
        lies = {name: lie(getattr(record.event, name)) for name in told}
        records.append(record._replace(event=replace(record.event, **lies)))
    return altered(journal, records)


def lie(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    return value + 1 if isinstance(value, int | float) else f"{value} of nobody's business"


def other_numbers(journal: Journal, side: str) -> Journal:
    """Give every vessel another number, but for those whose name somebody heard: the name tells the number."""
    named = {int(v) for v, s in zip(journal.table("contact")["vessel"], journal.table("contact")["sensor"], strict=True)
             if named_by(str(s))}  # fmt: skip
    planned = [int(v) for v in np.unique(journal.table("vessel")["vessel"]) if int(v) not in named]
    hulls = journal.table("hull")["vessel"].tolist()
    swap = dict(zip(planned + hulls, planned[::-1] + hulls[::-1], strict=True))
    changed: dict[str, dict[str, np.ndarray]] = {}
    for table, key in (("contact", "vessel"), ("vessel", "vessel"), ("leg", "platform"), ("hull", "vessel")):
        changed[table] = {key: np.array([swap.get(n, n) for n in journal.table(table)[key].tolist()])}
    changed["hull"]["name"] = np.array([f"nobody {n}" for n in range(len(hulls))])
    records = []
    for record in journal.records:
        numbers = {name: swap.get(value, value) for name in MOVER_FIELDS
                   if isinstance(value := getattr(record.event, name, None), int)}  # fmt: skip
        records.append(record._replace(event=replace(record.event, **numbers)) if numbers else record)
    return altered(journal, records, **changed)


def other_contacts(journal: Journal, side: str) -> Journal:
    """Let the partner have made other contacts, where none was released."""
    table = {key: column.copy() for key, column in journal.table("contact").items()}
    most = max((source.chance for source in shared_with(journal, side)), default=0.0)
    theirs = (table["side"] != side) & (table["luck"] >= most)
    assert theirs.any()
    table["start_s"][theirs] -= 60.0
    table["sensor"] = np.where(theirs, "nothing", table["sensor"])
    return altered(journal, contact=table)


def other_ways(journal: Journal, side: str) -> Journal:
    """Let partners' platforms, and vessels that the side has no contact with, have gone elsewhere."""
    contact = journal.table("contact")
    met = {int(v) for v in contact["vessel"]}
    own = {n for n, each in movers(journal).items() if each.side == side}
    legs = {key: column.copy() for key, column in journal.table("leg").items()}
    away = np.array([n not in met and n not in own for n in legs["platform"].tolist()])
    for key in ("a_lat_deg", "b_lat_deg"):
        legs[key][away] += 0.5
    return altered(journal, leg=legs)


def other_names(journal: Journal, side: str) -> Journal:
    """Give partners' platforms other names and other sorts, and the network's ships too."""
    table = {key: column.copy() for key, column in journal.table("platform").items()}
    theirs = table["side"] != side
    table["name"] = np.where(theirs, "something else", table["name"])
    hull = {key: column.copy() for key, column in journal.table("hull").items()}
    hull["name"] = np.array(["no such ship"] * len(hull["name"]))
    hull["length_m"] = hull["length_m"] + 10
    silence = {"identity": np.array(["?"] * len(journal.table("silence")["identity"]))}
    return altered(journal, platform=table, hull=hull, silence=silence)


def other_luck(journal: Journal, side: str) -> Journal:
    """Let it be another seed and replication whose luck this was."""
    made = altered(journal, window={key: column + 1 for key, column in journal.table("window").items()})
    made.header.update(seed=99, replication=98)
    return made


SPOILS = [other_events, other_numbers, other_contacts, other_ways, other_names, other_luck]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_what_is_true_and_not_known_is_not_seen(cell: str, spoil: Spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = spoilt(played(), cell, spoil, monkeypatch)
    assert after == before


def test_the_white_cell_sees_what_the_cells_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The spoilt journals above are no sham: who sees everything sees the difference."""
    for spoil in (other_events, other_numbers, other_ways, other_names):
        before, after = spoilt(played(), WHITE, spoil, monkeypatch)
        assert after != before, spoil.__name__


# Everything in a view is owed to somebody


@pytest.mark.parametrize("cell", CELLS)
def test_every_event_in_a_view_is_one_that_the_side_knows_of(cell: str) -> None:
    shown, journal = view(played(), cell), played().journal()
    known = {(record.time_s, record.kind) for record in journal.records if knows(record, cell)}
    assert shown.told
    assert {(each.time_s, each.kind) for each in shown.told} <= known
    assert max(each.time_s for each in shown.told) < shown.clock.now_s
    assert "ship -1" not in told(played(), cell)


@pytest.mark.parametrize("cell", CELLS)
def test_every_track_in_a_view_is_one_that_the_side_holds(cell: str) -> None:
    shown, journal = view(played(), cell), played().journal()
    rows = list(owed(journal, cell))
    gained = {(r.event.side, round(r.event.lat_deg, 4)) for r in journal.of(ContactGained)
              if r.event.side == cell or r.seq in reported(journal, cell)}  # fmt: skip
    assert {each.number > 0 for each in shown.tracks} == {True, False}
    assert {each.held_by for each in shown.tracks} == {"a", "b"}
    for each in shown.tracks:
        if each.number:
            assert (each.held_by, each.lat_deg) in gained
            continue
        seen_s = shown.clock.now_s - each.age_s
        fits = [row for row in rows if row[0] == each.held_by and row[1] == each.sensor and abs(row[2] - seen_s) < 0.1]
        assert fits, each
        assert not each.name or any(named_by(row[1]) for row in rows)


def owed(journal: Journal, side: str) -> list[tuple[str, str, float]]:
    """Return holder, sensor and last instant known of every contact that the side has a right to."""
    table, now_s = journal.table("contact"), journal.header["duration_s"]
    found = []
    for source in [Source(side), *shared_with(journal, side)]:
        columns = (table[key].tolist() for key in ("side", "luck", "sensor", "start_s", "end_s"))
        for holder, luck, sensor, start_s, end_s in zip(*columns, strict=True):
            last_s = min(end_s, now_s - source.delay_s, source.until_s)
            if holder == source.side and luck < source.chance and max(start_s, source.from_s) <= last_s:
                found.append((holder, sensor, last_s))
    return found


def test_injects_are_told_to_their_audience_alone() -> None:
    made = played().branch(Path(mkdtemp()) / "x.game", entry=played().state.number)
    made.submit(WHITE, Inject(id="flash", do="write", text={"en": "For B alone."}, audience=("b",)))
    heard = {cell: [each.id for each in view(made, cell).injects] for cell in (*CELLS, WHITE)}
    assert heard == {"a": ["rumour", "tip", "swell"], "b": ["rumour", "swell", "flash"],
                     WHITE: ["rumour", "tip", "swell", "flash"]}  # fmt: skip


def test_what_others_command_is_shown_as_it_was_published() -> None:
    made = committed(planned_with(sorties("3 /d")))
    made.advance("plan")
    values = {cell: {each.path: each.shown for each in view(made, cell).orders} for cell in (*CELLS, WHITE)}
    assert [values[cell]["parts.mpa.sorties"] for cell in ("a", "b", WHITE)] == ["3 /d", "2 /d", "3 /d"]


def planned_with(act: Act) -> Game:
    made = planned(Path(mkdtemp()))
    made.submit("a", act)
    return made


def test_the_view_is_plain_data() -> None:
    shown: View = view(played(), "a", "ja")
    assert json.loads(json.dumps(shown.plain())) == json.loads(json.dumps(shown.plain()))
    assert shown.title == "小さな机"


@pytest.mark.parametrize(("order", "cell"), [(Order(path="parts.frigate.speed", value="14 kn"), "a"),
                                             (Order(path="parts.mpa.area", value="south"), "b")])  # fmt: skip
def test_an_order_that_changes_nothing_leaves_no_trace_in_another_s_log(order: Order, cell: str) -> None:
    """The log tells everybody of each change by its order; a cell is not told, and misses no number for it."""
    views, logs = [], []
    for acts in ([], [order]):
        made = played().branch(Path(mkdtemp()) / "x.game", entry=played().state.number)
        for act in acts:
            made.submit(other(cell), act)
        made.advance("adjudicate")
        views.append(told(made, cell))
        logs.append(len(made.journal().records))
    assert logs[1] == logs[0] + 1
    assert views[0] == views[1]
