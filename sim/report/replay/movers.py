"""Who moves in a run, and along which legs, as whole numbers; and what is the same in every case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.kernel.journal import Journal
from sim.report.replay.columns import Columns
from sim.world.geodesy import FloatArray, latlon, unit
from sim.world.motion import Legs, clip

__all__ = ["MICRO", "Grid", "Movers", "movers_of", "pack_movers", "shared_movers"]

MICRO: Final = 1_000_000
UNITS_S: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
MOST: Final = 1_800_000_000  # units that a run may last, with room to spare in 32 bits
LOGGED: Final = ("platform", "start_s", "end_s", "a_lat_deg", "a_lon_deg", "b_lat_deg", "b_lon_deg")
WHO: Final = (("sort", "u8"), ("side", "i8"), ("length", "u16"), ("ais", "i8"), ("range", "u32"))
LEG: Final = ("t0", "lat0", "lon0", "t1", "lat1", "lon1")
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grid:
    """What times are rounded to, and how long the run lasts."""

    unit_s: float
    duration_s: float

    @classmethod
    def of(cls, duration_s: float) -> Grid:
        """Return the finest grid that a run's times fit in."""
        return cls(next(unit_s for unit_s in UNITS_S if duration_s / unit_s <= MOST), duration_s)

    def times(self, time_s: Any) -> IntArray:
        """Return instants as whole numbers, those outside the run at its nearer end."""
        inside = np.clip(np.asarray(time_s, dtype=np.float64), 0.0, self.duration_s)
        return np.rint(inside / self.unit_s).astype(np.int64)

    def second(self, time_s: float) -> float:
        """Return one instant rounded alike, in seconds."""
        return round(round(time_s / self.unit_s) * self.unit_s, 2)


@dataclass(frozen=True)
class Movers:
    """The movers of one case in order of their numbers; `legs` (m, 6) are theirs in order, from `first` (n + 1,).

    A row of `who` is sort, side, length in m, AIS and range in m; a row of `legs` t0, lat0, lon0, t1, lat1, lon1.
    """

    number: IntArray
    who: IntArray
    name: NDArray[Any]
    legs: IntArray
    first: IntArray

    def select(self, mask: NDArray[np.bool_]) -> Movers:
        """Return some of the movers, with their legs."""
        counts = np.diff(self.first)
        rows = np.repeat(mask, counts)
        first = np.concatenate([[0], np.cumsum(counts[mask])])
        return Movers(self.number[mask], self.who[mask], self.name[mask], self.legs[rows], first)

    @cached_property
    def places(self) -> Legs:
        """The legs as positions, times in units of the grid."""
        t0, lat0, lon0, t1, lat1, lon1 = self.legs.T
        mover = np.repeat(self.number, np.diff(self.first))
        ends = unit(lat0 / MICRO, lon0 / MICRO), unit(lat1 / MICRO, lon1 / MICRO)
        return Legs(mover, t0.astype(np.float64), t1.astype(np.float64), *ends)

    def at(self, number: IntArray, time: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return where movers are at times of the grid, latitudes and longitudes; NaN where they are not there."""
        where = np.full((2, len(number)), np.nan)
        leg = self.places.find(number, time)
        there = leg >= 0
        where[:, there] = latlon(self.places.position(leg[there], time[there]))
        return where[0], where[1]


def movers_of(
    journal: Journal, grid: Grid, sort: Callable[[str, str], int], leave_out: frozenset[str] = frozenset()
) -> Movers:
    """Fold a journal into its movers: planned vessels that come into the area, directed ones, and platforms.

    `sort` numbers a sort of mover, given it (none for directed vessels) and the mover's name; platforms with names in
    `leave_out` are none.
    """
    number, who, name = (
        np.concatenate(each)
        for each in zip(
            _vessels(journal, sort), _hulls(journal, sort), _platforms(journal, sort, leave_out), strict=True
        )
    )
    order = np.argsort(number, kind="stable")
    mover, legs = _lying(*_legs(journal, grid, number[order]), journal, grid)
    first = np.searchsorted(mover, np.append(number[order], np.iinfo(np.int64).max))
    return Movers(number[order], who[order], name[order], legs, first)


Part = tuple[IntArray, IntArray, NDArray[Any]]


def _rows(number: Any, who: Sequence[Any], name: Any) -> Part:
    columns = np.array([np.asarray(each, dtype=np.float64) for each in who] or np.empty((5, 0)))
    return np.asarray(number, np.int64), np.rint(columns.T).astype(np.int64), np.asarray(name, dtype=object)


def _vessels(journal: Journal, sort: Callable[[str, str], int]) -> Part:
    table = journal.table("vessel")
    if not table:
        return _rows((), (), ())
    number, at = np.unique(table["vessel"], return_index=True)
    kinds, nth = np.unique(table["sort"][at], return_inverse=True)
    sorts = np.array([sort(str(kind), "") for kind in kinds], dtype=np.int64)[nth]
    none, zero = np.full(len(number), -1), np.zeros(len(number))
    return _rows(number, (sorts, none, table["length_m"][at], table["ais"][at], zero), table["part"][at])


def _hulls(journal: Journal, sort: Callable[[str, str], int]) -> Part:
    table = journal.table("hull")
    if not table:
        return _rows((), (), ())
    sorts, none = [sort("", str(name)) for name in table["name"]], np.full(len(table["vessel"]), -1)
    return _rows(table["vessel"], (sorts, none, table["length_m"], none, none + 1), table["name"])


def _platforms(journal: Journal, sort: Callable[[str, str], int], leave_out: frozenset[str]) -> Part:
    whole = journal.table("platform")
    if not whole:
        return _rows((), (), ())
    keep = np.array([str(name) not in leave_out for name in whole["name"]], dtype=bool)
    table = {key: column[keep] for key, column in whole.items()}
    sides, zero = list(journal.header["sides"]), np.zeros(int(keep.sum()))
    mine = [sides.index(side) if side in sides else -1 for side in map(str, table["side"])]
    sorts = [sort(str(kind), str(name)) for kind, name in zip(table["sort"], table["name"], strict=True)]
    return _rows(table["platform"], (sorts, mine, zero, zero - 1, table.get("range_m", zero)), table["name"])


def _legs(journal: Journal, grid: Grid, number: IntArray) -> tuple[IntArray, IntArray]:
    """Return the legs of some movers during the run, in their order and in time, and whose each is."""
    table = journal.table("leg")
    if not table:
        return np.empty(0, np.int64), np.empty((0, 6), np.int64)
    mine = np.isin(table["platform"], number) & (table["end_s"] > 0.0) & (table["start_s"] < grid.duration_s)
    mover, start_s, end_s, a_lat, a_lon, b_lat, b_lon = (table[name][mine] for name in LOGGED)
    cut = np.flatnonzero((start_s < 0.0) | (end_s > grid.duration_s))
    if cut.size:
        whole = Legs(mover[cut], start_s[cut], end_s[cut], unit(a_lat[cut], a_lon[cut]), unit(b_lat[cut], b_lon[cut]))
        part = clip(whole, 0.0, grid.duration_s)
        (a_lat[cut], a_lon[cut]), (b_lat[cut], b_lon[cut]) = latlon(part.a), latlon(part.b)
    degrees = [np.rint(each * MICRO).astype(np.int64) for each in (a_lat, a_lon, b_lat, b_lon)]
    legs = np.stack([grid.times(start_s), *degrees[:2], grid.times(end_s), *degrees[2:]], axis=1)
    legs, mover = legs[legs[:, 3] > legs[:, 0]], mover[legs[:, 3] > legs[:, 0]]
    order = np.lexsort((legs[:, 0], mover))
    return mover[order], legs[order]


def _lying(mover: IntArray, legs: IntArray, journal: Journal, grid: Grid) -> tuple[IntArray, IntArray]:
    """Let each directed vessel lie where her last orders left her until the end, as her track does."""
    last = np.append(mover[1:] != mover[:-1], True)[: len(mover)]
    rows = np.flatnonzero(last & np.isin(mover, journal.table("hull").get("vessel", ())))
    stay = legs[rows][:, [3, 4, 5, 3, 4, 5]]
    stay[:, 3] = grid.times(grid.duration_s)
    rows, stay = rows[stay[:, 3] > stay[:, 0]], stay[stay[:, 3] > stay[:, 0]]
    return np.insert(mover, rows + 1, mover[rows]), np.insert(legs, rows + 1, stay, axis=0)


def shared_movers(cases: Sequence[Movers]) -> IntArray:
    """Return the numbers of movers that are the same, and move alike, in every case of several."""
    if len(cases) < 2:
        return np.empty(0, np.int64)
    alike = cases[0].number
    for other in cases[1:]:
        alike = alike[_alike(cases[0], other, alike)]
    return alike


def _alike(one: Movers, other: Movers, number: IntArray) -> NDArray[np.bool_]:
    """Say which movers of one case are in another, and are and move alike there."""
    same = np.isin(number, other.number)
    a, b = (each.select(np.isin(each.number, number[same])) for each in (one, other))
    equal = (a.who == b.who).all(axis=1) & (a.name == b.name) & (np.diff(a.first) == np.diff(b.first))
    a, b = a.select(equal), b.select(equal)
    unlike = np.repeat(a.number, np.diff(a.first))[(a.legs != b.legs).any(axis=1)]
    return np.isin(number, a.number) & ~np.isin(number, unlike)


def pack_movers(columns: Columns, movers: Movers, tag: str) -> None:
    """Pack movers and their legs under names that end with a tag."""
    columns.add(f"mover.id@{tag}", "i32", movers.number)
    for (name, sort), values in zip(WHO, movers.who.T, strict=True):
        columns.add(f"mover.{name}@{tag}", sort, values)
    columns.add_json(f"mover.name@{tag}", movers.name.tolist())
    columns.add(f"leg.first@{tag}", "u32", movers.first)
    for name, values in zip(LEG, _steps(movers), strict=True):
        columns.add(f"leg.{name}@{tag}", "i32", values)


def _steps(movers: Movers) -> list[IntArray]:
    """Return the ends of legs as differences: the first from the end before or from 0, the second from the first."""
    first, last = movers.legs[:, :3], movers.legs[:, 3:]
    before = np.concatenate([np.zeros((1, 3), np.int64), last[:-1]])[: len(first)]
    before[movers.first[:-1][np.diff(movers.first) > 0]] = 0
    return list(np.concatenate([first - before, last - first], axis=1).T)
