"""Read a file of AIS: MarineCadastre, Danish or plain CSV, or a log of NMEA; packed or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.world.ais.clean import UNWANTED, Store, screen
from sim.world.ais.fixes import Notes, Reading
from sim.world.ais.header import layout
from sim.world.ais.rows import MALFORMED, UNTIMED, Register, Tally
from sim.world.ais.source import Chunk, chunks, fault
from sim.world.areas import Box

if TYPE_CHECKING:
    from sim.world.ais.nmea import Log
    from sim.world.ais.table import Table

__all__ = ["read"]

READABLE: Final = 0.1  # a file of which less can be read is not what its reader takes it for
LOOKED_AT: Final = 1 << 16
SENTENCE_START: Final = re.compile(rb"![A-Z]{2}VD[MO],")

ROW: Final = "write ships and degrees as numbers, times as 2024-01-31T12:00:00Z, and as many columns as the header has"
TIME: Final = "log a time on each line: a tag block (\\c:1706702400*5F\\), Unix seconds or 2024-01-31T12:00:00Z"


def _silent(_: float) -> None:
    return None


def read(
    path: str | Path,
    *,
    on_progress: Callable[[float], object] = _silent,
    between: tuple[float, float] | None = None,
    box: Box | None = None,
) -> Reading:
    """Read the fixes of every ship in a file, cleaned, and count what was dropped and why.

    The format is told by what is in the file. Memory: 40 bytes for each row kept and as much again while they are
    sorted, besides some 200 MB; `between` (Unix seconds) and `box` keep fewer rows.

    Raises: UserError, with the line where there is one, for a file that cannot be read or in which hardly anything can
    be, whose times change zone, or that gives fewer than two rows; and when the extra `ais` is not installed.
    """
    file, tally, register, store = Path(path), Tally(), Register(), Store()
    reader: Log | Table | None = None
    for chunk in chunks(file, on_progress):
        if reader is None:
            reader, chunk = _begin(file, chunk, tally, register)
        if chunk.text:
            rows = reader.rows(chunk)
            store.add(screen(rows, tally, numbered=reader.numbered, between=between, box=box))
    _judge(file, tally)
    fixes, late = store.fixes(tally, register, numbered=reader is not None and reader.numbered)
    on_progress(1.0)
    shared = tuple(np.unique(fixes.ships.mmsi[fixes.ships.part > 0]).tolist())
    notes = Notes(reader.form if reader else "", late, shared, MappingProxyType(tally.example))
    return Reading(fixes, tally.rows, MappingProxyType(tally.dropped), notes)


def _begin(path: Path, chunk: Chunk, tally: Tally, register: Register) -> tuple[Log | Table, Chunk]:
    """Return the reader for a file, and what of its first chunk is rows."""
    if SENTENCE_START.search(chunk.text, 0, LOOKED_AT):
        from sim.world.ais.nmea import Log

        return Log(path, tally, register), chunk
    header, _, rest = chunk.text.partition(b"\n")
    found = layout(path, header)
    from sim.world.ais.table import Table

    return Table(path, found, tally, register), Chunk(chunk.line + 1, rest)


def _judge(path: Path, tally: Tally) -> None:
    """Refuse a file that gives next to nothing, in words that say why."""
    if not tally.rows:
        raise fault(path, 1, "there is a header and nothing under it", "give a file with rows")
    bad = tally.dropped.get(MALFORMED, 0)
    if tally.rows - bad < READABLE * tally.rows:
        line = tally.example[MALFORMED]
        found = f"{bad:,} of {tally.rows:,} rows cannot be read, this one first: {_line(path, line)}"
        raise fault(path, line, found, ROW)
    if not _kept(tally) and UNTIMED in tally.dropped:
        raise fault(path, tally.example[UNTIMED], "no position in this log has a time", TIME)
    if not _kept(tally) and not any(why in tally.dropped for why in UNWANTED):
        said = "; ".join(f"{n:,} {why}" for why, n in tally.dropped.items())
        raise fault(
            path, 0, f"none of its {tally.rows:,} rows is a position of a ship: {said}", "give one that has some"
        )
    if tally.rows == 1:
        raise fault(path, 0, "there is one row in it", "give at least two, or there is nothing to follow")


def _kept(tally: Tally) -> int:
    return tally.rows - sum(tally.dropped.values())


def _line(path: Path, number: int) -> str:
    """Return the beginning of one line of a file."""
    for chunk in chunks(path, _silent):
        lines = chunk.text.split(b"\n")
        if number < chunk.line + len(lines):
            return lines[number - chunk.line].decode("utf-8", "replace").strip()[:100]
    return ""
