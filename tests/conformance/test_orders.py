"""Every parameter that a kind declares may be ordered does something when it is ordered while a run goes on."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel

from sim.base.spec import order_of
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.parts.arrangement import LinkSpec
from sim.parts.sensing import ChangeMade
from sim.scenario.faults import named_fields, options
from sim.scenario.load import Scenario, load
from sim.scenario.orders import Amendment, Orders
from sim.scenario.vocabulary import kinds

DAY_S = 86400.0


class Tried(NamedTuple):
    """Where orders are tried: a scenario and what is changed of it, a case, the day, and a value for each path."""

    changes: list[str]
    case: str
    day: float
    orders: Mapping[str, Any]


MSA = ["duration=12 d", "warm_up=1 d", "injects=[]", "decisions=[]"]
TRIED: Mapping[str, Tried] = {
    "msa": Tried(MSA, "arrangement", 2, {
        "parts.frigate.area": "box-3", "parts.frigate.speed": "10 kn", "parts.frigate.reach": "10 nm",
        "parts.frigate.investigate": 0.9, "parts.p1.area": "box-3", "parts.p1.sorties": "3 /d",
        "parts.p1.on_station": "2 h", "parts.jp-cell.analysts": 6, "parts.jp-cell.threshold": 0.9,
        "parts.jp-cell.screen": 0.5, "arrangement[0].products": ["track"], "arrangement[0].delay": "6 h",
        "arrangement[0].releasable": 0.1,
    }),
    "f35": Tried(["duration=2 d", "warm_up=0 d", "injects=[]", "decisions=[]"], "cross-servicing", 0.5, {
        "parts.strike-carrier.teams.armourers": 1,
        "parts.strike-carrier.flying_day": "3 h", "parts.strike-carrier.returns": "home", "parts.agreement.level": 1,
    }),
    "amphibious": Tried([], "", 0.2, {
        "parts.uk-group.position": ["30.55 N", "131.15 E"], "parts.south-beach.lanes": 0, "parts.south-beach.points": 1,
    }),
    "vigilant_isles": Tried([], "", 100, {
        "parts.vigilant-isles.days": "19 d", "parts.vigilant-isles.people": 100,
        "parts.vigilant-isles.resources.interpreters": 6,
    }),
    "csg21": Tried(["parts.csg.speed_max=20 kn"], "", 20, {
        "parts.csg.supporters": [], "parts.csg.skip": ["konkan-shakti"], "parts.csg.economical": "14 kn",
        "parts.csg.speed_max": "18 kn", "parts.csg.shortest_stay": 1.0, "parts.csg.flying.days": 0.9,
        "parts.csg.flying.when_late": True, "parts.csg.supply.top_up_below": 0.3,
    }),
    "tests/scenarios/lane.yaml": Tried(["decisions=[]"], "shared", 6, {
        "parts.groups.groups": True, "parts.patrol-a.area": "east", "parts.patrol-a.ships": 3,
        "parts.centre-a.warns": False, "parts.centre-a.on_sightings": False, "parts.centre-a.delay": "6 h",
        "parts.centre-a.life": "3 h",
    }),
    "two_plus_two": Tried(["duration=91 d", "injects=[]", "decisions=[]"], "", 0.5, {
        "parts.uk-defence.gives.vigilant_isles.exercise-slots": 0,
    }),
}  # fmt: skip


def declared(cls: type[BaseModel], owner: str) -> Iterator[tuple[str, str]]:
    """Yield the owner's kind and the name of each parameter of a model that may be ordered, and of models inside it."""
    for name, info in named_fields(cls).items():
        if order_of(info):
            yield owner, name
        for inner in options(info.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from declared(inner, owner)


def tried(scenario: Scenario, path: str) -> tuple[str, str]:
    owners = {part.id: part.kind for part in scenario.spec.parts}
    top, _, rest = path.partition(".")
    if top != "parts":
        return "arrangement", rest
    steps = rest.split(".")
    return owners[steps[0]], next((step for step in steps if step in ("gives", "resources", "teams")), steps[-1])


def ordered(scenario: Scenario, where: Tried, changes: Mapping[str, Any]) -> Journal:
    return simulate(scenario, where.case, orders=Orders(amendments=(Amendment(where.day * DAY_S, "order", changes),)))


def test_each_parameter_that_may_be_ordered_is_tried() -> None:
    models: dict[str, type[BaseModel]] = {**kinds(), "arrangement": LinkSpec}
    wanted = {each for name, cls in models.items() for each in declared(cls, name)}
    assert len(wanted) > 25
    scenarios = [(load(name), where) for name, where in TRIED.items()]
    assert wanted - {tried(scenario, path) for scenario, where in scenarios for path in where.orders} == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIED)
def test_an_order_does_something(name: str) -> None:
    where = TRIED[name]
    scenario = load(name, where.changes)
    plain = ordered(scenario, where, {})
    assert any(record.event.change == "order" for record in plain.of(ChangeMade))
    idle = [
        path for path, value in where.orders.items() if ordered(scenario, where, {path: value}).hash() == plain.hash()
    ]
    assert idle == []
