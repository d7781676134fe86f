"""The vessels of a run: planned ones in bulk, directed ones one by one.

A vessel is a number everywhere: planned vessels count from 0, directed ones from `HULLS_FROM`. Names are made only
when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.world.areas import Box, stays
from sim.world.geodesy import FloatArray, between
from sim.world.motion import Legs, Track

__all__ = ["HULLS_FROM", "NEVER", "Batch", "Fleet", "Hull", "Sight", "mast_m"]

NEVER: Final = np.inf
HULLS_FROM: Final = 5_000_000
SLOW_M_S: Final = 1.03  # 2 kn, the speed below which Global Fishing Watch calls a meeting an encounter
LEAST_M: Final = 45.0  # a shorter boat all but never looks as long as 60 m


@dataclass(frozen=True, slots=True)
class Sight:
    """The truth about one vessel at an instant, from which sensors make contacts."""

    vessel: int
    lat_deg: float
    lon_deg: float
    speed_m_s: float
    length_m: float
    height_m: float
    broadcasting: bool
    paired: bool
    identity: str


@dataclass(slots=True)
class Batch:
    """Planned vessels of one part as columns of one length; `legs` number them from zero.

    `ais` is 0 for none, 1 for class B, 2 for class A; broadcasts stop from `dark_from_s` to `dark_until_s`; `mate` is
    the vessel of the batch that keeps beside this one, or -1.
    """

    part: str
    sort: str
    legs: Legs
    length_m: FloatArray
    ais: np.ndarray
    dark_from_s: FloatArray
    dark_until_s: FloatArray
    mate: np.ndarray


@dataclass(slots=True)
class Hull:
    """A directed vessel; `mate` is the hull alongside it."""

    vessel: int
    name: str
    length_m: float
    track: Track
    side: str | None = None
    broadcasting: bool = True
    identity: str = ""
    mate: Hull | None = None
    meeting: Any = None

    @property
    def height_m(self) -> float:
        return float(mast_m(self.length_m))


def mast_m(length_m: Any) -> Any:
    """Return the height of what a radar sees of a ship, about a seventh of her length (assumed)."""
    return length_m / 7.0


@dataclass(slots=True)
class _Columns:
    length_m: FloatArray
    ais: np.ndarray
    dark_from_s: FloatArray
    dark_until_s: FloatArray
    mate: np.ndarray
    part: np.ndarray


@dataclass
class Fleet:
    """All vessels of a run."""

    batches: list[Batch] = field(default_factory=list)
    hulls: list[Hull] = field(default_factory=list)
    _present: dict[Box, tuple[np.ndarray, FloatArray, FloatArray]] = field(default_factory=dict)

    @cached_property
    def firsts(self) -> np.ndarray:
        """Number of the first vessel of each batch, and after the last the number of planned vessels."""
        return np.concatenate([[0], np.cumsum([len(batch.length_m) for batch in self.batches])]).astype(np.int64)

    @property
    def planned(self) -> int:
        return int(self.firsts[-1])

    @cached_property
    def legs(self) -> Legs:
        """The legs of all planned vessels, sorted by vessel then start."""
        shifted = [
            Legs(batch.legs.mover + first, batch.legs.start_s, batch.legs.end_s, batch.legs.a, batch.legs.b)
            for batch, first in zip(self.batches, self.firsts, strict=False)
        ]
        return Legs.concat(shifted).sort("mover")

    @cached_property
    def columns(self) -> _Columns:
        """What is known of each planned vessel, by its number."""
        mates = [np.where(b.mate >= 0, b.mate + f, -1) for b, f in zip(self.batches, self.firsts, strict=False)]
        return _Columns(
            self._joined([batch.length_m for batch in self.batches], float),
            self._joined([batch.ais for batch in self.batches], np.int64),
            self._joined([batch.dark_from_s for batch in self.batches], float),
            self._joined([batch.dark_until_s for batch in self.batches], float),
            self._joined(mates, np.int64),
            np.repeat(np.arange(len(self.batches)), np.diff(self.firsts)),
        )

    @staticmethod
    def _joined(columns: Sequence[np.ndarray], dtype: Any) -> np.ndarray:
        return np.concatenate(columns).astype(dtype) if columns else np.empty(0, dtype)

    @cached_property
    def suspicious(self) -> np.ndarray:
        """Numbers of the planned vessels that could ever bear a sign: dark at some time, or keeping a mate."""
        c = self.columns
        dark = (c.ais == 0) & (c.length_m >= LEAST_M) | np.isfinite(c.dark_from_s)
        return np.flatnonzero(dark | (c.mate >= 0))

    @cached_property
    def is_suspicious(self) -> np.ndarray:
        """The same as a mask over the planned vessels."""
        return np.isin(np.arange(self.planned), self.suspicious)

    def name(self, vessel: int) -> str:
        """Return a vessel's name."""
        if vessel >= HULLS_FROM:
            return self.hull(vessel).name
        batch = int(self.columns.part[vessel])
        return f"{self.batches[batch].part}-{vessel - int(self.firsts[batch]) + 1:04d}"

    def hull(self, vessel: int) -> Hull:
        """Return a directed vessel by its number."""
        return self.hulls[vessel - HULLS_FROM]

    def add_hull(self, name: str, length_m: float, position_deg: tuple[float, float], side: str | None = None) -> Hull:
        """Bring a directed vessel into being."""
        number = HULLS_FROM + len(self.hulls)
        hull = Hull(number, name, length_m, Track(number, position_deg), side, identity=name)
        self.hulls.append(hull)
        return hull

    def broadcasting(self, vessels: np.ndarray, time_s: Any) -> np.ndarray:
        """Say which planned vessels transmit on AIS at a time."""
        c = self.columns
        silent = (time_s >= c.dark_from_s[vessels]) & (time_s < c.dark_until_s[vessels])
        return np.asarray((c.ais[vessels] > 0) & ~silent)

    def under_way(self, time_s: float) -> tuple[np.ndarray, FloatArray]:
        """Return the planned vessels that exist at a time and their positions as unit vectors."""
        order, start_s, longest_s = self._by_start
        low, high = np.searchsorted(start_s, [time_s - longest_s, time_s]).tolist()
        at = order[low:high]
        at = at[self.legs.end_s[at] > time_s]
        return self.legs.mover[at], self.legs.position(at, time_s)

    @cached_property
    def _by_start(self) -> tuple[np.ndarray, FloatArray, float]:
        """The legs in order of their starts, those starts, and the longest leg."""
        order = np.argsort(self.legs.start_s, kind="stable")
        longest_s = float((self.legs.end_s - self.legs.start_s).max(initial=0.0))
        return order, self.legs.start_s[order], longest_s

    def sight(self, vessel: int, time_s: float) -> Sight | None:
        """Return the truth about a vessel now, or None if it is not at sea."""
        return self._planned_sight(vessel, time_s) if vessel < HULLS_FROM else self._hull_sight(vessel, time_s)

    def _planned_sight(self, vessel: int, time_s: float) -> Sight | None:
        legs, (low, high) = self.legs, self._rows[vessel : vessel + 2].tolist()
        leg = low + int(np.searchsorted(legs.start_s[low:high], time_s, side="right")) - 1
        if leg < low or time_s > legs.end_s[leg]:
            return None
        lat, lon = between(legs.a[leg], legs.b[leg], (time_s - legs.start_s[leg]) / (legs.end_s[leg] - legs.start_s[leg]))
        c = self.columns
        length = float(c.length_m[vessel])
        silent = c.dark_from_s[vessel] <= time_s < c.dark_until_s[vessel]
        return Sight(
            vessel, lat, lon, float(self._speeds[leg]), length, mast_m(length),
            bool(c.ais[vessel] > 0 and not silent), bool(c.mate[vessel] >= 0), self.name(vessel),
        )  # fmt: skip

    @cached_property
    def _rows(self) -> np.ndarray:
        """The first leg of each planned vessel, and the number of legs."""
        return np.searchsorted(self.legs.mover, np.arange(self.planned + 1))

    @cached_property
    def _speeds(self) -> FloatArray:
        return self.legs.speed_m_s

    def _hull_sight(self, vessel: int, time_s: float) -> Sight:
        hull = self.hull(vessel)
        lat, lon = hull.track.position(time_s)
        moving = hull.track.idle_s > time_s and hull.mate is None
        speed = 5.0 if moving else 0.0
        paired = hull.mate is not None
        return Sight(
            vessel, lat, lon, speed, hull.length_m, hull.height_m, hull.broadcasting, paired, hull.identity or hull.name
        )

    def leaves_s(self, box: Box) -> FloatArray:
        """Return when each planned vessel leaves a box for the last time, or -inf if it never is inside."""
        vessel, _, leave_s = self.presence(box)
        last = np.full(self.planned, -np.inf)
        np.maximum.at(last, vessel, leave_s)
        return last

    def table(self, box: Box) -> dict[str, Any]:
        """Return the columns of the journal's table of vessels: one row for each spell of one inside a box."""
        vessel, enter_s, leave_s = self.presence(box)
        sorts = np.array([batch.sort for batch in self.batches] or [""])
        parts = np.array([batch.part for batch in self.batches] or [""])
        part = self.columns.part[vessel]
        return {
            "vessel": vessel, "part": parts[part], "sort": sorts[part], "length_m": self.columns.length_m[vessel],
            "ais": self.columns.ais[vessel], "enter_s": enter_s, "leave_s": leave_s,
        }  # fmt: skip

    def presence(self, box: Box) -> tuple[np.ndarray, FloatArray, FloatArray]:
        """Return the spells (vessel, enter_s, leave_s) of planned vessels inside a box."""
        if box not in self._present:
            inside = stays(self.legs, box)
            self._present[box] = inside.mover, inside.enter_s, inside.leave_s
        return self._present[box]
