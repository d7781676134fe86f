"""The flow map of a sea lane: its ways by how many ships a year pass, with the transits of each strait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.journal import Journal
from sim.report.frame import Frame, Point, Rect, framed, settle
from sim.report.ground import graticule, land
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN, Look
from sim.report.ways import YEAR_S, Ways, ways_of
from sim.report.words import called
from sim.world.areas import Box
from sim.world.geodesy import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Flow", "Gate", "flow", "flow_of", "lines_of", "rounded"]

BOTTOM_IN: Final = 1.45
RANGE: Final = 100.0  # the busiest against what is drawn thinnest
LEAST: Final = 10.0
THIN, THICK = 0.8, 6.5
TALL_IN: Final = 0.22


@dataclass(frozen=True, slots=True)
class Gate:
    """A strait or canal, and its transits a year, both ways."""

    name: str
    box: Box
    transits: float


@dataclass(frozen=True, slots=True)
class Flow:
    """The traffic of one run."""

    ways: Ways
    gates: tuple[Gate, ...]


def flow_of(journal: Journal) -> Flow | None:
    """Return the traffic of a run with a sea lane, else None."""
    ways = journal.once(ways_of)
    return None if ways is None else Flow(ways, tuple(_gates(journal)))


def _gates(journal: Journal) -> Iterator[Gate]:
    place, passage = journal.table("place"), journal.table("passage")
    warm_s, until_s = journal.header["warm_up_s"], journal.header["duration_s"]
    counted = passage["place"][(passage["enter_s"] >= warm_s) & (passage["enter_s"] < until_s)]
    number = np.bincount(counted, minlength=int(place["place"].max()) + 1)
    edges = (place[f"{edge}_deg"].tolist() for edge in ("west", "east", "south", "north"))
    for nth, name, sort, *box in zip(
        place["place"].tolist(), place["name"].tolist(), place["sort"].tolist(), *edges, strict=True
    ):
        if sort in ("strait", "canal") and number[nth]:
            yield Gate(name, Box(name, *box), float(number[nth]) * YEAR_S / (until_s - warm_s))


def flow(material: Material, told: Mapping[str, Flow | None]) -> Iterator[Sheet]:
    """Draw the ways in the case compared, and write the transits at straits and canals."""
    case, run = next((case, each) for case, each in told.items() if each)
    frame = framed(material.scenario.setting(case).area, WIDTH_IN - 1.2, BODY_IN - BOTTOM_IN - 0.1)
    sheet = Sheet("flow", _title(material, case, run), material.footer, material.look)
    axes = sheet.axes((WIDTH_IN - frame.width_in) / 2 + 0.2, BOTTOM_IN, frame.width_in, frame.height_in)
    graticule(axes, frame, material.look)
    land(axes, frame, material.look)
    lines = _draw_ways(axes, frame, run.ways, material.look)
    _name(sheet, axes, frame, run, material)
    _scale(sheet, lines, material)
    yield sheet


def _title(material: Material, case: str, run: Flow) -> str:
    tongue = material.tongue
    if not run.gates:
        return tongue("Merchant traffic in replication 0 of {case}", case=called(case))
    most = max(run.gates, key=lambda gate: gate.transits)
    return tongue(
        "{place} has most of the traffic: {n} transits a year in replication 0 of {case}",
        place=material.area(most.name), n=rounded(most.transits), case=called(case),
    )  # fmt: skip


def rounded(transits: float) -> str:
    """Write a number of transits to three digits, which is about what a year's luck leaves sure.

    Example:
        >>> rounded(20694.2), rounded(384.2)
        ('20,700', '384')
    """
    return f"{float(f'{transits:.3g}'):,.0f}"


def lines_of(frame: Frame, ways: Ways) -> tuple[list[FloatArray], FloatArray]:
    """Return the pieces of ways as lines on a map, and how many ships a year pass each."""
    x = frame.x(ways.ends[:, :, 1])
    seen = np.abs(x[:, 1] - x[:, 0]) < 180.0
    return [*np.stack([x[seen], ways.ends[seen, :, 0]], axis=2)], ways.ships[seen]


def _draw_ways(axes: Axes, frame: Frame, ways: Ways, look: Look) -> Any:
    """Draw pieces of ways, darker and wider the more ships pass; return the lines."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    lines, ships = lines_of(frame, ways)
    top = 10.0 ** np.ceil(np.log10(max(LEAST, float(ships.max(initial=0.0)))))
    ships = np.clip(ships, top / RANGE, top)
    share = np.log(ships * RANGE / top) / np.log(RANGE)
    colours = LinearSegmentedColormap.from_list("flow", [look.busy, look.colours["blue"], look.ink])
    drawn = LineCollection(
        lines, array=ships, norm=LogNorm(top / RANGE, top), cmap=colours, linewidths=THIN + (THICK - THIN) * share,
        capstyle="round", zorder=3, rasterized=True,
    )  # fmt: skip
    axes.add_collection(drawn, autolim=False)
    return drawn


def _name(sheet: Sheet, axes: Axes, frame: Frame, run: Flow, material: Material) -> None:
    """Write each gate's name and number beside it, with a line between, clear of what is busy."""
    gates = [gate for gate in sorted(run.gates, key=lambda gate: -gate.transits) if frame.holds(*gate.box.centre)]
    busy = [frame.inches(*at) for at in run.ways.ends[:, 0]] + [frame.inches(*gate.box.centre) for gate in gates]
    taken: list[Rect] = []
    for gate in gates:
        words = [material.area(gate.name), rounded(gate.transits)]
        wide = max(sheet.width_in(words[0]), sheet.width_in(words[1], weight="bold")) + 0.04
        at = frame.inches(*gate.box.centre)
        page = (0.05, 0.05, frame.width_in - 0.1, frame.height_in - 0.1)
        rect = settle(_spots(at, wide, 2 * TALL_IN), busy, taken, page)
        taken.append(rect)
        _write(axes, frame, at, rect, words, material.look)


def _spots(at: Point, wide: float, tall: float) -> Sequence[Rect]:
    """Return where words may stand about a point, the nearest first."""
    found = []
    for far in (0.25, 0.5, 0.8, 1.15):
        for turn in np.radians(np.arange(0, 360, 30)).tolist():
            x, y = at[0] + np.cos(turn) * (far + wide / 2), at[1] + np.sin(turn) * (far + tall / 2)
            found.append((float(x) - wide / 2, float(y) - tall / 2, wide, tall))
    return found


def _write(axes: Axes, frame: Frame, at: Point, rect: Rect, words: Sequence[str], look: Look) -> None:
    from matplotlib.patheffects import withStroke

    across, up = frame.width_in, frame.height_in
    left, low, wide, tall = rect
    end = min(max(at[0], left), left + wide), min(max(at[1], low), low + tall)
    line: dict[str, Any] = {"transform": axes.transAxes, "color": look.ink}
    axes.plot([at[0] / across, end[0] / across], [at[1] / up, end[1] / up], linewidth=1.0, zorder=6, **line)
    axes.plot([at[0] / across], [at[1] / up], "o", markersize=6, markeredgecolor=look.ground, zorder=6.5, **line)
    for y, said, weight in ((low + tall / 2, words[0], "normal"), (low, words[1], "bold")):
        axes.text(
            (left + wide / 2) / across, y / up, said, transform=axes.transAxes, weight=weight, va="bottom", ha="center",
            zorder=7, path_effects=[withStroke(linewidth=3, foreground=look.ground)],
        )  # fmt: skip


def _scale(sheet: Sheet, lines: Any, material: Material) -> None:
    """Draw what the colours mean."""
    place = sheet.axes(WIDTH_IN - MARGIN_IN - 4.2, 0.88, 3.9, 0.16)
    bar = sheet.figure.colorbar(lines, cax=place, orientation="horizontal")
    ticks = [lines.norm.vmin, (lines.norm.vmin * lines.norm.vmax) ** 0.5, lines.norm.vmax]
    bar.set_ticks(ticks, labels=[f"{tick:,.0f}" for tick in ticks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
    words = material.tongue("ships a year, both ways; at straits and canals the transits of a year")
    sheet.text(MARGIN_IN, 0.9, sheet.fit(words, WIDTH_IN - 2 * MARGIN_IN - 4.4), va="center")
