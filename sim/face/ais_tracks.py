"""`sim ais tracks`: a line for each ship that was heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sim.base.units import HOUR_S
from sim.face.ais_show import Found, moment, name_of, number, place
from sim.world.ais import Fixes, Reading
from sim.world.ais.summary import Summary, summary
from sim.world.geodesy import NAUTICAL_MILE_M

__all__ = ["look"]

COLUMNS: Final = (
    "ship", "fixes", "first, UTC", "last, UTC", "miles", "median kn", "most kn", "longest gap, h", "box, from", "to",
)  # fmt: skip


def look(reading: Reading) -> Found:
    """Return the ships of a file, by MMSI."""
    fixes = reading.fixes
    lines = summary(fixes)
    records = [_record(fixes, lines, k) for k in range(len(lines))]
    said = f"{len(lines):,} ship{'s' * (len(lines) != 1)} heard." if len(lines) else "No ships were heard."
    return Found("tracks", said, records, COLUMNS, [_row(record) for record in records], (), lambda: fixes.legs(HOUR_S))


def _record(fixes: Fixes, lines: Summary, k: int) -> dict[str, Any]:
    ship = int(lines.ship[k])
    return {
        "mmsi": int(fixes.ships.mmsi[ship]),
        "part": int(fixes.ships.part[ship]),
        "name": name_of(fixes.ships, ship),
        "fixes": int(lines.fixes[k]),
        "first": moment(lines.first_s[k]),
        "last": moment(lines.last_s[k]),
        "distance_nm": number(lines.distance_m[k] / NAUTICAL_MILE_M, 2),
        "median_speed_kn": number(lines.median_kn[k], 2),
        "most_speed_kn": number(lines.most_kn[k], 2),
        "longest_gap_h": number(lines.longest_s[k] / HOUR_S, 3),
        "south_deg": number(lines.south_deg[k], 6),
        "north_deg": number(lines.north_deg[k], 6),
        "west_deg": number(lines.west_deg[k], 6),
        "east_deg": number(lines.east_deg[k], 6),
    }


def _row(record: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{record['mmsi']} {record['name']}".rstrip(),
        f"{record['fixes']:,}",
        str(record["first"][:16]).replace("T", " "),
        str(record["last"][:16]).replace("T", " "),
        f"{record['distance_nm']:.1f}",
        _speed(record["median_speed_kn"]),
        _speed(record["most_speed_kn"]),
        f"{record['longest_gap_h']:.1f}",
        place(record["south_deg"], record["west_deg"]),
        place(record["north_deg"], record["east_deg"]),
    )


def _speed(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
