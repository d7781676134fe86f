"""Numbers as people read them: shares in per cent, seconds in hours, as many digits as the interval supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any, Final, NamedTuple

from sim.base.tongue import ENGLISH, Tongue, phrase

__all__ = ["Scale", "cell", "decimals", "number", "scale", "scales", "span"]

LARGE: Final = ((1e7, 1e6, phrase("million {unit}")), (1e4, 1e3, phrase("thousand {unit}")))
NOTHING: Final = "–"


class Scale(NamedTuple):
    """By what to multiply a measure, and what it then counts; `points` is the word for differences."""

    factor: float
    unit: str
    points: str


def scale(unit: str, largest: float = 0.0, tongue: Tongue = ENGLISH) -> Scale:
    """Return how to show a measure of a unit whose largest value is given.

    Example:
        >>> scale("share"), scale("bbl", 45_000).unit
        (Scale(factor=100.0, unit='%', points='points'), 'thousand bbl')
    """
    if unit == "share":
        return Scale(100.0, "%", tongue("points"))
    factor, shown = (1 / 3600, tongue("h")) if unit == "s" else (1.0, "" if unit == "count" else tongue(unit))
    for least, by, word in LARGE:
        if abs(largest) * factor >= least:
            name = tongue(word, unit=shown).strip()
            return Scale(factor / by, name, name)
    return Scale(factor, shown, shown)


def scales(summary: Mapping[str, Any], tongue: Tongue = ENGLISH) -> dict[str, Scale]:
    """Return one scale for each measure of a summary, the same in every case."""
    cases = [each["measures"] for each in summary["cases"].values()]
    largest = {name: max((abs(each[name]["mean"] or 0.0) for each in cases), default=0.0) for name in cases[0]}
    return {name: scale(cases[0][name]["unit"], largest[name], tongue) for name in cases[0]}


def decimals(value: float, interval: Sequence[float] | None = None) -> int:
    """Return how many decimals to write: half an interval's width gets one digit, or two where it begins with 1 or 2.

    Without an interval the value itself gets three; a negative answer is a rounding to tens, hundreds, ….
    """
    half = (interval[1] - interval[0]) / 2 if interval else 0.0
    if half <= 0:
        return 0 if not value else min(6, 2 - floor(log10(abs(value))))
    places = -floor(log10(half))
    places += half * 10.0**places < 2.95
    if interval and any(bound and not round(bound, places) for bound in interval):
        places += 1  # a bound that is not zero is better not shown as zero
    return min(6, places)


def number(value: float, places: int, *, signed: bool = False) -> str:
    """Write a number with so many decimals.

    Example:
        >>> number(1234.5, 0), number(-0.04, 1, signed=True)
        ('1,234', '+0.0')
    """
    return f"{round(value, places) + 0.0:{'+' if signed else ''},.{max(0, places)}f}"


def cell(mean: float | None, interval: Sequence[float] | None, by: Scale, *, signed: bool = False) -> str:
    """Write a mean and how far its interval reaches on either side, to suit a table.

    Example:
        >>> cell(0.312, (0.273, 0.351), scale("share"))
        '31 ± 4'
    """
    if mean is None:
        return NOTHING
    mean, ends = mean * by.factor, interval and [end * by.factor for end in interval]
    places = decimals(mean, ends)
    shown = number(mean, places, signed=signed)
    return f"{shown} ± {number((ends[1] - ends[0]) / 2, places)}" if ends else shown


def span(interval: Sequence[float], by: Scale, *, signed: bool = False, tongue: Tongue = ENGLISH) -> str:
    """Write an interval as `5 to 13`."""
    ends = [end * by.factor for end in interval]
    places = decimals(sum(ends) / 2, ends)
    low, high = (number(end, places, signed=signed) for end in ends)
    return tongue("{low} to {high}", low=low, high=high)
