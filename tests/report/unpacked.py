"""A replay read back as the page reads it, and small runs to make replays of."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.report.replay import Replay, fold, texts
from sim.scenario.load import Scenario, load
from sim.world.geodesy import unit
from sim.world.motion import Legs

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SMALL = SCENARIOS / "small.yaml"
VOYAGE = SCENARIOS / "voyage.yaml"
CASES = ("alone", "arrangement")
FRESH_S = 12 * 3600.0


@cache
def small() -> Scenario:
    return load(SMALL)


@cache
def journals() -> Mapping[str, Journal]:
    """Run two cases of the small scenario with the same luck."""
    shelf: dict[Any, Any] = {}
    return {case: simulate(small(), case, 0, shelf=shelf) for case in CASES}


def folded(scenario: Scenario, logs: Mapping[str, Journal], lang: str = "en") -> Replay:
    """Fold journals that are at hand."""
    return fold(scenario, {case: lambda log=log: log for case, log in logs.items()}, lang)


@cache
def replay() -> Replay:
    """Fold the small runs."""
    return folded(small(), journals())


@cache
def voyage() -> Replay:
    """Fold two cases of the short voyage, with the words of the page."""
    scenario = load(VOYAGE)
    logs = {case: simulate(scenario, case, 0) for case in ("with", "without")}
    return fold(scenario, {case: lambda log=log: log for case, log in logs.items()}, "en", texts())


def opened(made: Replay) -> dict[str, Any]:
    """Return the columns by name, each of which must begin at a multiple of its own size."""
    held = gzip.decompress(b64decode(made.columns))
    columns: dict[str, Any] = {}
    for name, (sort, begin, length) in made.meta["columns"].items():
        if sort == "json":
            columns[name] = json.loads(held[begin : begin + length])
        else:
            dtype = np.dtype(f"<{sort[0]}{int(sort[1:]) // 8}")
            assert begin % dtype.itemsize == 0, name
            columns[name] = np.frombuffer(held, dtype, length, begin).astype(np.float64 if sort[0] == "f" else np.int64)
    return columns


@dataclass(frozen=True)
class Case:
    """One case as the page joins it: what all cases have, then its own."""

    meta: Mapping[str, Any]
    unit_s: float
    events: list[dict[str, Any]]
    who: Mapping[str, Any]
    legs: Legs
    contacts: Mapping[str, np.ndarray]

    def held(self, side: int, time_s: float) -> dict[int, float]:
        """Return the instant at which each vessel that a side holds was last known, by the rule of the design page."""
        sources = [(side, 0.0)] + [(each["sender"], each["delay_s"]) for each in self.meta["links"]
                                   if each["receiver"] == side]  # fmt: skip
        found: dict[int, float] = {}
        for who, delay_s in sources:
            c, known_s = self.contacts, time_s - delay_s
            passed = (c["shared"] >> side) & 1 if who != side else 1
            mine = (c["side"] == who) & (passed == 1) & (c["t0"] * self.unit_s <= known_s)
            latest = np.minimum(known_s, c["t1"][mine] * self.unit_s)
            for vessel, last_s in zip(c["mover"][mine].tolist(), latest.tolist(), strict=True):
                found[vessel] = max(found.get(vessel, -np.inf), last_s)
        return {vessel: last_s for vessel, last_s in found.items() if time_s - last_s <= FRESH_S}


def case_of(made: Replay, nth: int) -> Case:
    """Read one case of a replay."""
    columns, tags = opened(made), ("all", str(nth))
    sorts = ("id", "sort", "side", "length", "ais", "range")
    who = {name: np.concatenate([columns[f"mover.{name}@{tag}"] for tag in tags]) for name in sorts}
    who["name"] = [name for tag in tags for name in columns[f"mover.name@{tag}"]]
    legs = Legs.concat([_legs(columns, tag, made.meta["time_unit_s"]) for tag in tags]).sort("mover")
    contacts = _contacts(columns, nth)
    events = columns[f"event@{nth}"]
    return Case(made.meta["cases"][nth], made.meta["time_unit_s"], events, who, legs, contacts)


def _legs(columns: Mapping[str, Any], tag: str, unit_s: float) -> Legs:
    """Undo the differences one leg after another."""
    first, number = columns[f"leg.first@{tag}"], columns[f"mover.id@{tag}"]
    steps = [columns[f"leg.{name}@{tag}"] for name in ("t0", "lat0", "lon0", "t1", "lat1", "lon1")]
    rows = []
    for mover, low, high in zip(number, first[:-1], first[1:], strict=True):
        here = np.zeros(3, np.int64)
        for k in range(low, high):
            begin = here + [each[k] for each in steps[:3]]
            here = begin + [each[k] for each in steps[3:]]
            rows.append((mover, *begin, *here))
    mover, t0, lat0, lon0, t1, lat1, lon1 = np.array(rows, dtype=np.int64).reshape(-1, 7).T
    ends = unit(lat0 / 1e6, lon0 / 1e6), unit(lat1 / 1e6, lon1 / 1e6)
    return Legs(mover, t0 * unit_s, t1 * unit_s, *ends)


def _contacts(columns: Mapping[str, Any], nth: int) -> dict[str, np.ndarray]:
    joined: dict[str, list[np.ndarray]] = {name: [] for name in ("mover", "side", "sensor", "t0", "t1")}
    for tag in ("all", str(nth)):
        t0 = np.cumsum(columns[f"contact.t0@{tag}"])
        given = {"t0": t0, "t1": t0 + columns[f"contact.t1@{tag}"]}
        for name, parts in joined.items():
            parts.append(given.get(name, columns[f"contact.{name}@{tag}"]))
    whole = {name: np.concatenate(parts) for name, parts in joined.items()}
    return whole | {"shared": columns[f"contact.shared@{nth}"]}
