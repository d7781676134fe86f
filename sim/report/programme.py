"""The training programme of the first exercise as it was held, and interoperability over the years by case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.models.training_events import ExerciseBegan, ExerciseEnded, SerialDone, TaskTried, TroopsArrived
from sim.models.training_measures import levels
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN, Look
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Curve", "Held", "curve", "exercise", "programme", "years"]

DAY_S: Final = 86400.0
YEAR_S: Final = 365.25 * DAY_S
NAMES_IN: Final = 2.6
SERVICE_IN: Final = 1.9
TOGETHER, APART = "blue", "orange"


@dataclass(frozen=True, slots=True)
class Held:
    """One exercise: (sort, from, until in days, together) of each serial, and when training began and the final."""

    name: str
    serials: tuple[tuple[str, float, float, bool], ...]
    planned: int
    trained_d: float
    final_d: float
    ended_d: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The level of interoperability over a run: (time, level, time in which it falls to 1/e) at each change."""

    changes: tuple[tuple[float, float, float], ...]
    until_s: float


def exercise(journal: Journal) -> Held | None:
    """Return the first exercise of a run that was held to its end."""
    for begun in journal.of(ExerciseBegan):
        name, from_s = begun.event.exercise, begun.time_s
        mine = [record for record in journal.of(SerialDone, TroopsArrived, TaskTried, ExerciseEnded)
                if record.event.exercise == name]  # fmt: skip
        ends = [record.time_s for record in mine if isinstance(record.event, ExerciseEnded)]
        arrived = [record.time_s for record in mine if isinstance(record.event, TroopsArrived)]
        if not ends or not arrived:
            continue
        tried = [record.time_s for record in mine if isinstance(record.event, TaskTried)]
        first = tried[0] - (tried[1] - tried[0]) if len(tried) > 1 else ends[0]
        serials = tuple(
            (r.event.sort, (r.time_s - r.event.worked_s - from_s) / DAY_S, (r.time_s - from_s) / DAY_S, r.event.joint)
            for r in mine if isinstance(r.event, SerialDone)
        )  # fmt: skip
        days = [(time_s - from_s) / DAY_S for time_s in (arrived[0], first, ends[0])]
        return Held(name, serials, len(begun.event.serials), *days)
    return None


def curve(journal: Journal) -> Curve | None:
    """Return how the level of interoperability went; None where there are no exercises."""
    changes = levels(journal)
    return Curve(tuple(changes), journal.header["duration_s"]) if changes else None


def programme(material: Material, told: Mapping[str, Held | None]) -> Iterator[Sheet]:
    """Draw a band for each sort of serial, and in it a bar for each serial; as many rows as ran at once."""
    held, tongue = told.get(material.focus), material.tongue
    if held is None:
        return
    sheet = Sheet("programme", _title(material, held, tongue), material.footer, material.look)
    legend, across = _shapes(material.look, tongue), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.4 + sheet.legend_in([words for _, words in legend], across)
    axes = sheet.axes(MARGIN_IN + NAMES_IN, bottom, across - NAMES_IN - 0.1, BODY_IN - 0.2 - bottom)
    _bars(sheet, axes, held, material)
    words, middle = tongue("days since the first chalk was due"), MARGIN_IN + NAMES_IN + (across - NAMES_IN) / 2
    sheet.text(middle, bottom - 0.6, words, ha="center")
    sheet.legend(legend, MARGIN_IN, bottom - 0.72, across)
    yield sheet


def _title(material: Material, held: Held, tongue: Tongue) -> str:
    joint = sum(each[3] for each in held.serials)
    return tongue(
        "{done} of {planned} serials done in the first exercise of replication 0 in {case}, {joint} of them together",
        done=len(held.serials), planned=held.planned, joint=joint, case=called(material.focus),
    )  # fmt: skip


def _bars(sheet: Sheet, axes: Axes, held: Held, material: Material) -> None:
    from matplotlib.ticker import MaxNLocator

    look, row, ticks, names = material.look, 0.0, [], []
    for sort in dict.fromkeys(each[0] for each in held.serials):
        mine = sorted(each for each in held.serials if each[0] == sort)
        lanes = _lanes([(from_d, until_d) for _, from_d, until_d, _ in mine])
        for lane, (_, from_d, until_d, joint) in zip(lanes, mine, strict=True):
            colour = look.colours[TOGETHER if joint else APART]
            axes.barh(row + lane, until_d - from_d, left=from_d, height=0.8, color=colour, edgecolor=look.ground)
        ticks.append(row + max(lanes) / 2)
        names.append(sheet.fit(plain(material.titles(sort).replace("_", " ")), NAMES_IN - 0.15))
        row += max(lanes) + 1.6
    for from_d, until_d in ((0.0, held.trained_d), (held.final_d, held.ended_d)):
        axes.axvspan(from_d, until_d, color=look.shade, zorder=0, linewidth=0)
    axes.set_yticks(ticks, names)
    axes.set_ylim(row - 0.9, -0.7)
    axes.set_xlim(0, held.ended_d)
    axes.xaxis.set_major_locator(MaxNLocator(14, integer=True))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return the lowest row that is free for each span, spans being in order of their beginnings."""
    ends: list[float] = []
    chosen = []
    for from_d, until_d in spans:
        lane = next((nth for nth, end in enumerate(ends) if end <= from_d + 1e-9), len(ends))
        ends[lane : lane + 1] = [until_d]
        chosen.append(lane)
    return chosen


def _shapes(look: Look, tongue: Tongue) -> list[tuple[Any, str]]:
    from matplotlib.patches import Patch

    shapes = {
        tongue("held together"): look.colours[TOGETHER],
        tongue("held side by side"): look.colours[APART],
        tongue("arrival, and the final exercise"): look.shade,
    }
    return [(Patch(color=colour), words) for words, colour in shapes.items()]


def years(material: Material, told: Mapping[str, Curve | None]) -> Iterator[Sheet]:
    """Draw the level over the years, a line for each case, with the levels from which serials are held together."""
    tongue, runs = material.tongue, {case: run for case, run in told.items() if run}
    looks = material.look.cases(material.results.cases)
    sheet = Sheet("years", material.headed("interoperability"), material.footer, material.look)
    legend, across = _lines(runs, looks), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.55 + sheet.legend_in([words for _, words in legend], across)
    axes = sheet.axes(MARGIN_IN + 0.9, bottom, across - 0.9 - SERVICE_IN, BODY_IN - 0.4 - bottom)
    start = material.scenario.spec.start
    for case, run in runs.items():
        times, values = _drawn(run)
        axes.plot(start.year + (start.timetuple().tm_yday - 1) / 365.25 + times / YEAR_S, values, **looks[case])
    axes.set_ylim(0, 100)
    axes.set_xlim(start.year, start.year + max(run.until_s for run in runs.values()) / YEAR_S)
    axes.set_title(tongue("Level of interoperability, of 100"), weight="bold", loc="left")
    axes.locator_params(axis="x", integer=True)
    axes.tick_params(axis="x", pad=8)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    _thresholds(sheet, axes, material)
    sheet.legend(legend, MARGIN_IN, bottom - 0.6, across)
    sheet.text(MARGIN_IN, 0.42, tongue("Curves: replication 0 of each case."), color=material.look.pale)
    yield sheet


def _drawn(run: Curve) -> tuple[np.ndarray, np.ndarray]:
    """Return points of a curve that jumps at changes and fades between them."""
    times, values = [], []
    for (at_s, level, fades_s), (until_s, _, _) in zip(
        run.changes, [*run.changes[1:], (run.until_s, 0.0, 1.0)], strict=True
    ):
        steps = np.linspace(at_s, until_s, 2 + int((until_s - at_s) / (20 * DAY_S)))
        times += steps.tolist()
        values += [level * exp(-(step - at_s) / fades_s) for step in steps.tolist()]
    return np.array(times), np.array(values)


def _thresholds(sheet: Sheet, axes: Axes, material: Material) -> None:
    """Mark the level from which each service is given, with its name at the right."""
    tables = [part for part in material.scenario.setting(material.focus).parts if part.kind == "interoperability"]
    named = sorted((least, name) for part in tables for name, least in getattr(part, "services", {}).items())
    for least, name in named:
        if 0 < least < 100:
            axes.axhline(least, color=material.look.pale, linewidth=1.0, linestyle="dotted", zorder=0)
            words = sheet.fit(plain(material.titles(name.replace("_", " "))), SERVICE_IN - 0.2)
            axes.text(1.01, least, words, transform=axes.get_yaxis_transform(), va="center")


def _lines(runs: Mapping[str, Curve], looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    return [(Line2D([], [], **looks[case]), plain(case)) for case in runs]
