"""`sim sweep`: run a case at every point of a design, show what each factor does, and say where it is."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from sim.experiment.asked import Asked, plan_sweep
from sim.experiment.points import Plan
from sim.experiment.replicate import Failed, Interrupted, Setup
from sim.experiment.sweep import run_sweep
from sim.experiment.swept import SENSITIVITY, Swept, find_unfinished, new_path
from sim.face import show
from sim.face.progress import shown_progress
from sim.face.run import DONE, INTERRUPTED, OURS, ROOT, tell_interrupted
from sim.record.files import resumable
from sim.report.sweep_words import HEADS, findings, rows, scale_of, setting, write_report
from sim.report.words import humane
from sim.scenario.source import brief

__all__ = ["sweep_command"]

WIDTH: Final = 100
ROWS_MAX: Final = 15
UNKEPT: Final = ("jobs", "cluster", "max_runs")


def sweep_command(
    scenario: str,
    asked: Asked,
    *,
    seed: int | None = None,
    sets: Sequence[str] = (),
    out: Path | None = None,
    resume: bool = False,
    figures: bool = True,
    as_json: bool = False,
    setup: Setup | None = None,
) -> int:
    """Sweep a scenario file into a folder and show what came of it; return the exit code.

    Raises: UserError, for the door to print.
    """
    from sim.scenario.load import load

    changes = [*sets, *([] if seed is None else [f"seed={seed}"])]
    command = shlex.join(["sim", "sweep", scenario, *_words(asked), *_sets(changes)])
    plan = plan_sweep(load(scenario, changes), asked, command=command, setup=setup)
    path = out or (find_unfinished(ROOT, plan) if resume else new_path(ROOT, plan))
    progress: AbstractContextManager[Any] = nullcontext(lambda _: None) if as_json else shown_progress()
    try:
        with progress as told:
            swept = run_sweep(
                plan, path, jobs=asked.jobs, cluster=asked.cluster, resume=resume, on_progress=told, setup=setup
            )
    except Interrupted as stopped:
        tell_interrupted(stopped, command, path, asked.cluster)
        return INTERRUPTED
    except Failed as failed:
        _tell_failures(failed, plan, scenario, changes, path)
        return OURS
    if as_json:
        sys.stdout.write((path / SENSITIVITY).read_text(encoding="utf-8"))
    else:
        _show(swept)
    _write(swept, figures, as_json)
    return DONE


def _words(asked: Asked) -> Iterator[str]:
    """Write what was asked as options, leaving out what was not said."""
    names = {"measures": "measure"}
    for field in fields(asked):
        value, option = getattr(asked, field.name), f"--{names.get(field.name, field.name).replace('_', '-')}"
        if field.name in UNKEPT or value == field.default:
            continue
        if value is True:
            yield option
        else:
            yield from (word for each in _several(value) for word in (option, str(each)))


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]


def _sets(changes: Sequence[str]) -> list[str]:
    return [word for change in changes for word in ("--set", change)]


def _show(swept: Swept) -> None:
    """Print the findings and a table of each measure, the strongest factors of it."""
    told = swept.sensitivity
    show.line(setting(told))
    for name, entry in told["measures"].items():
        by, table = scale_of(entry), rows(told, name)
        note = f"{len(table) - ROWS_MAX} more in sensitivity.csv" if len(table) > ROWS_MAX else ""
        points = f"effects in {by.points}, ± 95 % interval" if by.points else "± 95 % interval"
        if table:
            show.line()
            show.table(f"{humane(name)}: {points}", HEADS[told["design"]], table[:ROWS_MAX], note)
        for finding in findings(told, name):
            for line in wrap(f"- {finding}", WIDTH, subsequent_indent="  "):
                show.line(line)
    left = swept.manifest["left_out"]
    if left:
        show.line(f"Not varied: {', '.join(each['name'] for each in left)}; report.md says why.")


def _write(swept: Swept, figures: bool, as_json: bool) -> None:
    """Draw the pictures and write the report."""
    drawn: list[Path] = []
    if figures:
        from sim.report.sweep import draw_sweep

        with resumable():
            drawn = draw_sweep(swept.folder, swept.sensitivity)
    with resumable():
        write_report(swept.folder, swept.manifest, swept.sensitivity, drawn)
    if not as_json:
        where = [f"pictures: {drawn[0].parent}"] if drawn else []
        print(*where, f"results:  {swept.folder}", sep="\n")


def _tell_failures(failed: Failed, plan: Plan, scenario: str, changes: Sequence[str], path: Path) -> None:
    """Say which points raised, and how each is repeated alone."""
    for each in failed.failures:
        point, _, case = each.case.partition("|")
        sets = [f"{at}={brief(node.plain())}" for at, node in plan.design.changes(int(point))]
        show.line(f"point {point}, case {case}, replication {each.replication}: {each.error}", error=True)
        words = ["sim", "run", scenario, "--case", case, "-n", str(each.replication + 1), *_sets([*changes, *sets])]
        show.line(f"  to repeat it: {shlex.join(words)} --jobs 1", error=True)
    print(f"\n{failed.failures[0].traceback}", file=sys.stderr)
    show.line("This is a mistake in sim, not in your file. Please report it with the lines above and the scenario.",
              error=True)  # fmt: skip
    show.line(f"The runs that finished are kept in {path}; --resume tries the others again.", error=True)
