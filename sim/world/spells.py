"""When one platform is inside a box: `areas.stays` for one, leg by leg without arrays, as a run asks for it often."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from sim.world.areas import ROUNDING, Box
from sim.world.motion import Run
from sim.world.points import Point, arc, dot, part_way, place

__all__ = ["spells"]

Plane = tuple[Point, float]


def spells(runs: Iterable[Run], box: Box) -> list[tuple[float, float]]:
    """Return the spells inside a box of one platform that makes some runs, one spell unbroken from run to run."""
    found: list[tuple[float, float]] = []
    for start_s, end_s, a, b in runs:
        for enter, leave in sorted(piece for part in box.parts() for piece in _pieces(a, b, part)):
            enter_s = start_s + enter * (end_s - start_s) if enter > 0.0 else start_s
            leave_s = start_s + leave * (end_s - start_s) if leave < 1.0 else end_s
            if found and enter_s - found[-1][1] <= 1e-6:
                found[-1] = found[-1][0], leave_s
            elif leave_s > enter_s:
                found.append((enter_s, leave_s))
    return found


def _pieces(a: Point, b: Point, part: Box) -> list[tuple[float, float]]:
    """Cut a great circle at the edges that it may meet, and return the pieces, by fractions, that are inside."""
    theta = arc(a, b)
    stray = math.sin(theta / 2.0) ** 2 + ROUNDING
    cuts = [0.0, 1.0]
    for normal, offset in _edges(part):
        from_a, from_b = dot(normal, a) - offset, dot(normal, b) - offset
        if max(from_a, from_b) < -stray:
            return []
        if min(from_a, from_b) <= stray and theta > 0.0:
            cuts += _roots(from_a + offset, from_b + offset, theta, offset)
    pieces = [(enter, leave) for enter, leave in pairwise(sorted(cuts)) if leave > enter]
    return [piece for piece in pieces if part.holds(place(part_way(a, b, sum(piece) / 2.0)))]


def _roots(over_a: float, over_b: float, theta: float, offset: float) -> list[float]:
    """Return the fractions of a great circle at which normal.p, given at its ends, is `offset`: see `areas`."""
    sine_part = (over_b - over_a * math.cos(theta)) / math.sin(theta)
    size, middle = math.hypot(over_a, sine_part), math.atan2(sine_part, over_a)
    if size == 0.0 or abs(offset) > size:
        return []
    swing = math.acos(offset / size)
    return [x / theta for x in ((middle - swing) % math.tau, (middle + swing) % math.tau) if x < theta]


@lru_cache(maxsize=256)
def _edges(part: Box) -> list[Plane]:
    normals, offsets = part.edges()
    return [((x, y, z), offset) for (x, y, z), offset in zip(normals.tolist(), offsets.tolist(), strict=True)]
