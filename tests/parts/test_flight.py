"""Sorties: never beyond the fuel, never more than there are aircraft and crews, recalled in the air or before."""

from __future__ import annotations

from typing import Any

import pytest

from sim.kernel.journal import Journal
from sim.kernel.resource import Released, Seized
from sim.measure.catalogue import measured
from sim.parts.flight import AirUnit, CueWorked, Landed, TookOff
from sim.parts.theatre import Theatre
from sim.picture.tasking import AssetTasked, Cue, Plan
from sim.world.geodesy import apart_m
from tests.theatres import DAY_S, HOUR_S, NM_M, box_of, dark_ships, part, theatre

BOX = box_of(2e10)
SLACK_S = 1.0


def on_patrol(days: float = 6.0, **given: Any) -> Theatre:
    """Return a theatre with one unit at Naha, and dark ships in its box to look at."""
    usual = {"sorties": "4 /d", "on_station": "6 h", "airframes": 2, "crews": 3, "investigate": 0.01}
    unit = part("patrol_aircraft", id="mpa", side="a", base="Naha", area="box", **(usual | given))
    on = theatre(unit, days=days, areas={"box": BOX})
    for number in range(6):
        at = BOX.south + 0.15 * number + 0.1, BOX.west + 0.15 * number + 0.1
        dark_ships(on, at, [0.0], [days * DAY_S], f"dark {number}")
    return on


def unit_of(on: Theatre) -> AirUnit:
    unit = on.parties["a"].desk.assets[0]
    assert isinstance(unit, AirUnit)
    return unit


def cue(number: int = 1, *, now_s: float = 0.0, at: tuple[float, float] = BOX.centre, stale_h: float = 12.0) -> Cue:
    return Cue(number, "a", at, now_s, 500.0, 1.0, 0.9, now_s + stale_h * HOUR_S, suspect=number, contact=0)


def most_held(journal: Journal, resource: str) -> int:
    """Return the greatest number of units of a resource that were held at once."""
    held = most = 0
    for record in journal.of(Seized, Released):
        if record.event.resource == resource:
            held += 1 if isinstance(record.event, Seized) else -1
            most = max(most, held)
    return most


@pytest.mark.slow
@pytest.mark.parametrize("endurance", ["3 h", "5 h", "10 h"])
def test_no_sortie_is_longer_than_its_fuel(endurance: str) -> None:
    on = on_patrol(endurance=endurance)
    journal = on.play()
    flown = [record.event.flown_s for record in journal.of(Landed)]
    assert len(flown) > 5
    assert max(flown) <= float(endurance.split()[0]) * HOUR_S + SLACK_S
    hours = measured(journal, ["flying_hours"])
    assert hours["flying_hours"] == hours["flying_hours.a"] == pytest.approx(sum(flown) / HOUR_S)


@pytest.mark.slow
def test_no_more_fly_than_there_are_airframes_and_crews() -> None:
    journal = on_patrol().play()
    assert most_held(journal, "airframes of mpa") == 2
    assert most_held(journal, "crews of mpa") <= 3
    aloft = most = 0
    for record in journal.of(TookOff, Landed):
        aloft += 1 if isinstance(record.event, TookOff) else -1
        most = max(most, aloft)
    assert 0 < most <= 2


@pytest.mark.slow
def test_an_aircraft_flies_again_after_its_turn_round_and_a_crew_after_its_rest() -> None:
    one = {"airframes": 1, "crews": 1, "sorties": "12 /d"}
    for limits in ({"turn_round": "9 h", "crew_rest": "1 h"}, {"turn_round": "1 h", "crew_rest": "9 h"}):
        journal = on_patrol(**one, **limits).play()
        landed = [record.time_s for record in journal.of(Landed)]
        took_off = [record.time_s for record in journal.of(TookOff)]
        assert len(landed) > 3
        waits = [after - before for before, after in zip(landed, took_off[1:], strict=False)]
        assert min(waits) >= 9 * HOUR_S
    assert max(waits) < 24 * HOUR_S


def test_nobody_flies_in_a_sea_that_is_too_high() -> None:
    unit = part("patrol_aircraft", id="mpa", side="a", base="Naha", area="box", sea_state_max=5)
    rough = theatre(unit, areas={"box": BOX}, sea_state=6)
    assert unit_of(rough).quote(cue()) is None
    assert not list(rough.play().of(TookOff))


# As an asset of the desk


def test_a_quote_is_the_time_to_get_ready_and_there() -> None:
    on = on_patrol(sorties="0 /d", reaction="60 min", transit_speed="360 kn")
    unit = unit_of(on)
    expected = HOUR_S + apart_m(unit.base(), BOX.centre) / (360 * NM_M / HOUR_S)
    assert unit.quote(cue()) == pytest.approx(expected)


def test_nobody_is_offered_for_a_datum_too_vague_or_too_far() -> None:
    on = on_patrol(sorties="0 /d", datum_radius="10 nm", endurance="5 h")
    unit = unit_of(on)
    assert unit.quote(cue()) is not None
    assert unit.quote(cue(now_s=-12 * HOUR_S)) is None
    assert unit.quote(cue(at=(28.0, 150.0))) is None


def test_one_aircraft_is_not_sent_to_two_places() -> None:
    """Both cues come in one instant; the second must not count on the aircraft that the first has taken."""
    on = on_patrol(sorties="0 /d", airframes=1, crews=2)
    desk = on.parties["a"].desk
    assert desk.open(cue(1))
    assert not desk.open(cue(2))
    assert [record.event.cue for record in on.run.journal.of(AssetTasked)] == [1]


@pytest.mark.slow
def test_a_cue_that_waits_is_flown_once_an_aircraft_is_ready_again() -> None:
    on = on_patrol(days=2, sorties="0 /d", airframes=1, crews=5, turn_round="1 h", datum_search="30 min")
    for ship in (1, 2):
        on.run.at(HOUR_S, lambda ship=ship: on.parties["a"].desk.open(cue(ship, now_s=on.run.now)))  # type: ignore[misc]
    journal = on.play()
    assert sorted(record.event.cue for record in journal.of(CueWorked)) == [1, 2]
    landed, second = next(journal.of(Landed)).time_s, list(journal.of(AssetTasked))[1].time_s
    assert second == pytest.approx(landed + HOUR_S)


@pytest.mark.slow
@pytest.mark.parametrize("after_h", [0.5, 1.1])
def test_an_aircraft_is_called_off_in_the_air_and_before(after_h: float) -> None:
    """It is made ready for an hour, and on its way for a little longer."""
    on = on_patrol(days=2, sorties="0 /d", reaction="60 min", transit_speed="100 kn", airframes=1, crews=1)
    desk = on.parties["a"].desk
    order = cue(now_s=0.0)
    on.run.at(0.0, lambda: desk.open(order))
    on.run.at(after_h * HOUR_S, lambda: desk.learn(Plan(BOX.centre, order.eta_s - 1.0, DAY_S), 0))
    journal = on.play()
    kinds = [record.kind for record in journal.records]
    assert kinds.count("asset_recalled") == 1
    assert [record.event.outcome for record in journal.of(CueWorked)] == ["recalled"]
    assert kinds.count("took_off") == kinds.count("landed") == (0 if after_h < 1 else 1)
    unit = unit_of(on)
    assert (unit.airframes.free, unit.crews.free, desk.working) == (1, 1, [])


@pytest.mark.slow
def test_an_aircraft_that_searches_already_is_not_called_off() -> None:
    on = on_patrol(days=2, sorties="0 /d", reaction="0 s", datum_search="4 h", investigate=1.0)
    desk = on.parties["a"].desk
    order = cue()
    on.run.at(0.0, lambda: desk.open(order))
    on.run.at(3 * HOUR_S, lambda: desk.learn(Plan(BOX.centre, 0.0, DAY_S), 0))
    journal = on.play()
    assert order.eta_s < 3 * HOUR_S
    assert [record.event.outcome for record in journal.of(CueWorked)] == ["nothing"]


@pytest.mark.slow
def test_an_aircraft_on_patrol_is_diverted_when_that_is_sooner() -> None:
    on = on_patrol(days=1, sorties="0 /d", airframes=2, reaction="3 h", investigate=1.0)
    unit, desk = unit_of(on), on.parties["a"].desk
    on.run.at(0.0, lambda: on.run.process(unit.fly(None, area=BOX, on_station_s=6 * HOUR_S)))
    on.run.at(5 * HOUR_S, lambda: desk.open(cue(now_s=on.run.now)))
    journal = on.play()
    assert len(list(journal.of(TookOff))) == 1
    assert [record.event.cue for record in journal.of(CueWorked)] == [1]


@pytest.mark.slow
def test_a_helicopter_is_home_before_its_fuel_ends_though_its_ship_runs_on() -> None:
    ship = part(
        "patrol_ship", id="ship", side="a", area="box", helicopter=True, helicopter_endurance="2 h", dash="26 kn"
    )
    on = theatre(ship, days=6, areas={"box": BOX})
    luck = on.run.stream("test", "ships")
    for number, (lat, lon) in enumerate(BOX.random(60, luck).tolist()):
        dark_ships(on, (lat, lon), [number * 2 * HOUR_S], [6 * DAY_S], f"dark {number}")
    flown = [record.event.flown_s for record in on.play().of(Landed)]
    assert len(flown) > 3
    assert max(flown) <= 2 * HOUR_S + SLACK_S
