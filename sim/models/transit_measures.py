"""What became of a group's voyage: measures over the journal of a run with a carrier group."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.kernel.journal import Journal
from sim.kernel.measures import Values, mean, measure
from sim.models.mda_sharing import Source, ages, contacts_of, shared_with
from sim.models.transit_events import (
    AppointmentMade,
    Arrived,
    CanalEntered,
    ExerciseHeld,
    Filled,
    FlyingBegan,
    GroupFormed,
    Missed,
    RanDry,
    Rejoined,
    Replenished,
)
from sim.parts.fleet import HULLS_FROM

__all__ = [
    "Kept", "appointments_kept", "appointments_missed", "canal_wait", "days_at_sea", "days_out_of_company",
    "distance_sailed", "exercises_held", "flying_days", "fuel_in_port", "fuel_used", "lateness", "lowest_fuel",
    "met_foreseen", "programme_kept",
    "ran_dry", "replenishments", "sea_days_shared", "traffic_met", "voyage",
]  # fmt: skip

DAY_S: Final = 86400.0
HOUR_S: Final = 3600.0
NM_M: Final = 1852.0
FRESH_S: Final = 12 * HOUR_S
BEFORE_S: Final = 60.0  # so that the contact that makes them met is not counted
ASHORE: Final = ("port", "anchor")


@dataclass(slots=True)
class Kept:
    """An appointment and what became of it; times in seconds, infinite where it never came."""

    made: AppointmentMade
    arrived_s: float = math.inf
    kept: bool = False
    missed: str = ""

    @property
    def due_s(self) -> float:
        return self.made.planned_s


def voyage(journal: Journal) -> dict[str, Kept]:
    """Return the appointments of a run by id, in the order of the programme; skipped ones are there."""
    return journal.once(_kept)


def _kept(journal: Journal) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    for record in journal.of(AppointmentMade, Arrived, Missed):
        event = record.event
        if isinstance(event, AppointmentMade):
            found[event.appointment] = Kept(event)
        elif isinstance(event, Arrived):
            found[event.appointment].arrived_s, found[event.appointment].kept = record.time_s, event.kept
        else:
            found[event.appointment].missed = event.reason
    return found


def _due(journal: Journal) -> dict[str, Kept]:
    """Return the appointments that were not skipped and fell due before the end, the first, where it lay, left out."""
    late_s = journal.header["duration_s"]
    each = list(voyage(journal).items())[1:]
    return {name: one for name, one in each if "skipped" not in one.missed and one.made.latest_s <= late_s}


@measure(
    "lateness", unit="h", about="how late the group came to its appointments; early counts as in time", better="low"
)
def lateness(journal: Journal) -> Values:
    end_s = journal.header["duration_s"]
    late = {
        name: math.nan if one.missed and math.isinf(one.arrived_s) else max(0.0, min(one.arrived_s, end_s) - one.due_s)
        for name, one in _due(journal).items()
    }
    hours = {name: each / HOUR_S for name, each in late.items()}
    return {"": mean(each for each in hours.values() if not math.isnan(each)), **hours}


@measure("appointments_kept", unit="share", about="share of appointments kept in time", better="high")
def appointments_kept(journal: Journal) -> Values:
    return mean(float(one.kept) for one in _due(journal).values())


@measure("programme_kept", unit="share", about="whether every appointment was kept, so on average the chance of it",
         better="high")  # fmt: skip
def programme_kept(journal: Journal) -> Values:
    due = _due(journal)
    return float(all(one.kept for one in due.values())) if due else math.nan


@measure("appointments_missed", unit="count", about="appointments given up, by choice or for lateness", better="low")
def appointments_missed(journal: Journal) -> Values:
    return float(sum(1 for _ in journal.of(Missed)))


def _spells(journal: Journal) -> dict[str, np.ndarray]:
    """Return the spells of the whole group's formation: the first that there is."""
    table: dict[str, np.ndarray] = journal.table("spell")
    if not table:
        return {}
    mine = table["formation"] == table["formation"][0]
    return {name: column[mine] for name, column in table.items()}


def _spans_s(table: Mapping[str, np.ndarray]) -> np.ndarray:
    return np.asarray(table["end_s"] - table["start_s"])


@measure("distance_sailed", unit="nm", about="miles through the water that the guide sailed")
def distance_sailed(journal: Journal) -> Values:
    table = _spells(journal)
    return float((_spans_s(table) * table["through_m_s"]).sum()) / NM_M if table else 0.0


@measure("days_at_sea", unit="d", about="days that the guide was at sea")
def days_at_sea(journal: Journal) -> Values:
    table = _spells(journal)
    return float(_spans_s(table)[~np.isin(table["state"], ASHORE)].sum()) / DAY_S if table else 0.0


@measure("flying_days", unit="d", about="days on which the carrier flew", better="high")
def flying_days(journal: Journal) -> Values:
    return float(sum(1 for _ in journal.of(FlyingBegan)))


def _fuel(journal: Journal) -> dict[str, tuple[np.ndarray, float]]:
    """Return for each ship that burns fuel what was in her tanks from time to time, and what they hold."""
    table = journal.table("fuel")
    if not table:
        return {}
    found = {}
    for ship in np.unique(table["ship"]).tolist():
        state = table["fuel_m3"][table["ship"] == ship]
        if state.min() < state.max():
            found[ship] = state, float(state[0])
    return found


@measure("fuel_used", unit="m3", about="fuel burnt by the ships of the group", better="low")
def fuel_used(journal: Journal) -> Values:
    table = journal.table("fuel")
    if not table:
        return 0.0
    used = {ship: float(-np.minimum(np.diff(state), 0.0).sum()) for ship, (state, _) in _fuel(journal).items()}
    return {"": sum(used.values()), **used}


@measure("lowest_fuel", unit="share", about="lowest that a ship's own tanks came to", better="high")
def lowest_fuel(journal: Journal) -> Values:
    lowest = {ship: float(state.min() / holds) for ship, (state, holds) in _fuel(journal).items()}
    return {"": min(lowest.values(), default=math.nan), **lowest}


@measure("replenishments", unit="count", about="times a ship took fuel from another at sea, by the giver")
def replenishments(journal: Journal) -> Values:
    given = [record.event.giver for record in journal.of(Replenished)]
    return {"": float(len(given)), **{giver: float(given.count(giver)) for giver in sorted(set(given))}}


@measure("fuel_in_port", unit="m3", about="fuel taken in ports, cargo included")
def fuel_in_port(journal: Journal) -> Values:
    return float(sum(record.event.taken_m3 for record in journal.of(Filled)))


@measure("ran_dry", unit="count", about="times a ship ran out of fuel", better="low")
def ran_dry(journal: Journal) -> Values:
    return float(sum(1 for _ in journal.of(RanDry)))


@measure("days_out_of_company", unit="d", about="ship-days out of the formation, for defects, errands and tasks")
def days_out_of_company(journal: Journal) -> Values:
    return float(sum(record.event.away_s * len(record.event.ships) for record in journal.of(Rejoined))) / DAY_S


@measure("canal_wait", unit="h", about="hours waited for convoys", better="low")
def canal_wait(journal: Journal) -> Values:
    return float(sum(record.event.wait_s for record in journal.of(CanalEntered))) / HOUR_S


def _partners(journal: Journal) -> list[str]:
    """Return the sides that the programme or the company names, besides the group's own."""
    table, own = journal.table("spell"), _own(journal)
    companies: list[str] = np.unique(table["company"]).tolist() if table else []
    sailing = {side for company in companies for side in company.split(",")}
    named = {side for record in journal.of(AppointmentMade) for side in record.event.partners}
    return [side for side in journal.header["sides"] if side in sailing | named and side != own]


def _own(journal: Journal) -> str:
    return next((record.event.side for record in journal.of(GroupFormed)), "")


@measure("exercises_held", unit="count", about="exercises held with partners, by partner", better="high")
def exercises_held(journal: Journal) -> Values:
    held: list[tuple[str, ...]] = [record.event.partners for record in journal.of(ExerciseHeld)]
    by = {side: float(sum(side in each for each in held)) for side in _partners(journal)}
    return {"": float(sum(map(bool, held))), **by}


@measure("sea_days_shared", unit="d", about="days at sea in company with a partner, sailing or exercising, by partner")
def sea_days_shared(journal: Journal) -> Values:
    table, partners = _spells(journal), _partners(journal)
    if not table:
        return {"": 0.0, **dict.fromkeys(partners, 0.0)}
    days = np.where(np.isin(table["state"], ASHORE), 0.0, _spans_s(table)) / DAY_S
    there = [set(f"{a},{b}".split(",")) for a, b in zip(table["company"], table["guest"], strict=True)]
    shared = {side: float(days[[side in those for those in there]].sum()) for side in partners}
    return {"": float(days[[bool(those & set(partners)) for those in there]].sum()), **shared}


# What the group sees of others on its way


def _met(journal: Journal) -> tuple[np.ndarray, np.ndarray]:
    """Return the merchant vessels that came within the guide's radar while it was at sea, and when."""
    table, spells = journal.table("window"), _spells(journal)
    guide = next((record.event.platform for record in journal.of(GroupFormed)), -1)
    if not table or not spells:
        return np.empty(0, np.int64), np.empty(0)
    mine = (table["watcher"] == guide) & (table["target"] < HULLS_FROM)
    vessel, enter_s = table["target"][mine], table["enter_s"][mine]
    spell = np.searchsorted(spells["start_s"], enter_s, side="right") - 1
    at_sea = ~np.isin(spells["state"], ASHORE)[np.maximum(spell, 0)]
    return vessel[at_sea], enter_s[at_sea]


@measure("traffic_met", unit="count", about="merchant vessels that came within the guide's radar at sea")
def traffic_met(journal: Journal) -> Values:
    return float(len(_met(journal)[0]))


@measure(
    "met_foreseen",
    unit="share",
    about="share of these that its side held, by itself or a partner, no older than 12 h, before they came",
    better="high",
)
def met_foreseen(journal: Journal) -> Values:
    vessel, enter_s = _met(journal)
    if not len(vessel):
        return {"": math.nan, "own": math.nan}
    side, contacts = _own(journal), contacts_of(journal)
    own = [Source(side)]
    held = [
        ages(contacts, sources, vessel, enter_s - BEFORE_S) <= FRESH_S
        for sources in ([*own, *shared_with(journal, side)], own)
    ]
    return {"": float(held[0].mean()), "own": float(held[1].mean())}
