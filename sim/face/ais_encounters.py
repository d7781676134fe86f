"""`sim ais encounters`: what counts as one, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from sim.base.units import HOUR_S, KNOT_M_S, show
from sim.contact.encounters import Encounters, encounters
from sim.face.ais_show import Found, moment, name_of, number, place, quantity, sifted
from sim.report.ais_map import Mark
from sim.world.ais import Reading, Ships
from sim.world.offshore import Off, offshore_m
from sim.world.thinning import thinned

__all__ = ["Criteria"]

STRAY_M: Final = 10.0  # a track is drawn through the fixes to within this, about what a receiver's position is worth
CELL_M: Final = 1_000.0
HARBOUR_M: Final = 2_000.0  # pairs this near to shore are many, and none of them can be far enough from it
COLUMNS: Final = ("ship", "and ship", "start, UTC", "lasting, h", "where", "apart, m", "speed, kn")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What makes two ships' keeping company an encounter."""

    max_distance_m: float
    min_duration_s: float
    max_speed_m_s: float
    min_coast_m: float
    max_gap_s: float
    max_break_s: float

    @classmethod
    def read(
        cls, *, max_distance: str, min_duration: str, max_speed: str, min_coast: str, max_gap: str, max_break: str
    ) -> Self:
        """Return criteria from what the user wrote.

        Raises: UserError for the first that cannot be used.
        """
        return cls(
            quantity("--max-distance", max_distance, "length", "1 m", "20 km"),
            quantity("--min-duration", min_duration, "time", "1 min", "30 d"),
            quantity("--max-speed", max_speed, "speed", "0.01 kn", "100 kn"),
            quantity("--min-coast", min_coast, "length", "0 km", "500 km"),
            quantity("--max-gap", max_gap, "time", "1 s", "30 d"),
            quantity("--max-break", max_break, "time", "0 min", "1 d"),
        )

    @property
    def harbour_m(self) -> float:
        """The distance from shore within which nothing is looked for; it leaves room for the cells it is judged by."""
        return min(HARBOUR_M, self.min_coast_m - CELL_M)

    def look(self, reading: Reading) -> Found:
        """Return the encounters among the ships of a file."""
        ships = reading.fixes.ships
        legs = thinned(reading.fixes.legs(self.max_gap_s), STRAY_M)
        near = encounters(
            legs, distance_m=self.max_distance_m, duration_s=self.min_duration_s, speed_m_s=np.inf,
            apart_s=self.max_break_s, where=Off(self.harbour_m) if self.harbour_m > 0.0 else None,
        )  # fmt: skip
        near = near.select(ships.mmsi[near.one] != ships.mmsi[near.other])
        slow = near.select(near.speed_m_s < self.max_speed_m_s)
        found = slow.select(offshore_m(slow.lat_deg, slow.lon_deg, self.min_coast_m) >= self.min_coast_m)
        records = [_record(ships, found, k) for k in range(len(found))]
        return Found(
            "encounters", self._said(len(ships), len(near), len(slow), len(found)), records, COLUMNS,
            [_row(record) for record in records],
            [_mark(record) for record in records], lambda: legs, _as_data,
        )  # fmt: skip

    def _said(self, ships: int, near: int, slow: int, found: int) -> str:
        distance, coast = f"{self.max_distance_m:,.6g} m", f"{self.min_coast_m / 1000:.6g} km"
        head = f"{found:,} encounter{'s' * (found != 1)}" if found else "No encounters"
        near_by = f"stays within {distance} for {show(self.min_duration_s, 'time')}"
        if self.harbour_m > 0.0:
            near_by += ", out of harbour"
        return f"{head} among {ships:,} ships. Pairs of them looked at: {ships * (ships - 1) // 2:,}. " + sifted(
            (near_by, near),
            (f"of these, below {show(self.max_speed_m_s, 'speed')}", slow),
            (f"of those, {coast} or more from land, a port or its roads", found),
        )


def _record(ships: Ships, found: Encounters, k: int) -> dict[str, Any]:
    """Return one encounter as a row of CSV."""
    one, other = int(found.one[k]), int(found.other[k])
    return {
        "mmsi_1": int(ships.mmsi[one]),
        "mmsi_2": int(ships.mmsi[other]),
        "name_1": name_of(ships, one),
        "name_2": name_of(ships, other),
        "start": moment(found.start_s[k]),
        "end": moment(found.end_s[k]),
        "mean_lat_deg": number(found.lat_deg[k], 6),
        "mean_lon_deg": number(found.lon_deg[k], 6),
        "hours": number((found.end_s[k] - found.start_s[k]) / HOUR_S, 2),
        "median_distance_m": number(found.distance_m[k], 1),
        "median_speed_kn": number(found.speed_m_s[k] / KNOT_M_S, 3),
    }


def _as_data(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return an encounter as JSON has it."""
    names = ("start", "end", "mean_lat_deg", "mean_lon_deg", "median_distance_m", "median_speed_kn")
    return {"pair": [record["mmsi_1"], record["mmsi_2"]], **{name: record[name] for name in names}}


def _row(record: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{record['mmsi_1']} {record['name_1']}".rstrip(),
        f"{record['mmsi_2']} {record['name_2']}".rstrip(),
        str(record["start"][:16]).replace("T", " "),
        f"{record['hours']:.1f}",
        place(record["mean_lat_deg"], record["mean_lon_deg"]),
        f"{record['median_distance_m']:.0f}",
        f"{record['median_speed_kn']:.1f}",
    )


def _mark(record: Mapping[str, Any]) -> Mark:
    names = (record["name_1"] or record["mmsi_1"], record["name_2"] or record["mmsi_2"])
    where = record["mean_lat_deg"], record["mean_lon_deg"]
    return Mark((where,), f"{record['hours']:.1f} h: {names[0]}, {names[1]}")
