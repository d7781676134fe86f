"""What safety costs: what each case changes in boardings against what it changes in delay, and in fuel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sim.measure.shown import Scale
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["tradeoff"]

SAFETY: Final = ("boardings_per_1000", "attempts_per_1000")
COSTS: Final = ("delay_per_transit", "fuel_per_transit")
MARKS: Final = "osD^vPXh"
LEFT_IN: Final = 1.35
GAP_IN: Final = 0.5


def tradeoff(material: Material, _: Mapping[str, None]) -> Iterator[Sheet]:
    """Draw the change in safety against that in each cost; nothing where either was not measured, or of one case."""
    units, tongue = material.results.units, material.tongue
    safety = next((name for name in SAFETY if name in units), None)
    costs = [name for name in COSTS if name in units]
    if safety is None or not costs or not material.against(safety):
        return
    sheet = Sheet("tradeoff", material.finding(safety), material.footer, material.look)
    legend, across = _legend(material), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.65 + sheet.legend_in([words for _, words in legend], across)
    wide = (WIDTH_IN - LEFT_IN - MARGIN_IN - GAP_IN * (len(costs) - 1)) / len(costs)
    for nth, cost in enumerate(costs):
        axes = sheet.axes(LEFT_IN + nth * (wide + GAP_IN), bottom, wide, BODY_IN - bottom - 0.15)
        _panel(axes, material, cost, safety)
        axes.set_xlabel(sheet.fit(_label(material, cost), wide))
        axes.tick_params(axis="y", labelleft=not nth)
        if not nth:
            axes.set_ylabel(sheet.fit(_label(material, safety), BODY_IN - bottom))
    sheet.legend(legend, MARGIN_IN, bottom - 0.75, across)
    note = tongue("Change from {baseline}, which is at the cross of the lines. Bars: 95 % intervals. Lower and further "
                  "left is better.", baseline=called(material.baseline))  # fmt: skip
    sheet.text(MARGIN_IN, 0.42, sheet.fit(note, across), color=material.look.pale)
    yield sheet


def _panel(axes: Axes, material: Material, cost: str, safety: str) -> None:
    """Draw each case where its changes put it, with their intervals."""
    from matplotlib.ticker import MaxNLocator

    by = material.scale(cost), material.scale(safety)
    axes.axhline(0, color=material.look.pale, linewidth=1.5, zorder=2)
    axes.axvline(0, color=material.look.pale, linewidth=1.5, zorder=2)
    for case, look in _looks(material).items():
        entries = material.against(cost).get(case), material.against(safety).get(case)
        if all(entry and entry["mean"] is not None for entry in entries):
            x, y = (_shown(entry, scale) for entry, scale in zip(entries, by, strict=True))
            axes.plot(x[1], [y[0]] * len(x[1]), color=look["color"], linewidth=3, solid_capstyle="butt", zorder=3)
            axes.plot([x[0]] * len(y[1]), y[1], color=look["color"], linewidth=3, solid_capstyle="butt", zorder=3)
            axes.plot([x[0]], [y[0]], zorder=4, **look)
    axes.margins(0.12)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.grid()
    axes.set_axisbelow(True)


def _shown(entry: Any, by: Scale) -> tuple[float, list[float]]:
    """Return a mean and the ends of its interval as they are shown; no ends where there is no interval."""
    return entry["mean"] * by.factor, [end * by.factor for end in entry["ci95"] or ()]


def _looks(material: Material) -> dict[str, dict[str, Any]]:
    """Return the mark of each case, the baseline left out."""
    looks = material.look.cases(material.results.cases)
    mark = {"linestyle": "none", "markersize": 11, "markeredgecolor": material.look.ground}
    return {
        case: {"color": looks[case]["color"], "marker": MARKS[nth % len(MARKS)], **mark}
        for nth, case in enumerate(material.results.cases[1:])
    }  # fmt: skip


def _label(material: Material, name: str) -> str:
    """Say what changes, in what unit."""
    by, words = material.scale(name), material.tongue("{name}, change", name=material.named(name))
    return material.tongue("{name} ({unit})", name=words, unit=by.points) if by.points else words


def _legend(material: Material) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    return [(Line2D([], [], **look), plain(case)) for case, look in _looks(material).items()]
