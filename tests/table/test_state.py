"""How a game stands is the fold of what was said: turns and phases, what holds, what was spent, what was taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.record.games import Line
from sim.scenario.orders import NO_ORDERS, Amendment
from sim.table.entries import (
    WHITE,
    Act,
    Advance,
    Answer,
    Choose,
    Commit,
    Entry,
    Inject,
    Note,
    Order,
    Override,
    Request,
    Rewind,
    Undo,
    act_of,
    entry_of,
    sort_of,
)  # fmt: skip
from sim.table.state import State, fold
from tests.table.tables import area, rules, said, sorties

HOUR_S = 3600.0
TURN = [(WHITE, Advance()), ("a", Commit()), ("b", Commit()), (WHITE, Advance()), (WHITE, Advance())]


def stand(*acts: tuple[str, Act]) -> State:
    return fold(rules(), said(*acts))


def where(state: State) -> tuple[int, str, float]:
    return state.turn, state.phase, state.now_s / HOUR_S


def test_a_game_begins_with_a_brief_and_no_orders() -> None:
    state = stand()
    assert where(state) == (1, "brief", 0.0)
    assert (state.number, state.over, state.orders, state.planning) == (0, False, NO_ORDERS, False)


def test_phases_follow_each_other_and_time_goes_on_when_a_turn_is_run() -> None:
    seen = [where(stand(*TURN[:n])) for n in range(len(TURN) + 1)]
    assert seen == [(1, "brief", 0), (1, "plan", 0), (1, "plan", 0), (1, "adjudicate", 12), (1, "review", 12),
                    (2, "brief", 12)]  # fmt: skip


def test_the_white_cell_may_end_the_planning_for_all() -> None:
    state = stand((WHITE, Advance()), ("a", Commit()), (WHITE, Advance()))
    assert (where(state), state.committed) == ((1, "adjudicate", 12), frozenset())


def test_the_last_review_ends_the_game() -> None:
    state = stand(*TURN * 4)
    assert (where(state), state.over) == ((4, "review", 48.0), True)


def test_an_order_holds_from_the_beginning_of_its_turn() -> None:
    state = stand(*TURN, (WHITE, Advance()), ("b", area("south")))
    assert state.orders.amendments == (Amendment(12 * HOUR_S, "order-7", {"parts.frigate.area": "south"}),)
    assert state.spent == {"a": {}, "b": {"hours": 3.0}}


def test_of_several_orders_along_one_path_in_a_turn_the_last_one_holds_and_is_paid_for() -> None:
    state = stand((WHITE, Advance()), ("a", sorties("1 /d")), ("a", sorties("3 /d")))
    assert [each.changes for each in state.orders.amendments] == [{"parts.mpa.sorties": "3 /d"}]
    assert state.spent["a"] == {"hours": 5.0}


def test_orders_of_two_turns_are_both_paid_for() -> None:
    state = stand((WHITE, Advance()), ("a", sorties("1 /d")), *TURN[1:], (WHITE, Advance()), ("a", sorties("3 /d")))
    assert [each.at_s for each in state.orders.amendments] == [0.0, 12 * HOUR_S]
    assert state.spent["a"] == {"hours": 10.0}


def test_a_cell_s_decision_is_what_it_chose_last() -> None:
    state = stand(("a", Choose(decision="hunt", option="both")), ("a", Choose(decision="hunt", option="north")))
    assert (state.orders.choices, state.spent["a"]) == ({"hunt": "north"}, {})
    assert stand(("a", Choose(decision="hunt", option="both"))).spent["a"] == {"hours": 6.0}


@pytest.mark.parametrize(
    ("chosen", "came"),
    [([], {}), ([("a", "closely")], {"level": "closely"}), ([("a", "closely"), ("b", "loosely")], {}),
     ([("a", "closely"), ("b", "closely")], {"level": "closely"}),
     ([("a", "loosely"), (WHITE, "closely"), ("b", "loosely")], {"level": "closely"})],
)  # fmt: skip
def test_a_joint_decision_is_what_all_who_chose_agree_upon(chosen: list[tuple[str, str]], came: dict[str, str]) -> None:
    assert stand(*((cell, Choose(decision="level", option=o)) for cell, o in chosen)).orders.choices == came


def test_a_request_is_in_force_once_it_is_granted_and_paid_for_by_who_grants_it() -> None:
    ask = ("a", Request(path="parts.frigate.area", value="south", to="b"))
    asked = stand((WHITE, Advance()), ask)
    assert (asked.orders, asked.requests[0].granted) == (NO_ORDERS, None)
    granted = stand((WHITE, Advance()), ask, ("b", Answer(request=2, granted=True)))
    assert granted.orders.amendments == (Amendment(0.0, "order-3", {"parts.frigate.area": "south"}),)
    assert granted.spent == {"a": {}, "b": {"hours": 3.0}}
    refused = stand((WHITE, Advance()), ask, ("b", Answer(request=2, granted=False)))
    assert (refused.orders, refused.requests[0].granted) == (NO_ORDERS, False)


def test_a_request_that_is_taken_back_takes_its_answer_along() -> None:
    state = stand(
        (WHITE, Advance()), ("a", Request(path="parts.frigate.area", value="south", to="b")),
        ("b", Answer(request=2, granted=True)), ("a", Undo(entry=2)),
    )  # fmt: skip
    assert (state.orders, state.requests, [each.number for each in state.standing]) == (NO_ORDERS, (), [1])


def test_injects_are_fired_now_held_or_written() -> None:
    wrote = Inject(id="flash", do="write", text={"en": "News."}, audience=("a",), effect={"weather": {"sea_state": 5}})
    state = stand(*TURN, (WHITE, Inject(id="swell", do="hold")), (WHITE, Inject(id="late", do="fire")), (WHITE, wrote))
    assert (state.orders.held, state.orders.fired) == ({"swell"}, {"late": 12 * HOUR_S})
    assert state.orders.amendments == (Amendment(12 * HOUR_S, "flash", {"weather": {"sea_state": 5}}),)
    assert [(each.id, each.audience) for each in state.written] == [("flash", ("a",))]
    let = stand((WHITE, Inject(id="swell", do="hold")), (WHITE, Inject(id="swell", do="fire")))
    assert (let.orders.held, let.orders.fired) == (frozenset(), {"swell": 0.0})


def test_rulings_are_kept_with_their_reasons() -> None:
    (ruled,) = stand(*TURN[:3], (WHITE, Override(what="cues", value=9, reason="Twice."))).overrides
    assert (ruled.turn, ruled.what, ruled.value, ruled.reason) == (1, "cues", 9, "Twice.")


def test_undoing_takes_an_entry_out_of_force_and_leaves_the_others() -> None:
    state = stand((WHITE, Advance()), ("a", sorties("1 /d")), ("b", area()), ("a", Undo(entry=2)))
    assert [each.number for each in state.standing] == [1, 3]
    assert (state.number, state.spent["a"]) == (4, {})


def test_rewinding_goes_back_to_the_planning_of_a_turn() -> None:
    before = ((WHITE, Advance()), ("a", sorties("1 /d")), *TURN[1:], (WHITE, Note(text="2")), (WHITE, Advance()))
    after = (("b", area()), ("a", Commit()), ("b", Commit()), (WHITE, Advance()), (WHITE, Rewind(turn=2)))
    state, planned = stand(*before, *after), stand(*before)
    assert where(state) == (2, "plan", 12.0)
    assert (state.standing, state.orders, state.committed) == (planned.standing, planned.orders, frozenset())


ACTS = st.sampled_from(
    [(WHITE, Advance()), ("a", Commit()), ("b", Commit()), ("a", sorties("3 /d")), ("b", area()),
     (WHITE, Rewind(turn=1)), ("a", Choose(decision="hunt", option="both")), (WHITE, Inject(id="late", do="fire")),
     ("a", Undo(entry=2)), ("a", Request(path="parts.frigate.area", value="south", to="b")),
     ("b", Answer(request=3, granted=True))]
)  # fmt: skip


@given(st.lists(ACTS, max_size=30))
def test_the_state_is_a_function_of_the_entries_alone(acts: list[tuple[str, Act]]) -> None:
    entries = said(*acts)
    state = fold(rules(), entries)
    assert state == fold(rules(), list(entries))
    assert state.number == len(entries)
    assert {each.number for each in state.standing} <= {each.number for each in entries}
    assert all(each.number in state.turn_of for each in state.standing)
    assert 1 <= state.turn <= rules().turns


@given(st.lists(ACTS, max_size=12), st.lists(ACTS, max_size=12))
def test_what_was_said_later_and_taken_back_leaves_no_trace(
    first: list[tuple[str, Act]], then: list[tuple[str, Act]]
) -> None:
    """Undo in the opposite order all that stands since: the state is what it was, but for its number."""
    entries = said(*first)
    before = fold(rules(), entries)
    then = [(cell, act) for cell, act in then if not isinstance(act, Undo | Rewind)]
    entries += [Entry(n, cell, act, 0) for n, (cell, act) in enumerate(then, len(entries) + 1)]
    for entry in entries[len(first) :]:
        entries.append(Entry(len(entries) + 1, WHITE, Undo(entry=entry.number), 0))
    after = fold(rules(), entries)
    assert (after.orders, after.standing, where(after), after.spent) == (
        before.orders, before.standing, where(before), before.spent,
    )  # fmt: skip


@pytest.mark.parametrize("act", [area(), Choose(decision="x", option="y"), Answer(request=1, granted=True), Advance(),
                                 Inject(id="x", do="write", text={"en": "T"}, effect={"parts.x.y": [1, "2"]}),
                                 Order(path="p", value={"a": [1.5, None, True]})])  # fmt: skip
def test_an_entry_is_read_back_as_it_was_kept(act: Act) -> None:
    line = Line(3, "a", sort_of(act), 2, act.model_dump(mode="json"))
    assert entry_of(line) == Entry(3, "a", act, 2)
    assert act_of(sort_of(act), line.body) == act
