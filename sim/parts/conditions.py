"""Weather and light: from when on work that needs a calm sea or daylight can be done at a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.parts.theatre import Theatre
from sim.world.daylight import SUNRISE_DEG, sun_elevation_deg
from sim.world.weather import SeaState

__all__ = ["Limits", "fit"]

STEP_S: Final = 600.0
AHEAD_S: Final = 2 * 86400.0
CLOSE_S: Final = 1.0
ANY_SEA: Final = 9


@dataclass(frozen=True, slots=True)
class Limits:
    """What work can stand: the highest sea state, and whether it needs the sun."""

    sea_state: int = ANY_SEA
    daylight: bool = False


def fit(theatre: Theatre, position_deg: tuple[float, float], limits: Limits) -> Callable[[float], float] | None:
    """Return the function that says from when on, at or after an instant, the limits are kept; None if always."""
    if limits.sea_state >= ANY_SEA and not limits.daylight:
        return None

    def from_s(now_s: float) -> float:
        """Return the earliest instant at which sea and light both allow it."""
        while True:
            calm_s = _calm_s(theatre.seas.at(position_deg), limits.sea_state, now_s)
            light_s = _light_s(theatre, position_deg, calm_s) if limits.daylight else calm_s
            if light_s == calm_s:
                return light_s
            now_s = light_s

    return from_s


def _calm_s(sea: SeaState, limit: int, now_s: float) -> float:
    """Return when the sea is next at or below a limit; infinity if it never is."""
    first = max(0, int(sea.since_s.searchsorted(now_s, side="right")) - 1)
    if sea.state[first] <= limit:
        return now_s
    calm = np.flatnonzero(sea.state[first:] <= limit)
    return float(sea.since_s[first + calm[0]]) if len(calm) else np.inf


def _light_s(theatre: Theatre, position_deg: tuple[float, float], now_s: float) -> float:
    """Return when the sun is next up; infinity if it is down for two days."""
    if not np.isfinite(now_s):
        return now_s
    times = now_s + np.arange(0.0, AHEAD_S, STEP_S)
    up = sun_elevation_deg(theatre.run.start, times, *position_deg) > SUNRISE_DEG
    if up[0] or not up.any():
        return now_s if up[0] else np.inf
    late = float(times[np.argmax(up)])
    early = late - STEP_S
    while late - early > CLOSE_S:
        middle = (early + late) / 2
        risen = float(sun_elevation_deg(theatre.run.start, middle, *position_deg)) > SUNRISE_DEG
        early, late = (early, middle) if risen else (middle, late)
    return late
