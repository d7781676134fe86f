"""What every command prints with: tables, faults and data, plain wherever nobody looks at a terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from sim.base.errors import Fault, UserError

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "data", "fault_data", "faults", "line", "safe", "table", "write_new", "write_text"]

FAULTS_MAX: Final = 50
PLAIN_WIDTH: Final = 160
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def safe(text: str) -> str:
    """Show control characters instead of obeying them: what a scenario says is data."""
    return _CONTROL.sub(lambda match: repr(match[0])[1:-1], text)


def console(file: IO[str] | None = None) -> Console:
    """Return a console that takes text as it is, in colour only on a terminal that wants it."""
    from rich.console import Console

    stream = file or sys.stdout
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=width)


def line(text: str = "", *, error: bool = False) -> None:
    """Print one line of text."""
    print(safe(text), file=sys.stderr if error else sys.stdout)


def data(value: Any) -> None:
    """Print data as JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
    """Print a table."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(title=safe(title) or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    made.pad_edge, made.show_header = False, any(columns)
    for column in columns:
        made.add_column(Text(column), overflow="fold")
    for row in rows:
        made.add_row(*(Text(safe(cell)) for cell in row))
    terminal = console()
    if terminal.is_terminal:
        terminal.print(made)
    else:
        with terminal.capture() as capture:
            terminal.print(made)
        print("\n".join(row.rstrip() for row in capture.get().splitlines()))
    if note:
        line(note)
        line()


def faults(found: Sequence[Fault], *, error: bool = True) -> None:
    """Print faults, the first fifty of them."""
    for fault in found[:FAULTS_MAX]:
        line(str(fault), error=error)
    more = len(found) - FAULTS_MAX
    if more > 0:
        line(f"and {more} more fault{'s' if more > 1 else ''}", error=error)


def fault_data(fault: Fault) -> dict[str, str]:
    """Return a fault as data."""
    return {"where": fault.where, "field": fault.field, "found": fault.found, "write": fault.write}


def write_text(path: Path, text: str) -> None:
    """Write a file, whether it is there or not."""
    _write(path, text, "w")


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    _write(path, text, "x")


def _write(path: Path, text: str, mode: str) -> None:
    try:
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(Fault(str(path), "", "there is a file of that name", "choose another name")) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UserError(Fault(str(path), "", f"it cannot be written: {reason}", "choose another place")) from None
