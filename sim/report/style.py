"""How every figure looks: sizes that the back of a classroom can read, and colours that the colour-blind tell apart.

The colours of sides and cases are those of Okabe and Ito, Color Universal Design (2008), darker on a light ground and
lighter on a dark one where they would not stand out from it by 3 to 1. Text stands out by 4.5 to 1. Matplotlib is
imported when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sim.report.fonts import FAMILY, ready

__all__ = ["DARK", "FONT", "HEIGHT_IN", "LIGHT", "LOOKS", "TITLE", "WIDTH_IN", "Look", "styled"]

WIDTH_IN: Final = 12.0
HEIGHT_IN: Final = 7.0
FONT: Final = 14.0
TITLE: Final = 20.0
DASHES: Final = ("solid", "dashed", "dashdot", "dotted")
ORDER: Final = ("ink", "vermilion", "green", "purple", "blue", "orange", "sky", "pale")
RC: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "font.family": FAMILY, "font.size": FONT, "axes.labelsize": FONT, "axes.titlesize": FONT,
        "xtick.labelsize": FONT, "ytick.labelsize": FONT, "legend.fontsize": FONT, "legend.frameon": False,
        "text.parse_math": False, "text.usetex": False, "axes.unicode_minus": True, "axes.formatter.useoffset": False,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": False, "svg.hashsalt": "sim",
        "svg.fonttype": "path", "path.simplify": True,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The colours on one ground: `ink` and `pale` for text, marks in them or in `colours`, the rest for surfaces."""

    ground: str
    ink: str
    pale: str
    grid: str
    shade: str
    filled: str
    sea: str
    land: str
    shore: str
    mesh: str
    busy: str
    colours: Mapping[str, str]

    def __reduce__(self) -> tuple[type[Look], tuple[Any, ...]]:
        """Go to another process by value, which a read-only view of a mapping cannot."""
        values = vars(self) | {"colours": dict(self.colours)}
        return Look, tuple(values.values())

    @property
    def rc(self) -> dict[str, str]:
        """Return matplotlib's settings for these colours."""
        ink = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color")
        ground = ("figure.facecolor", "axes.facecolor", "savefig.facecolor")
        return {"axes.edgecolor": self.pale, "grid.color": self.grid, **dict.fromkeys(ink, self.ink),
                **dict.fromkeys(ground, self.ground)}  # fmt: skip

    def sides(self, sides: Mapping[str, str | None]) -> dict[str, str]:
        """Return a colour for each side: the one it names, or the next that none names."""
        free = [colour for colour in self.colours if colour not in sides.values()] or list(self.colours)
        unnamed = [side for side, colour in sides.items() if colour not in self.colours]
        given = {side: free[nth % len(free)] for nth, side in enumerate(unnamed)}
        return {side: self.colours[given.get(side) or str(colour)] for side, colour in sides.items()}

    def cases(self, cases: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return colour and dashes of each case's line; the baseline is of ink and solid."""
        every = {**self.colours, "ink": self.ink, "pale": self.pale}
        return {
            case: {
                "color": every[ORDER[nth % len(ORDER)]],
                "linestyle": DASHES[(nth + nth // len(ORDER)) % len(DASHES)],
                "linewidth": 2.5,
            }
            for nth, case in enumerate(cases)
        }


LIGHT: Final = Look(
    ground="#FFFFFF", ink="#222222", pale="#6B6B6B", grid="#DDDDDD", shade="#E8E8E8", filled="#8C8C8C",
    sea="#F3F7FA", land="#F1ECE0", shore="#857B66", mesh="#C4CED6", busy="#7C878F",
    colours=MappingProxyType({
        "blue": "#0072B2", "orange": "#B17900", "green": "#00966D", "purple": "#B76C96", "sky": "#418BB5",
        "yellow": "#8E8623", "vermilion": "#D55E00", "black": "#000000",
    }),
)  # fmt: skip
DARK: Final = Look(
    ground="#12181F", ink="#ECEFF2", pale="#A3ADB7", grid="#333C46", shade="#2A323B", filled="#7A848E",
    sea="#19222C", land="#363C43", shore="#8C8C84", mesh="#33404C", busy="#5E6E7C",
    colours=MappingProxyType({
        "blue": "#2A90D4", "orange": "#E69F00", "green": "#00A97C", "purple": "#CC79A7", "sky": "#7CC8F2",
        "yellow": "#F0E442", "vermilion": "#EA6E14", "black": "#FFFFFF",
    }),
)  # fmt: skip
LOOKS: Final[Mapping[str, Look]] = MappingProxyType({"light": LIGHT, "dark": DARK})


@contextmanager
def styled(look: Look = LIGHT) -> Iterator[None]:
    """Draw in the house's style, whatever the user's own matplotlib settings are."""
    import matplotlib

    ready()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        rc: Any = matplotlib.rcParams
        rc.update({**RC, **look.rc})
        yield
