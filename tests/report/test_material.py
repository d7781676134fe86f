"""What figures take from a result."""

import math
from pathlib import Path

import pytest

from sim.base.tongue import Tongue
from sim.report.material import gather
from sim.report.transfers import rows_of
from tests.report.synthetic import HOUR_S, journal, made, material


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


@pytest.mark.parametrize(
    ("of_file", "asked", "said"), [("", None, "en"), ("lang: ja", None, "ja"), ("lang: ja", "en", "en")]
)
def test_the_language_is_the_scenarios_unless_another_is_asked(
    tmp_path: Path, of_file: str, asked: str | None, said: str
) -> None:
    folder = made(tmp_path)
    with (folder / "scenario.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{of_file}\n")
    assert gather(folder, asked).tongue.lang == said


def test_parts_of_a_measure_go_by_the_names_of_sides(tmp_path: Path) -> None:
    given = material(tmp_path, tongue=Tongue("ja"), side="赤")
    assert given.named("transfers_observed.red") == "撮影された瀬取り (赤)"
    assert given.named("cues_worked.lawful") == "対処したキュー (合法)"
