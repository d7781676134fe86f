"""Text in figures: names from scenarios made harmless, and sentences that say a finding with its number."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sim.base.tongue import ENGLISH, Tongue, phrase
from sim.base.units import show
from sim.measure.shown import Scale, cell, decimals, number, span
from sim.report.fonts import glyphs

__all__ = [
    "called", "counted", "day", "difference", "difference_said", "excludes_zero", "finding", "humane", "lasting",
    "plain", "quantity", "typeset",
]  # fmt: skip

LONGEST: Final = 200
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
SPANS: Final[Mapping[str, str]] = MappingProxyType(
    {"s": phrase("{n} s"), "min": phrase("{n} min"), "h": phrase("{n} h"), "d": phrase("{n} d")}
)
MONTHS: Final = tuple(map(phrase, ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")))


def plain(text: str, instead: str = "") -> str:
    """Return text as one short line that the fonts can draw; `instead` when it cannot, or what it can of that.

    Example:
        >>> plain("two\\nlines"), plain("\N{CROSSED SWORDS}\N{FIRE}", "clash")
        ('two lines', 'clash')
    """
    line = " ".join(text[: 4 * LONGEST].split())[:LONGEST]
    line = "".join(letter for letter in line if unicodedata.category(letter) not in INVISIBLE)
    if line and all(ord(letter) in glyphs() for letter in line):
        return line
    if instead:
        return plain(instead)
    return "".join(letter if ord(letter) in glyphs() else "?" for letter in line) or "?"


def called(name: str) -> str:
    """Return what a case is called in the middle of a sentence."""
    return plain(name)[:24]


def day(at: datetime, tongue: Tongue) -> str:
    """Write a date without its year."""
    return tongue("{day} {month}", day=at.day, month=tongue(MONTHS[at.month - 1]))


def lasting(span_s: float, tongue: Tongue) -> str:
    """Write a span of time in the unit that suits it."""
    number, unit = show(span_s, "time").split()
    return tongue(SPANS[unit], n=number)


def humane(name: str, tongue: Tongue = ENGLISH, suffixes: Mapping[str, str] | None = None) -> str:
    """Return a measure's name as people write it; `suffixes` are what people call sides and other parts of it.

    Example:
        >>> humane("transfers_observed.japan")
        'Transfers observed (japan)'
    """
    stem, _, suffix = name.partition(".")
    words = tongue(plain(stem).replace("_", " "))
    part = (suffixes or {}).get(suffix) or tongue(plain(suffix))
    return words[:1].upper() + words[1:] + (f" ({part})" if suffix else "")


def quantity(entry: Mapping[str, Any], by: Scale, tongue: Tongue = ENGLISH) -> str:
    """Write a mean with its unit, as exactly as its interval allows."""
    if entry["mean"] is None:
        return tongue("no value")
    ends = entry["ci95"] and [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    return typeset(f"{number(mean, decimals(mean, ends))} {by.unit}".rstrip())


def difference(entry: Mapping[str, Any], by: Scale) -> str:
    """Write a paired difference with its interval, as `+9 ± 4`."""
    return typeset(cell(entry["mean"], entry["ci95"], by, signed=True))


def difference_said(entry: Mapping[str, Any], by: Scale, tongue: Tongue = ENGLISH) -> str:
    """Write a paired difference as part of a sentence, claiming no more than its interval does."""
    if entry["mean"] is None:
        return tongue("no replication tells both")
    ends = entry["ci95"] and [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    shown = typeset(f"{number(mean, decimals(mean, ends), signed=True)} {by.points}".rstrip())
    if not ends:
        return tongue("{shown}, one replication", shown=shown)
    verdict = "" if excludes_zero(entry) else tongue(": no difference shown")
    reach = typeset(span(entry["ci95"], by, signed=True, tongue=tongue))
    return tongue("{shown}, {percent} interval {reach}{verdict}", shown=shown, percent=typeset("95 %"), reach=reach,
                  verdict=verdict)  # fmt: skip


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
    name: str, focus: str, baseline: str, told: Mapping[str, Mapping[str, Any]], against: Mapping[str, Any], by: Scale,
    tongue: Tongue = ENGLISH,
) -> str:  # fmt: skip
    """Say how a case compares with the baseline in a measure, named as people write it, as far as its interval goes."""
    value = {case: quantity(told[case], by, tongue) for case in (focus, baseline)}
    if not against:
        reach = told[focus]["ci95"] and typeset(span(told[focus]["ci95"], by, tongue=tongue))
        plus = tongue(" ({percent} interval {reach})", percent=typeset("95 %"), reach=reach) if reach else ""
        return tongue("{name}: {value}{plus}", name=name, value=value[focus], plus=plus)
    return tongue("{name}: {value} in {case}, {base} in {baseline} ({difference})", name=name, value=value[focus],
                  case=called(focus), base=value[baseline], baseline=called(baseline),
                  difference=difference_said(against, by, tongue))  # fmt: skip
