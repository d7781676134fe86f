"""A year of effort: what each operation was worth by case, and what of each sort of effort was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.models.operation import Operation
from sim.report.material import Material
from sim.report.measures import tidy
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.words import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["effort"]

NAMES_IN: Final = 2.15
SPREAD: Final = 0.7  # of a row, that its cases take
PANELS: Final = (("worth", 3.9), ("effort_given", 2.6))


def effort(material: Material, _: Mapping[str, None]) -> Iterator[Sheet]:
    """Draw what was worth how much, and what was given, a row for each operation and for each sort of effort."""
    units = material.results.units
    if "worth" not in units or not any(name.startswith("worth.") for name in units):
        return
    looks, tongue = material.look.cases(material.results.cases), material.tongue
    sheet = Sheet("effort", material.headed("worth"), material.footer, material.look)
    legend, across = _legend(looks), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.35 + sheet.legend_in([words for _, words in legend], across)
    left = MARGIN_IN
    titles = (tongue("Worth: 0 without effort, 100 with all of it"), tongue("Effort given, of all there is (%)"))
    for (measure, width), title in zip(PANELS, titles, strict=True):
        rows = [name for name in units if name.startswith(f"{measure}.")]
        axes = sheet.axes(left + NAMES_IN, bottom, width, BODY_IN - 0.45 - bottom)
        _panel(axes, material, rows, looks)
        names = [sheet.wrap(_called(material, name), NAMES_IN - 0.2, lines=2) for name in rows]
        axes.set_yticks(range(len(rows)), names)
        tidy(axes, width)
        sheet.text(left, BODY_IN - 0.3, sheet.fit(title, NAMES_IN + width, weight="bold"), weight="bold")
        left += NAMES_IN + width + 0.45
    sheet.legend(legend, MARGIN_IN, bottom - 0.6, across)
    note = tongue("Dots: means over the year's periods and the replications; bars: 95 % intervals.")
    sheet.text(MARGIN_IN, 0.42, sheet.fit(note, across), color=material.look.pale)
    yield sheet


def _panel(axes: Axes, material: Material, rows: Sequence[str], looks: Mapping[str, Any]) -> None:
    """Draw an estimate for each row and case, cases below one another within a row."""
    step = SPREAD / max(1, len(looks))
    for row, name in enumerate(rows):
        for nth, (case, told) in enumerate(material.told(name).items()):
            y, colour = row - SPREAD / 2 + step * (nth + 0.5), looks[case]["color"]
            if told["ci95"] is not None:
                axes.plot([100 * end for end in told["ci95"]], [y, y], color=colour, linewidth=3, solid_capstyle="butt")
            if told["mean"] is not None:
                axes.plot([100 * told["mean"]], [y], "o", color=colour, markersize=8, clip_on=False)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(min(0.0, axes.get_xlim()[0]), max(100.0, axes.get_xlim()[1]))


def _called(material: Material, name: str) -> str:
    """Return what people call an operation, or a sort of effort."""
    last = name.partition(".")[2]
    names = {part.id: part.name for part in material.scenario.spec.parts if isinstance(part, Operation)}
    return plain(material.tongue.pick(names.get(last), last), last)


def _legend(looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    marks = {case: Line2D([], [], color=look["color"], marker="o", linewidth=3) for case, look in looks.items()}
    return [(mark, plain(case)) for case, mark in marks.items()]
