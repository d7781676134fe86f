"""The files of an exercise's hand-outs, one page a file, so that a card is printed for its cell alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sim.base.tongue import Tongue
from sim.record.files import write_text
from sim.report.document.blocks import Document
from sim.report.document.page import as_html
from sim.scenario.load import Scenario
from sim.table.entries import WHITE
from sim.table.handout.cards import card
from sim.table.handout.desk import Desk
from sim.table.handout.facilitator import facilitator
from sim.table.handout.students import students
from sim.table.msel import played

__all__ = ["handout_files", "write_handouts"]


def handout_files(folder: Path, scenario: Scenario) -> dict[str, Path]:
    """Return the files of a scenario's hand-outs, by what they are."""
    cards = (f"role-{cell}" for cell in (*played(scenario).cells, WHITE))
    return {what: folder / f"{scenario.name}-{what}.html" for what in (*cards, "students", "facilitator")}


def write_handouts(folder: Path, scenario: Scenario, say: Tongue) -> list[Path]:
    """Write role cards, hand-out and facilitator's sheet, and return the files.

    Raises: UserError when the disk refuses.
    """
    files, pages = handout_files(folder, scenario), _pages(Desk(played(scenario), say))
    for what, path in files.items():
        write_text(path, as_html(pages[what]()))
    return [*files.values()]


def _pages(desk: Desk) -> Mapping[str, Callable[[], Document]]:
    cards = {f"role-{cell}": partial(card, desk, cell) for cell in (*desk.rules.cells, WHITE)}
    return {**cards, "students": partial(students, desk), "facilitator": partial(facilitator, desk)}
