"""The verdict on a difference, in a sentence that claims no more than its interval."""

from __future__ import annotations

from typing import Final

from sim.measure.compare import Contrast
from sim.measure.shown import Scale, decimals, number, scale, span

__all__ = ["scale_of", "verdict"]

SHARE: Final = scale("share")


def scale_of(found: Contrast, unit: str) -> Scale:
    """Return how to show both means of a contrast and their difference."""
    return scale(unit, max(abs(each.mean or 0.0) for each in (found.of, found.to)))


def verdict(about: str, of: str, to: str, found: Contrast, by: Scale) -> str:
    """Say whether a measure is more or less in `of` than in `to`, or how much the interval leaves open.

    `more` and `less` are of the number alone; whether that is good is for the reader.
    Example:
        >>> from sim.measure.compare import contrast
        >>> found = contrast({0: 11.0, 1: 12.5, 2: 13.0}, {0: 10.0, 1: 11.0, 2: 12.0}, pairs=True)
        >>> print(verdict("hours flown", "fused", "alone", found, scale("h")))
        Hours flown: more in fused than in alone, +1.2 h or +11 % (95 % intervals +0.4 to +1.9 h and +4 to +18 %;
        3 pairs).
    """
    return f"{about[:1].upper()}{about[1:]}: {_said(of, to, found, by)}."


def _said(of: str, to: str, found: Contrast, by: Scale) -> str:
    difference = found.difference
    if difference.mean is None:
        return _untold(of, to, found)
    if difference.ci95 is None:
        return f"{_signed(found, by)} in {of} against {to}, of which {_rests_on(found)} cannot tell the chance"
    if found.steady:
        return _steady(of, to, found, by)
    way = f"{'more' if difference.mean > 0 else 'less'} in {of} than in {to}, {_reach(found, by)}"
    if not difference.sign:
        return f"{of} and {to} are not told apart; {_open(found, by)}"
    if found.stands or found.family == 1:
        return way
    return f"looked at alone, {way}, but not told from luck among {found.family} differences looked at together"


def _untold(of: str, to: str, found: Contrast) -> str:
    none = [name for name, each in ((of, found.of), (to, found.to)) if not each.n]
    return f"no replication of {' or of '.join(none)} tells it" if none else "no replication tells it in both"


def _steady(of: str, to: str, found: Contrast, by: Scale) -> str:
    where = f"each of {found.difference.n} pairs" if found.difference.paired else "every replication"
    if not found.difference.mean:
        return f"the same in {of} as in {to}, in {where}"
    return f"{_signed(found, by)} in {of} against {to} in {where}; nothing varies from which chance could be told"


def _open(found: Contrast, by: Scale) -> str:
    """Say how large a difference the interval still allows."""
    ends = _with_unit(span(found.difference.ci95 or (), by, signed=True), by)
    share = f", {span(found.share.ci95, SHARE, signed=True)} %" if found.share else ""
    return f"anything from {ends}{share} is left open (95 % interval, {_rests_on(found)})"


def _reach(found: Contrast, by: Scale) -> str:
    ends = _with_unit(span(found.difference.ci95 or (), by, signed=True), by)
    if not found.share:
        return f"{_signed(found, by)} (95 % interval {ends}; {_rests_on(found)})"
    percent = [100 * end for end in found.share.ci95]
    mean = number(100 * found.share.mean, decimals(100 * found.share.mean, percent), signed=True)
    both = f"95 % intervals {ends} and {span(found.share.ci95, SHARE, signed=True)} %"
    return f"{_signed(found, by)} or {mean} % ({both}; {_rests_on(found)})"


def _signed(found: Contrast, by: Scale) -> str:
    mean, ends = (found.difference.mean or 0.0) * by.factor, found.difference.ci95
    return _with_unit(number(mean, decimals(mean, ends and [end * by.factor for end in ends]), signed=True), by)


def _with_unit(shown: str, by: Scale) -> str:
    return f"{shown} {by.points}".rstrip()


def _rests_on(found: Contrast) -> str:
    if found.difference.paired:
        return "1 pair" if found.difference.n == 1 else f"{found.difference.n} pairs"
    return f"{found.of.n} and {found.to.n} replications"
