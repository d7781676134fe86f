"""All the figures of a result folder, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from sim.record.files import say_why
from sim.report.chart import chart
from sim.report.delay import delay
from sim.report.difference import difference_by_pair
from sim.report.material import Material, gather
from sim.report.measures import measures
from sim.report.picture import picture
from sim.report.sheet import Sheet
from sim.report.style import styled
from sim.report.timeline import timeline

__all__ = ["FIGURES", "draw", "draw_all"]

FIGURES: Final[tuple[Callable[[Material], Iterator[Sheet]], ...]] = (
    measures, difference_by_pair, chart, timeline, delay, picture,
)  # fmt: skip


def draw(folder: str | Path) -> list[Path]:
    """Draw what a complete result folder shows into its `figures`, as PNG and SVG; return the files.

    A figure that has nothing to show is left out.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    return draw_all(gather(Path(folder)), Path(folder) / "figures")


def draw_all(material: Material, into: Path) -> list[Path]:
    """Draw every figure that has something to show into a folder."""
    with say_why(into):
        into.mkdir(parents=True, exist_ok=True)
    with styled():
        return [path for figure in FIGURES for sheet in figure(material) for path in sheet.save(into)]
