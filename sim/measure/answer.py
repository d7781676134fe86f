"""The answer to a scenario's question, in one sentence that claims no more than its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.measure.shown import Scale, decimals, number, scale, span

__all__ = ["answer"]

Entry = Mapping[str, Any]


def answer(summary: Mapping[str, Any], about: str) -> str:
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
        return "Nothing was measured."
    told = {case: each["measures"][name] for case, each in cases.items()}
    largest = max((abs(each["mean"]) for each in told.values() if each["mean"] is not None), default=0.0)
    by = scale(next(iter(told.values()))["unit"], largest)
    begin = about[:1].upper() + about[1:]
    if not differences:
        return f"{begin}: {_alone(next(iter(told.values())), by)}."
    ours = {case: each[name] for case, each in differences.items()}
    return f"{begin}: {_against(baseline, told, ours, by)}."


def _alone(entry: Entry, by: Scale) -> str:
    if entry["ci95"] is None:
        return f"{_value(entry, by)} ({_too_few(entry)})"
    return f"{_value(entry, by)} (95 % interval {span(entry['ci95'], by)}, {entry['n']} replications)"


def _against(baseline: str, told: Mapping[str, Entry], differences: Mapping[str, Entry], by: Scale) -> str:
    first, *others = differences
    base = f"against {_value(told[baseline], by)} in case {baseline}"
    parts = [f"{_value(told[first], by)} in case {first}, {base}: {_difference(differences[first], by)}"]
    parts += [f"{_value(told[case], by)} in case {case}: {_difference(differences[case], by)}" for case in others]
    return "; ".join(parts)


def _difference(entry: Entry, by: Scale) -> str:
    mean, interval = entry["mean"], entry["ci95"]
    if mean is None or interval is None:
        return _too_few(entry)
    ends = [end * by.factor for end in interval]
    shown = number(mean * by.factor, decimals(mean * by.factor, ends), signed=True)
    verdict = "" if ends[0] > 0 or ends[1] < 0 else "; no difference is shown"
    sort = "paired replications" if entry["paired"] else "replications each"
    reach = f"95 % interval {span(interval, by, signed=True)}, {entry['n']} {sort}{verdict}"
    return f"{f'{shown} {by.points}'.rstrip()} ({reach})"


def _value(entry: Entry, by: Scale) -> str:
    if entry["mean"] is None:
        return "no value"
    ends = entry["ci95"] and [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    return f"{number(mean, decimals(mean, ends))} {by.unit}".rstrip()


def _too_few(entry: Entry) -> str:
    return "one replication tells nothing of chance" if entry["n"] == 1 else "no replication can tell"
