"""What a cell knew when it decided, what was true, and what followed that would not have come otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.kernel.events import EVERYBODY, Record
from sim.kernel.journal import Journal
from sim.parts.sensing import ChangeMade
from sim.record.log import trace
from sim.report.replay.bars import spans
from sim.report.story import QUEUEING, richest

__all__ = ["Apart", "Under", "apart", "hidden", "under_way"]

UNSAID: Final = frozenset({*QUEUEING, ChangeMade.kind})
Key = tuple[Any, ...]


def hidden(cut: Journal, side: str, since_s: float) -> list[Record]:
    """Return what had happened since an instant, by the end of a journal, without a side's knowing of it at once."""
    late = (record for record in cut.records if record.time_s >= since_s and record.kind not in UNSAID)
    return [record for record in late if side and not {side, EVERYBODY} & record.event.knowers()]


@dataclass(frozen=True, slots=True)
class Under:
    """Something that was going on at an instant: the event that began it, and since when."""

    record: Record
    since_s: float


def under_way(cut: Journal) -> list[Under]:
    """Return what had begun and not ended at the end of a journal: what a schedule or a map shows of it."""
    end_s = cut.header["duration_s"]
    bars = [Under(record, from_s) for record, _, from_s, until_s in spans(cut) if from_s < end_s <= until_s]
    return sorted([*bars, *_marks(cut)], key=lambda each: each.since_s)


def _marks(cut: Journal) -> Iterator[Under]:
    """Yield events that draw a mark which another event will end by a field that both have."""
    open_: dict[Key, Record] = {}
    for record in cut.records:
        event = record.event
        if len(event.ends) > 1:
            open_.pop((*event.ends, getattr(event, event.ends[1])), None)
        if len(event.draws) == 2 and event.draws[0] == event.draws[1]:
            open_[(*event.draws, getattr(event, event.draws[1]))] = record
    yield from (Under(record, record.time_s) for record in open_.values())


@dataclass(frozen=True, slots=True)
class Apart:
    """Events since an instant that came in one run only, and the chain of causes among them with most kinds.

    The chain begins with the cause, in both runs, of what came in one only.
    """

    here: tuple[Record, ...]
    there: tuple[Record, ...]
    common: int
    chain: tuple[Record, ...]

    @property
    def kinds(self) -> list[tuple[str, int, int]]:
        """Count both by kind of event, those that differ most first."""
        one, two = (Counter(record.kind for record in each) for each in (self.here, self.there))
        order = sorted({*one, *two}, key=lambda kind: (-abs(one[kind] - two[kind]), -one[kind] - two[kind], kind))
        return [(kind, one[kind], two[kind]) for kind in order]


def apart(played: Journal, instead: Journal, since_s: float) -> Apart:
    """Compare two runs of the same luck event by event: the same are of one kind, minute and wording."""
    one, two = _since(played, since_s), _since(instead, since_s)
    here, there = _without(one, two), _without(two, one)
    chain = richest(played, frozenset(record.seq for record in here)) if here else []
    before = trace(played, chain[0].seq)[:-1] if chain else []
    root = [record for record in before if record.kind not in UNSAID][-1:]
    return Apart(tuple(here), tuple(there), len(one) - len(here), (*root, *chain))


def _since(journal: Journal, since_s: float) -> list[Record]:
    return [record for record in journal.records if record.time_s >= since_s and record.kind not in UNSAID]


def _without(records: Sequence[Record], others: Sequence[Record]) -> list[Record]:
    """Return the records that have no equal among the others, each equal taken once."""
    left, found = Counter(map(_key, others)), []
    for record in records:
        key = _key(record)
        if left[key]:
            left[key] -= 1
        else:
            found.append(record)
    return found


def _key(record: Record) -> Key:
    """Return what makes an event the same in two runs; numbers are given out in order, and so are not part of it."""
    words = tuple(value for value in record.event.fields().values() if isinstance(value, str | bool))
    return record.kind, round(record.time_s / 60.0), words
