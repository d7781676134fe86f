"""A game at a terminal, from the first brief to the review: turns, hand-overs, the white cell, and going on."""

from pathlib import Path

import pytest

from sim.face.play.command import opened
from sim.face.play.showing import CLEAR
from sim.table.entries import Answer, Choose, Inject, Note, Override, Request
from sim.table.game import Game
from tests.face.play.sitting import Script, begun, sat, sitting

WHOLE = ("commit",) * 8


@pytest.fixture
def game(tmp_path: Path) -> Game:
    return begun(tmp_path)


@pytest.mark.slow
def test_cells_ask_answer_choose_and_take_back(game: Game) -> None:
    said = sat(
        game, "request frigate area south", "note They may refuse.", "commit",  # a
        "brief", "answer 1 no", "undo", "answer yes", "commit",  # b
        "brief", "choose hunt both", "stocks", "commit",
    )  # fmt: skip
    acts = [each.act for each in game.state.standing]
    assert Request(path="parts.frigate.area", value="south", to="b") in acts
    assert [each.granted for each in acts if isinstance(each, Answer)] == [True]
    assert [each.path for each in game.state.given] == ["parts.frigate.area"]
    assert Choose(decision="hunt", option="both") in acts
    assert "request 1 is refused" in said
    assert "taken back: refuses the request" in said
    assert "answer 1 yes|no" in said
    assert "Side A asks Side B" in said
    assert "hours  Side A   10      6     4" in said


@pytest.mark.slow
def test_the_facilitator_leads(game: Game) -> None:
    said = sat(
        game, "inject hold tip", "inject write fog Fog closes. effect {weather: {sea_state: 6, for: 2 h}}", "advance",
        "commit", "commit", "review", "override cues 9 because One was counted twice.",
        "override 'the mood' bad because Yes.", "advance", "advance", "brief", "rewind 1", "hand-over white",
        "inject fire tip", cells=["white,a,b"],
    )  # fmt: skip
    acts = [each.act for each in game.entries]
    assert [(each.id, each.do) for each in acts if isinstance(each, Inject)] == [
        ("tip", "hold"), ("fog", "write"), ("tip", "fire"),
    ]  # fmt: skip
    ruled = [(each.what, each.value) for each in acts if isinstance(each, Override)]
    assert ruled == [("cues", 9), ("the mood", "bad")]
    assert "* ruled: cues counts as 9, because One was counted twice." in said
    assert "the mood is no measure so far: it is kept as an outcome in words" in said
    assert "Injects that come next, unless they are held: rumour, swell\n" in said
    assert "turn 1 is planned anew; what was said since is kept, and no longer holds" in said
    assert "You keep the clock." in said
    assert (game.state.turn, game.state.phase) == (1, "plan")


@pytest.mark.slow
def test_a_game_goes_on_where_it_was_left(game: Game) -> None:
    first = sat(game, "mpa sorties 3 /d", "note Wait.", "brief")
    game.close()
    assert first.endswith(f"The game is kept in {game.path}. To go on:\n  sim play {game.path}\n")
    with opened(str(game.path), None, None, None, ()) as again:
        said = sat(again, "quit")
        assert "parts.mpa.sorties shall be 3 /d" in said
        assert "Wait." in said


@pytest.mark.slow
def test_it_is_played_to_its_end_and_back(game: Game) -> None:
    said = sat(game, *WHOLE, "commit", "map", "log", "rewind 4", "commit", "commit", alone=True)
    assert "--- Side" not in said
    assert said.count("the game is over, after 4 turns") == 2
    assert "commit: the game is over; rewind, or branch from an earlier turn" in said
    assert "transfers_observed_count" in said
    assert f"The after-action page: sim review {game.path}" in said


@pytest.mark.slow
def test_one_cell_is_played_and_the_others_do_nothing(game: Game) -> None:
    said = sat(game, *("commit",) * 4, cells=["b"])
    assert "a 1/4" not in said
    assert {each.cell for each in game.entries} == {"b", "white"}
    assert game.state.over


@pytest.mark.slow
def test_a_branch_is_a_new_game_and_a_copy_is_none(game: Game) -> None:
    said = sat(game, "commit", "commit", "note Here.", "save", "save friday", "branch 1", "note There.", "save friday")
    branch, copy = (game.path.with_name(name) for name in ("one-1.game", "friday.game"))
    assert f"This is a new game from turn 1 on: {branch}. The other one stays as it is: {game.path}" in said
    notes = {
        path.name: [each.act.text for each in Game(path).entries if isinstance(each.act, Note)]
        for path in (game.path, branch, copy)
    }
    assert notes == {"one.game": ["Here."], "one-1.game": ["There."], "friday.game": ["Here."]}
    assert "friday.game: is there already; choose another name, or open it" in said


@pytest.mark.slow
def test_nothing_of_a_cell_stays_on_the_screen_of_the_next(game: Game) -> None:
    typed = ["", "note Secret thought.", "commit", "", "brief", "map", "picture", "log"]
    session, out = sitting(game, typed, live=True)
    assert session.play() == 0
    before, after = out.getvalue().split("This screen is for Side B.")
    assert "Secret thought." in before
    assert before.endswith(CLEAR) or CLEAR in before[before.index("Secret thought.") :]
    assert after.splitlines()[1].startswith(CLEAR)
    assert "Secret thought." not in after
    assert "Side A opens" not in after
    assert isinstance(session.reader, Script)
    assert session.reader.forgot == 2  # what was typed cannot be called back with the arrow keys


@pytest.mark.slow
def test_whoever_does_not_come_leaves_the_game_as_it_is(game: Game) -> None:
    session, out = sitting(game, ["", "commit"], live=True)
    assert session.play() == 0
    assert "sim play" in out.getvalue()
    assert game.state.committed == {"a"}


@pytest.mark.slow
def test_an_interruption_tells_how_to_go_on(game: Game) -> None:
    session, out = sitting(game, ["mpa sorties 3 /d", "^C"])
    assert session.play() == 3
    assert out.getvalue().endswith(f"To go on:\n  sim play {game.path}\n")
    assert game.state.given[0].value == "3 /d"


@pytest.mark.slow
def test_the_log_is_stepped_through_and_causes_are_told(game: Game) -> None:
    said = sat(game, "commit", "commit", "log", "log 31")
    pages = said.split("a 2/4 plan> log")
    assert "more; log 31 goes on, log why NUMBER tells what led to an event" in pages[1]
    assert pages[2].splitlines()[1].startswith("31 ")
    view = sitting(game, [])[0].view_of("a")
    caused = next(each for each in view.told if each.cause)
    chain = sat(game, f"log why {caused.number}").split(f"log why {caused.number}\n")[1].splitlines()
    assert chain[0].startswith(view.told[(caused.cause or 0) - 1].clock)
    assert chain[1].startswith(f"  {caused.clock}")


@pytest.mark.slow
def test_the_look_ahead_is_shown(game: Game) -> None:
    said = sat(game, "whatif 2 mpa area north; choose hunt both", "whatif 2")
    assert "as it is" in said
    assert "with these" in said
    assert "2 runs each with other luck, to the end; what others do is not known" in said
    assert said.count("with these") == 1
    assert len(game.entries) == 1


@pytest.mark.slow
def test_screens_speak_japanese_and_keep_to_their_width(game: Game) -> None:
    from rich.cells import cell_len

    said = sat(game, "commit", "commit", "map", "picture", "orders", "stocks", "review", "help", lang="ja")
    assert "甲" in said
    assert "航空機はどこを捜索するか" in said
    typed = [line for line in said.splitlines() if "> " in line or "sim play" in line or ".game" in line]
    assert [line for line in said.splitlines() if cell_len(line) > 80 and line not in typed and "  " not in line] == []
