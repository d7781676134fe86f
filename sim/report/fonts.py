"""The figures' fonts, alike everywhere: DejaVu Sans, and IPAexGothic for what that lacks.

Matplotlib ships the first; the second, for Japanese, is a file of the package matplotlib-fontja, which is not imported
because that would change the settings of whoever else draws.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Final

from sim.report.typeface import font_path

__all__ = ["FAMILY", "glyphs", "ready", "width_px"]

LATIN: Final = "DejaVu Sans"
JAPANESE: Final = "IPAexGothic"
FAMILY: Final = (LATIN, JAPANESE)


@cache
def ready() -> None:
    """Let matplotlib know the Japanese font, which has one weight, as bold too, so that it does not warn of that."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(font_path())
    plain = next(font for font in fontManager.ttflist if font.name == JAPANESE)
    fontManager.ttflist.append(replace(plain, weight=700))


@cache
def glyphs() -> frozenset[int]:
    """Return the characters that the fonts can draw."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(LATIN)).get_charmap()) | frozenset(get_font(font_path()).get_charmap())


def width_px(words: str, size: float, weight: str, dpi: int) -> float:
    """Return how wide a line of text is drawn, in pixels."""
    from matplotlib.font_manager import FontProperties

    ready()
    font = FontProperties(family=list(FAMILY), size=size, weight=weight)
    return float(_ruler(dpi).get_text_width_height_descent(words, font, False)[0])


@cache
def _ruler(dpi: int) -> Any:
    """Return what measures text; it draws nothing, so it has one pixel."""
    from matplotlib.backends.backend_agg import RendererAgg

    make: Any = RendererAgg
    return make(1, 1, dpi)
