"""Clean rows: drop what is no ship's position, put the rest in order, and tell apart two ships on one MMSI."""

from __future__ import annotations

from dataclasses import dataclass
from math import dist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.world.ais.fixes import Fixes, Ships
from sim.world.ais.rows import NOT_A_SHIP, Register, Rows, Tally
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, FloatArray, distance_m, unit

__all__ = ["UNWANTED", "Store", "screen"]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
RowArray = NDArray[np.int32]

SPEED_M_S: Final = 60.0 * 1852.0 / 3600.0  # faster than ships go
SLACK_M: Final = 2000.0  # for positions rounded, and times a minute or two late
STRAY: Final = 3  # fewer fixes than this away from the rest of their ship are errors, not another ship
OPEN: Final = 16  # places where a further fix of one MMSI may continue a track
BLOCK: Final = 1 << 20
UNWANTED: Final = ("lies outside the time asked for", "lies outside the area asked for")
SPEED_KN_MAX: Final = 102.2  # AIS sends 102.3 for a speed not known


def screen(rows: Rows, tally: Tally, *, numbered: bool, between: tuple[float, float] | None, box: Box | None) -> Rows:
    """Return the rows that are positions of ships, and of those wanted; `numbered` ships need no valid MMSI."""
    blank = np.isnan(rows.lat_deg) | np.isnan(rows.lon_deg) | (rows.lat_deg == 91.0) | (rows.lon_deg == 181.0)
    rows = tally.sift(rows, "gives no position (blank, 91° or 181°)", blank)
    off = (np.abs(rows.lat_deg) > 90.0) | (np.abs(rows.lon_deg) > 180.0)
    if not numbered:  # nought is what a receiver without a position sends; a table made of tracks means what it says
        off |= (rows.lat_deg == 0.0) & (rows.lon_deg == 0.0)
    rows = tally.sift(rows, "gives an impossible position (off the Earth, or 0° N 0° E)", off)
    if not numbered:
        other = _is_other(rows.mmsi)
        rows = tally.sift(rows, NOT_A_SHIP, other)
        rows = tally.sift(rows, "has an MMSI that no ship can have", ~_is_ship(rows.mmsi))
    if between:
        rows = tally.sift(rows, UNWANTED[0], ~_within(rows.time_s, *between))
    if box:
        rows = tally.sift(rows, UNWANTED[1], ~box.contains(rows.lat_deg, rows.lon_deg))
    return rows


def _within(time_s: FloatArray, from_s: float, until_s: float) -> BoolArray:
    return np.asarray((time_s >= from_s) & (time_s <= until_s))


def _is_ship(mmsi: IntArray) -> BoolArray:
    """Say which MMSIs are a ship's, or 98 before its country for a boat of a ship's."""
    return np.asarray(((mmsi >= 200_000_000) & (mmsi < 800_000_000)) | (mmsi // 10_000_000 == 98))


def _is_other(mmsi: IntArray) -> BoolArray:
    """Say which belong by ITU-R M.585 to a coast station (00), an aid (99), an aircraft (111) or a beacon (97)."""
    coast = (mmsi >= 2_000_000) & (mmsi < 8_000_000)
    return np.asarray(coast | np.isin(mmsi // 10_000_000, [97, 99]) | (mmsi // 1_000_000 == 111))


class Store:
    """Rows kept, as columns: 40 bytes each, of which 36 stay."""

    def __init__(self) -> None:
        self._n = 0
        self._columns: dict[str, NDArray[Any]] = {
            name: np.empty(0, np.int64 if name == "mmsi" else np.float64) for name in Rows.__slots__ if name != "line"
        }

    def add(self, rows: Rows) -> None:
        """Take in the rows of a chunk."""
        until = self._n + len(rows)
        for name, column in self._columns.items():
            if until > len(column):  # grown where it stands: parts joined at the end would be held twice
                column.resize(max(until, len(column) * 9 // 8), refcheck=False)
            column[self._n : until] = getattr(rows, name)
        self._n = until

    def fixes(self, tally: Tally, register: Register, *, numbered: bool = False) -> tuple[Fixes, int]:
        """Return all rows as fixes, and how many came after a later one of their ship. Empties the store.

        Ships that are `numbered` have been told apart by whoever numbered them, and are left as they are.
        """
        mmsi = self._take("mmsi")
        numbers = np.unique(mmsi)
        columns: list[NDArray[Any]] = [np.searchsorted(numbers, mmsi).astype(np.int32)]
        del mmsi
        columns += [self._take(name) for name in ("time_s", "lat_deg", "lon_deg", "speed_kn")]
        columns[4][~((columns[4] >= 0.0) & (columns[4] <= SPEED_KN_MAX))] = np.nan
        late = _late(columns[0], columns[1])
        # The whole row is the key, so that what follows does not hang on the order of the file.
        columns = _at(columns, np.lexsort(columns[::-1]))
        columns = _drop(columns, tally, "repeats another row", _repeats(columns))
        part, stray = _tracks(columns, [] if numbered else _suspects(columns))
        columns.append(part)
        columns = _drop(columns, tally, "lies an impossible jump away from the rest of its ship", stray)
        if columns[5].any():
            columns = _at(columns, np.lexsort((columns[1], columns[5], columns[0])))
        again = _repeats([columns[0], columns[5], columns[1]])
        *columns, part = _drop(columns, tally, "gives a second position at the same instant", again)
        return _fixes(numbers, columns, part, register), late

    def _take(self, name: str) -> NDArray[Any]:
        """Return a column and forget it, so that it can be freed as soon as it has been sorted."""
        column = self._columns.pop(name)
        column.resize(self._n, refcheck=False)
        return column


def _at(columns: list[NDArray[Any]], index: NDArray[Any]) -> list[NDArray[Any]]:
    """Return columns at an index or mask, emptying the list so that each is freed as it is copied."""
    found = []
    while columns:
        found.append(columns.pop(0)[index])
    return found


def _drop(columns: list[NDArray[Any]], tally: Tally, why: str, bad: BoolArray) -> list[NDArray[Any]]:
    tally.count(why, int(bad.sum()))
    return _at(columns, ~bad) if bad.any() else columns


def _late(ship: RowArray, time_s: FloatArray) -> int:
    """Count the rows that stand in the file after a later one of their ship."""
    if not len(ship):
        return 0
    # Times rise from ship to ship by more than any spans, so that one running maximum serves all ships.
    key = ship * (float(time_s.max() - time_s.min()) + 1.0)
    key += time_s
    key = key[np.argsort(ship, kind="stable")]
    return int(np.count_nonzero(np.maximum.accumulate(key) > key))


def _repeats(columns: list[NDArray[Any]]) -> BoolArray:
    """Say which sorted rows equal the row before them."""
    same = np.zeros(len(columns[0]), np.bool_)
    same[1:] = True
    for column in columns:
        blank = np.isnan(column)
        same[1:] &= (column[1:] == column[:-1]) | (blank[1:] & blank[:-1])
    return same


def _tracks(columns: list[NDArray[Any]], suspects: list[tuple[int, int]]) -> tuple[RowArray, BoolArray]:
    """Return which transmitter of its MMSI each fix is from, and which fixes are strays of none."""
    ship, time_s, lat, lon = columns[:4]
    part, stray = np.zeros(len(ship), np.int32), np.zeros(len(ship), np.bool_)
    for low, high in suspects:
        own = _followed(time_s[low:high].tolist(), unit(lat[low:high], lon[low:high]).tolist())
        sizes = np.bincount(own)
        few = sizes < STRAY if sizes.max() >= STRAY else np.zeros(len(sizes), np.bool_)
        stray[low:high] = few[own]
        part[low:high] = (np.cumsum(~few) - 1)[own]
    return part, stray


def _suspects(columns: list[NDArray[Any]]) -> list[tuple[int, int]]:
    """Return the spans of fixes of the MMSIs that somewhere go faster than a ship can."""
    ship, time_s, lat, lon = columns[:4]
    found = np.zeros(max(len(ship) - 1, 0), np.bool_)
    for at in range(0, len(found), BLOCK):
        a = slice(at, min(at + BLOCK, len(found)))
        b = slice(a.start + 1, a.stop + 1)
        far = distance_m(lat[a], lon[a], lat[b], lon[b]) > SPEED_M_S * (time_s[b] - time_s[a]) + SLACK_M
        found[a] = far & (ship[a] == ship[b])
    fast = np.unique(ship[1:][found])
    lows, highs = np.searchsorted(ship, fast, side="left"), np.searchsorted(ship, fast, side="right")
    return list(zip(lows.tolist(), highs.tolist(), strict=True))


@dataclass(slots=True)
class _Head:
    """Where one transmitter was last heard."""

    number: int
    time_s: float
    point: list[float]
    fixes: int = 1


def _followed(times_s: list[float], points: list[list[float]]) -> NDArray[np.int64]:
    """Follow the transmitters of one MMSI: each fix goes to the nearest that can have come there, else is a new one.

    A place heard of too seldom to be a ship is asked last, or it would take over a ship that passes it.
    """
    heads: list[_Head] = []  # the last heard comes last
    numbers = []
    for time_s, point in zip(times_s, points, strict=True):
        near = [
            (head.fixes < STRAY, gap, i)
            for i, head in enumerate(heads[-OPEN:], max(len(heads) - OPEN, 0))
            if (gap := dist(point, head.point)) * EARTH_RADIUS_M <= SPEED_M_S * (time_s - head.time_s) + SLACK_M
        ]
        if near:
            head = heads.pop(min(near)[2])
            head.time_s, head.point, head.fixes = time_s, point, head.fixes + 1
        else:
            head = _Head(len(heads), time_s, point)
        heads.append(head)
        numbers.append(head.number)
    return np.array(numbers)


def _fixes(numbers: IntArray, columns: list[NDArray[Any]], part: RowArray, register: Register) -> Fixes:
    """Give the ships that are left their numbers and names."""
    ship = columns[0]
    fresh = np.ones(len(ship), np.bool_)
    fresh[1:] = (ship[1:] != ship[:-1]) | (part[1:] != part[:-1])
    mmsi = numbers[ship[fresh]]
    names, kinds, lengths, transceivers = list(zip(*register.of(mmsi), strict=True)) or ((), (), (), ())
    ships = Ships(
        mmsi, part[fresh].astype(np.int64), names, np.array(kinds, dtype=np.int64),
        np.array(lengths, dtype=np.float64), np.array(transceivers, dtype=np.str_) != "B",
    )  # fmt: skip
    return Fixes(ships, np.cumsum(fresh, dtype=np.int32) - np.int32(1), *columns[1:])
