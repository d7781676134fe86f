"""The figure of a comparison: a panel for each measure, with every pair of replications, the mean and its interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from os.path import commonprefix
from pathlib import Path
from typing import Any, Final

from sim.measure.shown import Scale, scale
from sim.report.comparison_words import mark
from sim.report.difference import dots, mean_bar
from sim.report.measures import note_beside, tidy
from sim.report.sheet import BODY_IN, FOOT_IN, MARGIN_IN, Sheet
from sim.report.style import LIGHT, WIDTH_IN, styled
from sim.report.words import counted, difference, difference_said, humane, plain

__all__ = ["draw_comparison", "sheets"]

Told = Mapping[str, Any]
FIGURE: Final = "comparison"
ROWS_MAX: Final = 12
DEEP: Final = 3
WIDE: Final = 3  # up to so many measures, panels go across the sheet
HEADING_IN: Final = 0.3
TICKS_IN: Final = 0.62
ROW_IN: Final = 0.4
KEY_IN: Final = 0.3
AIR_IN: Final = 0.12
NAME_IN: Final = 0.28  # at most, as a share of a panel's width
NOTE_IN: Final = 0.3
KEPT: Final = 4  # letters of a shared beginning that stay
DOT: Final = 6


def draw_comparison(folder: Path, told: Told) -> list[Path]:
    """Draw a comparison into a folder, as PNG and SVG; return the files. `told` is the content of comparison.json."""
    with styled():
        return [path for sheet in sheets(told) for path in sheet.save(folder)]


def sheets(told: Told) -> Iterator[Sheet]:
    """Yield as many sheets as the measures and the things compared need.

    Parts of a measure are in the table, unless they were asked for without the whole.
    """
    names = [name for name in told["measures"] if name.partition(".")[0] == name or _alone(name, told)]
    number = 0
    for comparisons in _chunks(told["comparisons"], ROWS_MAX):
        columns = 1 if len(names) <= WIDE else 2
        usable, panel_in = BODY_IN - KEY_IN - FOOT_IN, HEADING_IN + TICKS_IN + ROW_IN * len(comparisons)
        deep = max(1, min(DEEP, int(usable / panel_in)))
        for shown in _chunks(names, columns * deep):
            number += 1
            name = FIGURE if number == 1 else f"{FIGURE}-{number}"
            yield _page(Sheet(name, _title(told, comparisons, shown, number), _footer(comparisons)), told, comparisons,
                        shown, min(columns, len(shown)))  # fmt: skip


def _alone(name: str, told: Told) -> bool:
    return name.partition(".")[0] not in told["measures"]


def _chunks(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    """Yield even shares of at most so many."""
    shares = ceil(len(items) / most)
    size = ceil(len(items) / shares)
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _title(told: Told, comparisons: Sequence[Told], names: Sequence[str], number: int) -> str:
    """Say the finding of the first measure, and on further sheets how many differences stand."""
    first = comparisons[0]
    if number == 1:
        entry, by = first["measures"][names[0]], _scale(told, comparisons, names[0])
        alone = ": not told from luck among all" if mark(entry) == " (*)" else ""
        pair = f"{plain(first['of']['name'])[:24]} against {plain(first['to']['name'])[:24]}"
        return f"{humane(names[0])}, {pair}: {difference_said(entry['difference'], by)}{alone}"
    entries = [each["measures"][name] for each in comparisons for name in names]
    about = ", ".join(humane(name).lower() for name in names)
    return f"{sum(each['stands'] for each in entries)} of {counted(len(entries), 'difference')} stand: {about}"


def _footer(comparisons: Sequence[Told]) -> str:
    paired = {each["paired"] for each in comparisons}
    sort = "paired and unpaired" if len(paired) > 1 else "paired" if True in paired else "unpaired"
    sides = [each[side] for each in comparisons for side in ("to", "of")]
    seeds, scenarios = ({each[part]: None for each in sides} for part in ("seed", "scenario"))
    counts = sorted({each["replications"] for each in sides})
    made = f"seed {', '.join(map(str, seeds))}, {' or '.join(map(str, counts))} replications each, {sort}"
    return f"Illustrative: public figures, invented ships. {', '.join(map(plain, scenarios))}, {made}."


def _scale(told: Told, comparisons: Sequence[Told], name: str) -> Scale:
    means = [each["measures"][name][side]["mean"] or 0.0 for each in comparisons for side in ("of", "to")]
    return scale(told["measures"][name]["unit"], max(map(abs, means)))


def _page(sheet: Sheet, told: Told, comparisons: Sequence[Told], names: Sequence[str], columns: int) -> Sheet:
    top, deep = BODY_IN - KEY_IN, ceil(len(names) / columns)
    height, width = (top - FOOT_IN) / deep, (WIDTH_IN - 2 * MARGIN_IN) / columns
    sides = _sides(sheet, told, comparisons, names, width)
    for nth, name in enumerate(names):
        left, bottom = MARGIN_IN + nth // deep * width, top - (nth % deep + 1) * height
        _panel(sheet, told, comparisons, name, (left, bottom, width, height), sides)
    dotted = "Dots: pairs. " if any(each["paired"] for each in comparisons) else ""
    words = f"{dotted}Diamonds: means; bars: 95 % intervals. Bold: told apart with all differences looked at (Holm)."
    sheet.text(MARGIN_IN, top + 0.05, sheet.fit(words, WIDTH_IN - 2 * MARGIN_IN), color=LIGHT.pale)
    return sheet


def _sides(
    sheet: Sheet, told: Told, comparisons: Sequence[Told], names: Sequence[str], width: float
) -> tuple[float, float]:
    """Return the inches that names and notes need beside the panels of a sheet, within bounds."""
    called = max(sheet.width_in(plain(each["of"]["name"])) for each in comparisons)
    notes = [note for name in names for note in _notes(told, comparisons, name)]
    return min(NAME_IN * width, called), min(
        NOTE_IN * width, max(sheet.width_in(each, weight="bold") for each in notes)
    )


def _notes(told: Told, comparisons: Sequence[Told], name: str) -> list[str]:
    by = _scale(told, comparisons, name)
    return [difference(each["measures"][name]["difference"], by) for each in comparisons]


def _panel(
    sheet: Sheet,
    told: Told,
    comparisons: Sequence[Told],
    name: str,
    place: tuple[float, float, float, float],
    sides: tuple[float, float],
) -> None:
    """Draw one measure: what is compared on the left, differences, and what they come to on the right."""
    (left, bottom, width, height), (names_in, notes_in) = place, sides
    by, called = _scale(told, comparisons, name), [plain(each["of"]["name"]) for each in comparisons]
    entries, notes = [each["measures"][name] for each in comparisons], _notes(told, comparisons, name)
    across = width - names_in - notes_in - 4 * AIR_IN
    axes = sheet.axes(left + names_in + AIR_IN, bottom + TICKS_IN, across, height - HEADING_IN - TICKS_IN)
    axes.axvline(0, color=LIGHT.pale, linewidth=1.5)
    colours = [look["color"] for look in LIGHT.cases(["", *map(str, range(len(entries)))]).values()][1:]
    for row, (entry, words, colour) in enumerate(zip(entries, notes, colours, strict=True)):
        dots(axes, row, [value * by.factor for value in entry["differences"]], LIGHT.filled, DOT)
        mean_bar(axes, row, entry["difference"], by.factor, colour)
        note_beside(axes, row, sheet.fit(words, notes_in, weight="bold"), 1 + AIR_IN / across, entry["stands"], LIGHT)
    axes.set_yticks(range(len(entries)), _told_apart(sheet, called, names_in))
    axes.set_ylim(len(entries) - 0.5, -0.5)
    heading = sheet.fit(humane(name), width - 2 * AIR_IN, weight="bold")
    sheet.text(left, bottom + height - HEADING_IN + 0.05, heading, weight="bold")
    label = f"difference to {_baseline(comparisons)} ({by.points or 'number'})"
    axes.set_xlabel(sheet.fit(label, across + 2 * min(names_in, notes_in)), labelpad=1)
    tidy(axes, across)


def _baseline(comparisons: Sequence[Told]) -> str:
    called = {each["to"]["name"] for each in comparisons}
    return plain(called.pop())[:24] if len(called) == 1 else "each one's baseline"


def _told_apart(sheet: Sheet, names: Sequence[str], width: float) -> list[str]:
    """Return names that fit a width, without the beginning that they share: long names of folders differ later."""
    if len(names) > 1 and max(map(sheet.width_in, names)) > width:
        shared = max(0, len(commonprefix(names)) - KEPT)  # noqa: RUF071 – of letters, as meant
        names = [f"…{name[shared:]}" for name in names] if shared else names
    return [sheet.fit(name, width) for name in names]
