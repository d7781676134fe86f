"""Every scenario that comes with the package can be played to its end."""

from pathlib import Path

import pytest

from sim.scenario.load import bundled, load
from tests.face.play.sitting import begun, sat

LOOKS = ("map", "picture", "orders", "log", "stocks")


@pytest.mark.slow
@pytest.mark.parametrize("name", bundled())
def test_it_is_played_in_two_turns(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    half = f"{scenario.spec.duration / 2 / 3600:g} h"
    game = begun(tmp_path, name, f"play.turn={half}" if "play" in scenario.plain() else f"play={{turn: {half}}}")
    cells = list(game.rules.cells)
    said = sat(game, *(each for _ in range(2) for _ in cells for each in (*LOOKS, "commit")), "review")
    assert game.state.over
    assert "the game is over, after 2 turns" in said
    assert [each.cell for each in game.entries if each.sort == "commit"] == cells * 2
    assert said.count("a character is") == 2 * len(cells)
    assert "there is no command" not in said
