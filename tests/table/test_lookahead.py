"""Looking ahead takes what the cell knows and other luck."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from sim.base.errors import UserError
from sim.experiment.simulate import simulate
from sim.measure.catalogue import measured
from sim.measure.compare import contrast
from sim.table.entries import WHITE, Act, Answer, Choose, Inject, Note, Order, Request
from sim.table.game import Game
from sim.table.lookahead import known_orders, other_luck, whatif
from tests.table.tables import area, committed, planned, scenario, sorties

pytestmark = pytest.mark.slow
TRIED = (sorties("6 /d"),)


@cache
def second() -> Game:
    """Return a game whose second turn is being planned; both sides gave orders in the first."""
    made = planned(Path(mkdtemp()))
    made.submit("a", Order(path="parts.mpa.area", value="north"))
    made.submit("b", area("south"))
    committed(made)
    made.advance("plan")
    return made


def on(made: Game) -> Game:
    return made.branch(Path(mkdtemp()) / "x.game", entry=made.state.number)


def test_a_cell_looks_ahead_with_its_own_orders_and_what_it_was_told() -> None:
    mine = known_orders(second(), "a")
    assert [dict(each.changes) for each in mine.amendments] == [{"parts.mpa.area": "north"}]
    assert (mine.held, mine.fired) == ({"swell", "tip", "rumour", "late"}, {})
    committed(later := on(second()))
    heard = {cell: known_orders(later, cell) for cell in ("a", "b")}
    assert heard["a"].fired.keys() == {"rumour", "tip", "swell"}
    assert heard["b"].fired.keys() == {"rumour", "swell"}


def test_what_was_granted_is_known_to_both() -> None:
    made = planned(Path(mkdtemp()))
    made.submit("a", Request(path="parts.frigate.area", value="south", to="b"))
    made.submit("b", granted(made))
    assert [len(known_orders(made, cell).amendments) for cell in ("a", "b")] == [1, 1]


def granted(made: Game) -> Act:
    return Answer(request=made.state.requests[0].number, granted=True)


@pytest.mark.parametrize(
    "secret", [("b", Order(path="parts.frigate.speed", value="9 kn")), (WHITE, Inject(id="late", do="fire")),
               ("b", Note(text="x")), ("b", Order(path="arrangement[1].releasable", value=0.0))]
)  # fmt: skip
def test_what_others_do_changes_nothing_of_what_a_cell_sees_ahead(secret: tuple[str, Act]) -> None:
    made = on(second())
    before = whatif(made, "a", TRIED, 2, jobs=1)
    made.submit(*secret)
    assert whatif(made, "a", TRIED, 2, jobs=1) == before


def test_the_luck_looked_ahead_with_is_not_the_game_s() -> None:
    paths = (("whatif", "a", "1"), ("whatif", "a", "2"), ("whatif", "b", "1"))
    seeds = {other_luck(scenario(), *path).spec.seed for path in paths}
    assert len(seeds | {scenario().spec.seed}) == 4


def test_an_outlook_compares_what_is_tried_with_what_holds() -> None:
    outlook = {each.measure: each for each in whatif(second(), "a", TRIED, 3, jobs=1)}
    orders = known_orders(second(), "a")
    luck = other_luck(scenario(), "whatif", "a", "2")
    without = {k: measured(simulate(luck, "base", k, orders), ["flying_hours"])["flying_hours"] for k in range(3)}
    flown = outlook["flying_hours"].contrast
    assert flown.to == contrast(without, without, pairs=True).to
    assert flown.difference.mean is not None and flown.difference.mean > 0  # three times the sorties
    assert (flown.difference.paired, outlook["flying_hours"].unit) == (True, "h")


@pytest.mark.parametrize(
    ("act", "said"),
    [(Order(path="parts.mpa.sortis", value="1 /d"),
      "whatif: parts.mpa.sortis: cannot be ordered; did you mean 'parts.mpa.sorties'?"),
     (sorties("often"), "whatif: parts.mpa.sorties: found 'often'"),
     (Choose(decision="hnt", option="north"), "there is no decision 'hnt'; did you mean 'hunt'?"),
     (Note(text="x"), "whatif: looks at orders and choices")],
)  # fmt: skip
def test_what_cannot_be_tried_is_said(act: Act, said: str) -> None:
    with pytest.raises(UserError) as caught:
        whatif(second(), "a", (act,), 2, jobs=1)
    assert said in str(caught.value)
