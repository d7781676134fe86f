"""A year of effort: what is given decides how operations are played, on luck that nothing else touches."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.base.errors import UserError
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.models import operation
from sim.models.operation import SettingSpec
from sim.models.operation_events import EffortGiven, EffortHeld, OperationPlayed, OperationShowed
from sim.parts.sensing import ChangeMade
from sim.scenario.load import Scenario, load
from sim.scenario.orders import Amendment, Orders

pytestmark = pytest.mark.slow

DAY_S = 86400.0
INSIDE = {
    "duration": "91 d", "injects": [], "decisions": [], "parts.vigilant-isles.first": "20 d",
    "parts.vigilant-isles.conferences": [],
}  # fmt: skip
SETTINGS: list[dict[str, Any]] = [
    {"id": "places", "needs": {"a": {"slots": 1}}, "otherwise": {"parts.vigilant-isles.days": "6 d"}},
    {"id": "words", "needs": {"a": {"officers": 1}, "b": {"officers": 1}},
     "otherwise": {"parts.vigilant-isles.resources.interpreters": 1}},
]  # fmt: skip


def written(**more: Any) -> dict[str, Any]:
    """Return a year of two ministries and one operation, as a file would give it."""
    exercise = {
        "kind": "operation", "id": "exercise", "scenario": "vigilant_isles", "changes": INSIDE, "settings": SETTINGS,
        "shows": ["interoperability.end", "serials_done"], "nought": 10, "full": 30,
    }  # fmt: skip
    ministries = [
        {"kind": "ministry", "id": f"of-{side}", "side": side, "has": {"slots": 2, "officers": 1},
         "gives": {"exercise": dict.fromkeys(units, 0)}}
        for side, units in (("a", ["slots", "officers"]), ("b", ["officers"]))
    ]  # fmt: skip
    area = {"west": "20 W", "east": "150 E", "south": "15 S", "north": "60 N"}
    return {
        "title": "A year", "start": "2021-04-01T00:00Z", "duration": "364 d", "area": area, "sides": {"a": {}, "b": {}},
        "parts": [*ministries, exercise],
        "cases": {
            "nothing": {},
            "alone": {"parts.of-a.gives.exercise.slots": 1, "parts.of-a.gives.exercise.officers": 1},
            "in-vain": {"parts.of-b.gives.exercise.officers": 1},
            "both": {"parts.of-a.gives.exercise": {"slots": 1, "officers": 1}, "parts.of-b.gives.exercise.officers": 1},
        },
        "decisions": [
            {"at": "91 d", "id": "slot", "asks": "?", "default": "no", "options": {
                "no": {}, "yes": {"parts.of-a.gives.exercise.slots": 1}}},
        ],
    } | more  # fmt: skip


def saved(folder: Path, data: dict[str, Any]) -> Path:
    path = folder / "year.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture
def year(tmp_path: Path) -> Scenario:
    return load(saved(tmp_path, written()))


def found(journal: Journal) -> list[tuple[int, tuple[str, ...], float]]:
    """Return the periods of a run: number, settings met and the value that is scored."""
    return [(r.event.period, r.event.settings, r.event.value) for r in journal.of(OperationPlayed)]


def faults_of(folder: Path, **more: Any) -> str:
    with pytest.raises(UserError) as caught:
        load(saved(folder, written(**more)))
    return str(caught.value)


def parts(**changes: Any) -> list[dict[str, Any]]:
    """Return the parts with some fields of the operation, or of the first ministry, changed."""
    first, second, exercise = written()["parts"]
    mine = {name: value for name, value in changes.items() if name in ("has", "gives")}
    if "settings" in changes:  # which nobody gives anything for
        mine, second = {"gives": {}}, second | {"gives": {}}
    return [first | mine, second, exercise | {name: v for name, v in changes.items() if name not in mine}]


# What effort makes of an operation


def test_a_setting_is_met_when_every_side_gives_enough_of_every_unit() -> None:
    setting = SettingSpec.model_validate({"id": "x", "needs": {"a": {"slots": 2, "officers": 1}, "b": {"slots": 1}}})
    enough = {"a": {"slots": 2.0, "officers": 1.0}, "b": {"slots": 3.0}}
    assert setting.met(enough)
    assert not setting.met(enough | {"a": {"slots": 1.9, "officers": 1.0}})
    assert not setting.met({"a": enough["a"]})


def test_half_of_a_pair_changes_nothing_and_both_do(year: Scenario) -> None:
    nothing, alone, in_vain, both = (found(simulate(year, case)) for case in year.cases)
    assert [settings for _, settings, _ in both] == [("places", "words")] * 4
    assert [settings for _, settings, _ in alone] == [("places",)] * 4
    assert in_vain == nothing
    assert all(more[-1] > less[-1] for more, less in zip(both, alone, strict=True))
    assert all(more[-1] > less[-1] for more, less in zip(alone, nothing, strict=True))


def test_it_is_the_same_as_the_scenario_run_by_itself(year: Scenario) -> None:
    journal = simulate(year, "alone")
    third = next(record for record in journal.of(OperationPlayed) if record.event.period == 3)
    changes = INSIDE | {"parts.vigilant-isles.resources.interpreters": 1, "seed": third.event.seed}
    itself = simulate(load("vigilant_isles", [f"{path}={value}" for path, value in changes.items()]))
    shown = [record.event.value for record in journal.of(OperationShowed) if record.cause == third.seq]
    told = measured(itself, ["interoperability", "serials_done"])
    assert (third.event.value, *shown) == (told["interoperability.end"], told["serials_done"])
    assert third.event.worth == pytest.approx((third.event.value - 10) / 20)


# Luck


def test_periods_have_luck_of_their_own_which_cases_share_and_orders_do_not_touch(year: Scenario) -> None:
    values = [value for *_, value in found(simulate(year, "both"))]
    assert len(set(values)) == 4
    later = Orders(amendments=(Amendment(200 * DAY_S, "later", {"parts.of-a.gives.exercise.slots": 2}),))
    assert [value for *_, value in found(simulate(year, "both", orders=later))] == values
    assert [value for *_, value in found(simulate(year, "both", 1))] != values


def test_what_cases_have_in_common_is_run_once_and_comes_to_the_same(
    year: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = [simulate(year, case).hash() for case in year.cases]
    calls: list[Sequence[Any]] = []
    play = operation.played
    monkeypatch.setattr(operation, "played", lambda *given: (calls.append(given), play(*given))[1])
    shelf: dict[Any, Any] = {}
    assert [simulate(year, case, shelf=shelf).hash() for case in year.cases] == fresh
    assert len(calls) == 3 * 4  # of four cases two put in what changes nothing
    assert [simulate(year, case, shelf=shelf).hash() for case in year.cases] == fresh
    assert len(calls) == 3 * 4


def test_a_scenario_that_plays_others_can_be_sent_to_a_worker(year: Scenario) -> None:
    assert simulate(pickle.loads(pickle.dumps(year)), "alone").hash() == simulate(year, "alone").hash()


def test_the_order_of_operations_and_ministries_at_one_instant_moves_nothing(year: Scenario) -> None:
    names = ["worth", "settings_met", "effort_given"]
    straight, shuffled = simulate(year, "both"), simulate(year, "both", shuffle_ties=5)
    assert measured(shuffled, names) == measured(straight, names)


# When it is fixed, and why


def test_a_decision_counts_from_its_period_on_and_is_the_cause(year: Scenario) -> None:
    journal = simulate(year, "nothing", orders=Orders(choices={"slot": "yes"}))
    assert [settings for _, settings, _ in found(journal)] == [(), *[("places",)] * 3]
    second = list(journal.of(OperationPlayed))[1]
    given = journal.records[second.cause or 0]
    assert (given.event.ministry, given.event.unit, given.event.amount) == ("of-a", "slots", 1.0)
    assert given.time_s == pytest.approx(92 * DAY_S)
    decided = journal.records[given.cause or 0].event
    assert isinstance(decided, ChangeMade) and decided.change == "slot"


def test_an_order_within_a_period_waits_for_the_next(year: Scenario) -> None:
    soon = Orders(amendments=(Amendment(100 * DAY_S, "late", {"parts.of-a.gives.exercise.slots": 1}),))
    met = [settings for _, settings, _ in found(simulate(year, "nothing", orders=soon))]
    assert met == [(), (), ("places",), ("places",)]


def test_results_are_known_before_the_next_period_begins(year: Scenario) -> None:
    assert [period for period, *_ in found(simulate(year, "alone", until_s=182 * DAY_S))] == [1, 2]


def test_who_takes_no_part_gives_nothing(tmp_path: Path) -> None:
    cases = {"absent": {"parts.of-a.gives.exercise.slots": 2, "parts.of-a.takes_part": False}}
    assert [met for _, met, _ in found(simulate(load(saved(tmp_path, written(cases=cases)))))] == [()] * 4


def test_what_is_called_away_is_lost_by_those_named_last(tmp_path: Path) -> None:
    data = written()
    data["parts"].append(data["parts"][2] | {"id": "second"})
    data["parts"][0]["gives"] = {"second": {"slots": 1}, "exercise": {"slots": 1}}
    data["cases"] = {"called": {"parts.of-a.away": {"slots": 1}}}
    met = {r.event.operation: r.event.settings for r in simulate(load(saved(tmp_path, data))).of(OperationPlayed)}
    assert met == {"second": ("places",), "exercise": ()}


# Measures


def test_measures_of_a_year_made_by_hand() -> None:
    log = Journal({"duration_s": 11.0, "warm_up_s": 0.0, "sides": ("a",), "links": ()})
    log.add(0.0, EffortHeld("a", "m", "ships", 4.0), None)
    log.add(0.0, EffortHeld("a", "m", "officers", 2.0), None)
    log.add(1.0, EffortGiven("a", "m", "msa", "ships", 4.0), None)
    log.add(6.0, EffortGiven("a", "m", "msa", "ships", 2.0), None)
    for period, (value, worth, met) in enumerate([(0.1, 0.2, ("x",)), (0.3, 0.6, ("x", "y", "z"))], 1):
        log.add(period * 5.0, OperationPlayed("msa", period, met, "m", value, "share", worth, 1.0, 7), None)
        log.add(period * 5.0, OperationPlayed("f35", period, (), "m", 70.0, "/d", 1.0, 1.0, 7), None)
    told = measured(log, ["worth", "settings_met", "effort_given", "msa_in_a_year", "f35_in_a_year", "sts_in_a_year"])
    assert told["worth.msa"] == pytest.approx(0.4) and told["worth.f35"] == 1.0 and told["worth"] == pytest.approx(0.7)
    assert told["settings_met"] == 2.0
    assert told["effort_given.ships"] == pytest.approx(0.75) and told["effort_given"] == pytest.approx(0.375)
    assert told["effort_given.officers"] == 0.0
    assert told["msa_in_a_year"] == pytest.approx(0.2) and told["f35_in_a_year"] == 70.0
    assert told["sts_in_a_year"] != told["sts_in_a_year"]


# What cannot be


def test_a_scenario_there_is_not(tmp_path: Path) -> None:
    told = faults_of(tmp_path, parts=parts(scenario="vigilant_isle"))
    assert "parts.exercise.scenario: there is no such file; did you mean 'vigilant_isles'?" in told
    assert "year.yaml:" in told


def test_a_scenario_beside_this_one_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text(load("vigilant_isles").to_yaml(), encoding="utf-8")
    year = load(saved(tmp_path, written(parts=parts(scenario="inner.yaml"))))
    assert year.data == (str(tmp_path / "inner.yaml"),)
    assert found(simulate(year, "alone")) == found(simulate(load(saved(tmp_path, written())), "alone"))


def test_a_scenario_that_plays_others_cannot_be_played(tmp_path: Path) -> None:
    told = faults_of(tmp_path, parts=parts(scenario="two_plus_two", changes={}, settings=[]), cases={}, decisions=[])
    assert "'two_plus_two' plays other scenarios itself; name another" in told


def test_faults_of_changes_are_told_at_their_line_and_once(tmp_path: Path) -> None:
    wrong = [SETTINGS[0], SETTINGS[1] | {"changes": {"parts.vigilant-isles.ressources.interpreters": 6}}]
    told = faults_of(tmp_path, parts=parts(settings=wrong))
    assert told.count("there is no 'ressources'") == 1 and "did you mean 'resources'?" in told
    assert "settings[1].changes" in told
    short = [SETTINGS[0] | {"otherwise": {"parts.vigilant-isles.days": "2 d"}}]
    told = faults_of(tmp_path, parts=parts(settings=short), cases={}, decisions=[])
    assert told.count("the final exercise leaves no time for training") == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"gives": {"exercice": {"slots": 1}}}, "there is no operation 'exercice'; did you mean 'exercise'?"),
        ({"gives": {"exercise": {"slot": 1}}}, "no setting of 'exercise' needs slot of a; did you mean 'slots'?"),
        ({"gives": {"exercise": {"slots": 5}}}, "5 slots are given of the 2 that it has in a period; give 3 less"),
        ({"gives": {"exercise": {"slots": -1}}}, "-1"),
        ({"shows": ["serials_don"]}, "there is no measure 'serials_don'; did you mean 'serials_done'?"),
        ({"shows": []}, "nothing is shown"),
        ({"nought": 30}, "nought and full are both 30"),
        ({"settings": [SETTINGS[0], SETTINGS[0]]}, "a second setting 'places'"),
        ({"settings": [SETTINGS[0] | {"needs": {"c": {"slots": 1}}}]}, "there is no side 'c'"),
    ],
)
def test_effort_that_cannot_be(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    told = faults_of(tmp_path, parts=parts(**changed), cases={}, decisions=[])
    assert said in told and "year.yaml:" in told and "parts." in told


def test_an_order_beyond_what_a_ministry_has_is_refused(year: Scenario) -> None:
    greedy = Orders(amendments=(Amendment(100 * DAY_S, "greedy", {"parts.of-a.gives.exercise.slots": 3}),))
    with pytest.raises(UserError, match="3 slots are given of the 2 that it has in a period"):
        simulate(year, "nothing", orders=greedy)


# The bundled one


@pytest.fixture(scope="module")
def bundled() -> Scenario:
    return load("two_plus_two")


@pytest.mark.parametrize("nth", [1, 2])
def test_choices_of_the_bundled_year_can_be_afforded_together(bundled: Scenario, nth: int) -> None:
    choices = {each.id: list(each.options)[min(nth, len(each.options) - 1)] for each in bundled.spec.decisions}
    changes = bundled.setting("unified", Orders(choices=choices)).changes
    assert {change.id for change in changes} == {*choices, "leak", "relief", "relief-over"}


def test_operations_of_the_bundled_year_need_both(bundled: Scenario) -> None:
    operations = [part for part in bundled.spec.parts if isinstance(part, operation.Operation)]
    assert len(operations) >= 7
    for each in operations:
        assert any(len(setting.needs) == 2 for setting in each.settings) or each.id == "csg21"
