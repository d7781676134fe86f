"""Sortie generation: missions launched as the days go by, case beside case, and which teams were busy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.models.sortie_events import DeckOpened, JetLaunched
from sim.models.sortie_measures import team_shares
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.words import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Flown", "flown", "sorties"]

DAY_S: Final = 86400.0
LEFT_IN: Final = 1.05
GAP_IN: Final = 3.25
BARS_IN: Final = 2.6
FEW: Final = 14  # teams that a panel has room for


@dataclass(frozen=True, slots=True)
class Flown:
    """When missions were launched in one run, and the share of time that each team of each deck was at work."""

    launched_s: tuple[float, ...]
    teams: tuple[tuple[str, str, float], ...]
    sides: Mapping[str, str]


def flown(journal: Journal) -> Flown | None:
    """Return what decks did in a run; None where there are none."""
    sides = {record.event.deck: record.event.side for record in journal.of(DeckOpened)}
    if not sides:
        return None
    launched = tuple(record.time_s for record in journal.of(JetLaunched) if record.event.purpose == "mission")
    teams = tuple((deck, team, share) for (deck, team), share in team_shares(journal).items())
    return Flown(launched, teams, sides)


def sorties(material: Material, told: Mapping[str, Flown | None]) -> Iterator[Sheet]:
    """Draw missions over time by case, and the teams of the case compared beside those of the baseline."""
    tongue, runs = material.tongue, {case: run for case, run in told.items() if run}
    looks = material.look.cases(material.results.cases)
    sheet = Sheet("sorties", material.headed("sorties_per_day"), material.footer, material.look)
    legend, across = _legend(runs, looks), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.55 + sheet.legend_in([words for _, words in legend], across)
    height = BODY_IN - 0.4 - bottom
    width = WIDTH_IN - 2 * MARGIN_IN - LEFT_IN - GAP_IN - BARS_IN
    axes = sheet.axes(MARGIN_IN + LEFT_IN, bottom, width, height)
    _launches(axes, runs, looks, tongue)
    bars = sheet.axes(WIDTH_IN - MARGIN_IN - BARS_IN, bottom, BARS_IN, height)
    _teams(sheet, bars, material, runs, looks, tongue)
    sheet.legend(legend, MARGIN_IN, bottom - 0.75, across)
    sheet.text(MARGIN_IN, 0.42, tongue("Lines and bars: replication 0 of each case."), color=material.look.pale)
    yield sheet


def _launches(axes: Axes, runs: Mapping[str, Flown], looks: Mapping[str, Any], tongue: Tongue) -> None:
    """Draw the number of missions launched so far."""
    from matplotlib.ticker import MaxNLocator

    for case, run in runs.items():
        days = [at_s / DAY_S for at_s in run.launched_s]
        axes.step([0.0, *days], range(len(days) + 1), where="post", **looks[case])
    axes.set_title(tongue("Missions launched so far"), weight="bold", loc="left")
    axes.set_xlabel(tongue("days since the start"))
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.grid()
    axes.set_axisbelow(True)


def _teams(
    sheet: Sheet, axes: Axes, material: Material, runs: Mapping[str, Flown], looks: Mapping[str, Any], tongue: Tongue
) -> None:
    """Draw the share of time at work of the busiest teams in two cases."""
    pair = [case for case in dict.fromkeys([material.baseline, material.focus]) if case in runs]
    first = {(deck, team): share for deck, team, share in runs[pair[0]].teams}
    shown = sorted(sorted(first, key=lambda each: -first[each])[:FEW], key=lambda each: first[each])
    for nth, case in enumerate(pair):
        shares = {(deck, team): share for deck, team, share in runs[case].teams}
        places = [y + 0.2 - 0.4 * nth for y in range(len(shown))] if len(pair) > 1 else list(range(len(shown)))
        values = [100.0 * shares.get(each, 0.0) for each in shown]
        axes.barh(places, values, height=0.36 if len(pair) > 1 else 0.7, color=looks[case]["color"])
    axes.set_yticks(range(len(shown)), _names(sheet, shown, material))
    axes.set_title(tongue("Time at work (%)"), weight="bold", loc="left")
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _names(sheet: Sheet, shown: Sequence[tuple[str, str]], material: Material) -> list[str]:
    return [sheet.fit(plain(f"{material.titles(team)}, {deck}"), GAP_IN - 0.25) for deck, team in shown]


def _legend(runs: Mapping[str, Flown], looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    return [(Line2D([], [], **looks[case]), f"{plain(case)} ({len(run.launched_s)})") for case, run in runs.items()]
