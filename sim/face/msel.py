"""`sim msel`: write the event list of an exercise."""

from __future__ import annotations

from pathlib import Path

from sim.base.tongue import Tongue
from sim.face import show
from sim.record.files import refuse_overwriting, say_why
from sim.scenario.load import load
from sim.table.msel import msel_files, write_msel

__all__ = ["msel_command"]


def msel_command(scenario: str, sets: list[str], lang: str | None, out: Path, *, force: bool) -> int:
    """Write the master scenario events list as CSV, Markdown and XLSX, and say where; return the exit code.

    Raises: UserError, for the door to print.
    """
    loaded = load(scenario, sets)
    refuse_overwriting([] if force else msel_files(out, loaded.name).values())
    with say_why(out):
        out.mkdir(parents=True, exist_ok=True)
    for path in write_msel(out, loaded, Tongue(lang or loaded.spec.lang)):
        show.line(str(path))
    return 0
