"""How every figure looks: sizes that the back of a classroom can read, and colours that the colour-blind tell apart.

The colours are those of Okabe and Ito, Color Universal Design (2008). Matplotlib is imported when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

__all__ = ["COLOURS", "FONT", "HEIGHT_IN", "INK", "PALE", "TITLE", "WIDTH_IN", "case_looks", "side_colours", "styled"]

WIDTH_IN: Final = 12.0
HEIGHT_IN: Final = 7.0
FONT: Final = 14.0
TITLE: Final = 20.0
INK: Final = "#222222"
PALE: Final = "#767676"  # 4.5 : 1 on white
COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73", "purple": "#CC79A7",
        "sky": "#56B4E9", "yellow": "#F0E442", "vermilion": "#D55E00", "black": "#000000",
    }
)  # fmt: skip
CASES: Final = (INK, *(COLOURS[name] for name in ("vermilion", "green", "purple", "blue", "orange", "sky")), PALE)
DASHES: Final = ("solid", "dashed", "dashdot", "dotted")
RC: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "font.family": "DejaVu Sans", "font.size": FONT, "axes.labelsize": FONT, "axes.titlesize": FONT,
        "xtick.labelsize": FONT, "ytick.labelsize": FONT, "legend.fontsize": FONT, "legend.frameon": False,
        "text.parse_math": False, "text.usetex": False, "axes.unicode_minus": True, "axes.formatter.useoffset": False,
        "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": PALE, "xtick.color": INK, "ytick.color": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": False, "grid.color": "#DDDDDD",
        "figure.facecolor": "white", "svg.hashsalt": "sim", "svg.fonttype": "path", "path.simplify": True,
    }
)  # fmt: skip


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house's style, whatever the user's own matplotlib settings are."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        rc: Any = matplotlib.rcParams
        rc.update(RC)
        yield


def side_colours(sides: Mapping[str, str | None]) -> dict[str, str]:
    """Return a colour for each side: the one it names, or the next that none names."""
    free = [colour for colour in COLOURS if colour not in sides.values()] or list(COLOURS)
    unnamed = [side for side, colour in sides.items() if colour not in COLOURS]
    given = {side: free[nth % len(free)] for nth, side in enumerate(unnamed)}
    return {side: COLOURS[given.get(side) or str(colour)] for side, colour in sides.items()}


def case_looks(cases: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return colour and dashes of each case's line; the baseline is black and solid."""
    return {
        case: {
            "color": CASES[nth % len(CASES)],
            "linestyle": DASHES[(nth + nth // len(CASES)) % len(DASHES)],
            "linewidth": 2.5,
        }
        for nth, case in enumerate(cases)
    }
