"""How measures settle from the start of a run: the mean of the pilots over time, and where each is cut."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.base.units import show
from sim.experiment.pilots import Proposal
from sim.measure.catalogue import PACKAGES, unit_of
from sim.measure.shown import scale
from sim.measure.warm_up import welch
from sim.record.files import say_why
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import LIGHT, WIDTH_IN, styled
from sim.report.words import humane, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_warm_up"]

DAY_S: Final = 86400.0
PANELS: Final = 4
KEY: Final = "Lines: means of the pilots, without warm-up, injects and decisions. Upright: the cut of the slowest case."


def draw_warm_up(proposal: Proposal, folder: Path, packages: tuple[str, ...] = PACKAGES) -> list[Path]:
    """Draw the slowest measures as PNG and SVG into a folder; return both files."""
    with say_why(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with styled():
        sheet = Sheet(
            "warm-up", _title(proposal), f"{proposal.pilots} pilots, windows of {show(proposal.step_s, 'time')}"
        )
        names = sorted({name for _, name in proposal.found}, key=lambda name: -_cut(proposal, name))[:PANELS]
        width, height = (WIDTH_IN - 2 * MARGIN_IN) / 2, (BODY_IN - 1.35) / 2
        for nth, name in enumerate(names):
            left, low = MARGIN_IN + nth % 2 * width, BODY_IN - (nth // 2 + 1) * height
            axes = sheet.axes(left + 0.95, low + 0.65, width - 1.15, height - 1.1)
            _panel(axes, proposal, name, packages)
        _legend(sheet, proposal)
        return sheet.save(folder)


def _title(proposal: Proposal) -> str:
    if proposal.unsettled:
        return "The run is too short: not every measure has settled by its middle"
    wanted = proposal.warm_up_s
    return f"Every measure has settled after {show(wanted, 'time')}" if wanted else "No measure needs a warm-up"


def _cut(proposal: Proposal, name: str) -> int:
    return max(each.observations for (_, of), each in proposal.found.items() if of == name)


def _panel(axes: Axes, proposal: Proposal, name: str, packages: tuple[str, ...]) -> None:
    looks = LIGHT.cases(_cases(proposal))
    by = scale(unit_of(name, packages))
    for (case, of), values in proposal.series.items():
        if of == name:
            days = (np.arange(values.shape[1]) + 0.5) * proposal.step_s / DAY_S
            axes.plot(days, welch(values) * by.factor, **looks[case])
    axes.set_title(f"{humane(name)}{f' ({by.unit})' if by.unit else ''}", loc="left", weight="bold")
    axes.set_xlabel("days from the start")
    axes.locator_params(nbins=5)
    if cut := _cut(proposal, name):
        axes.axvline(cut * proposal.step_s / DAY_S, color=LIGHT.ink, linestyle="--")


def _cases(proposal: Proposal) -> list[str]:
    return list(dict.fromkeys(case for case, _ in proposal.series))


def _legend(sheet: Sheet, proposal: Proposal) -> None:
    from matplotlib.lines import Line2D

    looks = LIGHT.cases(_cases(proposal))
    sheet.legend([(Line2D([], [], **look), plain(case)) for case, look in looks.items()], MARGIN_IN, 1.25, WIDTH_IN - 1)
    sheet.text(MARGIN_IN, 0.45, KEY, color=LIGHT.pale)
