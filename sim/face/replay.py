"""`sim replay`: write the moving map of a result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.face import show

__all__ = ["replay_command"]

MEGABYTE: Final = 1e6


def replay_command(folder: Path, cases: Sequence[str], replication: int, *, lang: str | None, out: Path | None) -> int:
    """Write the replay of a result folder and say where it is, and how large.

    Raises: UserError, for the door to print.
    """
    from sim.report.replay import write_replay

    path = write_replay(folder, out, cases, replication, lang)
    show.line(f"replay:   {path} ({path.stat().st_size / MEGABYTE:.1f} MB); open it in a browser")
    return 0
