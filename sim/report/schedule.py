"""A programme as planned and as it was kept: windows, and how late each case came over all replications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.voyage import Stop, Voyage
from sim.report.words import called, day, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["lateness_by_case", "schedule"]

HOUR_S: Final = 3600.0
NAMES_IN: Final = 3.1
TICKS: Final = (-24, -12, 0, 12, 24, 48, 96, 240, 720)


def _values(material: Material, case: str, name: str) -> np.ndarray:
    """Return a measure of every replication of a case that told it."""
    told = [each.measures.get(name, np.nan) for each in material.results.of(case)]
    return np.array([value for value in told if np.isfinite(value)])


def schedule(material: Material, told: Mapping[str, Voyage]) -> Iterator[Sheet]:
    """Draw a row for each appointment: its window, and each case's lateness from its mean to its worst run."""
    one = next(each for each in told.values() if each)
    stops = [stop for stop in one.stops[1:] if f"lateness.{stop.name}" in material.results.units]
    if not stops:
        return
    looks = material.look.cases(material.results.cases)
    sheet = Sheet("schedule", _title(material), material.footer, material.look)
    legend = _legend(material, looks)
    bottom = 1.35 + sheet.legend_in([words for _, words in legend], WIDTH_IN - 2 * MARGIN_IN)
    axes = sheet.axes(MARGIN_IN + NAMES_IN, bottom, WIDTH_IN - NAMES_IN - 2 * MARGIN_IN, BODY_IN - bottom)
    worst = _draw(axes, material, stops, looks)
    _frame(axes, stops, worst, material)
    size = min(14.0, 72 * 0.95 * (BODY_IN - bottom) / len(stops))
    for nth, stop in enumerate(stops):
        place: dict[str, Any] = {
            "y": bottom + (BODY_IN - bottom) * (1 - (nth + 0.5) / len(stops)),
            "ha": "right",
            "va": "center",
        }
        name = sheet.fit(plain(stop.name), NAMES_IN - 0.9, size)
        planned = day(one.start + timedelta(seconds=stop.planned_s), material.tongue)
        sheet.text(MARGIN_IN + NAMES_IN - 0.85, words=name, size=size, **place)
        sheet.text(MARGIN_IN + NAMES_IN - 0.1, words=planned, size=size, color=material.look.pale, **place)
    sheet.legend(legend, MARGIN_IN, bottom - 0.78, WIDTH_IN - 2 * MARGIN_IN)
    yield sheet


def _title(material: Material) -> str:
    if "programme_kept" in material.results.units:
        return material.finding("programme_kept")
    return material.tongue("How late the group came")


def _draw(axes: Axes, material: Material, stops: Sequence[Stop], looks: Mapping[str, Any]) -> float:
    """Draw windows and cases, and return the worst lateness (h)."""
    cases, worst = list(looks), 0.0
    for nth, stop in enumerate(stops):
        opens, closes = ((each - stop.planned_s) / HOUR_S for each in (stop.opens_s, stop.latest_s))
        axes.barh(nth, closes - opens, left=opens, height=0.86, color=material.look.shade, zorder=1)
        for place, case in enumerate(cases):
            late = _values(material, case, f"lateness.{stop.name}")
            if len(late):
                y = nth + 0.7 * ((place + 0.5) / len(cases) - 0.5)
                axes.plot([0.0, late.max()], [y, y], color=looks[case]["color"], linewidth=1.5, zorder=3)
                axes.plot([late.mean()], [y], marker="o", markersize=4.5, color=looks[case]["color"], zorder=4)
                worst = max(worst, float(late.max()))
    return worst


def _frame(axes: Axes, stops: Sequence[Stop], worst: float, material: Material) -> None:
    axes.set_ylim(len(stops) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xscale("symlog", linthresh=48.0, linscale=1.6)
    axes.set_xlim(-26.0, max(60.0, 1.15 * worst))
    axes.set_xticks([tick for tick in TICKS if tick <= max(60.0, worst)])
    axes.set_xticklabels(
        [f"{tick:+d}" if tick else material.tongue("plan") for tick in TICKS if tick <= max(60.0, worst)]
    )
    axes.minorticks_off()
    axes.set_xlabel(
        material.tongue("hours after the time planned: mean, and to the worst voyage (evenly spaced to 48)")
    )
    axes.axvline(0.0, color=material.look.pale, linewidth=1.0, zorder=2)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _legend(material: Material, looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries: list[tuple[Any, str]] = [(Patch(color=material.look.shade), material.tongue("in time"))]
    for case in looks:
        look = {"color": looks[case]["color"], "marker": "o", "linewidth": 1.5, "markersize": 5}
        entries.append((Line2D([], [], **look), plain(case)[:24]))
    return entries


def lateness_by_case(material: Material, _: Mapping[str, Any]) -> Iterator[Sheet]:
    """Draw for each case the share of voyages whose worst lateness is no more than so much."""
    names = [name for name in material.results.units if name.startswith("lateness.")]
    if not names:
        return
    cases, looks = material.results.cases, material.look.cases(material.results.cases)
    sheet = Sheet("lateness", _worst_said(material, names), material.footer, material.look)
    legend_in = sheet.legend_in(list(cases), WIDTH_IN - 2 * MARGIN_IN)
    bottom = 1.35 + legend_in
    axes = sheet.axes(MARGIN_IN + 1.0, bottom, WIDTH_IN - 2 * MARGIN_IN - 1.2, BODY_IN - bottom - 0.1)
    top = 1.0
    for case in cases:
        worst = np.sort(_worst(material, case, names))
        if len(worst):
            share = 100.0 * np.arange(1, len(worst) + 1) / len(worst)
            axes.step([0.0, *worst], [0.0, *share], where="post", clip_on=False, zorder=3, **looks[case])
            top = max(top, float(worst[-1]))
    axes.set_xscale("symlog", linthresh=24.0, linscale=1.2)
    axes.set_xlim(0.0, 1.1 * max(top, 48.0))
    ticks = [tick for tick in TICKS if 0 <= tick <= max(top, 48.0)]
    axes.set_xticks(ticks, labels=[str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_ylim(0, 100)
    tongue = material.tongue
    axes.set_xlabel(tongue("latest arrival of the voyage: hours after the time planned (evenly spaced to 24)"))
    axes.set_ylabel(tongue("share of voyages (%)"))
    axes.grid()
    from matplotlib.lines import Line2D

    sheet.legend([(Line2D([], [], **looks[case]), plain(case)[:32]) for case in cases], MARGIN_IN, bottom - 0.78,
                 WIDTH_IN - 2 * MARGIN_IN)  # fmt: skip
    yield sheet


def _worst(material: Material, case: str, names: Sequence[str]) -> np.ndarray:
    """Return the worst lateness of each voyage (h)."""
    told = [[each.measures.get(name, np.nan) for name in names] for each in material.results.of(case)]
    return np.array([max((value for value in row if np.isfinite(value)), default=0.0) for row in told])


def _worst_said(material: Material, names: Sequence[str]) -> str:
    shares, tongue = [], material.tongue
    for case in dict.fromkeys((material.focus, material.baseline)):
        worst = _worst(material, case, names)
        shares.append(
            tongue("{share} % in {case}", share=f"{100.0 * float((worst > 24.0).mean()):.0f}", case=called(case))
        )
    return tongue("Voyages with some arrival more than a day late: {shares}", shares=tongue(", ").join(shares))
