"""A map of characters: the coast in braille, areas as frames, and signs for what a cell sees.

A character is about twice as high as it is wide. All signs but those of the coast are of ASCII, for the width of others
is not the same in every terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import cos, radians
from typing import Final, NamedTuple

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from sim.world.areas import Box
from sim.world.coast import load
from sim.world.motion import IntArray

__all__ = ["OVER", "Mark", "chart", "fitted", "placed"]

DOTS: Final = ((1, 8), (2, 16), (4, 32), (64, 128))  # of a braille character, by row and column
BRAILLE: Final = 0x2800
INLAND: Final = 0x81  # few dots, so that the shore stands out
LAND, EDGE, LABEL = "dim green", "dim", "dim bold"
LEAST: Final = 8
OVER: Final = 100  # marks of this rank and above cover the names of areas


class Mark(NamedTuple):
    """A sign of one character on the map; of several at one place that of the highest rank is seen."""

    lat_deg: float
    lon_deg: float
    sign: str
    style: str = ""
    rank: int = 0


def fitted(box: Box, width: int, height: int) -> tuple[int, int]:
    """Return the columns and rows that show a box as it is, as large as the space allows.

    Example:
        >>> fitted(Box("", 119, 131, 25, 36), 76, 22)
        (41, 22)
    """
    shape = box.width_deg * cos(radians(box.centre[0])) / (box.north - box.south)
    columns = min(width, max(LEAST, round(2 * height * shape)))
    return columns, min(height, max(LEAST // 2, round(columns / shape / 2)))


def chart(
    box: Box, size: tuple[int, int], areas: Mapping[str, Box], marks: Iterable[Mark], *, braille: bool = True
) -> list[Text]:
    """Return the lines of a map of so many columns and rows; `areas` are framed under what people call them."""
    sheet = _Sheet(box, size)
    sheet.land(braille)
    for area in areas.values():
        sheet.frame(area)
    ranked = sorted(marks, key=lambda each: each.rank)
    sheet.mark(each for each in ranked if each.rank < OVER)
    for name, area in areas.items():
        sheet.name(name, area)
    sheet.mark(each for each in ranked if each.rank >= OVER)
    return sheet.lines()


def placed(box: Box, size: tuple[int, int], lat_deg: float, lon_deg: float) -> tuple[int, int]:
    """Return the row and column of a position, which may be off the map."""
    down = (box.north - lat_deg) / (box.north - box.south)
    over = (lon_deg - box.west) % 360.0
    over = over - 360.0 if over > (box.width_deg + 360.0) / 2 else over
    return int(down * size[1] // 1), int(over / box.width_deg * size[0] // 1)


class _Sheet:
    """Characters with their styles; the second half of a wide character is an empty one."""

    def __init__(self, box: Box, size: tuple[int, int]) -> None:
        self.box, self.size, (self.columns, self.rows) = box, size, size
        self.cells = [[(" ", "") for _ in range(self.columns)] for _ in range(self.rows)]

    def put(self, row: int, column: int, sign: str, style: str) -> None:
        """Write one character, and a blank for the other half of a wide one that it covers."""
        wide = cell_len(sign) > 1
        if not (0 <= row < self.rows and 0 <= column < self.columns - wide):
            return
        line = self.cells[row]
        if not line[column][0]:
            line[column - 1] = (" ", "")
        if column + 1 + wide < self.columns and not line[column + 1 + wide][0]:
            line[column + 1 + wide] = (" ", "")
        line[column] = (sign, style)
        if wide:
            line[column + 1] = ("", "")

    def land(self, braille: bool) -> None:
        """Draw the coast."""
        for row, line in enumerate(_land(self.box, self.columns, self.rows)):
            for column, dots in enumerate(line.tolist()):
                if dots and braille:
                    self.put(row, column, chr(BRAILLE + (INLAND if dots == 255 else dots)), LAND)
                elif dots.bit_count() >= 4:
                    self.put(row, column, "#", LAND)

    def frame(self, area: Box) -> None:
        """Draw an area's edges."""
        (top, left), (bottom, right) = self.corners(area)
        for column in range(left, right + 1):
            for row in (top, bottom):
                self.put(row, column, "+" if column in (left, right) else "-", EDGE)
        for row in range(top + 1, bottom):
            for column in (left, right):
                self.put(row, column, "|", EDGE)

    def corners(self, area: Box) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return where the upper left and the lower right of an area are."""
        upper = placed(self.box, self.size, area.north, area.west)
        return upper, placed(self.box, self.size, area.south, area.east)

    def name(self, name: str, area: Box) -> None:
        """Write a name into an area's upper edge."""
        (row, left), (_, right) = self.corners(area)
        column = left + 1
        for sign in _cut(name, right - left - 1):
            self.put(row, column, sign, LABEL)
            column += cell_len(sign)

    def mark(self, marks: Iterable[Mark]) -> None:
        """Draw signs."""
        for each in marks:
            self.put(*placed(self.box, self.size, each.lat_deg, each.lon_deg), each.sign, each.style)

    def lines(self) -> list[Text]:
        """Return the sheet line by line."""
        return [Text.assemble(*(cell for cell in line if cell[0])) for line in self.cells]


def _cut(name: str, width: int) -> str:
    while cell_len(name) > max(0, width):
        name = name[:-1]
    return name


def _land(box: Box, columns: int, rows: int) -> IntArray:
    """Return which of the eight dots of each character are on land, as bits."""
    high, wide = len(DOTS), len(DOTS[0])
    lat = box.north - (np.arange(rows * high) + 0.5) / (rows * high) * (box.north - box.south)
    lon = box.west + (np.arange(columns * wide) + 0.5) / (columns * wide) * box.width_deg
    on = load().on_land(lat[:, np.newaxis], lon[np.newaxis, :])
    dots: IntArray = (on.reshape(rows, high, columns, wide).swapaxes(1, 2) * np.array(DOTS)).sum(axis=(2, 3))
    return dots
