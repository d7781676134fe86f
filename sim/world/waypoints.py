"""Random motion in bulk: boats that run from one random place of an area to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, angle, unit
from sim.world.motion import Legs, clip

__all__ = ["RandomArea", "random_waypoints"]

Blocked = Callable[[FloatArray, FloatArray], NDArray[np.bool_]]

TRIES: Final = 20
LIE_TO_S: Final = 3600.0


class RandomArea(Protocol):
    """Somewhere that random positions can be drawn from."""

    def random(self, n: int, generator: np.random.Generator) -> FloatArray:
        """Return n positions, shape (n, 2), latitude first."""
        ...


def random_waypoints(
    area: RandomArea,
    start_s: float,
    end_s: float,
    speeds_m_s: ArrayLike,
    first_mover: int,
    generator: np.random.Generator,
    *,
    blocked: Blocked | None = None,
) -> Legs:
    """Return the legs of boats that run from one random position in an area to the next, sorted by mover.

    Shapes: `speeds_m_s` (n,), one boat each. Every boat is under way from `start_s` to `end_s`. A run that `blocked`
    refuses, as over land, is drawn again; a boat that finds no way out lies to for an hour and tries again.
    """
    speeds = np.asarray(speeds_m_s, dtype=np.float64)
    if np.any(~(speeds > 0.0)) or not end_s > start_s:
        raise ValueError("boats need positive speeds and a span that ends after it starts")
    boats, here = np.arange(len(speeds)), _draw(area, len(speeds), generator)
    clock, rounds = np.full(len(speeds), float(start_s)), []
    while len(boats):
        there = _next(area, here, generator, blocked)
        arrive = clock + EARTH_RADIUS_M * angle(here, there) / speeds[boats]
        arrive = np.where(arrive > clock, arrive, clock + LIE_TO_S)
        rounds.append(Legs(boats + first_mover, clock, arrive, here, there))
        busy = arrive < end_s
        boats, here, clock = boats[busy], there[busy], arrive[busy]
    legs = Legs.concat(rounds).sort("mover")
    return clip(legs, start_s, end_s)


def _next(area: RandomArea, here: FloatArray, generator: np.random.Generator, blocked: Blocked | None) -> FloatArray:
    """Draw where each boat goes next; where it is, if every try was blocked."""
    there = _draw(area, len(here), generator)
    if blocked is None:
        return there
    for _ in range(TRIES):
        shut = np.nonzero(blocked(here, there))[0]
        if not len(shut):
            return there
        there[shut] = _draw(area, len(shut), generator)
    return np.where(blocked(here, there)[:, None], here, there)


def _draw(area: RandomArea, n: int, generator: np.random.Generator) -> FloatArray:
    positions = area.random(n, generator)
    return unit(positions[:, 0], positions[:, 1])
