"""All the figures of a result folder: those of its numbers beside those of its logs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

from sim.record.files import say_why
from sim.report.chart import chart, courses
from sim.report.deckplan import deckplan, plan
from sim.report.delay import delay
from sim.report.difference import difference_by_pair
from sim.report.effort import effort
from sim.report.figure import Figure, Shown, sheets, taken
from sim.report.flow import flow, flow_of
from sim.report.fuel import fuel
from sim.report.incidents import incidents, incidents_of
from sim.report.landing import ashore, landing
from sim.report.material import Material, gather
from sim.report.measures import measures
from sim.report.picture import held, picture
from sim.report.programme import curve, exercise, programme, years
from sim.report.response import answers_of, response
from sim.report.schedule import lateness_by_case, schedule
from sim.report.sheet import Sheet
from sim.report.sorties import flown, sorties
from sim.report.style import LOOKS, Look, styled
from sim.report.timeline import timeline
from sim.report.together import together
from sim.report.tradeoff import tradeoff
from sim.report.transfers import rows_of
from sim.report.voyage import chart_of_voyage, voyage_of

__all__ = ["FIGURES", "OF_LOGS", "Work", "draw", "draw_all", "drawings", "numbers"]

FIGURES: Final[tuple[Figure[Any], ...]] = (
    Figure(measures), Figure(effort), Figure(difference_by_pair), Figure(chart, courses, focus_only=True),
    Figure(timeline, rows_of),
    Figure(delay, rows_of), Figure(picture, held), Figure(chart_of_voyage, voyage_of, focus_only=True),
    Figure(schedule, voyage_of), Figure(fuel, voyage_of), Figure(lateness_by_case),
    Figure(sorties, flown),
    Figure(deckplan, plan, focus_only=True), Figure(landing, ashore), Figure(years, curve),
    Figure(programme, exercise, focus_only=True), Figure(flow, flow_of, focus_only=True),
    Figure(incidents, incidents_of), Figure(tradeoff), Figure(response, answers_of),
)  # fmt: skip
OF_LOGS: Final = tuple(figure for figure in FIGURES if figure.take)
OF_NUMBERS: Final = tuple(figure for figure in FIGURES if not figure.take)
Work = Callable[[], list[Path]]


def draw(folder: str | Path, jobs: int | None = None, lang: str | None = None, style: str = "light") -> list[Path]:
    """Draw what a complete result folder shows into its `figures`, as PNG and SVG; return the files by name.

    A figure that has nothing to show is left out. `lang` is the scenario's own when left out; `style` is a name of
    `LOOKS`; at most so many `jobs` at once.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    into, material = Path(folder) / "figures", gather(Path(folder), lang, LOOKS[style])
    works: list[Callable[[], Any]] = [partial(taken, material, OF_LOGS), numbers(material, into)]
    shown, drawn = together(works, jobs)
    return sorted([*drawn, *chain.from_iterable(together(drawings(material, into, shown), jobs))])


def numbers(material: Material, into: Path) -> Work:
    """Return what draws the figures of the numbers alone."""
    return partial(draw_all, material, into, OF_NUMBERS)


def drawings(material: Material, into: Path, shown: Iterable[Shown]) -> list[Work]:
    """Return what draws figures from what they took, each a work of its own."""
    return [partial(_draw, material, into, *each) for each in shown]


def draw_all(material: Material, into: Path, figures: Iterable[Figure[Any]] = FIGURES) -> list[Path]:
    """Draw every figure that has something to show into a folder."""
    return _saved(sheets(material, figures), into, material.look)


def _draw(material: Material, into: Path, figure: Figure[Any], values: Mapping[str, Any]) -> list[Path]:
    return _saved(figure.draw(material, values), into, material.look)


def _saved(drawn: Iterable[Sheet], into: Path, look: Look) -> list[Path]:
    """Save sheets as they are drawn."""
    with say_why(into):
        into.mkdir(parents=True, exist_ok=True)
    with styled(look):
        return [path for sheet in drawn for path in sheet.save(into)]
