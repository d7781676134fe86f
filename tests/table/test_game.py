"""A game is begun, opened, branched and run again; what makes no difference to a journal is not run twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.experiment.simulate import simulate
from sim.table.entries import WHITE, Choose, Commit, Note
from sim.table.game import Game
from tests.table.tables import area, committed, game, planned, scenario, sorties


def test_a_game_plays_the_case_that_is_named_or_the_first(tmp_path: Path) -> None:
    assert game(tmp_path).head.case == "base"
    with pytest.raises(UserError, match="there is no case 'bse'; did you mean 'base'"):
        Game.create(tmp_path / "b.game", scenario(), "bse")
    assert not (tmp_path / "b.game").exists()


def test_a_game_keeps_the_scenario_it_was_begun_with(tmp_path: Path) -> None:
    made = game(tmp_path)
    assert made.scenario.hash == scenario().hash
    assert made.scenario.name == "table"
    assert made.scenario.setting("base") == scenario().setting("base")


@pytest.mark.slow
def test_the_journal_is_that_of_the_scenario_with_the_orders(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("b", area("south"))
    committed(made)
    made.advance("plan")
    made.submit("a", sorties("9 /d"))
    whole = simulate(scenario(), "base", 0, made.state.orders)
    assert made.journal().records == [each for each in whole.records if each.time_s < 43200.0]
    assert made.journal().header["duration_s"] == 43200.0


@pytest.mark.slow
def test_only_what_the_run_must_know_makes_it_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, runs = committed(planned(tmp_path)), []
    monkeypatch.setattr("sim.table.game.simulate", lambda *a, **k: runs.append(1) or simulate(*a, **k))
    made.journal()
    made.advance("plan")
    made.submit("a", Note(text="x"))
    made.submit("a", sorties("3 /d"))  # holds from now on
    made.submit("a", Choose(decision="hunt", option="north"))
    made.journal()
    made.told()
    assert runs == [1]
    committed(made)
    made.journal()
    assert runs == [1, 1]


def test_a_cell_knows_entries_by_its_own_count(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("b", Note(text="x"))
    made.submit("a", sorties())
    assert (made.number_for("a", 3), made.true_number("a", 1), made.number_for(WHITE, 3)) == (1, 3, 3)
    with pytest.raises(UserError, match="there is no entry 2; name one of 1 to 1"):
        made.true_number("a", 2)


def test_undo_takes_back_the_last_thing_a_cell_said(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("a", sorties())
    made.submit("a", Note(text="x"))
    made.submit("b", Commit())
    made.undo("a")
    assert [type(each.act).__name__ for each in made.state.standing] == ["Advance", "Order", "Commit"]
    made.undo("a")
    with pytest.raises(UserError, match="undo"):
        made.undo("a")


@pytest.mark.parametrize(("given", "said"), [({"turn": 3}, "turn 3 has not been planned: this is turn 1, plan"),
                                             ({"entry": 9}, "there is no entry 9; name one of 0 to 1")])  # fmt: skip
def test_a_past_there_never_was_cannot_be_shared(tmp_path: Path, given: dict[str, int], said: str) -> None:
    with pytest.raises(UserError, match=said):
        planned(tmp_path).branch(tmp_path / "b.game", **given)  # type: ignore[arg-type]
    assert not (tmp_path / "b.game").exists()


def test_a_branch_is_of_the_turn_as_it_was_planned_last(tmp_path: Path) -> None:
    made = committed(planned(tmp_path))
    made.advance("plan")
    made.rewind(1)
    made.submit("a", sorties("3 /d"))
    other = made.branch(tmp_path / "b.game", turn=1)
    assert (other.state.turn, other.state.phase, other.state.given) == (1, "plan", ())
    assert other.state.number == made.state.number - 1
