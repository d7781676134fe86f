"""All the figures of a result folder: those of its numbers beside those of its logs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sim.experiment.executor import Serial, choose, cores
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

Figure = Callable[[Material], Iterator[Sheet]]
NUMBERS: Final = "the figures of the numbers"
LOGS: Final = "the figures of the logs"
PARTS: Final[Mapping[str, tuple[Figure, ...]]] = MappingProxyType(
    {LOGS: (chart, timeline, delay, picture), NUMBERS: (measures, difference_by_pair)}
)
"""What is drawn together, the longer work first."""
FIGURES: Final = (*PARTS[NUMBERS], *PARTS[LOGS])


def draw(folder: str | Path, jobs: int | None = None) -> list[Path]:
    """Draw what a complete result folder shows into its `figures`, as PNG and SVG; return the files by name.

    It is done on two processes where they may be forked (Linux) and so many `jobs` are allowed; as many as there are
    cores are. A figure that has nothing to show is left out.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    workers = cores() if jobs is None else jobs
    executor = choose(workers, len(PARTS)) if sys.platform == "linux" else Serial()
    with closing(executor.run(partial(_draw_part, Path(folder)), tuple(PARTS))) as parts:
        return sorted(path for some in parts for part in some for path in part)


def _draw_part(folder: Path, part: str) -> list[Path]:
    return draw_all(gather(folder, logs=part == LOGS), folder / "figures", PARTS[part])


def draw_all(material: Material, into: Path, figures: Sequence[Figure] = FIGURES) -> list[Path]:
    """Draw every figure that has something to show into a folder."""
    with say_why(into):
        into.mkdir(parents=True, exist_ok=True)
    with styled():
        return [path for figure in figures for sheet in figure(material) for path in sheet.save(into)]
