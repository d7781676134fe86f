"""Where screens are printed: a terminal, or wherever the output goes."""

from __future__ import annotations

import sys
from typing import Final

from rich.console import Console, RenderableType

__all__ = ["CLEAR", "Shower", "terminal"]

WIDTH: Final = 80  # where there is no terminal
CLEAR: Final = "\x1b[2J\x1b[3J\x1b[H"  # the screen, and what was scrolled off it


def terminal() -> Console:
    """Return the console of the standard output, which takes text as it is."""
    return Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else WIDTH)


class Shower:
    """Prints what it is given; where nobody looks at a terminal no line ends in blanks."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @property
    def braille(self) -> bool:
        """Whether the coast can be drawn in braille."""
        return "utf" in (self.console.encoding or "").lower()

    def show(self, *what: RenderableType) -> None:
        """Print some things one under the other; a string is not broken into lines."""
        for each in what:
            with self.console.capture() as captured:
                self.console.print(each, soft_wrap=isinstance(each, str))
            lines = captured.get().splitlines()
            kept = lines if self.console.is_terminal else [line.rstrip() for line in lines]
            self.console.file.write("".join(f"{line}\n" for line in kept))
        self.console.file.flush()

    def clear(self) -> None:
        """Clear the screen and what was scrolled off it."""
        if self.console.is_terminal:
            self.console.file.write(CLEAR)
            self.console.file.flush()
