"""`sim ais gaps`: which silences count, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from sim.base.errors import Fault, UserError
from sim.base.units import HOUR_S, KNOT_M_S, show
from sim.contact.gaps import Gaps, heard_share, silences
from sim.face.ais_show import Found, moment, name_of, number, place, quantity, sifted
from sim.report.ais_map import Mark
from sim.world.ais import Fixes, Reading
from sim.world.geodesy import NAUTICAL_MILE_M
from sim.world.offshore import offshore_m

__all__ = ["Criteria"]

COLUMNS: Final = ("ship", "last heard, UTC", "silent, h", "where", "then to", "miles", "implied kn", "others heard")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What makes a silence a gap: long, not habitual, of a ship under way, off shore, where others were heard."""

    min_silence_s: float
    min_before: int
    min_speed_m_s: float
    min_coast_m: float
    near_m: float
    min_heard: float

    @classmethod
    def read(
        cls, *, min_silence: str, min_before: int, min_speed: str, min_coast: str, near: str, min_heard: str
    ) -> Self:
        """Return criteria from what the user wrote.

        Raises: UserError for the first that cannot be used.
        """
        if min_before < 0:
            raise UserError(Fault("--min-before", "", f"found {min_before}", "write a number of reports, 0 or more"))
        return cls(
            quantity("--min-silence", min_silence, "time", "1 h", "365 d"),
            min_before,
            quantity("--min-speed", min_speed, "speed", "0 kn", "100 kn"),
            quantity("--min-coast", min_coast, "length", "0 km", "500 km"),
            quantity("--near", near, "length", "1 km", "500 nm"),
            _share("--min-heard", min_heard),
        )

    def look(self, reading: Reading) -> Found:
        """Return the gaps of the ships of a file."""
        fixes = reading.fixes
        silent = silences(fixes, self.min_silence_s)
        regular = silent.select(silent.heard >= self.min_before)
        moving = regular.select(regular.speed_kn * KNOT_M_S >= self.min_speed_m_s)
        lat, lon = fixes.lat_deg[moving.begin], fixes.lon_deg[moving.begin]
        away = moving.select(offshore_m(lat, lon, self.min_coast_m) >= self.min_coast_m)
        share = heard_share(fixes, away, self.near_m)
        covered = share >= self.min_heard
        found, share = away.select(covered), share[covered]
        records = [_record(fixes, found, share, k) for k in range(len(found))]
        counts = [len(each) for each in (silent, regular, moving, away, found)]
        return Found(
            "gaps", self._said(len(fixes.ships), counts), records, COLUMNS,
            [_row(record) for record in records],
            [_mark(record) for record in records], lambda: fixes.legs(HOUR_S),
        )  # fmt: skip

    def _said(self, ships: int, counts: list[int]) -> str:
        head = f"{counts[-1]:,} gap{'s' * (counts[-1] != 1)}" if counts[-1] else "No gaps"
        words = (
            f"silences of {show(self.min_silence_s, 'time')} or more",
            f"of these, after at least {self.min_before} reports in 12 h",
            "of ships that did not lie still",
            f"begun {self.min_coast_m / 1000:.6g} km or more from land, a port or its roads",
            f"with others heard within {show(self.near_m, 'length')} for {100 * self.min_heard:.6g} % of the hours",
        )
        return f"{head} among {ships:,} ships. " + sifted(*zip(words, counts, strict=True))


def _share(option: str, text: str) -> float:
    """Return a share written as 0.5 or as 50 %."""
    percent = text.strip().endswith("%")
    try:
        value = float(text.strip().removesuffix("%")) / (100.0 if percent else 1.0)
    except ValueError:
        value = np.nan
    if not 0.0 <= value <= 1.0:
        raise UserError(Fault(option, "", f"found '{text}'", "write a share from 0 to 1, such as 0.5 or '50 %'"))
    return value


def _record(fixes: Fixes, found: Gaps, share: Any, k: int) -> dict[str, Any]:
    begin, end, ship = int(found.begin[k]), int(found.end[k]), int(found.ship[k])
    return {
        "mmsi": int(fixes.ships.mmsi[ship]),
        "name": name_of(fixes.ships, ship),
        "start": moment(found.start_s[k]),
        "end": moment(found.end_s[k]),
        "hours": number((found.end_s[k] - found.start_s[k]) / HOUR_S, 2),
        "start_lat_deg": number(fixes.lat_deg[begin], 6),
        "start_lon_deg": number(fixes.lon_deg[begin], 6),
        "end_lat_deg": number(fixes.lat_deg[end], 6),
        "end_lon_deg": number(fixes.lon_deg[end], 6),
        "distance_nm": number(found.distance_m[k] / NAUTICAL_MILE_M, 2),
        "implied_speed_kn": number(found.implied_kn[k], 2),
        "speed_before_kn": number(fixes.speed_kn[begin], 2),
        "reports_before": int(found.heard[k]),
        "share_others_heard": number(share[k], 3),
    }


def _row(record: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{record['mmsi']} {record['name']}".rstrip(),
        str(record["start"][:16]).replace("T", " "),
        f"{record['hours']:.1f}",
        place(record["start_lat_deg"], record["start_lon_deg"]),
        place(record["end_lat_deg"], record["end_lon_deg"]),
        f"{record['distance_nm']:.0f}",
        f"{record['implied_speed_kn']:.1f}",
        f"{100 * record['share_others_heard']:.0f} %",
    )


def _mark(record: Mapping[str, Any]) -> Mark:
    ends = (record["start_lat_deg"], record["start_lon_deg"]), (record["end_lat_deg"], record["end_lon_deg"])
    words = f"{record['hours']:.0f} h, {record['implied_speed_kn']:.1f} kn: {record['name'] or record['mmsi']}"
    return Mark(ends, words)
