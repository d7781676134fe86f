"""What the best tools of this kind get wrong, each as its users told it, does not happen here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.table.entries import WHITE, Advance, Choose, Inject, Note, Rewind, Undo
from sim.table.game import Game
from sim.table.state import Refused, State
from sim.table.views import view
from tests.table.tables import area, committed, game, planned, sorties

pytestmark = pytest.mark.slow


def seen(made: Game, state: State | None = None) -> dict[str, str]:
    """Return what every cell sees, as a web face would send it."""
    return {cell: json.dumps(view(made, cell, "en", state).plain()) for cell in (*made.rules.cells, WHITE)}


def played(folder: Path) -> Game:
    """Return a game in its third turn, with something of every sort said on the way."""
    made = planned(folder)
    made.submit("a", sorties("3 /d"))
    made.submit("b", area("south"))
    committed(made)
    made.submit(WHITE, Inject(id="flash", do="write", text={"en": "News for B."}, audience=("b",)))
    made.advance("plan")
    made.submit("a", Choose(decision="hunt", option="north"))
    made.submit("b", Note(text="We wait."))
    committed(made)
    made.advance("plan")
    return made


def test_169_a_game_with_secrets_is_rewound_for_every_cell(tmp_path: Path) -> None:
    """boardgame.io 169: clients cannot replay what they were never told, so a rewind shows them something else."""
    made = planned(tmp_path)
    then = seen(made)
    made.submit("a", sorties("3 /d"))
    made.submit("b", area("south"))
    committed(made)
    made.advance("plan")
    assert seen(made)["a"] != then["a"]
    made.rewind(1)
    assert seen(made) == then


def test_892_a_log_is_stepped_through_with_what_every_cell_saw_at_each_step(tmp_path: Path) -> None:
    """boardgame.io 892: outside a debugger nobody gets the state after each entry of the log."""
    made, kept = game(tmp_path), []
    for act in (Advance(), Inject(id="swell", do="hold"), Advance(), Advance(), Advance()):
        made.submit(WHITE, act)
        kept.append((made.state, seen(made)))
    again = Game(made.path)
    for number, (state, views) in enumerate(kept, 1):
        assert again.at(number) == state
        assert seen(again, again.at(number)) == views


def test_820_the_log_remembers_what_was_undone(tmp_path: Path) -> None:
    """boardgame.io 820: a move that is undone stays in the log as if it held, and the undo is not there."""
    made = planned(tmp_path)
    made.submit("a", sorties("3 /d"))
    made.undo("a")
    made = Game(made.path)
    assert [type(entry.act).__name__ for entry in made.entries] == ["Advance", "Order", "Undo"]
    assert [entry.number for entry in made.state.standing] == [1]
    made.rewind(1)
    assert isinstance(made.entries[-1].act, Rewind)
    with pytest.raises(Refused, match="there is no entry 2 in force"):
        made.submit("a", Undo(entry=2))


def test_218_672_who_lost_the_connection_finds_the_table_as_it_is(tmp_path: Path) -> None:
    """boardgame.io 218, 672: a client that lost its connection plays on alone, and nobody tells it."""
    here, there = planned(tmp_path), Game(tmp_path / "a.game")
    stale = here.state.number
    there.submit("a", sorties("3 /d"))
    with pytest.raises(Refused) as refused:
        here.submit("a", sorties("1 /d"), stale)
    assert refused.value.state == there.state  # told how the game stands
    with pytest.raises(Refused):  # an order whose acknowledgement was lost, sent once more
        there.submit("a", sorties("3 /d"), stale)
    assert seen(here) == seen(there) == seen(Game(here.path))


def test_715_a_game_that_is_opened_again_is_whole(tmp_path: Path) -> None:
    """boardgame.io 715: what is saved and restored is half of the state, and the next move fails."""
    made = played(tmp_path)
    again = Game(made.path)
    assert (again.state, again.entries, again.head) == (made.state, made.entries, made.head)
    assert again.journal().hash() == made.journal().hash()
    assert seen(again) == seen(made)
    committed(again)
    assert made.look() == again.state
    assert made.journal().hash() == again.journal().hash()


def test_a_branch_shares_the_past_and_goes_its_own_way(tmp_path: Path) -> None:
    made = played(tmp_path)
    made.submit("a", sorties("1 /d"))
    other = made.branch(tmp_path / "b.game", turn=2)
    assert (other.state.turn, other.state.phase, other.head.parent) == (2, "plan", "a.game")
    assert other.entries == made.entries[: other.head.parent_entry]
    assert seen(other) == seen(made, made.at(other.head.parent_entry))
    committed(other)
    assert "hunt" not in other.state.choices and "hunt" in made.state.choices
    assert made.branch(tmp_path / "c.game", entry=3).entries == made.entries[:3]
