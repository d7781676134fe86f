"""Laws of detection against published and computed tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sim.contact import laws
from sim.contact.search import ExpandingDatum, RandomSearch, SearchLaw

NM_M, HOUR_S = 1852.0, 3600.0
KN_M_S = NM_M / HOUR_S


def rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / f"{name}.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert found, f"{name}.csv is empty"
    return found


def number(row: dict[str, str], column: str) -> float:
    return float(row[column] or "nan")


@pytest.mark.parametrize("row", rows("search"), ids=lambda row: f"{row['law']}-{row['probability']}")
def test_search_to_twelve_digits(row: dict[str, str]) -> None:
    width, speed = number(row, "sweep_width_nm") * NM_M, number(row, "search_speed_kn") * KN_M_S
    law: SearchLaw = (
        RandomSearch(width, speed, number(row, "area_nm2") * NM_M**2)
        if row["law"] == "random_search"
        else ExpandingDatum(
            width, speed, number(row, "datum_radius_nm") * NM_M, number(row, "target_speed_kn") * KN_M_S
        )
    )
    assert abs(float(law.probability(number(row, "time_h") * HOUR_S)) - number(row, "probability")) <= 1e-12


@pytest.mark.parametrize("row", rows("coverage_pod"), ids=lambda row: row["coverage_C"])
def test_probability_of_detection_by_coverage(row: dict[str, str]) -> None:
    c = number(row, "coverage_C")
    assert float(laws.pod_parallel(c)) == number(row, "ideal_parallel")
    assert abs(float(laws.pod_inverse_cube(c)) - number(row, "inverse_cube_parallel")) <= 5.1e-5
    assert abs(float(laws.pod_random(c)) - number(row, "random")) <= 5.1e-5


@pytest.mark.parametrize("row", rows("barrier"), ids=lambda row: row["W_nm"])
def test_barrier_patrols(row: dict[str, str]) -> None:
    width, length = number(row, "W_nm") * NM_M, number(row, "L_nm") * NM_M
    target, searcher = number(row, "U_target_kn") * KN_M_S, number(row, "V_searcher_kn") * KN_M_S
    density = laws.barrier_density(width, length, target, searcher)
    found = [density, laws.barrier_zigzag(density), laws.barrier_crossover(density), laws.barrier_random(density)]
    published = [number(row, c) for c in ("r", "P_zigzag_wall_to_wall", "P_crossover_ideal", "P_random")]
    assert found == pytest.approx(published, abs=5.1e-5)


@pytest.mark.parametrize(
    "row", rows("radar_horizon"), ids=lambda row: f"{row['antenna']}-{row['target']}-{row['unit']}"
)
def test_radar_horizon_of_the_navigation_tables(row: dict[str, str]) -> None:
    unit, heights = row["unit"], (number(row, "antenna"), number(row, "target"))
    assert laws.NAVIGATION_NM[unit] == number(row, "coef")
    assert laws.navigation_horizon_nm(*heights, unit) == pytest.approx(number(row, "range_nm"), abs=0.0051)
    metres = 0.3048 if unit == "ft" else 1.0
    by_the_law = sum(float(laws.horizon_m(h * metres)) for h in heights) / NM_M
    # The tables round their factor to three figures: 2.23 for 2.2246, 1.23 for 1.2282.
    assert by_the_law == pytest.approx(number(row, "range_nm"), rel=0.005)


@pytest.mark.parametrize("row", rows("satellite_ais"), ids=lambda row: row["ships_in_fov"])
def test_satellite_ais_first_pass(row: dict[str, str]) -> None:
    found = laws.ais_first_pass(
        number(row, "ships_in_fov"), number(row, "report_interval_s"), number(row, "observation_s"),
        number(row, "overlap_factor_s"), int(row["n_channels"]),
    )  # fmt: skip
    assert abs(float(found) - number(row, "P_detect")) <= 5.1e-5


@pytest.mark.parametrize("row", rows("sar_recall_by_length_indian"), ids=lambda row: row["length_lo_m"])
def test_recall_by_length_is_the_table_where_it_rises_and_within_its_error_elsewhere(row: dict[str, str]) -> None:
    low, high = int(row["length_lo_m"]), int(row["length_hi_m"])
    assert (low, high, int(row["vessel_scene_obs"]), int(row["detected"])) in laws.RADAR_LOOKS
    found = float(laws.recall((low + high) / 2.0))
    assert number(row, "wilson95_lo") <= found <= number(row, "wilson95_hi")
    if high <= 50:
        assert abs(found - number(row, "recall")) <= 5.1e-4


INTERVALS = [row for row in rows("ais_reporting_intervals") if row["turning"] == "no"]


@pytest.mark.parametrize("row", INTERVALS, ids=lambda row: f"{row['class']}-{row['state']}")
def test_ais_reporting_intervals(row: dict[str, str]) -> None:
    middle_kn = min((number(row, "sog_lo_kn") + number(row, "sog_hi_kn")) / 2.0, 50.0)
    found = laws.ais_interval_s(row["class"], middle_kn * KN_M_S, moored="moored" in row["state"])
    assert found == number(row, "interval_s")
