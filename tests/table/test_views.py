"""What a view tells: the clock, what happened, platforms, tracks, decisions, orders, requests, stocks and measures."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest

from sim.measure.catalogue import measured
from sim.models.mda_sharing import FRESH_S
from sim.scenario.load import bundled, load
from sim.table.entries import WHITE, Answer, Choose, Commit, Note, Override, Request
from sim.table.game import Game
from sim.table.shown import View
from sim.table.views import view
from tests.table.tables import area, committed, game, planned, sorties

pytestmark = pytest.mark.slow


@cache
def third() -> Game:
    """Return a game whose third turn is being planned."""
    made = committed(planned(Path(mkdtemp())))
    made.advance("plan")
    committed(made)
    made.advance("plan")
    return made


def own(folder: Path) -> Game:
    return third().branch(folder / "x.game", entry=third().state.number)


def test_the_clock_says_where_the_game_is() -> None:
    clock = view(third(), "a").clock
    assert (clock.turn, clock.turns, clock.phase, clock.over) == (3, 4, "plan", False)
    assert (clock.begins, clock.ends, clock.now) == ("2021-03-02 00:00", "2021-03-02 12:00", "2021-03-02 00:00")


def test_before_anything_was_run_there_are_posts_and_no_tracks(tmp_path: Path) -> None:
    shown = view(game(tmp_path), "a")
    assert (shown.clock.now_s, shown.tracks, shown.measures, shown.injects) == (0.0, (), (), ())
    assert {each.name for each in shown.platforms} == {"station", "Kanoya"}
    assert (shown.brief, shown.name) == ("You lead side A.", "Side A")


def test_what_happened_is_told_of_the_turn_that_was_run_last() -> None:
    told = view(third(), "a").told
    assert 43200.0 <= min(each.time_s for each in told) <= max(each.time_s for each in told) < 86400.0
    assert all(each.says for each in told)
    assert all(each.cause is None or each.cause < each.number for each in told)


def test_a_view_is_worded_in_its_language() -> None:
    shown = view(third(), "a", "ja")
    assert (shown.title, shown.name, shown.brief) == ("小さな机", "甲", "甲を率いる。")
    assert {each.text for each in shown.injects} >= {"うねりが高まる。"}
    assert any("甲" in each.says for each in shown.told)


def test_platforms_are_where_their_last_leg_has_brought_them() -> None:
    shown, journal = view(third(), "b"), third().journal()
    (frigate,) = (each for each in shown.platforms if each.name == "frigate")
    legs, table = journal.table("leg"), journal.table("platform")
    number = int(table["platform"][table["name"] == "frigate"][0])
    last = np.flatnonzero(legs["platform"] == number)[-1]
    assert frigate.lat_deg == pytest.approx(legs["b_lat_deg"][last], abs=1e-4)
    assert frigate.side == "b" and frigate.moving == (frigate.speed_kn is not None)
    assert {each.side for each in shown.platforms} == {"b"}
    assert {each.side for each in view(third(), WHITE).platforms} == {"a", "b"}


def test_tracks_are_no_older_than_the_picture_s_rule_and_in_it() -> None:
    shown = view(third(), "a")
    assert all(0 <= each.age_s <= FRESH_S for each in shown.tracks)
    assert any(each.name for each in shown.tracks) and any(each.signs for each in shown.tracks)


def test_the_white_cell_sees_every_vessel_that_is_there() -> None:
    shown, journal = view(third(), WHITE), third().journal()
    legs = journal.table("leg")
    there = {int(n) for n in legs["platform"][legs["end_s"] >= 86400.0]} & {
        *journal.table("vessel")["vessel"].tolist(), *journal.table("hull")["vessel"].tolist(),
    }  # fmt: skip
    assert {each.number for each in shown.tracks} >= there
    assert there


def test_a_decision_is_put_to_whose_it_is_in_the_turn_it_is_due(tmp_path: Path) -> None:
    made = committed(planned(tmp_path))
    assert view(made, "a").decisions == ()
    made.advance("plan")
    (hunt,) = view(made, "a").decisions
    assert (hunt.id, hunt.asks, hunt.default, hunt.chosen) == ("hunt", "Where shall the aircraft search?", "south", "")
    assert [(each.id, each.label, dict(each.price)) for each in hunt.options] == [
        ("north", "north", {}), ("south", "south", {}), ("both", "North and more", {"hours": 6}),
    ]  # fmt: skip
    assert (view(made, "b").decisions, view(made, WHITE).decisions[0].id) == ((), "hunt")
    made.submit("a", Choose(decision="hunt", option="both"))
    assert view(made, "a").decisions[0].chosen == "both"
    assert [(each.name, each.spent, each.left) for each in view(made, "a").stocks] == [("hours", 6.0, 4.0)]


def test_orders_say_what_holds_and_what_may_be_written(tmp_path: Path) -> None:
    made = own(tmp_path)
    made.submit("a", sorties("3 /d"))
    orders = {each.path: each for each in view(made, "a").orders}
    mine = orders["parts.mpa.sorties"]
    assert (mine.cell, mine.value, mine.shown, mine.ordered) == ("a", "2 /d", "2 /d", "3 /d")
    assert (mine.says, mine.write, dict(mine.price)) == (
        "Fly more sorties, or fewer",
        "rate such as 30 /d",
        {"hours": 5},
    )
    assert orders["parts.mpa.area"].choices == ("north", "south")
    assert dict(orders["parts.cell-a.analysts"].limits) == {"least": 1, "most": 500}
    assert orders["arrangement[0].products"].choices == ("track", "anomaly", "image", "tasking", "warning")
    assert orders["arrangement[0].delay"].part == "Side A → Side B"
    assert view(made, "a").orders[0].cell == "a"
    committed(made)
    assert next(e for e in view(made, "a").orders if e.path == "parts.mpa.sorties").shown == "3 /d"


def test_a_cell_sees_what_it_said_and_takes_it_back_by_its_own_count(tmp_path: Path) -> None:
    made = own(tmp_path)
    made.submit("b", area("south"))
    made.submit("a", sorties("3 /d"))
    (entered,) = (each for each in view(made, "a").entered if each.can_undo)
    assert entered.says == "parts.mpa.sorties shall be 3 /d"
    made.undo("a", made.true_number("a", entered.number))
    assert not any(each.can_undo for each in view(made, "a").entered)


def test_a_request_is_seen_by_both_and_answered(tmp_path: Path) -> None:
    made = own(tmp_path)
    made.submit("a", Request(path="parts.frigate.area", value="south", to="b"))
    (wanted,) = view(made, "b").requests
    made.submit("b", Answer(request=made.true_number("b", wanted.number), granted=True))
    assert [view(made, cell).requests[0].granted for cell in ("a", "b")] == [True, True]


def test_who_has_committed_is_seen_by_all(tmp_path: Path) -> None:
    made = own(tmp_path)
    made.submit("b", Commit())
    assert [(each.cell, each.committed) for each in view(made, "a").seats] == [("a", False), ("b", True)]


def test_the_white_cell_has_the_measures_so_far_and_a_cell_counts_its_own_work() -> None:
    shown = {each.name: each.value for each in view(third(), WHITE).measures}
    whole = measured(third().journal(), third().rules.spec.measures)
    assert {name: value for name, value in shown.items() if value is not None} == {
        name: value for name, value in whole.items() if value == value
    }
    assert {each.name for each in view(third(), "a").measures} == {"cues.a", "flying_hours.a"}


def test_a_ruling_is_marked_with_its_reason(tmp_path: Path) -> None:
    made = own(tmp_path)
    committed(made)
    made.submit(WHITE, Override(what="cues", value=9, reason="One was counted twice."))
    (cues,) = (each for each in view(made, WHITE).measures if each.name == "cues")
    assert (cues.ruled, cues.reason) == (9, "One was counted twice.")
    assert cues.value != 9


def test_the_white_cell_is_told_which_injects_come_next(tmp_path: Path) -> None:
    made = committed(planned(tmp_path))
    assert view(made, WHITE).waiting == ("rumour", "swell", "tip")
    assert view(made, "a").waiting == ()


def test_notes_are_seen_by_their_writer_and_the_white_cell(tmp_path: Path) -> None:
    made = own(tmp_path)
    made.submit("a", Note(text="Between ourselves."))
    said = {cell: "Between ourselves." in str(view(made, cell).entered) for cell in ("a", "b", WHITE)}
    assert said == {"a": True, "b": False, WHITE: True}


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_scenario_has_a_view_for_each_cell(name: str, tmp_path: Path) -> None:
    made = Game.create(tmp_path / "a.game", load(name))
    made.advance("adjudicate")
    views: dict[str, View] = {cell: view(made, cell) for cell in (*made.rules.cells, WHITE)}
    assert any(each.told or each.bars or each.tracks for each in views.values())
    assert all(each.orders for each in views.values())
    assert all(each.until_s is None or each.until_s < views[WHITE].clock.now_s for each in views[WHITE].bars)
    assert "ship -1" not in str([each.told for each in views.values()])
