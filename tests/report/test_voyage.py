"""The figures of a voyage: each draws, says its number, and can be read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.experiment.replicate import replicate
from sim.report import figure
from sim.report.figures import FIGURES
from sim.report.material import Material, gather
from sim.report.sheet import Sheet
from sim.report.style import styled
from sim.report.voyage import voyage_of
from sim.scenario.load import load
from tests.report.paper import faults, texts

pytestmark = pytest.mark.slow
SMALL = Path(__file__).parents[1] / "scenarios" / "voyage.yaml"
OURS = ("voyage", "schedule", "fuel", "lateness")


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = tmp_path_factory.mktemp("voyage") / "result"
    replicate(load(SMALL), replications=3, jobs=1, out=folder)
    return gather(folder)


@pytest.fixture(scope="module")
def drawn(material: Material) -> Iterator[dict[str, Sheet]]:
    with styled():
        yield {sheet.name: sheet for sheet in figure.sheets(material, FIGURES)}


def test_a_voyage_brings_its_own_figures_and_those_of_transfers_stay_away(drawn: dict[str, Sheet]) -> None:
    assert set(OURS) <= drawn.keys()
    assert not {"timeline", "delay"} & drawn.keys()


@pytest.mark.parametrize("name", OURS)
def test_text_can_be_read(drawn: dict[str, Sheet], name: str) -> None:
    assert faults(drawn[name]) == []


def test_the_map_says_how_many_appointments_were_kept(material: Material, drawn: dict[str, Sheet]) -> None:
    told = voyage_of(material.results.journal(material.focus))
    assert told is not None
    stops = [stop for stop in told.stops if not stop.task]
    late = sum(stop.arrived_s > stop.latest_s for stop in stops)
    assert drawn["voyage"].title.replace("\n", " ").startswith(f"{len(stops)} appointments, {late} of them")
    words = [word for word, _ in texts(drawn["voyage"])]
    assert any("limassol" in each for each in words) and any(each == "1 Jun" for each in words)


def test_the_fuel_told_is_the_lowest_measured(material: Material) -> None:
    for case in material.results.cases:
        told = voyage_of(material.results.journal(case))
        assert told is not None
        lowest = min(min(tank.state) for tank in told.tanks)
        assert lowest == pytest.approx(material.results.of(case)[0].measures["lowest_fuel"], abs=1e-9)
        assert all(math.isfinite(state) for tank in told.tanks for state in tank.state)


def test_a_run_without_a_group_has_no_voyage(tmp_path: Path) -> None:
    from sim.experiment.simulate import simulate

    small = load(SMALL.parent / "small.yaml", ["duration=6 h", "warm_up=1 h"])
    assert voyage_of(simulate(small)) is None
