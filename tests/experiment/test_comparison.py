"""What `sim.compare` returns: a table of what `sim compare` works out, from memory or from folders."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.base.errors import UserError
from sim.experiment.comparison import Comparison, compare
from sim.experiment.replicate import replicate
from sim.experiment.result import Result
from sim.scenario.load import Scenario, load
from tests.experiment.surface.model import setup

SMALL = Path(__file__).parents[1] / "scenarios" / "small.yaml"
CASES = ["alone", "arrangement"]
HOW = setup(luck=0.1)
compared = partial(compare, measures="height", jobs=1, setup=HOW)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(SMALL, ["measures=[]"])


@pytest.fixture(scope="module")
def lossy() -> Scenario:
    return load(SMALL, ["measures=[]", "arrangement[0].loss=0.55"])


@pytest.fixture(scope="module")
def result(scenario: Scenario) -> Result:
    return replicate(scenario, CASES, 4, jobs=1, setup=HOW)


def test_the_cases_of_one_result_are_compared(result: Result) -> None:
    row, twice = compared(result)
    assert (row.of, row.to, row.measure, row.unit) == ("arrangement", "alone", "height", "m")
    assert row.difference == pytest.approx(3 * 0.9 - 2 * 0.05)  # the linear response, luck being the same
    assert twice.difference == pytest.approx(2 * row.difference)
    assert (row.low, row.high) == pytest.approx((row.difference, row.difference))
    assert row.percent == pytest.approx(
        100 * row.difference / result.summary["cases"]["alone"]["measures"]["height"]["mean"]
    )


def test_results_and_scenarios_are_compared_with_the_first(result: Result, lossy: Scenario) -> None:
    found = compared((result, "arrangement"), (lossy, "arrangement"), (result, "alone"), replications=4)
    assert [row.difference for row in found][::2] == pytest.approx([-1, -2.6])
    assert found[0].of == "argument 2#arrangement"
    assert [each["replications"] for each in (found.told["comparisons"][0][side] for side in ("of", "to"))] == [4, 4]


def test_folders_and_memory_agree(scenario: Scenario, result: Result, tmp_path: Path) -> None:
    kept = replicate(scenario, CASES, 4, jobs=1, out=tmp_path / "kept", setup=HOW)
    rows = list(compared(result))
    assert (
        list(compared(kept)) == list(compared(tmp_path / "kept")) == list(compared(sim.read(tmp_path / "kept"))) == rows
    )
    assert list(compared(f"{tmp_path}/kept#alone", (kept, "arrangement"))) == rows
    assert list(compared((result, "alone"), (result, "arrangement"))) == rows


def test_a_folder_of_another_version_is_told_beside_memory(scenario: Scenario, result: Result, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    replicate(scenario, CASES, 4, jobs=1, out=folder, setup=HOW)

    def cautions() -> list[str]:
        return [said for said in compared((result, "alone"), folder).told["cautions"] if "made by" in said]

    assert cautions() == []
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    manifest["versions"]["numpy"] = "1.0"
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    (said,) = cautions()
    assert said.startswith(f"{folder} was made by numpy 1.0, argument 1 by ")


@pytest.mark.parametrize(
    ("things", "more", "said"),
    [
        (lambda result: [(result, "alone")], {}, "argument 1: there is nothing to compare it with"),
        (lambda result: [result, result], {}, "argument 1#alone: is the same run as argument 1#alone; name each once$"),
        (lambda result: [(result, "alon"), result], {}, "argument 1: there is no case 'alon'; did you mean 'alone'"),
        (lambda result: [result], {"replications": 3}, "replications: is for scenarios that are run"),
        (lambda result: [result], {"measures": "heigt"}, "there is no measure 'heigt'.*'height'"),
    ],
)
def test_what_makes_no_sense_is_refused(result: Result, things: Any, more: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        compared(*things(result), **more)


def test_it_shows_itself_with_its_cautions_and_nothing_hostile(result: Result) -> None:
    told = json.loads(json.dumps(dict(compared(result).told)).replace("alone", "<script>&"))
    shown = Comparison({**told, "cautions": ["<i>mind</i>"]})._repr_html_()
    assert "&lt;script&gt;&amp;" in shown and "Mind: &lt;i&gt;mind" in shown
    assert "<script>" not in shown and "<i>" not in shown
