"""A sheet: one figure with its title above and its provenance below, laid out in inches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.record.files import replacing
from sim.report.style import FONT, HEIGHT_IN, PALE, TITLE, WIDTH_IN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BODY_IN", "DPI", "FOOT_IN", "FORMATS", "LINE_IN", "MARGIN_IN", "Sheet"]

DPI: Final = 160
FORMATS: Final = ("png", "svg")
MARGIN_IN: Final = 0.3
FOOT_IN: Final = 0.5
BODY_IN: Final = HEIGHT_IN - 0.95  # what is left below a title of two lines
LINE_IN: Final = 0.27
HANDLE_IN: Final = 0.8
Entries = Sequence[tuple[Any, str]]
ELLIPSIS: Final = "…"


@lru_cache(maxsize=4096)
def _width_in(words: str, size: float, weight: str) -> float:
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(_ruler().get_text_width_height_descent(words, font, False)[0] / DPI)


@cache
def _ruler() -> Any:
    """Return what measures text; it draws nothing, so it has one pixel."""
    from matplotlib.backends.backend_agg import RendererAgg

    make: Any = RendererAgg
    return make(1, 1, DPI)


class Sheet:
    """A figure of 12 by 7 inches; positions are in inches from its lower left corner."""

    def __init__(self, name: str, title: str, footer: str) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.name = name
        self.figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
        FigureCanvasAgg(self.figure)
        width = WIDTH_IN - 2 * MARGIN_IN
        self.title = self.wrap(title, width, lines=2, size=TITLE, weight="bold")
        self.text(MARGIN_IN, HEIGHT_IN - 0.15, self.title, size=TITLE, weight="bold", va="top", linespacing=1.1)
        self.text(MARGIN_IN, 0.12, self.fit(footer, width), color=PALE, va="bottom")

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Make axes at a place."""
        return self.figure.add_axes((left / WIDTH_IN, bottom / HEIGHT_IN, width / WIDTH_IN, height / HEIGHT_IN))

    def text(self, x: float, y: float, words: str, **look: Any) -> Any:
        """Write at a place."""
        return self.figure.text(x / WIDTH_IN, y / HEIGHT_IN, words, **look)

    def width_in(self, words: str, size: float = FONT, weight: str = "normal") -> float:
        """Return how wide a line of text is drawn."""
        return _width_in(words, size, weight)

    def fit(self, words: str, width: float, size: float = FONT, weight: str = "normal") -> str:
        """Return a line, cut short with an ellipsis where it is wider than a width in inches."""
        if self.width_in(words, size, weight) <= width:
            return words
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width_in(words[:middle].rstrip() + ELLIPSIS, size, weight) <= width:
                low = middle
            else:
                high = middle - 1
        return words[:low].rstrip() + ELLIPSIS

    def wrap(self, words: str, width: float, *, lines: int, size: float = FONT, weight: str = "normal") -> str:
        """Break text into at most so many lines of a width; what does not fit is cut from the last."""
        done: list[str] = []
        rest = words
        while rest and len(done) < lines - 1:
            line, rest = self._first_line(rest, width, size, weight)
            done.append(line)
        return "\n".join([*done, self.fit(rest, width, size, weight)] if rest else done)

    def _first_line(self, words: str, width: float, size: float, weight: str) -> tuple[str, str]:
        if self.width_in(words, size, weight) <= width:
            return words, ""
        pieces = words.split(" ")
        most = 1
        while most < len(pieces) and self.width_in(" ".join(pieces[: most + 1]), size, weight) <= width:
            most += 1
        return self.fit(" ".join(pieces[:most]), width, size, weight), " ".join(pieces[most:])

    def legend(self, entries: Entries, left: float, top: float, width: float, *, columns: int = 0) -> Any:
        """Write a legend with its upper left corner at a place, in so many columns, or as many as fit a width."""
        room = width - HANDLE_IN
        return self.figure.legend(
            [handle for handle, _ in entries], [self.fit(label, room) for _, label in entries],
            ncols=columns or self._columns([label for _, label in entries], width), loc="upper left",
            bbox_to_anchor=(left / WIDTH_IN, top / HEIGHT_IN), borderaxespad=0, borderpad=0, handlelength=1.6,
            handletextpad=0.6, columnspacing=1.2, labelspacing=0.35,
        )  # fmt: skip

    def legend_in(self, labels: Sequence[str], width: float) -> float:
        """Return how high a legend of these labels will be."""
        return LINE_IN * ceil(len(labels) / self._columns(labels, width))

    def _columns(self, labels: Sequence[str], width: float) -> int:
        """Return in how many columns labels fit; they fill one column after another."""
        wide = [self.width_in(label) + HANDLE_IN for label in labels]
        fits = (n for n in range(len(labels), 1, -1) if sum(max(part) for part in np.array_split(wide, n)) <= width)
        return next(fits, 1)

    def save(self, folder: Path) -> list[Path]:
        """Write the figure as PNG and as SVG, the same bytes each time; return both paths."""
        paths = [folder / f"{self.name}.{suffix}" for suffix in FORMATS]
        for path in paths:
            self.write(path)
        return paths

    def write(self, path: Path) -> None:
        """Write the figure to a file, as PNG or SVG by how its name ends."""
        suffix, said = path.suffix.lower().lstrip("."), " ".join(self.title.split())
        about: dict[str, dict[str, Any]] = {
            "png": {"metadata": {"Software": None, "Title": said}, "pil_kwargs": {"compress_level": 3}},
            "svg": {"metadata": {"Date": None, "Title": said}},
        }
        with replacing(path) as part:
            self.figure.savefig(part, format=suffix, dpi=DPI, **about[suffix])
