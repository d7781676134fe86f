"""The door of `sim sweep`: its options; the work is imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["sweep"]


def sweep(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A file, or the name of a bundled scenario.")],
    vary: Annotated[
        list[str], typer.Option("--vary", metavar="PATH=VALUES", help="Vary a value: 'a, b, c' or 'low..high'; repeat.")
    ] = [],  # noqa: B006
    assumed: Annotated[bool, typer.Option("--assumed", help="Vary every parameter whose source is 'assumed'.")] = False,
    spread: Annotated[str, typer.Option("--spread", help="How far --assumed goes either way.")] = "50 %",
    design: Annotated[str | None, typer.Option("--design", help="grid, oat, lhs, morris or sobol.")] = None,
    levels: Annotated[int | None, typer.Option("--levels", help="Values to space over each range of a grid.")] = None,
    samples: Annotated[
        int | None, typer.Option("--samples", help="Points (lhs), trajectories (morris) or base points (sobol).")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="NAME", help="The case that is swept.")] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="NAME", help="Measure the difference from this case.")
    ] = None,
    measure: Annotated[list[str], typer.Option("--measure", metavar="NAME", help="What to look at; repeat.")] = [],  # noqa: B006
    replications: Annotated[int | None, typer.Option("-n", "--replications", help="Runs of each point.")] = None,
    max_runs: Annotated[int, typer.Option("--max-runs", help="Refuse to begin more runs than this.")] = 5000,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="The number that all luck is drawn from.")] = None,
    sets: Annotated[list[str], typer.Option("--set", metavar="PATH=VALUE", help="Change a value; repeat.")] = [],  # noqa: B006
    jobs: Annotated[int | None, typer.Option("--jobs", help="Processes; as many as there are cores.")] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="Run on this Dask cluster; see `sim cluster`.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the sweep folder goes.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a sweep that was interrupted.")] = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no pictures.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print data instead of text.")] = False,
) -> None:
    """Vary parameters of a scenario and see what hangs on them."""
    from sim.experiment.asked import Asked
    from sim.face.sweep_command import sweep_command

    asked = Asked(
        vary=vary, assumed=assumed, spread=spread, design=design, levels=levels, samples=samples, case=case,
        against=against, measures=measure, replications=replications, max_runs=max_runs, jobs=jobs,
        cluster=cluster,
    )  # fmt: skip
    raise typer.Exit(
        sweep_command(
            scenario, asked, seed=seed, sets=sets, out=out, resume=resume, figures=not no_figures, as_json=as_json
        )
    )
