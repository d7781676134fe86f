"""Text in figures: names from scenarios made harmless, and sentences that say a finding with its number."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sim.measure.shown import Scale, cell, decimals, number, span

__all__ = [
    "counted",
    "difference",
    "difference_said",
    "excludes_zero",
    "finding",
    "humane",
    "plain",
    "quantity",
    "typeset",
]

LONGEST: Final = 200
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@cache
def _glyphs() -> frozenset[int]:
    """Return the characters that the figures' font can draw."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def plain(text: str, instead: str = "") -> str:
    """Return text as one short line that the font can draw; `instead` when it cannot, or what it can of that.

    Example:
        >>> plain("two\\nlines"), plain("日本", "japan")
        ('two lines', 'japan')
    """
    line = " ".join(text[: 4 * LONGEST].split())[:LONGEST]
    line = "".join(letter for letter in line if unicodedata.category(letter) not in INVISIBLE)
    if line and all(ord(letter) in _glyphs() for letter in line):
        return line
    if instead:
        return plain(instead)
    return "".join(letter if ord(letter) in _glyphs() else "?" for letter in line) or "?"


def humane(name: str) -> str:
    """Return a measure's name as people write it.

    Example:
        >>> humane("transfers_observed.japan")
        'Transfers observed (japan)'
    """
    stem, _, suffix = name.partition(".")
    words = plain(stem).replace("_", " ")
    return words[:1].upper() + words[1:] + (f" ({plain(suffix)})" if suffix else "")


def quantity(entry: Mapping[str, Any], by: Scale) -> str:
    """Write a mean with its unit, as exactly as its interval allows."""
    if entry["mean"] is None:
        return "no value"
    ends = entry["ci95"] and [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    return typeset(f"{number(mean, decimals(mean, ends))} {by.unit}".rstrip())


def difference(entry: Mapping[str, Any], by: Scale) -> str:
    """Write a paired difference with its interval, as `+9 ± 4`."""
    return typeset(cell(entry["mean"], entry["ci95"], by, signed=True))


def difference_said(entry: Mapping[str, Any], by: Scale) -> str:
    """Write a paired difference as part of a sentence, claiming no more than its interval does."""
    if entry["mean"] is None:
        return "no replication tells both"
    ends = entry["ci95"] and [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    shown = typeset(f"{number(mean, decimals(mean, ends), signed=True)} {by.points}".rstrip())
    if not ends:
        return f"{shown}, one replication"
    verdict = "" if excludes_zero(entry) else ": no difference shown"
    return f"{shown}, {typeset('95 %')} interval {typeset(span(entry['ci95'], by, signed=True))}{verdict}"


def typeset(number: str) -> str:
    """Set a number as print does: a true minus, and never broken from its unit."""
    return number.replace("-", "−").replace(" ", "\N{NO-BREAK SPACE}")


def excludes_zero(entry: Mapping[str, Any]) -> bool:
    """Say whether a difference's interval excludes zero."""
    return entry["ci95"] is not None and (entry["ci95"][0] > 0 or entry["ci95"][1] < 0)


def counted(n: int, noun: str) -> str:
    """Write a number of things.

    Example:
        >>> counted(1, "transfer"), counted(0, "transfer")
        ('1 transfer', '0 transfers')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def finding(
    name: str, focus: str, baseline: str, told: Mapping[str, Mapping[str, Any]], against: Mapping[str, Any], by: Scale
) -> str:
    """Say how a case compares with the baseline in one measure, and no more than its interval does."""
    if not against:
        return f"{humane(name)}: {quantity(told[focus], by)}{_interval(told[focus], by)}"
    both = ", ".join(f"{quantity(told[case], by)} in {plain(case)[:24]}" for case in (focus, baseline))
    return f"{humane(name)}: {both} ({difference_said(against, by)})"


def _interval(entry: Mapping[str, Any], by: Scale) -> str:
    return f" ({typeset('95 %')} interval {typeset(span(entry['ci95'], by))})" if entry["ci95"] else ""
