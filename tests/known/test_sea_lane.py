"""A sea lane against closed forms: queues, convoys, groups, hazards, Little's law and the Poisson law of attempts."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from sim.base.units import KNOT_M_S
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.kernel.run import Run
from sim.models.lane_events import AttemptMade
from sim.models.lane_plan import in_line
from sim.models.lane_ships import traffic
from sim.models.lane_threat import Clock, vulnerability
from sim.models.lane_validation import groups_sail, lane_little, lane_times
from sim.parts.theatre import Theatre
from sim.scenario.load import load
from sim.world.geodesy import NAUTICAL_MILE_M
from tests.theatres import DAY_S, HOUR_S, part

LANE = "tests/scenarios/lane.yaml"
START = datetime(2021, 6, 1, 5, 30, tzinfo=UTC)
LOCAL_H = 3.0


def test_ships_in_line_are_lindleys_recursion() -> None:
    come, goes, last = np.sort(np.random.default_rng(5).uniform(0.0, 4000.0, 500)), [], -math.inf
    for each in come.tolist():
        last = max(each, last + 7.5)
        goes.append(last)
    assert in_line(come, 7.5) == pytest.approx(goes, abs=1e-9)


def test_ships_of_a_convoy_are_first_come_first_served_and_no_more_than_there_is_room_for() -> None:
    canal = part("canal_convoy", id="canal", room=4, interval="6 h", first="1 h", notice="2 h")
    come = np.sort(np.random.default_rng(6).uniform(0.0, 20 * DAY_S, 300))
    room, goes, first = dict[float, int](), [], 1.0 * HOUR_S - START.hour * HOUR_S - 1800.0
    leaves = first
    for each in come.tolist():  # one by one: the first convoy that she can reach, none before her forerunner's
        leaves = max(leaves, first + math.ceil((each + 2 * HOUR_S - first) / (6 * HOUR_S)) * 6 * HOUR_S)
        while room.get(leaves, 0) == 4:
            leaves += 6 * HOUR_S
        room[leaves] = room.get(leaves, 0) + 1
        goes.append(leaves)
    assert canal.leaves_s(come, START) == pytest.approx(goes, abs=1e-6)
    assert max(room.values()) == 4


@pytest.mark.parametrize(("speed_kn", "sails_h"), [(10, 4.0), (12, 8.5), (14, 11.5), (16, 14.0), (18, 16.0)])
def test_groups_sail_when_was_published_but_for_rounding_to_the_half_hour(speed_kn: float, sails_h: float) -> None:
    assert 0.0 <= groups_sail(speed_kn) / HOUR_S - sails_h < 0.5


def test_groups_of_all_speeds_are_at_one_place_at_one_time() -> None:
    corridor = part("corridor", id="irtc")
    group = np.array([10.0, 12.0, 14.0, 16.0, 18.0]) * KNOT_M_S
    for onward, way_nm in ((True, 270.0), (False, 360.0)):
        sails = corridor.sails_s(np.full(5, 3.3 * DAY_S), group, START, onward=onward)
        assert (sails >= 3.3 * DAY_S).all() and (sails < 4.3 * DAY_S).all()
        there_h = (sails + way_nm * NAUTICAL_MILE_M / group) / HOUR_S + START.hour + START.minute / 60.0
        assert there_h % 24.0 == pytest.approx(7.0 - LOCAL_H, abs=1e-6)


def test_a_ship_joins_the_fastest_group_that_she_keeps_up_with() -> None:
    corridor = part("corridor", id="irtc")
    own = np.array([9.9, 10.0, 13.9, 17.0, 18.0, 18.5]) * KNOT_M_S
    assert corridor.group_m_s(own) / KNOT_M_S == pytest.approx([0.0, 10.0, 12.0, 16.0, 18.0, 0.0])


def test_vulnerability_is_halved_by_each_step_of_speed_and_freeboard() -> None:
    speed, freeboard = np.array([8.0, 10.0, 12.0, 16.0, 18.0]) * KNOT_M_S, np.array([4.0, 2.0, 4.0, 8.0, 4.0])
    assert vulnerability(speed, freeboard, 2.0 * KNOT_M_S, 4.0) == pytest.approx([1.0, 1.0, 0.5, 0.0625, 0.0625])


def test_the_clock_stands_while_nobody_is_out_and_comes_back_from_what_it_shows() -> None:
    hours = np.arange(0.0, 49.0) * HOUR_S
    clock = Clock(hours, np.maximum(hours - 10 * HOUR_S, 0.0), ((10 * HOUR_S, 48 * HOUR_S),))
    assert clock.at(np.array([0.0, 9.0, 12.5]) * HOUR_S) == pytest.approx([0.0, 0.0, 2.5 * HOUR_S])
    assert clock.when(np.array([2.5 * HOUR_S, 50 * HOUR_S])) == pytest.approx([12.5 * HOUR_S, np.inf])
    assert clock.is_out(10 * HOUR_S) and not clock.is_out(9.9 * HOUR_S)


def year(**changes: str) -> Journal:
    """Run the lane for long with nobody warned."""
    sets = [f"{path}={value}" for path, value in changes.items()]
    return simulate(load(LANE, sets), "alone", 0)


@pytest.mark.slow
def test_littles_law_holds_in_every_strait_and_canal() -> None:
    checks = lane_little.checks([year(duration="120 d", warm_up="20 d")])
    assert {check.what for check in checks} == {"bab", "Suez Canal"}
    assert all(check.holds for check in checks), checks


@pytest.mark.slow
def test_attempts_are_poisson_about_the_published_rate() -> None:
    """Mean and spread of counts over replications: the published rate, and no more spread than chance gives."""
    scenario, known = load(LANE, ["duration=60 d"]), {"aden": 1.5 * 60, "arabian": 0.5 * 60}
    counts: dict[str, list[int]] = {name: [] for name in known}
    for replication in range(40):
        made = [record.event.area for record in simulate(scenario, "alone", replication).of(AttemptMade)]
        for name, those in counts.items():
            those.append(made.count(name))
    for name, mean in known.items():
        assert abs(np.mean(counts[name]) - mean) < 4.0 * math.sqrt(mean / 40), name
        assert np.var(counts[name], ddof=1) / mean < 1.0 + 4.0 * math.sqrt(2.0 / 39), name


@pytest.mark.slow
def test_attempts_are_thinned_by_how_easy_ships_are_to_board() -> None:
    """Shares of the types attacked are those of time × vulnerability, worked out without the model's clock."""
    scenario = load(LANE, ["duration=300 d", "parts.aden.active=1", "parts.arabian.attempts=0 /d",
                           "parts.aden.attempts=6 /d", "parts.aden.sea_state_max=9", "parts.aden.night=1"])  # fmt: skip
    run = Run(scenario.spec.seed, 0, start=scenario.spec.start)
    theatre = Theatre(run, scenario.setting("alone"))
    made = traffic(theatre.actors["lane"].spec, theatre)
    freeboard = {"bulk": 5.0, "tanker": 5.0, "container": 9.0, "gas": 10.0, "car_carrier": 12.0, "general": 4.0}
    borne = dict.fromkeys(freeboard, 0.0)
    for each in made.by_area["aden"]:
        spent = np.minimum(each.leave_s(), 300 * DAY_S) - np.maximum(each.enter_s(), 0.0)
        for number, sort in enumerate(made.sorts):
            mine = (made.ships.sort[each.block.ships] == number) & (spent > 0.0)
            fast = np.maximum(made.ships.own_m_s[each.block.ships[mine]] / KNOT_M_S - 10.0, 0.0) / 2.0
            borne[sort] += float((spent[mine] * 0.5 ** (fast + (freeboard[sort] - 4.0) / 4.0)).sum())
    sorts = [event.sort for event in (record.event for record in simulate(scenario, "alone").of(AttemptMade))]
    assert len(sorts) > 1000
    for sort in ("bulk", "container", "tanker"):
        share = borne[sort] / sum(borne.values())
        assert abs(sorts.count(sort) / len(sorts) - share) < 4.0 * math.sqrt(share * (1.0 - share) / len(sorts)), sort


@pytest.mark.slow
def test_every_voyage_takes_distance_over_speed_and_what_narrow_water_adds() -> None:
    year = ["duration=60 d", "parts.lane.shown=0", "injects=[]", "decisions=[]", "play={}"]
    journal = simulate(load("sealane", year), "no-sharing", 0)
    checks = lane_times.checks([journal])
    assert len(checks) == 3 and all(check.holds for check in checks), checks
