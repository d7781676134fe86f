"""Every measurement works on something small, and is the sum of what it says it measures."""

import json
import subprocess
from pathlib import Path

import matplotlib.figure
import numpy as np
import pytest
import shapely
import simpy

import sim
import sim.contact.engine
from bench import apart, engine, msa, rooms
from bench.workload import workload
from sim.contact.windows import solve

SMALL = """
title: A small watch
start: 2021-03-01T00:00Z
duration: 2 d
replications: 2
seed: 1
area: {name: East China Sea, west: 119 E, east: 131 E, south: 25 N, north: 36 N}
areas:
  ground: {west: 124 E, east: 126 E, south: 28 N, north: 30 N}
sides:
  japan: {name: Japan, colour: blue}
parts:
  - {kind: lane_traffic, id: coasters, from: Shanghai, to: Osaka, arrivals: 6 /d}
  - {kind: transfer_network, id: network, receivers: 2, suppliers: 2, rendezvous: [ground], home: Naha, supply: Keelung}
  - {kind: patrol_aircraft, id: mpa, side: japan, base: Naha, area: ground, sorties: 1 /d}
  - {kind: fusion_cell, id: cell, side: japan, analysts: 2}
cases:
  arrangement: {}
measures: [transfers_observed, flying_hours]
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(msa, "SCENARIO", str(path))


@pytest.mark.slow
def test_every_window_of_the_engine_is_two_events():
    figures, work = engine.dispatch(20), workload(20)
    assert figures["windows"] == len(solve(work.watch, work.target, work.range_m)) > 100
    assert figures["events"] == 2 * figures["windows"]
    assert figures["s"] > figures["legs_s"] > 0.0
    assert engine.alone(20)["windows"] == figures["windows"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "key"), [("turn", "ms"), ("turn_few", "ms"), ("meet", "s")])
def test_the_engine_is_measured_in_other_ways(name, key):
    assert getattr(engine, name)(20)[key] > 0.0


@pytest.mark.slow
def test_busier_lanes_are_lanes_of_the_scenario_and_make_some_twenty_thousand_voyages():
    asked = sim.load(msa.SCENARIO, msa.BUSY).setting(msa.CASE)
    lanes = [part for part in asked.parts if part.kind == "lane_traffic"]
    assert {lane.id for lane in lanes} == set(msa.LANES)
    assert sum(lane.arrivals for lane in lanes) * asked.duration_s == pytest.approx(20_000, rel=0.01)


@pytest.mark.slow
def test_a_replication_counts_its_voyages(small):
    figures = msa.one(0)
    assert figures["voyages"] == pytest.approx(2 * 6 + 2 * 6, abs=14)  # two days, and those under way at the start
    assert figures["records"] > 0
    assert figures["s"] > 0.0


@pytest.mark.slow
def test_runs_from_the_command_line_are_timed_and_leave_nothing(small, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(msa, "FEW", 1)
    assert msa.default_run(0)["s"] > 0.0
    assert msa.many(1)["s"] > 0.0
    assert msa.thousand(3)["s"] > 0.0
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


def test_what_is_done_once_is_not_extrapolated():
    assert apart.mended(fixed_s=10.0, took_s=30.0, share=0.5) == 50.0
    assert apart.mended(fixed_s=10.0, took_s=30.0, share=1.0) == 30.0


@pytest.mark.slow
def test_a_measurement_runs_in_a_process_of_its_own():
    figures = apart.apart("rivals.floor", 20)
    assert figures["s"] > 0.0
    assert figures["peak_mb"] > 1.0


@pytest.mark.slow
def test_a_measurement_that_fails_is_not_passed_over(capfd):
    with pytest.raises(subprocess.CalledProcessError):
        apart.apart("engine.nothing", 1)
    assert "nothing" in capfd.readouterr().err


def test_the_measuring_process_prints_json(capsys):
    apart.main(["rivals.floor", "5"])
    assert json.loads(capsys.readouterr().out).keys() == {"s", "peak_mb"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (sim.contact.engine.__file__, "sim/contact"),
        (sim.__file__, "sim"),
        (simpy.core.__file__, "simpy"),
        (np.ma.core.__file__, "numpy"),
        (matplotlib.figure.__file__, "matplotlib"),
        (shapely.__file__, "other"),
        (json.__file__, "other"),
        (__file__, "other"),
        ("<string>", "other"),
    ],
)
def test_a_file_lies_in_a_room(path, name):
    assert rooms.room(path) == name


def test_samples_fall_where_the_time_is_spent():
    with rooms.sampled() as files:
        while files.total() < 5:
            sum(range(1000))
    assert files.most_common(1)[0][0] == str(Path(__file__))


@pytest.mark.slow
def test_the_shares_of_the_rooms_are_a_whole(small):
    shares = rooms.replications(40)
    assert shares.pop("samples") > 0
    assert sum(shares.values()) == pytest.approx(100.0)
    assert any(name.startswith("sim/") for name in shares)


@pytest.mark.slow
def test_the_whole_command_is_sampled_too_and_prints_nothing(small, capsys):
    shares = rooms.command(1)
    assert shares["matplotlib"] > 0.0
    assert sum(shares.values()) - shares["samples"] == pytest.approx(100.0)
    assert capsys.readouterr().out == ""
