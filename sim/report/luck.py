"""A decision against each alternative under other luck: differences, their mean and interval, and this game's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from sim.base.tongue import Tongue
from sim.measure.shown import Scale
from sim.report.difference import dots, mean_bar
from sim.report.measures import note_beside
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import LIGHT, WIDTH_IN, Look
from sim.report.words import difference

__all__ = ["Row", "luck"]

NAME_IN: Final = 2.6
NOTE_IN: Final = 1.9


@dataclass(frozen=True, slots=True)
class Row:
    """An alternative: its name, the differences, their mean and interval as a summary has them, and this game's own.

    `stands` says whether the difference is told from luck with all that were looked at.
    """

    name: str
    values: tuple[float, ...]
    entry: Mapping[str, Any]
    own: float
    stands: bool


def luck(
    name: str, title: str, footer: str, label: str, rows: Sequence[Row], by: Scale, tongue: Tongue, look: Look = LIGHT,
    note: str = "",
) -> Sheet:  # fmt: skip
    """Draw a row for each alternative; `label` says what is on the axis, `note` what else must be known."""
    sheet = Sheet(name, title, footer, look)
    across, bottom = WIDTH_IN - 2 * MARGIN_IN - NAME_IN - NOTE_IN, 1.65 if note else 1.35
    axes = sheet.axes(MARGIN_IN + NAME_IN, bottom, across, BODY_IN - bottom - 0.15)
    axes.axvline(0, color=look.pale, linewidth=1.5)
    for nth, row in enumerate(rows):
        dots(axes, nth, [value * by.factor for value in row.values], look.filled, 6)
        mean_bar(axes, nth, row.entry, by.factor, look.colours["blue"])
        if isfinite(row.own):
            axes.plot([row.own * by.factor], [nth + 0.32], **_own(look))
        words = sheet.fit(difference(row.entry, by), NOTE_IN - 0.2, weight="bold")
        note_beside(axes, nth, words, 1.03, row.stands, look)
    axes.set_yticks(range(len(rows)), [sheet.wrap(row.name, NAME_IN - 0.2, lines=2) for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    axes.set_xlabel(sheet.fit(label, across + NAME_IN))
    key = tongue("Dot: one replication. Diamond: mean. Bar: 95 % interval. Star: this game's own luck.")
    for nth, words in enumerate(filter(None, (key, note))):
        sheet.text(MARGIN_IN, 0.45 + 0.3 * (nth if note else 0), sheet.fit(words, WIDTH_IN - 2 * MARGIN_IN),
                   color=look.ink if nth else look.pale)  # fmt: skip
    return sheet


def _own(look: Look) -> dict[str, Any]:
    return {"linestyle": "none", "marker": "*", "markersize": 20, "color": look.colours["vermilion"],
            "markeredgecolor": look.ink, "zorder": 5}  # fmt: skip
