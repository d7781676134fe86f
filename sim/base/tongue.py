"""The languages that people read: English is written where it is used, others are looked up by it in `sim/data`.

A sentence is its own key, as with gettext, so the code reads as what it says; what a language lacks is said in English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sim.base.errors import Fault, UserError, unknown

__all__ = ["ENGLISH", "LANGUAGES", "Tongue", "lexicon", "phrase"]

LANGUAGES: Final = ("en", "ja")


@cache
def lexicon(lang: str) -> Mapping[str, str]:
    """Return what is said in a language, by the English of it."""
    if lang == "en":
        return {}
    found: dict[str, str] = json.loads(files("sim").joinpath("data", f"{lang}.json").read_text(encoding="utf-8"))
    return found


def phrase(english: str) -> str:
    """Mark a sentence that a tongue says later, so that it is known to need its translation."""
    return english


class Tongue:
    """One language: called with an English sentence and what goes in its braces, it says that in the language.

    Raises: UserError when it is none of `LANGUAGES`.
    Example:
        >>> Tongue("en")("{n} of {all} ships", n=3, all=5)
        '3 of 5 ships'
    """

    def __init__(self, lang: str = "en") -> None:
        if lang not in LANGUAGES:
            raise UserError(Fault("lang", "", f"there is no language '{lang}'", unknown(lang, LANGUAGES)))
        self.lang = lang

    def __call__(self, english: str, /, **given: Any) -> str:
        said = lexicon(self.lang).get(english, english)
        return said.format_map(given) if given else said

    def pick(self, texts: Mapping[str, str] | None, instead: str = "") -> str:
        """Return a scenario's own text in this language, or in English, or in whatever it is given in."""
        if not texts:
            return instead
        return texts.get(self.lang) or texts.get("en") or next(iter(texts.values()))


ENGLISH: Final = Tongue()
