"""Who sits at the table, how turns go, who commands what and what it costs."""

from __future__ import annotations

import pytest

from sim.scenario.load import bundled, load
from sim.table.entries import WHITE
from sim.table.rules import Rules, rules_of
from tests.table.tables import SMALL, rules


def changed(*changes: str) -> Rules:
    scenario = load(SMALL, changes)
    return rules_of(scenario, scenario.cases[0])


def test_turns_cover_the_whole_of_it_and_the_last_may_be_shorter() -> None:
    assert [rules().begins_s(turn) / 3600 for turn in range(1, 6)] == [0, 12, 24, 36, 48]
    uneven = changed("play.turn=20 h")
    assert (uneven.turns, [uneven.begins_s(turn) / 3600 for turn in (1, 2, 3, 4)]) == (3, [0, 20, 40, 48])
    assert [uneven.turn_of(hour * 3600) for hour in (0, 19.9, 20, 47)] == [1, 1, 2, 3]


def test_a_decision_is_due_in_the_turn_that_it_lies_in() -> None:
    assert [[each.id for each in rules().due(turn)] for turn in (1, 2, 3, 4)] == [[], ["hunt"], ["level"], []]


def test_a_part_is_its_side_s_a_link_its_sender_s_and_the_rest_the_white_cell_s() -> None:
    owner = {each.path: each.cell for each in rules().orderables}
    assert owner["parts.mpa.area"] == owner["arrangement[0].delay"] == "a"
    assert owner["parts.frigate.area"] == owner["arrangement[1].delay"] == "b"
    assert owner["parts.agreement.level"] == WHITE


def test_a_cell_may_command_some_parts_of_a_side() -> None:
    cells = "play.cells={staff: {side: a}, air: {side: a, parts: [mpa]}, b: {side: b}}"
    owner = {
        each.path: each.cell for each in changed(cells, "play.stocks={}", "play.prices={}", "decisions=[]").orderables
    }
    assert (owner["parts.mpa.area"], owner["parts.cell-a.analysts"]) == ("air", "staff")
    assert owner["arrangement[0].delay"] == "staff"


def test_one_cell_a_side_plays_where_the_scenario_names_none() -> None:
    assert list(rules_of(load("msa"), "arrangement").cells) == ["japan", "uk"]


def test_only_what_is_listed_may_be_ordered() -> None:
    listed = changed("play.orders=['parts.mpa.area', 'arrangement[*].releasable']")
    assert [each.path for each in listed.orderables] == [
        "parts.mpa.area", "arrangement[0].releasable", "arrangement[1].releasable",
    ]  # fmt: skip


def test_a_price_is_of_a_path_or_of_many() -> None:
    priced = changed("play.prices={'arrangement[*].releasable': {hours: 1}, 'arrangement.delay': {hours: 2}}")
    price = {each.path: dict(each.price) for each in priced.orderables}
    assert price["arrangement[1].releasable"] == {"hours": 1}
    assert price["arrangement[0].delay"] == {"hours": 2}
    assert price["parts.mpa.area"] == {}


def test_what_is_inside_a_parameter_is_ordered_with_it() -> None:
    found = rules().orderable("arrangement[0].products[1]")
    assert found is not None and found.path == "arrangement[0].products"
    assert rules().orderable("parts.mpa.areas") is None


def test_what_is_inside_a_part_may_be_ordered_too() -> None:
    (found,) = (
        each for each in rules_of(load("csg21"), "as-published").orderables if each.path == "parts.csg.flying.days"
    )
    assert (found.cell, found.root, found.inside) == ("group", "parts.csg", ("flying", "days"))


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_scenario_is_playable(name: str) -> None:
    scenario = load(name)
    for case in scenario.cases:
        found = rules_of(scenario, case)
        assert found.turns >= 2 and found.cells and found.orderables
        assert len({each.path for each in found.orderables}) == len(found.orderables)
