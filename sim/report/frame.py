"""Where things lie on the sheet's map: longitudes that run on over the antimeridian, and inches of paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, log10, radians
from typing import Any, Final

import numpy as np

from sim.world.areas import Box
from sim.world.geodesy import FloatArray, wrap_lon

__all__ = ["Frame", "Point", "Rect", "covered", "framed", "inside", "meets", "nice", "settle"]

NM_A_DEGREE: Final = 60.0
NICE: Final = (1, 2, 5, 10)
Point = tuple[float, float]
Rect = tuple[float, float, float, float]
"""Left, bottom, width and height in inches."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A map of a box, `width_in` by `height_in`, true to scale at its middle latitude."""

    box: Box
    width_in: float
    height_in: float

    @property
    def east(self) -> float:
        return self.box.west + self.box.width_deg

    def x(self, lon_deg: Any) -> FloatArray:
        """Return longitudes that run on from the western edge."""
        middle = self.box.west + self.box.width_deg / 2
        return np.asarray(middle + wrap_lon(np.asarray(lon_deg, dtype=float) - middle))

    def inches(self, lat_deg: float, lon_deg: float) -> tuple[float, float]:
        """Return a position in inches from the lower left corner."""
        across = (float(self.x(lon_deg)) - self.box.west) / self.box.width_deg
        up = (lat_deg - self.box.south) / (self.box.north - self.box.south)
        return across * self.width_in, up * self.height_in

    def rect(self, box: Box) -> Rect:
        """Return the place of a box in inches."""
        west, south = self.inches(box.south, box.west)
        scale = self.width_in / self.box.width_deg, self.height_in / (self.box.north - self.box.south)
        return west, south, box.width_deg * scale[0], (box.north - box.south) * scale[1]

    def holds(self, lat_deg: float, lon_deg: float) -> bool:
        """Say whether a position is on the map."""
        return bool(self.box.contains(lat_deg, lon_deg))

    def bar(self, lat_deg: float) -> tuple[float, float]:
        """Return the nautical miles of a scale bar, about a fifth of the width, and its degrees of longitude."""
        scale = NM_A_DEGREE * cos(radians(lat_deg))
        miles = nice(self.box.width_deg * scale / 4)
        return miles, miles / scale


def framed(box: Box, width_in: float, height_in: float) -> Frame:
    """Return the largest map of a box that fits."""
    shape = box.width_deg * cos(radians(min(80.0, abs(box.centre[0])))) / (box.north - box.south)
    return Frame(box, min(width_in, height_in * shape), min(height_in, width_in / shape))


def nice(most: float) -> float:
    """Return the largest of 1, 2, 5, 10, … that is not above a number.

    Example:
        >>> nice(139), nice(0.7)
        (100.0, 0.5)
    """
    power = 10.0 ** floor(log10(most))
    return max(step * power for step in NICE if step * power <= most * (1 + 1e-9))


def settle(candidates: Sequence[Rect], points: Sequence[Point], taken: Sequence[Rect], page: Rect) -> Rect:
    """Return the candidate that covers least: first no edge of the page, then no label, then few points."""

    def cost(rect: Rect) -> tuple[bool, int, int]:
        labels = sum(_meet(rect, other) for other in taken)
        return not inside(rect, page), labels, covered(rect, points)

    return min(candidates, key=cost)


def _meet(one: Rect, other: Rect) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def covered(rect: Rect, points: Sequence[Point]) -> int:
    """Return how many points lie below a place."""
    return sum(_covers(rect, point) for point in points)


def meets(rect: Rect, taken: Sequence[Rect]) -> bool:
    """Say whether a place lies over any that is taken."""
    return any(_meet(rect, other) for other in taken)


def inside(rect: Rect, page: Rect) -> bool:
    """Say whether a place is within another."""
    across = page[0] <= rect[0] and rect[0] + rect[2] <= page[0] + page[2]
    return across and page[1] <= rect[1] and rect[1] + rect[3] <= page[1] + page[3]


def _covers(rect: Rect, point: Point) -> bool:
    return rect[0] <= point[0] <= rect[0] + rect[2] and rect[1] <= point[1] <= rect[1] + rect[3]
