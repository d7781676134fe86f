"""The answer to a scenario's question, in one sentence that claims no more than its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.base.tongue import ENGLISH, Tongue
from sim.measure.shown import Scale, decimals, number, scale, span

__all__ = ["answer"]

Entry = Mapping[str, Any]


def answer(summary: Mapping[str, Any], about: str, say: Tongue = ENGLISH) -> str:
    """Answer from a summary, by its first measure; `about` says what that measures.

    Example:
        >>> told = {"unit": "share", "mean": 0.31, "ci95": [0.27, 0.35], "sd": 0.1, "n": 30}
        >>> summary = {"cases": {"alone": {"replications": 30, "measures": {"seen": told}}},
        ...            "comparison": {"baseline": "alone", "differences": {}}}
        >>> answer(summary, "share of transfers seen")
        'Share of transfers seen: 31 % (95 % interval 27 to 35, 30 replications).'
    """
    cases, comparison = summary["cases"], summary["comparison"]
    baseline, differences = comparison["baseline"], comparison["differences"]
    name = next(iter(cases[baseline]["measures"]), None)
    if name is None:
        return say("Nothing was measured.")
    told = {case: each["measures"][name] for case, each in cases.items()}
    largest = max((abs(each["mean"]) for each in told.values() if each["mean"] is not None), default=0.0)
    by = scale(next(iter(told.values()))["unit"], largest, say)
    begin = say(about)[:1].upper() + say(about)[1:]
    if not differences:
        return say("{about}: {found}.", about=begin, found=_alone(next(iter(told.values())), by, say))
    ours = {case: each[name] for case, each in differences.items()}
    return say("{about}: {found}.", about=begin, found=_against(baseline, told, ours, by, say))


def _alone(entry: Entry, by: Scale, say: Tongue) -> str:
    value = _value(entry, by, say)
    if entry["ci95"] is None:
        return say("{value} ({why})", value=value, why=_too_few(entry, say))
    reach = _reach(entry["ci95"], by, say)
    return say("{value} (95 % interval {reach}, {n} replications)", value=value, reach=reach, n=entry["n"])


def _against(baseline: str, told: Mapping[str, Entry], differences: Mapping[str, Entry], by: Scale, say: Tongue) -> str:
    first, *others = differences
    found = say(
        "{value} in case {case}, against {base} in case {baseline}: {difference}",
        value=_value(told[first], by, say), case=first, base=_value(told[baseline], by, say), baseline=baseline,
        difference=_difference(differences[first], by, say),
    )  # fmt: skip
    parts = [
        say("{value} in case {case}: {difference}", value=_value(told[case], by, say), case=case,
            difference=_difference(differences[case], by, say))
        for case in others
    ]  # fmt: skip
    return say("; ").join([found, *parts])


def _difference(entry: Entry, by: Scale, say: Tongue) -> str:
    mean, interval = entry["mean"], entry["ci95"]
    if mean is None or interval is None:
        return _too_few(entry, say)
    ends = [end * by.factor for end in interval]
    shown = number(mean * by.factor, decimals(mean * by.factor, ends), signed=True)
    sort = "{n} paired replications" if entry["paired"] else "{n} replications each"
    verdict = "" if ends[0] > 0 or ends[1] < 0 else say("; no difference is shown")
    return say(
        "{value} (95 % interval {reach}, {sort}{verdict})", value=f"{shown} {by.points}".rstrip(),
        reach=_reach(interval, by, say, signed=True), sort=say(sort, n=entry["n"]), verdict=verdict,
    )  # fmt: skip


def _reach(interval: Sequence[float], by: Scale, say: Tongue, *, signed: bool = False) -> str:
    return span(interval, by, signed=signed, tongue=say)


def _value(entry: Entry, by: Scale, say: Tongue) -> str:
    if entry["mean"] is None:
        return say("no value")
    ends = entry["ci95"] and [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    return f"{number(mean, decimals(mean, ends))} {by.unit}".rstrip()


def _too_few(entry: Entry, say: Tongue) -> str:
    return say("one replication tells nothing of chance" if entry["n"] == 1 else "no replication can tell")
