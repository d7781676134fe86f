"""The figure and the page of a comparison: readable whatever is compared, and names are only text."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.experiment.compare import _numbers
from sim.measure.compare import contrast, family_of
from sim.report.comparison import sheets
from sim.report.comparison_words import changed, key, rows, tally, write_page
from sim.report.style import styled
from tests.report.paper import faults, texts

LONG = "20261125T005000Z-498cb34d#a-case-that-somebody-gave-a-very-long-name"
HOSTILE = "<script>|*a*|[x](y)`$x^2$\x1b[31m\u202e"


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    with styled():
        yield


def told(measures: int, things: int, *, pairs: bool = True, stem: str = "case", replications: int = 12) -> Any:
    """Return what comparison.json would hold of so many measures of so many things."""
    rng, names = np.random.default_rng(4), [f"measure_of_something_{at}" for at in range(measures)]
    base = rng.normal(50, 5, (measures, replications))
    of = base + rng.normal(1, 3, (things - 1, measures, replications))
    found = iter(family_of([contrast(dict(enumerate(a)), dict(enumerate(b)), pairs=pairs)
                            for thing in of for a, b in zip(thing, base, strict=True)]))  # fmt: skip
    thing = {"scenario": "made up", "seed": 7, "replications": replications, "case": "x", "folder": "y"}
    comparisons: list[Any] = [
        {
            "of": {"name": f"{stem}-{nth}", **thing}, "to": {"name": stem, **thing}, "paired": pairs, "method": "so",
            "changes": [{"path": "parts.a", "to": "1|2", "of": HOSTILE}],
            "measures": {name: {**_numbers(next(found)), "verdict": f"{stem} is more.",
                                "differences": list(of[nth, at] - base[at]) if pairs else []}
                         for at, name in enumerate(names)},
        }
        for nth in range(things - 1)
    ]  # fmt: skip
    units = {name: {"unit": ("h", "share", "bbl", "count")[at % 4], "about": name} for at, name in enumerate(names)}
    correction = {"method": "Holm", "family": measures * (things - 1)}
    return {"correction": correction, "cautions": [HOSTILE], "measures": units, "comparisons": comparisons}


@pytest.mark.slow
@pytest.mark.parametrize("things", [2, 3, 5])
@pytest.mark.parametrize("measures", [1, 3, 25])
def test_text_can_be_read(measures: int, things: int) -> None:
    drawn = list(sheets(told(measures, things)))
    assert sum(len(sheet.figure.axes) for sheet in drawn) == measures
    assert len({sheet.name for sheet in drawn}) == len(drawn)
    for sheet in drawn:
        assert faults(sheet) == [], sheet.name


@pytest.mark.slow
@pytest.mark.parametrize("stem", [LONG, HOSTILE, "日本"])
@pytest.mark.parametrize("pairs", [True, False])
def test_long_and_hostile_names_are_only_text(stem: str, pairs: bool) -> None:
    for sheet in sheets(told(4, 5, pairs=pairs, stem=stem)):
        assert faults(sheet) == []


@pytest.mark.slow
def test_many_things_take_more_sheets_and_one_replication_has_no_interval() -> None:
    assert all(faults(sheet) == [] for sheet in sheets(told(2, 20)))
    drawn, *_ = sheets(told(1, 2, replications=1))
    assert "one replication" in drawn.title


@pytest.mark.slow
def test_notes_on_the_panels_are_those_of_the_table() -> None:
    given = told(1, 2)
    (row,) = rows(given, given["comparisons"][0])
    drawn, *_ = sheets(given)
    assert row[3].removesuffix(" *").removesuffix(" (*)").replace(" ", "\N{NO-BREAK SPACE}") in [
        words for words, _ in texts(drawn)
    ]


def test_names_on_the_page_are_escaped(tmp_path: Any) -> None:
    page = write_page(tmp_path, told(2, 3, stem=HOSTILE), "sim compare x", []).read_text(encoding="utf-8")
    assert "\x1b" not in page and "\u202e" not in page and "\\<script\\>" in page
    assert not [line for line in page.splitlines() if line.lstrip().startswith("<")]


def test_a_part_is_set_under_its_whole_on_the_terminal_alone() -> None:
    given = told(1, 2)
    (comparison,) = given["comparisons"]
    for place in (given["measures"], comparison["measures"]):
        place["measure_of_something_0.red"] = place["measure_of_something_0"]
    assert rows(given, comparison, nested=True)[1][0] == "  red, h"
    assert rows(given, comparison)[1][0] == "measure_of_something_0.red, h"


def test_the_count_adds_up() -> None:
    given = told(9, 2)
    said = tally(given["comparisons"][0])
    assert said.startswith("Of 9 measures in case-0: ")
    assert sum(int(word) for word in said.split(": ")[1].split() if word.isdigit()) == 9
    assert "all 9 differences" in key(given) and changed(given["comparisons"][0])[0].startswith("parts.a: 1|2 → ")
