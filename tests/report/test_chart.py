"""The map of any area: over the antimeridian, as large as the world, with lanes and with things of several sorts."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.parts.lane_traffic import LaneTraffic
from sim.report.chart import Courses, chart
from sim.report.frame import framed
from sim.report.lanes import lanes
from sim.report.material import Material
from sim.report.sheet import Sheet
from sim.report.spots import Spot, Spots
from sim.report.style import styled
from sim.report.traffic import bent
from sim.world.areas import Box
from sim.world.geodesy import NAUTICAL_MILE_M, distance_m
from tests.report.paper import faults, texts
from tests.report.synthetic import DAY_S, material

pytestmark = pytest.mark.slow
DATE_LINE = Box("date line", 150.0, -150.0, 10.0, 50.0)
WORLD = Box("world", -30.0, 160.0, -10.0, 60.0)
WAY = ((50.0, -5.0), (36.0, -6.0), (12.0, 45.0), (1.0, 104.0), (35.0, 139.0))


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    with styled():
        yield


def journey(*at: tuple[float, float]) -> dict[str, np.ndarray]:
    """Return the legs of one ship from place to place, the last of which it stays at."""
    lat, lon = np.array([*at, at[-1]]).T
    ends = {"a_lat_deg": lat[:-1], "a_lon_deg": lon[:-1], "b_lat_deg": lat[1:], "b_lon_deg": lon[1:]}
    n = len(at)
    times = {"start_s": np.arange(n) * DAY_S, "end_s": np.append(np.arange(1, n) * DAY_S, np.inf)}
    return {"platform": np.full(n, 10_000_000), **times, **ends}


def drawn(folder: Path, box: Box, leg: dict[str, np.ndarray], *sorts: Spots, **names: Any) -> Sheet:
    given: Material = material(folder, ("one",), **names)
    setting = replace(given.scenario.settings["one"], area=box, areas={}, parts=())
    given = replace(given, scenario=replace(given.scenario, settings={"one": setting}))
    platform = {"platform": np.array([10_000_000]), "side": np.array(["red"]), "sort": np.array(["patrol_ship"])}
    (sheet,) = chart(given, {"one": Courses(10 * DAY_S, platform, leg, sorts)})
    return sheet


def lines(sheet: Sheet) -> np.ndarray:
    """Return the segments of the one track, (n, 2, 2) of x and latitude."""
    (track,) = [each for each in sheet.figure.axes[0].collections if hasattr(each, "get_segments")]
    return np.array(track.get_segments())


def test_a_track_crosses_the_antimeridian_in_one_piece(tmp_path: Path) -> None:
    sheet = drawn(tmp_path, DATE_LINE, journey((30.0, 170.0), (30.0, -170.0)))
    found = lines(sheet)
    assert faults(sheet) == []
    assert found[:, :, 0].min() == pytest.approx(170.0) and found[:, :, 0].max() == pytest.approx(190.0)
    assert np.abs(np.diff(found[:, :, 0])).max() <= DATE_LINE.width_deg / 40 + 1e-9
    assert "160° W" in {words for words, _ in texts(sheet)}


def test_a_map_of_half_the_world_can_be_read(tmp_path: Path) -> None:
    sheet = drawn(tmp_path, WORLD, journey(*WAY))
    assert faults(sheet) == []
    assert lines(sheet)[:, :, 0].max() == pytest.approx(139.0)
    assert sheet.figure.axes[0].get_position().width > 0.8  # its legend lies below it
    sailed_nm = sum(float(distance_m(*a, *b)) for a, b in pairwise(WAY)) / NAUTICAL_MILE_M
    assert sheet.title.startswith(f"{sailed_nm:,.0f} nm covered in replication 0 of one")


def test_a_legend_below_the_map_keeps_what_has_room(tmp_path: Path) -> None:
    sorts = [Spots((Spot(5.0 * nth, 60.0),), "{case}", "", f"{nth} {'long words ' * 9}") for nth in range(9)]
    sheet = drawn(tmp_path, WORLD, journey(*WAY), *sorts)
    assert faults(sheet) == []
    assert 1 <= len(sheet.figure.legends[0].get_texts()) < 9


def test_a_long_leg_is_drawn_as_the_great_circle_that_it_is() -> None:
    """From 40 N, 60 degrees of longitude on: half way the great circle is at atan(tan 40 / cos 30) north."""
    cut = bent(journey((40.0, 0.0), (40.0, 60.0)), 3.0)
    middle = np.argmin(np.abs(cut["a_lon_deg"] - 30.0))
    north = np.degrees(np.arctan(np.tan(np.radians(40.0)) / np.cos(np.radians(30.0))))
    assert cut["a_lat_deg"][middle] == pytest.approx(north)
    assert cut["start_s"][middle] == pytest.approx(DAY_S / 2)


def test_cutting_changes_neither_how_far_nor_how_long() -> None:
    legs = journey((40.0, 170.0), (30.0, -150.0), (30.0, -150.5))
    cut = bent(legs, 5.0)
    for each in (legs, cut):
        ends = (each[name] for name in ("a_lat_deg", "a_lon_deg", "b_lat_deg", "b_lon_deg"))
        each["length_m"] = distance_m(*ends)
    assert cut["length_m"].sum() == pytest.approx(legs["length_m"].sum())
    assert cut["end_s"][:-2] == pytest.approx(cut["start_s"][1:-1]) and np.isinf(cut["end_s"][-1])
    assert bent(legs, 100.0)["start_s"].tolist() == legs["start_s"].tolist()


def test_a_lane_is_drawn_once_for_both_ways() -> None:
    ways = [("there", "Shanghai", "Busan"), ("back", "Busan", "Shanghai"), ("far", "Rotterdam", "New York")]
    parts = [
        LaneTraffic.model_validate({"kind": "lane_traffic", "id": id, "from": a, "to": b, "arrivals": "1 /d"})
        for id, a, b in ways
    ]
    (way,) = lanes(parts, framed(Box("sea", 119.0, 131.0, 25.0, 36.0), 6.0, 5.0))
    assert way.name == "Busan–Shanghai"
    assert np.nanmin(way.x) < 123.0 and np.nanmax(way.lat) > 34.5


def test_each_sort_of_thing_has_its_mark_and_its_words(tmp_path: Path) -> None:
    rescues = Spots((Spot(30.0, 160.0, "red"), Spot(31.0, 165.0)), "{done} of {all} in {case}", "by {side}", "by none")
    thefts = Spots((Spot(20.0, -170.0),), "never said", "stopped by {side}", "not stopped")
    sheet = drawn(tmp_path, DATE_LINE, journey((30.0, 170.0), (31.0, 171.0)), rescues, thefts)
    words = {text for text, _ in texts(sheet)}
    assert sheet.title == "1 of 2 in one"
    assert {"by Red side: 1", "by none: 1", "not stopped: 1"} <= words
    marks = {line.get_marker() for line in sheet.figure.axes[0].lines}
    assert {"o", "D"} <= marks
