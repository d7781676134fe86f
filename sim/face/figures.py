"""`sim figures`: draw a result's pictures again, in another style or language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.face.drawing import Lang, Style

__all__ = ["figures"]


def figures(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A complete result folder.")],
    style: Annotated[Style, typer.Option("--style", help="On a light ground, or a dark one.")] = Style.LIGHT,
    lang: Annotated[
        Lang | None, typer.Option("--lang", help="Their language; the scenario's own when left out.")
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", help="Processes; as many as there are cores.")] = None,
) -> None:
    """Draw a result's pictures again, in another style or language."""
    from sim.report import draw

    drawn = draw(result, jobs, lang, style)
    print(f"pictures: {drawn[0].parent}" if drawn else "there is nothing to draw")
