"""The incidents of a sea lane on maps of its threat areas, by how each ended, in the baseline and the case compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.base.tongue import phrase
from sim.kernel.journal import Journal
from sim.models.lane_events import AttemptEnded, AttemptMade
from sim.report.flow import lines_of
from sim.report.frame import Frame, framed
from sim.report.ground import graticule, land
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN, Look
from sim.report.ways import Ways, ways_of
from sim.report.words import called, plain
from sim.world.areas import Box

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["OUTCOMES", "Incident", "Incidents", "incidents", "incidents_of", "marked"]

MOST: Final = 4
LEFT_IN: Final = 0.75
GAP_IN: Final = 0.2
BOTTOM_IN: Final = 1.05
HEAD_IN: Final = 0.62
MARGIN: Final = 0.12  # of an area's width and height, about it
OUTCOMES: Final = {
    "boarded": ("X", "vermilion", phrase("boarded")),
    "interrupted": ("^", "green", phrase("interrupted by a patrol")),
    "repelled": ("o", "ground", phrase("repelled by the ship")),
}
"""Mark, colour and words of each way in which an attempt ends."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One attempt that has ended; `after_s` it was made."""

    area: str
    lat_deg: float
    lon_deg: float
    outcome: str
    after_s: float


@dataclass(frozen=True, slots=True)
class Incidents:
    """The attempts of one run after its warm-up, its threat areas and the ways through them."""

    at: tuple[Incident, ...]
    areas: Mapping[str, Box]
    ways: Ways | None

    def ended(self, area: str, outcome: str = "") -> int:
        """Return how many there were in an area, of one outcome or all."""
        return sum(each.area == area and outcome in ("", each.outcome) for each in self.at)


def incidents_of(journal: Journal) -> Incidents | None:
    """Return the attempts of a run, None where there were none."""
    made: dict[int | None, AttemptMade] = {record.seq: record.event for record in journal.counted(AttemptMade)}
    at = tuple(
        Incident(start.area, start.lat_deg, start.lon_deg, record.event.outcome, record.event.after_s)
        for record in journal.of(AttemptEnded) if (start := made.get(record.cause))
    )  # fmt: skip
    return Incidents(at, dict(_areas(journal)), journal.once(ways_of)) if at else None


def _areas(journal: Journal) -> Iterator[tuple[str, Box]]:
    place, keys = journal.table("place"), ("name", "sort", "west_deg", "east_deg", "south_deg", "north_deg")
    for name, sort, *box in zip(*(place[key].tolist() for key in keys), strict=True):
        if sort == "area":
            yield name, Box(name, *box)


def incidents(material: Material, told: Mapping[str, Incidents | None]) -> Iterator[Sheet]:
    """Draw a map of each threat area with the attempts there: in the baseline above, in the case compared below."""
    runs = {
        case: run for case in dict.fromkeys([material.baseline, material.focus]) if (run := told.get(case))
    } or {case: run for case, run in told.items() if run}  # fmt: skip
    areas = _busiest(list(runs.values()))
    sheet = Sheet("incidents", material.headed("boardings"), material.footer, material.look)
    wide = (WIDTH_IN - LEFT_IN - MARGIN_IN - GAP_IN * (len(areas) - 1)) / len(areas)
    tall = (BODY_IN - BOTTOM_IN) / len(runs) - HEAD_IN
    for row, (case, run) in enumerate(runs.items()):
        top = BODY_IN - row * (tall + HEAD_IN)
        name = sheet.fit(called(case), tall + 0.4, weight="bold")
        beside = MARGIN_IN + 0.12, top - HEAD_IN - tall / 2
        sheet.text(*beside, name, rotation=90, va="center", ha="center", weight="bold")
        for column, (area, box) in enumerate(areas.items()):
            left = LEFT_IN + column * (wide + GAP_IN)
            _panel(sheet, material, (left, top - HEAD_IN - tall, wide, tall), area, box, run)
    _legend(sheet, material, list(runs.values()), areas)
    yield sheet


def _busiest(runs: Sequence[Incidents]) -> dict[str, Box]:
    """Return the areas with most attempts, from west to east."""
    boxes = {name: box for run in runs for name, box in run.areas.items()}
    number = {name: sum(run.ended(name) for run in runs) for name in boxes}
    kept = sorted((name for name in boxes if number[name]), key=lambda name: -number[name])[:MOST]
    return {name: boxes[name] for name in sorted(kept, key=lambda name: boxes[name].west)}


def _panel(
    sheet: Sheet, material: Material, place: tuple[float, float, float, float], area: str, box: Box, run: Incidents
) -> None:
    """Draw one area in one case, with its name and numbers above."""
    (left, bottom, wide, tall), look, tongue = place, material.look, material.tongue
    frame = framed(_widened(box, wide / tall), wide, tall)
    axes = sheet.axes(left + (wide - frame.width_in) / 2, bottom, frame.width_in, frame.height_in)
    graticule(axes, frame, look)
    axes.tick_params(labelbottom=False, labelleft=False)
    land(axes, frame, look)
    if run.ways is not None:
        _lines(axes, frame, run.ways, look)
    _outline(axes, frame, box, look)
    for outcome in reversed(OUTCOMES):  # the gravest on top
        for each in (each for each in run.at if each.area == area and each.outcome == outcome):
            axes.plot([float(frame.x(each.lon_deg))], [each.lat_deg], zorder=5, **marked(outcome, look))
    head = sheet.fit(material.area(area), wide, weight="bold")
    sheet.text(left, bottom + tall + 0.31, head, weight="bold", va="bottom")
    words = tongue("{n} attempts, {boarded} boarded", n=run.ended(area), boarded=run.ended(area, "boarded"))
    sheet.text(left, bottom + tall + 0.06, sheet.fit(words, wide), va="bottom")


def _lines(axes: Axes, frame: Frame, ways: Ways, look: Look) -> None:
    from matplotlib.collections import LineCollection

    lines, _ = lines_of(frame, ways)
    axes.add_collection(LineCollection(lines, colors=look.busy, linewidths=1.5, zorder=3), autolim=False)


def _widened(box: Box, shape: float) -> Box:
    """Return a box about another, with a margin, as wide on the map for its height as `shape` says."""
    from math import cos, radians

    (lat, lon), narrow = box.centre, cos(radians(box.centre[0]))
    tall, wide = (box.north - box.south) * (1 + 2 * MARGIN), box.width_deg * (1 + 2 * MARGIN)
    tall, wide = max(tall, wide * narrow / shape), max(wide, tall * shape / narrow)
    south, north = max(-89.0, lat - tall / 2), min(89.0, lat + tall / 2)
    west, east = lon - min(wide, 359.0) / 2, lon + min(wide, 359.0) / 2
    return Box(box.name, (west + 180) % 360 - 180, (east + 180) % 360 - 180, south, north)


def _outline(axes: Axes, frame: Frame, box: Box, look: Look) -> None:
    from matplotlib.patches import Rectangle

    edge: dict[str, Any] = {"edgecolor": look.ink, "linewidth": 1.2, "linestyle": (0, (5, 3)), "zorder": 4}
    corner = float(frame.x(box.west)), box.south
    axes.add_artist(Rectangle(corner, box.width_deg, box.north - box.south, fill=False, **edge))


def marked(outcome: str, look: Look) -> dict[str, Any]:
    """Return the look of an attempt that ended so."""
    marker, colour, _ = OUTCOMES[outcome]
    face = look.ground if colour == "ground" else look.colours[colour]
    edge = look.ink if colour == "ground" else look.ground
    size = 10.0 if marker == "X" else 8.0
    return {
        "linestyle": "none", "marker": marker, "markersize": size, "markerfacecolor": face, "markeredgecolor": edge,
        "markeredgewidth": 1.2,
    }  # fmt: skip


def _legend(sheet: Sheet, material: Material, runs: Sequence[Incidents], areas: Mapping[str, Box]) -> None:
    from matplotlib.lines import Line2D

    tongue, across = material.tongue, WIDTH_IN - 2 * MARGIN_IN
    marks = [Line2D([], [], **marked(outcome, material.look)) for outcome in OUTCOMES]
    entries = [(mark, tongue(words)) for mark, (_, _, words) in zip(marks, OUTCOMES.values(), strict=True)]
    sheet.legend(entries, MARGIN_IN, BOTTOM_IN - 0.15, across)
    others = [each for run in runs for each in run.at if each.area not in areas]
    note = tongue("Marks: replication 0 of each case. Lines: the ways of merchant ships.")
    if others:
        note = tongue("{one} {other}", one=note, other=tongue("{n} more in other areas.", n=len(others)))
    sheet.text(MARGIN_IN, 0.42, sheet.fit(plain(note), across), color=material.look.pale)
