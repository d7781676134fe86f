"""A small game played to its end: a choice, an order, a request refused, a turn rewound, a ruling, hostile notes."""

from pathlib import Path

from sim.table.entries import WHITE, Answer, Choose, Inject, Note, Order, Override, Request
from sim.table.game import Game
from tests.table.tables import game, sorties

HOSTILE = '<script>alert(1)</script> | *bold* "&quot;" [a](javascript:b) \u202ereversed'


def played(folder: Path, name: str = "a.game", *, turns: int = 4) -> Game:
    """Return a game played until the end of a turn."""
    made = game(folder, name)
    _first(made)
    if turns > 1:
        _second(made)
    for _ in range(2, turns):
        made.advance("adjudicate")
        made.advance("brief" if made.state.turn < made.rules.turns else "review")
    if made.state.turn == made.rules.turns and turns == made.rules.turns:
        made.advance()
    return made


def _first(made: Game) -> None:
    made.advance("plan")
    made.submit("a", sorties("3 /d"))
    made.submit("b", Note(text=HOSTILE))
    made.submit("b", Request(path="parts.mpa.area", value="north", to="a"))
    made.submit("b", Order(path="parts.frigate.area", value="south"))
    made.undo("b")
    made.submit("a", Answer(request=3 + 1, granted=False))
    made.advance("adjudicate")
    made.submit(WHITE, Override(what="cues", value=7, reason=HOSTILE))
    made.advance("brief")


def _second(made: Game) -> None:
    made.advance("plan")
    made.submit("a", Choose(decision="hunt", option="south"))
    made.advance("adjudicate")
    made.rewind(2)
    made.submit("a", Choose(decision="hunt", option="north"))
    made.submit(WHITE, Inject(id="leak", do="write", text={"en": HOSTILE}))
    made.advance("adjudicate")
    made.advance("brief")
