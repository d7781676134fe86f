"""The `sim` command: doors only. Each command's work is imported when it is called, so that help answers at once."""

from __future__ import annotations

import errno
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from sim.base.errors import UserError
from sim.face.ais import ais
from sim.face.compare import compare
from sim.face.drawing import Lang, Style
from sim.face.export import export
from sim.face.figures import figures
from sim.face.sweep import sweep

__all__ = ["Logs", "app", "main", "run"]

DONE, WRONG, USAGE, INTERRUPTED, OURS = 0, 1, 2, 3, 70
FULL: Final = (errno.ENOSPC, errno.EDQUOT)
SIGNALLED: Final = 130  # what the library makes of Ctrl-C

app: Final = typer.Typer(
    name="sim",
    help="Run maritime-security exercises as discrete-event simulations, and see what differs between cases.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Logs(StrEnum):
    """Which event logs of a run are kept."""

    FIRST = "first"
    ALL = "all"


OneScenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A file, or the name of a bundled scenario.")]
Scenarios = Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Files, or names of bundled scenarios.")]
Sets = Annotated[list[str], typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated.")]
InLanguage = Annotated[
    Lang | None, typer.Option("--lang", help="Language of what people read; the scenario's own when left out.")
]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder that the files go to; this one.")]
Force = Annotated[bool, typer.Option("--force", help="Write over files that are there.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print data instead of text.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sim {_release()}")
        raise typer.Exit


def _release() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sim-maritime")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "(not installed)"


Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")]


app.add_typer(ais, name="ais")
app.command("sweep")(sweep)
app.command("compare")(compare)
app.command("figures")(figures)
app.command("export")(export)


def _number(given: str | None) -> str | None:
    """Refuse what is no number of replications as a mistake in the usage, like any other option."""
    if given is not None and given.strip().lower() != "auto":
        try:
            int(given)
        except ValueError:
            raise typer.BadParameter(f"found '{given}'; write how often to run each case, or auto") from None
    return given


@app.callback()
def _sim(version: Version = False) -> None:
    pass


@app.command("run")
def _run(
    scenario: OneScenario,
    case: Annotated[list[str], typer.Option("--case", metavar="NAME", help="Run this case; may be repeated.")] = [],  # noqa: B006
    replications: Annotated[
        str | None,
        typer.Option("-n", "--replications", metavar="NUMBER|auto", callback=_number, help="Runs of each case."),
    ] = None,
    precision: Annotated[
        list[str],
        typer.Option("--precision", metavar="[MEASURE=]HALF", help="With -n auto: '5 %', '2 h', 'cues=3'; repeat."),
    ] = [],  # noqa: B006
    warm_up: Annotated[
        str | None, typer.Option("--warm-up", metavar="auto", help="Propose a warm-up from pilot runs, and end.")
    ] = None,
    most: Annotated[int | None, typer.Option("--max", help="With -n auto: no more runs of each case (200).")] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="The number that all luck is drawn from.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the result folder goes.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", help="Processes; as many as there are cores.")] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="Run on this Dask cluster; see `sim cluster`.")
    ] = None,
    sets: Sets = [],  # noqa: B006
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was interrupted.")] = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="No pictures, report or replay.")] = False,
    style: Annotated[Style, typer.Option("--style", help="Draw on a light ground, or a dark one.")] = Style.LIGHT,
    lang: InLanguage = None,
    as_json: AsJson = False,
    log: Annotated[
        Logs, typer.Option("--log", help="Keep the log of each case's first replication, or all.")
    ] = Logs.FIRST,
) -> None:
    """Run a scenario and write a result folder."""
    from sim.face.run import run_command

    raise typer.Exit(
        run_command(
            scenario=scenario, cases=case, replications=replications, seed=seed, out=out, jobs=jobs, cluster=cluster,
            sets=sets, resume=resume, figures=not no_figures, as_json=as_json, precision=precision, most=most,
            warm_up=warm_up, lang=lang, style=style,
            log="all" if log is Logs.ALL else "first",
        )
    )  # fmt: skip


@app.command("rerun")
def _rerun(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A complete result folder.")],
    case: Annotated[list[str], typer.Option("--case", metavar="NAME", help="Only this case; may be repeated.")] = [],  # noqa: B006
    replications: Annotated[
        int | None, typer.Option("-n", "--replications", help="Only the first so many replications.")
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", help="Processes; as many as there are cores.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a result again and confirm that every log is what it was."""
    from sim.face.rerun import rerun_command

    raise typer.Exit(rerun_command(result, case, replications, jobs=jobs, as_json=as_json))


@app.command("report")
def _report(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A complete result folder.")], lang: InLanguage = None
) -> None:
    """Write report.html and report.md into a result folder."""
    from sim.face.report import report_command

    raise typer.Exit(report_command(result, lang))


@app.command("replay")
def _replay(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A complete result folder.")],
    case: Annotated[list[str], typer.Option("--case", metavar="NAME", help="Only this case; may be repeated.")] = [],  # noqa: B006
    replication: Annotated[int, typer.Option("--replication", metavar="NUMBER", help="Which; its log was kept.")] = 0,
    lang: InLanguage = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where it goes; RESULT/replay.html.")
    ] = None,
) -> None:
    """Write the moving map of a result as one HTML file."""
    from sim.face.replay import replay_command

    raise typer.Exit(replay_command(result, case, replication, lang=lang, out=out))


@app.command("play")
def _play(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO|GAME", help="A scenario to play, or a game to go on with.")
    ],
    case: Annotated[str | None, typer.Option("--case", metavar="NAME", help="The case that is played.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="The number that all luck is drawn from.")] = None,
    game: Annotated[
        Path | None, typer.Option("--game", metavar="FILE", help="Where the game is kept; in games/.")
    ] = None,
    cells: Annotated[
        list[str], typer.Option("--cells", metavar="NAME,...", help="Play these here (white too); others do nothing.")
    ] = [],  # noqa: B006
    solo: Annotated[bool, typer.Option("--solo", help="One person plays them: no screens between cells.")] = False,
    orders: Annotated[
        Path | None, typer.Option("--orders", metavar="FILE", help="Play what a file says, and print what came of it.")
    ] = None,
    sets: Sets = [],  # noqa: B006
    lang: InLanguage = None,
    as_json: AsJson = False,
) -> None:
    """Play a scenario in turns."""
    from sim.face.play.command import play_command

    raise typer.Exit(play_command(source, case, seed, game, cells, lang, sets, orders, solo=solo, as_json=as_json))


@app.command("review")
def _review(
    game: Annotated[Path, typer.Argument(metavar="GAME", help="A game that `sim play` keeps.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where it goes; beside the game.")] = None,
    lang: InLanguage = None,
    replications: Annotated[
        int, typer.Option("-n", "--replications", help="Other luck to try each decision under.")
    ] = 200,
    jobs: Annotated[int | None, typer.Option("--jobs", help="Processes; as many as there are cores.")] = None,
) -> None:
    """Write the after-action review of a game: what was known, what was true, and what decisions were worth."""
    from sim.face.review import review_command

    raise typer.Exit(review_command(game, out, lang, replications, jobs))


@app.command("msel")
def _msel(
    scenario: OneScenario,
    sets: Sets = [],  # noqa: B006
    lang: InLanguage = None,
    out: OutFolder = Path("."),
    force: Force = False,
) -> None:
    """Write the events list of an exercise as CSV, Markdown and XLSX."""
    from sim.face.msel import msel_command

    raise typer.Exit(msel_command(scenario, sets, lang, out, force=force))


@app.command("handout")
def _handout(
    scenario: OneScenario,
    sets: Sets = [],  # noqa: B006
    lang: InLanguage = None,
    out: OutFolder = Path("."),
    force: Force = False,
) -> None:
    """Write role cards and hand-outs that print on A4."""
    from sim.face.handout import handout_command

    raise typer.Exit(handout_command(scenario, sets, lang, out, force=force))


@app.command("check")
def _check(scenarios: Scenarios, sets: Sets = [], as_json: AsJson = False) -> None:  # noqa: B006
    """Check scenarios and print every fault."""
    from sim.face.check import check_command

    raise typer.Exit(check_command(scenarios, sets, as_json=as_json))


@app.command("explain")
def _explain(scenario: OneScenario, sets: Sets = [], as_json: AsJson = False) -> None:  # noqa: B006
    """Say what will happen before anything runs."""
    from sim.face.explain import explain_command

    raise typer.Exit(explain_command(scenario, sets, as_json=as_json))


@app.command("cluster")
def _cluster(
    address: Annotated[str | None, typer.Argument(metavar="[ADDRESS]", help="See who is at this address.")] = None,
) -> None:
    """Say how to run on several machines, or whether those at an address will do."""
    from sim.face.cluster import cluster_command

    raise typer.Exit(cluster_command(address))


@app.command("list")
def _list(as_json: AsJson = False) -> None:
    """List the bundled scenarios."""
    from sim.face.listing import list_command

    raise typer.Exit(list_command(as_json=as_json))


@app.command("kinds")
def _kinds(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="One kind, with its parameters.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the vocabulary with units and sources."""
    from sim.face.listing import kinds_command

    raise typer.Exit(kinds_command(kind, as_json=as_json))


@app.command("schema")
def _schema(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it to a file.")] = None,
) -> None:
    """Print the JSON Schema of scenario files."""
    from sim.face.schema import schema_command

    raise typer.Exit(schema_command(out))


@app.command("verify")
def _verify(
    names: Annotated[list[str], typer.Argument(metavar="[NAME]...", help="Only these tables.")] = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Print what the models give beside what is known: the known-answer report."""
    from sim.face.verify import verify_command

    raise typer.Exit(verify_command(names, as_json=as_json))


@app.command("new")
def _new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new file; .yaml is added.")],
    origin: Annotated[str | None, typer.Option("--from", metavar="SCENARIO", help="Copy this scenario.")] = None,
) -> None:
    """Make a scenario file to start from."""
    from sim.face.new import new_command

    raise typer.Exit(new_command(name, origin))


def main() -> None:
    """Run the command and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command with arguments and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = typer.main.get_command(app).main(args=arguments, prog_name="sim", standalone_mode=False)
        sys.stdout.flush()
        if code == SIGNALLED:
            raise KeyboardInterrupt
        return code if isinstance(code, int) else DONE
    except UserError as error:
        from sim.face import show

        show.faults(error.faults)
        return WRONG
    except (KeyboardInterrupt, typer.Abort) as stopped:
        why = getattr(stopped, "why", "")
        print(f"interrupted: {why}" if why else "interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has left; so does the rest of it
        _drop_output()
        return DONE
    except OSError as error:
        if error.errno not in FULL:
            return _unusual(error, arguments)
        _drop_output()
        print(f"the output cannot be written ({os.strerror(error.errno).lower()}); free the disk", file=sys.stderr)
        return WRONG
    except Exception as error:
        return _unusual(error, arguments)


def _drop_output() -> None:
    """Let what is still to be printed go nowhere, so that Python does not complain of it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unusual(error: Exception, arguments: list[str]) -> int:
    """Print a mistake in the usage as the library words it, and a fault of our own with its traceback."""
    if hasattr(error, "show") and hasattr(error, "exit_code"):
        error.show()
        return USAGE
    import platform
    import shlex
    import traceback

    traceback.print_exception(error)
    print(
        "\nThis is a fault in sim, not in your file. Please report it, with the lines above, your scenario, and this:\n"
        f"  sim {_release()}, Python {platform.python_version()}, {platform.platform()}\n"
        f"  sim {shlex.join(arguments)}",
        file=sys.stderr,
    )
    return OURS
