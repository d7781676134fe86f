"""A made-up sea lane: what its figures and its replay are drawn from, without a simulation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.tongue import ENGLISH
from sim.kernel.events import Event
from sim.kernel.journal import Journal
from sim.measure.summary import summarise
from sim.models.lane_events import AttemptEnded, AttemptMade, WarningIssued, WarningLapsed
from sim.models.lane_tables import FIRST_SHIP
from sim.parts.lane_patrol import PatrolCame, PatrolPosted, PatrolSent
from sim.record.results import Finished, Results
from sim.report.material import Material
from sim.report.style import LIGHT
from sim.scenario.load import Scenario, load
from sim.world.geodesy import distance_m

DAY_S = 86400.0
YEAR_S = 365.25 * DAY_S
UNITS = {"boardings_per_1000": "count", "boardings": "count", "delay_per_transit": "h",
         "fuel_per_transit": "t"}  # fmt: skip
YAML = """
title: {title}
purpose: Some words.
start: 2021-01-01T00:00Z
duration: 365.25 d
seed: 7
area: {{west: 12 W, east: 130 E, south: 12 S, north: 58 N}}
areas:
  aden: {{name: {aden}, west: 43.5 E, east: 54 E, south: 10.5 N, north: 16 N}}
  singapore: {{name: {strait}, west: 103 E, east: 105 E, south: 0.9 N, north: 1.6 N}}
  basin: {{name: Somali Basin, west: 50 E, east: 65 E, south: 0 N, north: 10 N}}
sides:
  red: {{name: {side}, colour: vermilion}}
  blue: {{name: Blue side, colour: blue}}
parts:
  - {{kind: strait, id: narrows, area: singapore}}
  - {{kind: threat_area, id: pirates, area: aden, attempts: 10 /y}}
  - {{kind: threat_area, id: robbers, area: singapore, attempts: 10 /y}}
  - {{kind: lane_patrol, id: guard, side: red, area: aden, ships: 3}}
cases: {cases}
"""
WAYS = (
    ((51.0, 1.5), (36.0, -5.5), (35.0, 20.0), (31.5, 32.3), (29.9, 32.6), (12.6, 43.3), (12.0, 46.0), (14.0, 53.0),
     (5.8, 80.0), (5.9, 95.5), (1.2, 103.6), (1.3, 104.6), (12.0, 112.0), (24.0, 119.0)),
    ((25.0, 57.0), (15.0, 66.0), (5.8, 80.0), (5.9, 95.5), (1.2, 103.6), (1.3, 104.6), (24.0, 119.0)),
    ((-12.0, 45.0), (4.0, 58.0), (15.0, 60.0), (25.0, 57.0)),
)  # fmt: skip
PLACES = (
    ("Suez Canal", "canal", 32.2, 32.7, 29.9, 31.4), ("narrows", "strait", 102.5, 105.0, 0.8, 2.5),
    ("pirates", "area", 43.5, 54.0, 10.5, 16.0), ("basin", "area", 50.0, 65.0, 0.0, 10.0),
    ("robbers", "area", 103.0, 105.0, 0.9, 1.6),
)  # fmt: skip
SHOWN = 100  # of so many ships one has legs
OUTCOMES = ("boarded", "repelled", "interrupted")


def scenario(folder: Path, cases: Sequence[str], *, title: str = "Made up", side: str = "Red side",
             aden: str = "Gulf of Aden", strait: str = "Singapore Strait") -> Scenario:  # fmt: skip
    """Load a scenario of a sea lane without parts."""
    names = "{" + ", ".join(f"{case}: {{}}" for case in cases) + "}"
    path = folder / "lane.yaml"
    path.write_text(YAML.format(title=title, side=side, aden=aden, strait=strait, cases=names), encoding="utf-8")
    return load(path)


def journal(case: str = "alone", attempts: int = 30, ships: int = 4000, posted_d: Sequence[float] = (0.0,)) -> Journal:
    """Return a year in which every third attempt ends in each way, and help comes to every second."""
    log = Journal({
        "scenario": "lane", "case": case, "replication": 0, "seed": 7, "start": "2021-01-01T00:00:00+00:00",
        "duration_s": YEAR_S, "warm_up_s": 0.0, "sides": ("red", "blue"), "links": (),
    })  # fmt: skip
    told = [Told(day * DAY_S, PatrolPosted("red", "guard", "aden", 3)) for day in posted_d]
    told += [each for n in range(attempts) for each in _attempt(n, n * YEAR_S / attempts)]
    number: dict[int, int] = {}
    for each in sorted(told, key=lambda each: each.at_s):
        number[id(each)] = log.add(each.at_s, each.event, number[id(each.cause)] if each.cause else None)
    _traffic(log, ships)
    return log


@dataclass(frozen=True)
class Told:
    """An event to come, and the one that it comes of."""

    at_s: float
    event: Event
    cause: Told | None = None


def _attempt(n: int, at_s: float) -> Iterator[Told]:
    area, (lat, lon) = ("pirates", "robbers", "basin")[n % 3], ((12.5, 47.0), (1.2, 104.0), (6.0, 57.0))[n % 3]
    lat, lon, side = lat + 0.02 * (n % 7 - 3), lon + 0.1 * (n % 5 - 2), ("red", "blue")[n % 2]
    yield (made := Told(at_s, AttemptMade(side, n, "tanker", area, lat, lon, 12.0, 6.0, True, 2, n % 4 == 0, False)))
    until_s = at_s + 2 * DAY_S
    yield (warned := Told(at_s + 1800, WarningIssued(side, f"{side}-centre", n, area, side, until_s), made))
    yield Told(until_s, WarningLapsed(side, n, area), warned)
    if n % 2 == 0:
        after_s = 600.0 + 240.0 * n
        place = (lat, lon, 20.0, at_s + after_s)
        call = PatrolSent("red", side, "guard", n % 3, n, area, "helicopter", lat + 0.5, lon, *place)
        yield (sent := Told(at_s, call, made))
        yield Told(at_s + after_s, PatrolCame("red", side, "guard", n, area, after_s), sent)
    outcome = OUTCOMES[n // 3 % 3] if n % 2 == 0 else OUTCOMES[n // 3 % 2]
    yield Told(at_s + 900.0 + 60.0 * n, AttemptEnded(side, n, area, outcome, 900.0 + 60.0 * n, 40.0), made)


def _traffic(log: Journal, ships: int) -> None:
    for way, points in enumerate(WAYS):
        lat, lon = np.array(points).T
        gone = np.append(0.0, np.cumsum(distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])))
        n = len(points)
        log.append("way", way=[way] * n, flow=[f"flow-{way}"] * n, nth=range(n), lat_deg=lat, lon_deg=lon, gone_m=gone)
    way = np.arange(ships) % 10 // 4
    depart = np.linspace(-20 * DAY_S, YEAR_S - 1.0, ships)
    log.append("transit", ship=np.arange(ships), way=way, sort=["tanker"] * ships, side=["red"] * ships,
               depart_s=depart, arrive_s=depart + 20 * DAY_S)  # fmt: skip
    _shown(log, np.arange(0, ships, SHOWN), way, depart)
    names, sorts, *edges = zip(*PLACES, strict=True)
    keys = ("west_deg", "east_deg", "south_deg", "north_deg")
    log.append("place", place=range(len(names)), name=names, sort=sorts, **dict(zip(keys, edges, strict=True)))
    first = np.flatnonzero(way == 0)
    came_s = np.tile(depart[first], 2)
    log.append("passage", ship=np.tile(first, 2), place=np.repeat([0, 1], len(first)), bound=np.zeros(len(came_s), int),
               arrive_s=came_s, enter_s=came_s, leave_s=came_s + DAY_S)  # fmt: skip


def _shown(log: Journal, ship: np.ndarray, way: np.ndarray, depart: np.ndarray) -> None:
    """Write one leg each of some ships."""
    first, then = (np.array([WAYS[way[each]][nth] for each in ship]) for nth in (0, 1))
    n, number, start_s = len(ship), FIRST_SHIP + ship, depart[ship]
    log.append("vessel", vessel=number, part=["flow"] * n, sort=["merchant_flow"] * n, length_m=np.full(n, 200.0),
               ais=np.full(n, 2), enter_s=start_s, leave_s=start_s + DAY_S)  # fmt: skip
    log.append("leg", platform=number, start_s=start_s, end_s=start_s + DAY_S, a_lat_deg=first[:, 0],
               a_lon_deg=first[:, 1], b_lat_deg=then[:, 0], b_lon_deg=then[:, 1])  # fmt: skip


def material(folder: Path, cases: Sequence[str] = ("alone", "shared"), replications: int = 6, **names: Any) -> Material:
    """Return what figures draw from; each case has fewer boardings than the one before, and costs more."""
    logs = {case: journal(case, 30 - 4 * nth) for nth, case in enumerate(cases)}
    finished = tuple(
        Finished(case, k, _values(nth, k), f"{case}-{k}", journal=None if k else logs[case])
        for nth, case in enumerate(cases) for k in range(replications)
    )  # fmt: skip
    made = Results("lane", tuple(cases), UNITS, finished, {})
    given = replace(made, summary=summarise(made))
    tongue, look = names.pop("tongue", ENGLISH), names.pop("look", LIGHT)
    return Material(given, scenario(folder, cases, **names), tongue, look)


def _values(nth: int, k: int) -> dict[str, float]:
    luck = (k * (nth + 2) % 5 - 2) * 0.03
    return {"boardings_per_1000": 0.9 - 0.15 * nth + luck, "boardings": 40.0 - 6 * nth + 9 * luck,
            "delay_per_transit": 0.8 * nth + luck, "fuel_per_transit": 6.0 * nth**1.5 + 10 * luck}  # fmt: skip
