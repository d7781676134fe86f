"""What is dropped, what is put in order, and when one MMSI is several ships."""

import numpy as np
import pytest

from sim.contact.windows import solve
from sim.world.ais import Fixes, Ships, read
from sim.world.geodesy import unit
from sim.world.motion import still
from tests.world.ais.files import ROWS, START_S, row, saved, table


def reading(folder, *rows):
    return read(saved(folder, table(*rows)))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (row(5, lat=91.0), "no position"),
        (row(5, lon=181.0), "no position"),
        (row(5).replace(",-90.00000,", ",,"), "no position"),
        (row(5, lat=95.0), "impossible position"),
        (row(5, lon=-190.0), "impossible position"),
        (row(5, lat=0.0, lon=0.0), "impossible position"),
        (row(5, mmsi=3_669_999), "not a ship"),
        (row(5, mmsi=993_672_000), "not a ship"),
        (row(5, mmsi=111_232_511), "not a ship"),
        (row(5, mmsi=970_010_119), "not a ship"),
        (row(5, mmsi=0), "no ship can have"),
        (row(5, mmsi=123_456), "no ship can have"),
        (row(5, mmsi=1_193_046_471), "no ship can have"),
        (row(5, mmsi="36700000x"), "cannot be read"),
        (row(5, mmsi="367000001.5"), "cannot be read"),
        (row(5).replace("-90.0", "-90.0.0"), "cannot be read"),
        (ROWS[3], "repeats another row"),
        (row(3, lat=30.0101), "second position at the same instant"),
        (row(5, lat=45.0), "impossible jump"),
    ],
)
def test_a_bad_row_is_dropped_and_counted(tmp_path, bad, why):
    found = reading(tmp_path, *ROWS[:5], bad, *ROWS[6:])
    assert list(found.dropped.values()) == [1]
    assert why in next(iter(found.dropped))
    assert found.rows == 30 and len(found.fixes) == 29
    assert found.fixes.ships.mmsi.tolist() == [367_000_001]


@pytest.mark.parametrize("mmsi", [200_000_000, 367_000_001, 799_999_999, 983_671_234])
def test_ships_and_their_boats_are_kept(tmp_path, mmsi):
    assert len(reading(tmp_path, row(0, mmsi=mmsi), row(1, mmsi=mmsi)).fixes) == 2


def test_rows_out_of_order_are_put_in_order_and_counted(tmp_path):
    found = reading(
        tmp_path, *ROWS[:4], ROWS[6], ROWS[4], ROWS[5], ROWS[7], *(row(m, mmsi=367_000_002) for m in range(3))
    )
    assert found.notes.out_of_order == 2 and not found.dropped
    assert np.all(np.diff(found.fixes.time_s[:8]) > 0.0)


def test_two_ships_on_one_mmsi_are_told_apart(tmp_path):
    other = [row(m, lat=28.0, lon=-88.0 - m / 300, name="BAKER") for m in range(30)]
    found = reading(tmp_path, *(r for pair in zip(ROWS, other, strict=True) for r in pair))
    ships = found.fixes.ships
    assert (ships.mmsi.tolist(), ships.part.tolist(), found.notes.shared) == ([367_000_001] * 2, [0, 1], (367_000_001,))
    assert not found.dropped and np.bincount(found.fixes.ship).tolist() == [30, 30]
    assert sorted(len(set(found.fixes.lat_deg[found.fixes.ship == k].tolist())) for k in (0, 1)) == [1, 30]


def test_a_ship_is_not_taken_over_by_a_stray_place_that_it_passes(tmp_path):
    found = reading(tmp_path, *ROWS[:5], row(5, lat=30.0 + 25 / 300 + 0.0005), *ROWS[6:])
    assert list(found.dropped.values()) == [1] and len(found.fixes.ships) == 1


def test_a_ship_silent_for_long_may_be_anywhere(tmp_path):
    found = reading(tmp_path, *ROWS[:5], *(row(600 + m, lat=35.0) for m in range(5)))
    assert len(found.fixes.ships) == 1 and not found.dropped


def test_vessels_numbered_by_someone_are_left_as_they_are(tmp_path):
    rows = ["1,2024-01-01T00:00:00Z,0,0", "1,2024-01-01T00:01:00Z,5,5", "1,2024-01-01T00:02:00Z,0,0"]
    found = read(saved(tmp_path, table(*rows, header="vessel_id,timestamp,lat,lon")))
    assert len(found.fixes) == 3 and len(found.fixes.ships) == 1


def test_of_two_names_the_earlier_holds(tmp_path):
    found = reading(tmp_path, row(2, name="LATER"), row(0, name=""), row(1, name="FIRST"))
    assert found.fixes.ships.name == ("FIRST",)


def fixes(time_s):
    none = np.zeros(2, np.int64)
    ships = Ships(np.array([1, 2]), none, ("", ""), none, np.full(2, np.nan), np.ones(2, np.bool_))
    ship = np.array([0, 0, 0, 1, 1], dtype=np.int32)
    lat = np.array([30.0, 30.1, 30.3, 10.0, 10.0])
    return Fixes(ships, ship, np.array(time_s, dtype=float), lat, np.full(5, 120.0), np.full(5, np.nan))


def test_legs_join_successive_fixes_of_one_ship():
    legs = fixes([0, 600, 7200, 7300, 7400]).legs(600.0).check()
    assert (legs.mover.tolist(), legs.start_s.tolist(), legs.end_s.tolist()) == ([0, 1], [0.0, 7300.0], [600.0, 7400.0])
    assert np.array_equal(legs.a[0], unit(30.0, 120.0)) and np.array_equal(legs.b[0], unit(30.1, 120.0))
    assert len(fixes([0, 600, 7200, 7300, 7400]).legs(6600.0)) == 3


def test_a_window_is_the_same_in_unix_seconds():
    """A double holds Unix seconds to 2.4e-7 s, which is all that the origin of time may change."""
    times = np.array([0.0, 3600.0, 7200.0, 0.0, 3600.0])
    edges = []
    for origin in (0.0, START_S):
        legs = fixes(times + origin).legs(3600.0)
        watch = still(9, (30.15, 120.1), origin, origin + 7200.0)
        found = solve(watch, legs, 12_000.0)
        edges.append((found.enter_s - origin, found.leave_s - origin))
    assert len(edges[0][0]) == 1 and edges[0][0][0] > 0.0
    assert np.allclose(edges[0], edges[1], rtol=0.0, atol=1e-6)
