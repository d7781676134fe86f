"""A made-up result: every figure's input without a simulation, and every number in it known."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.tongue import ENGLISH
from sim.kernel.journal import Journal
from sim.measure.summary import summarise
from sim.models.sts_transfer import TransferAgreed, TransferBegan, TransferEnded
from sim.parts.theatre import ContactGained, EvidenceHeld
from sim.record.folder import Plan, begin, complete
from sim.record.results import Finished, Results
from sim.report.material import Material
from sim.report.style import LIGHT
from sim.scenario.load import Scenario, load

HOUR_S, DAY_S = 3600.0, 86400.0
UNITS = {
    "transfers_observed": "share", "transfers_observed.red": "share", "transfers": "count", "volume_unobserved": "bbl",
    "delay_to_detection": "h", "precision": "share", "analyst_wait": "h", "flying_hours": "h",
}  # fmt: skip
SCALES = (1.0, 0.5, 40.0, 1e5, 9.0, 1.0, 2.0, 600.0)
YAML = """
title: {title}
purpose: {words}
expect: {words}
start: 2021-03-01T00:00Z
duration: 30 d
warm_up: 2 d
seed: 7
area: {{west: 119 E, east: 131 E, south: 25 N, north: 36 N}}
areas:
  box-1: {{name: {area}, west: 123.5 E, east: 126 E, south: 30.5 N, north: 32.5 N}}
  box-2: {{west: 123.5 E, east: 126 E, south: 28.5 N, north: 30.5 N}}
sides:
  red: {{name: {side}, colour: vermilion}}
  blue: {{name: {other}, colour: blue}}
parts:
  - {{kind: coastal_station, id: goto, side: red, position: [32.7 N, 128.8 E], antenna: 300 m}}
  - {{kind: patrol_aircraft, id: p1, side: red, base: Kanoya, area: box-2, sources: {{area: paper}}}}
  - {{kind: patrol_ship, id: frigate, side: blue, area: box-1}}
  - {{kind: sar_satellite, id: sar, side: blue}}
injects:
  - {{at: 10 d, id: typhoon, text: {words}, effect: {{weather: {{sea_state: 7, for: 3 d}}}}}}
cases: {cases}
sources: {{paper: {words}}}
"""


def quoted(text: str) -> str:
    """Write any text as a YAML string."""
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in text) + '"'


def scenario(
    folder: Path,
    cases: Sequence[str],
    *,
    title: str = "Made up",
    area: str = "North box",
    side: str = "Red side",
    words: str = "Some words.",
    other: str = "Blue side",
) -> Scenario:
    """Load the made-up scenario with these cases."""
    names = "{" + ", ".join(f"{case}: {{}}" for case in cases) + "}"
    text = YAML.format(title=quoted(title), area=quoted(area), side=quoted(side), other=quoted(other), cases=names,
                       words=quoted(words))  # fmt: skip
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def finished(cases: Sequence[str], replications: int = 6) -> list[Finished]:
    """Return measures whose first rises by a tenth from each case to the next, with a known spread."""
    return [
        Finished(
            case, k, {name: _value(nth, k) * scale for name, scale in zip(UNITS, SCALES, strict=True)}, f"{case}-{k}"
        )
        for nth, case in enumerate(cases) for k in range(replications)
    ]  # fmt: skip


def _value(nth: int, k: int) -> float:
    return 0.2 + 0.1 * nth + 0.02 * (k % 3) + (0.01 * nth if k % 2 else -0.01 * nth)


def results(cases: Sequence[str], replications: int = 6) -> Results:
    """Return the results of a made-up run."""
    made = Results("made-up", tuple(cases), UNITS, tuple(finished(cases, replications)), {})
    return Results(made.scenario, made.cases, made.units, made.finished, summarise(made))


def journal(case: str = "one", transfers: int = 12, photographed: int = 4) -> Journal:
    """Return a journal with so many transfers: each fourth broken off, half of the others seen."""
    span = {"start": "2021-03-01T00:00:00+00:00", "duration_s": 30 * DAY_S, "warm_up_s": 2 * DAY_S}
    log = Journal({"case": case, "replication": 0, "seed": 7, **span, "sides": ("red", "blue"), "links": ()})
    for number in range(transfers):
        _transfer(log, number, number < photographed)
    _tables(log)
    return log


def _transfer(log: Journal, number: int, photographed: bool) -> None:
    began_s, lat, lon = (3.0 + 2 * number) * DAY_S, 29.0 + 0.25 * number, 124.0 + 0.4 * (number % 5)
    ships = 5_000_000 + number % 3, 5_000_010 + number % 3
    agreed = log.add(began_s - DAY_S, TransferAgreed(number, *ships, "box-1", lat, lon, 9000.0), None)
    log.add(began_s, TransferBegan(number, *ships, lat, lon, 9000.0, 6 * HOUR_S, 1), agreed)
    if photographed or number % 2:
        log.add(began_s + 2 * HOUR_S, ContactGained("red", "goto", ships[0], lat, lon, ()), None)
    if photographed:
        side = ("red", "blue")[number % 2]
        log.add(began_s + 3 * HOUR_S, EvidenceHeld(side, number, side), None)
    how = "broken off" if number % 4 == 0 else "complete"
    log.add(began_s + (4 if number % 4 == 0 else 7) * HOUR_S, TransferEnded(number, 5000.0, how), agreed)


def _tables(log: Journal) -> None:
    n, until_s = 40, 30 * DAY_S
    vessel = np.arange(n)
    log.append("vessel", vessel=vessel, part=np.repeat("lane", n), enter_s=np.zeros(n), leave_s=np.full(n, until_s))
    log.append("contact", side=np.repeat(["red", "blue"], n // 2), vessel=vessel, start_s=np.full(n, DAY_S),
               end_s=np.full(n, 20 * DAY_S), luck=np.full(n, 0.5))  # fmt: skip
    log.append("platform", platform=[10_000_000, 10_000_001], name=["goto", "frigate"], side=["red", "blue"],
               sort=["coastal_station", "patrol_ship"])  # fmt: skip
    lat = [*np.linspace(26, 35, n), 31.0]
    ends = {"a_lat_deg": lat, "a_lon_deg": [120.0] * n + [124.0], "b_lat_deg": lat, "b_lon_deg": [130.0] * n + [125.5]}
    times = {"start_s": np.zeros(n + 1), "end_s": np.full(n + 1, until_s)}
    log.append("leg", platform=[*vessel, 10_000_001], **times, **ends)


def material(folder: Path, cases: Sequence[str] = ("one", "two"), **names: Any) -> Material:
    """Return what figures draw from, with a journal for each case, of so many transfers each (12)."""
    given, transfers = results(cases, names.pop("replications", 6)), names.pop("transfers", {})
    logs = {case: journal(case, transfers.get(case, 12), min(4 + nth, transfers.get(case, 12)))
            for nth, case in enumerate(cases)}  # fmt: skip
    first = tuple(each if each.replication else replace(each, journal=logs[each.case]) for each in given.finished)
    tongue, look = names.pop("tongue", ENGLISH), names.pop("look", LIGHT)
    return Material(replace(given, finished=first), scenario(folder, cases, **names), tongue, look)


def made(folder: Path, cases: Sequence[str] = ("one", "two"), *, logs: bool = True, **names: str) -> Path:
    """Write a complete result folder."""
    told = scenario(folder, cases, **names)
    plan = Plan("made-up", told.hash, 7, tuple(cases), 6, order=tuple(cases))
    path = folder / "result"
    with closing(begin(path, plan, told.to_yaml())) as unfinished:
        for each in finished(cases):
            unfinished.add([replace(each, journal=None if each.replication else journal(each.case))])
        complete(unfinished, results(cases))
    if not logs:
        (path / "log.sqlite").unlink()
    return path
