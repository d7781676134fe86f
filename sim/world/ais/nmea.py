"""Read chunks of a log of NMEA sentences (AIVDM) into rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from math import inf, nan
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.world.ais.clock import Clock, unix_s
from sim.world.ais.positions import decoded, intact
from sim.world.ais.rows import MALFORMED, NOT_A_SHIP, UNTIMED, Identity, IntArray, Register, Rows, Tally
from sim.world.ais.source import Chunk, extra
from sim.world.geodesy import FloatArray

with extra():
    import pyarrow as pa
    from pyais import decode
    from pyais.exceptions import AISBaseException

__all__ = ["Log"]

# A plain sentence holds the whole of a position report of the types that `positions` decodes.
SENTENCE: Final = re.compile(
    rb"!([A-Z]{2}VD[MO],(?:1,1,\d?,[A-Z\d]?,(?P<plain>[123B][0-W`-w]{27}),0|(\d),(\d),(\d?),([^,]?),([^,]+),\d))"
    rb"\*(?P<sum>[0-9A-Fa-f]{2})"
)
TAG_TIME: Final = re.compile(rb"\\(?:[^\\]*,)?c:(\d{9,13})[,*]")
STAMP: Final = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:\s?(?:Z|UTC|[+-]\d\d:?\d\d))?|(?<!\w)\d{10}(?:\.\d+)?(?!\w)"
    rb"|(?<!\w)\d{13}(?!\w)"
)
# A payload begins with its message type: 1–3, 18, 19 and 27 carry a ship's position, 5, 19 and 24 its name and size.
POSITION: Final = b"123BCK"
IDENTITY: Final = b"5CH"
CLASS_A: Final = b"1235"  # 27 is sent by either class
CLASS_B: Final = b"BCH"
ELSE: Final = b"49E"  # base station, search and rescue aircraft, aid to navigation
NO_POSITION: Final = "carries no position (names, sizes, or another kind of message)"
NO_SENTENCE: Final = "is not a message of AIS"
UNFINISHED: Final = 64  # messages in several parts that may wait for their rest


Sentence = re.Match[bytes]


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
        dropped: dict[str, list[int]] = defaultdict(list)
        line, sentences = _sentences(chunk, dropped)
        self._tally.rows += len(sentences) + sum(map(len, dropped.values()))
        time_s = self._times(line, sentences)
        plain = np.array([sentence["plain"] is not None for sentence in sentences], dtype=np.bool_)
        found: list[_Line] = []
        for i in np.flatnonzero(~plain).tolist():
            row = self._read(int(line[i]), float(time_s[i]), sentences[i])
            if isinstance(row, str):
                dropped[row].append(int(line[i]))
            else:
                found.append(row)
        at = np.flatnonzero(plain)
        rows = _merged(self._plain(line[at], time_s[at], [sentences[i] for i in at.tolist()], dropped), _rows(found))
        for why, numbers in dropped.items():
            self._tally.drop(why, np.array(numbers))
        return self._tally.sift(rows, UNTIMED, np.isnan(rows.time_s))

    def _times(self, line: IntArray, sentences: Sequence[Sentence]) -> FloatArray:
        """Return when each sentence was received, nan where it is not said."""
        told = [_told(sentence) for sentence in sentences]
        time_s = unix_s(np.array([time if isinstance(time, float) else nan for time in told]))
        stamped = [i for i, time in enumerate(told) if isinstance(time, str)]
        if stamped:
            time_s[stamped] = self._clock.read(pa.array([told[i] for i in stamped]), line[stamped])
        return time_s

    def _plain(
        self, line: IntArray, time_s: FloatArray, sentences: list[Sentence], dropped: dict[str, list[int]]
    ) -> Rows:
        """Return the rows of plain sentences; add the lines of those with a failed checksum to those dropped."""
        payloads = [sentence["plain"] for sentence in sentences]
        mmsi, lat, lon, speed = decoded(payloads)
        good = intact([sentence[1] for sentence in sentences], [sentence["sum"] for sentence in sentences])
        if not good.all():
            dropped[MALFORMED] += line[~good].tolist()
        class_b = np.array([payload[0] in CLASS_B for payload in payloads], dtype=np.bool_)
        self._note_classes(mmsi[good], time_s[good], class_b[good])
        return Rows(line, mmsi, time_s, lat, lon, speed).select(good)

    def _note_classes(self, mmsi: IntArray, time_s: FloatArray, class_b: NDArray[np.bool_]) -> None:
        """Register when each ship was first heard as one of either class."""
        order = np.argsort(time_s)  # those without a time last
        ships, first = np.unique(2 * mmsi[order] + class_b[order], return_index=True)
        for ship, at_s in zip(ships.tolist(), np.nan_to_num(time_s[order][first], nan=inf).tolist(), strict=True):
            self._register.note(ship // 2, at_s, Identity(transceiver="AB"[ship % 2]))

    def _read(self, number: int, time_s: float, sentence: Sentence) -> _Line | str:
        """Return the row that a sentence makes, alone or as the last of several, or why there is none."""
        count, part, *name, payload = sentence.groups()[2:7]
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
            self._register.note(mmsi, inf if time_s != time_s else time_s, _identity(message, kind))
            if kind not in POSITION:
                return NO_POSITION
            place = float(message.lat), float(message.lon), float(message.speed)
        except (AISBaseException, AttributeError, TypeError, ValueError, IndexError):
            return MALFORMED  # a payload cut short decodes to a message with holes
        return _Line(number, mmsi, time_s, *place)


def _sentences(chunk: Chunk, dropped: dict[str, list[int]]) -> tuple[IntArray, list[Sentence]]:
    """Return the sentences of a chunk and the line of each; add the lines that have none to those dropped."""
    lines, sentences = [], []
    for number, text in enumerate(chunk.text.split(b"\n"), chunk.line):
        if sentence := SENTENCE.search(text):
            lines.append(number)
            sentences.append(sentence)
        elif text := text.strip():
            dropped[NO_SENTENCE if text[:1] in b"$#" else MALFORMED].append(number)
    return np.array(lines, dtype=np.int64), sentences


def _told(sentence: Sentence) -> float | str | None:
    """Return the Unix time in the tag block of a sentence, else the stamp in front of it or behind it, if any."""
    line, start = sentence.string, sentence.start()
    if tag := TAG_TIME.search(line, 0, start):
        return float(tag[1])
    block = line.find(b"\\", 0, start)
    if stamp := STAMP.search(line, 0, start if block < 0 else block):
        return stamp[0].decode()
    stamps = STAMP.findall(line[sentence.end() :])
    return stamps[-1].decode() if stamps else None


def _rows(found: list[_Line]) -> Rows:
    line, mmsi, *rest = list(zip(*found, strict=True)) or [()] * len(_Line._fields)
    time_s, lat, lon, speed = (np.array(column, dtype=np.float64) for column in rest)
    return Rows(np.array(line, dtype=np.int64), np.array(mmsi, dtype=np.int64), time_s, lat, lon, speed)


def _merged(one: Rows, other: Rows) -> Rows:
    """Return the rows of both in the order of the file."""
    order = np.argsort(np.concatenate([one.line, other.line]))
    return Rows(*(np.concatenate([getattr(one, name), getattr(other, name)])[order] for name in Rows.__slots__))


def _payload(sentence: bytes) -> bytes:
    return sentence.split(b",")[5]


def _identity(message: Any, kind: bytes) -> Identity:
    """Return what a message says of its ship; its parts differ between the two halves of type 24."""
    transceiver = "A" if kind in CLASS_A else "B" if kind in CLASS_B else ""
    length = float(getattr(message, "to_bow", 0) or 0) + float(getattr(message, "to_stern", 0) or 0)
    name = str(getattr(message, "shipname", "") or "").strip()
    return Identity(name, int(getattr(message, "ship_type", 0) or 0), length or nan, transceiver)
