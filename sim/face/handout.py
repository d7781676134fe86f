"""`sim handout`: write what is printed for an exercise."""

from __future__ import annotations

from pathlib import Path

from sim.base.tongue import Tongue
from sim.face import show
from sim.record.files import refuse_overwriting, say_why
from sim.scenario.load import load
from sim.table.handout import handout_files, write_handouts

__all__ = ["handout_command"]


def handout_command(scenario: str, sets: list[str], lang: str | None, out: Path, *, force: bool) -> int:
    """Write role cards, a hand-out and the facilitator's sheet, and say where; return the exit code.

    Raises: UserError, for the door to print.
    """
    loaded = load(scenario, sets)
    refuse_overwriting([] if force else handout_files(out, loaded).values())
    with say_why(out):
        out.mkdir(parents=True, exist_ok=True)
    for path in write_handouts(out, loaded, Tongue(lang or loaded.spec.lang)):
        show.line(str(path))
    return 0
