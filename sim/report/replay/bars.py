"""What was done on which lane, from when to when: the bars of a schedule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from sim.kernel.events import Bar, Record
from sim.kernel.journal import Journal
from sim.report.replay.movers import Grid
from sim.report.teller import Teller

__all__ = ["bars_of", "on_lanes", "spans"]

NUMBER: Final = re.compile(r"\d+")
MARK: Final = "bar"


def bars_of(journal: Journal, teller: Teller, grid: Grid) -> list[list[Any]]:
    """Return the bars in order of their events, as design/replay.md has them, but each with the name of its lane."""
    sides = {side: nth for nth, side in enumerate(journal.header["sides"])}
    return [
        [record.seq, teller.words(bar.lane, record).replace("_", " "), grid.second(max(0.0, from_s)),
         grid.second(min(until_s, grid.duration_s)), teller.words(bar.label, record),
         sides.get(getattr(record.event, "side", ""), -1), _hollow(record, bar, teller)]
        for record, bar, from_s, until_s in spans(journal)
    ]  # fmt: skip


def on_lanes(cases: Sequence[list[list[Any]]]) -> tuple[list[str], list[list[list[Any]]]]:
    """Return the lanes of all cases, and each case's bars in order of their beginnings, with numbers of lanes."""
    lanes = _ordered([bar[1] for bars in cases for bar in bars])
    number = {lane: nth for nth, lane in enumerate(lanes)}
    in_order = [sorted(bars, key=lambda each: (each[2], each[0])) for bars in cases]
    return lanes, [[[seq, number[lane], *rest] for seq, lane, *rest in bars] for bars in in_order]


def spans(journal: Journal) -> list[tuple[Record, Bar, float, float]]:
    """Return each bar with when it begins and ends; one that no event ends goes on to the end of the run."""
    ends: dict[tuple[str, Any], float] = {}
    found = []
    for record in reversed(journal.records):
        event, at_s = record.event, record.time_s
        if event.ends[:1] == (MARK,):
            ends[event.ends[1], getattr(event, event.ends[1])] = at_s
        bar = event.bar
        if bar is None:
            continue
        from_s = at_s - getattr(event, bar.took) if bar.took else at_s
        until_s = at_s + getattr(event, bar.lasts) if bar.lasts else at_s
        if bar.until:
            until_s = ends.pop((bar.until, getattr(event, bar.until)), journal.header["duration_s"])
        found.append((record, bar, from_s, until_s))
    return found[::-1]


def _hollow(record: Record, bar: Bar, teller: Teller) -> str:
    """Return what to say of a bar that is drawn hollow."""
    return teller.words(bar.otherwise, record) if bar.whole and not getattr(record.event, bar.whole) else ""


def _ordered(lanes: list[str]) -> list[str]:
    """Return lanes as they first come, but those that differ by their numbers alone together, by number."""
    first: dict[str, int] = {}
    for lane in lanes:
        first.setdefault(NUMBER.sub("", lane), len(first))
    return sorted(
        dict.fromkeys(lanes), key=lambda lane: (first[NUMBER.sub("", lane)], [int(n) for n in NUMBER.findall(lane)])
    )
