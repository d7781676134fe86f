"""What every `sim ais` command does: read the file, look, and print or draw what was found."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sim.base.cells import harmless
from sim.base.errors import Fault, UserError
from sim.base.units import parse
from sim.face import show
from sim.report.ais_map import Mark, ais_map, check_name
from sim.world.ais import Reading, Ships, read
from sim.world.motion import Legs

__all__ = ["Found", "clock", "moment", "name_of", "number", "place", "quantity", "sifted", "tell"]

ROWS: Final = 50
NAME: Final = 24  # AIS has room for 20 letters


@dataclass(frozen=True, slots=True)
class Found:
    """What a command found: `records` are the rows of JSON and CSV, `rows` those of the table.

    `said` sums it up in a sentence that says what was looked at; with no rows it is all that is printed.
    """

    what: str
    said: str
    records: Sequence[Mapping[str, Any]]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    marks: Sequence[Mark]
    legs: Callable[[], Legs]
    as_data: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict


def tell(file: Path, look: Callable[[Reading], Found], *, as_json: bool, as_csv: bool, map_file: Path | None) -> None:
    """Read a file of AIS, look, and print what was found as text, JSON or CSV; draw a map if one is wanted."""
    if as_json and as_csv:
        raise UserError(Fault("sim ais", "", "found --json and --csv", "choose one"))
    if map_file is not None:
        check_name(map_file)
    with _reading() as on_progress:
        reading = read(file, on_progress=on_progress)
    with _working():
        found = look(reading)
    if as_json:
        show.data({found.what: [found.as_data(record) for record in found.records], "read": _read(reading)})
    elif as_csv and found.records:
        print(_csv(found.records), end="")
    elif as_csv:
        show.line(found.said, error=True)
    else:
        _text(found, reading)
    if map_file is not None:
        ais_map(map_file, found.legs(), found.marks, found.said.split(".")[0], f"{file.name}: {_told(reading)}")
        show.line(f"Map: {map_file}", error=as_json or as_csv)


@contextmanager
def _reading() -> Iterator[Callable[[float], object]]:
    """Draw a bar with the time left while a file is read, if somebody watches."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = show.console(sys.stderr)
    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), TextColumn("left")
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=1.0)
        yield lambda share: bar.update(task, completed=share)


@contextmanager
def _working() -> Iterator[None]:
    console = show.console(sys.stderr)
    if not console.is_terminal:
        yield
        return
    with console.status("looking"):
        yield


def _text(found: Found, reading: Reading) -> None:
    if found.rows:
        more = len(found.rows) - ROWS
        note = f"and {more:,} more: --csv or --json for all of them" if more > 0 else ""
        show.table("", found.columns, found.rows[:ROWS], note)
    show.line(found.said)
    show.line(f"Read {_told(reading)}.")
    if reading.notes.shared:
        some = ", ".join(map(str, reading.notes.shared[:3])) + (", …" if len(reading.notes.shared) > 3 else "")
        show.line(f"Used by several transmitters, and told apart: MMSI {some}.")


def _told(reading: Reading) -> str:
    """Say what was read and what was dropped."""
    fixes = reading.fixes
    told = f"{reading.rows:,} rows: {len(fixes):,} fixes of {len(fixes.ships):,} ships"
    if len(fixes):
        told += f", {clock(fixes.time_s.min())} to {clock(fixes.time_s.max())}"
    dropped = [f"{count:,} {why}" for why, count in reading.dropped.items() if count]
    return told + (f"; dropped: {', '.join(dropped)}" if dropped else "")


def _read(reading: Reading) -> dict[str, Any]:
    fixes = reading.fixes
    some = len(fixes) > 0
    return {
        "rows": reading.rows,
        "dropped": {why: int(count) for why, count in reading.dropped.items()},
        "fixes": len(fixes),
        "ships": len(fixes.ships),
        "start": moment(fixes.time_s.min()) if some else None,
        "end": moment(fixes.time_s.max()) if some else None,
        "form": reading.notes.form,
        "shared": [int(mmsi) for mmsi in reading.notes.shared],
    }


def _csv(records: Sequence[Mapping[str, Any]]) -> str:
    """Write records as CSV; text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(records[0])
    writer.writerows([harmless(value) for value in record.values()] for record in records)
    return out.getvalue()


def quantity(option: str, text: str, dimension: str, least: str, most: str) -> float:
    """Return what an option says, in SI.

    Raises: UserError when it has no unit, or lies outside the bounds.
    """
    try:
        value = parse(text, dimension)
    except ValueError as error:
        context: Mapping[str, Any] = getattr(error, "context", None) or {"found": str(error), "write": ""}
        raise UserError(Fault(option, "", context["found"], context["write"])) from None
    if not parse(least, dimension) <= value <= parse(most, dimension):
        raise UserError(Fault(option, "", f"found '{text}'", f"write a {dimension} from '{least}' to '{most}'"))
    return value


def sifted(*steps: tuple[str, int]) -> str:
    """Say how many were left at each step of a search, up to the one that left none.

    Example:
        >>> sifted(("stays", 1200), ("of these, slow", 0), ("of those, far off", 0))
        'Stays: 1,200; of these, slow: none.'
    """
    nought = next((at for at, (_, count) in enumerate(steps, 1) if not count), len(steps))
    said = "; ".join(f"{words}: {f'{count:,}' if count else 'none'}" for words, count in steps[:nought])
    return said[:1].upper() + said[1:] + "."


def name_of(ships: Ships, row: int) -> str:
    """Return a ship's name as one short line; what cannot be printed is shown as its code and not obeyed."""
    name = " ".join(ships.name[row][: 4 * NAME].split())
    name = name if len(name) <= NAME else name[: NAME - 1] + "…"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in name)


def moment(time_s: float) -> str:
    """Return a Unix time as JSON and CSV have it."""
    return f"{datetime.fromtimestamp(round(float(time_s)), UTC):%Y-%m-%dT%H:%M:%SZ}"


def clock(time_s: float) -> str:
    """Return a Unix time as tables have it, to the minute, UTC."""
    return f"{datetime.fromtimestamp(round(float(time_s)), UTC):%Y-%m-%d %H:%M}"


def place(lat_deg: float, lon_deg: float) -> str:
    """Return a position as tables have it.

    Example:
        >>> place(-1.5, 179.25)
        '1.500 S 179.250 E'
    """
    return f"{abs(lat_deg):.3f} {'NS'[int(lat_deg < 0)]} {abs(lon_deg):.3f} {'EW'[int(lon_deg < 0)]}"


def number(value: float, digits: int) -> float | None:
    """Return a number rounded for JSON and CSV; None for one that is not known."""
    return None if value != value else round(float(value), digits)
