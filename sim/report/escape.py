"""Text from scenarios is data: made one harmless line, and escaped for what it is put into."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Final

__all__ = ["html", "line", "markdown"]

LONGEST: Final = 200
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
ISOLATE: Final = "\u2068"
END: Final = "\u2069"
SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|#~&$])")
OPENING: Final = re.compile(r"^(?:([-+=])(?=[-+=\s]|$)|(\d+)([.)])(?=\s|$))")


def line(text: str, most: int = LONGEST) -> str:
    """Return text as one line of at most so many letters, none invisible; set apart where it runs to the left.

    Example:
        >>> line("two\\nlines\\u202e"), line("x" * 9, 5), line("שלום").encode("unicode_escape")[:6]
        ('two lines', 'xxxx…', b'\\\\u2068')
    """
    shown = "".join(letter for letter in " ".join(text.split()) if unicodedata.category(letter) not in INVISIBLE)
    cut = shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"
    backwards = any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in cut)
    return f"{ISOLATE}{cut}{END}" if backwards else cut


def html(text: str) -> str:
    """Return text that HTML shows as it is, in an element or between quotes."""
    return escape(text, quote=True)


def markdown(text: str) -> str:
    """Return text that Markdown shows as it is, on one line.

    Example:
        >>> print(markdown("1. [a](b) | `c`"))
        1\\. \\[a\\](b) \\| \\`c\\`
    """
    return OPENING.sub(r"\2\\\1\3", SPECIAL.sub(r"\\\1", " ".join(text.split())))
