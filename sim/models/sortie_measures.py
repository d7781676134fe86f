"""What two decks and their jets did: measures over the journal of a run with flight decks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from sim.kernel.events import Event
from sim.kernel.journal import Journal
from sim.kernel.measures import Values, mean, measure
from sim.kernel.resource import Released
from sim.models.sortie_events import (
    DeckOpened,
    JetBroke,
    JetDiverted,
    JetLaunched,
    JetMended,
    JetReady,
    JetRecovered,
)  # fmt: skip

__all__ = [
    "cross_deck_landings", "cross_deck_sorties", "diversions", "jets_available", "launches", "overhead_wait",
    "sorties_per_day", "sorties_per_jet", "team_shares", "team_utilisation", "turn_round_time",
]  # fmt: skip

DAY_S: Final = 86400.0
HOUR_S: Final = 3600.0


def _counted(journal: Journal, *classes: type[Event]) -> Iterator[Any]:
    """Yield the events of some classes after the warm-up."""
    return (record.event for record in journal.counted(*classes))


def _days(journal: Journal) -> float:
    return float(journal.header["duration_s"] - journal.header["warm_up_s"]) / DAY_S


def _jets(journal: Journal) -> dict[str, int]:
    """Return how many jets each side has."""
    jets: dict[str, int] = {}
    for record in journal.of(DeckOpened):
        jets[record.event.side] = jets.get(record.event.side, 0) + record.event.jets
    return jets


def _by_side(journal: Journal, sides: Iterable[str]) -> dict[str, float]:
    """Count by side, and all together under no name; NaN where there are no jets."""
    found = list(sides)
    if not _jets(journal):
        return {"": math.nan}
    return {"": float(len(found)), **{side: float(found.count(side)) for side in _jets(journal)}}


def launches(journal: Journal) -> list[JetLaunched]:
    """Return the missions launched after the warm-up."""
    return [event for event in _counted(journal, JetLaunched) if event.purpose == "mission"]


def _means(journal: Journal, events: Iterable[Any], value: Callable[[Any], float]) -> dict[str, float]:
    """Return the mean of a value over all events, and over those of each side."""
    found = list(events)
    by = {side: mean(value(each) for each in found if each.side == side) for side in _jets(journal)}
    return {"": mean(map(value, found)), **by}


@measure("sorties_per_day", unit="/d", about="missions launched a day", better="high")
def sorties_per_day(journal: Journal) -> Values:
    flown = _by_side(journal, (event.side for event in launches(journal)))
    return {side: count / _days(journal) for side, count in flown.items()}


@measure("sorties_per_jet", unit="/d", about="missions launched a day for each jet on board", better="high")
def sorties_per_jet(journal: Journal) -> Values:
    jets, flown = _jets(journal), _by_side(journal, (event.side for event in launches(journal)))
    owned: Mapping[str, int] = {"": sum(jets.values()), **jets}
    return {
        side: count / _days(journal) / owned[side] if owned.get(side) else math.nan for side, count in flown.items()
    }


@measure("turn_round_time", unit="h", about="mean time from landing until ready for the next flight", better="low")
def turn_round_time(journal: Journal) -> Values:
    return _means(journal, _counted(journal, JetReady), lambda event: event.turned_s / HOUR_S)


@measure("overhead_wait", unit="h", about="mean time that a jet waits overhead before it lands", better="low")
def overhead_wait(journal: Journal) -> Values:
    return _means(journal, _counted(journal, JetRecovered), lambda event: event.waited_s / HOUR_S)


@measure("jets_available", unit="share", about="share of the jets' time without an unmended defect", better="high")
def jets_available(journal: Journal) -> Values:
    jets, begin_s, end_s = _jets(journal), journal.header["warm_up_s"], journal.header["duration_s"]
    down, since = dict.fromkeys(jets, 0.0), {}
    for record in journal.of(JetBroke, JetMended):
        event = record.event
        if isinstance(event, JetBroke):
            since[event.jet] = event.side, record.time_s
        else:
            side, from_s = since.pop(event.jet)
            down[side] += max(0.0, record.time_s - max(from_s, begin_s))
    for side, from_s in since.values():
        down[side] += end_s - max(from_s, begin_s)
    whole = {"": sum(jets.values()), **jets}
    lost = {"": sum(down.values()), **down}
    return {side: 1.0 - lost[side] / (end_s - begin_s) / n if n else math.nan for side, n in whole.items()}


@measure(
    "diversions", unit="count", about="jets that went to an airfield ashore, for no deck could take them", better="low"
)
def diversions(journal: Journal) -> Values:
    return _by_side(journal, (event.side for event in _counted(journal, JetDiverted)))


@measure("cross_deck_landings", unit="count", about="landings on the partner's deck", better="neither")
def cross_deck_landings(journal: Journal) -> Values:
    return _by_side(journal, (each.side for each in _counted(journal, JetRecovered) if each.side != each.host))


@measure("cross_deck_sorties", unit="count", about="missions launched from the partner's deck", better="neither")
def cross_deck_sorties(journal: Journal) -> Values:
    return _by_side(journal, (each.side for each in launches(journal) if each.side != each.host))


def team_shares(journal: Journal) -> dict[tuple[str, str], float]:
    """Return the share of time that each team of each deck is at work after the warm-up, by deck and team."""
    begin_s, end_s = journal.header["warm_up_s"], journal.header["duration_s"]
    busy: dict[str, float] = {}
    for record in journal.of(Released):
        spent_s = record.time_s - max(record.time_s - record.event.busy_s, begin_s)
        busy[record.event.resource] = busy.get(record.event.resource, 0.0) + max(0.0, spent_s)
    return {
        (record.event.deck, name): busy.get(f"{record.event.deck} {name}", 0.0) / (end_s - begin_s) / int(size)
        for record in journal.of(DeckOpened)
        for name, _, size in (team.partition("=") for team in record.event.teams)
        if int(size)
    }


@measure("team_utilisation", unit="share", about="share of time at work of the busiest team of all, and of each side")
def team_utilisation(journal: Journal) -> Values:
    shares = team_shares(journal)
    sides = {record.event.deck: record.event.side for record in journal.of(DeckOpened)}
    by = {
        side: max(share for (deck, _), share in shares.items() if sides[deck] == side)
        for side in sorted({*sides.values()})
    }
    return {"": max(shares.values(), default=math.nan), **by}
