"""`sim compare`: open what is named, run what has no results yet, and say what differs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from sim.base.errors import Fault, UserError
from sim.experiment.comparable import Pair, Source, open_source
from sim.experiment.compare import cases_to_run, compare_all, planned, ran, to_run
from sim.experiment.replicate import Failed, Interrupted, Setup, plan_for, replicate
from sim.face import show
from sim.face.progress import shown_progress
from sim.face.run import DONE, INTERRUPTED, OURS, ROOT
from sim.record.files import say_why, write_json
from sim.record.folder import new_path
from sim.report.comparison_words import HEADS, changed, key, rows, setting, tally, write_page

__all__ = ["compare_command"]

WIDTH: Final = 100
SAID_MAX: Final = 8
COLUMNS: Final = [HEADS.index(head) for head in ("measure", "baseline", "compared", "difference", "in %", "narrower")]
DATA: Final = "comparison.json"


def compare_command(
    things: Sequence[str],
    measures: Sequence[str] = (),
    *,
    out: Path | None = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    as_json: bool = False,
    setup: Setup | None = None,
) -> int:
    """Compare what is named with the first of it, and show what came of it; return the exit code.

    Raises: UserError, for the door to print.
    """
    setup = setup or Setup()
    sources = [open_source(thing, [] if seed is None else [f"seed={seed}"]) for thing in things]
    _refuse_options(sources, {"-n": replications, "--seed": seed, "--jobs": jobs})
    pairs = planned(sources)
    _refuse_strangers(out)
    try:
        for source in to_run(pairs):
            pairs = _run(pairs, source, replications, seed, jobs, as_json, setup)
    except _Stopped as stopped:
        return stopped.code
    told = compare_all(pairs, measures, setup.packages)
    if as_json:
        show.data(told)
    else:
        _show(told)
    if out:
        words = [*(("--measure", name) for name in measures), *_runs(replications, seed), ("--out", str(out))]
        command = shlex.join(["sim", "compare", *things, *(word for pair in words for word in pair)])
        _write(out, told, command, quiet=as_json)
    return DONE


class _Stopped(Exception):
    """A run did not end; what there is to say is said."""

    def __init__(self, code: int) -> None:
        self.code = code


def _refuse_options(sources: Sequence[Source], options: dict[str, int | None]) -> None:
    given = [option for option, value in options.items() if value is not None]
    if given and all(source.results for source in sources):
        found = "is for scenarios that are run, and only result folders are named"
        raise UserError(Fault(given[0], "", found, "leave it out, or name a scenario"))


def _refuse_strangers(out: Path | None) -> None:
    """Refuse a folder in which there is something other than an earlier comparison."""
    if out is None:
        return
    with say_why(out):
        names = [item.name for item in out.iterdir() if not item.name.startswith(".")] if out.exists() else []
    if names and DATA not in names:
        found = f"holds something else ({min(names)})"
        raise UserError(Fault(str(out), "", found, "choose an empty or new --out"))


def _run(
    pairs: list[Pair],
    source: Source,
    replications: int | None,
    seed: int | None,
    jobs: int | None,
    quiet: bool,
    setup: Setup,
) -> list[Pair]:
    """Run the cases of a scenario that are compared into a result folder, as `sim run` would."""
    cases = cases_to_run(pairs, source)
    words = [*(("--case", case) for case in cases), *_runs(replications, seed)]
    command = shlex.join(["sim", "run", source.given, *(word for pair in words for word in pair)])
    path = new_path(ROOT, plan_for(source.scenario, cases, replications, command=command))
    progress: AbstractContextManager[Any] = nullcontext(lambda _: None) if quiet else shown_progress()
    try:
        with progress as told:
            result = replicate(source.scenario, cases, replications, jobs=jobs, out=path, command=command,
                               on_progress=told, setup=setup)  # fmt: skip
    except Interrupted as stopped:
        show.line(f"Interrupted: {stopped.done} of {stopped.total} runs are kept in {path}. To go on:", error=True)
        show.line(f"  {command} --resume --out {shlex.quote(str(path))}", error=True)
        raise _Stopped(INTERRUPTED) from None
    except Failed as failed:
        for each in failed.failures:
            show.line(f"case {each.case}, replication {each.replication}: {each.error}", error=True)
        show.line("This is a mistake in sim, not in your file. To see where, and to report it:", error=True)
        show.line(f"  {command} --jobs 1", error=True)
        raise _Stopped(OURS) from None
    show.line(f"results of {source.given}: {path}", error=quiet)
    return ran(pairs, source, result)


def _runs(replications: int | None, seed: int | None) -> list[tuple[str, str]]:
    """Return the options that say what is run, where they were given."""
    given = {"-n": replications, "--seed": seed}
    return [(option, str(value)) for option, value in given.items() if value is not None]


def _show(told: dict[str, Any]) -> None:
    """Print cautions, and of each pair how it was compared, a table, the verdict on the first measure and the count."""
    for caution in told["cautions"]:
        _say(f"Mind: {caution}")
    for comparison in told["comparisons"]:
        show.line()
        _say(setting(comparison))
        changes = changed(comparison)
        for each in changes[:SAID_MAX]:
            _say(f"  {each}")
        if len(changes) > SAID_MAX:
            show.line(f"  and {len(changes) - SAID_MAX} more")
        table = [HEADS, *rows(told, comparison, nested=True)]
        heads, *shown = ([row[at] for at in COLUMNS] for row in table)
        show.table("", heads, shown)
        _say(next(iter(comparison["measures"].values()))["verdict"])
        _say(tally(comparison))
    show.line()
    _say(key(told))


def _say(text: str) -> None:
    for line in wrap(text.replace(" %", "\N{NO-BREAK SPACE}%"), WIDTH, subsequent_indent="  "):
        show.line(line.replace("\N{NO-BREAK SPACE}", " "))


def _write(out: Path, told: dict[str, Any], command: str, *, quiet: bool) -> None:
    """Write data, figures and page, in place of an earlier comparison."""
    from sim.report.comparison import draw_comparison

    with say_why(out):
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("comparison*.*"):
            old.unlink()
    write_json(out / DATA, told)
    page = write_page(out, told, command, draw_comparison(out, told))
    if not quiet:
        show.line()
        show.line(f"page:     {page}")
