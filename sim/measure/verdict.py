"""The verdict on a difference, in a sentence that claims no more than its interval."""

from __future__ import annotations

from typing import Final

from sim.base.tongue import ENGLISH, Tongue, phrase
from sim.measure.compare import Contrast
from sim.measure.shown import Scale, decimals, number, scale, span

__all__ = ["scale_of", "verdict"]

SHARE: Final = scale("share")


def scale_of(found: Contrast, unit: str, tongue: Tongue = ENGLISH) -> Scale:
    """Return how to show both means of a contrast and their difference."""
    return scale(unit, max(abs(each.mean or 0.0) for each in (found.of, found.to)), tongue)


def verdict(about: str, of: str, to: str, found: Contrast, by: Scale, tongue: Tongue = ENGLISH) -> str:
    """Say whether a measure is more or less in `of` than in `to`, or how much the interval leaves open.

    `more` and `less` are of the number alone; whether that is good is for the reader.
    Example:
        >>> from sim.measure.compare import contrast
        >>> found = contrast({0: 11.0, 1: 12.5, 2: 13.0}, {0: 10.0, 1: 11.0, 2: 12.0}, pairs=True)
        >>> print(verdict("hours flown", "fused", "alone", found, scale("h")))
        Hours flown: more in fused than in alone, +1.2 h or +11 % (95 % intervals +0.4 to +1.9 h and +4 to +18 %;
        3 pairs).
    """
    about, said = tongue(about), _said(of, to, found, by, tongue)
    return tongue("{about}: {said}.", about=about[:1].upper() + about[1:], said=said)


def _said(of: str, to: str, found: Contrast, by: Scale, tongue: Tongue) -> str:
    difference, both = found.difference, {"of": of, "to": to}
    if difference.mean is None:
        return _untold(of, to, found, tongue)
    if difference.ci95 is None:
        rests, shown = _rests_on(found, tongue), _signed(found, by)
        return tongue("{shown} in {of} against {to}, of which {rests} cannot tell the chance", shown=shown, rests=rests,
                      **both)  # fmt: skip
    if found.steady:
        return _steady(of, to, found, by, tongue)
    if not difference.sign:
        return tongue("{of} and {to} are not told apart; {open}", open=_open(found, by, tongue), **both)
    reach = _reach(found, by, tongue)
    way = phrase("more in {of} than in {to}, {reach}" if difference.mean > 0 else "less in {of} than in {to}, {reach}")
    way = tongue(way, reach=reach, **both)
    if found.stands or found.family == 1:
        return way
    return tongue("looked at alone, {way}, but not told from luck among {n} differences looked at together", way=way,
                  n=found.family)  # fmt: skip


def _untold(of: str, to: str, found: Contrast, tongue: Tongue) -> str:
    none = [name for name, each in ((of, found.of), (to, found.to)) if not each.n]
    if not none:
        return tongue("no replication tells it in both")
    return tongue("no replication of {cases} tells it", cases=tongue(" or of ").join(none))


def _steady(of: str, to: str, found: Contrast, by: Scale, tongue: Tongue) -> str:
    each = tongue("each of {n} pairs", n=found.difference.n)
    told = {"of": of, "to": to, "where": each if found.difference.paired else tongue("every replication")}
    if not found.difference.mean:
        return tongue("the same in {of} as in {to}, in {where}", **told)
    return tongue("{shown} in {of} against {to} in {where}; nothing varies from which chance could be told",
                  shown=_signed(found, by), **told)  # fmt: skip


def _open(found: Contrast, by: Scale, tongue: Tongue) -> str:
    """Say how large a difference the interval still allows."""
    share = f", {span(found.share.ci95, SHARE, signed=True, tongue=tongue)} %" if found.share else ""
    return tongue("anything from {ends}{share} is left open (95 % interval, {rests})", ends=_ends(found, by, tongue),
                  share=share, rests=_rests_on(found, tongue))  # fmt: skip


def _reach(found: Contrast, by: Scale, tongue: Tongue) -> str:
    told = {"shown": _signed(found, by), "ends": _ends(found, by, tongue), "rests": _rests_on(found, tongue)}
    if not found.share:
        return tongue("{shown} (95 % interval {ends}; {rests})", **told)
    percent = [100 * end for end in found.share.ci95]
    mean = number(100 * found.share.mean, decimals(100 * found.share.mean, percent), signed=True)
    return tongue("{shown} or {mean} % (95 % intervals {ends} and {percent} %; {rests})", mean=mean,
                  percent=span(found.share.ci95, SHARE, signed=True, tongue=tongue), **told)  # fmt: skip


def _signed(found: Contrast, by: Scale) -> str:
    mean, ends = (found.difference.mean or 0.0) * by.factor, found.difference.ci95
    return _with_unit(number(mean, decimals(mean, ends and [end * by.factor for end in ends]), signed=True), by)


def _ends(found: Contrast, by: Scale, tongue: Tongue) -> str:
    return _with_unit(span(found.difference.ci95 or (), by, signed=True, tongue=tongue), by)


def _with_unit(shown: str, by: Scale) -> str:
    return f"{shown} {by.points}".rstrip()


def _rests_on(found: Contrast, tongue: Tongue) -> str:
    n = found.difference.n
    if found.difference.paired:
        return tongue("1 pair") if n == 1 else tongue("{n} pairs", n=n)
    return tongue("{of} and {to} replications", of=found.of.n, to=found.to.n)
