"""What is printed: all that a cell is to know, nothing of another's, and no markup out of a scenario's texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sim.base.tongue import LANGUAGES, Tongue
from sim.scenario.load import bundled, load
from sim.table.handout import handout_files, write_handouts
from tests.report.structure import Skeleton
from tests.report.test_document import HOSTILE
from tests.table.exercise import exercise, secrets_of

pytestmark = pytest.mark.slow
WORST = ("script", "out of an attribute", "right to left", "emoji")


def pages(folder: Path, words: str = "plain", **more: Any) -> dict[str, str]:
    """Return the pages of the small exercise, by what they are."""
    scenario = exercise(folder, words, **more)
    write_handouts(folder, scenario, Tongue())
    return {what: path.read_text(encoding="utf-8") for what, path in handout_files(folder, scenario).items()}


def said(page: str) -> str:
    """Return what a page says, its map's words among them."""
    return " ".join("".join(Skeleton(page).text).split())


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return pages(tmp_path_factory.mktemp("printed"))


def test_there_is_a_card_for_each_cell_and_the_white_one(printed: dict[str, str]) -> None:
    assert list(printed) == ["role-first", "role-second", "role-white", "students", "facilitator"]


@pytest.mark.parametrize("cell", ["first", "second"])
def test_a_card_holds_its_own(printed: dict[str, str], cell: str) -> None:
    words = said(printed[f"role-{cell}"])
    for own in secrets_of(cell) - {"45 min"}:
        assert own in words, own
    assert {"first": "11", "second": "22"}[cell] in words
    assert "SECRET-joint" in words and "all cells together" in words


@pytest.mark.parametrize("cell", ["first", "second"])
def test_a_card_holds_nothing_of_others(printed: dict[str, str], cell: str) -> None:
    words = said(printed[f"role-{cell}"]).split()
    other = {"first": "second", "second": "first"}[cell]
    for secret in (secrets_of(other) | secrets_of("white")) - {"45 min"}:
        assert not [word for word in words if word.strip(",.;:()") == secret], secret
    assert {"first": "22", "second": "11"}[cell] not in words
    assert "told-" not in said(printed[f"role-{cell}"]), "what is to come is no cell's to know"


def test_a_card_is_the_same_whatever_others_have(tmp_path: Path, printed: dict[str, str]) -> None:
    """Its map and its glyphs, too: another's parts, briefs and events change no byte of it."""
    data = exercise(tmp_path / "one").plain()
    for part in data["parts"]:
        if part["id"] == "mpa-b":
            part |= {"base": "Nagasaki", "sorties": "3 /d"}
        elif part["id"] == "network":
            part |= {"receivers": 2, "home": "Nampo"}
    data["play"]["cells"]["second"]["brief"], data["injects"] = "Something else.", data["injects"][:1]
    other = pages(tmp_path / "two", **data)
    assert other["role-first"] == printed["role-first"]
    assert other["role-second"] != printed["role-second"] and other["role-white"] != printed["role-white"]


def test_only_the_facilitator_reads_what_to_expect(printed: dict[str, str]) -> None:
    holds = {what for what, page in printed.items() if "EXPECTED" in page}
    assert holds == {"facilitator"}
    assert "ASKED" in said(printed["facilitator"]) and "SECRET-list" in said(printed["facilitator"])
    students = said(printed["students"])
    assert not [word for word in ("SECRET", "told-", "choose-", "mpa") if word in students]
    assert "I predict, because" in students and "arrangement against alone" in students


def test_the_price_of_an_order_stands_beside_it(printed: dict[str, str]) -> None:
    words = said(printed["role-first"])
    assert "parts.mpa.area" in words and "hours: 3" in words
    assert "parts.mpa.area" not in said(printed["role-second"])


@pytest.mark.parametrize("sort", WORST)
def test_no_markup_comes_from_a_scenario(tmp_path: Path, sort: str, printed: dict[str, str]) -> None:
    hostile = pages(tmp_path, HOSTILE[sort])
    for what, page in hostile.items():
        assert Skeleton(page).tags == Skeleton(printed[what]).tags, what
        assert max(map(len, Skeleton(page).text)) <= 20_000


@pytest.mark.parametrize(("name", "lang"), [*((name, "en") for name in sorted(bundled())), ("msa", "ja")])
def test_every_bundled_scenario_is_printed(tmp_path: Path, name: str, lang: str) -> None:
    scenario = load(name)
    for path in write_handouts(tmp_path, scenario, Tongue(lang)):
        page = path.read_text(encoding="utf-8")
        assert f'<html lang="{lang}">' in page and "<script" not in page
        assert not re.search(r"\{\w+\}", said(page)), "a place that nothing was put into"
    for cell in scenario.spec.play.cells.values():
        assert cell.name and cell.brief and cell.name.keys() >= {*LANGUAGES} <= cell.brief.keys()
