"""What `sim.sweep` returns: tables of a design, its responses and what each factor does."""

from functools import partial
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.experiment.sweep_result import Effect, Placed, Sweep, sweep
from sim.scenario.load import Scenario, load
from tests.experiment.surface.model import PATHS, setup

SMALL = Path(__file__).parents[1] / "scenarios" / "small.yaml"
RELEASABLE, LOSS, _ = PATHS
swept = partial(sweep, measures="height", case="arrangement", jobs=1, setup=setup())


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(SMALL, ["measures=[]"])


@pytest.fixture(scope="module")
def grid(scenario: Scenario) -> Sweep:
    return swept(scenario, {RELEASABLE: [0, 0.5, 1], LOSS: "0, 1"}, replications=2)


def test_responses_follow_the_design(grid: Sweep) -> None:
    assert list(grid.design[:2]) == [
        Placed(0, RELEASABLE, "0.0", ""), Placed(0, LOSS, "0.0", "")
    ]  # fmt: skip
    places = {(row.point, row.factor): float(row.value) for row in grid.design}
    height = {(row.point, row.replication): row.value for row in grid.responses if row.measure == "height"}
    assert len(places) == len(height) == 12
    for (point, at), value in height.items():
        above = 3 * places[point, RELEASABLE] - 2 * places[point, LOSS]
        assert value - height[0, at] == pytest.approx(above)
    assert {(row.case, row.unit) for row in grid.responses} == {("arrangement", "m")}


def test_sensitivity_gives_the_coefficients(grid: Sweep) -> None:
    assert [row[:5] for row in grid.sensitivity] == [
        ("height", RELEASABLE, "0", "1", "effect"), ("height", LOSS, "0", "1", "effect")
    ]  # fmt: skip
    assert [row.value for row in grid.sensitivity] == pytest.approx([3, -2])
    assert {row.unit for row in grid.sensitivity} == {"m"}


def test_each_design_tells_what_it_can(scenario: Scenario) -> None:
    ends = swept(scenario, {RELEASABLE: "0.5..1"}, design="oat", replications=2).sensitivity
    found = {row.statistic: row.value for row in ends}
    assert found == pytest.approx({"effect": 1.5, "low": 3 * (0.5 - 0.9), "high": 3 * (1 - 0.9)})


def test_it_is_kept_where_it_is_asked_and_nowhere_else(grid: Sweep, scenario: Scenario, tmp_path: Path) -> None:
    kept = swept(scenario, {RELEASABLE: "0, 0.5, 1", LOSS: [0, 1]}, replications=2, out=tmp_path / "kept")
    assert (kept.folder, grid.folder) == (tmp_path / "kept", None)
    assert (tmp_path / "kept" / "sweep.json").is_file()
    assert list(kept.sensitivity) == list(grid.sensitivity) and list(kept.design) == list(grid.design)
    with pytest.raises(UserError, match="complete sweep"):
        swept(scenario, {RELEASABLE: "0, 0.5, 1", LOSS: [0, 1]}, replications=2, out=tmp_path / "kept")


def test_a_fault_in_a_value_is_told(scenario: Scenario) -> None:
    with pytest.raises(UserError, match="found the range 0 to 1 in a grid"):
        swept(scenario, {LOSS: "0..1"})


def test_it_shows_its_sensitivity_escaped(grid: Sweep) -> None:
    factor = {"name": "<script>", "levels": ["0", "&"]}
    entry = {"unit": "m", "factors": [{"first": 0.25, "first_ci95": [0.0, 0.5], "total": None}]}
    made = Sweep(grid.design, grid.responses, {"factors": [factor], "measures": {"height": entry}})
    assert list(made.sensitivity) == [
        Effect("height", "<script>", "0", "&", "first", 0.25, 0.0, 0.5, "share"),
        Effect("height", "<script>", "0", "&", "total", None, None, None, "share"),
    ]
    assert "&lt;script&gt;" in made._repr_html_() and "<script>" not in made._repr_html_()
