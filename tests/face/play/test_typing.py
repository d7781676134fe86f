"""What is typed at a terminal: orders in every form, and mistakes that get one line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.face.play.session import VERBS, Session
from sim.table.entries import Order
from sim.table.game import Game
from tests.face.play.sitting import begun, sat, sitting


@pytest.fixture
def game(tmp_path: Path) -> Game:
    return begun(tmp_path)


PROMPT = re.compile(r"(a|b|white) (\d/4 \w+|over)> ")


def replies(said: str, line: str) -> list[str]:
    """Return what was printed between a line and the next prompt."""
    after = said.split(f"> {line}\n", 1)[1].split("The game is kept in ")[0]
    lines = after.splitlines()
    prompts = [nth for nth, each in enumerate(lines) if PROMPT.match(each)]
    return lines[: prompts[0]] if prompts else lines


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "order parts.mpa.sorties 3 /d", "order mpa.sorties 3 /d", "order mpa sorties 3 /d", "mpa sorties 3 /d",
        "mpa.sorties=3 /d", "mpa.sorties = 3 /d", "parts.mpa.sorties '3 /d'", "mpa sorties=3 /d",
        "ORDER mpa sorties 3 /d",
    ],
)  # fmt: skip
def test_an_order_may_be_written_in_many_ways(game: Game, line: str) -> None:
    said = sat(game, line)
    assert "parts.mpa.sorties: 2 /d → 3 /d, from the end of planning on" in said
    assert [each.act for each in game.entries if isinstance(each.act, Order)] == [
        Order(path="parts.mpa.sorties", value="3 /d")
    ]


MISTAKES = [
    ("ordr mpa sorties 3 /d", "there is no command 'ordr'; did you mean 'order'?"),
    ("mpaa sorties 3 /d", "there is no command 'mpaa'; did you mean 'mpa'?"),
    ("xyzzy", "there is no command 'xyzzy'; type help for the commands"),
    ("mpa sortie 3 /d", "order: found 'mpa sortie'; did you mean 'sorties'?"),
    ("order", "order: found no path; write a path and a value, such as: order parts.mpa.area north"),
    ("order mpa sorties", "order: found no value for parts.mpa.sorties; rate such as 30 /d; it is 2 /d now"),
    ("order mpa sorties 3", "order: parts.mpa.sorties: found the bare number 3; say its unit:"),
    ("mpa area nort", "order: parts.mpa.area: there is no area 'nort'; did you mean 'north'?"),
    ("order sail area north", "order: 'sail' cannot be ordered; orders lists what can be"),
    ("frigate area south", "order: parts.frigate.area is b's to order; ask them: request parts.frigate.area south"),
    ("order mpa area [", "order"),
    ("request mpa area north", "request: parts.mpa.area: 'parts.mpa.area' is your own to order; give it as an order"),
    ("choose", "choose: nothing is to be decided in this turn; brief says when something is"),
    ("answer 1 yes", "answer: nobody asks anything of you; brief shows requests when there are some"),
    ("undo", "undo: you have said nothing in this turn that can be taken back; brief shows what was said"),
    ("undo x", "undo: found 'x'; write the number that brief shows before it, or undo alone"),
    ("undo 99", "undo: there is nothing under 99 that you can take back; write one of: none"),
    ("commit now", "commit: found 'now' too; see: help commit"),
    ("note", "note: found no text; write what is to be remembered: note We expect them in the north."),
    ("advance", "advance: is the white cell's to say; give the screen to the facilitator first: hand-over white"),
    ("inject fire tip", "inject: is the white cell's to say;"),
    ("override cues 1 because x", "override: is the white cell's to say;"),
    ("rewind 1", "rewind: is the white cell's to say;"),
    ("branch x", "branch: found 'x'; write the number of a turn: branch 1"),
    ("branch 3", "branch: turn 3 has not been planned"),
    ("hand-over", "hand-over: found no cell; write to whom: hand-over a, hand-over b, hand-over white"),
    ("hand-over wite", "hand-over: there is no cell 'wite'; did you mean 'white'?"),
    ("log 77", "log: found '77'; write the number of an event, 1 to 2, or: log why 1"),
    ("log why", "log: found no number; write the number of an event, 1 to 2, or: log why 1"),
    ("help oder", "help: there is no command 'oder'; did you mean 'order'?"),
    ("whatif 1 mpa area north", "whatif: found 1 runs; ask for 2 to 1000"),
    ("whatif mpa area", "whatif: found no value for parts.mpa.area; name of an area"),
    ("map please", "map: found 'please' too; see: help map"),
    ("note don't \x1b[31m", "noted"),
    ('"', "there is no command '\"'; type help for the commands"),
]  # fmt: skip


@pytest.mark.slow
def test_a_mistake_gets_one_line_and_the_game_goes_on(game: Game) -> None:
    for line, answer in MISTAKES:
        session, out = sitting(game, [line])
        assert session.play() == 0
        found = replies(out.getvalue(), line) if "\x1b" not in line else out.getvalue().splitlines()
        text = " ".join(found)
        assert answer in text, (line, found)
        assert "Traceback" not in text
        assert "\x1b" not in text.replace(line, "")
        assert sum(":" in each or ";" in each for each in found) <= 2 or "noted" in text, (line, found)
    assert [each.sort for each in game.entries] == ["advance", "note"]


WHITE_MISTAKES = [
    ("commit", "commit: the white cell does not commit; advance to end the planning for all"),
    ("inject", "inject: found nothing; write one of: fire, hold, write; see: help inject"),
    ("inject fir tip", "inject: found 'fir'; did you mean 'fire'?; see: help inject"),
    ("inject fire", "inject: found no name; write one of: late, rumour, swell, tip"),
    ("inject fire tp", "inject: there is no inject 'tp'; did you mean 'tip'?"),
    ("inject write fog", "inject: nothing is told; write what the cells are told: inject write fog"),
    ("inject write tip Again.", "inject: id: the id 'tip' is taken; write another id"),
    ("inject write fog Fog. effect {weather: {sea: 6}}", "inject: effect.weather.sea_state: nothing is given;"),
    ("inject write fog Fog. effect {weather: {sea_state: 6, for: 2 d, area: nort}}", "there is no area 'nort';"),
    ("inject write fog Fog. effect {parts.mpa.area: x}", "inject: parts.mpa.area: there is no area 'x'"),
    ("inject write fog Fog. effect 3", "inject: effect: found 3; write names and values such as {name: value}"),
    ("override cues 3", "override: found no value and reason; write: override transfers_observed 0.4 because"),
    ("override cues 3 because we say so", "override: nothing has come of this turn yet: it is plan;"),
    ("rewind", "rewind: found no turn; write the turn to plan anew: rewind 1"),
    ("rewind two", "rewind: found 'two'; write the number of a turn: rewind 1"),
    ("rewind 4", "rewind: turn 4 has not been planned yet"),
]


@pytest.mark.slow
def test_the_facilitators_mistakes_get_one_line_too(game: Game) -> None:
    for line, answer in WHITE_MISTAKES:
        said = sat(game, "hand-over white", line)
        assert answer in " ".join(replies(said, line)), line
    assert [each.sort for each in game.entries] == ["advance"]


@pytest.mark.slow
def test_every_command_has_help_with_an_example_that_is_one(game: Game) -> None:
    said = sat(game, "help", *(f"help {name}" for name in VERBS))
    for name, verb in VERBS.items():
        assert verb.example.split()[0] == name
        assert replies(said, f"help {name}")[-1].endswith(verb.example)
        assert any(line.startswith(f"{name} ") or line == name for line in replies(said, "help"))


COMPLETIONS: list[tuple[str, list[str]]] = [
    ("com", ["commit"]),
    ("mp", ["mpa"]),
    ("mpa ", ["area", "on_station", "sorties"]),
    ("mpa area ", ["north", "south"]),
    ("order parts.mpa.area s", ["south"]),
    ("order fri", ["frigate"]),
    ("help ho", []),
    ("help hand", ["hand-over"]),
    ("hand-over ", ["a", "b", "white"]),
    ("inject ", ["fire", "hold", "write"]),
    ("inject hold t", ["tip"]),
    ("inject write t", []),
    ("choose ", ["hunt"]),
    ("choose hunt n", ["north"]),
    ("choose none ", []),
    ("answer ", []),
    ("undo ", []),
    ("log ", ["why"]),
    ("branch ", ["1", "2"]),
    ("nothing at all ", []),
    ("note 'open", []),
]


@pytest.mark.slow
def test_words_are_completed(game: Game) -> None:
    session, _ = sitting(game, ["commit", "commit"])
    session.play()
    for line, words in COMPLETIONS:
        assert session.complete(line) == words, line


@pytest.mark.slow
def test_what_may_be_ordered_is_shown_in_short_and_in_full(game: Game) -> None:
    said = sat(game, "mpa sorties 3 /d", "orders", "orders frigate", "orders mpa.sorties", "stocks")
    shown = "\n".join(replies(said, "orders"))
    assert "Requests you may make of Side B, with what was published" in shown
    assert next(line.split() for line in shown.splitlines() if line.startswith("mpa.sorties"))[:5] == [
        "mpa.sorties", "2", "/d", "3", "/d",
    ]  # fmt: skip
    assert "mpa" not in "\n".join(replies(said, "orders frigate"))
    assert "what it means  Fly more sorties, or fewer" in "\n".join(replies(said, "orders mpa.sorties"))
    assert replies(said, "stocks")[1].split() == ["hours", "Side", "A", "10", "5", "5"]


def played(game: Game) -> Callable[..., Session]:
    def play(*lines: str) -> Session:
        session, _ = sitting(game, lines)
        session.play()
        return session

    return play


@pytest.mark.slow
def test_completion_offers_what_can_be_answered_and_taken_back(game: Game) -> None:
    session = played(game)("request frigate area south", "commit")
    assert (session.cell, session.complete("answer "), session.complete("answer 1 ")) == ("b", ["1"], ["no", "yes"])
    session = played(game)("hand-over b", "answer yes", "answer 1 no")
    assert session.complete("undo ") == ["2"]
