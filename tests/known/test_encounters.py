"""Encounters against those that the public pipeline finds in its own test tracks.

The pipeline looks every ten minutes; this program solves for the instants. Looked at every ten minutes, our encounters
must therefore give the pipeline's numbers, up to the radius of the Earth and of the knot; as they are they may differ
by what happens inside one step. Both are asserted, and the table of docs/ais.md is checked.
"""

import csv
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.contact.encounters import Encounters, encounters
from sim.face import cli
from sim.world.ais import Fixes, Ships
from sim.world.geodesy import EARTH_RADIUS_M, angle, distance_m, latlon, wrap_lon
from sim.world.motion import Legs

HERE = Path(__file__).parent / "encounters"
KNOT_M_S = 1852.0 / 3600.0
REFERENCE = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
PARAMETERS = REFERENCE["parameters"]
STEP_S = PARAMETERS["resample_increment_s"]
ROWS = [(series, row) for series, rows in REFERENCE["expected"].items() for row in rows]
# 6,371 km against 6,371.0088 km, and 1.94384 knots to the metre a second against 3600/1852.
RADIUS, KNOT = 2e-6, 3e-6
# The pipeline draws straight lines in latitude and longitude: over one leg of these tracks, 1 cm from a great circle.
LINE_DEG = 1e-7


@dataclass(frozen=True)
class Made:
    """What this program makes of one series of tracks."""

    ids: list[int]
    legs: Legs
    found: Encounters

    def row(self, one: str, other: str) -> int:
        pair = sorted(map(int, (one, other)))
        named = zip(self.found.one, self.found.other, strict=True)
        (row,) = (k for k, (i, j) in enumerate(named) if [self.ids[i], self.ids[j]] == pair)
        return row


def made(series: str) -> Made:
    with (HERE / "tracks.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["series"] == series]
    rows.sort(key=lambda row: (int(row["vessel_id"]), row["timestamp_utc"]))
    ids = sorted({int(row["vessel_id"]) for row in rows})
    n, nan = len(ids), np.full(len(rows), np.nan)
    none = np.zeros(n, np.int64)
    ships = Ships(np.array(ids), none, ("",) * n, none, np.full(n, np.nan), np.ones(n, np.bool_))
    ship = np.array([ids.index(int(row["vessel_id"])) for row in rows], np.int32)
    time_s = np.array([datetime.fromisoformat(row["timestamp_utc"]).timestamp() for row in rows])
    lat, lon = (np.array([float(row[name]) for row in rows]) for name in ("lat", "lon"))
    legs = Fixes(ships, ship, time_s, lat, lon, nan).legs(PARAMETERS["max_gap_s"])
    found = encounters(
        legs,
        distance_m=1000.0 * PARAMETERS["max_encounter_dist_km"],
        duration_s=60.0 * PARAMETERS["min_encounter_minutes"],
        speed_m_s=np.inf,
    )
    return Made(ids, legs, found)


def unix(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def looked(series: Made, row: int, mover: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the instants at which the pipeline looks during an encounter, and where a ship is then."""
    first = np.ceil(series.found.start_s[row] / STEP_S)
    times = STEP_S * np.arange(first, np.floor(series.found.end_s[row] / STEP_S) + 1)
    return times, series.legs.position(series.legs.find(mover, times), times)


def steps_kn(times: np.ndarray, places: np.ndarray) -> np.ndarray:
    return EARTH_RADIUS_M * angle(places[:-1], places[1:]) / np.diff(times) / KNOT_M_S


def test_there_is_a_reference() -> None:
    assert len(ROWS) == 10
    assert {series for series, _ in ROWS} == {"simple", "dateline", "multi"}


@pytest.mark.parametrize("series", REFERENCE["expected"])
def test_the_same_pairs_meet_as_often(series: str) -> None:
    mine = made(series)
    pairs = sorted((mine.ids[i], mine.ids[j]) for i, j in zip(mine.found.one, mine.found.other, strict=True))
    theirs = [(int(row["v1"]), int(row["v2"])) for row in REFERENCE["expected"][series]]
    assert pairs == sorted(pair for pair in theirs if pair[0] < pair[1])
    assert sorted((b, a) for a, b in pairs) == sorted(pair for pair in theirs if pair[0] > pair[1])


@pytest.mark.parametrize(("series", "row"), ROWS, ids=[f"{s}-{r['v1']}-{r['v2']}" for s, r in ROWS])
def test_looked_at_every_ten_minutes_it_is_the_reference(series: str, row: dict[str, float]) -> None:
    mine = made(series)
    k = mine.row(str(row["v1"]), str(row["v2"]))
    times, here = looked(mine, k, mine.ids.index(int(row["v1"])))
    _, there = looked(mine, k, mine.ids.index(int(row["v2"])))
    assert [times[0], times[-1]] == [unix(str(row["start_time"])), unix(str(row["end_time"]))]
    apart_m = np.median(EARTH_RADIUS_M * angle(here, there))
    assert apart_m == pytest.approx(1000.0 * row["median_distance_km"], rel=RADIUS, abs=0.01)
    lat, lon = latlon(here)
    assert lat.mean() == pytest.approx(row["mean_latitude"], abs=LINE_DEG)
    assert wrap_lon(lon - row["mean_longitude"]).mean() == pytest.approx(0.0, abs=LINE_DEG)
    assert np.median(steps_kn(times, here)) == pytest.approx(row["median_speed_knots"], rel=RADIUS + KNOT, abs=1e-4)


@pytest.mark.parametrize(("series", "row"), ROWS, ids=[f"{s}-{r['v1']}-{r['v2']}" for s, r in ROWS])
def test_as_it_is_it_differs_by_what_happens_in_a_step(series: str, row: dict[str, float]) -> None:
    mine = made(series)
    k = mine.row(str(row["v1"]), str(row["v2"]))
    ship = mine.ids.index(int(row["v1"]))
    found, start_s, end_s = mine.found, unix(str(row["start_time"])), unix(str(row["end_time"]))
    assert start_s - STEP_S < found.start_s[k] <= start_s
    assert end_s <= found.end_s[k] < end_s + STEP_S
    speeds = sorted(speeds_about(mine, k, ship))
    # The parts of a step at either end join in, so the middle moves by one place in the order, up or down.
    middle = len(steps_kn(*looked(mine, k, ship)))
    low, high = speeds[max(0, (middle - 1) // 2 - 1)], speeds[min(len(speeds) - 1, middle // 2 + 2)]
    assert low - 1e-9 <= found.speeds_m_s[k][int(found.other[k] == ship)] / KNOT_M_S <= high + 1e-9
    # Nothing can change by more in one step than the way of the two ships in it.
    way_m = STEP_S * KNOT_M_S * sum(max(speeds_about(mine, k, s)) for s in (int(found.one[k]), int(found.other[k])))
    both = merged(series, str(row["v1"]), str(row["v2"]))
    assert float(distance_m(found.lat_deg[k], found.lon_deg[k], *both)) <= way_m + 0.01
    assert abs(found.distance_m[k] - 1000.0 * row["median_distance_km"]) <= way_m + 0.01


def speeds_about(mine: Made, k: int, ship: int) -> list[float]:
    """Return the speeds of a ship's legs that an encounter touches."""
    legs = mine.legs.select(mine.legs.mover == ship)
    during = (legs.end_s > mine.found.start_s[k]) & (legs.start_s < mine.found.end_s[k])
    n = np.round((legs.end_s - legs.start_s) / STEP_S).astype(int)  # as many as the pipeline has steps of it
    return np.repeat(legs.speed_m_s / KNOT_M_S, np.where(during, n, 0)).tolist()


def merged(series: str, one: str, other: str) -> tuple[float, float]:
    """Return the mean of both directions' mean positions, which is what the pipeline's second stage makes of them."""
    two = [row for row in REFERENCE["expected"][series] if {row["v1"], row["v2"]} == {one, other}]
    a, b = ([row["mean_latitude"], row["mean_longitude"]] for row in two)
    return (a[0] + b[0]) / 2, float(wrap_lon(a[1] + wrap_lon(b[1] - a[1]) / 2))


def printed(series: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return what the command prints of one series with the reference's parameters."""
    lines = (HERE / "tracks.csv").read_text(encoding="utf-8").splitlines()
    mine = [lines[0], *(line for line in lines if line.startswith(f"{series},"))]
    (folder / "tracks.csv").write_text("\n".join(line.split(",", 1)[1] for line in mine) + "\n", encoding="utf-8")
    options = ["--min-duration", "30 min", "--max-speed", "100 kn", "--min-coast", "0 km", "--json"]
    assert cli.run(["ais", "encounters", str(folder / "tracks.csv"), *options]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["encounters"]
    return found


@pytest.mark.slow
def test_the_table_in_the_docs_has_both_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (HERE.parents[2] / "docs" / "ais.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\w+) (\d) and (\d) \|(.*)\|$", page, re.MULTILINE)
    assert len(told) == len(ROWS) / 2
    for series, one, other, cells in told:
        found = printed(series, tmp_path, capsys)
        (mine,) = (each for each in found if each["pair"] == [int(one), int(other)])
        assert [cell.strip() for cell in cells.split("|")] == shown(mine, series, one, other)


@pytest.mark.slow
def test_ships_that_only_pass_do_not_meet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed("fastsep", tmp_path, capsys) == []


def shown(mine: dict[str, Any], series: str, one: str, other: str) -> list[str]:
    """Return the cells of the table: theirs, then ours, for start, end, distance, speed and position."""
    rows = {(row["v1"], row["v2"]): row for row in REFERENCE["expected"][series]}
    theirs = rows[one, other], rows[other, one]
    cells = []
    for name, own in (("start_time", "start"), ("end_time", "end")):
        cells += [f"{datetime.fromisoformat(moment):%H:%M:%S}" for moment in (theirs[0][name], mine[own])]
    cells += [f"{1000 * theirs[0]['median_distance_km']:.0f}", f"{mine['median_distance_m']:.0f}"]
    cells += [", ".join(f"{row['median_speed_knots']:.2f}" for row in theirs), f"{mine['median_speed_kn']:.2f}"]
    middle = merged(series, one, other)
    return cells + [f"{lat:.4f}, {lon:.4f}" for lat, lon in (middle, (mine["mean_lat_deg"], mine["mean_lon_deg"]))]
