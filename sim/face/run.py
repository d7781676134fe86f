"""`sim run`: run every case, show what came of it, and say where it is."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, Literal

from rich.console import Console

from sim.base.tongue import ENGLISH
from sim.experiment.replicate import Failed, Interrupted, Progress, Setup, plan_for, replicate
from sim.experiment.result import Result
from sim.experiment.stopping import MOST
from sim.face import show
from sim.face.progress import shown_progress
from sim.face.show import safe
from sim.face.stopping import how_many, stopped_because, told_as_data
from sim.face.tables import differences_table, measures_table
from sim.measure.answer import answer
from sim.measure.catalogue import catalogue
from sim.record.files import read_json, resumable
from sim.record.folder import RUN, SUMMARY, find_unfinished, new_path

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["DONE", "INTERRUPTED", "OURS", "run_command", "tell_interrupted"]

DONE: Final = 0
INTERRUPTED: Final = 3
OURS: Final = 70
ROOT: Final = Path("results")
WIDTH: Final = 80
OnProgress = Callable[[Progress], object]


def run_command(
    scenario: str,
    cases: Sequence[str] = (),
    replications: int | str | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    sets: Sequence[str] = (),
    resume: bool = False,
    figures: bool = True,
    as_json: bool = False,
    log: Literal["first", "all"] = "first",
    warm_up: str | None = None,
    precision: Sequence[str] = (),
    most: int | None = None,
    lang: str | None = None,
    style: str = "light",
    setup: Setup | None = None,
) -> int:
    """Run a scenario file into a result folder and show what came of it; return the exit code.

    Raises: UserError, for the door to print.
    """
    from sim.scenario.load import load

    changes = [*sets, *([] if seed is None else [f"seed={seed}"])]
    loaded = load(scenario, changes)
    if warm_up is not None:
        from sim.face.warm_up import warm_up_command

        return warm_up_command(loaded, warm_up, cases, replications, jobs=jobs, cluster=cluster, out=out,
                               figures=figures, as_json=as_json, setup=setup)  # fmt: skip
    number, until = how_many(replications, precision, most)
    command = _command(scenario, cases, replications, seed, sets, precision, most)
    plan = plan_for(loaded, cases, number, log=log, command=command)
    path = Path(out) if out is not None else find_unfinished(ROOT, plan) if resume else new_path(ROOT, plan)
    progress: AbstractContextManager[OnProgress] = nullcontext(_silent) if as_json else shown_progress()
    try:
        with progress as told:
            result = replicate(
                loaded, cases, number, jobs=jobs, cluster=cluster, out=path, resume=resume, log=log,
                command=plan.command, on_progress=told, until=until,
                at_most=MOST if most is None else most, setup=setup,
            )  # fmt: skip
    except Interrupted as interrupted:
        tell_interrupted(interrupted, plan.command, path, cluster)
        return INTERRUPTED
    except Failed as failed:
        _tell_failures(failed, scenario, changes, plan.seed, path)
        return OURS
    if as_json:
        show.data(_data(path, result))
    else:
        _show(loaded, result, (setup or Setup()).packages)
        print(*stopped_because(result.reached), sep="\n", end="\n\n" if result.reached else "")
    written = _write(path, jobs, lang, style) if figures else []
    if not as_json:
        print(*_shown(path, written), f"results:  {path}", sep="\n")
    return DONE


def _data(path: Path, result: Result) -> dict[str, Any]:
    """Return summary.json, and what precision was reached where one was asked for."""
    told: dict[str, Any] = read_json(path / SUMMARY)
    return told | ({"reached": [told_as_data(each) for each in result.reached]} if result.reached else {})


def _silent(_: Progress) -> None:
    """Show nothing."""


def _command(
    scenario: str, cases: Sequence[str], replications: int | str | None, seed: int | None, sets: Sequence[str],
    precision: Sequence[str] = (), most: int | None = None,
) -> str:  # fmt: skip
    """Write the command that asks for the same runs."""
    words = ["sim", "run", scenario]
    words += [word for case in cases for word in ("--case", case)]
    words += ["-n", str(replications)] if replications is not None else []
    words += [word for each in precision for word in ("--precision", each)]
    words += ["--max", str(most)] if most is not None else []
    words += ["--seed", str(seed)] if seed is not None else []
    return shlex.join(words + [word for change in sets for word in ("--set", change)])


def tell_interrupted(interrupted: Interrupted, command: str, path: Path, cluster: str | None) -> None:
    """Say what is kept, and the command that goes on with it."""
    _say(f"Interrupted: {interrupted} in {path}. To go on:")
    elsewhere = f" --cluster {shlex.quote(cluster)}" if cluster else ""
    _say(f"  {command} --resume --out {shlex.quote(str(path))}{elsewhere}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _tell_failures(failed: Failed, scenario: str, changes: Sequence[str], seed: int, path: Path) -> None:
    """Say which runs raised, and how each is repeated alone."""
    for each in failed.failures:
        _say(f"case {each.case}, replication {each.replication}, seed {seed}: {each.error}")
        sets = [change for change in changes if not change.startswith("seed=")]
        command = _command(scenario, [each.case], each.replication + 1, seed, sets)
        _say(f"  to repeat it:        {command} --jobs 1")
        load = ", ".join(json.dumps(given) for given in (scenario, list(changes)) if given)
        alone = f'import sim; sim.run(sim.load({load}), case="{each.case}", replication={each.replication})'
        _say(f"  or alone, in Python: python -c {shlex.quote(alone)}")
    _say(f"\n{failed.failures[0].traceback}")
    _say("This is a mistake in sim, not in your file. Please report it with the lines above, the scenario")
    _say(f"and {path / RUN}. The runs that finished are kept there; --resume tries the others again.")


def _write(path: Path, jobs: int | None, lang: str | None, style: str) -> list[Path]:
    from sim.report import write_all

    with resumable():
        return write_all(path, jobs, lang, style)


def _shown(path: Path, written: Sequence[Path]) -> list[str]:
    """Say where there is something to look at."""
    pictures = [f"pictures: {each.parent}" for each in written if each.parent != path]
    pages = {each.stem: f"{each.stem + ':':<9} {each}" for each in written if each.suffix == ".html"}
    return pictures[:1] + [pages[stem] for stem in ("report", "replay") if stem in pages]


def _show(scenario: Scenario, result: Result, packages: tuple[str, ...]) -> None:
    """Print the tables, the question and its answer; the pictures, which take longer, come after."""
    console = Console(highlight=False, markup=False, emoji=False)
    width = console.width if console.is_terminal else WIDTH
    tables = [measures_table(result.summary, width)]
    tables += [differences_table(result.summary, width)] if len(result.cases) > 1 else []
    for head, *lines in tables:
        console.print(head, style="bold", soft_wrap=True)
        console.print("\n".join([*lines, ""]), soft_wrap=True)
    if scenario.spec.purpose:
        console.print(_wrapped(safe(ENGLISH.pick(scenario.spec.purpose)), width), soft_wrap=True)
    about = catalogue(packages)[next(iter(result.units)).partition(".")[0]].about if result.units else ""
    console.print(_wrapped(answer(result.summary, about), width) + "\n", style="bold", soft_wrap=True)
    sys.stdout.flush()


def _wrapped(text: str, width: int) -> str:
    """Break a text into lines, none of which begins with a per cent sign."""
    return "\n".join(wrap(text.replace(" %", "\N{NO-BREAK SPACE}%"), width)).replace("\N{NO-BREAK SPACE}", " ")
