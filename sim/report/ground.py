"""What lies under every map: sea, graticule, land and a scale bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.report.frame import Frame, Point, Rect, settle
from sim.report.sheet import Sheet
from sim.report.style import Look
from sim.world.coast import load

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["graticule", "land", "scale_bar"]


def graticule(axes: Axes, frame: Frame, look: Look) -> None:
    """Draw sea and graticule, with degrees at the edges."""
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    box = frame.box
    axes.set_xlim(box.west, frame.east)
    axes.set_ylim(box.south, box.north)
    axes.set_facecolor(look.sea)
    axes.xaxis.set_major_locator(MultipleLocator(_step(box.width_deg, frame.width_in / 0.9)))
    axes.yaxis.set_major_locator(MultipleLocator(_step(box.north - box.south, frame.height_in / 0.5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _degrees(value, "EW")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _degrees(value, "NS")))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", pad=12)  # clear of a latitude in the corner
    axes.grid(color=look.mesh, linewidth=0.6, zorder=1.5)
    axes.spines[:].set_visible(True)


def _step(span_deg: float, most: float) -> float:
    """Return a step of the graticule that gives at most so many lines."""
    steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 45.0)
    return next((step for step in steps if span_deg / step <= max(2.0, most)), 90.0)


def _degrees(value: float, letters: str) -> str:
    wrapped = float((value + 180.0) % 360.0 - 180.0)
    both = wrapped in (0.0, -180.0)
    return f"{abs(wrapped):g}°" if both else f"{abs(wrapped):g}° {letters[int(wrapped < 0)]}"


def land(axes: Axes, frame: Frame, look: Look) -> None:
    """Draw the land with its shore."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rings = load().land_clip(frame.box.west, frame.box.east, frame.box.south, frame.box.north)
    if rings:
        whole = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        # An artist, not a patch: the limits are set, and a patch has every segment searched for its extremes.
        axes.add_artist(PathPatch(whole, facecolor=look.land, edgecolor=look.shore, linewidth=0.8, zorder=2))


def scale_bar(sheet: Sheet, axes: Axes, frame: Frame, points: Sequence[Point]) -> Rect:
    """Draw the scale bar in the corner that covers least, and return the place it takes."""
    from matplotlib.patches import Rectangle

    box, tall = frame.box, frame.box.north - frame.box.south
    miles, degrees = frame.bar(box.south + 0.06 * tall)
    words = f"{miles:,g} nm"
    wide = max(degrees / box.width_deg * frame.width_in, sheet.width_in(words)) + 0.3
    corners = [(left, 0.1, wide, 0.5) for left in (frame.width_in - wide - 0.1, 0.1)]
    rect = settle(corners, points, [], (0.0, 0.0, frame.width_in, frame.height_in))
    west = box.west + (rect[0] + 0.15) / frame.width_in * box.width_deg
    low = box.south + (rect[1] + 0.12) / frame.height_in * tall
    look: dict[str, Any] = {"facecolor": sheet.look.ground, "alpha": 0.85, "edgecolor": "none", "zorder": 6.5}
    across, up = frame.width_in, frame.height_in
    corner = rect[0] / across, rect[1] / up
    axes.add_patch(Rectangle(corner, rect[2] / across, rect[3] / up, transform=axes.transAxes, **look))
    axes.plot([west, west + degrees], [low, low], color=sheet.look.ink, linewidth=4, solid_capstyle="butt", zorder=7)
    axes.text(west, low + 0.06 / up * tall, words, va="bottom", zorder=7)
    return rect
