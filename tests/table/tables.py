"""Games for tests: a small sea with four turns, read once."""

from functools import cache
from pathlib import Path

from sim.scenario.load import Scenario, load
from sim.table.entries import Act, Commit, Entry, Order
from sim.table.game import Game
from sim.table.rules import Rules, rules_of

SMALL = Path(__file__).parents[1] / "scenarios" / "table.yaml"
CELLS = ("a", "b")


@cache
def scenario() -> Scenario:
    return load(SMALL)


@cache
def rules() -> Rules:
    return rules_of(scenario(), "base")


def game(folder: Path, name: str = "a.game") -> Game:
    return Game.create(folder / name, scenario())


def planned(folder: Path) -> Game:
    """Return a game whose first turn is being planned."""
    made = game(folder)
    made.advance("plan")
    return made


def said(*acts: tuple[str, Act]) -> list[Entry]:
    """Return entries, each based on all before it."""
    return [Entry(number, cell, act, number - 1) for number, (cell, act) in enumerate(acts, 1)]


def committed(made: Game) -> Game:
    """Have every cell commit, so that the turn is run."""
    for cell in made.rules.cells:
        made.submit(cell, Commit())
    return made


def area(where: str = "south") -> Order:
    return Order(path="parts.frigate.area", value=where)


def sorties(rate: str = "1 /d") -> Order:
    return Order(path="parts.mpa.sorties", value=rate)
