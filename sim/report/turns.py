"""What was said at a table, turn by turn: a lane for each cell, a numbered mark for each entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sim.base.tongue import Tongue, phrase
from sim.report.sheet import BODY_IN, MARGIN_IN, Sheet
from sim.report.style import LIGHT, WIDTH_IN, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SORTS", "Came", "Lane", "Said", "turns"]

NAME_IN: Final = 2.0
SLOT_IN: Final = (0.46, 0.5)
LABEL_IN: Final = 0.3
SORTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "choose": ("D", phrase("choice")), "order": ("s", phrase("order")), "request": ("<", phrase("request")),
        "answer": (">", phrase("answer")), "inject": ("*", phrase("inject")), "override": ("X", phrase("ruling")),
        "note": ("o", phrase("note")), "undo": ("P", phrase("undo or rewind")),
        "rewind": ("P", phrase("undo or rewind")), "due": ("v", phrase("decision due")),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """An entry: its number, sort, turn, and whether it still stands."""

    number: int
    sort: str
    turn: int
    stands: bool


@dataclass(frozen=True, slots=True)
class Came:
    """What came of itself at an instant: an inject or a decision that was due."""

    at_s: float
    sort: str
    name: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A cell, by the name that people call it, in its colour, and what it said."""

    name: str
    colour: str
    said: tuple[Said, ...]


def turns(
    title: str, footer: str, lanes: Sequence[Lane], came: Sequence[Came], begins: Sequence[tuple[float, str]],
    now_s: float, tongue: Tongue, look: Look = LIGHT,
) -> Sheet:  # fmt: skip
    """Draw a lane for each cell and one for the scenario.

    `begins` has when each turn begins (s) and its date, and last the end; what lies after `now_s` was not played.
    """
    sheet = Sheet("turns", title, footer, look)
    legend, across = _legend(lanes, came, tongue, look), WIDTH_IN - 2 * MARGIN_IN
    bottom = 1.15 + sheet.legend_in([words for _, words in legend], across)
    width, height = across - NAME_IN, BODY_IN - bottom - 0.35
    axes = sheet.axes(MARGIN_IN + NAME_IN, bottom, width, height)
    _ground(axes, sheet, begins, now_s, width, look)
    rows = [*lanes, None]
    for nth, lane in enumerate(rows):
        name = lane.name if lane else tongue("the scenario")
        y = bottom + height * (1 - (nth + 0.5) / len(rows))
        sheet.text(MARGIN_IN, y, sheet.fit(name, NAME_IN - 0.15, weight="bold"), weight="bold", va="center")
        box = (nth / len(rows), 1 / len(rows))
        if lane:
            _lane(axes, lane, box, begins, (width, height), look)
        else:
            _scenario(axes, sheet, came, box, (width, height), look)
    for nth in range(1, len(rows)):
        axes.axhline(nth / len(rows), color=look.pale, linewidth=0.8)
    sheet.legend(legend, MARGIN_IN, bottom - 0.6, across)
    return sheet


def _ground(
    axes: Axes, sheet: Sheet, begins: Sequence[tuple[float, str]], now_s: float, width: float, look: Look
) -> None:
    """Shade every other turn, number the turns above, write dates below, and hatch what was not played."""
    end_s, times = begins[-1][0], [at_s for at_s, _ in begins]
    axes.set(xlim=(0, end_s), ylim=(1, 0))
    axes.set_yticks([])
    most = max(1, int(width / (0.2 + max(sheet.width_in(words) for _, words in begins))))
    every = -(-(len(begins) - 1) // most)
    shown = list(begins[:-1:every])
    axes.set_xticks([at_s for at_s, _ in shown], [words for _, words in shown])
    for nth, (from_s, to_s) in enumerate(pairwise(times)):
        if nth % 2 == 0:
            axes.axvspan(from_s, to_s, color=look.shade, linewidth=0, zorder=0)
        if nth % every == 0:
            axes.text((from_s + to_s) / 2, -0.02, str(nth + 1), ha="center", va="bottom", weight="bold")
    if now_s < end_s:
        axes.axvspan(now_s, end_s, facecolor="none", edgecolor=look.grid, hatch="//", linewidth=0, zorder=0.5)
    axes.axvline(min(now_s, end_s), color=look.ink, linewidth=2)


def _lane(
    axes: Axes, lane: Lane, box: tuple[float, float], begins: Sequence[tuple[float, str]], inches: tuple[float, float],
    look: Look,
) -> None:  # fmt: skip
    """Set a cell's entries of each turn in rows, in their order, as many as there is room for.

    Where a turn is narrower than a number, marks stand without theirs.
    """
    end_s = begins[-1][0]
    deep = max(1, int(box[1] * inches[1] / SLOT_IN[1]))
    for turn in sorted({each.turn for each in lane.said}):
        said = [each for each in lane.said if each.turn == turn]
        from_s, to_s = begins[turn - 1][0], begins[min(turn, len(begins) - 1)][0]
        fits = int((to_s - from_s) / end_s * inches[0] / SLOT_IN[0])
        wide = max(1, fits)
        shown = said if len(said) <= wide * deep else said[: wide * deep - 1]
        step = SLOT_IN[1] / inches[1]
        used = -(-len(shown) // wide)
        for nth, each in enumerate(shown):
            x = from_s + (nth % wide + 0.5) * (to_s - from_s) / wide
            y = box[0] + box[1] / 2 + (nth // wide - (used - 1) / 2) * step
            _mark(axes, (x, y - 0.2 * step), each, lane.colour, look)
            if fits:
                colour = look.ink if each.stands else look.pale
                axes.text(x, y + 0.28 * step, str(each.number), ha="center", va="center", color=colour)
        if fits and len(shown) < len(said):
            x = from_s + (wide - 0.5) * (to_s - from_s) / wide
            axes.text(x, box[0] + box[1] / 2 + (used - 1) / 2 * step, f"+{len(said) - len(shown)}", ha="center",
                      va="center")  # fmt: skip


def _mark(axes: Axes, at: tuple[float, float], said: Said, colour: str, look: Look) -> None:
    edge, face = (colour, colour) if said.stands else (look.pale, look.ground)
    axes.plot(at[:1], at[1:], **_look(said.sort, edge, face), zorder=3)


def _look(sort: str, edge: str, face: str) -> dict[str, Any]:
    return {"linestyle": "none", "marker": SORTS[sort][0], "markersize": 13 if sort == "inject" else 10,
            "markeredgecolor": edge, "markerfacecolor": face, "markeredgewidth": 1.6, "clip_on": False}  # fmt: skip


def _scenario(
    axes: Axes, sheet: Sheet, came: Sequence[Came], box: tuple[float, float], inches: tuple[float, float], look: Look
) -> None:
    """Mark what came of itself, with its name where there is room beside it."""
    second = axes.get_xlim()[1] / inches[0]  # seconds an inch
    deep = max(1, int(box[1] * inches[1] / LABEL_IN))
    taken = [-1e9] * deep
    for each in sorted(came, key=lambda one: one.at_s):
        row = next((nth for nth, until in enumerate(taken) if until < each.at_s / second - 0.15), deep - 1)
        y = box[0] + box[1] * (row + 0.5) / deep
        axes.plot([each.at_s], [y], **_look(each.sort, look.ink, look.ink), zorder=3)
        room = inches[0] - each.at_s / second - 0.2
        words = sheet.fit(each.name, max(room, 0.0))
        free = taken[row] < each.at_s / second - 0.15 and room > 0.5
        if free:
            axes.text(each.at_s + 0.15 * second, y, words, va="center")
        taken[row] = each.at_s / second + (0.2 + sheet.width_in(words) if free else 0.15)


def _legend(lanes: Sequence[Lane], came: Sequence[Came], tongue: Tongue, look: Look) -> list[tuple[Any, str]]:
    """Name the sorts of mark that there are, those of one shape once."""
    from matplotlib.lines import Line2D

    used = {each.sort for lane in lanes for each in lane.said} | {each.sort for each in came}
    named = {words: sort for sort, (_, words) in SORTS.items() if sort in used}
    entries = [(Line2D([], [], **_look(sort, look.ink, look.ink)), tongue(words)) for words, sort in named.items()]
    if any(not each.stands for lane in lanes for each in lane.said):
        entries.append((Line2D([], [], **_look("order", look.pale, look.ground)), tongue("hollow: no longer stands")))
    return [*entries, (Line2D([], [], color=look.ink, linewidth=2), tongue("played until here"))]
