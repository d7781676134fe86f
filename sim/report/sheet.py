"""A sheet: one figure with its title above and its provenance below, laid out in inches."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.record.files import replacing
from sim.report.fonts import width_px
from sim.report.style import FONT, HEIGHT_IN, LIGHT, TITLE, WIDTH_IN, Look

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
NOT_FIRST: Final = frozenset(" 、。，．：；！？）」』～ー％ッャュョァィゥェォっゃゅょぁぃぅぇぉ")
NOT_LAST: Final = frozenset("（「『")
Entries = Sequence[tuple[Any, str]]
ELLIPSIS: Final = "…"


@lru_cache(maxsize=4096)
def _width_in(words: str, size: float, weight: str) -> float:
    return width_px(words, size, weight, DPI) / DPI


def _pieces(words: str) -> list[str]:
    """Cut text wherever a line may be broken: after a space, and beside a Japanese letter unless a mark forbids it."""
    cuts = [nth for nth in range(1, len(words)) if _breaks(words[nth - 1], words[nth])]
    return [words[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(words)], strict=True)]


def _breaks(left: str, right: str) -> bool:
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in (left, right))
    return left == " " or (wide and right not in NOT_FIRST and left not in NOT_LAST)


class Sheet:
    """A figure of 12 by 7 inches; positions are in inches from its lower left corner."""

    def __init__(self, name: str, title: str, footer: str, look: Look = LIGHT) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.name, self.look = name, look
        self.figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
        FigureCanvasAgg(self.figure)
        width = WIDTH_IN - 2 * MARGIN_IN
        self.title = self.wrap(title, width, lines=2, size=TITLE, weight="bold")
        self.text(MARGIN_IN, HEIGHT_IN - 0.15, self.title, size=TITLE, weight="bold", va="top", linespacing=1.1)
        self.text(MARGIN_IN, 0.12, self.fit(footer, width), color=look.pale, va="bottom")

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
        pieces = _pieces(words)
        most = 1
        while most < len(pieces) and self.width_in("".join(pieces[: most + 1]).rstrip(), size, weight) <= width:
            most += 1
        return self.fit("".join(pieces[:most]).rstrip(), width, size, weight), "".join(pieces[most:])

    def legend(self, entries: Entries, left: float, top: float, width: float, *, columns: int = 0) -> Any:
        """Write a legend with its upper left corner at a place, in so many columns, or as many as fit a width."""
        room = width - HANDLE_IN
        return self.figure.legend(
            [handle for handle, _ in entries], [self.fit(label, room) for _, label in entries],
            ncols=columns or self._columns([label for _, label in entries], width), loc="upper left",
            bbox_to_anchor=(left / WIDTH_IN, top / HEIGHT_IN), borderaxespad=0, borderpad=0, handlelength=1.6,
            handletextpad=0.6, columnspacing=1.2, labelspacing=0.35,
        )  # fmt: skip

    def legend_in(self, labels: Sequence[str], width: float, *, columns: int = 0) -> float:
        """Return how high a legend of these labels will be."""
        return LINE_IN * ceil(len(labels) / (columns or self._columns(labels, width)))

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
