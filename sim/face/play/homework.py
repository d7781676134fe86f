"""`sim play SCENARIO --orders FILE`: a game played from a file, told turn by turn, or given as data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.face import show
from sim.face.play.screens import Screens
from sim.face.play.showing import Shower
from sim.table.entries import WHITE
from sim.table.game import Game
from sim.table.homework import play_out
from sim.table.shown import Number
from sim.table.views import view

__all__ = ["homework"]


def homework(
    orders: Path, game: Path, source: str, changes: Sequence[str], screens: Screens, shower: Shower, *, as_json: bool
) -> int:
    """Play a game from a file and show what came of it; return the exit code.

    Raises: UserError with every fault of the file, by line.
    """
    turns: list[dict[str, Any]] = []

    def told(played: Game) -> None:
        seen = view(played, WHITE, screens.say.lang)
        turns.append({"turn": seen.clock.turn, "ends": seen.clock.ends, "events": len(seen.told),
                      "measures": _data(seen.measures)})  # fmt: skip
        if not as_json:
            shower.show(screens.turn(seen))

    with play_out(orders, game, source, changes, on_turn=told) as played:
        last = view(played, WHITE, screens.say.lang)
    if as_json:
        show.data({"game": str(game), "turns": turns, "measures": _data(last.measures)})
    else:
        where = screens.say("The game is kept in {path}. To look at it: sim play {path}", path=game)
        shower.show(screens.measures(last.measures), "", where)
    return 0


def _data(numbers: Sequence[Number]) -> dict[str, dict[str, Any]]:
    """Return measures as data; one that was ruled says so."""
    told: dict[str, dict[str, Any]] = {}
    for each in numbers:
        told[each.name] = {"value": each.value, "unit": each.unit}
        if each.reason:
            told[each.name] |= {"ruled": each.ruled, "reason": each.reason}
    return told
