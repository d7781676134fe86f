"""The events list holds every field, is read back by readers of others, and no cell of it is a formula."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path

import pandas
import pytest
from markdown_it import MarkdownIt
from python_calamine import load_workbook

from sim.base.tongue import LANGUAGES, Tongue
from sim.scenario.load import bundled, load
from sim.table.msel import HEADS, events, write_msel
from tests.table.exercise import exercise
from tools.lessons import lesson

pytestmark = pytest.mark.slow
FIELDS = len(HEADS)
EVIL = '=HYPERLINK("http://a.b","x") | <b>&amp; \'y\''


def in_csv(path: Path) -> list[list[str]]:
    found = pandas.read_csv(path, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return found.to_numpy().tolist()


def in_markdown(path: Path) -> list[list[str]]:
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    cells: list[list[str]] = []
    for token, following in pairwise(tokens):
        if token.type == "tr_open":
            cells.append([])
        elif token.type in ("th_open", "td_open"):
            cells[-1].append("".join(each.content for each in following.children or [] if each.type != "softbreak"))
    return cells


def in_xlsx(path: Path) -> list[list[str]]:
    (sheet,) = load_workbook(str(path)).sheet_names
    rows = load_workbook(str(path)).get_sheet_by_name(sheet).to_python()
    return [[f"{cell:.0f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("words", ["plain", "二つ、三つ", EVIL, "-1", "@x", "+1", "＝1", "two\nlines", "  =1"])
def test_other_readers_find_what_was_written(tmp_path: Path, words: str) -> None:
    scenario = exercise(tmp_path, words)
    found = events(scenario, Tongue())
    expected = [[*HEADS], *(["" if cell is None else str(cell) for cell in each.cells()] for each in found)]
    csv, markdown, xlsx = write_msel(tmp_path, scenario, Tongue())
    assert in_xlsx(xlsx) == expected
    assert in_markdown(markdown) == expected
    assert [[cell.removeprefix("'") for cell in row] for row in in_csv(csv)] == expected


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_text_is_a_formula(tmp_path: Path, begins: str) -> None:
    csv, _, xlsx = write_msel(tmp_path, exercise(tmp_path, f"{begins}1+1"), Tongue())
    cells = [cell for row in in_csv(csv) for cell in row]
    assert f"'{begins}1+1" in cells
    assert [cell for cell in cells if cell.startswith(begins)] == []
    with zipfile.ZipFile(xlsx) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "<f " not in sheet
        assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode()


def test_lines_are_in_order_and_say_all_fields(tmp_path: Path) -> None:
    told, _, chosen, *_, last = events(exercise(tmp_path), Tongue())
    assert told.cells()[:5] == (1, 1, "1 d", "2021-03-02 00:00", "told-first")
    assert (told.audience, told.minutes, told.objective) == ("first plain", 5, "plain")
    assert told.effect == "weather: {sea_state: 5, for: 6 h}"
    assert chosen.event == "choose-first" and chosen.audience == "first plain" and chosen.turn == 2
    assert "Options: stay: stay; go: SECRET-first plain." in chosen.text and "it is stay" in chosen.expected
    assert (last.turn, last.time, last.date) == (None, "when 'Cue raised' has come 500 times, not before 50 h", "")
    assert last.audience == "all cells"


def test_a_side_that_nobody_plays_is_named_and_nobody_else_is_told(tmp_path: Path) -> None:
    scenario = exercise(tmp_path)
    data = scenario.plain()
    data["play"]["cells"] = {"first": data["play"]["cells"]["first"]}
    data["play"]["stocks"], data["play"]["prices"], data["decisions"] = {}, {}, []
    told = {each.event: each.audience for each in events(exercise(tmp_path, **data), Tongue())}
    assert told == {"told-first": "first plain", "told-second": "b", "late": "first plain"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_bundled_list_is_whole(tmp_path: Path, name: str, lang: str) -> None:
    """Every scenario that is taught has four to eight events, each with every field in each language."""
    scenario = load(name)
    if not lesson(name).exists():
        pytest.skip("it is not taught yet")
    assert 4 <= len(scenario.spec.injects) <= 8
    assert any(each.when for each in scenario.spec.injects)
    for each in scenario.spec.injects:
        texts = (each.text, each.sender, each.how, each.expected, each.controller, each.learning)
        assert all(text and text.get(lang) for text in texts), each.id
        assert each.objective and each.minutes, each.id
    for decision in scenario.spec.decisions:
        assert decision.labels.keys() == decision.options.keys() and decision.asks.get(lang), decision.id
    rows = in_xlsx(write_msel(tmp_path, scenario, Tongue(lang))[2])
    assert len(rows) == 1 + len(scenario.spec.injects) + len(scenario.spec.decisions)
    assert {len(row) for row in rows} == {FIELDS}
