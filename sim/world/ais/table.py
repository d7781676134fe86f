"""Read chunks of a CSV into rows, exactly: every line is a row or is counted as one that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.world.ais.clock import Clock, tolerant
from sim.world.ais.header import Layout
from sim.world.ais.rows import MALFORMED, NOT_A_SHIP, Identity, Register, Rows, Tally
from sim.world.ais.source import Chunk, extra
from sim.world.geodesy import FloatArray

with extra():
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

__all__ = ["Table"]

Columns = Any  # of the columnar library, which ships no types
BLANK: Final = ("", "Unknown", "Undefined", "NULL", "Null", "null", "None", "NaN", "nan", "NA", "N/A", "\\N")
# What the Danish files write for the codes of ITU-R M.1371.
KINDS: Final[Mapping[str, int]] = MappingProxyType({
    "wig": 20, "fishing": 30, "towing": 31, "towing long/wide": 32, "dredging": 33, "diving": 34, "military": 35,
    "sailing": 36, "pleasure": 37, "hsc": 40, "pilot": 50, "sar": 51, "tug": 52, "port tender": 53,
    "anti-pollution": 54, "law enforcement": 55, "medical": 58, "not party to conflict": 59, "passenger": 60,
    "cargo": 70, "tanker": 80, "other": 90,
})  # fmt: skip


class Table:
    """A CSV of one layout, read chunk by chunk; what it drops goes to the tally, names and sizes to the register."""

    def __init__(self, path: Path, layout: Layout, tally: Tally, register: Register) -> None:
        self._layout, self._tally, self._register = layout, tally, register
        self._clock = Clock(path, danish="mobile" in layout.at)
        self.form, self.numbered = layout.form, layout.numbered

    def rows(self, chunk: Chunk) -> Rows:
        """Return the rows of a chunk that say who, where and when."""
        columns, lines, skipped = self._parse(chunk)
        blank = np.logical_and.reduce([_missing(column) for column in columns.values()])
        if blank.any():
            columns, lines = {k: c.filter(pa.array(~blank)) for k, c in columns.items()}, lines[~blank]
        self._tally.rows += len(lines) + len(skipped)
        self._tally.drop(MALFORMED, skipped)
        rows, bad = self._numbers(columns, lines)
        self._identities(columns, rows, ~bad)
        if "mobile" in columns:
            other = pc.invert(pc.fill_null(pc.starts_with(columns["mobile"], "Class"), True))
            beside = other.to_numpy(zero_copy_only=False) & ~bad
            self._tally.drop(NOT_A_SHIP, lines[beside])
            self._tally.drop(MALFORMED, lines[bad])
            return rows.select(~bad & ~beside)
        return self._tally.sift(rows, MALFORMED, bad)

    def _parse(self, chunk: Chunk) -> tuple[dict[str, Columns], NDArray[np.int64], NDArray[np.int64]]:
        """Return the columns of a chunk as strings, the line of each row, and the lines of the wrong width."""
        n = chunk.text.count(b"\n") + (not chunk.text.endswith(b"\n"))
        table, wrong = self._cells(chunk.text, '"')
        if table.num_rows + len(wrong) != n:  # a quote that is never closed has swallowed lines
            table, wrong = self._cells(chunk.text, False)
        lines = np.delete(np.arange(table.num_rows + len(wrong)), np.array(wrong, dtype=np.int64) - 1)
        columns = {field: table[str(i)].combine_chunks() for field, i in self._layout.at.items()}
        return columns, lines + chunk.line, np.array(wrong, dtype=np.int64) + (chunk.line - 1)

    def _cells(self, text: bytes, quote: str | bool) -> tuple[Columns, list[int]]:
        """Return a table of strings, and the rows (from 1) of the wrong width, which are left out."""
        wrong: list[int] = []

        def note(row: Any) -> str:
            wrong.append(row.number)
            return "skip"

        names = [str(i) for i in range(self._layout.width)]
        used = [names[i] for i in self._layout.at.values()]
        table = csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(use_threads=False, column_names=names, block_size=len(text) + 1),
            parse_options=csv.ParseOptions(
                delimiter=self._layout.delimiter, quote_char=quote, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(used, pa.string()), include_columns=used,
                strings_can_be_null=True, null_values=BLANK,
            ),
        )  # fmt: skip
        return table, wrong

    def _numbers(self, columns: dict[str, Columns], lines: NDArray[np.int64]) -> tuple[Rows, NDArray[np.bool_]]:
        """Return rows of numbers, and which of them cannot be read; a place left blank can."""
        ship, lat, lon = (self._number(columns[field]) for field in ("ship", "lat", "lon"))
        time_s = self._clock.read(columns["time"], lines)
        bad = ~(np.floor(ship) == ship) | (np.abs(ship) > 2.0**53) | np.isnan(time_s)
        bad |= np.isnan(lat) & ~_missing(columns["lat"]) | np.isnan(lon) & ~_missing(columns["lon"])
        speed = self._number(columns["speed"]) if "speed" in columns else np.full(len(lines), nan)
        return Rows(lines, np.where(bad, 0.0, ship).astype(np.int64), time_s, lat, lon, speed), bad

    def _number(self, column: Columns) -> FloatArray:
        if self._layout.delimiter != ",":
            column = pc.replace_substring(column, ",", ".")
        return tolerant(column, _floats, _float)

    def _identities(self, columns: dict[str, Columns], rows: Rows, good: NDArray[np.bool_]) -> None:
        """Register what the rows say of their ships, each different saying once."""
        fields = ("name", "kind", "length", "transceiver", "mobile")
        said: dict[str, Columns] = {field: columns[field] for field in fields if field in columns}
        if not said:
            return
        table = pa.table(said | {"mmsi": rows.mmsi, "time": rows.time_s}).filter(pa.array(good))
        first = table.group_by(["mmsi", *said]).aggregate([("time", "min")]).to_pydict()
        blank = [None] * len(first["mmsi"])
        texts = [[(t or "").strip() for t in first.get(field, blank)] for field in fields]
        for mmsi, time_s, name, kind, length, *sets in zip(first["mmsi"], first["time_min"], *texts, strict=True):
            identity = Identity(name, _kind(kind), _positive(length), _transceiver("".join(sets)))
            self._register.note(mmsi, time_s, identity)


def _missing(column: Columns) -> NDArray[np.bool_]:
    return np.asarray(column.is_null().to_numpy(zero_copy_only=False))


def _floats(column: Columns) -> FloatArray:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _float(text: str) -> float:
    """Return the number that a text is but for spaces around it, else nan."""
    try:
        return float(_floats(pa.array([text.strip()]))[0])
    except pa.ArrowInvalid:
        return nan


def _kind(text: str) -> int:
    if text.lower() in KINDS:
        return KINDS[text.lower()]
    number = _positive(text)
    return int(number) if number < 256.0 else 0


def _transceiver(text: str) -> str:
    """Return the class that MarineCadastre writes A or B, and the Danish files Class A or Class B, else nothing."""
    letter = text.upper().removeprefix("CLASS ")
    return letter if letter in {"A", "B"} else ""


def _positive(text: str) -> float:
    """Return the number above zero that a text is, else nan."""
    try:
        return number if (number := float(text)) > 0.0 else nan
    except ValueError:
        return nan
