"""Transfers of the first replication, case beside case: how long each lasted, when it was seen, and how it ended.

A row is one intention of a receiver (its n-th voyage), which cases share until the first difference in what somebody
knew; hours count from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from sim.base.tongue import Tongue
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import HEIGHT_IN, WIDTH_IN, Look
from sim.report.transfers import Row, Rows, photographed
from sim.report.words import called, day, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["timeline"]

DAY_S: Final = 86400.0
HOUR_S: Final = 3600.0
DATE_IN: Final = 0.95
MOST: Final = 60
Intent = tuple[int, int]


def timeline(material: Material, told: Mapping[str, Rows]) -> Iterator[Sheet]:
    """Draw the transfers of each case in a panel."""
    intents = _intents(told)
    sheet = Sheet("timeline", _title(material, told, len(intents)), material.footer, material.look)
    legend, across = _legend(material), WIDTH_IN - 2 * MARGIN_IN
    bottom, top = 1.25 + sheet.legend_in([words for _, words in legend], across), BODY_IN - 0.4
    width = (across - DATE_IN) / len(told)
    hours = max((row.ended_s - row.began_s) / HOUR_S for rows in told.values() for row in rows)
    for nth, (case, rows) in enumerate(told.items()):
        axes = sheet.axes(MARGIN_IN + DATE_IN + nth * width, bottom, width - 0.15, top - bottom)
        _panel(axes, rows, intents, material)
        axes.set_xlim(0, hours * 1.04)
        _head(sheet, axes, case, rows, width, material.tongue)
        if nth == 0:
            _dates(axes, material, intents)
        else:
            axes.set_yticks([])
    sheet.text(
        WIDTH_IN / 2 + DATE_IN / 2, bottom - 0.58, material.tongue("hours since the transfer began"), ha="center"
    )
    sheet.legend(legend, MARGIN_IN, bottom - 0.75, across)
    yield sheet


def _title(material: Material, told: Mapping[str, Rows], drawn: int) -> str:
    cases = [case for case in dict.fromkeys([material.focus, material.baseline]) if case in told]
    tongue = material.tongue
    shares = [tongue("{n} of {all} in {case}", n=photographed(told[case]), all=len(told[case]), case=called(case))
              for case in cases]  # fmt: skip
    first = tongue(" (first {n} shown)", n=drawn) if drawn == MOST else ""
    return tongue("Transfers photographed in replication 0: {shares}", shares=tongue(", ").join(shares)) + first


def _intents(told: Mapping[str, Rows]) -> dict[Intent, float]:
    """Return the intentions drawn, each with the time it first came about in any case, in that order."""
    began: dict[Intent, float] = {}
    for rows in told.values():
        for row in rows:
            began[row.intent] = min(row.began_s, began.get(row.intent, row.began_s))
    return dict(sorted(began.items(), key=lambda item: (item[1], item[0]))[:MOST])


def _panel(axes: Axes, rows: Rows, intents: Mapping[Intent, float], material: Material) -> None:
    """Draw a bar for each transfer, with marks where it was seen, photographed and broken off."""
    look, at = material.look, {intent: nth for nth, intent in enumerate(intents)}
    rows = tuple(row for row in rows if row.intent in at)
    place = [at[row.intent] for row in rows]
    lasted = [_hours(row, row.ended_s) for row in rows]
    bars = axes.barh(place, lasted, height=0.8)
    for bar, row in zip(bars, rows, strict=True):
        bar.set(**_bar(row, material))
    size = max(3.0, min(9.0, 250.0 / max(1, len(intents))))
    _marks(axes, [(_hours(row, row.detected_s), y) for row, y in zip(rows, place, strict=True)], look, "|", size * 1.6)
    _marks(axes, [(_hours(row, row.photographed_s), y) for row, y in zip(rows, place, strict=True)], look, "o", size)
    ended = [(_hours(row, row.ended_s), y) for row, y in zip(rows, place, strict=True) if row.how == "broken off"]
    _marks(axes, ended, look, "x", size)
    axes.set_ylim(len(intents) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _hours(row: Row, time_s: float) -> float:
    return (time_s - row.began_s) / HOUR_S


def _bar(row: Row, material: Material) -> dict[str, str]:
    """Return the look of a bar: in the colour of who photographed it, grey, or hollow where nobody saw it."""
    if row.photographed_by:
        return _filled(material.colours.get(row.photographed_by, material.look.ink))
    return _filled(material.look.filled) if isfinite(row.detected_s) else _hollow(material.look)


def _filled(colour: str) -> dict[str, str]:
    return {"facecolor": colour, "edgecolor": colour}


def _hollow(look: Look) -> dict[str, str]:
    return {"facecolor": look.ground, "edgecolor": look.filled}


def _marks(axes: Axes, points: Sequence[tuple[float, float]], look: Look, marker: str, size: float) -> None:
    told = [(x, y) for x, y in points if isfinite(x)]
    axes.plot([x for x, _ in told], [y for _, y in told], **_mark(look, marker, size))


def _mark(look: Look, marker: str, size: float) -> dict[str, Any]:
    wide = 2.0 if marker in "|x" else 0.8
    face = look.ground if marker == "o" else look.ink
    return {
        "linestyle": "none", "marker": marker, "markersize": size, "color": look.ink, "markerfacecolor": face,
        "markeredgewidth": wide, "clip_on": False,
    }  # fmt: skip


def _head(sheet: Sheet, axes: Axes, case: str, rows: Rows, width: float, tongue: Tongue) -> None:
    """Write a case's name and count above its panel, and hours below."""
    from matplotlib.ticker import MaxNLocator

    count = tongue("{n} of {all}", n=photographed(rows), all=len(rows))
    name = sheet.fit(plain(case), width - 0.3 - sheet.width_in(count + ": "), weight="bold")
    words = tongue("{case}: {count}", case=name, count=count)
    one_line = sheet.width_in(name) > 0.4
    axes.set_title(words if one_line else sheet.fit(plain(case), width - 0.2), weight="bold", loc="left")
    axes.xaxis.set_major_locator(MaxNLocator(max(1, int(width / 0.7)), integer=True, steps=[1, 2, 5, 10]))


def _dates(axes: Axes, material: Material, intents: Mapping[Intent, float]) -> None:
    """Write the date at some of the rows."""
    start = material.scenario.spec.start
    height_in = axes.get_position().height * HEIGHT_IN
    every = max(1, -(-len(intents) // max(1, int(height_in / 0.3))))
    begun = list(intents.values())
    ticks = range(0, len(begun), every)
    dates = [start + timedelta(seconds=begun[nth]) for nth in ticks]
    axes.set_yticks(list(ticks), [day(date, material.tongue) for date in dates])


def _legend(material: Material) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    tongue, look = material.tongue, material.look
    bars: list[tuple[Any, str]] = [
        (Patch(**_hollow(look)), tongue("unseen")),  # type: ignore[arg-type]
        (Patch(color=look.filled), tongue("seen, not photographed")),
    ]
    bars += [(Patch(color=colour), tongue("photographed by {side}", side=material.side(side)))
             for side, colour in material.colours.items()]  # fmt: skip
    marks = {"|": tongue("first seen"), "o": tongue("photographed"), "x": tongue("broken off")}
    return bars + [(Line2D([], [], **_mark(look, marker, 9)), words) for marker, words in marks.items()]
