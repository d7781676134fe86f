"""Distance from shore, against circles that just touch it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.world.coast import load
from sim.world.geodesy import apart_m, destination, latlon, unit
from sim.world.offshore import Off, offshore_m
from sim.world.places import find, places

SEA = [(27.0, 124.0), (54.0, 5.0), (-1.5, 179.9), (70.0, 20.0), (35.2, 139.7), (1.2, 103.6), (12.0, -179.99)]


def test_inland_is_nought_and_the_open_sea_the_most() -> None:
    lat, lon = np.array([47.0, 30.0, -40.0]), np.array([8.0, -170.0, 90.0])
    assert offshore_m(lat, lon, 10_000.0).tolist() == [0.0, 10_000.0, 10_000.0]
    assert offshore_m(np.empty(0), np.empty(0), 10_000.0).tolist() == []


@pytest.mark.slow
@pytest.mark.parametrize("here", SEA)
def test_a_circle_of_that_radius_touches_the_shore_or_a_port(here: tuple[float, float]) -> None:
    (away,) = offshore_m(np.array([here[0]]), np.array([here[1]]), 400_000.0)
    ports = [spot for port in places() if port.kind == "port" for spot in (port.position, port.roads) if spot]
    by_port = min(apart_m(here, spot) for spot in ports)
    bearings = np.linspace(0.0, 360.0, 14_401)
    assert not load().on_land(*destination(*here, bearings, 0.999 * away)).any()
    assert by_port >= away - 1e-3
    (again,) = offshore_m(np.array([here[0]]), np.array([here[1]]), away + 1.0)  # however tight the limit
    assert again == away or away == 400_000.0
    touched = load().on_land(*destination(*here, bearings, 1.001 * away)).any()
    assert touched or by_port == pytest.approx(away) or away == 400_000.0


def test_roads_off_the_coast_count_as_shore() -> None:
    roads = find("Shanghai").roads
    assert roads is not None
    assert offshore_m(np.array([roads[0]]), np.array([roads[1]]), 10_000.0)[0] == pytest.approx(0.0, abs=1e-3)


def test_many_positions_at_once_are_as_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    lat, lon = (np.array(column) for column in zip(*SEA, strict=True))
    together = offshore_m(lat, lon, 300_000.0)
    monkeypatch.setattr("sim.world.offshore.AT_ONCE", 2)
    assert offshore_m(lat, lon, 300_000.0).tolist() == together.tolist()


def test_cells_say_what_their_middles_do(monkeypatch: pytest.MonkeyPatch) -> None:
    off = Off(5_000.0)
    points = unit(np.array([54.0, 53.0, 53.0001, -1.5, 35.3]), np.array([5.0, 10.0, 10.0001, -179.999, 139.7]))
    middles = (np.floor(np.stack(latlon(points), axis=-1) / 0.01) + 0.5) * 0.01
    expected = offshore_m(middles[:, 0], middles[:, 1], 5_000.0) >= 5_000.0
    assert off(points).tolist() == expected.tolist()
    assert set(expected) == {True, False}
    monkeypatch.setattr("sim.world.offshore.offshore_m", lambda lat, *_: np.full(len(lat), np.nan))
    assert off(points[:2]).tolist() == expected[:2].tolist()  # remembered
    assert off(points[:0]).tolist() == []
