"""The result folder: what is in it, how it is begun, completed and read.

`results/<scenario>/<UTC time>-<short hash>/`, or a folder of the user's choice, holds

- `run.json`: provenance, what was asked for, `complete`, digests of files of `data`, and `log_hash[case][replication]`;
- `scenario.yaml`: the scenario as resolved, after `--set`;
- `summary.json`: estimates by case and differences from the baseline (`sim.measure.summary`);
- `replications.csv`: a row for each case and replication, a column for each measure, empty where a run cannot tell;
- `log.sqlite`: the logs kept, replication 0 of each case unless all were asked for (`sim.record.log`);
- `replications.sqlite`: the store of an unfinished run (`sim.record.store`), gone when the folder is complete.

Every file is written whole under another name and then renamed, run.json last; so a folder whose run.json says
`complete` is. `read(path)` returns it as `Results`; `Results.journal(case)` is the log of replication 0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from sim.base.errors import Fault, UserError
from sim.kernel.journal import HASH_FORM
from sim.record.files import read_json, resumable, say_why, write_json, write_text
from sim.record.log import Key
from sim.record.provenance import changed, digests, now_utc, provenance
from sim.record.results import Finished, Results
from sim.record.store import LOG, STORE, Store, read_journal

__all__ = [
    "RUN", "SCENARIO", "SUMMARY", "TABLE", "Folder", "Plan", "begin", "complete", "find_unfinished", "new_path", "read",
    "refuse_unlike", "table",
]  # fmt: skip

RUN: Final = "run.json"
SCENARIO: Final = "scenario.yaml"
SUMMARY: Final = "summary.json"
TABLE: Final = "replications.csv"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run; the hash is of the scenario as resolved, so seed and changes are in it.

    `order` is every case of the scenario, the baseline first; `data` the files that it names.
    """

    scenario: str
    hash: str
    seed: int
    cases: tuple[str, ...]
    replications: int
    log: Literal["first", "all"] = "first"
    command: str = ""
    order: tuple[str, ...] = ()
    data: tuple[str, ...] = ()

    @property
    def keys(self) -> list[Key]:
        """Every run there will be, in the order of cases, then replications."""
        return [Key(case, replication) for case in self.cases for replication in range(self.replications)]

    def keeps_log(self, replication: int) -> bool:
        """Tell whether the log of a replication is kept."""
        return self.log == "all" or replication == 0


@dataclass(frozen=True, slots=True)
class Folder:
    """A result folder that is being filled, and its store; `done` when it is complete and no more is asked of it."""

    path: Path
    plan: Plan
    store: Store
    started: str
    data: Mapping[str, str]
    done: bool = False

    def widened(self, replications: int) -> Folder:
        """Return the folder with so many replications asked for, once run.json says so."""
        wider = replace(self, plan=replace(self.plan, replications=replications), done=False)
        write_json(self.path / RUN, _manifest(wider, {}))
        return wider

    def add(self, finished: Iterable[Finished]) -> None:
        """Keep runs; when this returns they are on the disk."""
        self.store.add(finished)

    def finished(self) -> dict[Key, Finished]:
        """Return the runs kept, without their logs."""
        return self.store.finished()

    def close(self) -> None:
        """Let another process have the folder."""
        self.store.close()

    def missing(self) -> list[Key]:
        """Return the runs still to be made: those not kept, and those whose log should be and is not."""
        done, logs = self.store.finished(), self.store.logged()
        return [
            key
            for key in self.plan.keys
            if key not in done or (self.plan.keeps_log(key.replication) and key not in logs)
        ]


def new_path(root: Path, plan: Plan, at: datetime | None = None) -> Path:
    """Return a folder for a run that begins now, which does not exist yet."""
    base = root / plan.scenario / f"{at or now_utc():%Y%m%dT%H%M%SZ}-{plan.hash[:8]}"
    again = (base.with_name(f"{base.name}-{number}") for number in range(2, 1000))
    return base if not base.exists() else next(path for path in again if not path.exists())


def find_unfinished(root: Path, plan: Plan) -> Path:
    """Return the newest unfinished folder of a scenario.

    Raises: UserError when there is none.
    """
    for path in sorted((root / plan.scenario).glob(f"*-{plan.hash[:8]}*"), reverse=True):
        if (path / RUN).is_file() and not read_json(path / RUN).get("complete"):
            return path
    where = root / plan.scenario
    advice = "run without --resume, or name the folder: --resume --out DIR"
    raise UserError(Fault(str(where), "", "there is no unfinished run of this scenario with these settings", advice))


def begin(path: Path, plan: Plan, yaml: str, *, resume: bool = False) -> Folder:
    """Make a result folder, or open an unfinished one to go on with.

    Raises: UserError when there is something else in it, another process fills it, or the disk refuses.
    """
    _refuse_strangers(path)
    earlier, data = _earlier(path, plan, resume), digests(plan.data)
    with say_why(path):
        path.mkdir(parents=True, exist_ok=True)
    store = Store(path / STORE)
    try:
        plan = _widened(plan, earlier) if earlier else plan
        if earlier and earlier["complete"]:
            store.add(_recovered(path))
        started = earlier["started"] if earlier else f"{now_utc():%Y-%m-%dT%H:%M:%SZ}"
        done = bool(earlier and earlier["complete"] and _asks_no_more(plan, _saved_plan(earlier)))
        folder = Folder(path, plan, store, started, data, done)
        if not done:
            write_text(path / SCENARIO, yaml)
            write_json(path / RUN, _manifest(folder, {}))
    except BaseException:
        store.close()
        raise
    return folder


def _refuse_strangers(path: Path) -> None:
    """Refuse a path where somebody else's work might be overwritten."""
    with say_why(path):
        names = {item.name for item in path.iterdir()} if path.exists() else set()
    found = sorted(name for name in names if not name.startswith("."))
    if found and not names & {RUN, STORE}:
        advice = "choose an empty or new --out"
        raise UserError(Fault(str(path), "", f"is not a result folder (it holds {found[0]})", advice))


def _earlier(path: Path, plan: Plan, resume: bool) -> dict[str, Any] | None:
    """Return what an existing run.json says, if the plan may go on from there."""
    if not (path / RUN).is_file():
        return None
    earlier: dict[str, Any] = read_json(path / RUN)
    if not resume:
        _refuse_overwriting(path, earlier)
    if earlier["scenario_hash"] != plan.hash:
        hashes = f"{earlier['scenario_hash'][:8]}, not {plan.hash[:8]}"
        found = f"was written for other settings ({hashes}) by: {earlier['command'] or 'a Python program'}"
        advice = "give the same scenario, --seed and --set, or choose another --out"
        raise UserError(Fault(str(path), "", found, advice))
    refuse_unlike(path, earlier)
    return earlier


def refuse_unlike(path: Path, earlier: Mapping[str, Any]) -> None:
    """Refuse a folder whose runs cannot be set beside runs made here and now.

    Raises: UserError when its hashes are of another form, or a file of data has changed or is gone.
    """
    form = earlier.get("log_hash_form", 1)
    if form != HASH_FORM:
        made = f"sim {earlier['versions']['sim']} of revision {earlier['git_revision'] or 'unknown'}"
        found = f"its logs were hashed in form {form} by {made}; this sim hashes in form {HASH_FORM}"
        advice = "use the sim that made it, or run its scenario.yaml anew with another --out"
        raise UserError(Fault(str(path), "", f"{found}, and the two cannot be compared", advice))
    faults = changed(earlier.get("data", {}))
    if faults:
        raise UserError(*faults)


def _refuse_overwriting(path: Path, earlier: Mapping[str, Any]) -> None:
    if earlier["complete"]:
        advice = "choose another --out, or add --resume and a larger -n to go on from there"
        raise UserError(Fault(str(path), "", "holds a complete result, which is never overwritten", advice))
    Store(path / STORE).close()  # another process that fills it is the better reason
    advice = "add --resume to go on with it, or choose another --out"
    raise UserError(Fault(str(path), "", "holds an unfinished run", advice))


def _saved_plan(manifest: Mapping[str, Any]) -> Plan:
    return Plan(
        manifest["scenario"],
        manifest["scenario_hash"],
        manifest["seed"],
        tuple(manifest["cases"]),
        manifest["replications"],
        manifest["log"],
        manifest["command"],
    )


def _widened(plan: Plan, earlier: Mapping[str, Any]) -> Plan:
    """Ask for what was asked for before as well, so that nothing finished is dropped."""
    saved = _saved_plan(earlier)
    cases = tuple(case for case in plan.order if case in {*plan.cases, *saved.cases})
    log: Literal["first", "all"] = "all" if "all" in (plan.log, saved.log) else "first"
    return replace(plan, cases=cases, replications=max(plan.replications, saved.replications), log=log)


def _asks_no_more(plan: Plan, saved: Plan) -> bool:
    return (plan.cases, plan.replications, plan.log) == (saved.cases, saved.replications, saved.log)


def _recovered(path: Path) -> list[Finished]:
    """Return the replications of a complete folder, with their logs."""
    saved, logs = _saved_plan(read_json(path / RUN)), (path / LOG).is_file()
    return [
        replace(each, journal=read_journal(path, each.key)) if logs and saved.keeps_log(each.replication) else each
        for each in read(path).finished
    ]


def _manifest(
    folder: Folder, log_hash: Mapping[str, Sequence[str]], finished: datetime | None = None
) -> dict[str, Any]:
    plan = folder.plan
    return {
        "complete": finished is not None,
        "scenario": plan.scenario,
        "scenario_hash": plan.hash,
        "seed": plan.seed,
        "cases": list(plan.cases),
        "replications": plan.replications,
        "log": plan.log,
        "command": plan.command,
        "started": folder.started,
        "finished": f"{finished:%Y-%m-%dT%H:%M:%SZ}" if finished else None,
        **provenance(),
        "data": dict(folder.data),
        "log_hash_form": HASH_FORM,
        "log_hash": log_hash,
    }


def complete(folder: Folder, results: Results) -> None:
    """Write everything, say that it is complete, and let the store go; what is complete already stays as it is."""
    path, plan = folder.path, folder.plan
    if folder.done:
        folder.store.remove()
        return
    with resumable():
        folder.store.write_logs(path / LOG, [key for key in plan.keys if plan.keeps_log(key.replication)])
        write_text(path / TABLE, table(results))
        write_json(path / SUMMARY, results.summary)
        write_json(path / RUN, _manifest(folder, results.log_hashes, now_utc()))
    folder.store.remove()


def table(results: Results) -> str:
    """Return replications.csv: numbers as Python writes them, which reads back exactly."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["case", "replication", *results.units])
    for each in results.finished:
        values = (each.measures.get(name, float("nan")) for name in results.units)
        writer.writerow([each.case, each.replication, *("" if value != value else repr(value) for value in values)])
    return text.getvalue()


def read(path: str | Path) -> Results:
    """Read a complete result folder.

    Raises: UserError when it is none, or is not complete.
    """
    folder = Path(path)
    if not (folder / RUN).exists():
        inside = sorted(found.parent for found in folder.glob(f"*/{RUN}"))
        advice = f"did you mean '{inside[-1]}'?" if inside else "name a folder that `sim run` wrote"
        raise UserError(Fault(str(folder), "", "is not a result folder", advice))
    try:
        return _read(folder)
    except (KeyError, IndexError, ValueError, TypeError, StopIteration) as error:
        found = f"its files are damaged ({type(error).__name__}: {error})"
        raise UserError(Fault(str(folder), "", found, "run the scenario again")) from error


def _read(folder: Path) -> Results:
    manifest = read_json(folder / RUN)
    if not manifest["complete"]:
        advice = f"go on with it: sim run … --resume --out {folder}"
        raise UserError(Fault(str(folder), "", "holds an unfinished run", advice))
    summary = read_json(folder / SUMMARY)
    measures = next(iter(summary["cases"].values()))["measures"]
    units = {name: each["unit"] for name, each in measures.items()}
    finished = tuple(_read_rows(folder / TABLE, manifest["log_hash"]))
    return Results(manifest["scenario"], tuple(manifest["cases"]), units, finished, summary, folder)


def _read_rows(path: Path, log_hash: Mapping[str, Sequence[str]]) -> list[Finished]:
    with say_why(path, "name a folder that `sim run` wrote", "read"), path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    found = []
    for row in rows:
        case, replication = row.pop("case"), int(row.pop("replication"))
        measures = {name: float(text or "nan") for name, text in row.items()}
        found.append(Finished(case, replication, measures, log_hash[case][replication]))
    return found
