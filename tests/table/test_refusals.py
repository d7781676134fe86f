"""What may not be said is refused in a sentence that says why and what to do, with how the game stands now."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.record.games import GameFile
from sim.table.entries import (
    WHITE,
    Act,
    Advance,
    Answer,
    Choose,
    Commit,
    Inject,
    Note,
    Order,
    Override,
    Request,
    Rewind,
    Undo,
)  # fmt: skip
from sim.table.game import Game
from sim.table.state import Refused
from tests.table.tables import area, committed, game, planned, sorties

ASK = Request(path="parts.frigate.area", value="south", to="b")
WRITE = Inject(id="flash", do="write", text={"en": "News."})


def kept(made: Game) -> int:
    file = GameFile(made.path)
    number = len(file.entries())
    file.close()
    return number


def refusal(made: Game, cell: str, act: Act, based_on: int | None = None) -> str:
    before = kept(made)
    with pytest.raises(Refused) as caught:
        made.submit(cell, act, based_on)
    assert kept(made) == before, "what is refused is not kept"
    assert caught.value.state == made.state
    return str(caught.value)


@pytest.mark.parametrize(
    ("cell", "act", "said"),
    [
        ("c", Note(text="x"), "note: there is no cell 'c'; write one of: a, b, white"),
        ("a", Advance(), "advance: is the white cell's to say; ask the facilitator"),
        ("a", Order(path="parts.mpa.sortie", value="1 /d"),
         "order: parts.mpa.sortie: cannot be ordered; did you mean 'parts.mpa.sorties'?"),
        ("a", Order(path="parts.network.cargo", value="1 bbl"), "parts.network.cargo: cannot be ordered; write one"),
        ("a", area(), "'parts.frigate.area' is b's to order; ask them: a request to b"),
        ("a", Order(path="parts.agreement.level", value=1), "'parts.agreement.level' is white's to order"),
        ("a", Order(path="arrangement[1].delay", value="5 min"), "'arrangement[1].delay' is b's to order"),
        ("a", Order(path="arrangement[*].delay", value="5 min"), "arrangement[*].delay: cannot be ordered; did you"),
        ("a", sorties("often"), "order: parts.mpa.sorties: found 'often', not a rate; write a rate such as '30 /d'"),
        ("a", Order(path="parts.mpa.area", value="nroth"), "there is no area 'nroth'; did you mean 'north'?"),
        ("a", Order(path="parts.cell-a.analysts", value=0), "found 0; write a number of at least 1"),
        ("a", Order(path="parts.mpa.area.x", value="north"), "the path leads nowhere"),
        ("a", Order(path="arrangement[0].releasable", value=2), "order: arrangement[0].releasable: "),
        ("a", Choose(decision="hunt", option="north"), "'hunt' is due in turn 2, and this is turn 1; choose in turn 2"),
        ("a", Choose(decision="hnt", option="north"), "there is no decision 'hnt'; did you mean 'hunt'?"),
        ("b", Request(path="parts.frigate.area", value="south", to="b"), "'parts.frigate.area' is your own to order"),
        ("b", Request(path="parts.mpa.area", value="south", to="white"), "is a's to order, not white's; ask a"),
        ("a", Request(path="parts.frigate.area", value="west", to="b"), "there is no area 'west'"),
        ("b", Answer(request=1, granted=True), "there is no request 1 to b"),
        (WHITE, Commit(), "the white cell does not commit; advance to end the planning for all"),
        ("a", Undo(entry=7), "there is no entry 7 in force"),
        ("a", Undo(entry=1), "time has gone on since; rewind to this turn's planning"),
        (WHITE, Rewind(turn=2), "turn 2 has not been planned yet: this is turn 1, plan"),
        (WHITE, Inject(id="swel", do="fire"), "there is no inject 'swel'; did you mean 'swell'?"),
        (WHITE, Inject(id="flash", do="write"), "inject: text: nothing is told; write its text"),
        (WHITE, Inject(id="hunt", do="write", text={"en": "x"}), "the id 'hunt' is taken; write another id"),
        (WHITE, Inject(id="x", do="write", text={"en": "x"}, audience=("c",)), "there is no side 'c'"),
        (WHITE, Inject(id="x", do="write", text={"en": "x"}, effect={"weather": {"sea_state": 12, "for": "1 h"}}),
         "inject: effect.weather.sea_state: found 12; write a number of at most 9"),
        (WHITE, Inject(id="x", do="write", text={"en": "x"}, effect={"weather": {"sea_state": 5}}),
         "inject: effect.weather.for: nothing is given; write for: 90 min, how long it lasts"),
        (WHITE, Inject(id="x", do="write", text={"en": "x"},
                       effect={"weather": {"sea_state": 5, "for": "1 h", "area": "nroth"}}),
         "there is no area 'nroth'; did you mean 'north'?"),
        (WHITE, Inject(id="x", do="write", text={"en": "x"}, effect={"parts.mpa.area": "west"}), "no area 'west'"),
        (WHITE, Override(what="cues", value=9, reason="x"), "nothing has come of this turn yet: it is plan"),
    ],
)  # fmt: skip
def test_what_may_not_be_said_while_planning(tmp_path: Path, cell: str, act: Act, said: str) -> None:
    assert said in refusal(planned(tmp_path), cell, act)


def test_orders_are_given_in_the_plan_phase(tmp_path: Path) -> None:
    made = game(tmp_path)
    assert "orders are given in the plan phase, and this is brief" in refusal(made, "a", sorties())
    committed(made_planned := planned_in(made))
    assert "this is adjudicate" in refusal(made_planned, "a", sorties())


def planned_in(made: Game) -> Game:
    made.advance("plan")
    return made


def test_a_cell_that_has_committed_takes_that_back_first(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("a", Commit())
    assert "the cell has committed for this turn; take the commit back first" in refusal(made, "a", sorties())
    made.undo("a")
    made.submit("a", sorties())


def test_what_cannot_be_paid_for_says_what_is_left(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("b", area("south"))
    made.submit("b", area("north"))  # the first is given back
    committed(made)
    made.advance("plan")
    assert "takes 3 hours, and 1 of 4 are left" in refusal(made, "b", area("south"))
    made.submit("a", sorties())
    assert "takes 6 hours, and 5 of 10 are left" in refusal(made, "a", Choose(decision="hunt", option="both"))
    made.submit("a", Choose(decision="hunt", option="north"))


def test_a_decision_is_taken_by_whose_it_is_among_its_options(tmp_path: Path) -> None:
    made = committed(planned(tmp_path))
    made.advance("plan")
    assert "'hunt' is for a to decide; tell a what you would choose" in refusal(
        made, "b", Choose(decision="hunt", option="north")
    )
    assert "there is no option 'nrth' of 'hunt'; did you mean 'north'?" in refusal(
        made, "a", Choose(decision="hunt", option="nrth")
    )


def test_a_request_is_answered_once_by_whom_it_is_put_to(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("a", ASK)
    assert "there is no request 2 to a" in refusal(made, "a", Answer(request=2, granted=True))
    made.submit("b", Answer(request=2, granted=False))
    assert "request 2 was refused already; undo that answer first" in refusal(
        made, "b", Answer(request=2, granted=True)
    )


def test_a_cell_takes_back_its_own_and_the_white_cell_anything_of_the_turn(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("a", sorties())
    assert "entry 2 is not b's to take back; ask the white cell" in refusal(made, "b", Undo(entry=2))
    made.submit(WHITE, Undo(entry=2))
    made.submit("a", sorties())
    committed(made)
    made.advance("plan")
    assert "entry 4 is of turn 1; rewind to that turn, or branch from it" in refusal(made, WHITE, Undo(entry=4))


@pytest.mark.slow
def test_an_inject_that_has_come_is_neither_fired_nor_held(tmp_path: Path) -> None:
    made = committed(planned(tmp_path))
    assert "rumour" not in made.told()  # it comes where the turn ends: as the next one begins
    committed(planned_in(made))
    for name, at in (("tip", "14 h"), ("rumour", "12 h")):
        for do in ("fire", "hold"):
            assert f"inject: {name}: has come already, at {at}; write a new one" in refusal(
                made, WHITE, Inject(id=name, do=do)
            )
    made.submit(WHITE, Inject(id="late", do="hold"))


def test_when_the_game_is_over_only_rewinding_rulings_and_notes_are_left(tmp_path: Path) -> None:
    made = game(tmp_path)
    for _ in range(4):
        made.advance("review")
        made.advance()
    assert made.state.over
    assert "the game is over; rewind, or branch from an earlier turn" in refusal(made, WHITE, Advance())
    made.submit("a", Note(text="That was that."))
    made.submit(WHITE, Override(what="cues", value=1, reason="One was false."))
    made.rewind(3)
    assert (made.state.turn, made.state.phase, made.state.over) == (3, "plan", False)


# Two at one table


def test_what_was_written_for_a_phase_that_has_passed_is_refused(tmp_path: Path) -> None:
    made = planned(tmp_path)
    seen = made.state.number
    committed(made)
    said = refusal(made, "a", sorties(), seen)
    assert "was written in turn 1, plan; it is turn 1, adjudicate now" in said


def test_what_another_has_set_since_is_refused_and_the_rest_is_not(tmp_path: Path) -> None:
    made = planned(tmp_path)
    other = Game(made.path)
    other.submit("a", sorties("3 /d"))
    assert "'parts.mpa.sorties' was set by a since (entry 2); look at the game again" in refusal(
        made, "a", sorties("1 /d"), 1
    )
    made.submit("a", Order(path="parts.mpa.area", value="north"), 1)  # what nobody touched
    other.submit("a", Undo(entry=2))
    assert "was set by a since" in refusal(made, "a", sorties("1 /d"), 3)
    made.submit("a", sorties("1 /d"))


def test_what_was_written_before_a_rewind_is_refused(tmp_path: Path) -> None:
    made = planned(tmp_path)
    made.submit("a", sorties())
    seen = made.state.number
    Game(made.path).rewind(1)
    assert "or the game was rewound; look at the game again" in refusal(
        made, "a", Order(path="parts.mpa.area", value="north"), seen
    )


def test_who_has_not_looked_is_held_to_what_it_saw(tmp_path: Path) -> None:
    made = planned(tmp_path)
    other = Game(made.path)
    other.submit("a", sorties("3 /d"))
    assert "was set by a since" in refusal(made, "a", sorties("1 /d"))
    assert made.state.given[0].value == "3 /d"
    made.submit("a", sorties("1 /d"))


@pytest.mark.parametrize("seen", [-1, 99])
def test_a_state_there_never_was_is_refused(tmp_path: Path, seen: int) -> None:
    assert f"was written for entry {seen} of a game that has 1" in refusal(planned(tmp_path), "a", sorties(), seen)
