"""The story of a sea lane: a ship that was boarded, and that a warning saved in another case."""

from __future__ import annotations

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.models.lane_events import AttemptEnded, AttemptMade, ShipsWarned, SuspectSeen, WarningIssued
from sim.report.lane_story import in_time, moral
from sim.report.teller import Teller

HOUR_S = 3600.0
SHIPS = (1, 2, 3, 4)


def log(**answers: tuple[str, str, bool]) -> Journal:
    """Return a log in which each ship but those named `s1`, … is boarded at 100 h.

    These hear a warning at ten hours for each number: what they do, on whose report, and whether it was false.
    """
    made = Journal(
        {"start": "2021-01-01T00:00:00+00:00", "warm_up_s": 0.0, "duration_s": 1e6, "sides": ("red", "blue")}
    )
    made.append("place", place=[0, 1], name=["elsewhere", "aden"], sort=["strait", "area"])
    for ship in SHIPS:
        if f"s{ship}" in answers:
            _warned(made, ship, *answers[f"s{ship}"])
        else:
            _boarded(made, ship, 100 * HOUR_S)
    return made


def _boarded(made: Journal, ship: int, at_s: float) -> None:
    attempt = AttemptMade("red", ship, "tanker", "aden", 12.0, 47.0, 11.0, 5.0, False, 2, False, False)
    begun = made.add(at_s, attempt, None)
    made.add(at_s + HOUR_S, AttemptEnded("red", ship, "aden", "boarded", HOUR_S, 40.0), begun)


def _warned(made: Journal, ship: int, answer: str, origin: str, false: bool) -> None:
    at_s = 10 * HOUR_S * ship
    seen = made.add(at_s, SuspectSeen(origin, 9, "aden", 12.0, 47.0, false), None)
    issued = made.add(at_s, WarningIssued("red", "centre", ship, "aden", origin, at_s + HOUR_S), seen)
    made.add(at_s, ShipsWarned("red", ship, "aden", 1, 1, 0, 0, 0, 0, False, false), issued)
    made.append("reaction", ship=[ship], place=[1], warning=[ship], answer=[answer], at_s=[at_s], delay_s=[0.0],
                fuel_t=[0.0])  # fmt: skip


def test_the_best_story_is_of_a_right_warning_by_a_partner_that_changed_a_course() -> None:
    answers = {"s1": ("speed_up", "blue", True), "s2": ("lookout", "blue", False), "s3": ("wait", "blue", False),
               "s4": ("speed_up", "red", False)}  # fmt: skip
    for best in ("s3", "s2", "s4", "s1"):
        story = in_time(log(), log(**answers))
        assert story is not None and f"s{story.attacked.event.ship}" == best
        del answers[best]
    assert in_time(log(), log(**answers)) is None


def test_a_warning_that_came_after_the_attack_saved_nobody() -> None:
    late = log(s1=("speed_up", "blue", False))
    assert in_time(log(), late) is not None
    early = log()
    early.records[:] = [record._replace(time_s=record.time_s - 95 * HOUR_S) for record in early.records]
    assert in_time(early, late) is None


def test_who_is_boarded_all_the_same_is_no_story() -> None:
    shared = log(s1=("speed_up", "blue", False))
    _boarded(shared, 1, 50 * HOUR_S)
    assert in_time(log(), shared) is None


def test_it_is_told_from_the_sighting_to_the_warning_and_what_came_of_it() -> None:
    story = in_time(log(), log(s2=("stand_off", "blue", False)))
    assert story is not None
    assert [record.kind for record in story.told_shared()] == ["suspect_seen", "warning_issued", "ships_warned"]
    assert [record.kind for record in story.told_alone()] == ["attempt_made", "attempt_ended"]
    teller = Teller(story.shared, Tongue("en"), {"red": "Red", "blue": "Blue"}, {"aden": "Gulf of Aden"})
    about, why = moral(story, teller, ("alone", "shared"))
    assert about.startswith("Ship 2 of Red was boarded in Gulf of Aden in case alone")
    assert "80.0 h before" in why and why.endswith("from Blue: she passed clear of the area, and nobody attacked her.")
