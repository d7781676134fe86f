"""What one side knew of a run, and nothing else: which events and contacts, and what of each.

The numbers of the log would tell how much else there is, so a side is given its own: events are counted anew, and so
are transfers, in the order in which it comes to hear of them. The number of a vessel is the truth about who it is,
which no sensor gives; it is left out, and so is any other mover's that is not the side's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.kernel.events import EVERYBODY, Event, Record
from sim.kernel.journal import Journal
from sim.kernel.resource import Queued, Released, Seized
from sim.models.mda_sharing import Source, shared_with
from sim.record.names import MOVER_FIELDS
from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray

__all__ = ["CONTACT", "SUBJECT", "UNTOLD", "Bulk", "Known", "named_by"]

AIS: Final = "AIS"
SUBJECT: Final = re.compile(r"(contact|transfer) (\d+)")
CONTACT: Final = "contact"
UNTOLD: Final = -1


def named_by(sensor: str) -> bool:
    """Tell whether a sensor gives a vessel's name."""
    return sensor.startswith(AIS)


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows of a side in the table of contacts, when each begins and ends for whom it is told, and how late that is."""

    side: str
    row: IntArray
    start_s: FloatArray
    end_s: FloatArray
    delay_s: float = 0.0


class Known:
    """What a side knows; `own` are the numbers of its platforms, and events of `untold` classes are not told."""

    def __init__(self, journal: Journal, side: str, own: frozenset[int], untold: tuple[type[Event], ...] = ()) -> None:
        self.journal, self.side, self.own, self.untold = journal, side, own, untold

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The side's own number, from 1, of each event that it knows."""
        told = (r for r in self.journal.records if not isinstance(r.event, self.untold))
        mine = (r.seq for r in told if {self.side, EVERYBODY} & r.event.knowers())
        return {seq: number for number, seq in enumerate(mine, 1)}

    @cached_property
    def _transfers(self) -> dict[int, int]:
        numbers: dict[int, int] = {}
        for seq in self.numbers:
            for name, value in self.journal.records[seq].event.fields().items():
                if name == "transfer" or (name == "subject" and value.startswith("transfer ")):
                    numbers.setdefault(int(str(value).rpartition(" ")[2]), len(numbers) + 1)
        return numbers

    @cached_property
    def numbered(self) -> dict[int, int]:
        """The side's own number of each contact: that of its event, or of the report that first told of it."""
        numbers = dict(self.numbers)
        for seq, number in self.numbers.items():
            found = SUBJECT.fullmatch(getattr(self.journal.records[seq].event, "subject", ""))
            if found and found[1] == CONTACT:
                numbers.setdefault(int(found[2]), number)
        return numbers

    def records(self) -> Iterator[Record]:
        """Yield the events known, as the side knows them, under its own numbers."""
        for seq, number in self.numbers.items():
            record = self.journal.records[seq]
            hidden = {name: self._told(name, value) for name, value in record.event.fields().items()}
            yield Record(number, record.time_s, record.kind, self._cause(record.cause), replace(record.event, **hidden))

    def _told(self, name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        if name in MOVER_FIELDS and isinstance(value, int):
            return value if value in self.own else UNTOLD
        if name == CONTACT:
            return self.numbered.get(value, UNTOLD)
        if name == "transfer":
            return self._transfers[value]
        return SUBJECT.sub(self._subject, value) if name == "subject" else value

    def _subject(self, found: re.Match[str]) -> str:
        numbers = self.numbered if found[1] == CONTACT else self._transfers
        return f"{found[1]} {numbers[int(found[2])]}"

    def _cause(self, seq: int | None) -> int | None:
        """Return the cause that the side knows; queueing, which nobody is told of, is passed over."""
        while seq is not None and isinstance(self.journal.records[seq].event, Queued | Seized | Released):
            seq = self.journal.records[seq].cause
        return None if seq is None else self.numbers.get(seq)

    def contacts(self, table: Mapping[str, np.ndarray]) -> Iterator[Bulk]:
        """Yield the contacts in a table that reach the side, by the way and the terms on which they do."""
        until_s = float(self.journal.header["duration_s"])
        for source in [Source(self.side), *shared_with(self.journal, self.side)]:
            start_s = np.maximum(table["start_s"], source.from_s)
            end_s = np.minimum(table["end_s"], min(source.until_s, until_s - source.delay_s))
            mine = (table["side"] == source.side) & (table["luck"] < source.chance)
            row = np.flatnonzero(mine & (start_s <= end_s))
            yield Bulk(source.side, row, start_s[row], end_s[row], source.delay_s)
