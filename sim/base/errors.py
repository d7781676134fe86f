"""What is said to a user whose file or request is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = ["Fault", "UserError", "nearest", "unknown"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Say where a fault is, what was found there and what to write instead."""

    where: str
    field: str
    found: str
    write: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.where, self.field) if part)
        said = "; ".join(part for part in (self.found, self.write) if part)
        return f"{place}: {said}" if place else said


class UserError(Exception):
    """Carry one or more faults of the user's to the door, where they are printed without a traceback."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the closest of `words` to `word`, or None when nothing is close."""
    by_folded = {candidate.casefold(): candidate for candidate in words}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def unknown(word: str, words: Iterable[str], *, most: int = 12) -> str:
    """Advise what to write instead of an unknown word: its nearest spelling, or the words that would do."""
    names = sorted(words)
    close = nearest(word, names)
    if close:
        return f"did you mean '{close}'?"
    shown = ", ".join(names[:most]) + (", …" if len(names) > most else "")
    return f"write one of: {shown}" if names else "nothing of that sort is defined"
