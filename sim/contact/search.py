"""Random search of an area, and of a datum that has been spreading: probability, hazard and the instant of detection.

Time counts from the law's own start: for a datum, from the moment at which its radius was `radius_m`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from sim.world.geodesy import FloatArray

__all__ = ["ExpandingDatum", "RandomSearch", "SearchLaw", "detection_s"]


class SearchLaw(Protocol):
    """A search whose detections have a hazard known in advance."""

    def hazard(self, time_s: ArrayLike) -> FloatArray:
        """Return the rate of detection at a time, per second."""
        ...

    def effort(self, time_s: ArrayLike) -> FloatArray:
        """Return the hazard summed from nought to a time."""
        ...

    def time_of(self, effort: ArrayLike) -> FloatArray:
        """Return the time at which so much effort has been spent, infinity if never."""
        ...

    def probability(self, time_s: ArrayLike) -> FloatArray:
        """Return the chance of detection by a time."""
        ...


@dataclass(frozen=True, slots=True)
class RandomSearch:
    """Search an area at random: hazard W v / A.

    Source: Koopman, the formula of random search.

    >>> round(float(RandomSearch(18520.0, 7.7, 3600 * 1852.0**2).probability(86_400.0)), 3)
    0.631
    """

    sweep_width_m: float
    speed_m_s: float
    area_m2: float

    def hazard(self, time_s: ArrayLike) -> FloatArray:
        """Return the rate of detection, the same at all times."""
        return np.full(np.shape(time_s), self.sweep_width_m * self.speed_m_s / self.area_m2)

    def effort(self, time_s: ArrayLike) -> FloatArray:
        """Return the coverage W v t / A."""
        rate = self.sweep_width_m * self.speed_m_s / self.area_m2
        return np.asarray(time_s, dtype=np.float64) * rate if rate > 0.0 else np.zeros(np.shape(time_s))

    def time_of(self, effort: ArrayLike) -> FloatArray:
        """Return the time at which a coverage is reached."""
        swept = self.sweep_width_m * self.speed_m_s
        need = np.asarray(effort, dtype=np.float64)
        return need * self.area_m2 / swept if swept > 0.0 else np.where(need > 0.0, np.inf, 0.0)

    def probability(self, time_s: ArrayLike) -> FloatArray:
        """Return 1 - exp(-W v t / A)."""
        return np.asarray(-np.expm1(-self.effort(time_s)))


@dataclass(frozen=True, slots=True)
class ExpandingDatum:
    """Search a circle at random that grows as fast as the target may run: hazard W v / (pi (r0 + u t)^2).

    A target that lies still (u = 0) is a random search of the circle.
    Source: Koopman; Washburn, Search and Detection.
    """

    sweep_width_m: float
    speed_m_s: float
    radius_m: float
    target_m_s: float

    def hazard(self, time_s: ArrayLike) -> FloatArray:
        """Return the rate of detection at a time."""
        radius = self.radius_m + self.target_m_s * np.asarray(time_s, dtype=np.float64)
        return self.sweep_width_m * self.speed_m_s / (np.pi * radius**2)

    def effort(self, time_s: ArrayLike) -> FloatArray:
        """Return (W v / (pi u)) (1 / r0 - 1 / (r0 + u t)), written without the cancelling."""
        t = np.asarray(time_s, dtype=np.float64)
        late = np.isinf(t)
        radius = self.radius_m + self.target_m_s * np.where(late, 0.0, t)
        spent = self._strength * np.where(late, 0.0, t) / (self.radius_m * radius)
        return np.where(late, self._most, spent)

    def time_of(self, effort: ArrayLike) -> FloatArray:
        """Return the time at which so much effort has been spent; past what can ever be spent, infinity."""
        need = np.asarray(effort, dtype=np.float64)
        slack = self._strength - need * self.radius_m * self.target_m_s
        return np.where(slack > 0.0, need * self.radius_m**2 / np.where(slack > 0.0, slack, 1.0), np.inf)

    def probability(self, time_s: ArrayLike) -> FloatArray:
        """Return the chance of detection by a time; as time goes on it nears 1 - exp(-W v / (pi u r0))."""
        return np.asarray(-np.expm1(-self.effort(time_s)))

    @property
    def _strength(self) -> float:
        return self.sweep_width_m * self.speed_m_s / np.pi

    @property
    def _most(self) -> float:
        spread = self.radius_m * self.target_m_s
        if spread > 0.0 or self._strength == 0.0:
            return self._strength / spread if spread > 0.0 else 0.0
        return np.inf


def detection_s(
    law: SearchLaw,
    uniform: ArrayLike,
    start_s: float,
    stop_s: float = np.inf,
    present: Sequence[tuple[float, float]] | None = None,
) -> FloatArray:
    """Return the instant of detection of a search from `start_s` to `stop_s`, infinity if it fails.

    The target is there during the `present` intervals only, which are in order and do not overlap; always, if None.
    All times are the law's own: a search that is late for a datum starts at a positive time.

    >>> law = RandomSearch(1000.0, 10.0, 1e8)
    >>> detection_s(law, [0.0, 0.5, 0.9], 0.0, 20_000.0, [(1000.0, 2000.0), (5000.0, 15_000.0)]).round().tolist()
    [1000.0, 10931.0, inf]
    """
    intervals = [(start_s, stop_s)] if present is None else present
    spans = [(max(a, start_s), min(b, stop_s)) for a, b in intervals if min(b, stop_s) > max(a, start_s)]
    need = np.asarray(-np.log1p(-np.asarray(uniform, dtype=np.float64)))
    found = np.full(need.shape, np.inf)
    spent = 0.0
    for begin, end in spans:
        before, after = float(law.effort(begin)), float(law.effort(end))
        here = np.isinf(found) & (need <= spent + after - before)
        found[here] = np.maximum(law.time_of(before + need[here] - spent), begin)
        spent += after - before
    return found
