"""What the map says: its title, the names on it, and the legend beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.frame import Frame, Point, Rect, covered, inside, meets, settle
from sim.report.lanes import Way
from sim.report.material import Material
from sim.report.sheet import Sheet
from sim.report.spots import Spots
from sim.report.style import Look
from sim.report.watch import Post, watchers
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LABEL_IN", "around", "legend", "mark", "names", "settled", "stand", "title"]

MARK: Final = 10.0
MARKS: Final = "oDvPh"
LABEL_IN: Final = 0.22


def title(material: Material, sorts: Sequence[Spots], vessels: float, sailed_nm: float) -> str:
    """Say how much happened of the first sort there was any of, or how busy the sea was, or how far everybody went."""
    tongue, case = material.tongue, called(material.focus)
    if sorts:
        return tongue(sorts[0].title, done=f"{sorts[0].done:,}", all=f"{len(sorts[0].at):,}", case=case)
    if vessels < 1:
        return tongue("{n} nm covered in replication 0 of {case}: who went where, and what stands where",
                      n=f"{sailed_nm:,.0f}", case=case)  # fmt: skip
    return tongue("{n} vessels at a time, on average, in replication 0 of {case}: where, and who was looking",
                  n=f"{vessels:,.0f}", case=case)  # fmt: skip


def mark(nth: int, by: str, material: Material) -> dict[str, Any]:
    """Return the look of something that happened, of the n-th sort."""
    look = material.look
    face = material.colours.get(by, look.ink) if by else look.ground
    edge = {"markeredgecolor": look.ink, "markeredgewidth": 1.3}
    return {"linestyle": "none", "marker": MARKS[nth % len(MARKS)], "markersize": MARK, "markerfacecolor": face, **edge}


def stand(marker: str, colour: str, look: Look) -> dict[str, Any]:
    """Return the look of something that stands somewhere."""
    return {"linestyle": "none", "marker": marker, "color": colour, "markersize": MARK, "markeredgecolor": look.ground}


def names(
    sheet: Sheet, axes: Axes, frame: Frame, material: Material, fixed: Sequence[Post], ways: Sequence[Way],
    points: Sequence[Point], taken: list[Rect],
) -> None:  # fmt: skip
    """Write the names of areas, stations and lanes where they cover least, and leave out those without room."""
    boxes = material.scenario.setting(material.focus).areas.items()
    labels = [(material.area(name), frame.rect(box), 0.0) for name, box in boxes]
    labels += [(plain(post.name), (*frame.inches(*post.position), 0.0, 0.0), 0.12) for post in fixed]
    for words, thing, off in labels:
        words = sheet.fit(words, frame.width_in / 3)
        settled(axes, frame, words, around(thing, off, sheet.width_in(words), LABEL_IN), points, taken, sheet.look)
    busy = [*points, *(point for box in dict(boxes).values() for point in _edge(frame.rect(box)))]
    for way in ways:
        words = sheet.fit(way.name, frame.width_in / 2)
        clear = [rect for rect in _along(way, frame, sheet.width_in(words)) if not covered(rect, busy)]
        settled(axes, frame, words, clear, points, taken, sheet.look, lane=True)


def settled(
    axes: Axes, frame: Frame, words: str, candidates: Sequence[Rect], points: Sequence[Point], taken: list[Rect],
    look: Look, *, lane: bool = False,
) -> None:  # fmt: skip
    """Write a name in the best of some places; a lane's only where it meets no other name."""
    from matplotlib.patheffects import withStroke

    page = (0.05, 0.05, frame.width_in - 0.1, frame.height_in - 0.1)
    if not candidates:
        return
    rect = settle(candidates, points, taken, page)
    if not inside(rect, page) or (lane and meets(rect, taken)):
        return
    taken.append(rect)
    axes.text(
        rect[0] / frame.width_in, rect[1] / frame.height_in, words, transform=axes.transAxes, va="bottom",
        zorder=7, color=look.pale if lane else look.ink, path_effects=[withStroke(linewidth=3, foreground=look.ground)],
    )  # fmt: skip


def around(thing: Rect, off: float, wide: float, tall: float) -> list[Rect]:
    """Return where a name may stand, the best first: beside a thing near its top or foot, above, below, or inside."""
    west, south, across, up = thing
    east, north, gap = west + across, south + up, max(0.06, off)
    high, low, middle = north - tall + off, south - off, (west + east - wide) / 2
    spots = [(x, y) for y in (high, low, (south + north - tall) / 2) for x in (west - wide - gap, east + gap)]
    spots += [(middle, north + gap), (middle, south - tall - gap)]
    if off == 0.0:
        spots += [(west + gap, high - 0.04), (east - wide - gap, high - 0.04), (west + gap, low + 0.04)]
    return [(x, y, wide, tall) for x, y in spots]


def _edge(box: Rect) -> list[Point]:
    """Return points along the outline of a box."""
    west, south, across, up = box
    steps = np.linspace(0.0, 1.0, 25).tolist()
    sides = [(west + step * across, south + end * up) for step in steps for end in (0, 1)]
    return sides + [(west + end * across, south + step * up) for step in steps for end in (0, 1)]


def _along(way: Way, frame: Frame, wide: float) -> list[Rect]:
    """Return where the name of a lane may stand: on its line, from the middle outwards."""
    seen = np.flatnonzero(np.isfinite(way.x))
    order = np.argsort(np.abs(np.arange(len(seen)) - len(seen) // 2), kind="stable")
    spots = [frame.inches(float(way.lat[nth]), float(way.x[nth])) for nth in seen[order]]
    return [(x - wide / 2, y - LABEL_IN / 2, wide, LABEL_IN) for x, y in spots]


def legend(
    material: Material, sorts: Sequence[Spots], tracks: Sequence[tuple[str, str]], fixed: Sequence[Post], lanes: bool
) -> list[tuple[Any, str]]:  # fmt: skip
    """Return what the marks and lines on the map are, and who looks without being on it."""
    from matplotlib.lines import Line2D

    tongue, colours, ink = material.tongue, material.colours, material.look.ink
    entries = _happened(material, sorts)
    if lanes:
        line = Line2D([], [], color=material.look.pale, linewidth=1.5, linestyle=(0, (1, 1.5)))
        entries.append((line, tongue("lane of lawful traffic")))
    for sort, side in tracks:
        line = Line2D([], [], color=colours.get(side, ink), linewidth=1.2 if sort == "aircraft" else 3)
        what = tongue(plain(sort).replace("_", " "))
        entries.append((line, tongue("{what}, {side}", what=what, side=material.side(side))))
    for marker, side, words in dict.fromkeys((each.marker, each.side, each.words) for each in fixed):
        handle = Line2D([], [], **stand(marker, colours.get(side, ink), material.look))
        entries.append((handle, tongue("{what}, {side}", what=words, side=material.side(side))))
    for each in watchers(material.scenario.setting(material.focus).parts, tongue):
        name = tongue("{name}: {what}, {side}", name=plain(each.name), what=each.words or material.area(each.area),
                      side=material.side(each.side))  # fmt: skip
        entries.append((Line2D([], [], linestyle="none"), name))
    return entries


def _happened(material: Material, sorts: Sequence[Spots]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    tongue, entries = material.tongue, []
    for nth, spots in enumerate(sorts):
        for side in [*material.colours, ""]:
            if count := sum(spot.by == side for spot in spots.at):
                words = tongue(spots.by, side=material.side(side)) if side else tongue(spots.by_nobody)
                said = tongue("{what}: {count}", what=words, count=count)
                entries.append((Line2D([], [], **mark(nth, side, material)), said))
    return entries
