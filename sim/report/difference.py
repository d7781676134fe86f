"""Paired differences of the headline measure: a dot for each replication, the mean and its 95 % interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import INK, PALE, WIDTH_IN, case_looks
from sim.report.words import counted, difference, difference_said, excludes_zero, humane, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["difference_by_pair", "dots", "mean_bar"]

NAME_IN: Final = 2.0
NOTE_IN: Final = 2.4
BINS: Final = 40
DOT: Final = "#9A9A9A"
KEY: Final = "Dot: one replication, both cases with the same luck. Diamond: mean. Bar: 95 % interval."


def difference_by_pair(material: Material, _: Mapping[str, None]) -> Iterator[Sheet]:
    """Draw how far each case lies above the baseline; nothing when there is nothing to compare."""
    name = material.headline
    if name is None or not material.against(name):
        return
    by, against = material.scale(name), material.against(name)
    sheet = Sheet("difference", _title(material, name), material.footer)
    across = WIDTH_IN - 2 * MARGIN_IN - NAME_IN - NOTE_IN
    axes = sheet.axes(MARGIN_IN + NAME_IN, 1.35, across, BODY_IN - 1.5)
    axes.axvline(0, color=PALE, linewidth=1.5)
    looks = case_looks(material.results.cases)
    for row, (case, entry) in enumerate(against.items()):
        dots(axes, row, [value * by.factor for value in _pairs(material, name, case)])
        mean_bar(axes, row, entry, by.factor, looks[case]["color"])
        look = {"weight": "bold", "color": INK} if excludes_zero(entry) else {"color": PALE}
        note = sheet.fit(difference(entry, by), NOTE_IN - 0.2, weight="bold")
        axes.text(1.04, row, note, transform=axes.get_yaxis_transform(), va="center", **look)  # type: ignore[arg-type]
    names = [sheet.fit(plain(case), NAME_IN - 0.2) for case in against]
    axes.set_yticks(range(len(against)), names)
    axes.set_ylim(len(against) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    label = f"{humane(name)}, difference to {plain(material.baseline)[:24]} ({by.points or 'number'})"
    axes.set_xlabel(sheet.fit(label, across + NAME_IN))
    sheet.text(MARGIN_IN, 0.45, KEY, color=PALE)
    yield sheet


def _title(material: Material, name: str) -> str:
    entry, by = material.against(name)[material.focus], material.scale(name)
    focus, baseline = plain(material.focus)[:24], plain(material.baseline)[:24]
    return f"{humane(name)}, {focus} against {baseline}: {difference_said(entry, by)} ({counted(entry['n'], 'pair')})"


def _pairs(material: Material, name: str, case: str) -> Sequence[float]:
    """Return the difference in each replication that tells it in both cases."""
    ours, base = material.results.values(case, name), material.results.values(material.baseline, name)
    found = [ours[key] - base[key] for key in sorted(ours.keys() & base.keys())]
    return [value for value in found if not isnan(value)]


def dots(axes: Axes, row: int, values: Sequence[float], size: float = 8) -> None:
    """Draw a dot for each value, equal ones beside each other, above the mean's line."""
    if not values:
        return
    width = (max(values) - min(values)) / BINS or 1.0
    bins = [round((value - min(values)) / width) for value in values]
    nth = np.array([bins[:place].count(bin) for place, bin in enumerate(bins)])
    step = min(0.07, 0.3 / max(1, int(nth.max())))
    axes.plot(values, row - 0.08 - step * nth, "o", color=DOT, markersize=size, markeredgewidth=0, alpha=0.7)


def mean_bar(axes: Axes, row: int, entry: Mapping[str, Any], factor: float, colour: str) -> None:
    """Draw the mean of a difference and its interval, below the dots; nothing where there is no value."""
    if entry["ci95"] is not None:
        ends = [end * factor for end in entry["ci95"]]
        axes.plot(ends, [row + 0.14] * 2, color=colour, linewidth=4, solid_capstyle="butt")
    if entry["mean"] is not None:
        axes.plot([entry["mean"] * factor], [row + 0.14], "D", color=colour, markersize=11)
