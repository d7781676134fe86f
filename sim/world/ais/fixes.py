"""What real ships reported: who they are, where they were and when, and the legs between.

Times are Unix seconds, UTC. A double holds them to a quarter of a microsecond, in which a ship moves micrometres, so
legs keep them as they are and every window found on them reads as a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.world.geodesy import FloatArray, unit
from sim.world.motion import Legs

__all__ = ["Fixes", "Notes", "Reading", "Ships"]

IntArray = NDArray[np.int64]
RowArray = NDArray[np.int32]

BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Ships:
    """Ships as columns, ordered by MMSI then part.

    One MMSI used by several transmitters at once is several rows, `part` 0, 1, … in the order first heard. A file that
    numbers its vessels otherwise has those numbers for `mmsi`.

    Shapes: all (n,). `name` is "" and `kind` (the ship type code of AIS) 0 where not given, `length_m` nan; `class_a`
    says which have AIS of class A, as those whose class is not given are taken to have.
    """

    mmsi: IntArray
    part: IntArray
    name: tuple[str, ...]
    kind: IntArray
    length_m: FloatArray
    class_a: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.mmsi)


@dataclass(frozen=True, slots=True)
class Fixes:
    """Reported positions as columns, sorted by ship then time; no ship has two at one instant.

    Shapes: all (n,). `ship` is a row of `ships` (int32, to keep a fix at 36 bytes); `time_s` is Unix seconds, UTC;
    `speed_kn`, over ground, is nan where not given.
    """

    ships: Ships
    ship: RowArray
    time_s: FloatArray
    lat_deg: FloatArray
    lon_deg: FloatArray
    speed_kn: FloatArray

    def __len__(self) -> int:
        return len(self.ship)

    def legs(self, gap_s: float) -> Legs:
        """Return one leg between each two successive fixes of a ship no further apart in time than `gap_s`.

        The mover is the row of `ships`; sorted by mover then start; times are Unix seconds.
        """
        joined = (self.ship[1:] == self.ship[:-1]) & (np.diff(self.time_s) <= gap_s)
        first = np.nonzero(joined)[0]
        a, b = self._points(first), self._points(first + 1)
        return Legs(self.ship[first].astype(np.int64), self.time_s[first], self.time_s[first + 1], a, b)

    def _points(self, rows: IntArray) -> FloatArray:
        """Return unit vectors of the fixes at rows, a block at a time: what `unit` needs besides is as large again."""
        points = np.empty((len(rows), 3))
        for at in range(0, len(rows), BLOCK):
            some = rows[at : at + BLOCK]
            points[at : at + BLOCK] = unit(self.lat_deg[some], self.lon_deg[some])
        return points


@dataclass(frozen=True, slots=True)
class Notes:
    """What a reader of the file should know besides what was dropped.

    `form` is the format found; `out_of_order` counts the rows that came after a later one of their ship (they are kept,
    in order); `shared` lists the MMSIs that several transmitters used; `example` gives, for each reason of `dropped`
    that has one, the line of the first such row.
    """

    form: str
    out_of_order: int
    shared: tuple[int, ...]
    example: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: its fixes, its rows, and the rows dropped by reason; fixes and dropped sum to `rows`."""

    fixes: Fixes
    rows: int
    dropped: Mapping[str, int]
    notes: Notes
