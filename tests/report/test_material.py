"""What figures take from a result."""

import math
from pathlib import Path

import pytest

from sim.report.transfers import rows_of
from tests.report.synthetic import HOUR_S, journal, material


def test_a_story_holds_each_transfer_and_who_photographed_it_first() -> None:
    rows = rows_of(journal(photographed=2))
    assert len(rows) == 12
    assert [row.photographed_by for row in rows[:4]] == ["red", "blue", "", ""]
    assert rows[0].photographed_s - rows[0].began_s == 3 * HOUR_S
    assert math.isinf(rows[2].detected_s) and math.isinf(rows[2].photographed_s)
    assert [row.how for row in rows[:5]] == ["broken off", "complete", "complete", "complete", "broken off"]


def test_intentions_count_a_receivers_voyages() -> None:
    """Three receivers take turns."""
    intents = [row.intent for row in rows_of(journal())]
    assert intents[:7] == [(5_000_000 + n % 3, n // 3) for n in range(7)]


def test_names_are_those_people_use(tmp_path: Path) -> None:
    given = material(tmp_path)
    assert (given.side("red"), given.side("unknown")) == ("Red side", "unknown")
    assert (given.area("box-1"), given.area("box-2")) == ("North box", "box-2")
    assert given.footer == "Illustrative: public figures, invented ships. Made up, seed 7, 6 replications a case."


@pytest.mark.parametrize(("measure", "better"), [("transfers_observed", "higher is better"), ("transfers", "")])
def test_which_way_is_good(tmp_path: Path, measure: str, better: str) -> None:
    assert material(tmp_path).better(measure) == better
