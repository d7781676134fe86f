"""Measures: named folds over a journal, found by walking packages."""

import math

from sim.kernel.journal import Journal
from sim.kernel.measures import Measure, find_measures, mean, measure


def test_measures_are_found_by_walking_packages() -> None:
    found = find_measures("tests.scenario.words")
    assert list(found) == ["mean_delay", "sightings"]
    assert (found["sightings"].unit, found["sightings"].better) == ("count", "high")


def test_one_number_goes_by_the_name_and_several_by_suffix() -> None:
    found = find_measures("tests.scenario.words")
    assert found["sightings"].values(Journal()) == {"sightings": 0.0}
    assert found["mean_delay"].values(Journal()) == {"mean_delay": 1.0, "mean_delay.blue": 2.0}


def test_a_declared_fold_is_a_measure() -> None:
    @measure("nothing", unit="h", about="a mean of nothing")
    def nothing(journal: Journal) -> float:
        return math.nan

    assert isinstance(nothing, Measure)
    assert nothing.better == "neither"
    assert math.isnan(nothing.values(Journal())["nothing"])


def test_the_mean_of_nothing_is_not_told() -> None:
    assert mean(value for value in (1.0, 2.0, 6.0)) == 3.0
    assert math.isnan(mean([]))
