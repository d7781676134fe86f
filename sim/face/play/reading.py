"""Where lines come from: a terminal, with completion where the system has readline, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import IO, Protocol

from sim.face.play.showing import Shower
from sim.face.show import safe

__all__ = ["Keyboard", "Pipe", "Reader", "reader_for"]

Complete = Callable[[str], list[str]]


class Reader(Protocol):
    """Something to read commands from."""

    live: bool  # somebody sits there, and can be asked to press Enter

    def ask(self, prompt: str) -> str | None:
        """Return the next line, or None when there is none any more."""
        ...

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        ...


class Keyboard:
    """A terminal."""

    live = True

    def __init__(self, complete: Complete) -> None:
        self._readline = _readline()
        self._complete, self._found = complete, list[str]()
        if self._readline is not None:
            self._readline.set_completer(self._nth)
            self._readline.set_completer_delims(" \t")
            backend = getattr(self._readline, "backend", "") or (self._readline.__doc__ or "")
            bind = "bind ^I rl_complete" if "libedit" in backend or backend == "editline" else "tab: complete"
            self._readline.parse_and_bind(bind)

    def ask(self, prompt: str) -> str | None:
        try:
            return input(prompt)
        except EOFError:
            print()
            return None

    def forget(self) -> None:
        with suppress(AttributeError):  # another readline may lack it
            if self._readline is not None:
                self._readline.clear_history()

    def _nth(self, _: str, state: int) -> str | None:
        """Return one completion after the other, as readline asks for them."""
        if state == 0 and self._readline is not None:
            line = self._readline.get_line_buffer()[: self._readline.get_endidx()]
            self._found = [f"{word} " for word in self._complete(line)]
        return self._found[state] if state < len(self._found) else None


class Pipe:
    """Lines of a file or another command; each is shown after its prompt, so that the output reads as a session."""

    live = False

    def __init__(self, lines: IO[str], shower: Shower) -> None:
        self._lines, self._shower = lines, shower

    def ask(self, prompt: str) -> str | None:
        line = self._lines.readline()
        if not line:
            return None
        self._shower.show(f"{prompt}{safe(line.rstrip())}")
        return line

    def forget(self) -> None:
        """Nothing is kept."""


def reader_for(complete: Complete, shower: Shower) -> Reader:
    """Return the terminal, if both ends are one, or else a pipe."""
    if sys.stdin.isatty() and shower.console.is_terminal:
        return Keyboard(complete)
    return Pipe(sys.stdin, shower)


def _readline() -> ModuleType | None:
    try:
        import readline
    except ImportError:  # not on Windows
        return None
    return readline
