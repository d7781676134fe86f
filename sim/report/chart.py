"""The map: coast, traffic, sensors, patrols, and where transfers, if there are any, happened and were photographed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.journal import Journal
from sim.report.frame import Frame, Point, Rect, framed, inside, nice, settle
from sim.report.ground import SEA, graticule, land, scale_bar
from sim.report.material import Material
from sim.report.sheet import BODY_IN, Sheet
from sim.report.style import INK, WIDTH_IN
from sim.report.traffic import density, total
from sim.report.transfers import Row, Rows, photographed, rows_of
from sim.report.watch import Post, Watch, posts, watchers
from sim.report.words import counted, plain
from sim.world.areas import Box
from sim.world.geodesy import FloatArray, destination

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Courses", "chart", "courses"]

BUSY: Final = "#7C878F"
LEFT_IN: Final = 0.95
BOTTOM_IN: Final = 0.9
LEGEND_IN: Final = 3.9
MARK: Final = 10.0
LABEL_IN: Final = 0.22
MOST_LINES: Final = 14


@dataclass(frozen=True, slots=True)
class Courses:
    """What moved in one run, for how long it went on, and the transfers there were."""

    duration_s: float
    platform: Mapping[str, np.ndarray]
    leg: Mapping[str, np.ndarray]
    rows: Rows


def courses(journal: Journal) -> Courses:
    """Return where everything went in a run."""
    return Courses(journal.header["duration_s"], journal.table("platform"), journal.table("leg"), rows_of(journal))


def chart(material: Material, told: Mapping[str, Courses]) -> Iterator[Sheet]:
    """Draw the area in the first replication of the case compared; nothing where nothing moves or stands."""
    story, setting = told[material.focus], material.scenario.setting(material.focus)
    if not (story.leg or story.rows or posts(setting.parts)):
        return
    frame = framed(setting.area, WIDTH_IN - LEFT_IN - LEGEND_IN - 0.6, BODY_IN - BOTTOM_IN - 0.15)
    vessels = density(frame, story.leg, story.duration_s) if story.leg else np.zeros((1, 1))
    sheet = Sheet("map", _title(material, story, total(frame, vessels)), material.footer)
    axes = sheet.axes(LEFT_IN, BOTTOM_IN, frame.width_in, frame.height_in)
    graticule(axes, frame)
    busy = _traffic(axes, frame, vessels)
    land(axes, frame)
    tracks = _tracks(axes, frame, story, material.colours)
    fixed = [post for post in posts(setting.parts) if frame.holds(*post.position)]
    _posts(axes, frame, fixed, material.colours)
    _areas(axes, frame, list(setting.areas.values()))
    _transfers(axes, frame, story.rows, material.colours)
    _names(sheet, axes, frame, material, fixed, story.rows)
    left = LEFT_IN + frame.width_in + 0.45
    entries = _legend(material, story, tracks, fixed, list(watchers(setting.parts)))
    sheet.legend(entries[:MOST_LINES], left, BODY_IN - 0.1, min(WIDTH_IN - left - 0.1, 6.0), columns=1)
    if busy is not None:
        _bar(sheet, busy, left)
    yield sheet


def _title(material: Material, story: Courses, vessels: float) -> str:
    case = plain(material.focus)[:24]
    if not story.rows:
        return f"{vessels:,.0f} vessels at a time, on average, in replication 0 of {case}: where, and who was looking"
    seen = f"{photographed(story.rows)} of {counted(len(story.rows), 'transfer')}"
    return f"{seen} photographed in replication 0 of {case}: where they were, and who was looking"


def _traffic(axes: Axes, frame: Frame, vessels: FloatArray) -> Any:
    """Draw the density of planned vessels; return its greys, or None when there are none."""
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    if not vessels.max() > 0:
        return None
    top = nice(float(np.quantile(vessels[vessels > 0], 0.99)))
    edges = (frame.box.west, frame.east, frame.box.south, frame.box.north)
    greys = LinearSegmentedColormap.from_list("traffic", [SEA, BUSY])
    return axes.imshow(
        np.maximum(vessels, top / 100), origin="lower", extent=edges, aspect="auto", cmap=greys,
        norm=LogNorm(top / 100, top), interpolation="bilinear", zorder=1,
    )  # fmt: skip


def _tracks(axes: Axes, frame: Frame, story: Courses, colours: Mapping[str, str]) -> list[tuple[str, str]]:
    """Draw what moved for a side, and return each (sort, side) drawn."""
    from matplotlib.collections import LineCollection

    platform, legs = story.platform, story.leg
    if not platform or not legs:
        return []
    drawn = []
    a, b = frame.x(legs["a_lon_deg"]), frame.x(legs["b_lon_deg"])
    moved = ((legs["a_lat_deg"] != legs["b_lat_deg"]) | (a != b)) & (abs(a - b) < 180.0)
    for sort, side in sorted(set(zip(platform["sort"].tolist(), platform["side"].tolist(), strict=True))):
        own = platform["platform"][(platform["sort"] == sort) & (platform["side"] == side)]
        mine = np.isin(legs["platform"], own) & moved
        if mine.any():
            ends = (a[mine], legs["a_lat_deg"][mine]), (b[mine], legs["b_lat_deg"][mine])
            lines = [*np.stack([np.column_stack(end) for end in ends], axis=1)]
            look: dict[str, Any] = {"colors": colours.get(side, INK), "rasterized": True, "zorder": 3, **_thin(sort)}
            axes.add_collection(LineCollection(lines, **look), autolim=False)
            drawn.append((sort, side))
    return drawn


def _thin(sort: str) -> dict[str, float]:
    return {"linewidths": 0.6, "alpha": 0.12} if sort == "aircraft" else {"linewidths": 0.8, "alpha": 0.25}


def _posts(axes: Axes, frame: Frame, fixed: Sequence[Post], colours: Mapping[str, str]) -> None:
    """Draw stations with their ranges, and airfields."""
    for post in fixed:
        colour = colours.get(post.side, INK)
        if post.range_m:
            lat, lon = destination(*post.position, np.linspace(0, 360, 121), post.range_m)
            axes.fill(frame.x(lon), lat, facecolor=colour, alpha=0.12, zorder=3.5)
            axes.plot(frame.x(lon), lat, color=colour, linewidth=1.5, zorder=3.6)
        at = float(frame.x(post.position[1]))
        axes.plot([at], [post.position[0]], zorder=6, **_stand(post.marker, colour))


def _stand(marker: str, colour: str) -> dict[str, Any]:
    return {"linestyle": "none", "marker": marker, "color": colour, "markersize": MARK, "markeredgecolor": "white"}


def _areas(axes: Axes, frame: Frame, boxes: Sequence[Box]) -> None:
    from matplotlib.patches import Rectangle

    for box in boxes:
        corner = float(frame.x(box.west)), box.south
        look: dict[str, Any] = {"edgecolor": INK, "linewidth": 1.5, "linestyle": (0, (5, 3)), "zorder": 4}
        axes.add_patch(Rectangle(corner, box.width_deg, box.north - box.south, fill=False, **look))


def _transfers(axes: Axes, frame: Frame, rows: Sequence[Row], colours: Mapping[str, str]) -> None:
    """Mark transfers: filled in the colour of the side that photographed it, else open."""
    for row in sorted(rows, key=lambda row: bool(row.photographed_by)):
        x = float(frame.x(row.lon_deg))
        axes.plot([x], [row.lat_deg], zorder=5 + bool(row.photographed_by), **_mark(row.photographed_by, colours))


def _mark(side: str, colours: Mapping[str, str]) -> dict[str, Any]:
    face = colours.get(side, INK) if side else "white"
    edge = {"markeredgecolor": INK, "markeredgewidth": 1.3}
    return {"linestyle": "none", "marker": "o", "markersize": MARK, "markerfacecolor": face, **edge}


def _names(sheet: Sheet, axes: Axes, frame: Frame, material: Material, fixed: Sequence[Post], rows: Rows) -> None:
    """Write the names of areas and stations, and the scale, where they cover least."""
    from matplotlib.patheffects import withStroke

    points: list[Point] = [frame.inches(row.lat_deg, row.lon_deg) for row in rows]
    points += [frame.inches(*post.position) for post in fixed]
    page = (0.05, 0.05, frame.width_in - 0.1, frame.height_in - 0.1)
    taken: list[Rect] = [scale_bar(sheet, axes, frame, points)]
    boxes = material.scenario.setting(material.focus).areas.items()
    labels = [(material.area(name), frame.rect(box), 0.0) for name, box in boxes]
    labels += [(plain(post.name), (*frame.inches(*post.position), 0.0, 0.0), 0.12) for post in fixed]
    for words, thing, off in labels:
        words = sheet.fit(words, frame.width_in / 3)
        rect = settle(_around(thing, off, sheet.width_in(words), LABEL_IN), points, taken, page)
        if not inside(rect, page):
            continue
        taken.append(rect)
        axes.text(
            rect[0] / frame.width_in, rect[1] / frame.height_in, words, transform=axes.transAxes, va="bottom", zorder=7,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )  # fmt: skip


def _around(thing: Rect, off: float, wide: float, tall: float) -> list[Rect]:
    """Return where a name may stand, the best first: beside a thing near its top or foot, above, below, or inside."""
    west, south, across, up = thing
    east, north, gap = west + across, south + up, max(0.06, off)
    high, low, middle = north - tall + off, south - off, (west + east - wide) / 2
    spots = [(x, y) for y in (high, low, (south + north - tall) / 2) for x in (west - wide - gap, east + gap)]
    spots += [(middle, north + gap), (middle, south - tall - gap)]
    if off == 0.0:
        spots += [(west + gap, high - 0.04), (east - wide - gap, high - 0.04), (west + gap, low + 0.04)]
    return [(x, y, wide, tall) for x, y in spots]


def _legend(
    material: Material, story: Courses, tracks: Sequence[tuple[str, str]], fixed: Sequence[Post], watch: Sequence[Watch]
) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    colours, entries = material.colours, []
    for side in colours:
        if count := sum(row.photographed_by == side for row in story.rows):
            entries.append((Line2D([], [], **_mark(side, colours)), f"photographed by {material.side(side)}: {count}"))
    if missed := len(story.rows) - photographed(story.rows):
        entries.append((Line2D([], [], **_mark("", {})), f"not photographed: {missed}"))
    for sort, side in tracks:
        line = Line2D([], [], color=colours.get(side, INK), linewidth=1.2 if sort == "aircraft" else 3, alpha=0.7)
        entries.append((line, f"{plain(sort).replace('_', ' ')}, {material.side(side)}"))
    for marker, side, words in dict.fromkeys((each.marker, each.side, each.words) for each in fixed):
        entries.append((Line2D([], [], **_stand(marker, colours.get(side, INK))), f"{words}, {material.side(side)}"))
    for each in watch:
        name = f"{plain(each.name)}: {each.words or material.area(each.area)}, {material.side(each.side)}"
        entries.append((Line2D([], [], linestyle="none"), name))
    return entries


def _bar(sheet: Sheet, busy: Any, left: float) -> None:
    """Draw the scale of the traffic's greys below the legend."""
    bar = sheet.figure.colorbar(busy, cax=sheet.axes(left + 0.2, 1.15, 2.6, 0.2), orientation="horizontal")
    ticks = [busy.norm.vmax / 100, busy.norm.vmax / 10, busy.norm.vmax]
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
    sheet.text(left, 1.45, sheet.fit("lawful vessels per 1,000 nm²", WIDTH_IN - left - 0.1))
