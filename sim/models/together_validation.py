"""Decks, landings and exercises beside what is known: closed networks, cycles of craft, learning and forgetting."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from statistics import fmean, stdev
from typing import Any, Final

from sim.base.spec import PartSpec
from sim.kernel.journal import Journal
from sim.kernel.run import Run
from sim.kernel.validation import Check, validation
from sim.models.exercise_series import ExerciseSeries
from sim.models.flight_deck import FlightDeck
from sim.models.landing_beach import LandingBeach
from sim.models.landing_events import CraftBeached
from sim.models.landing_force import LandingForce
from sim.models.sortie_events import JetLaunched
from sim.models.training_events import SerialDone
from sim.parts.interoperability import Interoperability, LevelChanged
from sim.parts.setting import Setting
from sim.parts.theatre import Theatre
from sim.parts.weather import Weather
from sim.world.areas import Box
from sim.world.geodesy import apart_m

__all__ = ["closed_network", "craft_cycles", "learning", "played", "round_trip"]

HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
START: Final = datetime(2021, 3, 1, tzinfo=UTC)
SEA: Final = Box("sea", 122.0, 130.0, 25.0, 33.0)
SHIP, BEACH = (28.0, 126.0), (28.0, 126.2)
BATCHES: Final = 20
CYCLES: Final = 150  # launches in a batch
LIMIT: Final = 3.883  # Student's 99.9 % for 19 degrees of freedom


def played(days: float, *parts: PartSpec) -> Journal:
    """Run parts in a calm."""
    calm = Weather(kind="weather", id="sea", constant=0)
    setting = Setting(START, days * DAY_S, 0.0, SEA, {}, ("a", "b"), (calm, *parts))
    run = Run(35, 0, start=START)
    run.journal.header.update(duration_s=setting.duration_s, warm_up_s=0.0, sides=("a", "b"), links=())
    return Theatre(run, setting).play()


def round_trip(jets: int, delay_h: float, services_h: Sequence[float]) -> FlightDeck:
    """Return a deck whose jets go round a closed network: landing place, armourers and ramp, as many as there are."""
    hours = [{"exponential": f"{each:.12f} h"} for each in services_h]
    alone = len(hours) == 1  # then a ramp for everybody is part of the delay
    steps = [{"name": "arm", "needs": {"armourers": 1}, "takes": hours[1]}] if len(hours) > 2 else []
    given: dict[str, Any] = {
        "kind": "flight_deck", "id": "deck", "side": "a", "position": "28 N, 126 E", "jets": jets, "spots": jets,
        "teams": {"landing": 1, "ramp": jets if alone else 1, "armourers": 1}, "flying_day": "24 h", "sea_state": 9,
        "recover": hours[0], "turn_round": steps, "launch": f"{delay_h / 3:.12f} h" if alone else hours[-1],
        "mission": {"exponential": f"{delay_h * (2 / 3 if alone else 1):.12f} h"}, "hold": "1000 d", "fouled": 0.0,
        "repairs": [],
    }  # fmt: skip
    return FlightDeck.model_validate(given)


@validation(
    "closed_network",
    title="Jets on a flight deck as a closed network of queues, launches an hour",
    source="exact mean value analysis (Reiser and Lavenberg, 1980)",
)
def closed_network(_: Sequence[Journal]) -> Iterator[Check]:
    with (files("sim") / "data" / "known" / "closed_network.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        jets, delay_h, known = int(row["customers"]), float(row["delay_h"]), float(row["throughput_per_h"])
        services = [float(each) for each in row["service_h_by_station"].split(";")]
        batch_s = CYCLES / known * HOUR_S
        journal = played((BATCHES + 1) * batch_s / DAY_S, round_trip(jets, delay_h, services))
        counts = [0] * (BATCHES + 1)
        for record in journal.of(JetLaunched):
            counts[min(BATCHES, int(record.time_s / batch_s))] += 1
        rates = [count / batch_s * HOUR_S for count in counts[1:]]
        mean, off = fmean(rates), LIMIT * stdev(rates) / math.sqrt(BATCHES)
        yield Check(
            f"{jets} jets, {delay_h:g} h in the air, services of {', '.join(f'{each:g}' for each in services)} h",
            f"{known:.4f}", f"{mean:.4f} ± {off:.4f}", f"{mean / known - 1:+.2%}", "99.9 % interval",
            abs(mean - known) <= off,
        )  # fmt: skip


@validation(
    "craft_cycles",
    title="Identical craft with nothing left to chance, hours until all is ashore",
    source="cycles = ⌈loads / craft⌉",
)
def craft_cycles(_: Sequence[Journal]) -> Iterator[Check]:
    cross_h = float(apart_m(SHIP, BEACH)) / (20 * 1852.0)
    for loads, craft in ((7, 1), (8, 4), (9, 4), (30, 7)):
        lcu = {"name": "lcu", "count": craft, "carries": {"stores": 1}, "speed": "20 kn", "load": "30 min",
               "unload": "15 min", "breaks": 0.0}  # fmt: skip
        force = LandingForce.model_validate(
            {"kind": "landing_force", "id": "force", "side": "a", "position": "28 N, 126 E", "docks": craft,
             "waves": [{"name": "stores", "sort": "stores", "amount": loads}], "craft": [lcu]}
        )  # fmt: skip
        beach = LandingBeach.model_validate(
            {"kind": "landing_beach", "id": "beach", "side": "a", "position": "28 N, 126.2 E", "lanes": craft,
             "tide": "12 h", "open_for": "12 h"}
        )  # fmt: skip
        last_h = max(record.time_s for record in played(6, force, beach).of(CraftBeached)) / HOUR_S
        cycles = math.ceil(loads / craft)
        known_h = (cycles - 1) * (0.75 + 2 * cross_h) + 0.75 + cross_h
        late_s = (last_h - known_h) * HOUR_S
        yield Check(
            f"{loads} loads, {craft} craft", f"{known_h:.4f} h", f"{last_h:.4f} h", f"{late_s:+.3f} s",
            f"{cycles} cycles", abs(late_s) < 0.1,
        )  # fmt: skip


@validation(
    "learning",
    title="Interoperability after each of six yearly exercises of 60 hours together, points",
    source="L ← 100 − (100 − L exp(−T/φ)) exp(−h/λ), with T 365 d, φ 700 d, λ 150 h",
)
def learning(_: Sequence[Journal]) -> Iterator[Check]:
    series = ExerciseSeries.model_validate(
        {"kind": "exercise_series", "id": "series", "host": "a", "guest": "b", "first": "10 d", "days": "10 d",
         "final": "1 d", "tasks": 0, "chalks": 1, "chalk_late": "1 min", "in_processing": "1 h", "day": "24 h",
         "conferences": [], "good_weather": "100000 d", "learns": "150 h", "forgets": "700 d",
         "resources": {"range": 1}, "serials": [{"name": "together", "takes": "60 h", "needs": {"range": 1}}]}
    )  # fmt: skip
    journal = played(365.0 * 6, Interoperability(kind="interoperability", id="table"), series)
    done = {record.seq for record in journal.of(SerialDone)}
    found = [record.event.level for record in journal.of(LevelChanged) if record.cause in done]
    level = 0.0
    for nth, each in enumerate(found, 1):
        level = 100.0 - (100.0 - level * math.exp(-365.0 / 700.0)) * math.exp(-60.0 / 150.0)
        yield Check(f"exercise {nth}", f"{level:.6f}", f"{each:.6f}", f"{each - level:+.1e}", "",
                    math.isclose(each, level, rel_tol=1e-9))  # fmt: skip
