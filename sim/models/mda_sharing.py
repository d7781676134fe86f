"""What sharing adds to maritime domain awareness: measures over the journal of a run with pictures and links.

A picture is complete at an instant in the share of vessels in the area that the side has had a contact with in the
last twelve hours, its own or a partner's that has arrived. Its age is the mean time since that contact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from sim.kernel.journal import Journal
from sim.kernel.measures import Values, mean, measure
from sim.kernel.resource import Released, Seized
from sim.parts.fleet import HULLS_FROM
from sim.parts.flight import CueWorked, Landed
from sim.parts.fusion_cell import CellOpened
from sim.parts.sensing import ContactGained
from sim.picture.links import ReportReceived, TermsSet
from sim.picture.tasking import CueRaised
from sim.world.geodesy import apart_m

__all__ = [
    "FRESH_S", "Source", "ages", "analyst_utilisation", "analyst_wait", "chain", "contacts_of", "cues", "cues_worked",
    "double_taskings", "false_cues", "flying_hours", "picture_age", "picture_completeness", "picture_series",
    "precision", "reports_shared", "shared_with",
]  # fmt: skip

FRESH_S: Final = 12 * 3600.0
SAMPLE_S: Final = 6 * 3600.0
HOUR_S: Final = 3600.0
KEY: Final = 1e9  # longer than any run, so that vessel * KEY + time sorts by vessel, then time


class Source(NamedTuple):
    """Who makes contacts, how late they come, the luck below which one comes, and when this holds."""

    side: str
    delay_s: float = 0.0
    chance: float = 1.0
    from_s: float = -math.inf
    until_s: float = math.inf


def chain(journal: Journal, seq: int | None) -> Iterator[Any]:
    """Yield an event's record, its cause's, and so on to the beginning."""
    while seq is not None and seq >= 0:
        record = journal.records[seq]
        yield record
        seq = record.cause


def _by_side(journal: Journal, values: Mapping[str, float], total: float | None = None) -> dict[str, float]:
    """Return a measure's whole value under no suffix and each side's under its name."""
    whole = sum(values.values()) if total is None else total
    return {"": whole, **{side: values.get(side, 0.0) for side in journal.header["sides"]}}


def _is_false(journal: Journal, cue: CueRaised) -> bool:
    contact = journal.records[cue.contact].event
    return isinstance(contact, ContactGained) and contact.vessel < HULLS_FROM


@measure("cues", unit="count", about="times a side had evidence enough to send somebody")
def cues(journal: Journal) -> Values:
    raised = [record.event.side for record in journal.counted(CueRaised)]
    return _by_side(journal, {side: float(raised.count(side)) for side in set(raised)})


@measure("false_cues", unit="count", about="cues raised on a vessel that is lawful", better="low")
def false_cues(journal: Journal) -> Values:
    raised = [r.event.side for r in journal.counted(CueRaised) if _is_false(journal, r.event)]
    return _by_side(journal, {side: float(raised.count(side)) for side in set(raised)})


@measure("precision", unit="share", about="share of cues raised on a vessel of the network", better="high")
def precision(journal: Journal) -> Values:
    false = [_is_false(journal, record.event) for record in journal.counted(CueRaised)]
    return 1 - sum(false) / len(false) if false else math.nan


@measure("double_taskings", unit="count", about="times assets of both sides searched one datum", better="low")
def double_taskings(journal: Journal) -> Values:
    at = {(r.event.side, r.event.cue): (r.event.lat_deg, r.event.lon_deg) for r in journal.of(CueRaised)}
    worked = [r for r in journal.counted(CueWorked) if r.event.outcome != "recalled"]
    jobs = [(r.time_s, r.event.side, at[r.event.side, r.event.cue]) for r in worked]
    return float(sum(_same_job(a, b) for i, a in enumerate(jobs) for b in jobs[i + 1 :]))


def _same_job(a: tuple[float, str, tuple[float, float]], b: tuple[float, str, tuple[float, float]]) -> bool:
    apart = a[1] != b[1] and abs(a[0] - b[0]) < 6 * HOUR_S
    return apart and apart_m(a[2], b[2]) < 40_000.0


@measure("flying_hours", unit="h", about="hours flown by aircraft and helicopters", better="low")
def flying_hours(journal: Journal) -> Values:
    hours: dict[str, float] = {}
    for record in journal.counted(Landed):
        hours[record.event.side] = hours.get(record.event.side, 0.0) + record.event.flown_s / HOUR_S
    return _by_side(journal, hours)


@measure("reports_shared", unit="count", about="products that reached a partner")
def reports_shared(journal: Journal) -> Values:
    return float(sum(1 for _ in journal.counted(ReportReceived)))


@measure("cues_worked", unit="count", about="cues that an asset went to, by what it found")
def cues_worked(journal: Journal) -> Values:
    outcomes = [record.event.outcome for record in journal.counted(CueWorked)]
    kinds = ("observed", "identified", "lawful", "nothing", "recalled")
    return {"": float(len(outcomes)), **{kind: float(outcomes.count(kind)) for kind in kinds}}


@measure("analyst_utilisation", unit="share", about="share of analysts' watch hours spent on contacts")
def analyst_utilisation(journal: Journal) -> Values:
    span_s = journal.header["duration_s"] - journal.header["warm_up_s"]
    staffed = {f"analysts of {r.event.side}": r.event.analysts * r.event.watch_share * span_s
               for r in journal.of(CellOpened)}  # fmt: skip
    busy: dict[str, float] = dict.fromkeys(staffed, 0.0)
    for record in journal.counted(Released):
        if record.event.resource in busy:
            busy[record.event.resource] += record.event.busy_s
    shares = {name.removeprefix("analysts of "): busy[name] / staffed[name] for name in staffed}
    return _by_side(journal, shares, _mean(shares.values()))


@measure("analyst_wait", unit="h", about="mean time a contact waits for an analyst", better="low")
def analyst_wait(journal: Journal) -> Values:
    waits: dict[str, list[float]] = {side: [] for side in journal.header["sides"]}
    for record in journal.counted(Seized):
        side = record.event.resource.removeprefix("analysts of ")
        if side in waits:
            waits[side].append(record.event.wait_s / HOUR_S)
    return _by_side(
        journal, {side: _mean(each) for side, each in waits.items()}, _mean(w for each in waits.values() for w in each)
    )


@measure(
    "picture_completeness", unit="share", about="share of vessels in the area held no older than 12 h", better="high"
)
def picture_completeness(journal: Journal) -> Values:
    shares = {side: _mean(held) for side, (_, held, _) in journal.once(picture_series).items()}
    return _by_side(journal, shares, _mean(shares.values()))


@measure("picture_age", unit="h", about="mean age of what is held of a vessel", better="low")
def picture_age(journal: Journal) -> Values:
    ages = {side: _mean(age) for side, (_, _, age) in journal.once(picture_series).items()}
    return _by_side(journal, ages, _mean(ages.values()))


def _mean(values: Iterable[float]) -> float:
    return mean(value for value in values if not math.isnan(value))


def picture_series(journal: Journal) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return for each side sample times (s), completeness (share) and mean age (h) at them, after the warm-up."""
    contacts, (times, nth, vessel) = contacts_of(journal), _samples(journal)
    present = np.bincount(nth, minlength=len(times))
    series = {}
    for side in journal.header["sides"]:
        sources = [Source(side), *shared_with(journal, side)]
        age_s = ages(contacts, sources, vessel, times[nth])
        held = age_s <= FRESH_S
        count = np.bincount(nth[held], minlength=len(times))
        total_h = np.bincount(nth[held], weights=age_s[held] / HOUR_S, minlength=len(times))
        with np.errstate(invalid="ignore", divide="ignore"):
            series[side] = times, count / present, total_h / count
    return series


def _samples(journal: Journal) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sample times, and for each (sample, vessel present) the sample's index and the vessel."""
    header, table = journal.header, journal.table("vessel")
    times = np.arange(header["warm_up_s"], header["duration_s"], SAMPLE_S)
    if not table:
        return times, np.empty(0, np.int64), np.empty(0, np.int64)
    first = np.searchsorted(times, table["enter_s"])
    number = np.searchsorted(times, table["leave_s"]) - first
    nth = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number) + np.repeat(first, number)
    return times, nth, np.repeat(table["vessel"], number)


def ages(
    contacts: Mapping[str, np.ndarray], sources: Sequence[Source], vessel: np.ndarray, time_s: np.ndarray
) -> np.ndarray:
    """Return the time since the last contact with each vessel from any source, longer than any run if it had none."""
    age_s = np.full(len(vessel), np.inf)
    for source in sources:
        first, last = _from(source, contacts)
        latest = np.maximum.accumulate(np.append(-np.inf, last))
        known = vessel * KEY + (time_s - source.delay_s)
        since = np.minimum(latest[np.searchsorted(first, known, side="right")], known)
        age_s = np.minimum(age_s, vessel * KEY + time_s - since)
    return age_s


def _from(source: Source, contacts: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last instants of the contacts that come from a source, within the time it holds for."""
    mine = (contacts["side"] == source.side) & (contacts["luck"] < source.chance)
    first, last = contacts["first"][mine], contacts["last"][mine]
    if source[3:] == (-math.inf, math.inf):
        return first, last
    vessel = np.floor(first / KEY) * KEY
    first, last = np.maximum(first, vessel + source.from_s), np.minimum(last, vessel + source.until_s)
    return first[last >= first], last[last >= first]


def contacts_of(journal: Journal) -> dict[str, np.ndarray]:
    """Return all contacts by vessel, then start; first and last instants are counted from the vessel's KEY."""
    columns = ("side", "luck", "vessel", "start_s", "end_s")
    table = journal.table("contact") or dict.fromkeys(columns, np.empty(0))
    first = table["vessel"] * KEY + table["start_s"]
    order = np.argsort(first, kind="stable")  # the quickest for runs that are sorted already
    last = table["vessel"][order] * KEY + table["end_s"][order]
    return {"side": table["side"][order], "luck": table["luck"][order], "first": first[order], "last": last}


def shared_with(journal: Journal, side: str) -> list[Source]:
    """Return who shares contacts with a side and on what terms, one entry for as long as the terms held."""
    begun = [(link["sender"], -math.inf, link["delay"], link) for link in journal.header["links"]]
    begun = [each for each in begun if each[3]["receiver"] == side]
    for record in journal.of(TermsSet):
        if record.event.receiver == side:
            begun.append((record.event.sender, record.time_s, record.event.delay_s, record.event.fields()))
    return [
        Source(sender, delay_s, terms["releasable"] * (1 - terms["loss"]), from_s, until_s)
        for nth, (sender, from_s, delay_s, terms) in enumerate(begun)
        for until_s in [next((later[1] for later in begun[nth + 1 :] if later[0] == sender), math.inf)]
        if "coverage" in terms["mechanisms"] and "track" in terms["products"]
    ]
