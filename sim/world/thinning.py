"""Fewer legs that say nearly the same: motion reported every few seconds, joined where it ran straight and steady."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, slerp
from sim.world.motion import IntArray, Legs

__all__ = ["thinned"]

PORTION: Final = 500_000  # legs worked on at a time


def thinned(legs: Legs, tolerance_m: float) -> Legs:
    """Join legs that follow on one another while nobody is moved by more than a tolerance at any instant.

    The legs must be sorted by mover, then start; a portion of them is worked on at a time.
    """
    if not len(legs):
        return legs
    ends = np.append(np.arange(PORTION, len(legs), PORTION), len(legs))
    ends = np.unique(np.searchsorted(legs.mover, legs.mover[ends - 1], side="right"))
    starts = np.append(0, ends[:-1])
    return Legs.concat([_thinned(legs.select(slice(*span)), tolerance_m) for span in zip(starts, ends, strict=True)])


def _thinned(legs: Legs, tolerance_m: float) -> Legs:
    """Join neighbours in pairs, round after round.

    Joining moves what lies on either leg by no more than it moves the place between them (it falls off along each
    leg), so what each leg has been moved already is added to that.
    """
    moved_m = np.zeros(len(legs))
    idle = odd = 0
    while idle < 2:  # neighbours that were not each other's partners in one round are in the next
        first = _pairs(legs, odd)
        would_m = _apart_m(legs, first) + np.maximum(moved_m[first], moved_m[first + 1])
        first, would_m = first[would_m <= tolerance_m], would_m[would_m <= tolerance_m]
        idle, odd = (0 if len(first) else idle + 1), 1 - odd
        legs, moved_m = _joined(legs, first), _kept(moved_m, first, would_m)
    return legs


def _pairs(legs: Legs, odd: int) -> IntArray:
    """Return every other leg that the next one follows on."""
    first = np.arange(odd, len(legs) - 1, 2)
    follows = (legs.mover[first] == legs.mover[first + 1]) & (legs.end_s[first] == legs.start_s[first + 1])
    follows &= np.isfinite(legs.end_s[first + 1])
    follows &= (legs.b[first] == legs.a[first + 1]).all(axis=1)
    return np.asarray(first[follows])


def _apart_m(legs: Legs, first: IntArray) -> FloatArray:
    """Return how far the place between two legs lies from where one leg would pass at that time."""
    begin_s, end_s = legs.start_s[first], legs.end_s[first + 1]
    there = slerp(legs.a[first], legs.b[first + 1], (legs.end_s[first] - begin_s) / (end_s - begin_s))
    return EARTH_RADIUS_M * angle(there, legs.b[first])


def _joined(legs: Legs, first: IntArray) -> Legs:
    end_s, b = legs.end_s.copy(), legs.b.copy()
    end_s[first], b[first] = legs.end_s[first + 1], legs.b[first + 1]
    keep = np.ones(len(legs), bool)
    keep[first + 1] = False
    return Legs(legs.mover, legs.start_s, end_s, legs.a, b).select(keep)


def _kept(moved_m: FloatArray, first: IntArray, would_m: FloatArray) -> FloatArray:
    moved_m[first] = would_m
    return np.delete(moved_m, first + 1)
