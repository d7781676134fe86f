"""`sim rerun`: make a result again, and say whether it is what it was."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sim.experiment.replicate import Failed, Setup
from sim.experiment.rerun import Rerun, rerun
from sim.face import show
from sim.face.progress import shown_progress

__all__ = ["rerun_command"]

SHOWN_MAX: Final = 10


def rerun_command(
    folder: Path,
    cases: Sequence[str] = (),
    replications: int | None = None,
    *,
    jobs: int | None = None,
    as_json: bool = False,
    setup: Setup | None = None,
) -> int:
    """Make a result again and show whether its logs are what they were; return 0 when all are, else 1.

    Raises: UserError, for the door to print.
    """
    progress: AbstractContextManager[Any] = nullcontext(lambda _: None) if as_json else shown_progress()
    try:
        with progress as told:
            found = rerun(folder, cases, replications, jobs=jobs, on_progress=told, setup=setup)
    except Failed as failed:
        print(failed.failures[0].traceback, file=sys.stderr)
        raise
    if as_json:
        show.data(asdict(found) | {"folder": str(folder), "equal": found.equal})
    else:
        _show(found)
    return 0 if found.equal else 1


def _show(found: Rerun) -> None:
    if found.equal:
        show.line(f"All {found.runs} logs are what they were.")
        return
    show.line(f"{len(found.differing)} of {found.runs} logs are not what they were:")
    for each in found.differing[:SHOWN_MAX]:
        show.line(f"  case {each.case}, replication {each.replication}: was {each.was[:12]}…, is {each.now[:12]}…")
    more = len(found.differing) - SHOWN_MAX
    if more > 0:
        show.line(f"  and {more} more")
    if found.unlike:
        show.line("This is likely why:")
        for said in found.unlike:
            show.line(f"  {said}")
    else:
        show.line("Versions, revision and machine are the same, so this is a fault in sim, or the files were altered.")
        show.line("Please report it with run.json and scenario.yaml of the folder.")
