"""A patrol ship keeps to its area, goes to cues within its reach, and closes what its radar finds suspicious."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.parts.flight import CueWorked, TookOff
from sim.parts.theatre import ContactGained, Theatre, VesselInspected
from sim.picture.tasking import AssetTasked, Cue, Plan
from sim.world.geodesy import apart_m
from tests.theatres import DAY_S, HOUR_S, KN_M_S, NM_M, box_of, dark_ships, part, theatre

BOX = box_of(4e9, 28.0, 125.0)


def at_sea(days: float = 3.0, **given: Any) -> Theatre:
    ship = part("patrol_ship", id="ship", side="a", area="box", **given)
    return theatre(ship, days=days, areas={"box": BOX})


def ship_of(on: Theatre) -> Any:
    return on.actors["ship"]


def cue(on: Theatre, at: tuple[float, float], number: int = 1) -> Cue:
    return Cue(number, "a", at, on.run.now, 500.0, 1.0, 0.9, on.run.now + 12 * HOUR_S, suspect=number, contact=0)


@pytest.mark.slow
def test_it_patrols_its_area_at_its_speed() -> None:
    on = at_sea(speed="12 kn")
    on.play()
    legs = ship_of(on).track.legs()
    assert len(legs) > 20
    np.testing.assert_allclose(legs.speed_m_s, 12 * KN_M_S, rtol=1e-6)
    for time_s in range(0, int(3 * DAY_S), 3600):
        assert BOX.contains(*ship_of(on).track.position(float(time_s)))


def test_it_says_when_it_could_be_there_and_when_it_could_not() -> None:
    on = at_sea(dash="20 kn", reach="100 nm", datum_radius="15 nm")
    ship = ship_of(on)
    here = ship.track.position(0.0)
    near, far = (here[0] + 1.0, here[1]), (here[0] + 2.0, here[1])
    assert ship.quote(cue(on, near)) == pytest.approx(apart_m(here, near) / (20 * KN_M_S))
    assert ship.quote(cue(on, far)) is None  # 120 nm
    vague = cue(on, near)
    vague.drift_m_s = 5.0
    assert ship.quote(vague) is None


@pytest.mark.slow
def test_it_goes_to_a_datum_searches_about_it_and_comes_back() -> None:
    on = at_sea(dash="20 kn", datum_search="4 h")
    desk = on.parties["a"].desk
    datum = (29.5, 125.0)
    on.run.at(HOUR_S, lambda: desk.open(cue(on, datum)))
    journal = on.play()
    tasked, worked = next(journal.of(AssetTasked)), next(journal.of(CueWorked))
    assert worked.event.outcome == "nothing"
    eta_s = tasked.event.eta_s
    position = ship_of(on).track.position
    assert apart_m(position(eta_s), datum) < 100
    assert apart_m(position(eta_s + 3 * HOUR_S), datum) < 30 * NM_M
    assert worked.time_s >= eta_s + 4 * HOUR_S
    assert BOX.contains(*position(3 * DAY_S))
    assert not desk.working


@pytest.mark.slow
@pytest.mark.parametrize(("after_h", "outcome"), [(2.0, "recalled"), (8.0, "nothing")])
def test_it_turns_back_when_called_off_and_not_once_it_is_there(after_h: float, outcome: str) -> None:
    on = at_sea(dash="20 kn", datum_search="12 h")
    desk = on.parties["a"].desk
    order = cue(on, (29.5, 125.0))
    on.run.at(0.0, lambda: desk.open(order))
    on.run.at(after_h * HOUR_S, lambda: desk.learn(Plan((29.5, 125.0), 0.0, 9 * DAY_S), 0))
    assert [record.event.outcome for record in on.play().of(CueWorked)] == [outcome]
    assert 2 * HOUR_S < order.eta_s < 8 * HOUR_S


@pytest.mark.slow
@pytest.mark.parametrize("helicopter", [False, True])
def test_it_looks_at_what_is_dark_and_stopped_by_helicopter_if_it_has_one(helicopter: bool) -> None:
    on = at_sea(helicopter=helicopter, photo_day=1.0, photo_night=1.0)
    dark_ships(on, BOX.centre, [0.0], [3 * DAY_S])
    journal = on.play()
    seen = next(journal.of(ContactGained)).event
    assert {"dark", "slow"} <= set(seen.signs)
    looked = next(journal.of(VesselInspected)).event
    assert (looked.outcome, looked.vessel) == ("lawful", 0)
    assert looked.asset == ("ship helicopter" if helicopter else "ship")
    assert bool(list(journal.of(TookOff))) == helicopter


@pytest.mark.slow
def test_what_broadcasts_is_left_to_its_way() -> None:
    on = at_sea()
    hull = on.new_hull("lawful", 100.0, BOX.centre)
    assert hull.broadcasting
    assert not list(on.play().of(VesselInspected))
