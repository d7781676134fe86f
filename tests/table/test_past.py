"""What a run knows by an instant is the same whatever is ordered from then on: all at the table rests on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.base.errors import UserError
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.models.lane_tables import FIRST_SHIP
from sim.parts.fleet import HULLS_FROM
from sim.scenario.load import Scenario, bundled, load
from sim.scenario.orders import Amendment, Orders
from sim.table.past import past
from sim.table.rules import Orderable, Rules, rules_of
from tests.table.tables import rules, scenario

NEAR = 1e-4  # of a degree or a second: where a leg is cut is worked out from another end
VALUES: dict[str, list[Any]] = {
    "area": [], "sorties": ["2 /d", "0.1 /d"], "on_station": ["1 h", "8 h"], "analysts": [1, 9], "level": [1, 2],
    "threshold": [0.05, 0.9], "screen": [0.001, 0.5], "speed": ["8 kn", "20 kn"], "reach": ["10 nm", "400 nm"],
    "investigate": [0.01, 0.9], "products": [["image"], ["track", "anomaly"]], "delay": ["1 min", "9 h"],
    "releasable": [0.0, 1.0], "lanes": [1, 5], "points": [3], "flying_day": ["6 h", "24 h"],
    "returns": ["freest", "home"], "days": ["19 d"], "people": [250], "supporters": [[]], "economical": ["8 kn"],
    "speed_max": ["19 kn"], "shortest_stay": [1.0], "skip": [["konkan-shakti"]],
}  # fmt: skip


def values(each: Orderable, areas: list[str]) -> list[Any]:
    return VALUES.get(each.path.rpartition(".")[2]) or (areas if each.path.endswith(".area") else [])


@st.composite
def later_orders(draw: st.DrawFn, table: Rules, at_s: float) -> Orders:
    """Draw orders and choices for an instant and later."""
    some = draw(st.lists(st.sampled_from(table.orderables), max_size=4, unique_by=lambda each: each.path))
    told = [(each, values(each, list(table.spec.areas))) for each in some]
    amended = tuple(
        Amendment(at_s + draw(st.sampled_from([0.0, 3600.0])), f"order-{n}", {each.path: draw(st.sampled_from(known))})
        for n, (each, known) in enumerate(told) if known
    )  # fmt: skip
    choices = {each.id: draw(st.sampled_from(list(each.options))) for each in table.spec.decisions if each.at >= at_s}
    timed = [each.id for each in table.spec.injects if each.at is not None and each.at >= at_s]
    held = frozenset(draw(st.lists(st.sampled_from(timed), unique=True))) if timed else frozenset()
    return Orders(choices, {}, held, tuple(sorted(amended, key=lambda each: each.at_s)))


def compare(one: Journal, other: Journal) -> None:
    """Hold two journals to each other: events to the last bit, rows of tables in any order."""
    assert one.records == other.records
    assert set(one.tables()) == set(other.tables())
    for name in one.tables():
        a, b = (settled(each) if name == "leg" else each for each in (one.table(name), other.table(name)))
        assert len(next(iter(a.values()))) == len(next(iter(b.values()))), name
        rows = [order(each) for each in (a, b)]
        loose = under_way(a, one)[rows[0]] if name == "leg" else None
        for key in a:
            same(name, key, a[key][rows[0]], b[key][rows[1]], loose)


def settled(legs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Leave out the merchant ships of a sea lane that are under way: each runs evenly to the place before her, so an
    answer to a later warning moves where she is drawn on the way there, though nothing that is measured."""
    lane = (legs["platform"] >= FIRST_SHIP) & (legs["platform"] < HULLS_FROM)
    going = np.unique(legs["platform"][lane & (legs["end_s"] >= legs["end_s"].max(initial=0.0))])
    return {key: column[~np.isin(legs["platform"], going)] for key, column in legs.items()}


def order(table: dict[str, np.ndarray]) -> np.ndarray:
    columns = [np.round(column, 2) if column.dtype.kind == "f" else column for column in table.values()]
    return np.lexsort(columns[::-1])


def under_way(legs: dict[str, np.ndarray], journal: Journal) -> np.ndarray:
    """Say which legs of directed movers were cut: their ends are smoothed between knots, which lie elsewhere."""
    return (legs["end_s"] >= journal.header["duration_s"]) & (legs["platform"] >= HULLS_FROM)


def same(name: str, key: str, a: np.ndarray, b: np.ndarray, loose: np.ndarray | None) -> None:
    if a.dtype.kind != "f":
        assert (a == b).all(), (name, key)
        return
    if loose is not None and key.startswith("b_"):
        a, b = a[~loose], b[~loose]
    np.testing.assert_allclose(a, b, rtol=0, atol=NEAR, err_msg=f"{name}.{key}")


def hold(of: Scenario, case: str, replication: int, orders: Orders, at_s: float) -> None:
    try:
        on = simulate(of, case, replication, orders)
    except UserError:  # together these orders cannot be carried out
        return
    compare(past(simulate(of, case, replication, until_s=at_s), at_s), past(on, at_s))


@pytest.mark.slow
@settings(max_examples=25)
@given(st.data())
def test_the_past_is_the_same_in_every_continuation_of_a_small_sea(data: st.DataObject) -> None:
    at_s = data.draw(st.sampled_from([12, 24, 36])) * 3600.0
    hold(scenario(), "base", data.draw(st.integers(0, 3)), data.draw(later_orders(rules(), at_s)), at_s)


@pytest.mark.slow
@pytest.mark.parametrize("name", bundled())
def test_the_past_is_the_same_in_every_continuation_of_each_scenario(name: str) -> None:
    of = load(name)
    table = rules_of(of, of.spec.play.case or of.cases[min(1, len(of.cases) - 1)])

    @settings(max_examples=2, phases=[Phase.generate])
    @given(st.data())
    def held(data: st.DataObject) -> None:
        at_s = table.begins_s(data.draw(st.integers(2, table.turns)))
        hold(of, table.case, 0, data.draw(later_orders(table, at_s)), at_s)

    held()


@pytest.mark.slow
def test_what_is_ordered_changes_what_comes_then() -> None:
    """The property above is worth something only if orders do something."""
    order = Orders(amendments=(Amendment(43200.0, "x", {"parts.frigate.area": "south"}),))
    one, other = simulate(scenario(), "base", 0), simulate(scenario(), "base", 0, order)
    assert one.records != other.records
    first = next(n for n, (a, b) in enumerate(zip(one.records, other.records, strict=False)) if a != b)
    assert one.records[first].time_s >= 43200.0


@pytest.mark.slow
def test_nothing_in_the_past_is_later_than_it() -> None:
    journal = past(simulate(scenario(), "base", 0), 90000.0)
    assert max(record.time_s for record in journal.records) < 90000.0
    for name in journal.tables():
        for key, column in journal.table(name).items():
            if key.endswith("_s") and len(column):
                assert column.max() <= 90000.0, (name, key)
