"""Read chunks of a log of NMEA sentences (AIVDM) into rows."""

from __future__ import annotations

import re
from math import inf, isinf, nan
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from sim.world.ais.clock import Clock
from sim.world.ais.rows import MALFORMED, NOT_A_SHIP, UNTIMED, Identity, Register, Rows, Tally
from sim.world.ais.source import Chunk, extra

with extra():
    from pyais import decode
    from pyais.exceptions import AISBaseException

__all__ = ["Log"]

SENTENCE: Final = re.compile(rb"![A-Z]{2}VD[MO],(\d),(\d),(\d?),([^,]?),([^,]+),\d\*[0-9A-Fa-f]{2}")
TAG_TIME: Final = re.compile(rb"\\(?:[^\\]*,)?c:(\d{9,13})[,*]")
STAMP: Final = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:\s?(?:Z|UTC|[+-]\d\d:?\d\d))?|(?<!\w)\d{10}(?:\.\d+)?(?!\w)"
    rb"|(?<!\w)\d{13}(?!\w)"
)
# A payload begins with its message type: 1–3, 18, 19 and 27 carry a ship's position, 5, 19 and 24 its name and size.
POSITION: Final = b"123BCK"
IDENTITY: Final = b"5CH"
ELSE: Final = b"49E"  # base station, search and rescue aircraft, aid to navigation
NO_POSITION: Final = "carries no position (names, sizes, or another kind of message)"
NO_SENTENCE: Final = "is not a message of AIS"
MILLISECONDS: Final = 1e11
UNFINISHED: Final = 64  # messages in several parts that may wait for their rest


class _Line(NamedTuple):
    """One row as it comes: line number, MMSI, time, latitude, longitude, speed."""

    line: int
    mmsi: int
    time_s: float
    lat_deg: float
    lon_deg: float
    speed_kn: float


class Log:
    """A log of sentences, read chunk by chunk; what it drops goes to the tally, names and sizes to the register."""

    def __init__(self, path: Path, tally: Tally, register: Register) -> None:
        self._tally, self._register = tally, register
        self._clock = Clock(path)
        self.form, self.numbered = "NMEA", False
        self._parts: dict[tuple[bytes, ...], list[bytes]] = {}
        self._part_time_s: dict[tuple[bytes, ...], float] = {}

    def rows(self, chunk: Chunk) -> Rows:
        """Return the rows of a chunk that say who, where and when."""
        found: list[_Line] = []
        for number, text in enumerate(chunk.text.split(b"\n"), chunk.line):
            if text.strip():
                self._tally.rows += 1
                row = self._read(number, text)
                if isinstance(row, str):
                    self._tally.drop(row, np.array([number]))
                else:
                    found.append(row)
        line, mmsi, *rest = list(zip(*found, strict=True)) or [()] * len(_Line._fields)
        time_s, lat, lon, speed = (np.array(column, dtype=np.float64) for column in rest)
        return Rows(np.array(line, dtype=np.int64), np.array(mmsi, dtype=np.int64), time_s, lat, lon, speed)

    def _read(self, number: int, line: bytes) -> _Line | str:
        """Return the row on a line, or why there is none."""
        sentence = SENTENCE.search(line)
        if not sentence:
            return NO_SENTENCE if line.lstrip()[:1] in b"$#" else MALFORMED
        count, part, *name, payload = sentence.groups()
        time_s = self._time(number, line[: sentence.start()], line[sentence.end() :])
        if count == b"1":
            return self._message(number, time_s, payload, sentence[0])
        key = (count, *name)
        if part == b"1":
            self._begin(key, time_s)
        parts = self._parts.setdefault(key, [])
        parts.append(sentence[0])
        if len(parts) < int(count):
            return NO_POSITION
        del self._parts[key]
        time_s = self._part_time_s.pop(key, time_s)
        return self._message(number, time_s, _payload(parts[0]), *parts)

    def _begin(self, key: tuple[bytes, ...], time_s: float) -> None:
        """Start a message in several parts, forgetting the oldest when too many wait for their rest."""
        self._parts[key] = []
        self._part_time_s[key] = time_s
        if len(self._parts) > UNFINISHED:
            oldest = next(iter(self._parts))
            del self._parts[oldest]
            self._part_time_s.pop(oldest, None)

    def _message(self, number: int, time_s: float, payload: bytes, *parts: bytes) -> _Line | str:
        """Return the row that a whole message makes, or why it makes none."""
        kind = payload[:1]
        if kind not in POSITION and kind not in IDENTITY:
            return NOT_A_SHIP if kind in ELSE else NO_POSITION
        try:
            message: Any = decode(*parts, error_if_checksum_invalid=True)
            mmsi = int(message.mmsi)
            if kind in IDENTITY:
                self._register.note(mmsi, inf if time_s != time_s else time_s, _identity(message))
            if kind not in POSITION:
                return NO_POSITION
            place = float(message.lat), float(message.lon), float(message.speed)
        except (AISBaseException, AttributeError, TypeError, ValueError, IndexError):
            return MALFORMED  # a payload cut short decodes to a message with holes
        return _Line(number, mmsi, time_s, *place) if time_s == time_s else UNTIMED

    def _time(self, number: int, before: bytes, after: bytes) -> float:
        """Return when a sentence was received: by its tag block, else a time in front of it or behind it; else nan."""
        if tag := TAG_TIME.search(before):
            return _unix(tag[1])
        if b"\\" in before:
            before = before[: before.index(b"\\")]
        stamps = STAMP.findall(before)[:1] or STAMP.findall(after)[-1:]
        if not stamps:
            return nan
        text = stamps[0].decode("ascii")
        time_s = self._clock.one(text)
        if isinf(time_s):
            raise self._clock.mixed(number, text)
        return time_s


def _unix(digits: bytes) -> float:
    time = float(digits)
    return time / 1e3 if time > MILLISECONDS else time


def _payload(sentence: bytes) -> bytes:
    return sentence.split(b",")[5]


def _identity(message: Any) -> Identity:
    """Return what a message says of its ship; its parts differ between the two halves of type 24."""
    length = float(getattr(message, "to_bow", 0) or 0) + float(getattr(message, "to_stern", 0) or 0)
    name = str(getattr(message, "shipname", "") or "").strip()
    return Identity(name, int(getattr(message, "ship_type", 0) or 0), length or nan)
