"""Tables of a summary, as lines of text that fit the width they are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from sim.measure.shown import Scale, cell, scales

__all__ = ["differences_table", "measures_table"]

GAP: Final = "  "
MARK: Final = " *"
PARTS: Final = 8
Rows = Sequence[tuple[str, Sequence[str]]]


def measures_table(summary: Mapping[str, Any], width: int) -> list[str]:
    """Return each measure by case, with 95 % intervals."""
    cases = summary["cases"]
    by_name = scales(summary)
    rows = [
        (_named(name, by.unit, by_name), [_told(each["measures"][name], by) for each in cases.values()])
        for name, by in _few(by_name).items()
    ]
    numbers = sorted({each["replications"] for each in cases.values()})
    head = f"measure, mean of {' or '.join(map(str, numbers))}"
    return [*_laid_out(head, list(cases), rows, width), "± 95 % interval", *_rest(by_name, width)]


def differences_table(summary: Mapping[str, Any], width: int) -> list[str]:
    """Return each measure's difference from the baseline, marked where its interval excludes zero."""
    comparison = summary["comparison"]
    differences = comparison["differences"]
    by_name = scales(summary)
    rows = [
        (_named(name, by.points, by_name), [_told(each[name], by, signed=True) for each in differences.values()])
        for name, by in _few(by_name).items()
    ]
    heads = [f"{case} - {comparison['baseline']}" for case in differences]
    paired = all(entry["paired"] for each in differences.values() for entry in each.values())
    note = "* the interval excludes zero; of measures that do not differ, one in twenty is marked by luck"
    sort = "paired" if paired else "unpaired"
    return [*_laid_out(f"difference, {sort}", heads, rows, width), *wrap(note, width)]


def _few(by_name: Mapping[str, Scale]) -> dict[str, Scale]:
    """Leave out the parts of measures that have many."""
    many = _many(by_name)
    return {name: by for name, by in by_name.items() if "." not in name or name.partition(".")[0] not in many}


def _many(names: Iterable[str]) -> list[str]:
    """Return the measures told as a whole that have so many parts that nobody reads them from a terminal."""
    parts = Counter(name.partition(".")[0] for name in names if "." in name)
    return [name for name, count in parts.items() if count > PARTS and name in names]


def _rest(by_name: Mapping[str, Scale], width: int) -> list[str]:
    """Say where the parts are that were left out."""
    many = _many(by_name)
    return wrap(f"The parts of {', '.join(many)} are in the report.", width) if many else []


def _named(name: str, unit: str, names: Container[str]) -> str:
    """Name a row with its unit; a part of a measure is set under the whole."""
    whole, _, part = name.partition(".")
    shown = f"  {part}" if part and whole in names else name
    return f"{shown}, {unit}" if unit else shown


def _told(entry: Mapping[str, Any], by: Scale, *, signed: bool = False) -> str:
    interval = entry["ci95"]
    mark = MARK if signed and interval and (interval[0] > 0 or interval[1] < 0) else "  " if signed else ""
    return cell(entry["mean"], interval, by, signed=signed) + mark


def _laid_out(head: str, heads: Sequence[str], rows: Rows, width: int) -> list[str]:
    """Set a table in columns, or where they are too wide each row as a block of lines."""
    first = max(len(head), *(len(name) for name, _ in rows))
    widths = [max(len(heads[at]), *(len(cells[at]) for _, cells in rows)) for at in range(len(heads))]
    if first + sum(len(GAP) + each for each in widths) > width:
        return _stacked(head, heads, rows)
    lines = [(head, heads), *rows]
    return [_line([name.ljust(first), *map(str.rjust, cells, widths)]) for name, cells in lines]


def _line(cells: Sequence[str]) -> str:
    return GAP.join(cells).rstrip()


def _stacked(head: str, heads: Sequence[str], rows: Rows) -> list[str]:
    name_width = max(map(len, heads))
    cell_width = max(len(each) for _, cells in rows for each in cells)
    lines = [head]
    for name, cells in rows:
        inner = zip(heads, cells, strict=True)
        lines += [name, *(_line(["", case.ljust(name_width), each.rjust(cell_width)]) for case, each in inner)]
    return lines
