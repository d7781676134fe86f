"""How far a run is: a bar on a terminal, a line now and then elsewhere; always on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from sim.experiment.replicate import Progress as Made

__all__ = ["shown_progress", "time_left"]

LINES: Final = 10


@contextmanager
def shown_progress(console: Console | None = None) -> Iterator[Callable[[Made], None]]:
    """Yield what is to be called whenever runs are done."""
    console = console or Console(stderr=True, highlight=False)
    if console.is_terminal:
        with _bar(console) as told:
            yield told
    else:
        yield _lines(console)


@contextmanager
def _bar(console: Console) -> Iterator[Callable[[Made], None]]:
    """Draw a bar when told, and not from a thread: workers are forked while it stands."""
    columns = (
        TextColumn("{task.completed:.0f} of {task.total:.0f} runs"),
        BarColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, auto_refresh=False, transient=True) as bar:

        def told(made: Made) -> None:
            task = bar.task_ids[0] if bar.task_ids else bar.add_task("")
            bar.update(task, completed=made.done, total=made.total, description=time_left(made), refresh=True)

        yield told


def _lines(console: Console) -> Callable[[Made], None]:
    """Print a line at each tenth of the way."""
    last = -1

    def told(made: Made) -> None:
        nonlocal last
        tenth = LINES * made.done // max(1, made.total)
        if tenth > last:
            console.print(f"{made.done} of {made.total} runs, {time_left(made)}", soft_wrap=True)
            last = tenth

    return told


def time_left(made: Made) -> str:
    """Say how long it will take to go on at the pace so far.

    Example:
        >>> time_left(Made(10, 40, 0, 20.0)), time_left(Made(0, 40, 0, 0.0))
        ('about 60 s left', 'starting')
    """
    if made.done >= made.total:
        return f"done in {_rounded(made.elapsed_s)}"
    return "starting" if made.left_s is None else f"about {_rounded(made.left_s)} left"


def _rounded(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
