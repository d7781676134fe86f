"""What a year of effort was worth: measures over the journal of a run with operations."""

from __future__ import annotations

import math
from typing import Final, Literal

from sim.kernel.journal import Journal
from sim.kernel.measures import Measure, Values, mean, measure
from sim.models.operation_events import EffortGiven, EffortHeld, OperationPlayed

__all__ = [
    "amphibious_in_a_year", "csg21_in_a_year", "effort_given", "f35_in_a_year", "msa_in_a_year",
    "sealane_in_a_year", "settings_met", "sts_in_a_year", "vigilant_isles_in_a_year", "worth",
]  # fmt: skip


@measure(
    "worth",
    unit="share",
    about="mean over operations of how far each went from what it is without effort (0) to what it is with all (1)",
    better="high",
)
def worth(journal: Journal) -> Values:
    by: dict[str, list[float]] = {}
    for record in journal.of(OperationPlayed):
        by.setdefault(record.event.operation, []).append(record.event.worth)
    means = {name: mean(each for each in values if not math.isnan(each)) for name, values in by.items()}
    return {"": mean(each for each in means.values() if not math.isnan(each)), **means}


@measure("settings_met", unit="count", about="mean number of settings for which there was effort enough, in a period")
def settings_met(journal: Journal) -> Values:
    met: dict[int, int] = {}
    for record in journal.of(OperationPlayed):
        met[record.event.period] = met.get(record.event.period, 0) + len(record.event.settings)
    return mean(met.values())


@measure("effort_given", unit="share", about="share of what ministries have that they give, mean over units")
def effort_given(journal: Journal) -> Values:
    """Mean over the time for which effort was fixed, in shares of what all ministries have of a unit."""
    held: dict[str, float] = {}
    for record in journal.of(EffortHeld):
        held[record.event.unit] = held.get(record.event.unit, 0.0) + record.event.amount
    end_s, given = journal.header["duration_s"], dict.fromkeys(held, 0.0)
    begin_s = min((record.time_s for record in journal.of(EffortGiven)), default=end_s)
    before: dict[tuple[str, str, str], float] = {}
    for record in journal.of(EffortGiven):
        event = record.event
        key = event.ministry, event.operation, event.unit
        given[event.unit] += (event.amount - before.get(key, 0.0)) * (end_s - record.time_s) / (end_s - begin_s)
        before[key] = event.amount
    shares = {unit: given[unit] / amount for unit, amount in held.items() if amount}
    return {"": mean(shares.values()), **shares}


def _yearly(operation: str, unit: str, about: str, better: Literal["high", "low"] = "high") -> Measure:
    """Make the measure that tells what an operation showed first, mean over the periods."""

    def fold(journal: Journal) -> Values:
        found = (r.event.value for r in journal.of(OperationPlayed) if r.event.operation == operation)
        return mean(value for value in found if not math.isnan(value))

    return Measure(f"{operation}_in_a_year", unit, f"{about}, mean of the year's periods ({operation})", better, fold)


msa_in_a_year: Final = _yearly("msa", "share", "share of transfers photographed with shared awareness")
sts_in_a_year: Final = _yearly("sts", "share", "share of transfers photographed by patrols")
csg21_in_a_year: Final = _yearly("csg21", "share", "share of merchant vessels met that were known before")
sealane_in_a_year: Final = _yearly("sealane", "count", "ships boarded for 1,000 passages of threat areas", better="low")
f35_in_a_year: Final = _yearly("f35", "/d", "missions launched a day")
amphibious_in_a_year: Final = _yearly("amphibious", "share", "share of tonnes ashore when the time is up")
vigilant_isles_in_a_year: Final = _yearly("vigilant_isles", "points", "interoperability that an exercise leaves")
