"""What a series of exercises built: measures over the journal of a run with one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from sim.kernel.journal import Journal
from sim.kernel.measures import Values, measure
from sim.models.training_events import (
    ConferenceHeld,
    ExerciseBegan,
    ExerciseEnded,
    SerialDone,
    TaskTried,
    TroopsArrived,
)
from sim.parts.interoperability import LevelChanged

__all__ = [
    "cost_per_point", "exercises", "final_tasks", "hours_lost", "interoperability", "levels", "person_days",
    "serial_wait", "serials_done", "serials_joint",
]  # fmt: skip

HOUR_S: Final = 3600.0


def _all(journal: Journal, *classes: Any) -> list[Any]:
    return [record.event for record in journal.of(*classes)]


def levels(journal: Journal) -> list[tuple[float, float, float]]:
    """Return the spells between changes of level: from when, the level then, and the time in which it falls to 1/e."""
    changes = [(record.time_s, record.event.level, record.event.fades_s) for record in journal.of(LevelChanged)]
    return changes if _all(journal, ExerciseBegan) else []


def _spells(journal: Journal) -> Iterator[tuple[float, float, float]]:
    """Yield each spell between changes: how long it lasts, the level at its beginning, and how it fades."""
    found = levels(journal)
    for (at_s, level, fades_s), (until_s, _, _) in pairwise([*found, (journal.header["duration_s"], 0.0, 0.0)]):
        yield until_s - at_s, level, fades_s


def _area(lasts_s: float, level: float, fades_s: float) -> float:
    """Return the level integrated over a spell in which it fades."""
    return level * (fades_s * -math.expm1(-lasts_s / fades_s) if math.isfinite(fades_s) else lasts_s)


@measure(
    "interoperability", unit="points", about="mean level of interoperability over the years, of 100", better="high"
)
def interoperability(journal: Journal) -> Values:
    spells = list(_spells(journal))
    if not spells:
        return {"": math.nan}
    area = sum(_area(*spell) for spell in spells)
    lasts_s, level, fades_s = spells[-1]
    return {
        "": area / sum(lasts_s for lasts_s, _, _ in spells),
        "end": level * math.exp(-lasts_s / fades_s),
        "peak": max(level for _, level, _ in spells),
    }


@measure("exercises", unit="count", about="exercises held")
def exercises(journal: Journal) -> Values:
    return float(len(_all(journal, ExerciseEnded))) if _all(journal, ExerciseBegan) else math.nan


@measure("serials_done", unit="share", about="share of the serials planned that were done", better="high")
def serials_done(journal: Journal) -> Values:
    ended = _all(journal, ExerciseEnded)
    planned = sum(each.planned for each in ended)
    return sum(each.done for each in ended) / planned if planned else math.nan


@measure("serials_joint", unit="share", about="share of the serials done that were held together", better="high")
def serials_joint(journal: Journal) -> Values:
    done = _all(journal, SerialDone)
    return sum(each.joint for each in done) / len(done) if done else math.nan


@measure("hours_lost", unit="h", about="serial hours lost in an exercise, by cause", better="low")
def hours_lost(journal: Journal) -> Values:
    held, done = _all(journal, ExerciseEnded), _all(journal, SerialDone)
    if not held:
        return {"": math.nan}
    lost = {
        "weather": sum(each.weather_s for each in done),
        "safety": sum(each.safety_s for each in done),
        "arrival": sum(each.late_s for each in _all(journal, TroopsArrived)),
        "unfinished": sum(each.undone_s for each in held),
    }
    by = {cause: each / len(held) / HOUR_S for cause, each in lost.items()}
    return {"": sum(by.values()), **by}


@measure("serial_wait", unit="h", about="mean time by day and in fair weather that a serial waits for its turn, and "
         "the part of it by what was most in demand", better="low")  # fmt: skip
def serial_wait(journal: Journal) -> Values:
    done = _all(journal, SerialDone)
    if not done:
        return {"": math.nan}
    names = sorted({each.partition("=")[0] for event in _all(journal, ExerciseBegan) for each in event.resources})
    waits = dict.fromkeys(names, 0.0)
    for each in done:
        if each.waited_for:
            waits[each.waited_for] += max(0.0, each.waited_s - each.weather_s - each.night_s)
    by = {name: each / len(done) / HOUR_S for name, each in waits.items()}
    return {"": sum(by.values()), **by}


@measure(
    "final_tasks", unit="share", about="share of the final exercises' events met well enough together", better="high"
)
def final_tasks(journal: Journal) -> Values:
    tried = _all(journal, TaskTried)
    return sum(each.outcome == "achieved" for each in tried) / len(tried) if tried else math.nan


@measure("person_days", unit="d", about="person-days of exercises and conferences", better="low")
def person_days(journal: Journal) -> Values:
    spent = _all(journal, ExerciseEnded, ConferenceHeld)
    return sum(each.person_days for each in spent) if spent else math.nan


@measure(
    "cost_per_point", unit="d", about="person-days for each point of interoperability held on average", better="low"
)
def cost_per_point(journal: Journal) -> Values:
    values, cost = interoperability.values(journal)["interoperability"], person_days.values(journal)["person_days"]
    return cost / values if values > 0 else math.nan
