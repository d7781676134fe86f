"""A sea lane at work: who is warned and what masters do, who helps, how it ends, and what a case leaves alone."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.kernel.run import Run
from sim.measure.catalogue import measured
from sim.models.lane_events import (
    AttemptEnded,
    AttemptMade,
    GroupsOpened,
    ShipsWarned,
    SuspectSeen,
    WarningIssued,
    WarningLapsed,
)
from sim.models.lane_plan import passed
from sim.models.lane_ships import Traffic, traffic
from sim.parts.lane_patrol import PatrolCame, PatrolPosted, PatrolSent
from sim.parts.theatre import Theatre
from sim.picture.links import ReportReceived
from sim.scenario.load import load
from sim.scenario.orders import Orders
from tests.theatres import DAY_S, HOUR_S

LANE = "tests/scenarios/lane.yaml"


@cache
def run(case: str, *changes: str, choice: str = "not-yet") -> Journal:
    return simulate(load(LANE, changes), case, 0, Orders(choices={"open": choice}))


def events(journal: Journal, *classes: Any) -> list[Any]:
    return [record.event for record in journal.of(*classes)]


def deciding(at: str, change: str) -> str:
    """Return what to set so that one thing changes in mid-run."""
    return f"decisions=[{{at: {at}, id: open, asks: What?, options: {{a: {{{change}}}}}, default: a}}]"


def answers(journal: Journal, answer: str) -> dict[str, np.ndarray]:
    table = journal.table("reaction")
    return {name: column[table["answer"] == answer] for name, column in table.items()}


# Warnings


def test_without_a_centre_that_warns_nobody_hears_and_nobody_moves() -> None:
    journal = run("alone")
    assert not events(journal, WarningIssued, ShipsWarned) and not journal.table("reaction")
    table = journal.table("transit")
    assert (table["arrive_s"] == table["undisturbed_s"]).all() and (table["fuel_t"] == 0.0).all()
    assert measured(journal)["delay_per_transit"] == 0.0


def test_a_report_becomes_a_warning_after_the_centres_delay_and_a_partners_after_the_links() -> None:
    journal = run("shared")
    records = {record.seq: record for record in journal.records}
    own = [record for record in journal.of(WarningIssued) if record.event.side == record.event.origin]
    theirs = [record for record in journal.of(WarningIssued) if record.event.side != record.event.origin]
    assert own and theirs
    for record in own:
        assert isinstance(records[record.cause].event, (AttemptMade, SuspectSeen))
        assert record.time_s - records[record.cause].time_s == pytest.approx(0.5 * HOUR_S)
    for record in theirs:
        heard = records[record.cause]
        assert isinstance(heard.event, ReportReceived) and heard.event.product == "warning"
        first = records[records[heard.cause].cause]
        assert isinstance(first.event, WarningIssued) and first.event.side == record.event.origin
        assert record.time_s - first.time_s == pytest.approx(0.25 * HOUR_S)


def test_a_centre_that_warns_of_attacks_only_is_silent_on_sightings() -> None:
    journal = run("shared", "arrangement=[]")
    records = {record.seq: record for record in journal.records}
    causes = {(r.event.side, type(records[r.cause].event)) for r in journal.of(WarningIssued)}
    assert causes == {("a", AttemptMade), ("a", SuspectSeen), ("b", AttemptMade)}


def test_every_warning_lapses_when_its_life_is_over_unless_the_run_ends_first() -> None:
    journal = run("shared")
    issued = {each.event.warning: each.event.until_s for each in journal.of(WarningIssued)}
    lapsed = {each.event.warning: each.time_s for each in journal.of(WarningLapsed)}
    assert lapsed == {name: pytest.approx(until) for name, until in issued.items() if until < 20 * DAY_S}
    assert len(lapsed) > 10


def test_only_ships_of_the_side_that_will_be_there_are_told_and_each_answers_once() -> None:
    journal = run("shared")
    table, transit = journal.table("reaction"), journal.table("transit")
    warned = {each.warning: each for each in events(journal, ShipsWarned)}
    sides = dict(zip(transit["ship"].tolist(), transit["side"].tolist(), strict=True))
    for ship, warning in zip(table["ship"].tolist(), table["warning"].tolist(), strict=True):
        assert sides[ship] == warned[warning].side
    pairs = list(zip(table["ship"].tolist(), table["place"].tolist(), strict=True))
    assert len(pairs) == len(set(pairs)) > 100
    moved = sum(each.speed_up + each.stand_off + each.wait + each.join for each in warned.values())
    assert moved == len(pairs)
    assert all(each.ships == moved_of(each) + each.lookout for each in warned.values())


def moved_of(each: ShipsWarned) -> int:
    return each.speed_up + each.stand_off + each.wait + each.join


# What masters do


def test_who_speeds_up_gains_time_and_burns_more() -> None:
    those = answers(run("shared"), "speed_up")
    assert (those["delay_s"] < 0.0).all() and (those["fuel_t"] > 0.0).all() and len(those["ship"]) > 50


def test_who_stands_off_sails_the_longer_way_at_her_own_speed() -> None:
    journal = run("shared")
    those, transit = answers(journal, "stand_off"), journal.table("transit")
    own = transit["speed_m_s"][np.searchsorted(transit["ship"], those["ship"])]
    assert those["delay_s"] == pytest.approx(60 * 1852.0 / own) and len(own) > 20


def test_nobody_stands_off_where_there_is_no_room() -> None:
    places = run("shared").table("place")
    arabian = places["place"][places["name"] == "arabian"][0]
    assert not (answers(run("shared"), "stand_off")["place"] == arabian).any()


def test_who_waits_does_so_no_longer_than_the_warning_lives() -> None:
    waits = answers(run("shared"), "wait")
    assert (waits["delay_s"] > 0.0).all() and (waits["delay_s"] <= 12 * HOUR_S + 1.0).all() and len(waits["ship"]) > 5
    short = answers(run("shared", "parts.centre-a.life=2 h", "parts.centre-b.life=2 h"), "wait")
    assert (short["delay_s"] <= 2 * HOUR_S + 1.0).all()


def test_who_would_join_a_group_speeds_up_where_none_sails() -> None:
    assert not len(answers(run("shared"), "join")["ship"])
    joined = sum(each.join for each in events(run("groups"), ShipsWarned))
    assert joined == len(answers(run("groups"), "join")["ship"]) > 0


def test_masters_who_only_keep_a_lookout_cost_nothing_and_still_help() -> None:
    quiet = "parts.lane.masters={speed_up: 0, stand_off: 0, wait: 0, join: 0, lookout: 1}"
    journal, plain = run("shared", quiet), run("alone", quiet)
    assert not journal.table("reaction")
    assert [each.ship for each in events(journal, AttemptMade)] == [each.ship for each in events(plain, AttemptMade)]
    assert any(each.warned for each in events(journal, AttemptMade))
    deaf = [each.outcome for each in events(run("shared", quiet, "parts.lane.alerted=1"), AttemptEnded)]
    deft = [each.outcome for each in events(run("shared", quiet, "parts.lane.alerted=0"), AttemptEnded)]
    assert deft.count("boarded") < deaf.count("boarded")


# Groups


def test_groups_leave_together_and_who_is_in_one_keeps_its_speed() -> None:
    journal = run("groups")
    transit, places = journal.table("transit"), journal.table("place")
    corridor = places["place"][places["name"] == "groups"][0]
    passage = journal.table("passage")
    rows = passage["place"] == corridor
    at = np.searchsorted(transit["ship"], passage["ship"][rows])
    group = transit["group_m_s"][at]
    assert (group > 0.0).all() and (group <= transit["speed_m_s"][at] + 1e-9).all() and len(group) > 100
    takes = passage["leave_s"][rows] - passage["enter_s"][rows]
    assert takes * group == pytest.approx(np.full(len(group), (takes * group)[0]), rel=1e-9)
    sailed = journal.table("group")
    assert sailed["ships"].sum() <= len(group) and sailed["ships"].max() > 1


def test_groups_opened_in_mid_run_change_nothing_before_and_are_joined_after() -> None:
    opened, shut = run("shared", choice="open"), run("shared")
    (told,) = events(opened, GroupsOpened)
    assert told.ships > 50
    before = [record for record in opened.records if record.time_s < 8 * DAY_S]
    assert before == [record for record in shut.records if record.time_s < 8 * DAY_S] and len(before) > 30
    late = opened.table("transit")["arrive_s"].sum() - shut.table("transit")["arrive_s"].sum()
    assert late > told.ships * HOUR_S


def test_what_was_worked_out_at_the_start_cannot_change_on_the_way() -> None:
    lane = load(LANE, [deciding("8 d", "parts.bab.speed: 9 kn")])
    with pytest.raises(UserError, match="'bab' cannot change so while ships are under way"):
        simulate(lane, "shared", 0)


# Help, and how it ends


def test_attempts_end_by_help_only_if_it_comes_before_the_boarding() -> None:
    journal = run("shared", "parts.aden.boards_in=2 h")
    records = {record.seq: record for record in journal.records}
    came = {(r.event.ship, r.event.area): r for r in journal.of(PatrolCame)}
    ends = {(r.event.ship, r.event.area): r for r in journal.of(AttemptEnded)}
    made = [records[record.cause] for record in ends.values()]
    assert all(isinstance(record.event, AttemptMade) for record in made) and len(ends) > 20
    for key, end in ends.items():
        helped = key in came and came[key].event.response_s <= end.event.after_s
        assert (end.event.outcome == "interrupted") == helped
    assert {record.event.outcome for record in ends.values()} == {"boarded", "repelled", "interrupted"}


def test_only_who_is_asked_comes_and_the_unit_that_is_soonest() -> None:
    for sent in events(run("alone"), PatrolSent):
        assert sent.side == sent.asked_by
    asked = {(each.asked_by, each.side) for each in events(run("shared"), PatrolSent)}
    assert asked == {("a", "a"), ("a", "b"), ("b", "b")}  # b's link carries no tasking


def test_a_unit_is_not_in_two_places_at_once() -> None:
    busy: dict[tuple[str, int], float] = {}
    for record in run("shared").of(PatrolSent):
        unit = (record.event.patrol, record.event.unit)
        assert record.time_s >= busy.get(unit, 0.0)
        busy[unit] = record.event.arrives_s + 6 * HOUR_S


def test_patrols_that_move_or_shrink_count_by_the_day() -> None:
    lane = load(LANE, [deciding("5 d", "parts.patrol-b.ships: 0")])
    journal = simulate(lane, "alone", 0)
    assert [each.ships for each in events(journal, PatrolPosted)] == [1, 2, 0]
    assert measured(journal)["patrol_days"] == pytest.approx(20 + 2 * 5)
    assert all(record.event.patrol != "patrol-b" for record in journal.of(PatrolSent) if record.time_s > 5 * DAY_S)


# What cases share


def test_luck_belongs_to_ships_and_not_to_cases() -> None:
    """Who is attacked and how it ends is the same wherever nothing that matters has changed."""
    plain = {(each.ship, each.area): each for each in events(run("alone"), AttemptMade)}
    other = {(each.ship, each.area): each for each in events(run("shared"), AttemptMade)}
    same = [key for key in plain.keys() & other.keys() if plain[key].speed_kn == other[key].speed_kn]
    assert len(same) > 10
    assert len(plain.keys() & other.keys()) > 0.5 * len(plain)


def test_an_area_more_leaves_the_luck_of_the_others_alone() -> None:
    less = run("alone", "parts.arabian.attempts=0 /d")
    aden = [each for each in events(run("alone"), AttemptMade) if each.area == "aden"]
    assert events(less, AttemptMade) == aden


def test_a_storm_keeps_attackers_in_from_then_on() -> None:
    storm = "injects=[{at: 4 d, id: storm, text: Storm., effect: {weather: {sea_state: 8, for: 16 d}}}]"
    journal, plain = run("alone", storm, "parts.arabian.attempts=0 /d"), run("alone", "parts.arabian.attempts=0 /d")
    assert [r for r in plain.records if r.time_s < 4 * DAY_S] == [r for r in journal.records if r.time_s < 4 * DAY_S]
    assert all(record.time_s < 4 * DAY_S + HOUR_S for record in journal.of(AttemptMade))


def test_ships_that_are_shown_have_legs_without_a_gap_at_their_own_times() -> None:
    journal = run("groups")
    legs, transit = journal.table("leg"), journal.table("transit")
    ships = legs["platform"] - 1_000_000
    assert 15 < len(set(ships.tolist())) <= 40
    for ship in sorted(set(ships.tolist())):
        mine, row = ships == ship, np.searchsorted(transit["ship"], ship)
        assert legs["start_s"][mine][0] == pytest.approx(max(transit["depart_s"][row], 0.0))
        assert legs["end_s"][mine][-1] == pytest.approx(min(transit["arrive_s"][row], 20 * DAY_S))
        assert legs["start_s"][mine][1:] == pytest.approx(legs["end_s"][mine][:-1])
        assert legs["a_lat_deg"][mine][1:] == pytest.approx(legs["b_lat_deg"][mine][:-1])


# Plans that are worked out again


def sailed() -> Traffic:
    scenario = load(LANE)
    theatre = Theatre(Run(scenario.spec.seed, 0, start=scenario.spec.start), scenario.setting("alone"))
    return traffic(theatre.actors["lane"].spec, theatre)


def test_a_plan_that_is_worked_out_again_without_a_change_is_the_same() -> None:
    made = sailed()
    for block in made.blocks:
        again = block.copy()
        passed(again, np.arange(len(block.ships)), 0, made.gates)
        assert again.arrive_s == pytest.approx(block.arrive_s) and again.enter_s == pytest.approx(block.enter_s)


def test_who_is_attacked_later_has_used_up_a_part_of_her_luck_and_no_more() -> None:
    made, inside = sailed(), 0
    for exposure in made.exposures:
        clock, rows, before = (
            made.clocks[exposure.area],
            np.arange(len(exposure.block.ships)),
            exposure.attempt_s.copy(),
        )
        luck, since = exposure.luck.copy(), exposure.since_s.copy()
        for now in np.arange(0.5, 20.0, 0.5) * DAY_S:
            exposure.luck, exposure.since_s = luck.copy(), since.copy()
            exposure.spend(clock, rows, float(now))
            exposure.work_out(clock)
            later = np.isfinite(before) & (before > now)
            assert exposure.attempt_s[later] == pytest.approx(before[later])
            inside += int((later & (since < now)).sum())
    assert inside > 10


def test_who_is_late_waits_as_long_in_line_and_takes_the_next_convoy() -> None:
    made = sailed()
    block = next(each for each in made.blocks if {spot.place for spot in each.way.spots} >= {"bab", "Suez Canal"})
    late, rows = block.copy(), np.arange(len(block.ships))
    late.enter_s[:, 0] += 5 * HOUR_S
    passed(late, rows, 0, made.gates)
    first = {spot.place: spot.first for spot in block.way.spots}
    canal = (late.enter_s - block.enter_s)[:, first["Suez Canal"]] / DAY_S
    assert canal == pytest.approx(np.round(canal)) and set(np.round(canal)) == {0.0, 1.0}
    waits = [each.enter_s[:, first["bab"]] - each.arrive_s[:, first["bab"]] for each in (block, late)]
    assert waits[0] == pytest.approx(waits[1], abs=1e-6) and waits[0].max() > 0.5 * HOUR_S
