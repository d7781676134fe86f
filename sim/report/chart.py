"""The map: coast, traffic and its lanes, sensors, patrols, and what happened where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.parts.setting import Setting
from sim.report.chart_words import legend, mark, names, stand, title
from sim.report.frame import Frame, framed, nice
from sim.report.ground import graticule, land, scale_bar
from sim.report.lanes import lanes
from sim.report.material import Material
from sim.report.sheet import BODY_IN, FOOT_IN, LINE_IN, MARGIN_IN, Sheet
from sim.report.spots import Spots, spots_of
from sim.report.style import WIDTH_IN, Look
from sim.report.traffic import bent, density, total
from sim.report.watch import Post, posts
from sim.world.areas import Box
from sim.world.geodesy import NAUTICAL_MILE_M, FloatArray, destination, distance_m, wrap_lon

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Courses", "chart", "courses", "draw_areas", "draw_posts"]

LEFT_IN: Final = 0.95
BOTTOM_IN: Final = 0.9
LEGEND_IN: Final = 3.9
MOST_LINES: Final = 14
BELOW_IN: Final = 0.95
BAR_IN: Final = 3.4
FEW: Final = 60  # so many legs have room for full colour


@dataclass(frozen=True, slots=True)
class Courses:
    """What moved in one run, for how long it went on, and what happened where."""

    duration_s: float
    platform: Mapping[str, np.ndarray]
    leg: Mapping[str, np.ndarray]
    spots: tuple[Spots, ...]


def courses(journal: Journal) -> Courses | None:
    """Return where everything went in a run; None of a sea lane, whose few ships with legs stand for all of them."""
    if journal.table("way"):
        return None
    leg = journal.table("leg")
    moved = leg if leg and len(leg["platform"]) else {}
    return Courses(journal.header["duration_s"], journal.table("platform"), moved, spots_of(journal))


def chart(material: Material, told: Mapping[str, Courses | None]) -> Iterator[Sheet]:
    """Draw the area in the first replication of the case compared; nothing where nothing moves or stands."""
    run, setting = told[material.focus], material.scenario.setting(material.focus)
    if run is None:
        return
    stands = posts(setting.parts, material.tongue)
    if not (run.leg or run.spots or stands):
        return
    frame, beside = _laid_out(setting.area)
    leg = bent(run.leg, frame.box.width_deg / 40) if run.leg else {}
    vessels = density(frame, leg, run.duration_s) if leg else np.zeros((1, 1))
    words = title(material, run.spots, total(frame, vessels), _sailed_nm(run))
    sheet = Sheet("map", words, material.footer, material.look)
    axes = sheet.axes(LEFT_IN, BODY_IN - 0.15 - frame.height_in, frame.width_in, frame.height_in)
    entries, busy = _draw(sheet, axes, frame, setting, material, run, leg, vessels, stands)
    left = LEFT_IN + frame.width_in + 0.45 if beside else MARGIN_IN
    top = BODY_IN - 0.1 if beside else BODY_IN - frame.height_in - BOTTOM_IN + 0.1
    across = min(WIDTH_IN - left - 0.1, 6.0) if beside else WIDTH_IN - 2 * MARGIN_IN - (BAR_IN if busy else 0.0)
    room = MOST_LINES * LINE_IN if beside else top - FOOT_IN
    while sheet.legend_in([words for _, words in entries], across, columns=int(beside)) > room:
        entries.pop()
    sheet.legend(entries, left, top, across, columns=int(beside))
    if busy is not None:
        _bar(sheet, busy, *((left, 1.15) if beside else (WIDTH_IN - BAR_IN, top - 0.5)), material.tongue)
    yield sheet


def _laid_out(area: Box) -> tuple[Frame, bool]:
    """Return the larger of a map with its legend beside it and one with its legend below, and whether it is beside."""
    tall = BODY_IN - BOTTOM_IN - 0.15
    beside = framed(area, WIDTH_IN - LEFT_IN - LEGEND_IN - 0.6, tall)
    below = framed(area, WIDTH_IN - LEFT_IN - 0.6, tall - BELOW_IN)
    return (beside, True) if beside.width_in >= below.width_in else (below, False)


def _sailed_nm(run: Courses) -> float:
    """Return how far all platforms went."""
    if not (run.platform and run.leg):
        return 0.0
    mine = np.isin(run.leg["platform"], run.platform["platform"])
    ends = (run.leg[name][mine] for name in ("a_lat_deg", "a_lon_deg", "b_lat_deg", "b_lon_deg"))
    return float(distance_m(*ends).sum()) / NAUTICAL_MILE_M


def _draw(
    sheet: Sheet, axes: Axes, frame: Frame, setting: Setting, material: Material, run: Courses,
    leg: Mapping[str, np.ndarray], vessels: FloatArray, stands: Sequence[Post],
) -> tuple[list[tuple[Any, str]], Any]:  # fmt: skip
    """Draw what lies below first, then names; return the legend's entries and the traffic's greys."""
    look = material.look
    graticule(axes, frame, look)
    busy = _traffic(axes, frame, vessels, look)
    land(axes, frame, look)
    ways = lanes(setting.parts, frame)
    for way in ways:
        axes.plot(way.x, way.lat, color=look.pale, linewidth=1.2, linestyle=(0, (1, 1.5)), zorder=2.8)
    tracks = _tracks(axes, frame, run.platform, leg, material)
    fixed = [post for post in stands if frame.holds(*post.position)]
    draw_posts(axes, frame, fixed, material.colours, look)
    draw_areas(axes, frame, setting.areas.values(), look)
    points = _spots(axes, frame, run.spots, material) + [frame.inches(*post.position) for post in fixed]
    taken = [scale_bar(sheet, axes, frame, points)]
    names(sheet, axes, frame, material, fixed, ways, points, taken)
    return legend(material, run.spots, tracks, fixed, bool(ways)), busy


def _traffic(axes: Axes, frame: Frame, vessels: FloatArray, look: Look) -> Any:
    """Draw the density of planned vessels; return its greys, or None when there are none."""
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    if not vessels.max() > 0:
        return None
    top = nice(float(np.quantile(vessels[vessels > 0], 0.99)))
    edges = (frame.box.west, frame.east, frame.box.south, frame.box.north)
    greys = LinearSegmentedColormap.from_list("traffic", [look.sea, look.busy])
    return axes.imshow(
        np.maximum(vessels, top / 100), origin="lower", extent=edges, aspect="auto", cmap=greys,
        norm=LogNorm(top / 100, top), interpolation="bilinear", zorder=1,
    )  # fmt: skip


def _tracks(
    axes: Axes, frame: Frame, platform: Mapping[str, np.ndarray], leg: Mapping[str, np.ndarray], material: Material
) -> list[tuple[str, str]]:
    """Draw what moved for a side, and return each (sort, side) drawn."""
    from matplotlib.collections import LineCollection

    if not platform or not leg:
        return []
    drawn = []
    a, b = frame.x(leg["a_lon_deg"]), frame.x(leg["b_lon_deg"])
    moved = ((leg["a_lat_deg"] != leg["b_lat_deg"]) | (a != b)) & (abs(a - b) < 180.0)
    for sort, side in sorted(set(zip(platform["sort"].tolist(), platform["side"].tolist(), strict=True))):
        own = platform["platform"][(platform["sort"] == sort) & (platform["side"] == side)]
        mine = np.isin(leg["platform"], own) & moved
        if mine.any():
            ends = (a[mine], leg["a_lat_deg"][mine]), (b[mine], leg["b_lat_deg"][mine])
            lines = [*np.stack([np.column_stack(end) for end in ends], axis=1)]
            colour = material.colours.get(side, material.look.ink)
            look: dict[str, Any] = {"colors": colour, "rasterized": True, "zorder": 3, **_weight(sort, int(mine.sum()))}
            axes.add_collection(LineCollection(lines, **look), autolim=False)
            drawn.append((sort, side))
    return drawn


def _weight(sort: str, legs: int) -> dict[str, float]:
    """Return how heavy the lines of tracks are: the more of them, the fainter."""
    if legs <= FEW:
        return {"linewidths": 2.0, "alpha": 1.0}
    return {"linewidths": 0.6, "alpha": 0.12} if sort == "aircraft" else {"linewidths": 0.8, "alpha": 0.25}


def draw_posts(
    axes: Axes, frame: Frame, fixed: Sequence[Post], colours: Mapping[str, str], look: Look
) -> None:  # fmt: skip
    """Draw stations with their ranges, and airfields."""
    for post in fixed:
        colour = colours.get(post.side, look.ink)
        at = float(frame.x(post.position[1]))
        if post.range_m:
            lat, lon = destination(*post.position, np.linspace(0, 360, 121), post.range_m)
            x = at + wrap_lon(lon - post.position[1])
            axes.fill(x, lat, facecolor=colour, alpha=0.12, zorder=3.5)
            axes.plot(x, lat, color=colour, linewidth=1.5, zorder=3.6)
        axes.plot([at], [post.position[0]], zorder=6, **stand(post.marker, colour, look))


def draw_areas(axes: Axes, frame: Frame, boxes: Iterable[Box], look: Look) -> None:
    """Draw the outlines of areas."""
    from matplotlib.patches import Rectangle

    for box in boxes:
        corner = float(frame.x(box.west)), box.south
        edge: dict[str, Any] = {"edgecolor": look.ink, "linewidth": 1.5, "linestyle": (0, (5, 3)), "zorder": 4}
        axes.add_patch(Rectangle(corner, box.width_deg, box.north - box.south, fill=False, **edge))


def _spots(axes: Axes, frame: Frame, sorts: Sequence[Spots], material: Material) -> list[tuple[float, float]]:
    """Mark what happened, filled in the colour of the side that saw it, else open; return where, in inches."""
    for nth, spots in enumerate(sorts):
        for spot in sorted(spots.at, key=lambda spot: bool(spot.by)):
            at = [float(frame.x(spot.lon_deg))], [spot.lat_deg]
            axes.plot(*at, zorder=5 + bool(spot.by), **mark(nth, spot.by, material))
    return [frame.inches(spot.lat_deg, spot.lon_deg) for spots in sorts for spot in spots.at]


def _bar(sheet: Sheet, busy: Any, left: float, low: float, tongue: Tongue) -> None:
    """Draw the scale of the traffic's greys."""
    bar = sheet.figure.colorbar(busy, cax=sheet.axes(left + 0.2, low, 2.6, 0.2), orientation="horizontal")
    ticks = [busy.norm.vmax / 100, busy.norm.vmax / 10, busy.norm.vmax]
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
    sheet.text(left, low + 0.3, sheet.fit(tongue("lawful vessels per 1,000 nm²"), WIDTH_IN - left - 0.1))
