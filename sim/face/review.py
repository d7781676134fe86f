"""`sim review`: the after-action page of a game."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Final

from sim.base.errors import Fault, UserError
from sim.experiment.replicate import Interrupted
from sim.face import show
from sim.face.progress import shown_progress
from sim.table.counterfactual import Counterfactuals, kept_beside
from sim.table.game import Game
from sim.table.review import beside, write_review

__all__ = ["review_command"]

DONE: Final = 0
INTERRUPTED: Final = 3


def review_command(
    game: Path, out: Path | None = None, lang: str | None = None, replications: int = 200, jobs: int | None = None
) -> int:
    """Write the review of a game and say where it is; return the exit code.

    Raises: UserError, for the door to print.
    """
    for option, number, what in (("-n", replications, "replications"), ("--jobs", jobs, "processes")):
        if number is not None and number < 1:
            raise UserError(Fault(option, "", f"found {number}", f"write how many {what}, 1 or more"))
    with Game(game) as opened:
        try:
            with shown_progress() as told:
                what_if = Counterfactuals(opened, replications, jobs, told, kept_beside(game))
                written = write_review(opened, what_if, out or beside(game), lang)
        except Interrupted as interrupted:
            again = shlex.join(["sim", "review", str(game), "-n", str(replications)])
            print(f"Interrupted: {interrupted}. The same command goes on:\n  {again}", file=sys.stderr)
            return INTERRUPTED
    for path in written:
        show.line(str(path))
    return DONE
