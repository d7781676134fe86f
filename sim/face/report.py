"""`sim report`: write the page of a result folder."""

from __future__ import annotations

from pathlib import Path

from sim.face import show
from sim.report.document import write_report

__all__ = ["report_command"]


def report_command(result: Path, lang: str | None = None) -> int:
    """Write report.html and report.md into a complete result folder and say where they are; return the exit code.

    Raises: UserError, for the door to print.
    """
    for path in write_report(result, lang):
        show.line(str(path))
    return 0
