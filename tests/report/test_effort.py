"""The figure of a year of effort: a row for each operation and each sort of effort, which can be read."""

from __future__ import annotations

from functools import cache

import pytest

from sim.base.tongue import Tongue
from sim.measure.catalogue import unit_of
from sim.measure.summary import summarise
from sim.record.results import Finished, Results
from sim.report.effort import effort
from sim.report.material import Material
from sim.report.style import LOOKS, styled
from sim.scenario.load import Scenario, load
from tests.report.paper import faults, texts

pytestmark = pytest.mark.slow

OPERATIONS = ("msa", "sts", "csg21", "sealane", "f35", "amphibious", "vigilant_isles")
EFFORTS = ("release-authority", "liaison-officers", "ship-days", "flying-hours", "analysts", "exercise-slots")


@cache
def year() -> Scenario:
    return load("two_plus_two")


def made_up(lang: str, look: str, *, operations: tuple[str, ...] = OPERATIONS) -> Material:
    """Return results in which the n-th case is worth n fifths in every operation, give or take a little."""
    cases = year().cases
    finished = []
    for nth, case in enumerate(cases):
        for replication in (0, 1):
            value = nth / 5 + 0.01 * replication
            told = {"worth": value, **{f"worth.{name}": value for name in operations}}
            told |= {"effort_given": 0.5, **{f"effort_given.{name}": 0.5 for name in EFFORTS}}
            finished.append(Finished(case, replication, told, ""))
    units = {name: unit_of(name) for name in finished[0].measures}
    made = Results("two_plus_two", cases, units, tuple(finished), {})
    whole = Results("two_plus_two", cases, units, made.finished, summarise(made))
    return Material(whole, year(), Tongue(lang), LOOKS[look])


@pytest.mark.parametrize(("lang", "look"), [("en", "light"), ("ja", "dark")])
def test_it_has_a_row_for_each_and_can_be_read(lang: str, look: str) -> None:
    with styled(LOOKS[look]):
        (sheet,) = effort(made_up(lang, look), {})
        assert faults(sheet) == []
        said = {"".join(words.split()) for words, _ in texts(sheet)}  # a name may be broken into lines
    names = ("".join(part.name[lang].split()) for part in year().spec.parts if part.id in OPERATIONS)
    assert {*names, *EFFORTS, *year().cases} <= said
    assert len(sheet.figure.axes) == 2


def test_dots_stand_at_what_was_worth() -> None:
    with styled(LOOKS["light"]):
        (sheet,) = effort(made_up("en", "light"), {})
    dots = [line for line in sheet.figure.axes[0].lines if line.get_marker() == "o"]
    assert len(dots) == len(OPERATIONS) * len(year().cases)
    first = [dot.get_xdata()[0] for dot in dots[: len(year().cases)]]
    assert first == pytest.approx([100 * (nth / 5 + 0.005) for nth in range(len(year().cases))])


def test_there_is_none_of_a_result_without_operations() -> None:
    assert list(effort(made_up("en", "light", operations=()), {})) == []
