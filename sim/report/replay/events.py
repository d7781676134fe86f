"""Events as the page tells them: sentence, who knows, where, about whom, because of what, and what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.kernel.events import EVERYBODY, Event, Record
from sim.kernel.journal import Journal
from sim.kernel.resource import Queued, Released, Seized
from sim.record.names import MOVER_FIELDS
from sim.report.replay.movers import Grid, Movers
from sim.report.teller import Teller

__all__ = ["events_of"]

UNTOLD: Final = (Queued, Seized, Released)
Place = list[float] | None


def events_of(journal: Journal, teller: Teller, movers: Movers, grid: Grid) -> list[dict[str, Any]]:
    """Return the events of a journal that are told, in order of time."""
    told = [record for record in journal.records if not isinstance(record.event, UNTOLD)]
    sides = {side: nth for nth, side in enumerate(journal.header["sides"])}
    causes, finder = _causes(journal.records), _Finder(movers, grid)
    about = [finder.about(record) for record in told]
    places = _places(told, about, causes, movers, grid)
    marks = _marks(told, causes, sides, grid)
    return [
        {"i": record.seq, "t": grid.second(record.time_s), "kind": record.kind, "says": teller.says(record),
         "knows": _knowers(record.event, sides), "cause": causes[record.seq][1], "at": places[record.seq],
         "about": whom, **marks.get(record.seq, {})}
        for record, whom in zip(told, about, strict=True)
    ]  # fmt: skip


def _causes(records: Sequence[Record]) -> list[tuple[int | None, int | None]]:
    """Return for each record the nearest one told, itself if it is, and the nearest told cause."""
    nearest: list[tuple[int | None, int | None]] = []
    for record in records:
        cause = nearest[record.cause][0] if record.cause is not None and 0 <= record.cause < record.seq else None
        nearest.append((cause if isinstance(record.event, UNTOLD) else record.seq, cause))
    return nearest


def _knowers(event: Event, sides: Mapping[str, int]) -> str | list[int]:
    if EVERYBODY in event.known_by:
        return EVERYBODY
    return sorted(sides[side] for side in event.knowers() if side in sides)


class _Finder:
    """Finds the movers that events are about: by number, or by the name of one or of the unit that one flies for."""

    def __init__(self, movers: Movers, grid: Grid) -> None:
        self.grid, self.known = grid, set(movers.number.tolist())
        self.by_name: dict[str, int] = {}
        self.by_unit: dict[str, list[tuple[int, str, int, int]]] = {}
        spans = zip(
            movers.number.tolist(), movers.who[:, 1].tolist(), movers.name.tolist(), _spans(movers), strict=True
        )
        for number, side, name, (first, last) in spans:
            if side >= 0:
                self.by_name[name] = number
                words = name.split(" ")
                for n in range(1, len(words)):
                    self.by_unit.setdefault(" ".join(words[:n]), []).append((number, words[-1], first, last))

    def about(self, record: Record) -> list[int]:
        """Return the numbers of the movers that an event names."""
        fields = record.event.fields()
        numbered = [fields[name] for name in MOVER_FIELDS if fields.get(name) in self.known]
        named = [self._named(value, record.time_s, fields) for value in fields.values() if isinstance(value, str)]
        return list(dict.fromkeys([*numbered, *(number for number in named if number is not None)]))

    def _named(self, name: str, time_s: float, fields: Mapping[str, Any]) -> int | None:
        """Return the platform of a name, or the one of a unit that moves then; of several the one numbered so."""
        if name in self.by_name or name not in self.by_unit:
            return self.by_name.get(name)
        time = round(time_s / self.grid.unit_s)
        there = [each for each in self.by_unit[name] if each[2] <= time <= each[3]]
        if len(there) > 1:
            numbers = {str(value) for value in fields.values() if isinstance(value, int)}
            there = [each for each in there if each[1] in numbers]
        return there[0][0] if len(there) == 1 else None


def _spans(movers: Movers) -> Iterator[tuple[int, int]]:
    """Yield when each mover's first leg begins and its last ends."""
    for first, stop in zip(movers.first[:-1].tolist(), movers.first[1:].tolist(), strict=True):
        yield (int(movers.legs[first, 0]), int(movers.legs[stop - 1, 3])) if stop > first else (0, -1)


def _places(
    told: Sequence[Record], about: Sequence[list[int]], causes: Sequence[tuple[int | None, int | None]],
    movers: Movers, grid: Grid,
) -> dict[int, Place]:  # fmt: skip
    """Return where each event was: where it says, else where the first it is about was, else where its cause was."""
    asked = [(record.seq, record.time_s, whom[0]) for record, whom in zip(told, about, strict=True) if whom]
    found: dict[int, Place] = {}
    if asked:
        seq, time_s, number = (np.array(column) for column in zip(*asked, strict=True))
        lat, lon = (np.round(each, 4).tolist() for each in movers.at(number, grid.times(time_s)))
        found = {n: [a, b] for n, a, b in zip(seq.tolist(), lat, lon, strict=True) if a == a}
    for record in told:
        own = getattr(record.event, "lat_deg", None), getattr(record.event, "lon_deg", None)
        cause = causes[record.seq][1]
        if own[0] is not None and own[1] is not None:
            found[record.seq] = [round(own[0], 4), round(own[1], 4)]
        elif record.seq not in found:
            found[record.seq] = found.get(cause) if cause is not None else None
    return found


def _marks(
    told: Sequence[Record], causes: Sequence[tuple[int | None, int | None]], sides: Mapping[str, int], grid: Grid
) -> dict[int, dict[str, list[Any]]]:
    """Return what is drawn, by the number of the event that begins it: particulars, when it began and when it ended."""
    marks: dict[int, dict[str, list[Any]]] = {}
    open_: dict[tuple[Any, ...], list[Any]] = {}
    for record in told:
        event = record.event
        if event.ends:
            mark = open_.pop(_key(record, event.ends, causes[record.seq][1]), None)
            if mark is not None:
                mark[-1] = grid.second(record.time_s)
        if event.draws:
            sort, *names = event.draws
            values = [getattr(event, name) for name in names]
            mark = [*(sides.get(value, value) for value in values), grid.second(record.time_s), None]
            marks[record.seq] = {sort: mark}
            open_[sort, record.seq] = mark
            open_.update({(sort, name, value): mark for name, value in zip(names, values, strict=True)})
    return marks


def _key(record: Record, ends: tuple[str, ...], cause: int | None) -> tuple[Any, ...]:
    """Return under what the mark that an event ends is kept: the field both have, or the number of its cause."""
    return (*ends, getattr(record.event, ends[1])) if len(ends) > 1 else (*ends, cause)
