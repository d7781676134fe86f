"""Read a column of times, all in one zone: ISO 8601, the Danish day/month/year, or Unix seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import inf, nan
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.world.ais.source import extra, fault
from sim.world.geodesy import FloatArray

with extra():
    import pyarrow as pa
    import pyarrow.compute as pc

__all__ = ["Clock", "tolerant", "unix_s"]

Column = Any  # an array of strings of the columnar library, which ships no types

LEAF: Final = 64
ISO: Final = re.compile(
    r"(.{8,10}[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(\s*(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?", re.IGNORECASE
)
UNIX: Final = re.compile(r"\d{9,10}(?:\.\d*)?|\d{12,13}")
MILLISECONDS: Final = 1e11
DANISH: Final = r"^(\d\d)/(\d\d)/(\d{4}) "
NO_ZONE: Final = "no zone"


class _Style(NamedTuple):
    """How times are written: as bare numbers or not, `zone` as it stands after them, `offset_s` to take off."""

    zone: str = ""
    offset_s: float | None = None
    unix: bool = False


def tolerant(column: Column, fast: Callable[[Column], FloatArray], slow: Callable[[str], float]) -> FloatArray:
    """Read a column by a function that fails as a whole, and one by one near the values on which it fails."""
    try:
        return fast(column)
    except pa.ArrowInvalid:
        if len(column) <= LEAF:
            return np.array([nan if text is None else slow(text) for text in column.to_pylist()])
        half = len(column) // 2
        return np.concatenate([tolerant(part, fast, slow) for part in (column[:half], column[half:])])


class Clock:
    """Times as Unix seconds, UTC. The first that can be read sets how the rest are written; no zone stands for UTC."""

    def __init__(self, path: Path, *, danish: bool = False) -> None:
        self._path, self._danish = path, danish
        self._style: _Style | None = None

    def read(self, column: Column, lines: NDArray[np.int64]) -> FloatArray:
        """Return Unix seconds, nan where a value is no time.

        Raises: UserError at the first row whose zone is not that of the rows before it.
        """
        if self._danish:
            column = pc.replace_substring_regex(column, DANISH, r"\3-\2-\1 ")
        if self._style is None:
            self._style = next((style for text in column.to_pylist() if text and (style := _style(text))), None)
        if self._style is None:
            return np.full(len(column), nan)
        seconds = tolerant(column, self._fast, self._one)
        other = np.isinf(seconds)
        if other.any():
            i = int(np.argmax(other))
            raise self._mixed(int(lines[i]), str(column[i]))
        return seconds

    def _one(self, text: str) -> float:
        """Return the Unix seconds of one time, nan when it is none, infinity when it is in another zone."""
        style, first = _style(text.strip()), self._style
        if style is None or first is None or style.unix != first.unix:
            return nan
        if style.offset_s != first.offset_s:
            return inf
        return float(_seconds(pa.array([text.strip()]), style)[0])

    def _mixed(self, line: int, text: str) -> Exception:
        """Return the error for a time in another zone than those before it."""
        zone = self._style.zone.strip() if self._style and self._style.zone else NO_ZONE
        found = f"the time '{text}' is not in the zone of the rows before it ({zone})"
        return fault(self._path, line, found, "give every row in one zone, best UTC")

    def _fast(self, column: Column) -> FloatArray:
        style = self._style or _Style()
        if style.zone and not pc.all(pc.ends_with(column, style.zone)).as_py():
            raise pa.ArrowInvalid("another way to write the zone")
        return _seconds(column, style)


def unix_s(numbers: FloatArray) -> FloatArray:
    """Return Unix seconds, of numbers that are these or milliseconds."""
    return np.where(numbers > MILLISECONDS, numbers / 1e3, numbers)


def _seconds(column: Column, style: _Style) -> FloatArray:
    """Return Unix seconds of times all written in one style."""
    if style.unix:
        return unix_s(_numpy(column.cast(pa.float64())))
    if style.zone:
        column = pc.utf8_slice_codeunits(column, 0, -len(style.zone))
    micros = column.cast(pa.timestamp("us")).cast(pa.int64())
    return _numpy(micros.cast(pa.float64())) / 1e6 - (style.offset_s or 0.0)


def _style(text: str) -> _Style | None:
    """Tell how one time is written, None when it is no time."""
    if UNIX.fullmatch(text):
        return _Style(unix=True)
    body, zone = found.groups() if (found := ISO.fullmatch(text)) else (text, None)
    try:
        pa.array([body]).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    return _Style(zone or "", _offset_s(zone.strip().upper()) if zone else None)


def _offset_s(zone: str) -> float:
    if zone in {"Z", "UTC", "GMT"}:
        return 0.0
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    return (-1.0 if zone[0] == "-" else 1.0) * (3600.0 * hours + 60.0 * minutes)


def _numpy(column: Column) -> FloatArray:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
