"""All the figures of a result folder: those of its numbers beside those of its logs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from sim.record.files import say_why
from sim.report.chart import chart, courses
from sim.report.deckplan import deckplan, plan
from sim.report.delay import delay
from sim.report.difference import difference_by_pair
from sim.report.figure import Figure, sheets
from sim.report.fuel import fuel
from sim.report.landing import ashore, landing
from sim.report.material import Material, gather
from sim.report.measures import measures
from sim.report.picture import held, picture
from sim.report.programme import curve, exercise, programme, years
from sim.report.schedule import lateness_by_case, schedule
from sim.report.sorties import flown, sorties
from sim.report.style import LOOKS, styled
from sim.report.timeline import timeline
from sim.report.together import Work, together
from sim.report.transfers import rows_of
from sim.report.voyage import chart_of_voyage, voyage_of

__all__ = ["FIGURES", "draw", "draw_all", "drawings"]

FIGURES: Final[tuple[Figure[Any], ...]] = (
    Figure(measures), Figure(difference_by_pair), Figure(chart, courses, focus_only=True), Figure(timeline, rows_of),
    Figure(delay, rows_of), Figure(picture, held), Figure(chart_of_voyage, voyage_of, focus_only=True),
    Figure(schedule, voyage_of), Figure(fuel, voyage_of), Figure(lateness_by_case),
    Figure(sorties, flown),
    Figure(deckplan, plan, focus_only=True), Figure(landing, ashore), Figure(years, curve),
    Figure(programme, exercise, focus_only=True),
)  # fmt: skip


def draw(folder: str | Path, jobs: int | None = None, lang: str | None = None, style: str = "light") -> list[Path]:
    """Draw what a complete result folder shows into its `figures`, as PNG and SVG; return the files by name.

    A figure that has nothing to show is left out. `lang` is the scenario's own when left out; `style` is a name of
    `LOOKS`; at most so many `jobs` at once.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    return together(drawings(Path(folder), lang, style), jobs)


def drawings(folder: Path, lang: str | None, style: str) -> list[Work]:
    """Return what draws the figures, in parts that may go on beside each other, the longer work first."""
    return [partial(_draw_part, folder, lang, style, logs) for logs in (True, False)]


def _draw_part(folder: Path, lang: str | None, style: str, logs: bool) -> list[Path]:
    """Draw the figures of the logs, or those of the numbers."""
    figures = (figure for figure in FIGURES if bool(figure.take) == logs)
    return draw_all(gather(folder, lang, LOOKS[style]), folder / "figures", figures)


def draw_all(material: Material, into: Path, figures: Iterable[Figure[Any]] = FIGURES) -> list[Path]:
    """Draw every figure that has something to show into a folder."""
    with say_why(into):
        into.mkdir(parents=True, exist_ok=True)
    with styled(material.look):
        return [path for sheet in sheets(material, figures) for path in sheet.save(into)]
