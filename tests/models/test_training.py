"""A series of exercises: who waits for what, what is held together, and what is lost to weather, safety and arrival."""

from __future__ import annotations

from typing import Any

import pytest

from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.models.training_events import (
    ConferenceHeld,
    ExerciseBegan,
    ExerciseEnded,
    SerialDone,
    TaskTried,
    TroopsArrived,
)  # fmt: skip
from sim.parts.interoperability import LevelChanged
from tests.theatres import DAY_S, HOUR_S, part, theatre


def series(**given: Any) -> Any:
    """Return a series in which nothing is left to chance."""
    usual = {
        "host": "a", "guest": "b", "first": "10 d", "every": "100 d", "days": "6 d", "final": "1 d", "chalks": 1,
        "chalk_late": "1 min", "in_processing": "1 h", "conferences": [], "good_weather": "10000 d", "tasks": 4,
        "resources": {"ranges": 1, "interpreters": 2}, "day": "24 h",
        "serials": [{"name": "fire", "takes": "5 h", "needs": {"ranges": 1, "interpreters": 1}, "times": 4}],
    }  # fmt: skip
    return part("exercise_series", id="isles", **(usual | given))


def held(*parts: Any, days: float = 120, **given: Any) -> Journal:
    return theatre(*parts, days=days, **given).play()


def test_exercises_come_at_their_times_and_end_with_the_final() -> None:
    journal = held(series(), days=250)
    assert [record.time_s / DAY_S for record in journal.of(ExerciseBegan)] == [10, 110, 210]
    assert [record.time_s / DAY_S for record in journal.of(ExerciseEnded)] == pytest.approx([16, 116, 216])
    assert len(list(journal.of(TaskTried))) == 12
    assert [r.time_s / DAY_S for r in held(series(on=["5 d", "77 d"])).of(ExerciseBegan)] == [5, 77]


def test_serials_take_turns_on_one_range() -> None:
    done = [record.event for record in held(series()).of(SerialDone)]
    assert [event.waited_s / HOUR_S for event in done[:4]] == [0, 5, 10, 15]
    told = measured(held(series()), ["serial_wait", "serials_done"])
    assert told["serial_wait.ranges"] == told["serial_wait"] == pytest.approx(7.5)
    assert told["serials_done"] == 1.0


def test_the_order_of_the_list_goes_before_who_asked_first() -> None:
    fire = {"takes": "5 h", "needs": {"ranges": 1}}
    serials = [{"name": "first", **fire}, {"name": "talk", "takes": "2 h"}, {"name": "then", **fire, "after": ["talk"]},
               {"name": "last", **fire}]  # fmt: skip
    done = [record.event.serial for record in held(series(serials=serials), days=90).of(SerialDone)]
    assert done == ["talk", "first", "then", "last"]


def test_a_second_range_halves_the_wait_and_more_interpreters_change_nothing() -> None:
    alone, ranges, people = (
        measured(held(series(resources=each)), ["serial_wait"])["serial_wait"]
        for each in (
            {"ranges": 1, "interpreters": 2},
            {"ranges": 2, "interpreters": 2},
            {"ranges": 1, "interpreters": 9},
        )
    )
    assert ranges < alone == people


def test_what_would_not_be_over_before_the_final_is_not_begun() -> None:
    journal = held(series(serials=[{"name": "fire", "takes": "30 h", "needs": {"ranges": 1}, "times": 9}]), days=90)
    (ended,) = [record.event for record in journal.of(ExerciseEnded)]
    assert (ended.done, ended.planned, ended.undone_s / HOUR_S) == (3, 9, 180)
    assert max(record.time_s for record in journal.of(SerialDone)) <= 15 * DAY_S
    assert measured(journal, ["hours_lost"])["hours_lost.unfinished"] == 180


def test_serials_below_the_level_are_held_side_by_side_and_teach_less() -> None:
    serials = [{"name": "fire", "takes": "5 h", "service": "fire"}]
    needs_much = part("interoperability", services={"fire": 90})
    apart, together = held(needs_much, series(serials=serials)), held(part("interoperability"), series(
        serials=[{"name": "fire", "takes": "5 h"}]))  # fmt: skip
    assert [record.event.joint for record in apart.of(SerialDone)] == [False, False]
    assert [record.event.joint for record in together.of(SerialDone)] == [True, True]
    peaks = [measured(each, ["interoperability"])["interoperability.peak"] for each in (apart, together)]
    assert peaks[0] < peaks[1]


def test_a_serial_is_held_together_once_the_level_is_reached() -> None:
    serials = [
        {"name": "talk", "takes": "40 h"},
        {"name": "fire", "takes": "5 h", "service": "fire", "after": ["talk"]},
    ]
    journal = held(part("interoperability", services={"fire": 50}), series(serials=serials, learns="100 h"))
    assert [record.event.joint for record in journal.of(SerialDone)] == [True, False, True, True]


def test_nights_and_bad_weather_keep_serials_from_being_begun() -> None:
    journal = held(series(day="8 h", serials=[{"name": "fire", "takes": "5 h", "needs": {"ranges": 1}, "times": 5}]))
    begun = [(record.time_s - record.event.worked_s) / HOUR_S % 24 for record in journal.of(SerialDone)]
    assert all(hour < 8.0 for hour in begun)
    foul = held(series(good_weather={"exponential": "6 h"}, bad_weather={"exponential": "6 h"}), days=500)
    lost = [record.event.weather_s for record in foul.of(SerialDone)]
    assert max(lost) > 0
    indoors = [{"name": "fire", "takes": "5 h", "needs": {"ranges": 1}, "times": 4, "outdoors": False}]
    dry = held(
        series(good_weather={"exponential": "6 h"}, bad_weather={"exponential": "6 h"}, serials=indoors), days=500
    )
    assert max(record.event.weather_s for record in dry.of(SerialDone)) == 0


def test_a_stop_for_safety_is_lost_time_and_teaches_nothing() -> None:
    serials = [{"name": "fire", "takes": "5 h", "needs": {"ranges": 1}, "stops": 1.0}]
    stopped, plain = (held(series(serials=[serials[0] | {"stops": chance}], stopped="2 h")) for chance in (1.0, 0.0))
    assert {record.event.safety_s / HOUR_S for record in stopped.of(SerialDone)} == {2.0}
    peaks = [measured(each, ["interoperability"])["interoperability.peak"] for each in (stopped, plain)]
    assert peaks[0] == pytest.approx(peaks[1], rel=1e-4)


def test_late_chalks_delay_the_training() -> None:
    journal = held(series(chalks=3, chalk_every="4 h", chalk_late="5 h"))
    (first, _) = [record.event.late_s / HOUR_S for record in journal.of(TroopsArrived)]
    assert first == pytest.approx(5)
    assert measured(journal, ["hours_lost"])["hours_lost.arrival"] == pytest.approx(5)


def test_conferences_are_held_before_and_cost_and_teach() -> None:
    journal = held(series(conferences=["5 d", "2 d"], planners=10, conference="16 h"))
    assert [record.time_s / DAY_S for record in journal.of(ConferenceHeld)] == pytest.approx([5, 8, 105, 108])
    told = measured(journal, ["person_days", "cost_per_point", "interoperability"])
    assert told["person_days"] == 2 * 6 * 300 + 4 * 10 * 2
    assert told["cost_per_point"] == pytest.approx(told["person_days"] / told["interoperability"])


def test_what_is_forgotten_shows_when_people_meet_again() -> None:
    journal = held(part("interoperability"), series(forgets="50 d"), days=250)
    levels = [(record.time_s / DAY_S, record.event.level) for record in journal.of(LevelChanged)]
    before, at = (max(level for level in levels if level[0] < 100), next(level for level in levels if level[0] >= 110))
    assert at[1] < before[1] / 4


def test_those_who_know_each_other_well_meet_every_event_of_the_list() -> None:
    always = held(series(untrained=1.0))
    assert measured(always, ["final_tasks"])["final_tasks"] == 1.0
    assert measured(held(series(untrained=0.0, serials=[]), days=20), ["final_tasks"])["final_tasks"] < 1.0
