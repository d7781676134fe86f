"""Ships out of a file of AIS: where they are when, when they are silent, and what is said of a wrong file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.experiment.simulate import simulate
from sim.parts.traffic import Traffic
from sim.scenario.load import load
from sim.world.geodesy import distance_m
from tests.theatres import HOUR_S, part, theatre

FILE = str(Path(__file__).resolve().parents[1] / "scenarios" / "ais.csv")  # three ships, made by hand
STEADY, SILENT, STILL = 0, 1, 2
SCENARIO = """
title: Real ships
start: 2021-03-01T00:00Z
duration: 1 d
area: {west: 122 E, east: 130 E, south: 25 N, north: 33 N}
sides: {a: {name: A}}
parts:
  - {kind: ais_traffic, id: real, file: %s}
"""


def traffic(**given: object) -> Traffic:
    return theatre(part("ais_traffic", file=FILE, **given)).traffic


def test_ships_are_where_the_file_says() -> None:
    seen = traffic().sight(STEADY, 6 * HOUR_S)
    assert seen is not None
    assert distance_m(seen.lat_deg, seen.lon_deg, 27.0, 124.36) < 51.0
    assert seen.length_m == 180.0
    assert seen.broadcasting
    still = traffic().sight(STILL, 6 * HOUR_S)
    assert still is not None
    assert still.speed_m_s == pytest.approx(0.0, abs=1e-3)


def test_a_long_silence_is_the_transponder_s() -> None:
    silent = [traffic().sight(SILENT, hour * HOUR_S) for hour in (9.0, 12.0, 15.0)]
    assert [each is not None and each.broadcasting for each in silent] == [True, False, True]


def test_past_the_longest_gap_she_is_not_there() -> None:
    assert traffic(max_gap="3 h").sight(SILENT, 12 * HOUR_S) is None
    assert traffic(max_gap="5 h").sight(SILENT, 12 * HOUR_S) is not None


def test_a_length_that_is_not_given() -> None:
    lengths = traffic(length="42 m").columns.length_m
    assert lengths.tolist() == [180.0, 42.0, 250.0]


def test_the_class_of_her_ais_is_the_file_s() -> None:
    assert traffic().columns.ais.tolist() == [2, 1, 2]


def test_the_file_is_shifted_in_time() -> None:
    shifted = traffic(begins="2021-03-01T06:00Z").sight(STEADY, 0.0)
    assert shifted is not None
    assert distance_m(shifted.lat_deg, shifted.lon_deg, 27.0, 124.36) < 51.0


def test_thinning_leaves_few_legs() -> None:
    legs = traffic().legs
    assert 3 <= len(legs) < 40
    assert np.all(legs.end_s > legs.start_s)


def test_a_time_without_ships_says_what_to_do() -> None:
    with pytest.raises(UserError, match="no ship is in the area in the 2 days from 2020-01-01 00:00 UTC"):
        traffic(begins="2020-01-01T00:00Z")


def test_the_file_is_looked_for_from_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "ais.csv").write_bytes(Path(FILE).read_bytes())
    (tmp_path / "real.yaml").write_text(SCENARIO % "ais.csv", encoding="utf-8")
    journal = simulate(load(tmp_path / "real.yaml"))
    assert len(np.unique(journal.table("vessel")["vessel"])) == 3


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "ais.csv").write_bytes(b"")
    (tmp_path / "real.yaml").write_text(SCENARIO % "aos.csv", encoding="utf-8")
    with pytest.raises(UserError, match=r"real\.yaml:8: parts.*file: there is no file .*did you mean 'ais\.csv'\?"):
        load(tmp_path / "real.yaml")


def test_a_source_named_file_is_left_alone(tmp_path: Path) -> None:
    text = SCENARIO.replace("file: %s", f"file: {FILE}, sources: {{length: assumed}}") + "sources: {file: A register}\n"
    (tmp_path / "real.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "real.yaml").plain()["sources"] == {"file": "A register"}
