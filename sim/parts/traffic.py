"""The planned vessels of a run, in bulk: who they are, how they move, and where they are when.

Nothing in it changes once it is made, and no case enters it, so the cases of one replication share it and all that is
worked out from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np

from sim.world.areas import Box, stays
from sim.world.geodesy import FloatArray, latlon, wrap_lon
from sim.world.motion import Legs
from sim.world.points import part_way, place

__all__ = ["NEVER", "PAIR_LOOKS", "SMALL_M", "Batch", "Columns", "Sight", "Traffic", "looks", "mast_m"]

NEVER: Final = np.inf
SMALL_M: Final = 60.0
PAIR_LOOKS: Final = 1.5  # how much longer two vessels look that are not told apart
LENGTH_ERROR: Final = 0.15  # standard error of the logarithm of a length read off a radar, assumed
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sight:
    """The truth about one vessel at an instant, from which sensors make contacts."""

    vessel: int
    lat_deg: float
    lon_deg: float
    speed_m_s: float
    length_m: float
    looks_m: float
    height_m: float
    broadcasting: bool
    paired: bool
    identity: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Planned vessels of one part as columns of one length; `legs` number them from zero.

    `looks_m` is how long each looks on radar, which is its length if not given.

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
    looks_m: FloatArray | None = None


def looks(length_m: Any, normal: Any) -> Any:
    """Return the length that a vessel seems to have on radar, given her normal deviate."""
    return length_m * np.exp(LENGTH_ERROR * normal)


def mast_m(length_m: Any) -> Any:
    """Return the height of what a radar sees of a ship, about a seventh of her length (assumed)."""
    return length_m / 7.0


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of each planned vessel, by its number; `part` is the number of its batch."""

    length_m: FloatArray
    looks_m: FloatArray
    ais: np.ndarray
    dark_from_s: FloatArray
    dark_until_s: FloatArray
    mate: np.ndarray
    part: np.ndarray


@dataclass
class Traffic:
    """All planned vessels; numbers count through the batches in their order."""

    batches: tuple[Batch, ...]
    _memo: dict[Any, Any] = field(default_factory=dict)

    def memo(self, key: Any, make: Callable[[], T]) -> T:
        """Return what was made under a key, making it the first time."""
        if key not in self._memo:
            self._memo[key] = make()
        made: T = self._memo[key]
        return made

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
    def columns(self) -> Columns:
        """Return the columns of all batches, joined."""
        mates = [np.where(b.mate >= 0, b.mate + f, -1) for b, f in zip(self.batches, self.firsts, strict=False)]
        return Columns(
            self._joined([batch.length_m for batch in self.batches], float),
            self._joined([b.length_m if b.looks_m is None else b.looks_m for b in self.batches], float),
            self._joined([batch.ais for batch in self.batches], np.int64),
            self._joined([batch.dark_from_s for batch in self.batches], float),
            self._joined([batch.dark_until_s for batch in self.batches], float),
            self._joined(mates, np.int64),
            np.repeat(np.arange(len(self.batches), dtype=np.uint16), np.diff(self.firsts)),  # short: sorted by radix
        )

    @staticmethod
    def _joined(columns: Sequence[np.ndarray], dtype: Any) -> np.ndarray:
        return np.concatenate(columns).astype(dtype) if columns else np.empty(0, dtype)

    @cached_property
    def suspicious(self) -> np.ndarray:
        """Numbers of the planned vessels that somebody might look at: dark at some time, and not looking small.

        A boat that looks small is not on any list of interest; two that are not told apart may look long enough.
        """
        c = self.columns
        silent = (c.ais == 0) | np.isfinite(c.dark_from_s)
        return np.flatnonzero(silent & (c.looks_m * np.where(c.mate >= 0, PAIR_LOOKS, 1.0) >= SMALL_M))

    @cached_property
    def is_suspicious(self) -> np.ndarray:
        """The same as a mask over the planned vessels."""
        return np.isin(np.arange(self.planned), self.suspicious)

    def name(self, vessel: int) -> str:
        """Return a vessel's name."""
        batch = int(self.columns.part[vessel])
        return f"{self.batches[batch].part}-{vessel - int(self.firsts[batch]) + 1:04d}"

    def luck(self, vessels: np.ndarray, stream: Callable[[str], np.random.Generator]) -> FloatArray:
        """Return a uniform for each row, each part's from a stream of its own, so that none depends on another part."""
        part = self.columns.part[vessels]
        drawn, order = np.empty(len(vessels)), np.argsort(part, kind="stable")
        rows = np.bincount(part, minlength=len(self.batches)).tolist()
        lots = [stream(batch.part).random(n) for batch, n in zip(self.batches, rows, strict=True) if n]
        drawn[order] = np.concatenate(lots) if lots else 0.0
        return drawn

    def lots(self, vessels: np.ndarray, stream: Callable[[str], np.random.Generator]) -> FloatArray:
        """Return a uniform for each row that is its vessel's own, whatever rows there are beside it."""
        part, drawn = self.columns.part[vessels], np.empty(len(vessels))
        for nth in np.unique(part).tolist():
            mine, first = part == nth, int(self.firsts[nth])
            lots = stream(self.batches[nth].part).random(int(self.firsts[nth + 1]) - first)
            drawn[mine] = lots[vessels[mine] - first]
        return drawn

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

    def inside(self, box: Box, times_s: FloatArray) -> tuple[np.ndarray, np.ndarray]:
        """Return who is in a box at some times, which are in order: (which of the times, vessel), time by time."""
        legs, near = self.legs, self._by_start[0][self._might_enter(box)[self._by_start[0]]]
        first = np.searchsorted(times_s, legs.start_s[near], side="right")
        times = np.maximum(np.searchsorted(times_s, legs.end_s[near]) - first, 0)
        nth = np.arange(times.sum()) + np.repeat(first + times - np.cumsum(times), times)
        order = np.argsort(nth, kind="stable")
        at, nth = np.repeat(near, times)[order], nth[order]
        seen = box.contains(*latlon(legs.position(at, times_s[nth])))
        return nth[seen], legs.mover[at[seen]]

    def _might_enter(self, box: Box) -> np.ndarray:
        """Say which legs have not both ends east or west of a box."""
        off_deg, west_deg, east_deg = (self.ends_deg[0][1] - box.west) % 360.0, *self._turns_deg
        return np.asarray((off_deg + west_deg <= box.width_deg) | (off_deg + east_deg >= 360.0))

    @cached_property
    def _turns_deg(self) -> tuple[FloatArray, FloatArray]:
        """How far west (negative) and how far east each leg runs from its beginning."""
        turn_deg = wrap_lon(self.ends_deg[1][1] - self.ends_deg[0][1])
        return np.minimum(turn_deg, 0.0), np.maximum(turn_deg, 0.0)

    @cached_property
    def ends_deg(self) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
        """Latitudes and longitudes at which the legs of all planned vessels begin, and at which they end."""
        return latlon(self.legs.a), latlon(self.legs.b)

    @cached_property
    def _by_start(self) -> tuple[np.ndarray, FloatArray, float]:
        """The legs in order of their starts, those starts, and the longest leg."""
        order = np.argsort(self.legs.start_s, kind="stable")
        longest_s = float((self.legs.end_s - self.legs.start_s).max(initial=0.0))
        return order, self.legs.start_s[order], longest_s

    def sight(self, vessel: int, time_s: float) -> Sight | None:
        """Return the truth about a vessel at a time, or None if it is not at sea then."""
        legs, (low, high) = self.legs, self._rows[vessel : vessel + 2].tolist()
        leg = low + int(np.searchsorted(legs.start_s[low:high], time_s, side="right")) - 1
        if leg < low or time_s > legs.end_s[leg]:
            return None
        start_s, end_s, a, b = legs.start_s[leg], legs.end_s[leg], legs.a[leg].tolist(), legs.b[leg].tolist()
        lat, lon = place(part_way(a, b, float((time_s - start_s) / (end_s - start_s))))
        c = self.columns
        length = float(c.length_m[vessel])
        silent = c.dark_from_s[vessel] <= time_s < c.dark_until_s[vessel]
        return Sight(
            vessel, lat, lon, float(self._speeds[leg]), length, float(c.looks_m[vessel]), mast_m(length),
            bool(c.ais[vessel] > 0 and not silent), bool(c.mate[vessel] >= 0), self.name(vessel),
        )  # fmt: skip

    @cached_property
    def _rows(self) -> np.ndarray:
        """The first leg of each planned vessel, and the number of legs."""
        return np.searchsorted(self.legs.mover, np.arange(self.planned + 1))

    @cached_property
    def _speeds(self) -> FloatArray:
        return self.legs.speed_m_s

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
        inside = self.memo(("presence", box), lambda: stays(self.legs, box))
        return inside.mover, inside.enter_s, inside.leave_s

    def suspicious_presence(self, box: Box) -> tuple[np.ndarray, FloatArray, FloatArray]:
        """Return the same for those that could bear a sign."""
        legs = self.legs
        inside = self.memo(("suspicious", box), lambda: stays(legs.select(self.is_suspicious[legs.mover]), box))
        return inside.mover, inside.enter_s, inside.leave_s
