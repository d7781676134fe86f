"""`sim play`: begin a game or go on with one, at a terminal or from a file of orders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sim.base.errors import Fault, UserError, unknown
from sim.base.tongue import Tongue
from sim.face.play.leading import free_path
from sim.face.play.reading import reader_for
from sim.face.play.screens import Screens
from sim.face.play.session import Session
from sim.face.play.showing import Shower, terminal
from sim.report.teller import names_in
from sim.scenario.load import load
from sim.scenario.spec import ScenarioSpec
from sim.table.entries import WHITE
from sim.table.game import Game
from sim.table.rules import Rules, rules_of

__all__ = ["opened", "play_command", "screens_of", "seated"]

WIDEST: Final = 120  # wider lines are hard to read
GAMES: Final = b"SQLite format 3\0"
COLOURS: Final = MappingProxyType({
    "blue": "blue", "orange": "dark_orange", "green": "green", "purple": "magenta", "sky": "cyan", "yellow": "yellow",
    "vermilion": "red", "black": "",
})  # fmt: skip


def play_command(
    source: str,
    case: str | None = None,
    seed: int | None = None,
    game: Path | None = None,
    cells: Sequence[str] = (),
    lang: str | None = None,
    sets: Sequence[str] = (),
    orders: Path | None = None,
    *,
    solo: bool = False,
    as_json: bool = False,
) -> int:
    """Play a scenario, or go on with a game; return the exit code.

    Raises: UserError, for the door to print.
    """
    if orders is not None:
        return _homework(orders, source, case, seed, game, lang, sets, as_json=as_json)
    if as_json:
        raise UserError(Fault("--json", "", "is of what a file of orders comes to", "add --orders FILE"))
    with opened(source, case, seed, game, sets, cells) as table:
        shower, screens = Shower(terminal()), screens_of(table.rules.spec, lang)
        reader = reader_for(lambda line: session.complete(line), shower)
        session = Session(table, seated(table.rules, cells), shower, reader, screens.say, screens, solo)
        session.tell(session.say("Everything said is kept in {path}, as it is said.", path=table.path))
        code = session.play()
        session.game.close()
    return code


def _homework(
    orders: Path, source: str, case: str | None, seed: int | None, game: Path | None, lang: str | None,
    sets: Sequence[str], *, as_json: bool,
) -> int:  # fmt: skip
    from sim.face.play.homework import homework

    if case is not None:
        raise UserError(
            Fault("--case", "", "the file of orders says which case is played", f"write case: {case} in it")
        )
    changes = _changes(seed, sets)
    scenario = load(source, changes)
    path = game or free_path(scenario.name)
    return homework(orders, path, source, changes, screens_of(scenario.spec, lang), Shower(terminal()), as_json=as_json)


def screens_of(spec: ScenarioSpec, lang: str | None) -> Screens:
    """Return how a scenario is shown on this terminal."""
    say, colours = Tongue(lang or spec.lang), {n: COLOURS[each.colour or "black"] for n, each in spec.sides.items()}
    return Screens(say, min(terminal().width, WIDEST), names_in(spec.sides, say), colours)


def _changes(seed: int | None, sets: Sequence[str]) -> list[str]:
    """Return the changes that options make to a scenario."""
    return [*sets, *([] if seed is None else [f"seed={seed}"])]


def opened(
    source: str, case: str | None, seed: int | None, path: Path | None, sets: Sequence[str], cells: Sequence[str] = ()
) -> Game:
    """Open the game that a file holds, or begin one of a scenario in which some cells are to be played."""
    if _is_game(Path(source)):
        fixed = {"--case": case, "--seed": seed, "--set": list(sets) or None, "--game": path}
        for option, given in fixed.items():
            if given is not None:
                raise UserError(Fault(option, "", "a game that was begun keeps what it was begun with", "leave it out"))
        return Game(source)
    if source.endswith(".game"):
        raise UserError(Fault(source, "", "there is no such game", "begin one with: sim play SCENARIO"))
    scenario = load(source, _changes(seed, sets))
    seated(rules_of(scenario, case or scenario.cases[0]), cells)  # before there is a file
    return Game.create(path or free_path(scenario.name), scenario, case or "")


def _is_game(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(GAMES)) == GAMES
    except OSError:
        return False


def seated(rules: Rules, cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells that are played here: those named, or all of the scenario's."""
    known = (*rules.cells, WHITE)
    named = [cell.strip() for each in cells for cell in each.split(",") if cell.strip()]
    for cell in named:
        if cell not in known:
            raise UserError(Fault("--cells", "", f"there is no cell '{cell}'", unknown(cell, known)))
    return tuple(dict.fromkeys(named)) or tuple(rules.cells)
