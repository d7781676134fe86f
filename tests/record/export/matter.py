"""Runs to export: a small one as it was simulated, and one whose every word means harm."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from sim.experiment.simulate import simulate
from sim.kernel.events import Record
from sim.kernel.journal import Journal
from sim.parts.sensing import ChangeMade, ContactGained, VesselInspected
from sim.record.export.formats import FORMATS, export
from sim.record.export.layers import LAYERS, Matter, Words
from sim.scenario.load import load
from tests.golden.rewrite import SMALL, run

__all__ = ["HARM", "HOUR_S", "START", "exported", "harmful", "small", "told", "week", "words"]

HOUR_S = 3600.0
START = "2021-03-01T00:00:00+00:00"
HARM = "=cmd|' /C calc'!A0<script>alert(\"1\")</script>&\u202eevil\u200f😀\n" + "ō" * 10_000 + "]]>"
SIDES = {"a": "Side A", "b": "Side B"}


def told(record: Record) -> str:
    """Tell an event by its fields."""
    return f"{record.kind} {record.event.fields()}"


def words(title: str = "Small", **given: Any) -> Words:
    """Return words for a run of two sides."""
    return Words(title, given.get("sides", SIDES), {"a": "#0072B2", "b": "#E69F00"}, given.get("says", told))


@cache
def small() -> Journal:
    """Return a day of a small scenario, in which two sides share."""
    return run("small-arrangement")


@cache
def week() -> Journal:
    """Return a week of it, in which a transfer is photographed."""
    return simulate(load(SMALL), "arrangement", 0)


def harmful() -> Journal:
    """Return a run of a few hours across the antimeridian, named by somebody who means harm."""
    journal = Journal({"start": START, "duration_s": 10 * HOUR_S, "warm_up_s": 0.0, "sides": ("a", "b"), "links": (),
                       "scenario": "harm", "case": HARM, "replication": 0, "seed": 1})  # fmt: skip
    journal.add(HOUR_S, ContactGained("a", HARM, 0, 10.0, 190.0, ("dark", HARM)), None)
    journal.add(2 * HOUR_S, ChangeMade(HARM), None)
    journal.add(3 * HOUR_S, VesselInspected("b", HARM, 0, "lawful"), 0)
    journal.append("vessel", vessel=[0], part=[HARM], sort=["lane"], length_m=[100.0], ais=[2], enter_s=[0.0],
                   leave_s=[9 * HOUR_S])  # fmt: skip
    journal.append("platform", platform=[10_000_000, 10_000_001], name=["-1+1", HARM], side=["a", "b"], sort=["x", "y"])
    journal.append("leg", platform=[0, 0, 10_000_000, 10_000_001], start_s=[-HOUR_S, 5 * HOUR_S, 0.0, 0.0],
                   end_s=[4 * HOUR_S, 9 * HOUR_S, 10 * HOUR_S, 10 * HOUR_S], a_lat_deg=[10.0, 11.0, 60.0, 0.0],
                   a_lon_deg=[178.0, -179.0, 170.0, 0.0], b_lat_deg=[11.0, 11.0, 60.0, 0.0],
                   b_lon_deg=[-179.0, 179.0, -150.0, 0.0])  # fmt: skip
    journal.append("contact", side=["b", "a", "a"], sensor=["AIS", "radar", HARM], vessel=[0, 0, 0],
                   start_s=[0.0, HOUR_S, 6 * HOUR_S], end_s=[4 * HOUR_S, HOUR_S, 8 * HOUR_S],
                   luck=[0.1, 0.5, 0.9])  # fmt: skip
    journal.append("silence", vessel=[0], start_s=[2 * HOUR_S], end_s=[3 * HOUR_S], identity=[""])
    return journal


def exported(folder: Path, name: str, matter: Matter) -> list[Path]:
    """Export a run and return the files."""
    form = FORMATS[name]
    files = form.files(folder, "run", form.holds)
    export(matter, name, [each for each in LAYERS if each in form.holds], files)
    return files


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def features_of(path: Path) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return found
