"""AIS as receivers log it: a file of sentences in order of time, from those who transmit and while they do.

Class A sends messages 1 and 5, class B messages 18 and 24.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.base.errors import Fault, UserError
from sim.contact.laws import KNOT_M_S
from sim.record.export.aired import MMSI_FROM, Aired, aired
from sim.record.export.layers import Layer, Matter
from sim.record.export.sixbit import Bytes, packed, sentences, text
from sim.record.files import replacing
from sim.record.names import Mover
from sim.world.geodesy import bearing_deg, latlon
from sim.world.motion import IntArray

__all__ = ["expected", "write_nmea"]

WINDOW_S: Final = 3600
FAR_S: Final = 10**10  # longer than any run, so that a vessel's seconds are her own
LINE_BYTES: Final = 88  # of most sentences, with the tag block
NO_COURSE, NO_HEADING, NO_TURN = 3600, 511, -128
AT_ANCHOR: Final = 1
Field = tuple[ArrayLike, int]
Lines = tuple[IntArray, NDArray[np.bytes_]]


def write_nmea(files: Sequence[Path], layers: Sequence[Layer], matter: Matter) -> None:
    """Write what is sent on AIS, an hour at a time.

    Raises: UserError for a run before 1970, from when AIS counts.
    """
    (path,) = files
    log = _Log(matter)
    with replacing(path) as part, part.open("wb") as out:
        for begin_s in range(0, math.ceil(matter.duration_s), WINDOW_S):
            matter.told(begin_s / matter.duration_s)
            out.write(log.between(begin_s, begin_s + WINDOW_S))


def expected(matter: Matter) -> int:
    """Return how many bytes of sentences there will be, about."""
    sent = aired(matter)
    lasts_s = sent.legs.end_s - sent.legs.start_s
    return int(LINE_BYTES * (lasts_s / sent.every_s + 2 * lasts_s / sent.static_s).sum())


class _Log:
    """The sentences of one run."""

    def __init__(self, matter: Matter) -> None:
        self.unix_s = int(matter.start.replace(tzinfo=UTC).timestamp())
        if self.unix_s < 0:
            raise UserError(Fault("sim export", "--format", "AIS counts from 1970", "choose another format"))
        self.aired = aired(matter)
        of = self.aired.senders
        self.sender = np.array(sorted(of), dtype=np.int64)
        self.ais = np.array([of[number].ais for number in sorted(of)], dtype=np.int64)
        self.names = {ais: _names([of[n] for n in sorted(of) if of[n].ais == ais]) for ais in (1, 2)}

    def between(self, begin_s: int, end_s: int) -> bytes:
        """Return the sentences sent in a span of time, in its order."""
        found = [*self._positions(begin_s, end_s), *self._statics(begin_s, end_s)]
        when = np.concatenate([time_s for time_s, _ in found])
        lines = np.concatenate([line.astype(object) for _, line in found])
        return b"".join(lines[np.argsort(when, kind="stable")].tolist())

    def _positions(self, begin_s: int, end_s: int) -> Iterator[Lines]:
        legs = self.aired.legs
        leg, time_s = _sent(self.aired, self.aired.every_s, begin_s, end_s)
        at = legs.position(leg, time_s)
        (lat, lon), to = latlon(at), latlon(legs.b[leg])
        moves, knots = legs.speed_m_s[leg] > 0.0, legs.speed_m_s[leg] / KNOT_M_S
        course = bearing_deg(lat, lon, *to)
        sog = np.minimum(np.round(10 * knots), 1022)
        cog = np.where(moves, np.round(10 * course) % 3600, NO_COURSE)
        heading = np.where(moves, np.round(course) % 360, NO_HEADING)
        place = (np.round(600_000 * lon), 28), (np.round(600_000 * lat), 27), (cog, 12), (heading, 9)
        unix_s = self.unix_s + time_s
        mmsi, ais = MMSI_FROM + legs.mover[leg], self.ais[np.searchsorted(self.sender, legs.mover[leg])]
        columns = [(mmsi, 30), (sog, 10), *place, (unix_s % 60, 6), (np.where(moves, 0, AT_ANCHOR), 4)]
        for kind, message in ((2, _class_a), (1, _class_b)):
            mine = ais == kind
            payload = message(*[(np.asarray(values)[mine], bits) for values, bits in columns])
            yield time_s[mine], sentences(payload, unix_s[mine])

    def _statics(self, begin_s: int, end_s: int) -> Iterator[Lines]:
        leg, time_s = _sent(self.aired, self.aired.static_s, begin_s, end_s)
        sender = np.searchsorted(self.sender, self.aired.legs.mover[leg])
        for kind, payloads in self.names.items():
            mine = self.ais[sender] == kind
            nth = np.searchsorted(np.flatnonzero(self.ais == kind), sender[mine])
            for payload in payloads:
                yield time_s[mine], sentences(payload[nth], self.unix_s + time_s[mine], -424 % 6 if kind == 2 else 0)


def _sent(aired: Aired, every_s: IntArray, begin_s: int, end_s: int) -> tuple[IntArray, IntArray]:
    """Return what is sent from one second to another: on which leg and when, each second of a vessel once."""
    legs = aired.legs
    index = np.flatnonzero((legs.start_s < end_s) & (legs.end_s > begin_s))
    step, mover = every_s[index], legs.mover[index]
    phase = mover * 2_654_435_761 % 2**32 % step  # each vessel has its own, whoever else there is
    first = -((phase - np.ceil(np.maximum(legs.start_s[index], begin_s)).astype(np.int64)) // step)
    after = -((phase - np.ceil(np.minimum(legs.end_s[index], end_s)).astype(np.int64)) // step)
    counts = np.maximum(after - first, 0)
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    time_s = np.repeat(phase + first * step, counts) + nth * np.repeat(step, counts)
    leg = np.repeat(index, counts)
    _, once = np.unique(legs.mover[leg] * FAR_S + time_s, return_index=True)
    return leg[once], time_s[once]


def _class_a(mmsi: Field, sog: Field, lon: Field, lat: Field, cog: Field, heading: Field, second: Field,
             status: Field) -> Bytes:  # fmt: skip
    """Return messages 1: position report of class A, accurate, by dead reckoning of nobody."""
    return packed((1, 6), (0, 2), mmsi, status, (NO_TURN, 8), sog, (1, 1), lon, lat, cog, heading, second, (0, 25))


def _class_b(mmsi: Field, sog: Field, lon: Field, lat: Field, cog: Field, heading: Field, second: Field,
             _: Field) -> Bytes:  # fmt: skip
    """Return messages 18: position report of class B, carrier sense."""
    return packed((18, 6), (0, 2), mmsi, (0, 8), sog, (1, 1), lon, lat, cog, heading, second, (0, 2), (1, 1), (0, 26))


def _names(movers: Sequence[Mover]) -> list[Bytes]:
    """Return the messages that say who is who: 5 of class A, both halves of 24 of class B."""
    if not movers:
        return []
    codes = np.array([[code for code, _ in text(mover.name, 20)] for mover in movers], dtype=np.int64)
    name = [(column, 6) for column in codes.T]
    mmsi = (np.array([MMSI_FROM + mover.number for mover in movers]), 30)
    length = np.array([round(mover.length_m or 0.0) for mover in movers])
    size = (np.minimum(length - length // 2, 511), 9), (np.minimum(length // 2, 511), 9), (0, 12)
    if movers[0].ais == 2:
        voyage = (0, 8), *size, (1, 4), (0, 4), (0, 5), (24, 5), (60, 6), (0, 8), *text("", 20), (1, 1), (0, 1)
        return [packed((5, 6), (0, 2), mmsi, (0, 2), (0, 30), *text("", 7), *name, *voyage)]
    head = (24, 6), (0, 2), mmsi
    return [packed(*head, (0, 2), *name, (0, 8)), packed(*head, (1, 2), (0, 8), (0, 42), *text("", 7), *size, (0, 6))]
