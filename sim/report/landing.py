"""The landing serial chart: from when to when each wave was landed, and the tonnes that were ashore by each hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.models.landing_events import CraftLoaded, ForceReady, WaveAshore
from sim.models.landing_measures import landed
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Ashore", "Serial", "ashore", "landing"]

HOUR_S: Final = 3600.0
NAMES_IN: Final = 3.0
TONNES_IN: Final = 2.35
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Serial:
    """A wave as it was landed: whose, from its first loading to its last load ashore, and when each load came."""

    side: str
    wave: str
    from_h: float
    until_h: float
    loads_h: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ashore:
    """One landing: its waves, and (hour, tonnes so far) after each load."""

    serials: tuple[Serial, ...]
    tonnes: tuple[tuple[float, float], ...]


def ashore(journal: Journal) -> Ashore | None:
    """Return the landing of a run; None where nothing was landed."""
    loads = landed(journal)
    if not loads:
        return None
    begun: dict[tuple[str, str], float] = {}
    for record in journal.of(CraftLoaded):
        event = record.event
        begun.setdefault((event.host, event.wave), (record.time_s - event.worked_s) / HOUR_S)
    done = {(record.event.side, record.event.wave): record.time_s / HOUR_S for record in journal.of(WaveAshore)}
    owners = [
        (record.event.side, wave.partition("=")[0]) for record in journal.of(ForceReady) for wave in record.event.waves
    ]
    end_h, so_far, tonnes = journal.header["duration_s"] / HOUR_S, 0.0, [(0.0, 0.0)]
    for at_s, event in loads:
        so_far += event.tonnes
        tonnes.append((at_s / HOUR_S, so_far))
    serials = tuple(
        Serial(side, wave, begun[side, wave], done.get((side, wave), end_h),
               tuple(at_s / HOUR_S for at_s, event in loads if (event.owner, event.wave) == (side, wave)))
        for side, wave in owners if (side, wave) in begun
    )  # fmt: skip
    return Ashore(serials, tuple(tonnes))


def landing(material: Material, told: Mapping[str, Ashore | None]) -> Iterator[Sheet]:
    """Draw the waves of the case compared, with those of the baseline below each, and tonnes by case."""
    tongue, runs = material.tongue, {case: run for case, run in told.items() if run}
    looks = material.look.cases(material.results.cases)
    sheet = Sheet("landing", material.headed("all_ashore"), material.footer, material.look)
    legend, across = _legend(runs, looks), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.5 + sheet.legend_in([words for _, words in legend], across)
    hours = max(run.tonnes[-1][0] for run in runs.values()) * 1.02
    low = sheet.axes(MARGIN_IN + NAMES_IN, bottom, across - NAMES_IN - 0.1, TONNES_IN - 0.75)
    _tonnes(low, runs, looks, hours, tongue)
    high = sheet.axes(MARGIN_IN + NAMES_IN, bottom + TONNES_IN - 0.35, across - NAMES_IN - 0.1,
                      BODY_IN - 0.35 - bottom - TONNES_IN + 0.35)  # fmt: skip
    _serials(sheet, high, material, runs, hours)
    sheet.text(MARGIN_IN + NAMES_IN + (across - NAMES_IN) / 2, bottom - 0.58, tongue("hours since the landing began"),
               ha="center")  # fmt: skip
    sheet.legend(legend, MARGIN_IN, bottom - 0.72, across)
    note = tongue("Waves and tonnes: replication 0 of each case. The lower bar of a wave is {case}.",
                  case=called(material.baseline))  # fmt: skip
    sheet.text(MARGIN_IN, 0.42, sheet.fit(note, across), color=material.look.pale)
    yield sheet


def _tonnes(axes: Axes, runs: Mapping[str, Ashore], looks: Mapping[str, Any], hours: float, tongue: Tongue) -> None:
    for case, run in runs.items():
        axes.step([hour for hour, _ in run.tonnes], [tonnes for _, tonnes in run.tonnes], where="post", **looks[case])
    axes.set_title(tongue("Tonnes ashore"), weight="bold", loc="left")
    axes.set_xlim(0, hours)
    axes.set_ylim(bottom=0)
    axes.locator_params(axis="y", nbins=4)
    axes.grid()
    axes.set_axisbelow(True)


def _serials(sheet: Sheet, axes: Axes, material: Material, runs: Mapping[str, Ashore], hours: float) -> None:
    """Draw a row for each wave, in its side's colour, with a tick for each load."""
    pair = [case for case in dict.fromkeys([material.focus, material.baseline]) if case in runs]
    names = list(dict.fromkeys((each.side, each.wave) for case in pair for each in runs[case].serials))[:MOST]
    for nth, case in enumerate(pair):
        for each in runs[case].serials:
            if (each.side, each.wave) not in names:
                continue
            place = names.index((each.side, each.wave)) + (nth - 0.5) * 0.42 * (len(pair) > 1)
            colour = _paler(material.colours[each.side], material.look.ground) if nth else material.colours[each.side]
            axes.barh(place, each.until_h - each.from_h, left=each.from_h, height=0.36, color=colour)
            axes.plot(
                each.loads_h,
                [place] * len(each.loads_h),
                linestyle="none",
                marker="|",
                color=material.look.ink,
                markersize=5,
            )
    words = [
        sheet.fit(plain(f"{material.titles(wave)}, {material.side(side)}"), NAMES_IN - 0.15) for side, wave in names
    ]
    axes.set_yticks(range(len(names)), words)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, hours)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelbottom=False)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _paler(colour: str, ground: str) -> tuple[float, ...]:
    """Return a colour mixed with more than as much of the ground, so that what lies below does not shine through."""
    from matplotlib.colors import to_rgb

    return tuple(0.45 * part + 0.55 * behind for part, behind in zip(to_rgb(colour), to_rgb(ground), strict=True))


def _legend(runs: Mapping[str, Ashore], looks: Mapping[str, Any]) -> list[tuple[Any, str]]:
    from matplotlib.lines import Line2D

    return [(Line2D([], [], **looks[case]), f"{plain(case)} ({run.tonnes[-1][0]:.0f} h)") for case, run in runs.items()]
