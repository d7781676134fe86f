"""What a drawn sheet shows as text, and where."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from sim.report.sheet import Sheet

SLACK = 1.0  # pixels, of 160 an inch


def texts(sheet: Sheet) -> list[tuple[str, Bbox]]:
    """Return every text that is drawn, with its place in pixels."""
    sheet.figure.draw_without_rendering()
    return [(text.get_text(), text.get_window_extent()) for text in _drawn(sheet) if text.get_text()]


def _drawn(sheet: Sheet) -> Iterator[Any]:
    yield from sheet.figure.texts
    for legend in sheet.figure.legends:
        yield from legend.get_texts()
    for axes in sheet.figure.axes:
        yield from (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label)  # type: ignore[attr-defined]
        yield from axes.texts
        yield from _labels(axes)


def _labels(axes: Axes) -> Iterator[Any]:
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        low, high = min(limits), max(limits)
        span = high - low
        for tick in axis.get_major_ticks():
            if low - 1e-9 * span <= tick.get_loc() <= high + 1e-9 * span and tick.label1.get_visible():
                yield tick.label1


def faults(sheet: Sheet) -> list[str]:
    """Say which texts lie over each other, leave the paper or are too small to be read."""
    placed, page = texts(sheet), sheet.figure.bbox
    found = [f"{one!r} lies over {other!r}" for (one, a), (other, b) in combinations(placed, 2) if _meet(a, b)]
    found += [f"{words!r} leaves the paper" for words, box in placed if not _holds(page, box)]
    small = (text for text in _drawn(sheet) if text.get_text() and text.get_fontsize() < 14)
    return found + [f"{text.get_text()!r} is set in {text.get_fontsize()} points" for text in small]


def _meet(a: Bbox, b: Bbox) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    up = min(a.y1, b.y1) - max(a.y0, b.y0)
    return bool(across > SLACK and up > SLACK)


def _holds(page: Bbox, box: Bbox) -> bool:
    across = page.x0 - SLACK <= box.x0 and box.x1 <= page.x1 + SLACK
    return bool(across and page.y0 - SLACK <= box.y0 and box.y1 <= page.y1 + SLACK)
