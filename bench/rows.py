"""The rows of the table: figures beside their targets, with what was extrapolated and what was missed marked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bench.apart import Figures

__all__ = ["Row", "Target", "columns", "number", "render"]

Found = Mapping[int, Mapping[str, Figures]]  # by size, then by measurement
LABEL, CELL = 44, 15
RIVALS = (("mesa_space", "Mesa, continuous space"), ("mesa_columns", "Mesa, positions in columns"), ("steps", "NumPy"))


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on the figures of some columns, or of all."""

    words: str
    low: float = -math.inf
    high: Mapping[int, float] | float = math.inf
    only: int | None = None

    def missed(self, n: int, value: float) -> bool:
        """Return whether a figure in the column of a size is out of bounds."""
        high = self.high.get(n, math.inf) if isinstance(self.high, Mapping) else self.high
        return self.only in (None, n) and not self.low <= value <= high


@dataclass(frozen=True, slots=True)
class Row:
    """A label, a cell for each column, and the target in words."""

    label: str
    cells: tuple[str, ...] = ()
    target: str = ""


FREE = Target("")
ENGINE_S = Target("at most 0.6, 5, 30 from W(2,000)", high={2000: 0.6, 20_000: 5.0, 100_000: 30.0})
MEMORY_MB = Target("at most 1,000, 4,000 from W(20,000)", high={20_000: 1000.0, 100_000: 4000.0})
GROWTH = Target("at most 1.1", high=1.1)
FLOOR = Target("at most 3", high=3.0)
SPEED = {
    "mesa_space": Target("at least 500 at W(2,000)", low=500.0, only=2000),
    "mesa_columns": Target("at least 500 at W(2,000)", low=500.0, only=2000),
    "steps": Target("at least 25 at W(2,000)", low=25.0, only=2000),
}
ALONE = Target("at least 100 at W(2,000)", low=100.0, only=2000)


def number(value: float) -> str:
    """Write a figure with three digits that count, or all of them if there are more before the point."""
    if value == 0.0 or abs(value) >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def columns(found: Found) -> list[Row]:
    """Return the rows with a cell for each size, ratios first."""
    present = [rival for rival in RIVALS if all(rival[0] in by for by in found.values())]
    rows = [Row("", tuple(f"W({n:,})" for n in found), "target"), Row("times as fast as steps of 60 s")]
    rows += [_ratio(found, f"  {words}", name, "engine", SPEED[name]) for name, words in present]
    rows += [_ratio(found, "  NumPy, the engine solving alone", "steps", "alone", ALONE)]
    rows += [_ratio(found, "times as long as SimPy with as many events", "engine", "floor", FLOOR)]
    rows += [_growth(found), Row("seconds")]
    rows += [_plain(found, "  engine, every edge an event", "engine", "s", ENGINE_S)]
    rows += [_plain(found, "    of which making the legs", "engine", "legs_s")]
    rows += [_plain(found, "  engine, solving alone", "alone", "s")]
    rows += [_plain(found, f"  {words}", name, "s") for name, words in present]
    rows += [_plain(found, "  SimPy with as many events", "floor", "s")]
    rows += [_plain(found, "engine, MB at most", "engine", "peak_mb", MEMORY_MB)]
    rows += [_plain(found, "engine, windows", "engine", "windows"), Row("stepped windows: confirmed/extra/missed")]
    rows += [_agreed(found, f"  {words}", name) for name, words in present]
    return rows


def _cells(
    found: Found, value: Callable[[Mapping[str, Figures]], tuple[float, bool]], target: Target
) -> tuple[str, ...]:
    """Write a figure for each size: ~ before what was extrapolated, ! after what misses its target."""
    cells = []
    for n, by in found.items():
        figure, rough = value(by)
        cells.append("~" * rough + number(figure) + "!" * target.missed(n, figure))
    return tuple(cells)


def _rough(figures: Figures) -> bool:
    return figures.get("share", 1.0) < 1.0


def _plain(found: Found, label: str, name: str, key: str, target: Target = FREE) -> Row:
    return Row(label, _cells(found, lambda by: (by[name][key], key == "s" and _rough(by[name])), target), target.words)


def _ratio(found: Found, label: str, over: str, under: str, target: Target) -> Row:
    cells = _cells(found, lambda by: (by[over]["s"] / by[under]["s"], _rough(by[over])), target)
    return Row(label, cells, target.words)


def _growth(found: Found) -> Row:
    """Return the exponent of N with which the engine's time grows from each column to the next."""
    cells = [""]
    for low, high in pairwise(found):
        power = math.log(found[high]["engine"]["s"] / found[low]["engine"]["s"]) / math.log(high / low)
        cells.append(f"{power:.2f}" + "!" * GROWTH.missed(high, power))
    return Row("engine's time grows as N to the", tuple(cells), GROWTH.words)


def _agreed(found: Found, label: str, name: str) -> Row:
    """Compare windows; ! where a stepped one is not the engine's, or one missed does not fall between two steps."""
    cells = []
    for by in found.values():
        f = by[name]
        wrong = f["extra"] > 0 or f["missed"] > f["between"] + f["joined"]
        part = "~" * _rough(f)
        cells.append(f"{part}{f['confirmed']:,.0f}/{f['extra']:,.0f}/{f['missed']:,.0f}" + "!" * wrong)
    return Row(label, tuple(cells), "no extra; missed only between steps")


def render(rows: list[Row]) -> str:
    """Lay rows out as text."""
    lines = (row.label.ljust(LABEL) + "".join(cell.rjust(CELL) for cell in row.cells) for row in rows)
    return "\n".join(
        (f"{line}   {row.target}" if row.target else line).rstrip() for line, row in zip(lines, rows, strict=True)
    )
