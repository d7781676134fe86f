"""A comparison in words: tables, findings and a page, all from what comparison.json holds."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.base.tongue import ENGLISH, Tongue
from sim.measure.shown import NOTHING, Scale, cell, scale, span
from sim.record.files import write_text
from sim.report.escape import line, markdown
from sim.report.words import counted, excludes_zero

__all__ = ["HEADS", "changed", "key", "mark", "rows", "scale_in", "setting", "tally", "write_page"]

Told = Mapping[str, Any]
HEADS: Final = ("measure", "baseline", "compared", "difference", "in %", "p", "p, Holm", "correlation", "narrower")
CHANGES_MAX: Final = 12
PAGE: Final = "comparison.md"
SAID_MAX: Final = 4000


def scale_in(entry: Told, unit: str, tongue: Tongue = ENGLISH) -> Scale:
    """Return the scale of one measure in one comparison."""
    return scale(unit, max(abs(entry[part]["mean"] or 0.0) for part in ("of", "to")), tongue)


def mark(entry: Told) -> str:
    """Return `*` for a difference that stands among all, `(*)` for one that does only when looked at alone."""
    if entry["stands"]:
        return " *"
    return " (*)" if entry["p"] is not None and excludes_zero(entry["difference"]) else ""


def rows(told: Told, comparison: Told, *, nested: bool = False) -> list[list[str]]:
    """Return the table of one comparison: a row for each measure; nested, a part is set under its whole."""
    names = told["measures"] if nested else ()
    return [_row(name, each["unit"], comparison["measures"][name], names) for name, each in told["measures"].items()]


def _row(name: str, unit: str, entry: Told, names: Container[str]) -> list[str]:
    by, difference, share = scale_in(entry, unit), entry["difference"], entry["share"]
    whole, _, part = name.partition(".")
    shown = f"  {part}" if part and whole in names else name
    return [
        f"{shown}, {by.unit}" if by.unit else shown,
        *(cell(entry[side]["mean"], entry[side]["ci95"], by) for side in ("to", "of")),
        cell(difference["mean"], difference["ci95"], by, signed=True) + mark(entry),
        _percent(share) if share else NOTHING,
        *(_chance(entry[part]) for part in ("p", "p_holm")),
        NOTHING if entry["correlation"] is None else f"{entry['correlation']:.2f}",
        NOTHING if entry["narrower"] is None else f"{entry['narrower']:.1f}×",
    ]


def _percent(share: Told) -> str:
    """Write a share with both ends of its interval, of which it is not the middle."""
    by = scale("share")
    mean, *_ = cell(share["mean"], share["ci95"], by, signed=True).split()
    return f"{mean}, {span(share['ci95'], by, signed=True)}"


def _chance(p: float | None) -> str:
    return NOTHING if p is None else "<0.001" if p < 0.001 else f"{p:.3f}"


def key(told: Told) -> str:
    """Say how the table is to be read."""
    family, star = told["correction"]["family"], "* excludes zero"
    if family > 1:
        star = f"* stands with all {family} differences looked at together (Holm, 5 % in all); (*) only looked at alone"
    return (
        f"± and to: 95 % intervals, each by itself. {star}. In %: of the baseline's mean (Fieller), – where that is "
        "not told from zero. Narrower: how many times shorter the interval is for being paired."
    )


def setting(comparison: Told) -> str:
    """Say what is compared, and how."""
    counts = [comparison[side]["replications"] for side in ("of", "to")]
    n = counted(counts[0], "replication") + ("" if counts[0] == counts[1] else f" and {counts[1]}")
    return f"{comparison['of']['name']} against {comparison['to']['name']}, {n}; {comparison['method']}."


def changed(comparison: Told) -> list[str]:
    """Say where the scenarios differ: what the baseline says, and what is said instead."""
    return [f"{each['path']}: {each['to']} → {each['of']}" for each in comparison["changes"]]


def tally(comparison: Told) -> str:
    """Say in how many measures a difference is shown."""
    entries = comparison["measures"].values()
    ways = [each["difference"]["mean"] > 0 for each in entries if each["stands"]]
    alone = sum(mark(each) == " (*)" for each in entries)
    same = sum(each["p"] is None and each["difference"]["ci95"] is not None for each in entries)
    untold = sum(each["difference"]["ci95"] is None for each in entries)
    left = len(entries) - len(ways) - alone - same - untold
    parts = [f"{sum(ways)} more", f"{len(ways) - sum(ways)} less", f"{left} not told apart"]
    parts += [f"{alone} told apart only when looked at alone"] if alone else []
    parts += [f"{same} without any spread"] if same else []
    parts += [f"{untold} of which too few replications tell"] if untold else []
    return f"Of {counted(len(entries), 'measure')} in {comparison['of']['name']}: {', '.join(parts)}."


def write_page(folder: Path, told: Told, command: str, figures: Sequence[Path]) -> Path:
    """Write comparison.md: what is compared, what differs, pictures, verdicts, tables, and how to repeat it."""
    path = folder / PAGE
    write_text(path, "\n".join(_page(told, command, figures)))
    return path


def _page(told: Told, command: str, figures: Sequence[Path]) -> Iterator[str]:
    yield from ["# Comparison", ""]
    if told["cautions"]:
        yield from ["Mind:", "", *(f"- {_said(each)}" for each in told["cautions"]), ""]
    for path in figures:
        if path.suffix == ".png":
            yield from [f"![differences]({path.name})", ""]
    for comparison in told["comparisons"]:
        yield from _section(told, comparison)
    yield from ["## How to read it", "", _said(key(told)), "", "## To repeat it", ""]
    yield from ["    " + line(command, SAID_MAX), ""]


def _section(told: Told, comparison: Told) -> Iterator[str]:
    of, to = (_said(comparison[side]["name"]) for side in ("of", "to"))
    yield from [f"## {of} against {to}", "", _said(setting(comparison)), "", _said(tally(comparison)), ""]
    changes = comparison["changes"]
    if changes:
        yield from ["What differs between the scenarios:", ""]
        yield from (f"- {_said(each)}" for each in changed(comparison)[:CHANGES_MAX])
        yield from [f"- and {len(changes) - CHANGES_MAX} more", ""] if len(changes) > CHANGES_MAX else [""]
    yield from ["In words:", ""]
    yield from (f"- {_said(each['verdict'])}" for each in comparison["measures"].values())
    yield from ["", _cells(HEADS), _cells(["---"] * len(HEADS))]
    yield from (_cells([_said(text) for text in row]) for row in rows(told, comparison))
    yield ""


def _cells(texts: Sequence[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def _said(text: str) -> str:
    return markdown(line(text, SAID_MAX))
