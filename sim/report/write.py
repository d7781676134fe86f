"""All that people look at in a result folder: figures, the replay, and the report that holds the figures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sim.report.document import write_report
from sim.report.figures import drawings
from sim.report.replay import write_replay
from sim.report.together import together

__all__ = ["write_all"]


def write_all(folder: Path, jobs: int | None = None, lang: str | None = None, style: str = "light") -> list[Path]:
    """Write every figure, replay.html, report.html and report.md of a complete result folder; return the files by name.

    `lang` is the scenario's own when left out; `style` is that of the figures.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    written = together([*drawings(folder, lang, style), partial(_replay, folder, lang)], jobs)
    return sorted([*written, *write_report(folder, lang)])


def _replay(folder: Path, lang: str | None) -> list[Path]:
    return [write_replay(folder, lang=lang)]
