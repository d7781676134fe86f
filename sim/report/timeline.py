"""Transfers of the first replication, case beside case: how long each lasted, when it was seen, and how it ended.

A row is one intention of a receiver (its n-th voyage), which cases share until the first difference in what somebody
knew; hours count from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import HEIGHT_IN, INK, WIDTH_IN
from sim.report.transfers import Row, Rows, photographed
from sim.report.words import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["timeline"]

DAY_S: Final = 86400.0
HOUR_S: Final = 3600.0
UNSEEN: Final = "#C8C8C8"
SEEN: Final = "#8C8C8C"
DATE_IN: Final = 0.95
MOST: Final = 60
Intent = tuple[int, int]


def timeline(material: Material, told: Mapping[str, Rows]) -> Iterator[Sheet]:
    """Draw the transfers of each case in a panel."""
    intents = _intents(told)
    sheet = Sheet("timeline", _title(material, told, len(intents)), material.footer)
    legend, across = _legend(material), WIDTH_IN - 2 * MARGIN_IN
    bottom, top = 1.25 + sheet.legend_in([words for _, words in legend], across), BODY_IN - 0.4
    width = (across - DATE_IN) / len(told)
    hours = max((row.ended_s - row.began_s) / HOUR_S for rows in told.values() for row in rows)
    for nth, (case, rows) in enumerate(told.items()):
        axes = sheet.axes(MARGIN_IN + DATE_IN + nth * width, bottom, width - 0.15, top - bottom)
        _panel(axes, rows, intents, material.colours)
        axes.set_xlim(0, hours * 1.04)
        _head(sheet, axes, case, rows, width)
        if nth == 0:
            _dates(axes, material, intents)
        else:
            axes.set_yticks([])
    sheet.text(WIDTH_IN / 2 + DATE_IN / 2, bottom - 0.58, "hours since the transfer began", ha="center")
    sheet.legend(legend, MARGIN_IN, bottom - 0.75, across)
    yield sheet


def _title(material: Material, told: Mapping[str, Rows], drawn: int) -> str:
    cases = [case for case in dict.fromkeys([material.focus, material.baseline]) if case in told]
    first = f" (first {drawn} shown)" if drawn == MOST else ""
    return f"Transfers photographed in replication 0: {', '.join(_share(told[case], case) for case in cases)}{first}"


def _share(rows: Rows, case: str) -> str:
    return f"{photographed(rows)} of {len(rows)} in {plain(case)[:24]}"


def _intents(told: Mapping[str, Rows]) -> dict[Intent, float]:
    """Return the intentions drawn, each with the time it first came about in any case, in that order."""
    began: dict[Intent, float] = {}
    for rows in told.values():
        for row in rows:
            began[row.intent] = min(row.began_s, began.get(row.intent, row.began_s))
    return dict(sorted(began.items(), key=lambda item: (item[1], item[0]))[:MOST])


def _panel(axes: Axes, rows: Rows, intents: Mapping[Intent, float], colours: Mapping[str, str]) -> None:
    """Draw a bar for each transfer, with marks where it was seen, photographed and broken off."""
    at = {intent: nth for nth, intent in enumerate(intents)}
    rows = tuple(row for row in rows if row.intent in at)
    place = [at[row.intent] for row in rows]
    lasted = [_hours(row, row.ended_s) for row in rows]
    axes.barh(place, lasted, color=[_colour(row, colours) for row in rows], height=0.8)
    size = max(3.0, min(9.0, 250.0 / max(1, len(intents))))
    _marks(axes, [(_hours(row, row.detected_s), y) for row, y in zip(rows, place, strict=True)], "|", size * 1.6)
    _marks(axes, [(_hours(row, row.photographed_s), y) for row, y in zip(rows, place, strict=True)], "o", size)
    ended = [(_hours(row, row.ended_s), y) for row, y in zip(rows, place, strict=True) if row.how == "broken off"]
    _marks(axes, ended, "x", size)
    axes.set_ylim(len(intents) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _hours(row: Row, time_s: float) -> float:
    return (time_s - row.began_s) / HOUR_S


def _colour(row: Row, colours: Mapping[str, str]) -> str:
    if row.photographed_by:
        return colours.get(row.photographed_by, INK)
    return SEEN if isfinite(row.detected_s) else UNSEEN


def _marks(axes: Axes, points: Sequence[tuple[float, float]], marker: str, size: float) -> None:
    told = [(x, y) for x, y in points if isfinite(x)]
    axes.plot([x for x, _ in told], [y for _, y in told], **_look(marker, size))


def _look(marker: str, size: float) -> dict[str, Any]:
    wide = 2.0 if marker in "|x" else 0.8
    face = "white" if marker == "o" else INK
    return {
        "linestyle": "none", "marker": marker, "markersize": size, "color": INK, "markerfacecolor": face,
        "markeredgewidth": wide, "clip_on": False,
    }  # fmt: skip


def _head(sheet: Sheet, axes: Axes, case: str, rows: Rows, width: float) -> None:
    """Write a case's name and count above its panel, and hours below."""
    from matplotlib.ticker import MaxNLocator

    count = f"{photographed(rows)} of {len(rows)}"
    name = sheet.fit(plain(case), width - 0.3 - sheet.width_in(count + ": "), weight="bold")
    one_line = sheet.width_in(name) > 0.4
    axes.set_title(f"{name}: {count}" if one_line else sheet.fit(plain(case), width - 0.2), weight="bold", loc="left")
    axes.xaxis.set_major_locator(MaxNLocator(max(1, int(width / 0.7)), integer=True, steps=[1, 2, 5, 10]))


def _dates(axes: Axes, material: Material, intents: Mapping[Intent, float]) -> None:
    """Write the date at some of the rows."""
    start = material.scenario.spec.start
    height_in = axes.get_position().height * HEIGHT_IN
    every = max(1, -(-len(intents) // max(1, int(height_in / 0.3))))
    begun = list(intents.values())
    ticks = range(0, len(begun), every)
    dates = [start + timedelta(seconds=begun[nth]) for nth in ticks]
    axes.set_yticks(list(ticks), [f"{date.day} {date:%b}" for date in dates])


def _legend(material: Material) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    bars: list[tuple[Any, str]] = [(Patch(color=UNSEEN), "unseen"), (Patch(color=SEEN), "seen, not photographed")]
    bars += [(Patch(color=each), f"photographed by {material.side(side)}") for side, each in material.colours.items()]
    marks = {"|": "first seen", "o": "photographed", "x": "broken off"}
    return bars + [(Line2D([], [], **_look(marker, 9)), words) for marker, words in marks.items()]
