"""Turns and luck as drawn: nothing meets, nothing leaves the paper, and what no longer stands is hollow."""

from collections.abc import Iterator

import pytest

from sim.base.tongue import Tongue
from sim.measure.shown import scale
from sim.report.luck import Row, luck
from sim.report.sheet import Sheet
from sim.report.style import LIGHT, styled
from sim.report.turns import SORTS, Came, Lane, Said, turns
from tests.report.paper import faults, texts

DAY_S = 86400.0
LONG = "A cell with a very long name that nobody could ever fit"


@pytest.fixture(autouse=True)
def style() -> Iterator[None]:
    with styled():
        yield


def drawn(said: int, *, cells: int = 2, count: int = 6, lang: str = "en") -> Sheet:
    sorts = [sort for sort in SORTS if sort != "due"]
    lanes = [
        Lane(LONG if nth == 0 else f"cell {nth}", LIGHT.ink,
             tuple(Said(n + 1, sorts[n % len(sorts)], n % 2 + 1, n % 3 > 0) for n in range(said)))
        for nth in range(cells)
    ]  # fmt: skip
    begins = [(nth * DAY_S, f"{nth + 1} Mar") for nth in range(count + 1)]
    came = [Came(0.3 * DAY_S, "inject", LONG * 3), Came(0.4 * DAY_S, "inject", "swell"), Came(5.9 * DAY_S, "due", "x")]
    return turns("Entries", "Illustrative.", lanes, came, begins, 3 * DAY_S, Tongue(lang))


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(("said", "cells", "count"), [(0, 1, 4), (9, 2, 6), (60, 3, 6), (30, 10, 6), (8, 2, 60)])
def test_no_words_meet_or_leave_the_paper(said: int, cells: int, count: int, lang: str) -> None:
    assert faults(drawn(said, cells=cells, count=count, lang=lang)) == []


def test_what_there_is_no_room_for_is_counted() -> None:
    shown = [words for words, _ in texts(drawn(60, cells=3))]
    assert [words for words in shown if words.startswith("+")] != []


def test_what_no_longer_stands_is_hollow() -> None:
    marks = [line for line in drawn(9).figure.axes[0].lines if line.get_marker() == "D"]
    assert {mark.get_markerfacecolor() for mark in marks} == {LIGHT.ground}
    assert {mark.get_markeredgecolor() for mark in marks} == {LIGHT.pale}


def test_the_game_s_own_luck_is_marked_at_its_value() -> None:
    entry = {"mean": 0.05, "ci95": (0.01, 0.09)}
    rows = [
        Row("against north", (0.02, 0.05, 0.05), entry, -0.03, True),
        Row("against south", (), entry, float("nan"), False),
    ]
    sheet = luck("luck", "Title", "Foot", "label", rows, scale("share"), Tongue(), note="† ruled")
    stars = [line for line in sheet.figure.axes[0].lines if line.get_marker() == "*"]
    assert [tuple(star.get_xdata()) for star in stars] == [(-3.0,)]
    assert faults(sheet) == []
    assert "+5\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}4" in [words for words, _ in texts(sheet)]
