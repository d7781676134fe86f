"""Write a replay of many ships that all move, to see how many frames a second a machine draws.

`python -m bench.replay N FILE`: N ships over the area of `msa` for two days, each heard by a side every three hours.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from sim.kernel.journal import Journal
from sim.report.replay import fold, page, texts
from sim.scenario.load import load

__all__ = ["made", "main"]

SPAN_S = 2 * 86400.0
LEGS = 24
LOOKS = 16


def made(ships: int) -> Journal:
    """Return the journal of a run in which so many ships run about, and are heard."""
    luck, setting = np.random.default_rng(1), load("msa").setting("alone")
    journal = Journal({
        "scenario": "bench", "case": "alone", "replication": 0, "seed": 1, "start": setting.start.isoformat(),
        "duration_s": SPAN_S, "warm_up_s": 0.0, "sides": setting.sides, "links": (),
    })  # fmt: skip
    vessel, area = np.arange(ships), setting.area
    names = {"part": np.full(ships, "ship"), "sort": np.full(ships, "lane_traffic")}
    journal.append("vessel", vessel=vessel, **names, length_m=luck.uniform(40.0, 300.0, ships),
                   ais=luck.integers(0, 3, ships), enter_s=np.zeros(ships), leave_s=np.full(ships, SPAN_S))  # fmt: skip
    low, high = [area.south, area.west], [area.north, area.west + area.width_deg]
    at = luck.uniform(low, high, (ships, 1, 2)) + luck.normal(0.0, 0.1, (ships, LEGS + 1, 2)).cumsum(axis=1)
    start_s = np.tile(np.linspace(0.0, SPAN_S, LEGS + 1)[:-1], ships)
    (a_lat, a_lon), (b_lat, b_lon) = (each.reshape(-1, 2).T for each in (at[:, :-1], at[:, 1:]))
    journal.append("leg", platform=np.repeat(vessel, LEGS), start_s=start_s, end_s=start_s + SPAN_S / LEGS,
                   a_lat_deg=a_lat, a_lon_deg=a_lon, b_lat_deg=b_lat, b_lon_deg=b_lon)  # fmt: skip
    n, heard_s = ships * LOOKS, np.sort(luck.uniform(0.0, SPAN_S, (ships, LOOKS)), axis=1).ravel()
    side = np.array(setting.sides)[luck.integers(0, len(setting.sides), n)]
    journal.append("contact", side=side, sensor=np.full(n, "AIS ashore"), vessel=np.repeat(vessel, LOOKS),
                   start_s=heard_s, end_s=heard_s, luck=luck.random(n))  # fmt: skip
    return journal


def main(ships: int, path: Path) -> None:
    """Write the file, and say how large it is."""
    path.write_text(page(fold(load("msa"), {"alone": lambda: made(ships)}, texts=texts())), encoding="utf-8")
    print(f"{path}: {ships} ships, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
