"""What a theatre writes when a run is over: the bulk tables of who was there, who moved how, and who was in range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.contact.courses import prepare
from sim.contact.windows import Windows, pieces
from sim.kernel.journal import Journal
from sim.parts.fleet import HULLS_FROM
from sim.world.geodesy import latlon
from sim.world.motion import Legs

if TYPE_CHECKING:
    from sim.parts.theatre import Theatre

__all__ = ["write_tables"]

LatLon = tuple[np.ndarray, np.ndarray]


def write_tables(theatre: Theatre) -> None:
    """Write the bulk tables of a run, and the contacts that its radars had with planned vessels."""
    journal, fleet, windows = theatre.run.journal, theatre.fleet, _windows(theatre)
    for watcher, radar in theatre.radars.items():
        mine = (windows.watcher == watcher) & (windows.target < HULLS_FROM)
        theatre.add_contacts(radar.side, "radar", windows.target[mine], windows.enter_s[mine], windows.leave_s[mine])
    journal.append("vessel", **theatre.traffic.table(theatre.setting.area))
    platforms = theatre.platforms
    journal.append(
        "platform", platform=[each.track.mover for each in platforms], name=[each.name for each in platforms],
        side=[each.side for each in platforms], sort=[each.sort for each in platforms],
        range_m=[each.range_m for each in platforms],
    )  # fmt: skip
    if hulls := fleet.hulls:
        journal.append("hull", vessel=[each.vessel for each in hulls], name=[each.name for each in hulls],
                       length_m=[each.length_m for each in hulls])  # fmt: skip
    journal.append("silence", **fleet.silences())
    moved = [*(hull.track.legs() for hull in fleet.hulls), *(each.track.legs() for each in platforms)]
    _write_legs(journal, theatre.traffic.legs, theatre.traffic.ends_deg)
    _write_legs(journal, directed := Legs.concat(moved), (latlon(directed.a), latlon(directed.b)))
    journal.append("window", watcher=windows.watcher, target=windows.target, enter_s=windows.enter_s,
                   leave_s=windows.leave_s)  # fmt: skip


def _windows(theatre: Theatre) -> Windows:
    """Return every window of every radar: on directed vessels as the engine told them, on planned ones in bulk."""
    directed, radars, traffic = theatre.engine.windows(), theatre.radars, theatre.traffic
    watch = Legs.concat([radar.track.legs() for radar in radars.values()])
    reach_m = {number: radar.reach_m for number, radar in radars.items()}
    cap_m = {number: radar.cap_m for number, radar in radars.items()}
    planned = traffic.memo("plan", lambda: prepare(traffic.legs, theatre.reach_m, keep=True))
    found = Windows.concat(pieces(prepare(watch, reach_m, cap_m), planned)).merged()
    return Windows.concat([found, directed.select(directed.target >= HULLS_FROM)])


def _write_legs(journal: Journal, legs: Legs, ends_deg: tuple[LatLon, LatLon]) -> None:
    (a_lat, a_lon), (b_lat, b_lon) = ends_deg
    journal.append(
        "leg", platform=legs.mover, start_s=legs.start_s, end_s=legs.end_s, a_lat_deg=a_lat, a_lon_deg=a_lon,
        b_lat_deg=b_lat, b_lon_deg=b_lon,
    )  # fmt: skip
