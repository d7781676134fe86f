"""The sweep folder: what is in it, how it is begun, completed and read.

- `sweep.json`: provenance, what was asked for, the factors with their units, `hash`, `complete`;
- `scenario.yaml`: the scenario as resolved, after `--set`;
- `design.csv`: a row for each point, a column for each factor, empty where the scenario's own value holds;
- `responses.csv`: a row for each point, case and replication, a column for each measure, empty where it cannot tell;
- `sensitivity.json`, `sensitivity.csv`: what each factor does (`sim.experiment.analysis`);
- `responses.sqlite`: the store that all of it comes from (`sim.record.store`), which stays, so that a sweep can go on.

Every file is written whole under another name and then renamed, sweep.json last.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.analysis import analysed, described
from sim.experiment.designs import Design
from sim.experiment.points import Plan
from sim.measure.catalogue import PACKAGES, catalogue
from sim.record.files import read_json, resumable, say_why, write_json, write_text
from sim.record.log import Key
from sim.record.provenance import now_utc, provenance
from sim.record.results import Finished
from sim.record.store import Store

__all__ = [
    "DESIGN",
    "RESPONSES",
    "SENSITIVITY",
    "STORE",
    "SWEEP",
    "Folder",
    "Swept",
    "begin",
    "complete",
    "find_unfinished",
    "new_path",
    "read",
]

SWEEP: Final = "sweep.json"
SCENARIO: Final = "scenario.yaml"
DESIGN: Final = "design.csv"
RESPONSES: Final = "responses.csv"
SENSITIVITY: Final = "sensitivity.json"
TABLE: Final = "sensitivity.csv"
STORE: Final = "responses.sqlite"
Kept = Mapping[Key, Finished]


@dataclass(frozen=True, slots=True)
class Folder:
    """A sweep folder that is being filled."""

    path: Path
    store: Store
    started: str
    replications: int


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep gave: the content of sweep.json and of sensitivity.json, and where they are."""

    folder: Path
    manifest: Mapping[str, Any]
    sensitivity: Mapping[str, Any]


def new_path(root: Path, plan: Plan, at: datetime | None = None) -> Path:
    """Return a folder for a sweep that begins now, which does not exist yet."""
    base = root / plan.scenario.name / f"{at or now_utc():%Y%m%dT%H%M%SZ}-sweep-{plan.hash[:8]}"
    again = (base.with_name(f"{base.name}-{number}") for number in range(2, 1000))
    return base if not base.exists() else next(path for path in again if not path.exists())


def find_unfinished(root: Path, plan: Plan) -> Path:
    """Return the newest unfinished folder of this sweep.

    Raises: UserError when there is none.
    """
    where = root / plan.scenario.name
    for path in sorted(where.glob(f"*-sweep-{plan.hash[:8]}*"), reverse=True):
        if (path / SWEEP).is_file() and not read_json(path / SWEEP).get("complete"):
            return path
    advice = "run without --resume, or name the folder: --resume --out DIR"
    raise UserError(Fault(str(where), "", "there is no unfinished sweep of this scenario with these settings", advice))


def begin(path: Path, plan: Plan, *, resume: bool = False) -> Folder:
    """Make a sweep folder, or open one to go on with.

    Raises: UserError when there is something else in it, another process fills it, or the disk refuses.
    """
    with say_why(path):
        names = sorted(item.name for item in path.iterdir() if not item.name.startswith(".")) if path.exists() else []
    if names and SWEEP not in names:
        found = f"is not a sweep folder (it holds {names[0]})"
        raise UserError(Fault(str(path), "", found, "choose an empty or new --out"))
    earlier = _earlier(path, plan, resume) if names else {}
    with say_why(path):
        path.mkdir(parents=True, exist_ok=True)
    store = Store(path / STORE)
    try:
        started = earlier.get("started") or f"{now_utc():%Y-%m-%dT%H:%M:%SZ}"
        folder = Folder(path, store, started, max(plan.replications, earlier.get("replications", 0)))
        write_text(path / SCENARIO, plan.scenario.to_yaml())
        write_json(path / SWEEP, _manifest(folder, plan, None))
    except BaseException:
        store.close()
        raise
    return folder


def _earlier(path: Path, plan: Plan, resume: bool) -> dict[str, Any]:
    """Return what an existing sweep.json says, if the plan may go on from there."""
    earlier: dict[str, Any] = read_json(path / SWEEP)
    if earlier["hash"] != plan.hash:
        found = f"was written for another sweep, by: {earlier['command'] or 'a Python program'}"
        raise UserError(Fault(str(path), "", found, "give the same scenario and options, or choose another --out"))
    if resume:
        return earlier
    if earlier["complete"]:
        found = "holds a complete sweep, which is never overwritten"
        advice = "choose another --out, or add --resume and a larger -n to go on from there"
    else:
        found, advice = "holds an unfinished sweep", "add --resume to go on with it, or choose another --out"
    raise UserError(Fault(str(path), "", found, advice))


def _manifest(folder: Folder, plan: Plan, finished: datetime | None) -> dict[str, Any]:
    return {
        "complete": finished is not None,
        "scenario": plan.scenario.name,
        "scenario_hash": plan.scenario.hash,
        "hash": plan.hash,
        "seed": plan.scenario.spec.seed,
        "design": plan.design.sort,
        "case": plan.cases[0],
        "against": plan.cases[1] if len(plan.cases) > 1 else None,
        "points": len(plan.design),
        "replications": folder.replications,
        "measures": list(plan.measures),
        "factors": [described(factor) for factor in plan.design.factors],
        "left_out": [dict(each) for each in plan.left_out],
        "command": plan.command,
        "started": folder.started,
        "finished": f"{finished:%Y-%m-%dT%H:%M:%SZ}" if finished else None,
        **provenance(),
    }


def complete(folder: Folder, plan: Plan, packages: tuple[str, ...] = PACKAGES) -> Swept:
    """Analyse what the store holds, write everything, and say that it is complete."""
    kept, path = folder.store.finished(), folder.path
    names = list(dict.fromkeys(name for each in kept.values() for name in each.measures))
    told = {}
    for name in plan.measures:
        if name not in names:
            again = f"{unknown(name, names)}, with --resume --out {path}: nothing is run again"
            raise UserError(Fault("--measure", "", f"no run told a measure '{name}'", again))
        stem = name.partition(".")[0]
        entry = analysed(plan.design, _matrix(kept, plan, name), plan.scenario.spec.seed)
        declared = catalogue(packages)[stem]
        told[name] = {"unit": declared.unit, "about": declared.about, **entry}
    manifest = _manifest(folder, plan, now_utc())
    asked = ("scenario", "design", "case", "against", "points", "replications", "factors")
    about = {name: manifest[name] for name in asked}
    swept = Swept(path, manifest, {**about, "x": _places(plan.design), "measures": told})
    with resumable():
        write_text(path / DESIGN, _design(plan.design))
        write_text(path / RESPONSES, _responses(kept, plan, names))
        write_json(path / SENSITIVITY, swept.sensitivity)
        write_text(path / TABLE, _table(swept))
        write_json(path / SWEEP, manifest)
    return swept


def read(path: str | Path) -> Swept:
    """Read a complete sweep folder.

    Raises: UserError when it is none, or is not complete.
    """
    folder = Path(path)
    manifest = read_json(folder / SWEEP)
    if not manifest["complete"]:
        advice = f"go on with it: sim sweep … --resume --out {folder}"
        raise UserError(Fault(str(folder), "", "holds an unfinished sweep", advice))
    return Swept(folder, manifest, read_json(folder / SENSITIVITY))


def _matrix(kept: Kept, plan: Plan, name: str) -> np.ndarray:
    """Return the response at each point (rows) in each replication (columns): less the baseline's, if there is one."""
    case, *base = (
        [
            [kept[Key(f"{point}|{case}", at)].measures.get(name, np.nan) for at in range(plan.replications)]
            for point in range(len(plan.design))
        ]
        for case in plan.cases
    )
    return np.array(case, dtype=float) - (np.array(base[0], dtype=float) if base else 0.0)


def _places(design: Design) -> list[list[float | None]]:
    """Return the numbers of each point, a column for each factor, None where it has none."""
    return [[level.number if level else None for level in design.levels(at)] for at in range(len(design))]


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _design(design: Design) -> str:
    heads = [f"{factor.name} [{factor.unit}]" if factor.unit else factor.name for factor in design.factors]
    rows = [
        [
            point,
            *("" if level is None else level.text if level.number is None else repr(level.number) for level in each),
        ]
        for point, each in enumerate(map(design.levels, range(len(design))))
    ]
    return _csv([["point", *heads], *rows])


def _responses(kept: Kept, plan: Plan, names: list[str]) -> str:
    rows = []
    for run in plan.runs:
        for at in range(plan.replications):
            each = kept[Key(run.name, at)]
            values = (each.measures.get(name, np.nan) for name in names)
            told = ("" if value != value else repr(float(value)) for value in values)
            rows.append([run.point, run.case, at, each.log_hash, *told])
    return _csv([["point", "case", "replication", "log_hash", *names], *rows])


def _table(swept: Swept) -> str:
    """Return sensitivity.csv: a row for each measure and factor, what its design does not tell left empty."""
    numbers = ("mu_star", "floor", "sigma", "first", "total")
    intervals = ("effect", "low", "high")
    ends = [f"{name}{end}" for name in intervals for end in ("", "_from", "_to")]
    pairs = [f"{name}{end}" for name in ("mu_star", "first", "total") for end in ("_from", "_to")]
    rows = [["measure", "unit", "factor", "from", "to", *ends, "pairs", *numbers, *pairs]]
    for name, entry in swept.sensitivity["measures"].items():
        for factor, each in zip(swept.manifest["factors"], entry["factors"], strict=False):
            told = [each.get(part) or {"mean": None, "ci95": None} for part in intervals]
            cells = [cell for part in told for cell in (part["mean"], *(part["ci95"] or [None, None]))]
            cells += [each.get("effect", {}).get("n"), *(each.get(part) for part in numbers)]
            cells += [end for part in ("mu_star", "first", "total") for end in each.get(f"{part}_ci95") or [None, None]]
            shown = ["" if cell is None else repr(cell) for cell in cells]
            rows.append([name, entry["unit"], factor["name"], factor["levels"][0], factor["levels"][-1], *shown])
    return _csv(rows)
