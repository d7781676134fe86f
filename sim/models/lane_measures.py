"""What a sea lane's year comes to: measures over the journal of a run with merchant flows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from sim.kernel.journal import Journal
from sim.kernel.measures import Values, mean, measure
from sim.models.lane_events import AttemptEnded, AttemptMade, ShipsWarned, WarningIssued
from sim.parts.lane_patrol import PatrolCame, PatrolPosted

__all__ = [
    "attempts", "attempts_per_1000", "boardings", "boardings_per_1000", "delay_per_transit", "fuel_per_transit",
    "patrol_days", "response_time", "share_stopped", "ships_in_strait", "ships_reacting", "strait_time",
    "strait_transits", "strait_wait", "value_boarded", "warned_in_time", "warnings_false", "warnings_issued",
    "warnings_stale",
]  # fmt: skip

HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
YEAR_S: Final = 365.25 * DAY_S
THOUSAND: Final = 1000.0
Columns = Mapping[str, np.ndarray]


def _span_s(journal: Journal) -> float:
    return float(journal.header["duration_s"] - journal.header["warm_up_s"])


def _places(journal: Journal, *sorts: str) -> dict[int, str]:
    """Return the names of places of some sorts by their numbers."""
    table = journal.table("place")
    rows = zip(table["place"].tolist(), table["name"].tolist(), table["sort"].tolist(), strict=True) if table else ()
    return {place: name for place, name, sort in rows if sort in sorts}


def _passages(journal: Journal) -> Columns:
    """Return the passages of places that began in the time that counts."""
    table = journal.table("passage")
    if not table:
        return {}
    counts = (table["enter_s"] >= journal.header["warm_up_s"]) & (table["enter_s"] < journal.header["duration_s"])
    return {name: column[counts] for name, column in table.items()}


def _by_place(journal: Journal, *sorts: str) -> dict[str, Columns]:
    table, places = _passages(journal), _places(journal, *sorts)
    if not table:
        return {}
    return {
        name: {key: column[table["place"] == place] for key, column in table.items()} for place, name in places.items()
    }


def _passes(journal: Journal) -> dict[str, int]:
    """Return how many times ships passed each threat area: who entered in an hour that counts."""
    table, places = journal.table("entries"), _places(journal, "area")
    if not table:
        return dict.fromkeys(places.values(), 0)
    counts = table["hour"] * HOUR_S >= journal.header["warm_up_s"]
    counts &= table["hour"] * HOUR_S < journal.header["duration_s"]
    return {name: int(table["ships"][counts & (table["place"] == place)].sum()) for place, name in places.items()}


def _narrow(journal: Journal) -> dict[str, Columns]:
    return _by_place(journal, "strait", "canal")


def _counted(journal: Journal, areas: Iterable[str], outcome: str = "") -> dict[str, float]:
    """Return how many attempts were made, or ended in one way, by area."""
    found = dict.fromkeys(areas, 0.0)
    for record in journal.counted(AttemptEnded if outcome else AttemptMade):
        if not outcome or record.event.outcome == outcome:
            found[record.event.area] = found.get(record.event.area, 0.0) + 1.0
    return found


def _summed(by: Mapping[str, float]) -> Values:
    return {"": float(sum(by.values())), **by}


def _per_1000(by: Mapping[str, float], passes: Mapping[str, int]) -> Values:
    each = {name: THOUSAND * n / passes[name] if passes.get(name) else math.nan for name, n in by.items()}
    total = sum(passes.values())
    return {"": THOUSAND * sum(by.values()) / total if total else math.nan, **each}


# Incidents


@measure("attempts", unit="count", about="attempts to board merchant ships, by area", better="low")
def attempts(journal: Journal) -> Values:
    return _summed(_counted(journal, _passes(journal)))


@measure(
    "attempts_per_1000", unit="count", about="attempts to board for 1,000 passages of threat areas, by area",
    better="low",
)  # fmt: skip
def attempts_per_1000(journal: Journal) -> Values:
    return _per_1000(_counted(journal, _passes(journal)), _passes(journal))


@measure("boardings", unit="count", about="merchant ships boarded, by area", better="low")
def boardings(journal: Journal) -> Values:
    return _summed(_counted(journal, _passes(journal), "boarded"))


@measure(
    "boardings_per_1000", unit="count", about="ships boarded for 1,000 passages of threat areas, by area", better="low"
)
def boardings_per_1000(journal: Journal) -> Values:
    return _per_1000(_counted(journal, _passes(journal), "boarded"), _passes(journal))


@measure("share_stopped", unit="share", about="share of attempts that did not end in a boarding, by how", better="high")
def share_stopped(journal: Journal) -> Values:
    ends = [record.event.outcome for record in journal.counted(AttemptEnded)]
    by = {how: ends.count(how) / len(ends) if ends else math.nan for how in ("repelled", "interrupted")}
    return {"": sum(by.values()), **by}


@measure("value_boarded", unit="M$/y", about="million US dollars of ships and cargoes boarded a year", better="low")
def value_boarded(journal: Journal) -> Values:
    boarded = [each.event.value for each in journal.counted(AttemptEnded) if each.event.outcome == "boarded"]
    return float(sum(boarded)) / (_span_s(journal) / YEAR_S)


@measure("response_time", unit="min", about="time from an attempt until help is with the ship, by area", better="low")
def response_time(journal: Journal) -> Values:
    came: dict[str, list[float]] = {}
    for record in journal.counted(PatrolCame):
        came.setdefault(record.event.area, []).append(record.event.response_s / 60.0)
    by = {name: mean(came.get(name, ())) for name in _passes(journal)}
    return {"": mean(each for those in came.values() for each in those), **by}


@measure("patrol_days", unit="d", about="days that ships are on patrol, by side", better="low")
def patrol_days(journal: Journal) -> Values:
    """Count each patrol's ships from when they were posted, or the warm-up's end, until it was posted anew."""
    end_s, days = journal.header["duration_s"], dict.fromkeys(journal.header["sides"], 0.0)
    posted: dict[str, tuple[float, PatrolPosted]] = {}
    for record in journal.of(PatrolPosted):
        _post_days(days, posted.get(record.event.patrol), record.time_s, journal)
        posted[record.event.patrol] = record.time_s, record.event
    for each in posted.values():
        _post_days(days, each, end_s, journal)
    return _summed(days)


def _post_days(
    days: dict[str, float], posted: tuple[float, PatrolPosted] | None, until_s: float, journal: Journal
) -> None:
    if posted is not None:
        since_s = max(posted[0], journal.header["warm_up_s"])
        days[posted[1].side] += posted[1].ships * max(until_s - since_s, 0.0) / DAY_S


# What it costs shipping


def _arrived(journal: Journal) -> Columns:
    """Return the voyages that would have ended, undisturbed, in the time that counts."""
    table = journal.table("transit")
    if not table:
        return {}
    due_s = table["undisturbed_s"]
    due = (due_s >= journal.header["warm_up_s"]) & (due_s < journal.header["duration_s"])
    return {name: column[due] for name, column in table.items()}


def _flows(journal: Journal) -> dict[int, str]:
    table = journal.table("way")
    return dict(zip(table["way"].tolist(), table["flow"].tolist(), strict=True)) if table else {}


def _by_flow(journal: Journal, column: np.ndarray, way: np.ndarray) -> Values:
    flows = _flows(journal)
    of = np.array([flows.get(number, "") for number in range(max(flows, default=-1) + 1)] or [""])[way]
    by = {name: mean(column[of == name].tolist()) for name in dict.fromkeys(name for name in flows.values() if name)}
    return {"": mean(column.tolist()), **by}


@measure(
    "delay_per_transit", unit="h", about="later arrival than with no warnings and no groups, by flow", better="low"
)
def delay_per_transit(journal: Journal) -> Values:
    table = _arrived(journal)
    return _by_flow(journal, (table["arrive_s"] - table["undisturbed_s"]) / HOUR_S, table["way"]) if table else math.nan


@measure("fuel_per_transit", unit="t", about="fuel burnt more than without warnings and groups, by flow", better="low")
def fuel_per_transit(journal: Journal) -> Values:
    table = _arrived(journal)
    return _by_flow(journal, table["fuel_t"], table["way"]) if table else math.nan


# Straits


@measure("strait_transits", unit="/y", about="ships a year through straits and canals, by strait")
def strait_transits(journal: Journal) -> Values:
    years = _span_s(journal) / YEAR_S
    return _summed({name: len(each["ship"]) / years for name, each in journal.once(_narrow).items()})


@measure("strait_time", unit="h", about="time from arrival at a strait or canal until passed, by strait", better="low")
def strait_time(journal: Journal) -> Values:
    return _mean_h(journal, "leave_s")


@measure("strait_wait", unit="h", about="wait of a ship before a strait or canal, by strait", better="low")
def strait_wait(journal: Journal) -> Values:
    return _mean_h(journal, "enter_s")


def _mean_h(journal: Journal, until: str) -> Values:
    """Return the mean time from arrival at straits and canals until something, over all and by strait."""
    hours = {name: (each[until] - each["arrive_s"]) / HOUR_S for name, each in journal.once(_narrow).items()}
    every = np.concatenate([*hours.values(), np.empty(0)])
    return {"": mean(every.tolist()), **{name: mean(each.tolist()) for name, each in hours.items()}}


@measure("ships_in_strait", unit="ships", about="ships in straits and canals or waiting, mean over time, by strait")
def ships_in_strait(journal: Journal) -> Values:
    begin_s, end_s = journal.header["warm_up_s"], journal.header["duration_s"]
    table = journal.table("passage")
    found = {}
    for place, name in _places(journal, "strait", "canal").items():
        here = table["place"] == place
        spent = np.minimum(table["leave_s"][here], end_s) - np.maximum(table["arrive_s"][here], begin_s)
        found[name] = float(np.maximum(spent, 0.0).sum()) / (end_s - begin_s)
    return _summed(found)


# Warnings


def _told(journal: Journal) -> list[ShipsWarned]:
    return [record.event for record in journal.counted(ShipsWarned)]


@measure("warnings_issued", unit="count", about="warnings that centres issued to ships, by side")
def warnings_issued(journal: Journal) -> Values:
    by = dict.fromkeys(journal.header["sides"], 0.0)
    for record in journal.counted(WarningIssued):
        by[record.event.side] += 1.0
    return _summed(by)


@measure("warnings_false", unit="share", about="share of warnings that rest on a sighting that was wrong", better="low")
def warnings_false(journal: Journal) -> Values:
    return mean(float(each.false) for each in _told(journal))


@measure(
    "warnings_stale", unit="share", about="share of warnings that reach ships when no attacker is out", better="low"
)
def warnings_stale(journal: Journal) -> Values:
    return mean(float(each.stale) for each in _told(journal))


@measure("warned_in_time", unit="share", about="share of ships attacked that held a live warning", better="high")
def warned_in_time(journal: Journal) -> Values:
    return mean(float(record.event.warned) for record in journal.counted(AttemptMade))


@measure(
    "ships_reacting", unit="count", about="answers to warnings that cost time or fuel, for 1,000 passages", better="low"
)
def ships_reacting(journal: Journal) -> Values:
    answers, passes = journal.table("reaction"), sum(_passes(journal).values())
    counts = int((answers["at_s"] >= journal.header["warm_up_s"]).sum()) if answers else 0
    return THOUSAND * counts / passes if passes else math.nan
