"""The journal: append-only, bulk tables, and a hash that tells runs apart."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sim.kernel.events import Event
from sim.kernel.journal import Journal


@dataclass(frozen=True, slots=True)
class Seen(Event):
    """A test event."""

    vessel: int
    lat_deg: float = 0.0
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost(Event):
    """Another."""

    vessel: int


def journal(*entries: tuple[float, Event, int | None], **columns: Any) -> Journal:
    made = Journal()
    for entry in entries:
        made.add(*entry)
    if columns:
        made.append("leg", **columns)
    return made


KNOWN = "57807263115389e78561fd4248a9de0a"  # this package's own, kept so that a change shows
BASE = ((0.0, Seen(1), None), (5.0, Lost(1), 0))


def test_numbers_count_up_and_records_are_found_by_class() -> None:
    made = journal(*BASE)
    assert [record.seq for record in made.records] == [0, 1]
    assert [record.event for record in made.of(Lost)] == [Lost(1)]
    assert list(made.of(Seen, Lost)) == list(made.of(Event)) == made.records
    made.add(6.0, Lost(2), None)
    assert [record.seq for record in made.of(Lost)] == [1, 2]


def test_what_counts_came_after_the_warm_up() -> None:
    kept = journal((1.0, Seen(7), None), (2.0, Seen(8), None), (3.0, Lost(7), None))
    kept.header["warm_up_s"] = 2.0
    assert [record.seq for record in kept.counted(Seen)] == [1]
    assert [record.seq for record in kept.counted(Seen, Lost)] == [1, 2]


def test_a_table_grows_by_chunks() -> None:
    made = journal(ship=[1, 2], start_s=[0.0, 1.0])
    made.append("leg", ship=np.array([3]), start_s=np.array([2.0]))
    assert made.tables() == ["leg"]
    assert made.table("leg")["ship"].tolist() == [1, 2, 3]
    assert made.table("leg")["start_s"].tolist() == [0.0, 1.0, 2.0]
    assert made.table("window") == {}


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="leg differ in length"):
        journal(ship=[1, 2], start_s=[0.0])


def test_equal_runs_have_equal_hashes() -> None:
    assert journal(*BASE, ship=[1]).hash() == journal(*BASE, ship=[1]).hash()


@pytest.mark.parametrize(
    "other",
    [
        journal(*BASE[:1]),
        journal((0.0, Seen(2), None), BASE[1]),
        journal((0.1, Seen(1), None), BASE[1]),
        journal(BASE[0], (5.0, Lost(1), None)),
        journal(BASE[0], (5.0, Seen(1), 0)),
        journal((0.0, Seen(1, 0.5), None), BASE[1]),
        journal((0.0, Seen(1, 0.0, ("slow",)), None), BASE[1]),
        journal(*BASE, ship=[1]),
    ],
)
def test_any_difference_shows_in_the_hash(other: Journal) -> None:
    assert other.hash() != journal(*BASE).hash()


@pytest.mark.parametrize("columns", [{"ship": [2]}, {"ship": [1.5]}, {"name": ["a"]}, {"ships": [1]}])
def test_any_difference_in_a_table_shows_in_the_hash(columns: dict[str, Any]) -> None:
    assert journal(*BASE, **columns).hash() != journal(*BASE, ship=[1]).hash()


def test_words_that_change_at_another_row_show_in_the_hash() -> None:
    assert journal(name=["a", "a", "b"]).hash() != journal(name=["a", "b", "b"]).hash()


@pytest.mark.parametrize("towards", [0.0, 1.0])
def test_the_last_bit_of_a_float_does_not(towards: float) -> None:
    near = float(np.nextafter(0.5, towards))
    assert journal((0.0, Seen(1, 0.5), None), at=[0.5]).hash() == journal((0.0, Seen(1, near), None), at=[near]).hash()


def test_chunking_does_not() -> None:
    whole, pieces = journal(ship=[1, 2]), journal(ship=[1])
    pieces.append("leg", ship=[2])
    assert whole.hash() == pieces.hash()


def test_the_hash_is_the_same_on_every_machine() -> None:
    made = journal(*BASE, ship=[1, 2], at=[0.5, 1.5], name=["a", "é"])
    assert made.hash() == KNOWN
