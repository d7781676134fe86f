"""A map of what was found in AIS: coast, tracks, and a numbered mark for each encounter or gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, dist, radians
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.errors import Fault, UserError
from sim.report.frame import Frame, framed
from sim.report.ground import graticule, land, scale_bar
from sim.report.sheet import BODY_IN, FORMATS, Sheet
from sim.report.style import LIGHT, WIDTH_IN, styled
from sim.report.words import plain
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, latlon, slerp, unit, wrap_lon
from sim.world.motion import Legs
from sim.world.thinning import thinned

__all__ = ["Mark", "ais_map", "check_name"]

LEFT_IN: Final = 0.95
BOTTOM_IN: Final = 0.9
LIST_IN: Final = 4.3
MAP_IN: Final = (WIDTH_IN - LEFT_IN - LIST_IN - 0.5, BODY_IN - BOTTOM_IN - 0.15)
LEAST_DEG: Final = (
    3.0  # the smallest map, in degrees of latitude: small enough to tell marks apart, and mostly with land
)
WHOLE_DEG: Final = 359.0
LINE_IN: Final = 0.3
NUMBERED: Final = 15  # as many as the list beside the map has room for
DISC_IN: Final = 0.4
PIXELS: Final = 1_000.0
FEW: Final = 50  # so many ships have room for thick lines
FOUND: Final = LIGHT.colours["vermilion"]
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found: where it was, or where it began and ended, and a few words about it."""

    where: tuple[Position] | tuple[Position, Position]
    words: str


def check_name(path: Path) -> None:
    """Refuse the name of a map that says no format.

    Raises: UserError that says which names do.
    """
    if path.suffix.lower().lstrip(".") not in FORMATS:
        raise UserError(Fault("--map", "", f"found '{path}'", f"write a file name that ends in {' or '.join(FORMATS)}"))


def ais_map(path: Path, legs: Legs, marks: Sequence[Mark], title: str, footer: str) -> None:
    """Draw tracks and what was found to a file, PNG or SVG; the list beside the map names the first of the marks.

    A mark whose number would lie over an earlier one is a small disc without.

    Raises: UserError when the file cannot be written.
    """
    check_name(path)
    spots = [spot for mark in marks for spot in mark.where]
    lat, lon = np.array(spots).T if spots else latlon(legs.a)
    with styled():
        sheet = Sheet("ais", plain(title), plain(footer))
        frame = framed(_box(lat, lon), *MAP_IN)
        axes = sheet.axes(LEFT_IN, BOTTOM_IN, frame.width_in, frame.height_in)
        graticule(axes, frame, LIGHT)
        land(axes, frame, LIGHT)
        _tracks(axes, frame, legs)
        numbered = _apart(frame, marks[:NUMBERED])
        for number, mark in reversed(list(enumerate(marks, 1))):  # the first of them on top
            _mark(axes, frame, mark, str(number) if number in numbered else "")
        scale_bar(sheet, axes, frame, [frame.inches(*spot) for spot in spots])
        _list(sheet, LEFT_IN + frame.width_in + 0.3, marks)
        sheet.write(path)


def _box(lat: FloatArray, lon: FloatArray) -> Box:
    """Return a box about positions with room around them, in the shape of the paper."""
    if not len(lat):
        return Box("map", -180.0, 180.0, -80.0, 80.0)
    south, north = float(lat.min()), float(lat.max())
    middle = (south + north) / 2
    west, width = _arc(lon)
    narrow = cos(radians(min(80.0, abs(middle))))
    tall = max(1.3 * (north - south), 1.3 * width * narrow * MAP_IN[1] / MAP_IN[0], LEAST_DEG)
    wide = min(tall * MAP_IN[0] / MAP_IN[1] / narrow, 360.0)
    low = float(np.clip(middle - tall / 2, -90.0, max(-90.0, 90.0 - tall)))
    edges = (-180.0, 180.0) if wide > WHOLE_DEG else wrap_lon([west + (width - wide) / 2, west + (width + wide) / 2])
    return Box("map", float(edges[0]), float(edges[1]), low, min(90.0, low + tall))


def _arc(lon: FloatArray) -> tuple[float, float]:
    """Return the western end and the width of the shortest arc that holds all longitudes."""
    sorted_lon = np.unique(wrap_lon(lon))
    gaps = np.diff(sorted_lon, append=sorted_lon[0] + 360.0)
    widest = int(np.argmax(gaps))
    return float(sorted_lon[(widest + 1) % len(sorted_lon)]), 360.0 - float(gaps[widest])


def _apart(frame: Frame, marks: Sequence[Mark]) -> set[int]:
    """Return the numbers of the marks whose discs lie clear of those numbered before them."""
    taken: dict[int, Position] = {}
    for number, mark in enumerate(marks, 1):
        at = frame.inches(*mark.where[0])
        if all(dist(at, other) > DISC_IN for other in taken.values()):
            taken[number] = at
    return set(taken)


def _tracks(axes: Any, frame: Frame, legs: Legs) -> None:
    """Draw the tracks on the map, no finer than it shows."""
    from matplotlib.collections import LineCollection

    (lat1, lon1), (lat2, lon2) = latlon(legs.a), latlon(legs.b)
    here = frame.box.contains(lat1, lon1) | frame.box.contains(lat2, lon2)
    tall_m = radians(frame.box.north - frame.box.south) * EARTH_RADIUS_M
    legs = thinned(legs.select(here), tall_m / PIXELS)
    (lat1, lon1), (lat2, lon2) = latlon(legs.a), latlon(legs.b)
    ends = np.stack([np.column_stack([frame.x(lon1), lat1]), np.column_stack([frame.x(lon2), lat2])], axis=1)
    ends = ends[np.abs(ends[:, 0, 0] - ends[:, 1, 0]) < 180.0]
    width, alpha = (2.0, 0.8) if len(np.unique(legs.mover)) <= FEW else (0.7, 0.35)
    look: dict[str, Any] = {"colors": LIGHT.colours["blue"], "linewidths": width, "alpha": alpha, "rasterized": True}
    axes.add_collection(LineCollection([*ends], zorder=3, **look), autolim=False)


def _mark(axes: Any, frame: Frame, mark: Mark, number: str) -> None:
    """Draw a numbered disc, and for a gap the way across it, dashed, to an open circle."""
    lat, lon = mark.where[0]
    if len(mark.where) == 2:
        a, b = (unit(*spot) for spot in mark.where)
        lats, lons = latlon(slerp(a, b, np.linspace(0.0, 1.0, 65)))
        xs = frame.x(lons)
        xs[1:][np.abs(np.diff(xs)) > 180.0] = np.nan
        axes.plot(xs, lats, color=FOUND, linewidth=1.8, linestyle=(0, (3, 2)), zorder=5)
        axes.plot(xs[-1:], lats[-1:], zorder=5, **_disc("white", 9.0))
    axes.plot(frame.x([lon]), [lat], zorder=6, **_disc(FOUND, 72 * DISC_IN - 4 if number else 9.0))
    if number:
        look = {"ha": "center", "va": "center_baseline", "color": "white", "weight": "bold"}
        axes.text(float(frame.x(lon)), lat, number, zorder=7, **look)


def _disc(face: str, size: float) -> dict[str, Any]:
    edge = {"markeredgecolor": FOUND if face == "white" else "white", "markeredgewidth": 1.3}
    return {"linestyle": "none", "marker": "o", "markersize": size, "markerfacecolor": face, **edge}


def _list(sheet: Sheet, left: float, marks: Sequence[Mark]) -> None:
    """Write beside the map what the numbers stand for."""
    room, top = WIDTH_IN - left - 0.15, BODY_IN - 0.15
    lines = [f"{number}  {plain(mark.words)}" for number, mark in enumerate(marks[:NUMBERED], 1)]
    if len(marks) > NUMBERED:
        lines.append(f"and {len(marks) - NUMBERED:,} more, without a number")
    for nth, line in enumerate(lines):
        sheet.text(left, top - nth * LINE_IN, sheet.fit(line, room), va="top")
