"""The vessels of a run: planned ones in bulk, directed ones one by one.

A vessel is a number everywhere: planned vessels count from 0, directed ones from `HULLS_FROM`. Names are made only
when somebody reads them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.parts.traffic import Batch, Sight, Traffic, mast_m
from sim.world.areas import Box
from sim.world.motion import Track
from sim.world.spells import spells

__all__ = ["HULLS_FROM", "Fleet", "Hull", "Shelf"]

HULLS_FROM: Final = 5_000_000
Shelf = dict[Any, Any]


@dataclass(slots=True)
class Hull:
    """A directed vessel; `mate` is the hull alongside it.

    `silences` are the spells (from_s, until_s, identity) in which its AIS did not give its own name: under another
    identity, or under none.
    """

    vessel: int
    name: str
    length_m: float
    looks_m: float
    track: Track
    broadcasting: bool = True
    identity: str = ""
    mate: Hull | None = None
    meeting: Any = None
    speed_m_s: float = 5.0
    silences: list[tuple[float, float, str]] = field(default_factory=list)
    _stays: dict[Box, tuple[int, list[tuple[float, float]]]] = field(default_factory=dict)

    def hide(self, now_s: float, alias: str = "") -> None:
        """Stop transmitting, or go on under another identity."""
        self.broadcasting, self.identity = bool(alias), alias or self.name
        self.silences.append((now_s, math.inf, alias))

    def reappear(self, now_s: float) -> None:
        """Transmit again under its own name."""
        self.broadcasting, self.identity = True, self.name
        if self.silences and self.silences[-1][1] > now_s:
            self.silences[-1] = (self.silences[-1][0], now_s, self.silences[-1][2])

    @property
    def height_m(self) -> float:
        return float(mast_m(self.length_m))

    def stays(self, box: Box, from_s: float) -> list[tuple[float, float]]:
        """Return the spells inside a box of its present plan, worked out once a plan."""
        plan, inside = self._stays.get(box, (-1, []))
        if plan != self.track.generation:
            if self.track.idle_s <= from_s:  # at rest until it is ordered elsewhere
                inside = [(from_s, math.inf)] if box.holds(self.track.position(from_s)) else []
            else:
                inside = spells(self.track.ahead(from_s), box)
            self._stays[box] = self.track.generation, inside
        return inside


@dataclass
class Fleet:
    """All vessels of a run; `shelf` keeps planned ones from one case of a replication to the next."""

    shelf: Shelf = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    hulls: list[Hull] = field(default_factory=list)

    def plan(self, key: Any, make: Callable[[], Batch]) -> None:
        """Bring planned vessels in, made the first time that the key is met."""
        if key not in self.shelf:
            self.shelf[key] = make()
        self.batches.append(self.shelf[key])

    @cached_property
    def traffic(self) -> Traffic:
        """All planned vessels, once every part has brought in its own."""
        batches = tuple(self.batches)
        made: Traffic = self.shelf.setdefault(tuple(map(id, batches)), Traffic(batches))
        return made

    def name(self, vessel: int) -> str:
        """Return a vessel's name."""
        return self.hull(vessel).name if vessel >= HULLS_FROM else self.traffic.name(vessel)

    def hull(self, vessel: int) -> Hull:
        """Return a directed vessel by its number."""
        return self.hulls[vessel - HULLS_FROM]

    def add_hull(
        self, name: str, length_m: float, position_deg: tuple[float, float], looks_m: float | None = None
    ) -> Hull:
        """Bring a directed vessel into being."""
        number = HULLS_FROM + len(self.hulls)
        hull = Hull(number, name, length_m, looks_m or length_m, Track(number, position_deg), identity=name)
        self.hulls.append(hull)
        return hull

    def silences(self) -> dict[str, Any]:
        """Return when vessels that have AIS did not give their own name on it; a directed vessel may give another."""
        columns = self.traffic.columns
        fell = np.flatnonzero((columns.ais > 0) & np.isfinite(columns.dark_from_s))
        spells = [(hull.vessel, *spell) for hull in self.hulls for spell in hull.silences]
        vessel, start_s, end_s, identity = zip(*spells, strict=True) if spells else ((), (), (), ())
        return {
            "vessel": np.concatenate([fell, np.array(vessel, np.int64)]),
            "start_s": np.concatenate([columns.dark_from_s[fell], start_s]),
            "end_s": np.concatenate([columns.dark_until_s[fell], end_s]),
            "identity": np.array([*[""] * len(fell), *identity], dtype=np.str_),
        }

    def sight(self, vessel: int, time_s: float) -> Sight | None:
        """Return the truth about a vessel at a time, or None if it is not at sea then."""
        if vessel < HULLS_FROM:
            return self.traffic.sight(vessel, time_s)
        hull = self.hull(vessel)
        lat, lon = hull.track.position(time_s)
        speed_m_s = hull.speed_m_s if hull.track.idle_s > time_s and hull.mate is None else 0.0
        paired = hull.mate is not None
        return Sight(
            vessel,
            lat,
            lon,
            speed_m_s,
            hull.length_m,
            hull.looks_m,
            hull.height_m,
            hull.broadcasting,
            paired,
            hull.identity,
        )
