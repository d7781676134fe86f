"""How a landing went: measures over the journal of a run with landing forces."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, Final

from sim.kernel.journal import Journal
from sim.kernel.measures import Values, measure
from sim.models.landing_events import CraftBeached, CraftBroke, CraftLoaded, CraftReady, ForceReady, WaveAshore

__all__ = [
    "all_ashore", "beach_wait", "craft_trips", "dock_wait", "landed", "lift_utilisation", "share_ashore",
    "tonnes_per_hour", "wave_ashore",
]  # fmt: skip

HOUR_S: Final = 3600.0


def landed(journal: Journal) -> list[tuple[float, CraftBeached]]:
    """Return every load that came ashore, with its time in seconds."""
    return [(record.time_s, record.event) for record in journal.of(CraftBeached)]


def _tonnes(journal: Journal) -> dict[str, float]:
    """Return what each side has to land, in tonnes."""
    tonnes: dict[str, float] = {}
    for record in journal.of(ForceReady):
        tonnes[record.event.side] = tonnes.get(record.event.side, 0.0) + record.event.tonnes
    return tonnes


def _waves(journal: Journal) -> dict[tuple[str, str], float]:
    """Return when each wave of each side was all ashore; the end of the run for one that was not, at the earliest."""
    end_s: float = journal.header["duration_s"]
    whole = {
        (record.event.side, wave.partition("=")[0]): end_s
        for record in journal.of(ForceReady)
        for wave in record.event.waves
    }
    done = {(record.event.side, record.event.wave): record.time_s for record in journal.of(WaveAshore)}
    return whole | done


def _last(journal: Journal) -> dict[str, float]:
    """Return when the last wave of all, and of each side, was ashore."""
    waves = _waves(journal)
    if not waves:
        return {"": math.nan}
    by = {side: max(at for (whose, _), at in waves.items() if whose == side) for side, _ in waves}
    return {"": max(by.values()), **by}


def _by_side(journal: Journal, events: Iterable[Any], fold: Callable[[list[Any]], float]) -> dict[str, float]:
    found = list(events)
    return {"": fold(found), **{side: fold([each for each in found if each.side == side]) for side in _tonnes(journal)}}


def _mean_wait(events: list[Any]) -> float:
    return sum(each.waited_s for each in events) / len(events) / HOUR_S if events else math.nan


@measure(
    "all_ashore", unit="h", about="time until the last wave is ashore; the end of the run if it is not", better="low"
)
def all_ashore(journal: Journal) -> Values:
    return {side: at_s / HOUR_S for side, at_s in _last(journal).items()}


@measure("share_ashore", unit="share", about="share of all tonnes that is ashore at the end", better="high")
def share_ashore(journal: Journal) -> Values:
    whole = sum(_tonnes(journal).values())
    return sum(event.tonnes for _, event in landed(journal)) / whole if whole else math.nan


@measure("wave_ashore", unit="h", about="mean time until a wave is ashore, and each wave's own", better="low")
def wave_ashore(journal: Journal) -> Values:
    waves = {f"{side} {wave}": at_s / HOUR_S for (side, wave), at_s in _waves(journal).items()}
    return {"": sum(waves.values()) / len(waves) if waves else math.nan, **waves}


@measure("tonnes_per_hour", unit="t/h", about="tonnes landed an hour, until all is ashore", better="high")
def tonnes_per_hour(journal: Journal) -> Values:
    last = _last(journal)[""]
    return sum(event.tonnes for _, event in landed(journal)) / last * HOUR_S if last > 0 else math.nan


@measure("dock_wait", unit="h", about="mean time that a craft waits at a ship before it is loaded", better="low")
def dock_wait(journal: Journal) -> Values:
    return _by_side(journal, (record.event for record in journal.of(CraftLoaded)), _mean_wait)


@measure("beach_wait", unit="h", about="mean time that a craft waits off the beach for a lane, tide, sea or handover",
         better="low")  # fmt: skip
def beach_wait(journal: Journal) -> Values:
    return _by_side(journal, (record.event for record in journal.of(CraftBeached)), _mean_wait)


@measure("craft_trips", unit="count", about="trips of landing craft and helicopters to a beach")
def craft_trips(journal: Journal) -> Values:
    if not _tonnes(journal):
        return {"": math.nan}
    return _by_side(journal, (event for _, event in landed(journal)), lambda found: float(len(found)))


@measure(
    "lift_utilisation", unit="share", about="share of the craft's time, until all is ashore, that trips and waits take"
)
def lift_utilisation(journal: Journal) -> Values:
    last = _last(journal)[""]
    number = {
        (record.event.side, name): int(n)
        for record in journal.of(ForceReady)
        for name, _, n in (each.partition("=") for each in record.event.craft)
        if int(n)
    }
    busy: dict[tuple[str, str], float] = dict.fromkeys(number, 0.0)
    for record in journal.of(CraftReady, CraftBroke):
        if isinstance(record.event, CraftReady):
            trip_s = min(record.event.trip_s, last - (record.time_s - record.event.trip_s))
            busy[record.event.side, record.event.sort] += max(0.0, trip_s)
    whole = sum(number.values()) * last
    by = {f"{side} {name}": busy[side, name] / last / n for (side, name), n in number.items()}
    return {"": sum(busy.values()) / whole if whole else math.nan, **by}
