"""What is exported, as layers of rows: tracks, contacts and events, the truth or what one side knew.

A row is a thing with properties and where it was when. Every format writes the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from itertools import count
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np

from sim.kernel.events import Record
from sim.kernel.journal import Journal
from sim.parts.sensing import ContactGained
from sim.record.export.known import CONTACT, UNTOLD, Bulk, Known, named_by
from sim.record.export.paths import WITHIN_M, Path, paths
from sim.record.names import MOVER_FIELDS, Mover, movers
from sim.world.geodesy import FloatArray, latlon, unit, wrap_lon
from sim.world.motion import IntArray, Legs, clip

__all__ = ["LAYERS", "Layer", "Matter", "Row", "Words", "layers"]

LAYERS: Final = ("tracks", "contacts", "events")
TOLD_EVERY: Final = 256
CHUNK: Final = 4096  # contacts whose paths are worked out at once
Shape = Literal["none", "point", "line"]
NOWHERE: Final = np.empty(0)
NOTE: Final = "Illustrative: public figures, invented ships."


@dataclass(frozen=True, slots=True)
class Words:
    """What things are called, how events are told, and the colour (`#rrggbb`) of each side."""

    title: str
    sides: Mapping[str, str]
    colours: Mapping[str, str]
    says: Callable[[Record], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing: its properties, and where it was when; times are seconds of the run."""

    fields: Mapping[str, str | int | float | None]
    time_s: FloatArray
    lat_deg: FloatArray = field(default_factory=lambda: NOWHERE)
    lon_deg: FloatArray = field(default_factory=lambda: NOWHERE)

    @property
    def shape(self) -> Shape:
        if not len(self.lat_deg):
            return "none"
        still = np.ptp(self.lat_deg) == 0.0 and np.ptp(self.lon_deg) == 0.0
        return "point" if still else "line"


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows of one sort; `columns` tells of each property whether it is a `text`, a `whole` or a `number`."""

    name: str
    columns: Mapping[str, str]
    size: int
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True)
class Matter:
    """The log of one run, with words for it, and the side whose knowledge is wanted instead of the truth.

    `every_s` is how often at most a vessel reports on AIS; `told` is called with the share that is written.
    """

    journal: Journal
    words: Words
    side: str = ""
    every_s: int = 0
    told: Callable[[float], object] = lambda _: None

    @property
    def duration_s(self) -> float:
        return float(self.journal.header["duration_s"])

    @cached_property
    def start(self) -> datetime:
        """When the run begins, in UTC."""
        return datetime.fromisoformat(self.journal.header["start"]).replace(tzinfo=None)

    @cached_property
    def movers(self) -> dict[int, Mover]:
        """Everything that has a number."""
        return movers(self.journal)

    @cached_property
    def known(self) -> Known:
        """What the side knows."""
        return Known(self.journal, self.side, frozenset(n for n, each in self.movers.items() if each.side == self.side))

    @cached_property
    def legs(self) -> Legs:
        """Every leg within the run, by mover."""
        table = self.journal.table("leg")
        if not table:
            return Legs.empty()
        a, b = unit(table["a_lat_deg"], table["a_lon_deg"]), unit(table["b_lat_deg"], table["b_lon_deg"])
        return clip(Legs(table["platform"], table["start_s"], table["end_s"], a, b), 0.0, self.duration_s).sort("mover")

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the export is of; a side is not told what would let it run the truth again."""
        header = self.journal.header
        told = {"title": self.words.title, "scenario": header.get("scenario", ""), "case": header.get("case", "")}
        told |= {"replication": header.get("replication", 0), "start": f"{self.start.isoformat()}Z"}
        told |= {"known_to": self.side} if self.side else {"seed": header.get("seed")}
        return told | {"within_m": WITHIN_M, "note": NOTE}

    @property
    def sentence(self) -> str:
        """Say the same in a line."""
        of = f"what {self.words.sides.get(self.side, self.side)} knew" if self.side else "the truth"
        told = self.about
        return f"{told['title']}: {of} in case {told['case']}, replication {told['replication']}. {NOTE}"

    def utc(self, time_s: FloatArray) -> list[str]:
        """Return instants of the run as ISO 8601, to the millisecond."""
        return [f"{each}Z" for each in np.datetime_as_string(self.instants(time_s), unit="ms").tolist()]

    def instants(self, time_s: FloatArray) -> np.ndarray:
        """Return instants of the run as dates of NumPy, in milliseconds."""
        return np.datetime64(self.start, "ms") + np.round(time_s * 1000.0).astype("timedelta64[ms]")

    def at(self, number: int, time_s: float) -> tuple[FloatArray, FloatArray]:
        """Return latitude and longitude of a mover at an instant, empty where it is not there."""
        leg = self.legs.find(np.array([number]), np.array([time_s]))
        return latlon(self.legs.position(leg, time_s)) if leg[0] >= 0 else (NOWHERE, NOWHERE)


def layers(matter: Matter, wanted: Sequence[str]) -> list[Layer]:
    """Return the layers wanted."""
    made = {"tracks": _tracks, "contacts": _contacts, "events": _events}
    found = [made[name](matter) for name in wanted]
    total, begun = sum(layer.size for layer in found), count()

    def counted(layer: Layer) -> Iterator[Row]:
        for row in layer.rows():
            if (nth := next(begun)) % TOLD_EVERY == 0:
                matter.told(min(1.0, nth / total))
            yield row

    return [replace(layer, rows=partial(counted, layer)) for layer in found]


def _sides(matter: Matter) -> list[str]:
    """Return the sides in the order of the scenario, and last that of those who are of none."""
    return [matter.side] if matter.side else [*matter.journal.header["sides"], ""]


def _tracks(matter: Matter) -> Layer:
    columns = {"mover": "whole", "part": "whole", "name": "text", "side": "text", "sort": "text", "length_m": "number",
               "start_utc": "text", "end_utc": "text"}  # fmt: skip
    present = np.unique(matter.legs.mover).tolist()
    of = {n: matter.movers.get(n) or Mover(n, f"ship {n}", "", "") for n in present}
    groups = [[n for n, mover in of.items() if mover.side == side] for side in _sides(matter)]

    def rows() -> Iterator[Row]:
        for group in groups:
            for path in paths(matter.legs.select(np.isin(matter.legs.mover, group))):
                mover, (begin, end) = of[path.mover], matter.utc(path.time_s[[0, -1]])
                told = (mover.number, path.nth, mover.name, mover.side, mover.sort, mover.length_m, begin, end)
                yield _row(columns, told, path)

    return Layer("tracks", MappingProxyType(columns), len({n for group in groups for n in group}), rows)


def _row(columns: Mapping[str, str], told: Sequence[Any], path: Path) -> Row:
    return Row(dict(zip(columns, told, strict=True)), path.time_s, path.lat_deg, path.lon_deg)


def _contacts(matter: Matter) -> Layer:
    columns = {"contact": "whole", "part": "whole", "side": "text", "sensor": "text", "name": "text", "signs": "text",
               "start_utc": "text", "end_utc": "text"}  # fmt: skip
    columns |= {"known_utc": "text"} if matter.side else {"vessel": "whole"}
    bulk, reported = _bulk(matter), _reported(matter)

    def rows() -> Iterator[Row]:
        before = 0
        for side in dict.fromkeys([*(each.side for each in bulk), *reported]):
            for each in (each for each in bulk if each.side == side):
                for told, path in _held(matter, each, before):
                    yield _row(columns, [told[name] for name in columns], path)
                before += len(each.row)
            for number, record in enumerate(reported.get(side, ()), before + 1):
                yield _sighting(matter, columns, number, record)
            before += len(reported.get(side, ()))

    size = sum(len(each.row) for each in bulk) + sum(map(len, reported.values()))
    return Layer("contacts", MappingProxyType(columns), size, rows)


def _bulk(matter: Matter) -> list[Bulk]:
    table = matter.journal.table("contact")
    if not table:
        return []
    if matter.side:
        found = list(matter.known.contacts(table))
    else:
        ends_s, begun = np.minimum(table["end_s"], matter.duration_s), table["start_s"] <= matter.duration_s
        mine = [(side, np.flatnonzero(begun & (table["side"] == side))) for side in _sides(matter)]
        found = [Bulk(side, row, table["start_s"][row], ends_s[row]) for side, row in mine]
    return [each for each in found if len(each.row)]


def _held(matter: Matter, bulk: Bulk, before: int) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield contacts made in bulk in order of their beginnings, numbered on from those before."""
    table = matter.journal.table("contact")
    order = np.argsort(bulk.start_s, kind="stable")
    for first in range(0, len(order), CHUNK):
        at = order[first : first + CHUNK]
        row = bulk.row[at]
        start_s, end_s, vessel = bulk.start_s[at], bulk.end_s[at], table["vessel"][row]
        begin, end, known = matter.utc(start_s), matter.utc(end_s), matter.utc(start_s + bulk.delay_s)
        for path in _stays(matter.legs, vessel, start_s, end_s):
            k = path.mover
            number, mover = before + first + k + 1, matter.movers.get(int(vessel[k]))
            sensor = str(table["sensor"][row[k]])
            name = mover.name if mover and (named_by(sensor) or not matter.side) else ""
            yield {
                "contact": number, "part": path.nth, "side": bulk.side, "sensor": sensor, "name": name, "signs": "",
                "start_utc": begin[k], "end_utc": end[k], "known_utc": known[k], "vessel": int(vessel[k]),
            }, path  # fmt: skip


def _stays(legs: Legs, vessel: IntArray, start_s: FloatArray, end_s: FloatArray) -> Iterator[Path]:
    """Yield where vessels were from one instant to another, by the row's number; of an instant it is one point."""
    row, parts = legs.within(vessel, start_s, end_s)
    mine = Legs(row, parts.start_s, parts.end_s, parts.a, parts.b)
    leg = legs.latest(vessel, start_s)
    once, (lat, lon) = (leg >= 0) & (end_s <= start_s), latlon(legs.position(np.maximum(leg, 0), start_s))
    found: dict[int, list[Path]] = {}
    for path in paths(mine):
        found.setdefault(path.mover, []).append(path)
    for k in range(len(vessel)):
        where = (lat[k : k + 1], lon[k : k + 1]) if once[k] else (NOWHERE, NOWHERE)
        yield from found.get(k) or [Path(k, 1, start_s[k : k + 1], *where)]


def _reported(matter: Matter) -> dict[str, list[Record]]:
    """Return the contacts that were worth an event of their own, by side."""
    found: dict[str, list[Record]] = {}
    for record in matter.known.records() if matter.side else matter.journal.of(ContactGained):
        if isinstance(record.event, ContactGained):
            found.setdefault(record.event.side, []).append(record)
    return found


def _sighting(matter: Matter, columns: Mapping[str, str], number: int, record: Record) -> Row:
    event, time_s = record.event, np.array([record.time_s])
    (when,), mover = matter.utc(time_s), matter.movers.get(event.vessel)
    told = {
        "contact": number, "part": 1, "side": event.side, "sensor": event.sensor, "name": mover.name if mover else "",
        "signs": ", ".join(event.signs), "start_utc": when, "end_utc": when, "known_utc": when, "vessel": event.vessel,
    }  # fmt: skip
    lat, lon = np.array([event.lat_deg]), wrap_lon([event.lon_deg])
    return Row({name: told[name] for name in columns}, time_s, lat, lon)


def _events(matter: Matter) -> Layer:
    columns = {"event": "whole", "time_utc": "text", "kind": "text", "side": "text", "says": "text", "cause": "whole",
               "fields": "text"}  # fmt: skip
    columns |= {} if matter.side else {"known_by": "text"}
    size = len(matter.known.numbers) if matter.side else len(matter.journal.records)

    def rows() -> Iterator[Row]:
        for record in matter.known.records() if matter.side else matter.journal.records:
            told = _told(matter, record)
            yield Row({name: told[name] for name in columns}, np.array([record.time_s]), *_where(matter, record))

    return Layer("events", MappingProxyType(columns), size, rows)


def _told(matter: Matter, record: Record) -> dict[str, Any]:
    event = record.event
    untold = {name for name in (*MOVER_FIELDS, CONTACT) if getattr(event, name, None) == UNTOLD}
    fields = {name: None if value != value else value for name, value in event.fields().items() if name not in untold}
    return {
        "event": record.seq, "time_utc": matter.utc(np.array([record.time_s]))[0], "kind": record.kind,
        "side": getattr(event, "side", ""), "says": matter.words.says(record), "cause": record.cause,
        "fields": json.dumps(fields, ensure_ascii=False, allow_nan=False),
        "known_by": ", ".join(sorted(event.knowers())),
    }  # fmt: skip


def _where(matter: Matter, record: Record) -> tuple[FloatArray, FloatArray]:
    """Return where an event was: where it says, or where the first mover that it names was then."""
    event = record.event
    lat, lon = (getattr(event, name, None) for name in ("lat_deg", "lon_deg"))
    if lat is not None and lon is not None:
        return np.array([lat]), wrap_lon([lon])
    numbers = (getattr(event, name, None) for name in MOVER_FIELDS)
    named = next((n for n in numbers if isinstance(n, int) and n != UNTOLD), None)
    return (NOWHERE, NOWHERE) if named is None else matter.at(named, record.time_s)
