"""The deck spot chart: who stood on which spot when, and what was done there, over one day of the case compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.models.sortie_events import (
    DeckOpened,
    JetBroughtUp,
    JetLaunched,
    JetRecovered,
    JetStruckDown,
    StepDone,
)  # fmt: skip
from sim.report.material import Material
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN, Look
from sim.report.words import called, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Bar", "Plan", "deckplan", "plan"]

DAY_S: Final = 86400.0
HOUR_S: Final = 3600.0
LEFT_IN: Final = 0.75
STEPS: Final = ("sky", "blue", "vermilion", "green", "purple", "orange", "yellow")


@dataclass(frozen=True, slots=True)
class Bar:
    """Something on a spot of a deck from one hour to another; `step` is empty for standing there."""

    deck: str
    spot: int
    from_h: float
    until_h: float
    step: str
    guest: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A day on the decks of a run: which day, the spots and side of each deck, and what filled them."""

    day: int
    decks: tuple[tuple[str, str, int], ...]
    bars: tuple[Bar, ...]


def plan(journal: Journal) -> Plan | None:
    """Return the first whole day after the warm-up on the decks of a run; None where there are none."""
    decks = tuple((r.event.deck, r.event.side, r.event.spots) for r in journal.of(DeckOpened))
    if not decks:
        return None
    day = int(-(-journal.header["warm_up_s"] // DAY_S))
    day = min(day, max(0, int(journal.header["duration_s"] // DAY_S) - 1))
    bars = [bar for bar in _bars(journal) if bar.until_h > 24.0 * day and bar.from_h < 24.0 * (day + 1)]
    return Plan(day, decks, tuple(bars))


def _bars(journal: Journal) -> Iterator[Bar]:
    """Yield each stay of a jet on a spot, and each step done on one."""
    since: dict[str, tuple[str, int, float, bool]] = {}
    for record in journal.of(JetRecovered, JetBroughtUp, JetLaunched, JetStruckDown, StepDone):
        event, hour = record.event, record.time_s / HOUR_S
        guest = event.side != event.host
        if isinstance(event, StepDone):
            since.setdefault(event.jet, (event.deck, event.spot, 0.0, guest))
            yield Bar(event.deck, event.spot, hour - event.worked_s / HOUR_S, hour, event.step, guest)
        elif isinstance(event, (JetRecovered, JetBroughtUp)):
            since[event.jet] = event.deck, event.spot, hour, guest
        elif event.jet in since:
            deck, spot, from_h, guest = since.pop(event.jet)
            yield Bar(deck, spot, from_h, hour, "", guest)
    for deck, spot, from_h, guest in since.values():
        yield Bar(deck, spot, from_h, journal.header["duration_s"] / HOUR_S, "", guest)


def deckplan(material: Material, told: Mapping[str, Plan | None]) -> Iterator[Sheet]:
    """Draw a panel for each deck and a row for each spot."""
    found, tongue = told.get(material.focus), material.tongue
    if found is None or not found.bars:
        return
    steps = list(dict.fromkeys(bar.step for bar in found.bars if bar.step))
    looks = {step: material.look.colours[STEPS[nth % len(STEPS)]] for nth, step in enumerate(steps)}
    sheet = Sheet("deck-spots", _title(material, found, tongue), material.footer, material.look)
    legend, across = _legend(looks, material), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.4 + sheet.legend_in([words for _, words in legend], across)
    gap, room = 0.42, BODY_IN - 0.35 - bottom
    rows = sum(spots for _, _, spots in found.decks)
    top = bottom + room
    for deck, side, spots in found.decks:
        height = (room - gap * (len(found.decks) - 1)) * spots / rows
        axes = sheet.axes(MARGIN_IN + LEFT_IN, top - height, across - LEFT_IN - 0.15, height)
        _panel(axes, [bar for bar in found.bars if bar.deck == deck], spots, found.day, looks, material.look)
        if top - height > bottom + 0.01:
            axes.tick_params(axis="x", labelbottom=False)
        axes.set_title(sheet.fit(f"{plain(deck)}, {material.side(side)}", across - LEFT_IN), weight="bold", loc="left")
        top -= height + gap
    sheet.text(MARGIN_IN + LEFT_IN + (across - LEFT_IN) / 2, bottom - 0.58, tongue("hours of the day, from the start"),
               ha="center")  # fmt: skip
    sheet.legend(legend, MARGIN_IN, bottom - 0.7, across)
    yield sheet


def _title(material: Material, found: Plan, tongue: Tongue) -> str:
    guests = len({(bar.spot, bar.from_h) for bar in found.bars if bar.guest and not bar.step})
    stays = sum(not bar.step for bar in found.bars)
    return tongue(
        "{stays} stays on spots, {guests} of them by guests, on day {day} of replication 0 in {case}",
        stays=stays, guests=guests, day=found.day + 1, case=called(material.focus),
    )  # fmt: skip


def _panel(axes: Axes, bars: Sequence[Bar], spots: int, day: int, looks: Mapping[str, str], look: Look) -> None:
    """Draw stays in grey, a guest's framed, and steps in colours, one that runs beside another below it."""
    from matplotlib.ticker import MaxNLocator

    busy_until: dict[int, float] = {}
    stays: list[tuple[Bar, float]] = []
    steps: list[tuple[Bar, float]] = []
    for bar in sorted(bars, key=lambda bar: bar.from_h):
        if not bar.step:
            stays.append((bar, bar.spot))
            continue
        beside = bar.from_h < busy_until.get(bar.spot, 0.0)
        busy_until[bar.spot] = max(bar.until_h, busy_until.get(bar.spot, 0.0))
        steps.append((bar, bar.spot + 0.2 if beside else bar.spot - 0.2))
    guests = [_stay(bar.guest, look) for bar, _ in stays]
    _bars_at(axes, stays, day, height=0.9, **{name: [each[name] for each in guests] for name in _stay(False, look)})
    _bars_at(axes, steps, day, height=0.36, color=[looks[bar.step] for bar, _ in steps])
    axes.set_xlim(0, 24)
    axes.set_ylim(spots + 0.6, 0.4)
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True, steps=[1, 2, 3, 4, 6, 10]))
    every = 1 if spots <= 4 else 4 if spots <= 16 else 8
    axes.set_yticks([n for n in range(1, spots + 1) if n == 1 or n % every == 0])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _bars_at(axes: Axes, places: Sequence[tuple[Bar, float]], day: int, **look: Any) -> None:
    """Draw bars of one height at their places, cut to the day; all at once, for each call costs more than its bars."""
    begin_h = [max(bar.from_h - 24.0 * day, 0.0) for bar, _ in places]
    lasts_h = [min(bar.until_h - 24.0 * day, 24.0) - from_h for (bar, _), from_h in zip(places, begin_h, strict=True)]
    axes.barh([place for _, place in places], lasts_h, left=begin_h, **look)


def _stay(guest: bool, look: Look) -> dict[str, Any]:
    return {"facecolor": look.shade, "edgecolor": look.ink if guest else look.shade, "linewidth": 1.4 if guest else 0.0}


def _legend(looks: Mapping[str, str], material: Material) -> list[tuple[Any, str]]:
    from matplotlib.patches import Patch

    look, tongue = material.look, material.tongue
    shapes: list[tuple[Any, str]] = [
        (Patch(color=colour), plain(material.titles(step))) for step, colour in looks.items()
    ]
    shapes.append((Patch(**_stay(False, look)), tongue("on the spot")))
    return [*shapes, (Patch(**_stay(True, look)), tongue("the partner's jet"))]
