"""What each side's picture holds over time, case by case, with the injects that changed the sea or the parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.journal import Journal
from sim.models.mda_sharing import picture_series
from sim.parts.setting import Change
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN, Look
from sim.report.words import called, day, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["held", "picture"]

DAY_S: Final = 86400.0
AXIS_IN: Final = 1.0
NAME_IN: Final = 1.2
MOST_SIDES: Final = 6
DAILY: Final = 4
"""Samples of a day, over which the thick line is the mean."""
Held = Mapping[str, tuple[np.ndarray, np.ndarray]]
"""For each side days since the start, and the vessels held at them, per cent of those there."""


def held(journal: Journal) -> Held:
    """Return what each side holds over time, at the instants at which any vessel is there; nothing if nobody looks."""
    if not journal.table("contact"):
        return {}
    series = journal.once(picture_series).items()
    told = {side: (times, share, np.isfinite(share)) for side, (times, share, _) in series}
    return {side: (times[at] / DAY_S, 100.0 * share[at]) for side, (times, share, at) in told.items() if at.any()}


def picture(material: Material, told: Mapping[str, Held]) -> Iterator[Sheet]:
    """Draw completeness over time, a panel for each side."""
    sides = [side for side in material.colours if any(side in each for each in told.values())][:MOST_SIDES]
    sheet = Sheet("picture", _title(material, told, sides), material.footer, material.look)
    columns = 1 if len(sides) <= 2 else 2
    rows, across = ceil(len(sides) / columns), WIDTH_IN - 2 * MARGIN_IN
    looks = material.look.cases(material.results.cases)
    legend = _legend(told, looks)
    bottom, top = 0.95 + sheet.legend_in([words for _, words in legend], across), BODY_IN + 0.1
    width, height = across / columns, (top - bottom) / rows
    for nth, side in enumerate(sides):
        left, low = MARGIN_IN + (nth % columns) * width + AXIS_IN, top - (nth // columns + 1) * height
        axes = sheet.axes(left, low + 0.5, width - AXIS_IN - 0.25, height - 1.05)
        _lines(axes, material, {case: each[side] for case, each in told.items() if side in each}, looks)
        _heads(sheet, axes, material, side, width - AXIS_IN - 0.25)
    sheet.legend(legend, MARGIN_IN, bottom - 0.05, across)
    key = material.tongue("Held: seen in the last 12 h, by oneself or by a partner who said so. Running mean of a day.")
    sheet.text(MARGIN_IN, 0.42, sheet.fit(key, across), color=material.look.pale)
    yield sheet


def _title(material: Material, told: Mapping[str, Held], sides: Sequence[str]) -> str:
    """Say what changes most between the baseline and the case compared."""
    cases = [case for case in dict.fromkeys([material.focus, material.baseline]) if case in told]
    means = {side: [_mean(told[case], side) for case in cases] for side in sides}
    side = max(sides, key=lambda side: abs(means[side][-1] - means[side][0]))
    tongue = material.tongue
    shares = [tongue("{share} % in {case}", share=f"{mean:.0f}", case=called(case))
              for mean, case in zip(means[side], cases, strict=True)]  # fmt: skip
    return tongue("Of the vessels in the area, {side} holds {shares} (replication 0)", side=material.side(side),
                  shares=tongue(", ").join(shares))  # fmt: skip


def _mean(told: Held, side: str) -> float:
    return float(told[side][1].mean()) if side in told else 0.0


def _lines(
    axes: Axes, material: Material, told: Mapping[str, tuple[np.ndarray, np.ndarray]], looks: Mapping[str, Any]
) -> None:
    for case, (days, shares) in told.items():
        axes.plot(days, _daily(shares), **looks[case])
    spec = material.scenario.spec
    axes.set_xlim(spec.warm_up / DAY_S, spec.duration / DAY_S)
    axes.set_ylim(0, 100)
    axes.set_ylabel(material.tongue("vessels held (%)"))
    axes.set_yticks([0, 50, 100])
    axes.grid()
    axes.set_axisbelow(True)
    ticks = [tick for tick in axes.get_xticks() if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    dates = [spec.start + timedelta(days=float(tick)) for tick in ticks]
    axes.set_xticks(ticks, [day(date, material.tongue) for date in dates])


def _daily(values: np.ndarray) -> np.ndarray:
    """Return the running mean over a day, over what there is of it at the ends."""
    kernel = np.ones(min(DAILY + 1, len(values)))
    return np.asarray(np.convolve(values, kernel, "same") / np.convolve(np.ones(len(values)), kernel, "same"))


def _shown(material: Material) -> list[Change]:
    """Return the injects and decisions after the warm-up that changed something."""
    setting = material.scenario.setting(material.focus)
    return [each for each in setting.changes if (each.effect or each.parts or each.links is not None)
            and setting.warm_up_s <= each.at_s <= setting.duration_s]  # fmt: skip


def _heads(sheet: Sheet, axes: Axes, material: Material, side: str, width: float) -> None:
    """Write the side's name above its panel, and the name of each change where it happened and there is room."""
    low, high = axes.get_xlim()
    changes = [(change, (change.at_s / DAY_S - low) / (high - low) * width) for change in _shown(material)]
    room = min([at_in for _, at_in in changes if at_in > NAME_IN], default=width)
    name = sheet.fit(material.side(side), room - 0.15, weight="bold")
    axes.set_title(name, weight="bold", loc="left")
    free_in = sheet.width_in(name, weight="bold") + 0.1
    for change, at_in in changes:
        _mark(axes, change, material.look)
        words = sheet.fit(plain(change.id), 2.0)
        if free_in <= at_in < width - sheet.width_in(words):
            axes.text(
                change.at_s / DAY_S,
                1.03,
                words,
                transform=axes.get_xaxis_transform(),
                color=material.look.pale,
                va="bottom",
            )
            free_in = at_in + sheet.width_in(words) + 0.1


def _mark(axes: Axes, change: Change, look: Look) -> None:
    begin, weather = change.at_s / DAY_S, change.effect.get("weather")
    if weather:
        axes.axvspan(begin, begin + weather["for_s"] / DAY_S, color=look.shade, linewidth=0)
    else:
        axes.axvline(begin, color=look.ink, linestyle=":", linewidth=1.5)


def _legend(told: Mapping[str, Held], looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    return [(Line2D([], [], **looks[case]), plain(case)) for case in told]
