"""The state of the sea as a Markov process in continuous time.

States are Douglas's, 0 to 9. The sea rises or falls one state at a time. The rates are chosen so that the long-run
share of each state is the climate's and the mean spell in a state is as given, month by month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import gamma, inf
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.world.geodesy import FloatArray

__all__ = ["DOUGLAS_M", "EAST_CHINA_SEA", "Climate", "SeaState"]

# Wave heights that part the states; the scale itself does not put a figure to glassy against rippled.
DOUGLAS_M: Final = (0.0, 0.05, 0.1, 0.5, 1.25, 2.5, 4.0, 6.0, 9.0, 14.0, inf)
HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Climate:
    """The long-run share of time in each sea state.

    Shapes: `share` (12, 10), a row for each month, each summing to one. `spell_s` is the mean length of a spell in one
    state, over all spells.
    """

    name: str
    share: FloatArray
    spell_s: float
    source: str

    def __post_init__(self) -> None:
        if self.share.shape != (12, 10) or not (self.share > 0.0).all() or not np.allclose(self.share.sum(axis=1), 1.0):
            raise ValueError(f"climate {self.name} needs twelve rows of ten positive shares that sum to one")
        if not self.spell_s > 0.0:
            raise ValueError(f"climate {self.name} needs a spell above zero, not {self.spell_s} s")
        self.share.flags.writeable = False

    @classmethod
    def from_heights(
        cls, name: str, mean_height_m: ArrayLike, spell_s: float, source: str, shape: float = 1.6
    ) -> Climate:
        """Return a climate whose significant wave heights follow a Weibull law with monthly means, shape (12,)."""
        scale = np.asarray(mean_height_m, dtype=np.float64)[:, None] / gamma(1.0 + 1.0 / shape)
        below = -np.expm1(-((np.array(DOUGLAS_M) / scale) ** shape))
        share = np.maximum(np.diff(below, axis=1), 1e-12)
        return cls(name, share / share.sum(axis=1, keepdims=True), spell_s, source)

    def rates_per_s(self, month: int) -> tuple[FloatArray, FloatArray]:
        """Return the rates of rising and of falling from each state in a month (1 to 12), shapes (10,).

        As many rises from a state as falls to it, in proportion to the rarer of the two: so the shares hold, and
        the total is one change a spell.
        """
        share = self.share[month - 1]
        flow = np.minimum(share[:-1], share[1:])
        flow = flow / (2.0 * flow.sum() * self.spell_s)
        return np.append(flow, 0.0) / share, np.append(0.0, flow) / share


@dataclass(frozen=True, slots=True)
class SeaState:
    """The sea state from time to time: `state[i]` holds from `since_s[i]` until the next."""

    since_s: FloatArray
    state: NDArray[np.int64]

    @classmethod
    def constant(cls, state: int) -> SeaState:
        """Return a sea that never changes."""
        return cls(np.array([0.0]), np.array([state]))

    @classmethod
    def sample(cls, climate: Climate, start: datetime, duration_s: float, generator: np.random.Generator) -> SeaState:
        """Draw the sea over a scenario, from the long-run shares of its first month."""
        shares = np.cumsum(climate.share[start.month - 1])
        state = min(int(np.searchsorted(shares, generator.random(), side="right")), 9)
        since, states, now, patience = [0.0], [state], 0.0, generator.standard_exponential()
        for until_s, month in _months(start, duration_s):
            rise, fall = climate.rates_per_s(month)
            while now + (wait := patience / (rise[state] + fall[state])) < until_s:
                now += wait
                state += 1 if generator.random() * (rise[state] + fall[state]) < rise[state] else -1
                since.append(now)
                states.append(state)
                patience = generator.standard_exponential()
            # What is left of the wait carries over, at the next month's rates.
            patience -= (until_s - now) * (rise[state] + fall[state])
            now = until_s
        return cls(np.array(since), np.array(states))

    def at(self, t_s: ArrayLike) -> NDArray[np.int64]:
        """Return the sea state at times."""
        index = np.searchsorted(self.since_s, np.asarray(t_s, dtype=np.float64), side="right") - 1
        return np.asarray(self.state[np.maximum(index, 0)])

    def override(self, state: int, from_s: float, until_s: float) -> SeaState:
        """Return the same sea with one state imposed for a while, as by a typhoon."""
        if not (0 <= state < len(DOUGLAS_M) - 1 and from_s < until_s):
            raise ValueError(f"cannot impose sea state {state} from {from_s} s to {until_s} s")
        keep = (self.since_s < from_s) | (self.since_s > until_s)
        since = np.concatenate([self.since_s[keep], [from_s, until_s]])
        states = np.concatenate([self.state[keep], [state, int(self.at(until_s))]])
        order = np.argsort(since, kind="stable")
        return SeaState(since[order], states[order])

    def time_s(self, from_s: float, until_s: float) -> FloatArray:
        """Return the time spent in each state over a span, shape (10,)."""
        edges = np.clip(np.append(self.since_s, until_s), from_s, until_s)
        edges[0] = from_s
        return np.bincount(self.state, np.diff(edges), minlength=len(DOUGLAS_M) - 1).astype(np.float64)


def _months(start: datetime, duration_s: float) -> list[tuple[float, int]]:
    """Return when each calendar month of a scenario ends, in seconds from its start, and which month it is."""
    months = []
    year, month, until_s = start.year, start.month, 0.0
    while until_s < duration_s:
        following = (year + month // 12, month % 12 + 1)
        until_s = (datetime(*following, 1, tzinfo=start.tzinfo) - start).total_seconds()
        months.append((min(until_s, duration_s), month))
        year, month = following
    return months


EAST_CHINA_SEA: Final = Climate.from_heights(
    "East China Sea", (2.0, 1.9, 1.6, 1.3, 1.1, 1.1, 1.3, 1.5, 1.7, 1.9, 2.0, 2.1), 12.0 * HOUR_S, "assumed"
)
