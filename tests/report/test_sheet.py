"""A sheet keeps its text within its room."""

from collections.abc import Iterator

import pytest
from matplotlib.lines import Line2D

from sim.report.sheet import Sheet
from sim.report.style import LIGHT, styled
from tests.report.paper import faults

LONG = "a sentence with so many words in it that it takes more than one line to say it, or even two lines, if not three"


@pytest.fixture
def sheet() -> Iterator[Sheet]:
    with styled():
        yield Sheet("one", "Title", "Footer")


@pytest.mark.parametrize("words", ["", "short", LONG, "x" * 500])
@pytest.mark.parametrize("width", [0.5, 2.0, 9.0])
def test_a_fitted_line_is_no_wider_than_its_room(sheet: Sheet, words: str, width: float) -> None:
    fitted = sheet.fit(words, width)
    assert sheet.width_in(fitted) <= width
    assert fitted == words or (fitted.endswith("…") and words.startswith(fitted[:-1]))


def test_wrapped_text_keeps_every_word_that_has_room(sheet: Sheet) -> None:
    assert sheet.wrap(LONG, 5.0, lines=9).split() == LONG.split()
    cut = sheet.wrap(LONG, 5.0, lines=2).split("\n")
    assert len(cut) == 2 and cut[1].endswith("…") and max(map(sheet.width_in, cut)) <= 5.0


@pytest.mark.parametrize("width", [1.0, 1.3, 2.1, 3.0])
def test_japanese_is_broken_between_letters_and_not_before_a_mark(sheet: Sheet, width: float) -> None:
    words = "反復0で、瀬取り（35件中12件）を撮影：その場所と、監視の配置。" * 3
    lines = sheet.wrap(words, width, lines=99).split("\n")
    assert "".join(lines) == words and len(lines) > 5
    assert max(map(sheet.width_in, lines)) <= width
    assert not [line for line in lines if line[0] in "、）：。" or line[-1] == "（"]


def test_a_word_wider_than_the_line_is_cut(sheet: Sheet) -> None:
    lines = sheet.wrap("x" * 300 + " end", 3.0, lines=3).split("\n")
    assert lines[0].endswith("…") and lines[1] == "end"


@pytest.mark.parametrize("n", [1, 3, 7, 12])
def test_a_legend_fits_its_width_and_height(sheet: Sheet, n: int) -> None:
    labels = [LONG[: 5 + 3 * nth] for nth in range(n)]
    legend = sheet.legend([(Line2D([], []), label) for label in labels], 0.3, 5.0, 8.0)
    sheet.figure.draw_without_rendering()
    box = legend.get_window_extent()
    assert box.width / 160 <= 8.0 and box.height / 160 <= sheet.legend_in(labels, 8.0)
    assert faults(sheet) == []


def test_a_title_too_long_for_two_lines_is_cut() -> None:
    with styled():
        sheet = Sheet("one", LONG * 3, LONG * 3)
        assert sheet.title.count("\n") == 1 and sheet.title.endswith("…")
        assert faults(sheet) == []


def test_the_style_leaves_the_users_own_alone() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    with styled():
        assert matplotlib.rcParams["text.parse_math"] is False
    assert dict(matplotlib.rcParams) == before


def test_sides_get_the_colours_they_name_and_others_the_rest() -> None:
    given = LIGHT.sides({"a": "orange", "b": None, "c": None})
    assert given == {"a": LIGHT.colours["orange"], "b": LIGHT.colours["blue"], "c": LIGHT.colours["green"]}


def test_eight_cases_look_different() -> None:
    looks = LIGHT.cases([str(nth) for nth in range(8)])
    assert len({(look["color"], look["linestyle"]) for look in looks.values()}) == 8
