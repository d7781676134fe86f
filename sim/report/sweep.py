"""Figures of a sweep: responses, tornado, Morris' plane and Sobol bars, with intervals, for each measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.measure.shown import Scale, scale
from sim.record.files import say_why
from sim.report.frame import Rect, inside, settle
from sim.report.sheet import BODY_IN, FOOT_IN, LINE_IN, MARGIN_IN, Sheet
from sim.report.style import LIGHT, WIDTH_IN, styled
from sim.report.sweep_words import clear, headline, ranked, scale_of
from sim.report.words import counted, excludes_zero, humane, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_sweep", "sheets"]

Told = Mapping[str, Any]
Pair = tuple[Told, Told]
LOW: Final = LIGHT.colours["orange"]
HIGH: Final = LIGHT.colours["blue"]
BAND: Final = "#B9D3E6"
CLOUD: Final = "#9A9A9A"
BARS_MAX: Final = 12
PANELS_MAX: Final = 6
NAMED_MAX: Final = 12
NAME_IN: Final = 4.8
KEY_IN: Final = 0.35
BAR: Final = 0.62


def draw_sweep(folder: Path, told: Told) -> list[Path]:
    """Draw what a sweep found into `figures` of its folder, as PNG and SVG; return the files.

    `told` is the content of sensitivity.json.
    """
    into = folder / "figures"
    with say_why(into):
        into.mkdir(parents=True, exist_ok=True)
    with styled():
        return [path for name in told["measures"] for sheet in sheets(told, name) for path in sheet.save(into)]


def sheets(told: Told, name: str) -> Iterator[Sheet]:
    """Yield the figures of one measure; none where nothing could be told."""
    pairs = ranked(told, told["measures"][name])
    if not pairs:
        return
    drawn: dict[str, tuple[Callable[[Told, str, Sequence[Pair]], Sheet], ...]] = {
        "grid": (_responses, _tornado), "lhs": (_responses, _tornado), "oat": (_tornado,), "morris": (_plane,),
        "sobol": (_bars,),
    }  # fmt: skip
    for draw in drawn[told["design"]]:
        if draw is not _tornado or len(pairs) > 1 or told["design"] == "oat":
            yield draw(told, name, pairs)


def _sheet(sort: str, told: Told, name: str) -> Sheet:
    case = f"case {plain(told['case'])}" + (f" less {plain(told['against'])}" if told["against"] else "")
    runs = f"{counted(told['points'], 'point')}, {counted(told['replications'], 'replication')} each, the same luck"
    title = plain(headline(told, name)).replace(" %", "\N{NO-BREAK SPACE}%")
    return Sheet(f"{sort}-{name}", title, f"{plain(told['scenario'])}, {case}; {runs} at every point")


def _label(told: Told, name: str, unit: str) -> str:
    less = f", less that of {plain(told['against'])}" if told["against"] else ""
    return f"{humane(name)}{less} ({unit or 'number'})"


def _tornado(told: Told, name: str, pairs: Sequence[Pair]) -> Sheet:
    """Draw the effect of each factor, the largest on top."""
    sheet, by = _sheet("tornado", told, name), scale_of(told["measures"][name])
    shown, ends = pairs[:BARS_MAX], told["design"] == "oat"
    axes = _ladder(sheet, [_named(factor) for factor, _ in shown], rest=len(pairs) - len(shown))
    axes.axvline(0, color=LIGHT.ink, linewidth=1.5)
    for row, (_, each) in enumerate(shown):
        if ends:
            _bar(axes, row - BAR / 4, each["low"], by.factor, LOW)
            _bar(axes, row + BAR / 4, each["high"], by.factor, HIGH)
        else:
            _bar(axes, row, each["effect"], by.factor, HIGH, BAR)
    axes.set_xlabel(sheet.fit(_label(told, f"{name}", f"change in {by.points or 'number'}"), WIDTH_IN - 2 * MARGIN_IN))
    axes.xaxis.set_label_coords(
        0.5 - NAME_IN / 2 / (WIDTH_IN - NAME_IN - 2 * MARGIN_IN - 0.3), -0.42 / _tall(len(shown))
    )
    key = [("low end", LOW), ("high end", HIGH)] if ends else [("from the low end to the high one", HIGH)]
    _key(sheet, key)
    return sheet


def _named(factor: Told) -> str:
    return f"{_name(factor)}  {plain(factor['levels'][0])} to {plain(factor['levels'][-1])}"


def _name(factor: Told) -> str:
    return plain(factor["name"].removeprefix("parts."))


def _tail(sheet: Sheet, words: str, width: float, weight: str = "normal") -> str:
    """Return a name, cut in front where it is too long: names differ in how they end."""
    return sheet.fit(words[::-1], width, weight=weight)[::-1]


def _tall(rows: int) -> float:
    """Return the inches that rows of bars take."""
    return min(BODY_IN - FOOT_IN - KEY_IN - 0.95, 0.45 + 0.6 * rows)


def _ladder(sheet: Sheet, names: Sequence[str], rest: int = 0) -> Axes:
    """Make axes with a named row for each bar, the first on top."""
    from matplotlib.ticker import MaxNLocator

    tall = _tall(len(names))
    left = MARGIN_IN + NAME_IN
    axes = sheet.axes(left, BODY_IN - KEY_IN - tall, WIDTH_IN - left - MARGIN_IN - 0.3, tall)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_yticks(range(len(names)), [_tail(sheet, name, NAME_IN - 0.15) for name in names])
    axes.tick_params(axis="y", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.margins(x=0.05)
    if rest:
        sheet.text(
            MARGIN_IN, FOOT_IN, f"and {counted(rest, 'factor')} more, none larger: see the table", color=LIGHT.pale
        )
    return axes


def _bar(axes: Axes, row: float, entry: Told, factor: float, colour: str, height: float = BAR / 2) -> None:
    """Draw a difference from zero with its interval; pale where the interval holds zero."""
    if entry["mean"] is None:
        return
    alpha = 1.0 if excludes_zero(entry) else 0.35
    axes.barh([row], [entry["mean"] * factor], height=height, color=colour, alpha=alpha, zorder=2)
    _whisker(axes, row, entry["ci95"], factor)


def _whisker(axes: Axes, row: float, interval: Sequence[float] | None, factor: float) -> None:
    if interval:
        axes.plot([end * factor for end in interval], [row, row], color=LIGHT.ink, linewidth=1.8, zorder=3)


def _key(sheet: Sheet, entries: Sequence[tuple[str, str]], extra: str = "pale: the interval holds zero") -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[tuple[Any, str]] = [(Patch(color=colour), words) for words, colour in entries]
    handles.append((Line2D([], [], color=LIGHT.ink, linewidth=1.8), "95 % interval" + (f" ({extra})" if extra else "")))
    sheet.legend(handles, MARGIN_IN, BODY_IN - 0.02, WIDTH_IN - 2 * MARGIN_IN)


def _responses(told: Told, name: str, pairs: Sequence[Pair]) -> Sheet:
    """Draw the response over each factor, averaged over the others, the strongest first."""
    sheet, by = _sheet("response", told, name), scale_of(told["measures"][name])
    shown = pairs[:PANELS_MAX]
    columns = min(3, len(shown))
    deep = ceil(len(shown) / columns)
    top, foot = BODY_IN - KEY_IN, FOOT_IN + (LINE_IN if len(pairs) > len(shown) else 0.0)
    wide, tall = (WIDTH_IN - 2 * MARGIN_IN) / columns, (top - foot) / deep
    limits = _limits([each["curve"] for _, each in shown], by)
    for nth, (factor, each) in enumerate(shown):
        left, bottom = MARGIN_IN + nth % columns * wide, top - (nth // columns + 1) * tall
        axes = sheet.axes(left + 0.75, bottom + 0.72, wide - 0.95, tall - 0.95)
        place = told["factors"].index(factor)
        cloud = [
            (x[place], point["mean"]) for x, point in zip(told["x"], told["measures"][name]["points"], strict=True)
        ]
        _curve(axes, each["curve"], by, cloud if told["design"] == "lhs" else [])
        axes.set_ylim(*limits)
        _ticks(sheet, axes, each["curve"], wide - 0.95)
        unit = f" ({factor['unit']})" if factor["unit"] else ""
        sheet.text(
            left + 0.15, bottom + 0.12, _tail(sheet, f"{_name(factor)}{unit}", wide - 0.25, "bold"), weight="bold"
        )
    words = f"{_label(told, name, by.unit)}, by each factor. Band: 95 % interval of the level; effects are surer."
    sheet.text(MARGIN_IN, top + 0.08, sheet.fit(words, WIDTH_IN - 2 * MARGIN_IN), color=LIGHT.pale)
    if len(pairs) > len(shown):
        rest = f"and {counted(len(pairs) - len(shown), 'factor')} more with smaller effects: see the table"
        sheet.text(MARGIN_IN, FOOT_IN, rest, color=LIGHT.pale)
    return sheet


def _limits(curves: Sequence[Sequence[Told]], by: Scale) -> tuple[float, float]:
    """Return one scale for all panels, so that they can be compared."""
    ends = [end * by.factor for curve in curves for at in curve for end in at["ci95"] or [at["mean"] or 0.0]]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    air = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
    return low - air, high + air


def _curve(axes: Axes, curve: Sequence[Told], by: Scale, cloud: Sequence[tuple[Any, Any]]) -> None:
    numbers = all(at["number"] is not None for at in curve)
    told = [(at["number"] if numbers else place, at) for place, at in enumerate(curve) if at["mean"] is not None]
    x, mean = [place for place, _ in told], [at["mean"] * by.factor for _, at in told]
    if cloud:
        dots = [(at, value * by.factor) for at, value in cloud if value is not None]
        axes.plot(*zip(*dots, strict=True), "o", color=CLOUD, markersize=5, zorder=2)
    banded = [(place, at["ci95"]) for place, at in told if at["ci95"]]
    if banded and numbers:
        low, high = ([ends[end] * by.factor for _, ends in banded] for end in (0, 1))
        axes.fill_between([place for place, _ in banded], low, high, color=BAND, zorder=1.5, linewidth=0)
    for place, ends in banded if not numbers else ():
        axes.plot([place, place], [end * by.factor for end in ends], color=HIGH, linewidth=3)
    style = "-" if cloud else "o-" if numbers else "o"
    axes.plot(x, mean, style, color=HIGH, linewidth=2.5, markersize=8, zorder=3)


def _ticks(sheet: Sheet, axes: Axes, curve: Sequence[Told], wide: float) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.margins(x=0.06)
    if all(at["number"] is not None for at in curve):
        axes.xaxis.set_major_locator(MaxNLocator(max(2, int(wide / 0.8)), steps=[1, 2, 5, 10]))
        return
    names = [sheet.fit(plain(at["at"]), wide / len(curve) - 0.1) for at in curve]
    axes.set_xticks(range(len(curve)), names)
    axes.set_xlim(-0.5, len(curve) - 0.5)


def _plane(told: Told, name: str, pairs: Sequence[Pair]) -> Sheet:
    """Draw Morris' plane: how much a factor does against how unevenly it does it; the strongest are numbered."""
    sheet, by = _sheet("morris", told, name), scale_of(told["measures"][name])
    wide, tall = 6.2, BODY_IN - FOOT_IN - 0.75
    axes = sheet.axes(MARGIN_IN + 0.85, FOOT_IN + 0.7, wide, tall)
    floors = [each["floor"] for _, each in pairs if each["floor"] is not None]
    if floors:
        axes.axvspan(0, max(floors) * by.factor, color="#E4E4E4", zorder=0)
    points = [(each["mu_star"] * by.factor, each["sigma"] * by.factor) for _, each in pairs]
    for (x, y), (_, each) in zip(points, pairs, strict=True):
        _whisker(axes, y, each["mu_star_ci95"], by.factor)
        axes.plot([x], [y], "o", color=HIGH if clear(each) else CLOUD, markersize=11, markeredgecolor="white", zorder=4)
    ends = [each["mu_star_ci95"][1] * by.factor for _, each in pairs]
    axes.set_xlim(0, 1.08 * max(ends) or 1.0)
    axes.set_ylim(0, 1.25 * max(y for _, y in points) or 1.0)
    _tidy_plane(axes)
    unit = by.points or "number"
    axes.set_xlabel(f"μ*, mean size of the effect over the range ({unit})")
    axes.set_ylabel(f"σ, how it varies ({unit})")
    numbered = [place for place, (_, each) in enumerate(pairs) if clear(each)][:NAMED_MAX]
    _numbers(sheet, axes, [points[place] for place in numbered], (wide, tall))
    _list(sheet, [pairs[place][0] for place in numbered], len(pairs), MARGIN_IN + 0.85 + wide + 0.35, bool(floors))
    return sheet


def _tidy_plane(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.grid()
    axes.set_axisbelow(True)


def _numbers(sheet: Sheet, axes: Axes, points: Sequence[tuple[float, float]], size: tuple[float, float]) -> None:
    """Write the numbers of points where there is room."""
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    places = [(x / right * size[0], y / top * size[1]) for x, y in points]
    taken: list[Rect] = []
    page = (0.02, 0.02, size[0] - 0.04, size[1] - 0.04)
    for nth, (x, y) in enumerate(places):
        wide, tall, gap = sheet.width_in(str(nth + 1)), 0.22, 0.12
        ways = [
            (x + gap, y + gap),
            (x + gap, y - gap - tall),
            (x - gap - wide, y + gap),
            (x - gap - wide, y - gap - tall),
        ]
        ways += [(x + step * gap, y + rise * gap) for step in (-5, -3, 3, 5) for rise in (-5, -3, 1, 3, 5)]
        rect = settle([(*way, wide, tall) for way in ways], places, taken, page)
        if inside(rect, page) and all(_apart(rect, other) for other in taken):
            taken.append(rect)
            axes.text(
                rect[0] / size[0], rect[1] / size[1], str(nth + 1), transform=axes.transAxes, va="bottom", zorder=5
            )


def _apart(one: Rect, other: Rect) -> bool:
    across = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
    return across or one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]


def _list(sheet: Sheet, numbered: Sequence[Told], among: int, left: float, floors: bool) -> None:
    """Write the names of the numbered points, and the key."""
    room = WIDTH_IN - left - MARGIN_IN
    for nth, factor in enumerate(numbered):
        sheet.text(left, BODY_IN - 0.35 - LINE_IN * nth, f"{nth + 1}  {_tail(sheet, _name(factor), room - 0.4)}")
    lines = ["line: 95 % interval of μ*"]
    lines += ["blue: beyond luck", "grey band: luck, 19 sweeps of 20"] if floors else []
    lines += [counted(among - len(numbered), "other factor" if numbered else "factor")] if among > len(numbered) else []
    for nth, words in enumerate(lines):
        sheet.text(left, FOOT_IN + 0.1 + LINE_IN * nth, sheet.fit(words, room), color=LIGHT.pale)


def _bars(told: Told, name: str, pairs: Sequence[Pair]) -> Sheet:
    """Draw Sobol indices: of each factor alone, and with all that it takes part in."""
    sheet, by = _sheet("sobol", told, name), scale("share")
    shown = pairs[:BARS_MAX]
    axes = _ladder(sheet, [_named(factor) for factor, _ in shown], rest=len(pairs) - len(shown))
    for row, (_, each) in enumerate(shown):
        for part, at, colour in (("first", row - BAR / 4, LOW), ("total", row + BAR / 4, HIGH)):
            axes.barh([at], [each[part] * by.factor], height=BAR / 2, color=colour, zorder=2)
            _whisker(axes, at, each[f"{part}_ci95"], by.factor)
    axes.axvline(0, color=LIGHT.ink, linewidth=1.5)
    axes.set_xlabel(f"share of the variance between points ({by.unit})")
    _key(sheet, [("alone", LOW), ("with all it takes part in", HIGH)], extra="")
    return sheet
