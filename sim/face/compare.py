"""The door of `sim compare`: its options; the work is imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["compare"]


def compare(
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="A [B...]", help="Result folders, scenarios, or a case of one: DIR#case. A is the baseline."
        ),
    ],
    measure: Annotated[list[str], typer.Option("--measure", metavar="NAME", help="Compare this one; repeat.")] = [],  # noqa: B006
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write figure, page and data there.")] = None,
    replications: Annotated[
        int | None, typer.Option("-n", "--replications", help="Runs of each case, of scenarios that are run.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="The luck of scenarios that are run.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", help="Processes; as many as there are cores.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print data instead of text.")] = False,
) -> None:
    """Say what differs between results, how surely, and by how much."""
    from sim.face.compare_command import compare_command

    raise typer.Exit(
        compare_command(things, measure, out=out, replications=replications, seed=seed, jobs=jobs, as_json=as_json)
    )
