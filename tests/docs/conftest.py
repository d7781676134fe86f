"""A small run's result folder, for pages that speak of one."""

from __future__ import annotations

import pytest

from sim.experiment.replicate import replicate
from sim.experiment.result import Result
from sim.scenario.load import Scenario, load
from tests.docs.pages import ROOT


@pytest.fixture(scope="session")
def small() -> Scenario:
    return load(ROOT / "tests" / "scenarios" / "small.yaml")


@pytest.fixture(scope="session")
def result(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("docs") / "result"
    return replicate(small, ["alone", "arrangement"], 2, jobs=1, out=folder)
