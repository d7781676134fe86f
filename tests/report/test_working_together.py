"""The charts of decks, landings and exercises: what they take of a run is what the run did, and they can be read."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, partial
from itertools import pairwise

import numpy as np
import pytest

from sim.base.tongue import Tongue
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.measure.catalogue import measured, unit_of
from sim.measure.summary import summarise
from sim.models.landing_events import CraftBeached
from sim.models.training_events import SerialDone
from sim.record.results import Finished, Results
from sim.report import figure
from sim.report.deckplan import Plan, plan
from sim.report.figures import FIGURES
from sim.report.landing import ashore
from sim.report.material import Material
from sim.report.programme import curve, exercise
from sim.report.replay.folding import fold
from sim.report.sheet import Sheet
from sim.report.sorties import flown
from sim.report.style import LOOKS, styled
from sim.scenario.load import Scenario, load
from tests.report.paper import faults, texts

pytestmark = pytest.mark.slow

SMALL = {
    "f35": ("injects=[]", "duration=5 d", "warm_up=1 d", "parts.strike-carrier.jets=8", "parts.escort-carrier.jets=4"),
    "amphibious": ("duration=2 d", "parts.uk-group.waves[3].amount=24"),
    "vigilant_isles": ("injects=[]", "duration=1100 d"),
}
OWN = {"f35": {"sorties", "deck-spots"}, "amphibious": {"landing"}, "vigilant_isles": {"years", "programme"}}
ALL = {name for names in OWN.values() for name in names}


@cache
def scenario(name: str) -> Scenario:
    return load(name, SMALL[name])


@cache
def run(name: str, case: str) -> Journal:
    return simulate(scenario(name), case)


@cache
def material(name: str, lang: str, look: str) -> Material:
    """Return what the figures of a short run are drawn from: two cases, and the same run twice."""
    given, cases = scenario(name), scenario(name).cases[:2]
    finished = [
        Finished(case, k, measured(run(name, case), given.spec.measures), "", journal=None if k else run(name, case))
        for case in cases for k in range(2)
    ]  # fmt: skip
    made = Results(name, cases, {key: unit_of(key) for key in finished[0].measures}, tuple(finished), {})
    return Material(Results(name, cases, made.units, made.finished, summarise(made)), given, Tongue(lang), LOOKS[look])


@pytest.mark.parametrize(("lang", "look"), [("en", "light"), ("ja", "dark")])
@pytest.mark.parametrize("name", sorted(SMALL))
def test_each_operation_has_its_charts_and_they_can_be_read(name: str, lang: str, look: str) -> None:
    with styled(LOOKS[look]):
        drawn: dict[str, Sheet] = {each.name: each for each in figure.sheets(material(name, lang, look), FIGURES)}
        assert drawn.keys() & ALL == OWN[name]
        assert ("map" in drawn) == (name != "vigilant_isles")
        for sheet in drawn.values():
            assert faults(sheet) == [], sheet.name
        said = " ".join(words for own in OWN[name] for words, _ in texts(drawn[own]))
    assert ("replication" in said) == (lang == "en")


@pytest.mark.parametrize("name", sorted(SMALL))
def test_each_operation_can_be_replayed(name: str) -> None:
    cases = scenario(name).cases[:2]
    made = fold(scenario(name), {case: partial(run, name, case) for case in cases})
    told = [case["name"] for case in made.meta["cases"]]
    assert told == list(cases)
    stands = [post["name"] for post in made.meta["cases"][0]["posts"]]
    assert bool(stands) == (name != "vigilant_isles")


def test_missions_on_the_chart_are_those_flown() -> None:
    found = flown(run("f35", "own-deck"))
    assert found is not None
    told = measured(run("f35", "own-deck"), ["sorties_per_day", "team_utilisation"])
    assert sum(at_s >= 86400.0 for at_s in found.launched_s) == pytest.approx(4 * told["sorties_per_day"])
    assert max(share for _, _, share in found.teams) == told["team_utilisation"]


@pytest.mark.parametrize("case", ["own-deck", "cross-servicing"])
def test_no_two_jets_stand_on_one_spot(case: str) -> None:
    found = plan(run("f35", case))
    assert isinstance(found, Plan)
    stays, spots = defaultdict(list), {deck: number for deck, _, number in found.decks}
    for bar in found.bars:
        assert 1 <= bar.spot <= spots[bar.deck]
        if not bar.step:
            stays[bar.deck, bar.spot].append((bar.from_h, bar.until_h))
    assert len(stays) >= 8
    for spans in stays.values():
        assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(sorted(spans)))
    assert any(bar.guest for bar in found.bars) == (case == "cross-servicing")


def test_tonnes_on_the_chart_are_those_landed() -> None:
    journal = run("amphibious", "one-pool")
    found = ashore(journal)
    assert found is not None
    loads = [record.event for record in journal.of(CraftBeached)]
    assert found.tonnes[-1][1] == pytest.approx(sum(event.tonnes for event in loads))
    assert sum(len(each.loads_h) for each in found.serials) == len(loads)
    for each in found.serials:
        assert each.from_h < min(each.loads_h, default=np.inf) <= max(each.loads_h, default=0.0) <= each.until_h + 1e-9


def test_serials_on_the_chart_are_those_of_the_first_exercise() -> None:
    journal = run("vigilant_isles", "annual")
    found = exercise(journal)
    assert found is not None
    done = [record.event for record in journal.of(SerialDone) if record.event.exercise == found.name]
    assert len(found.serials) == len(done)
    assert found.trained_d < min(each[1] for each in found.serials) < max(each[2] for each in found.serials)
    assert max(each[2] for each in found.serials) <= found.final_d < found.ended_d == pytest.approx(12.0)


def test_the_curve_begins_at_nothing_and_has_the_peak_that_is_measured() -> None:
    journal = run("vigilant_isles", "annual")
    found = curve(journal)
    assert found is not None
    assert found.changes[0][:2] == (0.0, 0.0)
    assert (
        max(level for _, level, _ in found.changes) == measured(journal, ["interoperability"])["interoperability.peak"]
    )


def test_what_did_not_happen_is_not_taken() -> None:
    for take in (flown, plan, ashore, exercise, curve):
        assert sum(bool(take(run(name, scenario(name).cases[0]))) for name in SMALL) == 1
