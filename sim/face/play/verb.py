"""What may be typed: a command with its words, an example, and what completes it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from sim.base.errors import Fault, UserError

if TYPE_CHECKING:
    from sim.face.play.session import Session

__all__ = ["Typed", "Verb", "no_more", "split", "wrong"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed after a command: its words, and all of it as it was."""

    words: tuple[str, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Verb:
    """A command: what it takes, what it does, how it is used, and the words that may come next."""

    name: str
    takes: str
    about: str
    example: str
    run: Callable[[Session, Typed], None]
    next: Callable[[Session, Sequence[str]], Iterable[str]] = lambda session, words: ()


def split(line: str) -> list[str]:
    """Split a line into words as a shell does; one with a quotation mark left open, at its blanks.

    Example:
        >>> split("note 'to all': wait"), split("note don't")
        (['note', 'to all:', 'wait'], ['note', "don't"])
    """
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def wrong(verb: str, found: str, write: str) -> NoReturn:
    """Refuse what was typed."""
    raise UserError(Fault(verb, "", found, write))


def no_more(typed: Typed, verb: str, most: int) -> None:
    """Refuse words beyond those that a command takes."""
    if len(typed.words) > most:
        wrong(verb, f"found '{typed.words[most]}' too", f"see: help {verb}")
