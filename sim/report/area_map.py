"""A map of a scenario's area before anything runs: coast, named areas, and what stands where of some parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from sim.base.spec import PartSpec
from sim.base.tongue import Tongue
from sim.report.chart import draw_areas, draw_posts
from sim.report.chart_words import LABEL_IN, around, settled, stand
from sim.report.frame import Frame, Rect, framed
from sim.report.ground import graticule, land, scale_bar
from sim.report.sheet import BODY_IN, LINE_IN, MARGIN_IN, Sheet
from sim.report.style import LIGHT, WIDTH_IN, styled
from sim.report.watch import Post, posts
from sim.report.words import plain
from sim.world.areas import Box

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.scenario.spec import ScenarioSpec

__all__ = ["area_map"]

EDGE_IN: Final = 0.95
BOTTOM_IN: Final = 1.25  # the longitudes, and the legend below them


def area_map(spec: ScenarioSpec, parts: Sequence[PartSpec], title: str, footer: str, say: Tongue) -> bytes:
    """Draw the area with those parts that stand somewhere, as SVG; the same input gives the same bytes."""
    with styled(), BytesIO() as held:
        sheet = _drawn(spec, parts, title, footer, say)
        sheet.figure.savefig(held, format="svg", metadata={"Date": None, "Title": title})
        return held.getvalue()


def _drawn(spec: ScenarioSpec, parts: Sequence[PartSpec], title: str, footer: str, say: Tongue) -> Sheet:
    sheet = Sheet("area", plain(title), plain(footer), LIGHT)
    frame = framed(spec.area.box("area"), WIDTH_IN - 2 * EDGE_IN, BODY_IN - BOTTOM_IN - 0.15)
    axes = sheet.axes(
        (WIDTH_IN - frame.width_in) / 2, BODY_IN - 0.15 - frame.height_in, frame.width_in, frame.height_in
    )
    colours = LIGHT.sides({side: each.colour for side, each in spec.sides.items()})
    fixed = [post for post in _begin(parts, say) if frame.holds(*post.position)]
    boxes = {plain(say.pick(area.name, name), name): area.box(name) for name, area in spec.areas.items()}
    graticule(axes, frame, LIGHT)
    land(axes, frame, LIGHT)
    draw_posts(axes, frame, fixed, colours, LIGHT)
    draw_areas(axes, frame, boxes.values(), LIGHT)
    _name(sheet, axes, frame, fixed, boxes)
    _legend(sheet, fixed, colours, BODY_IN - frame.height_in - 0.75)
    return sheet


def _begin(parts: Sequence[PartSpec], say: Tongue) -> list[Post]:
    """Return what stands, and the ships that begin at a place of their own."""
    stand = posts(parts, say)
    named = {post.name for post in stand}
    ships = [(part, place) for part in parts if part.id not in named and (place := getattr(part, "position", None))]
    return stand + [Post(part.id, getattr(part, "side", ""), place, "p", say(part.kind.replace("_", " ")))
                    for part, place in ships]  # fmt: skip


def _name(sheet: Sheet, axes: Axes, frame: Frame, fixed: Sequence[Post], boxes: Mapping[str, Box]) -> None:
    """Write the names of areas and posts where they cover least."""
    points = [frame.inches(*post.position) for post in fixed]
    taken: list[Rect] = [scale_bar(sheet, axes, frame, points)]
    labels: list[tuple[str, Rect, float]] = [(name, frame.rect(box), 0.0) for name, box in boxes.items()]
    labels += [(plain(post.name), (*frame.inches(*post.position), 0.0, 0.0), 0.12) for post in fixed]
    for words, thing, off in labels:
        words = sheet.fit(words, frame.width_in / 3)
        settled(axes, frame, words, around(thing, off, sheet.width_in(words), LABEL_IN), points, taken, sheet.look)


def _legend(sheet: Sheet, fixed: Sequence[Post], colours: Mapping[str, str], top: float) -> None:
    from matplotlib.lines import Line2D

    sorts = dict.fromkeys((post.marker, post.side, post.words) for post in fixed)
    entries: list[tuple[Any, str]] = [
        (Line2D([], [], **stand(marker, colours.get(side, sheet.look.ink), sheet.look)), words)
        for marker, side, words in sorts
    ]
    if entries:
        sheet.legend(entries, MARGIN_IN + EDGE_IN, max(top, LINE_IN * 2), WIDTH_IN - 2 * EDGE_IN)
