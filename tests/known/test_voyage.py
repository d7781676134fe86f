"""A group's voyage against closed forms and independent solutions, and the tables of `sim verify`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.kernel.validation import Check, find_validations, validation
from sim.measure.catalogue import PACKAGES
from sim.models.transit_events import Arrived
from sim.models.transit_validation import calm_passage, queue_left
from sim.parts.canal_convoy import left_behind
from sim.world.routes import in_passage
from tests.theatres import HOUR_S, KN_M_S, part, theatre

KNOWN = find_validations(*PACKAGES)


@pytest.mark.parametrize("speed_kn", [7.0, 12.0, 18.0])
def test_calm_sea_time_is_distance_over_speed_and_fuel_is_exact_to_the_litre(speed_kn: float) -> None:
    journal, way_m, burns_m3_h = calm_passage("Lisbon", "New York", speed_kn)
    time_s = way_m / (speed_kn * KN_M_S)
    assert next(journal.of(Arrived)).time_s == pytest.approx(time_s, abs=1.0)
    left_m3 = float(journal.table("fuel")["fuel_m3"].min())
    assert 9000.0 - left_m3 == pytest.approx(burns_m3_h * time_s / HOUR_S, abs=1e-3)


def test_the_chances_of_the_queue_are_those_of_an_embedded_chain() -> None:
    """Solve the balance equations of the truncated chain by elimination: no step of `queue_left` is in it."""
    mean, room, most = 3.0, 4, 60
    poisson = [math.exp(-mean) * mean**k / math.factorial(k) for k in range(most + room + 1)]
    steps = np.zeros((most, most))
    for left in range(most):
        for comes, chance in enumerate(poisson):
            steps[left, min(max(left + comes - room, 0), most - 1)] += chance
    balance = np.vstack([(steps.T - np.eye(most))[:-1], np.ones(most)])
    solved = np.linalg.solve(balance, np.append(np.zeros(most - 1), 1.0))
    assert queue_left(mean, room, 200)[:20] == pytest.approx(solved[:20], abs=1e-9)


def test_a_single_server_with_deterministic_service_is_the_special_case() -> None:
    """Room for one: what is left behind has the mean of the M/D/1 queue at departures, rho²/2(1-rho)."""
    rho = 0.7
    chances = queue_left(rho, 1, 400)
    assert chances @ np.arange(400) == pytest.approx(rho * rho / (2.0 * (1.0 - rho)), abs=1e-6)


def test_the_simulated_queue_covers_the_known_mean() -> None:
    counts = np.random.default_rng(7).poisson(9.0, (20, 3000))
    means = [left_behind(each, 10).mean() for each in counts]
    known = queue_left(9.0, 10, 600) @ np.arange(600)
    error = np.std(means, ddof=1) / math.sqrt(len(means))
    assert abs(np.mean(means) - known) < 4.0 * error


def test_what_is_left_behind_is_lindleys_recursion() -> None:
    comes, waits, left = np.random.default_rng(3).poisson(5.0, 500), [], 0
    for each in comes.tolist():
        left = max(left + each - 6, 0)
        waits.append(left)
    assert left_behind(comes, 6).tolist() == waits


def test_a_place_in_the_canals_queue_is_what_its_convoys_leave() -> None:
    on = theatre(part("canal_convoy", id="canal", booked=0.0, room=35, demand="34 /d"), days=200.0)
    canal = on.actors["canal"]
    now_s = 150.3 * 86400.0
    leaves_s, ahead = canal.place(now_s, 10, "group")
    assert leaves_s > now_s and (leaves_s - 3.5 * HOUR_S) % 86400.0 == pytest.approx(0.0)
    assert ahead >= canal.left[150] and ahead <= canal.left[150] + canal.comes[151]
    booked = theatre(part("canal_convoy", id="canal", booked=1.0), days=200.0).actors["canal"]
    assert booked.place(now_s, 10, "group") == (151 * 86400.0 + 3.5 * HOUR_S, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(name for name, each in KNOWN.items() if not each.scenario))
def test_every_known_answer_holds(name: str) -> None:
    checks = KNOWN[name].checks()
    assert checks
    assert [check.what for check in checks if check.holds is False] == []


def test_there_are_validations_and_each_says_where_its_figures_are_from() -> None:
    assert {"calm_sea", "canal_queue", "csg21_dates", "csg21_slack", "csg21_totals", "leg_lengths"} <= KNOWN.keys()
    assert all(each.title and each.source for each in KNOWN.values())


def test_a_declared_validation_is_worked_out() -> None:
    made = validation("one", title="One", source="arithmetic")(lambda _: [Check("1 + 1", "2", "2", "0", "", True)])
    assert made.checks()[0].holds


def test_the_canal_is_where_the_route_lies_on_land_as_drawn() -> None:
    from sim.models.transit_course import course
    from sim.parts.passage import roads_of

    way = course(roads_of("Port Said"), roads_of("Suez"))
    assert in_passage(way.waypoints_deg).any() and way.canals(0.0) == ["Suez Canal"]
    assert 80.0 * 1852 < way.in_canal_m(0.0) < 125.0 * 1852
    assert way.zones[0].from_m == 0.0 and way.zones[-1].until_m == pytest.approx(way.length_m)
    assert course(roads_of("Kobe"), roads_of("Busan")).canals(0.0) == []
