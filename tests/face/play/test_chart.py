"""The map of characters: true to shape, the same width everywhere, and what covers what."""

import pytest
from rich.cells import cell_len
from rich.text import Text

from sim.face.play.chart import OVER, Mark, chart, fitted, placed
from sim.world.areas import Box

KYUSHU = Box("", 128.0, 134.0, 30.0, 36.0)
OPEN = Box("", -40.0, -30.0, 20.0, 30.0)


def plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    "box", [KYUSHU, OPEN, Box("", -20.0, 159.0, -14.0, 60.0), Box("", 170.0, -170.0, -5.0, 5.0), Box("", 0, 1, 0, 60)]
)
def test_a_box_fits_the_space_and_keeps_its_shape(box: Box) -> None:
    columns, rows = fitted(box, 76, 22)
    assert 8 <= columns <= 76
    assert 4 <= rows <= 22
    assert columns == 76 or rows == 22 or columns == 8


def test_land_is_drawn_where_there_is_land() -> None:
    size = fitted(KYUSHU, 60, 20)
    lines = plain(chart(KYUSHU, size, {}, []))
    row, column = placed(KYUSHU, size, 32.8, 131.0)  # Aso
    assert lines[row][column] != " "
    row, column = placed(KYUSHU, size, 30.4, 128.5)
    assert lines[row][column] == " "
    assert set("".join(plain(chart(OPEN, fitted(OPEN, 40, 20), {}, [])))) == {" "}


def test_without_braille_it_is_ascii() -> None:
    text = "".join(plain(chart(KYUSHU, fitted(KYUSHU, 60, 20), {}, [], braille=False)))
    assert text.isascii()
    assert "#" in text


def test_positions_beyond_the_antimeridian_are_found() -> None:
    box, size = Box("", 170.0, -170.0, -5.0, 5.0), (40, 10)
    assert placed(box, size, 0.0, 170.1) == (5, 0)
    assert placed(box, size, 0.0, -170.1) == (5, 39)
    assert placed(box, size, 0.0, 169.9) == (5, -1)
    marks = [Mark(0.0, 179.9, "w"), Mark(0.0, -179.9, "e"), Mark(0.0, 165.0, "x"), Mark(9.0, 175.0, "x")]
    assert plain(chart(box, size, {}, marks))[5].replace("\N{BRAILLE PATTERN DOTS-1}", " ").strip() == "we"


def test_a_wide_name_takes_two_columns_and_a_sign_on_half_of_it_the_whole() -> None:
    area = Box("", -38.0, -32.0, 22.0, 28.0)
    for places in ([], [-37.4, -36.9], [-37.15]):
        marks = [Mark(28.0, lon_deg, "A", rank=OVER) for lon_deg in places]
        lines = plain(chart(OPEN, (40, 20), {"北区画": area}, marks))
        assert {cell_len(line) for line in lines} == {40}
        assert ("A" in "".join(lines)) == bool(marks)
    assert any("+北区画---" in line for line in plain(chart(OPEN, (40, 20), {"北区画": area}, [])))


def test_a_name_is_cut_to_its_frame() -> None:
    area = Box("", -38.0, -36.0, 22.0, 28.0)
    assert "+a very +" in "\n".join(plain(chart(OPEN, (40, 20), {"a very long name": area}, [])))


def test_newer_covers_older_names_cover_tracks_and_platforms_cover_all() -> None:
    area = Box("", -38.0, -32.0, 22.0, 28.0)
    marks = [Mark(25.0, -35.0, "*", rank=2), Mark(25.0, -35.0, ".", rank=0)]
    marks += [Mark(28.0, -37.4, "o", rank=1), Mark(28.0, -37.15, "A", rank=OVER)]
    text = "\n".join(plain(chart(OPEN, (40, 20), {"north": area}, marks)))
    assert "*" in text
    assert "." not in text
    assert "+noAth" in text
