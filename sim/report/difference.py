"""Paired differences of the headline measure: a dot for each replication, the mean and its 95 % interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.material import Material
from sim.report.measures import note_beside
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.words import called, difference, difference_said, excludes_zero, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["difference_by_pair", "dots", "mean_bar"]

NAME_IN: Final = 2.0
NOTE_IN: Final = 2.4
BINS: Final = 40


def difference_by_pair(material: Material, _: Mapping[str, None]) -> Iterator[Sheet]:
    """Draw how far each case lies above the baseline; nothing when there is nothing to compare."""
    name = material.headline
    if name is None or not material.against(name):
        return
    by, against, look = material.scale(name), material.against(name), material.look
    sheet = Sheet("difference", _title(material, name), material.footer, material.look)
    across = WIDTH_IN - 2 * MARGIN_IN - NAME_IN - NOTE_IN
    axes = sheet.axes(MARGIN_IN + NAME_IN, 1.35, across, BODY_IN - 1.5)
    axes.axvline(0, color=look.pale, linewidth=1.5)
    looks = look.cases(material.results.cases)
    for row, (case, entry) in enumerate(against.items()):
        dots(axes, row, [value * by.factor for value in _pairs(material, name, case)], look.filled)
        mean_bar(axes, row, entry, by.factor, looks[case]["color"])
        note = sheet.fit(difference(entry, by), NOTE_IN - 0.2, weight="bold")
        note_beside(axes, row, note, 1.04, excludes_zero(entry), look)
    names = [sheet.fit(plain(case), NAME_IN - 0.2) for case in against]
    axes.set_yticks(range(len(against)), names)
    axes.set_ylim(len(against) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    tongue, unit = material.tongue, by.points or material.tongue("number")
    label = tongue("{name}, difference to {baseline} ({unit})", name=material.named(name),
                   baseline=called(material.baseline), unit=unit)  # fmt: skip
    axes.set_xlabel(sheet.fit(label, across + NAME_IN))
    key = tongue("Dot: one replication, both cases with the same luck. Diamond: mean. Bar: 95 % interval.")
    sheet.text(MARGIN_IN, 0.45, sheet.fit(key, WIDTH_IN - 2 * MARGIN_IN), color=look.pale)
    yield sheet


def _title(material: Material, name: str) -> str:
    entry, by = material.against(name)[material.focus], material.scale(name)
    tongue, n = material.tongue, entry["n"]
    return tongue(
        "{name}, {case} against {baseline}: {difference} ({pairs})", name=material.named(name),
        case=called(material.focus), baseline=called(material.baseline), difference=difference_said(entry, by, tongue),
        pairs=tongue("1 pair") if n == 1 else tongue("{n} pairs", n=f"{n:,}"),
    )  # fmt: skip


def _pairs(material: Material, name: str, case: str) -> Sequence[float]:
    """Return the difference in each replication that tells it in both cases."""
    ours, base = material.results.values(case, name), material.results.values(material.baseline, name)
    found = [ours[key] - base[key] for key in sorted(ours.keys() & base.keys())]
    return [value for value in found if not isnan(value)]


def dots(axes: Axes, row: int, values: Sequence[float], colour: str, size: float = 8) -> None:
    """Draw a dot for each value, equal ones beside each other, above the mean's line."""
    if not values:
        return
    width = (max(values) - min(values)) / BINS or 1.0
    bins = [round((value - min(values)) / width) for value in values]
    nth = np.array([bins[:place].count(bin) for place, bin in enumerate(bins)])
    step = min(0.07, 0.3 / max(1, int(nth.max())))
    axes.plot(values, row - 0.08 - step * nth, "o", color=colour, markersize=size, markeredgewidth=0)


def mean_bar(axes: Axes, row: int, entry: Mapping[str, Any], factor: float, colour: str) -> None:
    """Draw the mean of a difference and its interval, below the dots; nothing where there is no value."""
    if entry["ci95"] is not None:
        ends = [end * factor for end in entry["ci95"]]
        axes.plot(ends, [row + 0.14] * 2, color=colour, linewidth=4, solid_capstyle="butt")
    if entry["mean"] is not None:
        axes.plot([entry["mean"] * factor], [row + 0.14], "D", color=colour, markersize=11)
