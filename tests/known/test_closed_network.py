"""A closed network of queues, through a real flight deck: its throughput is that of exact mean value analysis."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from sim.base.spec import PartSpec
from sim.kernel.journal import Journal
from sim.models.sortie_events import JetLaunched
from tests.intervals import covers_mean
from tests.theatres import HOUR_S, part, theatre

ROWS = list(csv.DictReader((files("sim") / "data" / "known" / "closed_network.csv").read_text("utf-8").splitlines()))
BATCHES, CYCLES = 20, 250  # launches in a batch


def exact(customers: int, delay: float, services: list[float]) -> float:
    """Return the throughput of a closed network of single servers and one delay station, by mean value analysis."""
    queues, throughput = [0.0] * len(services), 0.0
    for n in range(1, customers + 1):
        stays = [service * (1.0 + queue) for service, queue in zip(services, queues, strict=True)]
        throughput = n / (delay + sum(stays))
        queues = [throughput * stay for stay in stays]
    return throughput


def deck(jets: int, delay_h: float, services_h: list[float]) -> PartSpec:
    """Return a deck whose jets go round a network's stations (landing place, armourers, ramp); the delay is flight.

    A ramp for everybody is no station but a second delay: what a delay is made of does not matter.
    """
    hours = [{"exponential": f"{each:.12f} h"} for each in services_h]
    teams = {"landing": 1, "ramp": 1 if len(hours) > 1 else jets, "armourers": 1}
    steps = [{"name": "arm", "needs": {"armourers": 1}, "takes": hours[1]}] if len(hours) > 2 else []
    ample_h = 0.0 if len(hours) > 1 else delay_h / 3
    return part(
        "flight_deck", side="a", position=["28 N", "126 E"], jets=jets, spots=jets, teams=teams, flying_day="24 h",
        recover=hours[0], turn_round=steps, launch=hours[-1] if len(hours) > 1 else f"{ample_h} h",
        mission={"exponential": f"{delay_h - ample_h:.12f} h"}, hold="1000 d", sea_state=9, fouled=0.0, repairs=[],
    )  # fmt: skip


def batches(journal: Journal, batch_s: float) -> list[float]:
    """Return the launches an hour in each batch, after one in which to forget how it began."""
    times = np.array([record.time_s for record in journal.of(JetLaunched)])
    counts = np.bincount((times / batch_s).astype(int), minlength=BATCHES + 1)[1 : BATCHES + 1]
    return [float(count / batch_s * HOUR_S) for count in counts]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['customers']} jets")
def test_the_table_is_mean_value_analysis(row: dict[str, Any]) -> None:
    services = [float(each) for each in row["service_h_by_station"].split(";")]
    assert exact(int(row["customers"]), float(row["delay_h"]), services) == pytest.approx(
        float(row["throughput_per_h"]), rel=1e-8
    )


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['customers']} jets")
def test_a_flight_deck_is_a_closed_network(row: dict[str, Any]) -> None:
    known = float(row["throughput_per_h"])
    services = [float(each) for each in row["service_h_by_station"].split(";")]
    batch_s = CYCLES / known * HOUR_S
    on = theatre(deck(int(row["customers"]), float(row["delay_h"]), services), days=(BATCHES + 1) * batch_s / 86400.0)
    covers_mean(batches(on.play(), batch_s), known)


@pytest.mark.slow
@pytest.mark.parametrize("jets", [2, 12])
def test_a_bottleneck_holds_back_as_much_as_it_should(jets: int) -> None:
    delay_h, services = 1.5, [0.1, 0.4, 0.2]
    known = exact(jets, delay_h, services)
    batch_s = CYCLES / known * HOUR_S
    on = theatre(deck(jets, delay_h, services), days=(BATCHES + 1) * batch_s / 86400.0)
    covers_mean(batches(on.play(), batch_s), known)


def launches(jets: int, **given: Any) -> list[float]:
    """Return when missions are launched, in minutes, where everything takes its time exactly."""
    step = {"name": "arm", "needs": {"armourers": 1}, "takes": "20 min"}
    spec = part(
        "flight_deck", side="a", position=["28 N", "126 E"], jets=jets, spots=jets, flying_day="24 h",
        teams={"landing": 1, "ramp": 1, "armourers": 1} | given.pop("teams", {}), recover="5 min",
        turn_round=given.pop("turn_round", [step]), launch="4 min", mission="60 min", fouled=0.0, repairs=[], **given,
    )  # fmt: skip
    return [record.time_s / 60 for record in theatre(spec, days=1).play().of(JetLaunched)]


def test_one_jet_flies_as_often_as_its_cycle_goes_into_a_day() -> None:
    found = launches(1)
    assert found[:3] == [24, 24 + 89, 24 + 2 * 89]  # 20 arm, 4 launch; then 60 mission, 5 recover, 20 arm, 4 launch
    assert len(found) == (1440 - 24 - 1) // 89 + 1


def test_many_jets_leave_as_fast_as_the_armourers_are_and_no_faster() -> None:
    few, many = launches(8), launches(16)
    assert np.diff(few[4:]).tolist() == [20.0] * (len(few) - 5)
    assert len(many) == len(few)  # twice the jets behind the same armourers
    assert len(launches(8, teams={"armourers": 2})) > 1.5 * len(few)


def test_steps_at_once_take_as_long_as_the_longest_and_in_turn_as_long_as_all() -> None:
    steps = [
        {"name": "fuel", "takes": "15 min"}, {"name": "arm", "takes": "30 min", "after": ["fuel"]},
        {"name": "plan", "takes": "40 min"},
    ]  # fmt: skip
    assert launches(1, turn_round=steps)[0] == 45 + 4
    steps[1]["after"] = []
    assert launches(1, turn_round=steps)[0] == 40 + 4
