"""How soon transfers are seen and photographed: the share of all transfers by hours since they began.

The curves are of the first replication, whose journal is always kept; the title's number is over all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.base.tongue import Tongue
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.transfers import Row, Rows
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["delay"]

HOUR_S: Final = 3600.0
AXIS_IN: Final = 1.0
"""Room left of a panel for its ticks."""
GAP_IN: Final = 0.4


def delay(material: Material, told: Mapping[str, Rows]) -> Iterator[Sheet]:
    """Draw the shares seen and photographed by time, a step for each transfer."""
    told = {case: rows for case, rows in told.items() if rows}
    sheet = Sheet("delay", _title(material, told), material.footer, material.look)
    looks, tongue = material.look.cases(material.results.cases), material.tongue
    legend, across = _legend(told, looks), WIDTH_IN - 2 * MARGIN_IN
    bottom, top = 1.6 + sheet.legend_in([words for _, words in legend], across), BODY_IN - 0.35
    width = (WIDTH_IN - 2 * MARGIN_IN - 2 * AXIS_IN - GAP_IN) / 2
    hours = max(_hours(row, row.ended_s) for rows in told.values() for row in rows)
    top_share = max(_seen(rows) / len(rows) for rows in told.values())
    fields = {"detected_s": tongue("Seen by a sensor"), "photographed_s": tongue("Photographed")}
    for nth, (field, words) in enumerate(fields.items()):
        left = MARGIN_IN + AXIS_IN + nth * (width + AXIS_IN + GAP_IN)
        axes = sheet.axes(left, bottom, width, top - bottom)
        for case, rows in told.items():
            _steps(axes, [_hours(row, getattr(row, field)) for row in rows], hours, looks[case])
        _frame(axes, words, hours, top_share, tongue)
    sheet.legend(legend, MARGIN_IN, bottom - 0.75, across)
    sheet.text(MARGIN_IN, 0.42, tongue("Curves: replication 0 of each case."), color=material.look.pale)
    yield sheet


def _hours(row: Row, time_s: float) -> float:
    return (time_s - row.began_s) / HOUR_S


def _title(material: Material, told: Mapping[str, Rows]) -> str:
    """Say the delay over all replications where that is measured, else the share seen in the first."""
    if "delay_to_detection" in material.results.units:
        return material.finding("delay_to_detection")
    cases = [case for case in dict.fromkeys([material.focus, material.baseline]) if case in told]
    tongue = material.tongue
    shares = [tongue("{n} of {all} in {case}", n=_seen(told[case]), all=len(told[case]), case=called(case))
              for case in cases]  # fmt: skip
    return tongue("Transfers seen by a sensor in replication 0: {shares}", shares=tongue(", ").join(shares))


def _seen(rows: Rows) -> int:
    return sum(bool(np.isfinite(row.detected_s)) for row in rows)


def _steps(axes: Axes, delays: Sequence[float], until: float, look: Mapping[str, Any]) -> None:
    """Draw the share of all transfers for which it had come by each hour."""
    came = sorted(value for value in delays if np.isfinite(value))
    x = [0.0, *came, max([until, *came])]
    y = [0.0, *(100.0 * (nth + 1) / len(delays) for nth in range(len(came))), 100.0 * len(came) / len(delays)]
    axes.step(x, y, where="post", clip_on=False, **look)


def _frame(axes: Axes, words: str, hours: float, top_share: float, tongue: Tongue) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_title(words, weight="bold", loc="left")
    axes.set_xlim(0, hours)
    axes.set_ylim(0, 20 * min(5, int(5 * top_share) + 1))
    axes.set_xlabel(tongue("hours since the transfer began"))
    axes.set_ylabel(tongue("share of transfers (%)"))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axes.grid()
    axes.set_axisbelow(True)


def _legend(told: Mapping[str, Rows], looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    return [(Line2D([], [], **looks[case]), f"{plain(case)} ({len(rows)})") for case, rows in told.items()]
