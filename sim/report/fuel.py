"""Fuel by ship over the voyage, with every replenishment at sea and every time a ship ran dry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.base.tongue import Tongue
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.voyage import Tank, Voyage
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["fuel"]

DAY_S: Final = 86400.0
NAMES_IN: Final = 2.6


def fuel(material: Material, told: Mapping[str, Voyage]) -> Iterator[Sheet]:
    """Draw a strip for each ship: how full she was in the case compared, and in the baseline behind it."""
    shown = [case for case in dict.fromkeys((material.baseline, material.focus)) if told.get(case)]
    if not shown:
        return
    one = told[shown[-1]]
    sheet = Sheet("fuel", _title(material, told, shown), material.footer, material.look)
    bottom, strips = 1.4, one.tanks
    tall, wide = (BODY_IN - bottom) / max(1, len(strips)), WIDTH_IN - NAMES_IN - 1.6
    for nth, tank in enumerate(strips):
        axes = sheet.axes(MARGIN_IN + NAMES_IN, BODY_IN - tall * (nth + 1) + 0.06, wide, tall - 0.1)
        behind = next((each for each in told[shown[0]].tanks if each.ship == tank.ship), None)
        _strip(axes, tank, behind if len(shown) > 1 else None, material)
        _dates(axes, one, material.tongue, named=nth == len(strips) - 1)
        y = BODY_IN - tall * (nth + 0.5)
        sheet.text(MARGIN_IN + NAMES_IN - 0.15, y, sheet.fit(plain(tank.ship), NAMES_IN - 0.2), ha="right", va="center")
        sheet.text(
            WIDTH_IN - 1.2,
            y,
            f"{100 * min(tank.state):.0f} %",
            va="center",
            color=material.look.colours["vermilion"] if tank.dry_s else material.look.ink,
        )
    sheet.text(WIDTH_IN - 1.2, bottom - 0.25, material.tongue("lowest"), va="bottom", color=material.look.pale)
    sheet.legend(_legend(material, shown), MARGIN_IN, 0.85, WIDTH_IN - 2 * MARGIN_IN)
    yield sheet


def _title(material: Material, told: Mapping[str, Voyage], shown: Sequence[str]) -> str:
    """Say the lowest state in each case, and how often ships ran dry."""
    said, tongue = [], material.tongue
    for case in reversed(shown):
        tanks = told[case].tanks
        lowest, dry = f"{100 * min(min(tank.state) for tank in tanks):.0f}", sum(len(tank.dry_s) for tank in tanks)
        words = "{lowest} % in {case}, ships run dry: {dry}" if dry else "{lowest} % in {case}"
        said.append(tongue(words, lowest=lowest, case=called(case), dry=dry))
    return tongue("Lowest fuel of any ship in replication 0: {said}", said=tongue("; ").join(said))


def _strip(axes: Axes, tank: Tank, behind: Tank | None, material: Material) -> None:
    """Draw how full one ship was, and in the baseline behind it."""
    look, blue = material.look, material.look.colours["blue"]
    if behind is not None:
        axes.plot(
            np.array(behind.time_s) / DAY_S, 100 * np.array(behind.state), color=look.pale, linewidth=1.0, zorder=2
        )
    days, state = np.array(tank.time_s) / DAY_S, 100 * np.array(tank.state)
    axes.fill_between(days, state, color=blue, alpha=0.16, linewidth=0, zorder=1)
    axes.plot(days, state, color=look.ink, linewidth=1.3, zorder=3)
    mark: dict[str, Any] = {"linestyle": "none", "zorder": 4, "clip_on": False}
    served, dry = np.array(tank.served_s) / DAY_S, np.array(tank.dry_s) / DAY_S
    axes.plot(served, [6.0] * len(served), marker="^", markersize=6, color=blue, **mark)
    axes.plot(dry, [50.0] * len(dry), marker="X", markersize=9, color=look.colours["vermilion"], **mark)
    axes.set_ylim(0, 100)
    axes.set_yticks([])
    axes.set_xlim(0, days[-1])


def _dates(axes: Axes, one: Voyage, tongue: Tongue, *, named: bool) -> None:
    firsts = _months(one, axes.get_xlim()[1], tongue)
    axes.set_xticks([day for day, _ in firsts], labels=[name if named else "" for _, name in firsts])
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _months(one: Voyage, days: float, tongue: Tongue) -> list[tuple[float, str]]:
    """Return the first of each month, in days from the start, with its name."""
    found = []
    for day in range(int(days) + 1):
        moment = one.start + timedelta(days=day)
        if moment.day == 1:
            found.append((day - moment.hour / 24.0, tongue(f"{moment:%b}")))
    return found


def _legend(material: Material, shown: Sequence[str]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    look, tongue = material.look, material.tongue
    entries = [(Line2D([], [], color=look.ink, linewidth=1.3), tongue("how full, {case}", case=called(shown[-1])))]
    if len(shown) > 1:
        entries.append((Line2D([], [], color=look.pale, linewidth=1.0), called(shown[0])))
    for marker, colour, words in (("^", "blue", "replenished at sea"), ("X", "vermilion", "ran dry")):
        mark = Line2D([], [], linestyle="none", marker=marker, color=look.colours[colour])
        entries.append((mark, tongue(words)))
    return entries
