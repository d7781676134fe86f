"""A side's export is made of what it knew alone: whatever else is changed, not a byte of it moves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.tongue import Tongue
from sim.kernel.events import EVERYBODY, Record
from sim.kernel.journal import Journal
from sim.kernel.resource import Queued, Released, Seized
from sim.models.sts_transfer import WentDark
from sim.parts.fleet import HULLS_FROM
from sim.parts.sensing import ContactGained, EvidenceHeld
from sim.record.export.formats import FORMATS
from sim.record.export.layers import Matter, layers
from sim.record.names import MOVER_FIELDS
from sim.report.teller import Teller
from tests.record.export.matter import SIDES, exported, rows_of, small, week, words

PLATFORMS_FROM = 10_000_000
EVERY_S = 1800


def matter(journal: Journal, side: str) -> Matter:
    return Matter(journal, words(says=Teller(journal, Tongue(), SIDES).says), side, EVERY_S)


def knows(record: Record, side: str) -> bool:
    return bool({side, EVERYBODY} & record.event.knowers())


def reaches(journal: Journal, side: str) -> np.ndarray:
    """Tell of each contact whether it reaches a side by the end, by its own sensors or a partner's report."""
    table, until_s = journal.table("contact"), journal.header["duration_s"]
    found = (table["side"] == side) & (table["start_s"] <= until_s)
    for link in journal.header["links"]:
        if link["receiver"] == side and "track" in link["products"]:
            passed = table["luck"] < link["releasable"] * (1 - link["loss"])
            in_time = table["start_s"] + link["delay"] <= until_s
            found |= (table["side"] == link["sender"]) & passed & in_time
    return found


def elsewhere(journal: Journal, side: str, shift: float, more: int) -> Journal:
    """Return the run as it might have been for all the side knows: others' doings are others, and more of them."""
    changed = Journal({**journal.header, "seed": -1})
    number: dict[int, int] = {}
    for record in journal.records:
        if not knows(record, side):
            for _ in range(more if type(record.event) not in (Queued, Seized, Released) else 0):
                changed.add(record.time_s, WentDark(HULLS_FROM, "secret"), None)
        cause = None if record.cause is None else number[record.cause]
        number[record.seq] = changed.add(record.time_s, _renamed(record, side, number, shift), cause)
    reached = reaches(journal, side)
    contact = journal.table("contact")
    heard = set(contact["vessel"][reached].tolist())
    named = set(contact["vessel"][reached & np.char.startswith(contact["sensor"].astype(str), "AIS")].tolist())
    for name in journal.tables():
        columns = {key: np.array(values) for key, values in journal.table(name).items()}
        changed.append(name, **_altered(name, columns, reached, heard, named, side, journal, shift))
    return changed


def _renamed(record: Record, side: str, number: dict[int, int], shift: float) -> Any:
    """Return an event under the new numbers of the log, and with other facts where the side does not know of it."""
    event, new = record.event, {}
    for name, value in event.fields().items():
        if name == "contact":
            new[name] = number[value]
        elif name == "subject" and value.startswith("contact "):
            new[name] = f"contact {number[int(value.split()[1])]}"
        elif name == "transfer":
            new[name] = value + 1000
        elif name == "subject" and value.startswith("transfer "):
            new[name] = f"transfer {int(value.split()[1]) + 1000}"
        elif name in MOVER_FIELDS and isinstance(value, int) and value < PLATFORMS_FROM:
            new[name] = value + 77
        elif not knows(record, side) and isinstance(value, float):
            new[name] = value + shift
    return replace(event, **new)


def _altered(
    name: str,
    columns: dict[str, Any],
    reached: np.ndarray,
    heard: set[int],
    named: set[int],
    side: str,
    journal: Journal,
    shift: float,
) -> dict[str, Any]:
    if name == "contact":
        columns["end_s"][~reached] += abs(shift) * 60
        columns["sensor"][~reached] = "x"
    if name == "platform":
        others = columns["side"] != side
        columns["name"] = np.where(others, "secret", columns["name"])
    if name == "hull":
        columns["name"] = np.array([f"secret {n}" for n in columns["vessel"].tolist()])
    if name == "vessel":
        nameless = ~np.isin(columns["vessel"], list(named))
        columns["part"] = np.where(nameless, "secret", columns["part"])
        columns["length_m"][nameless] += abs(shift)
    if name == "leg":
        platforms = journal.table("platform")
        own = platforms["platform"][platforms["side"] == side]
        unknown = ~np.isin(columns["platform"], [*own.tolist(), *heard])
        for key in ("a_lat_deg", "b_lat_deg"):
            columns[key][unknown] += shift
    return columns


@pytest.mark.slow
@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("side", list(SIDES))
@settings(max_examples=4, deadline=None)
@given(shift=st.floats(-3, 3).filter(lambda shift: abs(shift) > 1e-3), more=st.integers(1, 3))
def test_nothing_else_leaks(
    side: str, name: str, tmp_path_factory: pytest.TempPathFactory, shift: float, more: int
) -> None:
    folder = tmp_path_factory.mktemp("known")
    other = elsewhere(small(), side, shift, more)
    assert other.hash() != small().hash()
    before = [path.read_bytes() for path in exported(folder, name, matter(small(), side))]
    after = [path.read_bytes() for path in exported(folder, name, matter(other, side))]
    assert before == after and all(before)


@pytest.mark.slow
@pytest.mark.parametrize("side", list(SIDES))
def test_what_it_knew_is_all_there(side: str, tmp_path: Path) -> None:
    tracks, contacts, events = (rows_of(path) for path in exported(tmp_path, "csv", matter(small(), side)))
    assert {row["side"] for row in tracks} == {side}
    known = [record for record in small().records if knows(record, side)]
    assert [row["kind"] for row in events] == [record.kind for record in known]
    assert [int(row["event"]) for row in events] == list(range(1, len(known) + 1))
    gained = sum(isinstance(record.event, ContactGained) for record in known)
    assert len({row["contact"] for row in contacts}) == int(reaches(small(), side).sum()) + gained
    assert "vessel" not in contacts[0] and "known_by" not in events[0]
    partners = [row for row in contacts if row["side"] != side]
    assert partners and all(row["known_utc"] > row["start_utc"] for row in partners)


@pytest.mark.slow
def test_a_side_can_follow_its_own_numbers() -> None:
    """Every contact that is weighed is one that the side met or was told of before, and every cause one before."""
    for side in SIDES:
        (layer,) = layers(matter(small(), side), ["events"])
        rows = [row.fields for row in layer.rows()]
        kind = {row["event"]: row["kind"] for row in rows}
        weighed = [row for row in rows if row["kind"] == "report_assessed"]
        assert weighed
        for row in weighed:
            assert kind[json.loads(str(row["fields"]))["contact"]] in ("contact_gained", "report_received")
        assert all(row["cause"] is None or 1 <= int(row["cause"]) < int(row["event"] or 0) for row in rows)
        assert sum(row["cause"] is not None for row in rows) > len(rows) / 4


@pytest.mark.slow
@pytest.mark.parametrize("side", list(SIDES))
def test_transfers_are_counted_as_the_side_hears_of_them(side: str) -> None:
    (layer,) = layers(matter(week(), side), ["events"])
    told = [json.loads(str(row.fields["fields"])) for row in layer.rows()]
    named = [each.get("transfer") or each.get("subject", "").partition("transfer ")[2] for each in told]
    numbers = [int(each) for each in named if each]
    assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1))
    assert {r.event.transfer for r in week().of(EvidenceHeld) if r.event.side == side} != set(numbers)


def test_a_figure_that_is_minus_one_is_told() -> None:
    for side in ("", "a"):
        journal = Journal({**small().header})
        journal.add(0.0, ContactGained("a", "radar", 3, -1.0, -1.0, ()), None)
        (layer,) = layers(matter(journal, side), ["events"])
        (row,) = layer.rows()
        told = json.loads(str(row.fields["fields"]))
        assert (told["lat_deg"], told["lon_deg"], told.get("vessel")) == (-1.0, -1.0, None if side else 3)


def _texts(journal: Journal) -> Iterator[str]:
    for record in journal.records:
        yield from (str(value) for value in record.event.fields().values())


def test_the_changed_run_is_another() -> None:
    """What the property stands on: the changed run holds secrets, and the truth of it is another truth."""
    other = elsewhere(small(), "a", 1.0, 1)
    assert "secret" in set(_texts(other)) and len(other.records) > len(small().records)
    assert not np.allclose(other.table("leg")["a_lat_deg"], small().table("leg")["a_lat_deg"])
