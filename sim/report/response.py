"""How soon help comes to ships that are attacked, by case, and how soon it has to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.models.lane_events import AttemptMade
from sim.parts.lane_patrol import PatrolCame
from sim.report.incidents import incidents_of
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Answers", "answers_of", "response", "undecided"]

MINUTE_S: Final = 60.0
LEFT_IN: Final = 1.25
DECIDED, BEYOND = 0.9, 1.6
"""The axis ends so far beyond the time by which so many attempts are decided: help that comes later is of no use."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The attempts of one run after its warm-up: how many, when help came to some, and when each was decided.

    Times are minutes from the attempt. `helped` says of each decision that it was help which came first.
    """

    attempts: int
    came_min: tuple[float, ...]
    decided_min: tuple[float, ...]
    helped: tuple[bool, ...]


def answers_of(journal: Journal) -> Answers | None:
    """Return what came of calls for help in a run, None where no ship was attacked."""
    ended = incidents_of(journal)
    if ended is None:
        return None
    attempts = sum(1 for _ in journal.counted(AttemptMade))
    came = sorted(record.event.response_s / MINUTE_S for record in journal.counted(PatrolCame))
    decided = tuple(each.after_s / MINUTE_S for each in ended.at)
    return Answers(attempts, tuple(came), decided, tuple(each.outcome == "interrupted" for each in ended.at))


def undecided(answers: Sequence[Answers]) -> tuple[np.ndarray, np.ndarray]:
    """Return by time the share of attempts that would still be undecided had nobody come: Kaplan and Meier's estimate.

    An attempt that help interrupted tells only that it was not decided until then.
    """
    time = np.array([each for run in answers for each in run.decided_min])
    helped = np.array([each for run in answers for each in run.helped], dtype=bool)
    order = np.lexsort((helped, time))
    at_risk = len(time) - np.arange(len(time))
    left = np.cumprod(np.where(helped[order], 1.0, 1.0 - 1.0 / np.maximum(at_risk, 1)))
    return np.append(0.0, time[order]), np.append(1.0, left)


def response(material: Material, told: Mapping[str, Answers | None]) -> Iterator[Sheet]:
    """Draw the share of attempts to which help had come by each minute, over the share that was decided by then."""
    runs = {case: run for case, run in told.items() if run}
    sheet = Sheet("response", _title(material, runs), material.footer, material.look)
    looks, tongue, across = material.look.cases(material.results.cases), material.tongue, WIDTH_IN - 2 * MARGIN_IN
    legend = _legend(material, runs, looks)
    bottom = 1.65 + sheet.legend_in([words for _, words in legend], across)
    axes = sheet.axes(MARGIN_IN + LEFT_IN, bottom, across - LEFT_IN - 0.1, BODY_IN - bottom - 0.15)
    time, left = undecided(list(runs.values()))
    until = _until(time, left)
    axes.fill_between(np.append(time, until), 100 * np.append(1 - left, 1 - left[-1]), step="post",
                      color=material.look.shade, zorder=1)  # fmt: skip
    for case, run in runs.items():
        x = [0.0, *run.came_min, max(until, *run.came_min, 0.0)]
        y = [*(100 * nth / run.attempts for nth in range(len(run.came_min) + 1))]
        axes.step(x, [*y, y[-1]], where="post", zorder=3, **looks[case])
    _frame(axes, until, tongue)
    sheet.legend(legend, MARGIN_IN, bottom - 0.75, across)
    note = tongue("Replication 0 of each case. Grey: all cases, help that came first taken as no decision "
                  "(Kaplan–Meier).")  # fmt: skip
    sheet.text(MARGIN_IN, 0.42, sheet.fit(note, across), color=material.look.pale)
    yield sheet


def _title(material: Material, runs: Mapping[str, Answers]) -> str:
    """Say how much of what is decided without help is so before half of the help has come."""
    tongue = material.tongue
    time, left = undecided(list(runs.values()))
    median = float(time[int(np.argmax(left <= 0.5))]) if (left <= 0.5).any() else None
    if median is None:
        return material.headed("share_stopped")
    shares = [
        tongue("{n} in {case}", n=f"{100 * sum(at <= median for at in run.came_min) / run.attempts:.0f} %",
               case=called(case))
        for case, run in runs.items() if case in (material.focus, material.baseline)
    ]  # fmt: skip
    return tongue("Half of all attempts are decided within {n} min; a patrol is there by then: {shares}",
                  n=f"{median:.0f}", shares=tongue(", ").join(shares))  # fmt: skip


def _until(time: np.ndarray, left: np.ndarray) -> float:
    """Return where the axis ends, in minutes: at a round number."""
    decided = left <= 1.0 - DECIDED
    most = BEYOND * float(time[int(np.argmax(decided)) if decided.any() else -1])
    step = next(step for step in (5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 360.0, 1e9) if most / step <= 8)
    return float(np.ceil(most / step) * step)


def _frame(axes: Axes, until: float, tongue: Tongue) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(0, until)
    axes.set_ylim(0, 100)
    axes.set_xlabel(tongue("minutes since the attempt began"))
    axes.set_ylabel(tongue("share of attempts (%)"))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 3, 6, 10]))
    axes.grid()
    axes.set_axisbelow(True)


def _legend(material: Material, runs: Mapping[str, Answers], looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    tongue = material.tongue
    lines = [
        (Line2D([], [], **looks[case]),
         tongue("patrol there, {case} ({n} of {all})", case=plain(case), n=len(run.came_min), all=run.attempts))
        for case, run in runs.items()
    ]  # fmt: skip
    return [*lines, (Patch(color=material.look.shade), tongue("decided without help: boarded or repelled"))]
