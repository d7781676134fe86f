"""Whatever Python users are handed draws itself."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

import sim
from sim.base.errors import UserError
from sim.experiment.comparison import compare
from sim.experiment.replicate import replicate
from sim.experiment.result import Result
from sim.experiment.sweep_result import sweep
from sim.report.plot import Plots
from sim.scenario.load import Scenario, load
from tests.experiment.surface.model import PATHS, setup

SMALL = Path(__file__).parents[1] / "scenarios" / "small.yaml"
HOW = setup(luck=0.1)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(SMALL, ["measures=[]"])


@pytest.fixture(scope="module")
def result(scenario: Scenario) -> Result:
    return replicate(scenario, ["alone", "arrangement"], 3, jobs=1, setup=HOW)


def words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.texts)


def test_a_comparison_draws_itself(result: Result) -> None:
    made = compare(result, measures="height", setup=HOW)
    (figure,) = made.plot()
    assert isinstance(figure, Figure) and "Height, arrangement against alone: +2.60" in words(figure)
    assert [len(each.axes) for each in sim.plot(made)] == [len(figure.axes)] == [1]


def test_a_sweep_draws_itself(scenario: Scenario) -> None:
    vary = {PATHS[0]: [0, 1], PATHS[1]: [0, 1]}
    made = sweep(scenario, vary, measures="height", replications=2, jobs=1, setup=HOW).plot()
    assert len(made) == 2 and all("small, case arrangement" in words(figure) for figure in made)


def test_a_result_draws_how_its_cases_differ(result: Result) -> None:
    (figure,) = result.plot()
    shown = [text.get_text() for text in figure.texts]
    assert "Height" in shown and "Never" in shown  # what cannot be told has its panel too


def test_one_case_has_nothing_to_be_drawn_beside(scenario: Scenario) -> None:
    only = replicate(scenario, ["alone"], 2, jobs=1, setup=HOW)
    with pytest.raises(UserError, match="there is nothing to compare it with"):
        only.plot()


def test_figures_show_themselves_and_escape_what_they_say() -> None:
    figure = Figure(figsize=(1, 1))
    figure.text(0, 0, '"><script>\n&')
    shown = Plots([figure])._repr_html_()
    assert shown.startswith('<img alt="&quot;&gt;&lt;script&gt; &amp;" src="data:image/png;base64,iVBOR')
