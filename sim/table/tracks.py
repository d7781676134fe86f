"""The tracks that a side holds: what its sensors gave and what partners passed on, joined only where it could be.

Two contacts that overlap in time show one place at one time, so they are one track; two that do not are one track only
where both gave a name. That both are of one ship may be true, but nobody knows it. A contact as old as twelve hours is
no track any more, as in `picture_completeness`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from sim.kernel.events import Record
from sim.kernel.journal import Journal
from sim.models.mda_sharing import FRESH_S
from sim.parts.sensing import ContactGained
from sim.picture.links import ReportReceived
from sim.record.export.known import SUBJECT, Known, named_by
from sim.record.names import Mover
from sim.table.shown import Held
from sim.world.geodesy import FloatArray, latlon, unit
from sim.world.motion import IntArray, Legs

__all__ = ["Ground", "held"]

ANOMALY: Final = "anomaly"


class Ground(NamedTuple):
    """Where everything was until now: legs by mover, and who the movers are."""

    legs: Legs
    movers: dict[int, Mover]
    now_s: float

    @classmethod
    def of(cls, journal: Journal, movers: dict[int, Mover]) -> Ground:
        """Return the ground of a journal that ends now."""
        table = journal.table("leg")
        legs = Legs.empty()
        if table:
            a, b = unit(table["a_lat_deg"], table["a_lon_deg"]), unit(table["b_lat_deg"], table["b_lon_deg"])
            legs = Legs(table["platform"], table["start_s"], table["end_s"], a, b).sort("mover")
        return cls(legs, movers, float(journal.header["duration_s"]))

    def at(self, mover: IntArray, time_s: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return latitudes and longitudes of movers at instants; NaN where they had no leg yet."""
        leg = self.legs.latest(mover, time_s)
        there = leg >= 0
        where = np.full((2, len(leg)), np.nan)
        where[:, there] = latlon(self.legs.position(leg[there], time_s[there]))
        return where[0], where[1]


class _Rows(NamedTuple):
    """Contacts that are fresh, a row each: whose, of whom, from when to when, by which sensor, and whether it names."""

    side: np.ndarray
    vessel: IntArray
    start_s: FloatArray
    end_s: FloatArray
    sensor: np.ndarray
    names: np.ndarray

    def take(self, at: np.ndarray) -> _Rows:
        return _Rows(*(column[at] for column in self))


def held(known: Known, ground: Ground) -> list[tuple[Held, float]]:
    """Return the tracks that a side holds with the instants at which they were seen last; `Held.seen` is left empty."""
    rows = _fresh(known, ground.now_s)
    found = list(_suspects(known, ground.now_s))
    if not len(rows.vessel):
        return found
    track, latest = _joined(rows)
    named = np.zeros(int(track.max()) + 1, dtype=bool)
    np.logical_or.at(named, track, rows.names)
    last = rows.take(latest)
    lat, lon = ground.at(last.vessel, last.end_s)
    for k, number in enumerate(track[latest].tolist()):
        mover = ground.movers.get(int(last.vessel[k])) if named[number] else None
        seen_s = float(last.end_s[k])
        held = Held(
            0, round(float(lat[k]), 4), round(float(lon[k]), 4), "", round(ground.now_s - seen_s, 1),
            str(last.sensor[k]), str(last.side[k]), mover.name if mover else "",
        )  # fmt: skip
        found.append((held, seen_s))
    return sorted(found, key=lambda each: (-each[0].number, each[0].name, each[1], each[0].lat_deg, each[0].lon_deg))


def _fresh(known: Known, now_s: float) -> _Rows:
    table = known.journal.table("contact")
    parts = []
    for bulk in known.contacts(table) if table else ():
        fresh = bulk.end_s >= now_s - FRESH_S
        row = bulk.row[fresh]
        sensor = table["sensor"][row]
        kinds, nth = np.unique(sensor, return_inverse=True)
        names = np.array([named_by(str(kind)) for kind in kinds], dtype=bool)[nth]
        side = np.full(len(row), bulk.side)
        parts.append(_Rows(side, table["vessel"][row], bulk.start_s[fresh], bulk.end_s[fresh], sensor, names))
    if not parts:
        return _Rows(*(np.empty(0, dtype) for dtype in ("U1", np.int64, float, float, "U1", bool)))
    return _Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _joined(rows: _Rows) -> tuple[IntArray, IntArray]:
    """Return the track that each row is of, and of each track the row that was seen last."""
    order = np.lexsort((rows.start_s, rows.vessel))
    vessel, start_s, end_s = rows.vessel[order], rows.start_s[order], rows.end_s[order]
    span = float(end_s.max()) - float(start_s.min()) + 1.0
    step = np.cumsum(np.append(0, vessel[1:] != vessel[:-1])) * span
    until_s = np.maximum.accumulate(end_s + step)
    piece = np.cumsum(np.append(0, (start_s + step)[1:] > until_s[:-1]))
    names = np.zeros(int(piece[-1]) + 1, dtype=bool)
    np.logical_or.at(names, piece, rows.names[order])
    first = np.flatnonzero(np.append(True, vessel[1:] != vessel[:-1]))
    home = np.repeat(piece[first], np.diff(np.append(first, len(vessel))))  # the first piece of each vessel
    named_home = _first_named(vessel, piece, names, home)
    track = np.empty(len(vessel), np.int64)
    track[order] = np.where(names[piece], named_home, piece)
    by_end = np.lexsort((rows.end_s, track))
    return track, by_end[np.append(track[by_end][1:] != track[by_end][:-1], True)]


def _first_named(vessel: IntArray, piece: IntArray, names: np.ndarray, home: IntArray) -> IntArray:
    """Return for each row the first named piece of its vessel."""
    named = np.where(names[piece], piece, np.iinfo(np.int64).max)
    least = np.full(int(home.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, home, named)
    return least[home]


def _suspects(known: Known, now_s: float) -> Iterator[tuple[Held, float]]:
    """Yield the contacts with something odd about them: the side's own, and those that a partner reported."""
    numbers = known.numbered
    for record in known.journal.records:
        if record.time_s < now_s - FRESH_S or record.seq not in known.numbers:
            continue
        contact = _contact(known, record)
        if contact is not None and (number := numbers.get(contact.seq)):
            event, age_s = contact.event, round(now_s - contact.time_s, 1)
            yield Held(
                number, round(event.lat_deg, 4), round(event.lon_deg, 4), "", age_s, event.sensor, event.side, "",
                event.signs,
            ), contact.time_s  # fmt: skip


def _contact(known: Known, record: Record) -> Record | None:
    """Return the contact that an event is, or brings from a partner."""
    if isinstance(record.event, ContactGained):
        return record
    if isinstance(record.event, ReportReceived) and record.event.product == ANOMALY:
        found = SUBJECT.fullmatch(record.event.subject)
        told = known.journal.records[int(found[2])] if found else None
        return told if told is not None and isinstance(told.event, ContactGained) else None
    return None
