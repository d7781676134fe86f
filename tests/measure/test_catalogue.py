"""Measures are found where they are declared, and folded by name."""

import pytest

from sim.base.errors import UserError
from sim.measure.catalogue import catalogue, measured, unit_of
from sim.measure.summary import summarise
from sim.record.results import Finished, Results
from tests.experiment.fake.model import PACKAGES, Scenario, simulate

JOURNAL = simulate(Scenario(), "together", 0)


def test_measures_are_found() -> None:
    assert list(catalogue(PACKAGES)) == ["boxes_found", "finding_delay"]


def test_names_pick_measures_in_their_order() -> None:
    assert list(measured(JOURNAL, ["finding_delay", "boxes_found"], PACKAGES)) == [
        "finding_delay", "boxes_found", "boxes_found.odd",
    ]  # fmt: skip


def test_no_names_pick_all() -> None:
    assert len(measured(JOURNAL, [], PACKAGES)) == 3


def test_a_part_of_a_measure_has_its_unit() -> None:
    assert (unit_of("boxes_found.odd", PACKAGES), unit_of("finding_delay", PACKAGES)) == ("share", "h")


def test_an_unknown_measure_is_told_with_its_nearest_spelling() -> None:
    with pytest.raises(UserError, match=r"boxes_fund.*did you mean 'boxes_found'"):
        measured(JOURNAL, ["boxes_fund"], PACKAGES)


def test_a_summary_says_none_for_what_cannot_be_told() -> None:
    finished = tuple(
        Finished(case, number, {"delay": float("nan") if case == "never" else 1.0 + number}, "0")
        for case in ("always", "never")
        for number in range(3)
    )
    summary = summarise(Results("x", ("always", "never"), {"delay": "h"}, finished, {}))
    assert summary["cases"]["never"]["measures"]["delay"] == {
        "unit": "h",
        "mean": None,
        "ci95": None,
        "sd": None,
        "n": 0,
    }
    assert summary["cases"]["always"]["measures"]["delay"]["mean"] == 2.0
    difference = {"mean": None, "ci95": None, "paired": True, "n": 0}
    assert summary["comparison"] == {"baseline": "always", "differences": {"never": {"delay": difference}}}
