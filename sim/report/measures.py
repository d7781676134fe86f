"""Measures by case: a panel for each, its mean and 95 % interval in every case, and the differences beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from sim.report.material import Material
from sim.report.sheet import BODY_IN, FOOT_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN, Look
from sim.report.words import called, difference, excludes_zero, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["measures", "note_beside", "tidy"]

COLUMNS: Final = 2
DEEP: Final = 3
LEAST_IN: Final = 0.21  # a case's line of text, with air
HEADING_IN: Final = 0.3
TICKS_IN: Final = 0.62
NAME_IN: Final = 1.85
NOTE_IN: Final = 1.8
AIR_IN: Final = 0.12
KEY_IN: Final = 0.3


def measures(material: Material, _: Mapping[str, None]) -> Iterator[Sheet]:
    """Draw every whole measure (those by side are in the tables), as many on a page as the cases leave room for."""
    shown = [name for name in material.results.units if "." not in name] or list(material.results.units)
    panel_in = HEADING_IN + TICKS_IN + LEAST_IN * len(material.results.cases)
    deep = max(1, min(DEEP, int((BODY_IN - KEY_IN - FOOT_IN) / panel_in)))
    pages = ceil(len(shown) / (COLUMNS * deep))
    size = ceil(len(shown) / max(1, pages))
    for page in range(pages):
        yield _page(material, shown[page * size : (page + 1) * size], page)


def _page(material: Material, names: Sequence[str], page: int) -> Sheet:
    title = _total(material, names) if page else material.finding(names[0])
    sheet = Sheet(f"measures-{page + 1}" if page else "measures", title, material.footer, material.look)
    top, rows = BODY_IN - KEY_IN, ceil(len(names) / COLUMNS)
    height, width = (top - FOOT_IN) / rows, (WIDTH_IN - 2 * MARGIN_IN) / COLUMNS
    sides = _sides(sheet, material, names)
    for nth, name in enumerate(names):
        left, bottom = MARGIN_IN + nth // rows * width, top - (nth % rows + 1) * height
        _panel(sheet, material, name, (left, bottom, width, height), sides)
    sheet.text(MARGIN_IN, top + 0.05, sheet.fit(_key(material), WIDTH_IN - 2 * MARGIN_IN), color=material.look.pale)
    return sheet


def _key(material: Material) -> str:
    if len(material.results.cases) < 2:
        return material.tongue("Dots: means; bars: 95 % intervals.")
    return material.tongue(
        "Dots: means; bars: 95 % intervals. "
        "Right: paired difference to {baseline}, bold where its interval excludes zero.",
        baseline=called(material.baseline),
    )


def _total(material: Material, names: Sequence[str]) -> str:
    """Say which of the measures on a page show a difference, and how large."""
    tongue, n = material.tongue, len(names)
    if len(material.results.cases) < 2:
        about = tongue(", ").join(material.named(name).lower() for name in names)
        return tongue("1 more measure: {about}" if n == 1 else "{n} more measures: {about}", n=n, about=about)
    against = {name: material.against(name)[material.focus] for name in names}
    clear = [_change(material, name, entry) for name, entry in against.items() if excludes_zero(entry)]
    of = {"case": called(material.focus), "baseline": called(material.baseline)}
    if not clear:
        return tongue("{case} against {baseline}: no difference shown in these {n}", n=n, **of)
    return tongue("{case} against {baseline}: {found}", found=tongue(", ").join(clear), **of)


def _change(material: Material, name: str, entry: Mapping[str, Any]) -> str:
    by = material.scale(name)
    return f"{material.named(name).lower()} {difference(entry, by)} {by.points}".rstrip()


def _sides(sheet: Sheet, material: Material, names: Sequence[str]) -> tuple[float, float]:
    """Return the inches that the names of the cases and the notes on the differences need, within bounds."""
    wide = max(sheet.width_in(plain(case)) for case in material.results.cases)
    notes = [difference(entry, material.scale(name)) for name in names for entry in material.against(name).values()]
    return min(NAME_IN, wide), min(NOTE_IN, max((sheet.width_in(note, weight="bold") for note in notes), default=0.0))


def _panel(
    sheet: Sheet, material: Material, name: str, place: tuple[float, float, float, float], sides: tuple[float, float]
) -> None:
    """Draw one measure: names on the left, estimates, differences on the right."""
    (left, bottom, width, height), (names_in, notes_in) = place, sides
    across = width - names_in - notes_in - 4 * AIR_IN
    axes = sheet.axes(left + names_in + AIR_IN, bottom + TICKS_IN, across, height - HEADING_IN - TICKS_IN)
    heading = sheet.fit(material.named(name), width - 2 * AIR_IN, weight="bold")
    sheet.text(left, bottom + height - HEADING_IN + 0.05, heading, weight="bold")
    by, cases = material.scale(name), material.results.cases
    told, against, looks = material.told(name), material.against(name), material.look.cases(cases)
    for row, case in enumerate(cases):
        _estimate(axes, row, told[case], by.factor, looks[case]["color"])
        if case in against:
            clear = excludes_zero(against[case])
            note = sheet.fit(difference(against[case], by), notes_in, weight="bold" if clear else "normal")
            note_beside(axes, row, note, 1 + AIR_IN / across, clear, material.look)
    axes.set_yticks(range(len(cases)), [sheet.fit(plain(case), names_in) for case in cases])
    axes.set_ylim(len(cases) - 0.5, -0.5)
    unit = material.tongue(", ").join(filter(None, [by.unit or material.tongue("number"), material.better(name)]))
    axes.set_xlabel(sheet.fit(unit, across + 2 * min(names_in, notes_in or names_in)), labelpad=1)
    tidy(axes, across)


def note_beside(axes: Axes, row: int, words: str, x: float, clear: bool, look: Look) -> None:
    """Write on a row to the right of the axes, bold where something is shown."""
    weight, colour = ("bold", look.ink) if clear else ("normal", look.pale)
    axes.text(x, row, words, transform=axes.get_yaxis_transform(), va="center", weight=weight, color=colour)


def _estimate(axes: Axes, row: int, entry: Mapping[str, Any], factor: float, colour: str) -> None:
    """Draw a mean and its interval; nothing where there is no value."""
    if entry["ci95"] is not None:
        axes.plot([end * factor for end in entry["ci95"]], [row, row], color=colour, linewidth=3, solid_capstyle="butt")
    if entry["mean"] is not None:
        axes.plot([entry["mean"] * factor], [row], "o", color=colour, markersize=9, clip_on=False)


def tidy(axes: Axes, across: float) -> None:
    """Leave a panel what is read: names, a few round ticks and their grid; `across` is its width in inches."""
    from matplotlib.ticker import MaxNLocator

    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=6)
    axes.tick_params(axis="x", length=3, pad=2)
    axes.xaxis.set_major_locator(MaxNLocator(max(1, min(3, int(across / 0.75))), steps=[1, 2, 5, 10]))
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
