"""Orders change a run from their instant on, and nothing before it."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.experiment.contingent import due, looks
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.parts.sensing import ChangeMade
from sim.scenario.load import Scenario, load
from sim.scenario.orders import NO_ORDERS, Amendment, Orders

pytestmark = pytest.mark.slow

SMALL = Path(__file__).resolve().parents[1] / "scenarios" / "small.yaml"
DAY_S = 86400.0
SEEN = "id: seen, text: Many are seen., when: {event: transfer_ended, count: 2}, effect: {parts.mpa.sorties: 3 /d}"
WAITS = f"injects=[{{{SEEN}}}]"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(SMALL)


def amended(at_s: float, **changes: object) -> Orders:
    return Orders(amendments=(Amendment(at_s, "order 1", {name.replace("__", "."): v for name, v in changes.items()}),))


def before(journal: Journal, at_s: float) -> list[object]:
    return [record for record in journal.records if record.time_s < at_s]


def made(journal: Journal) -> list[tuple[float, str]]:
    return [(record.time_s, record.event.change) for record in journal.of(ChangeMade)]


def test_an_amendment_holds_from_its_instant_on(scenario: Scenario) -> None:
    orders = amended(3 * DAY_S, parts__mpa__sorties="4 /d")
    plain, ordered = simulate(scenario, "alone"), simulate(scenario, "alone", orders=orders)
    assert before(plain, 3 * DAY_S) == before(ordered, 3 * DAY_S)
    assert (3 * DAY_S, "order 1") in made(ordered)
    flown = [measured(run, ["flying_hours"])["flying_hours.a"] for run in (plain, ordered)]
    assert flown[1] > flown[0]


def test_a_run_that_is_stopped_holds_what_came_before(scenario: Scenario) -> None:
    whole, part = simulate(scenario, "arrangement"), simulate(scenario, "arrangement", until_s=2.5 * DAY_S)
    assert part.records == before(whole, 2.5 * DAY_S)


def test_later_amendments_come_on_top_of_earlier_ones(scenario: Scenario) -> None:
    first = Amendment(DAY_S, "order 1", {"parts.frigate.area": "south", "weather": {"sea_state": 6, "for": "1 d"}})
    second = Amendment(2 * DAY_S, "order 2", {"parts.frigate.speed": "10 kn"})
    changes = scenario.setting("alone", Orders(amendments=(first, second))).changes
    (frigate,) = changes[1].parts
    assert (frigate.area, round(frigate.speed, 3)) == ("south", 5.144)  # type: ignore[attr-defined]
    assert changes[0].effect == {"weather": {"sea_state": 6, "for_s": DAY_S}}


def test_orders_go_to_another_process(scenario: Scenario) -> None:
    orders = replace(amended(DAY_S, parts__frigate__area="south"), choices={}, held=frozenset({"x"}))
    assert pickle.loads(pickle.dumps(orders)) == orders


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"parts__frigat__area": "south"}, "no entry of 'parts' has the id 'frigat'"),
        ({"parts__frigate__area": "sout"}, "there is no area 'sout'; did you mean 'south'?"),
        ({"parts__frigate__speed": 12}, "kn"),
        ({"duration": "9 d"}, "'duration' cannot be changed here"),
        ({"parts__frigate": None}, "parts come or go"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_told(
    scenario: Scenario, changes: dict[str, object], found: str
) -> None:
    with pytest.raises(UserError) as caught:
        scenario.setting("alone", amended(DAY_S, **changes))
    assert found in str(caught.value)
    assert "order 1" in str(caught.value)


def test_an_inject_is_fired_held_or_unknown() -> None:
    scenario = load(
        SMALL, ["injects=[{at: 3 d, id: storm, text: Storm., effect: {weather: {sea_state: 7, for: 1 d}}}]"]
    )
    assert made(simulate(scenario, "alone", until_s=4 * DAY_S)) == [(3 * DAY_S, "storm")]
    assert made(simulate(scenario, "alone", orders=Orders(held=frozenset({"storm"})))) == []
    assert made(simulate(scenario, "alone", orders=Orders(fired={"storm": DAY_S}))) == [(DAY_S, "storm")]
    with pytest.raises(UserError, match="there is no inject 'strom'"):
        scenario.setting("alone", Orders(held=frozenset({"strom"})))


def test_a_conditional_inject_comes_where_the_turn_ends_in_which_it_came_about() -> None:
    scenario = load(SMALL, [WAITS, "play={turn: 1 d}"])
    journal = simulate(scenario, "alone")
    ended = [record.time_s for record in journal.records if record.kind == "transfer_ended"]
    expected_s = (ended[1] // DAY_S + 1) * DAY_S
    assert made(journal) == [(expected_s, "seen")]
    assert before(journal, expected_s) == before(simulate(scenario, "alone", orders=Orders(held={"seen"})), expected_s)  # type: ignore[arg-type]
    assert made(simulate(scenario, "alone", until_s=expected_s)) == []
    assert due(scenario.spec, NO_ORDERS, simulate(scenario, "alone", until_s=expected_s), expected_s) == ("seen",)


def test_conditions_are_looked_at_only_while_an_inject_waits() -> None:
    scenario = load(SMALL, [WAITS, "play={turn: 2 d}"])
    assert looks(scenario.spec, NO_ORDERS, 7 * DAY_S) == [2 * DAY_S, 4 * DAY_S, 6 * DAY_S]
    assert looks(scenario.spec, Orders(fired={"seen": 0.0}), 7 * DAY_S) == []


def test_a_measure_that_is_known_at_the_end_only_is_no_condition() -> None:
    waits = "injects=[{id: full, text: Seen., when: {measure: picture_completeness, above: 0}}]"
    with pytest.raises(UserError, match="is known only when a run is over"):
        simulate(load(SMALL, [waits]), "alone")


def test_a_measure_so_far_is_a_condition() -> None:
    waits = "injects=[{id: many, text: Many cues., when: {measure: cues, above: 0, after: 3 d}}]"
    scenario = load(SMALL, [waits, "play={turn: 1 d}"])
    assert made(simulate(scenario, "alone")) == [(3 * DAY_S, "many")]
