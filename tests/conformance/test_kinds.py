"""Every kind of part there is: it loads, is explained, is built, runs, and runs the same again."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic.fields import FieldInfo

from sim.base.spec import Reference, discover
from sim.experiment.simulate import simulate
from sim.measure.catalogue import PACKAGES, catalogue, measured
from sim.scenario.describe import NAMES, words
from sim.scenario.explain import explain
from sim.scenario.faults import dimension_of, named_fields
from sim.scenario.load import Scenario, load

pytestmark = pytest.mark.slow

KINDS = discover(*PACKAGES)
# What to write for a parameter that must be given, by what it refers to, by its dimension, or by its type.
NAMED = {
    "area": "box",
    "file": str(Path(__file__).parents[1] / "scenarios" / "ais.csv"),
    "place": "Naha",
    "scenario": "sts",
    "side": "a",
    "sea": [28.0, 126.0],
}
GIVEN: dict[str, dict[str, Any]] = {  # what a kind needs that follows from no type
    "ministry": {"has": {"ships": 2}},
    "carrier_group": {
        "guide": "flagship",
        "programme": [
            {"id": "out", "place": "Naha", "planned": "2021-03-01T00:00Z"},
            {"id": "in", "place": "Keelung", "planned": "2021-03-02T20:00Z"},
        ],
    },
    "corridor": {"start": ["27 N", "126.7 E"], "end": ["28.5 N", "125.2 E"], "ahead": "30 nm", "behind": "60 nm"},
}
MEASURED = {"rate": "4 /d", "length": "20 nm", "speed": "12 kn", "time": "6 h"}
SETTING: dict[str, Any] = {
    "title": "One of each",
    "start": "2021-03-01T00:00Z",
    "duration": "2 d",
    "area": {"name": "sea", "west": "122 E", "east": "130 E", "south": "25 N", "north": "33 N"},
    "areas": {"box": {"west": "126 E", "east": "127 E", "south": "27 N", "north": "28 N"}},
    "sides": {"a": {"name": "A", "colour": "blue"}, "b": {"name": "B", "colour": "orange"}},
    "arrangement": [{"from": "a", "to": "b", "products": ["track", "anomaly", "image", "tasking"]}],
}
COMPANY = [  # somebody to be seen, somebody to be told, and somewhere to land
    {"kind": "lane_traffic", "id": "company", "from": "Keelung", "to": "Nagasaki", "arrivals": "6 /d", "outages": 0.5},
    {"kind": "bunkering", "id": "pairs", "area": "box", "rate": "4 /d", "tracked": 0.5},
    {"kind": "transfer_network", "id": "met", "receivers": 3, "suppliers": 3, "rendezvous": ["box"], "home": "Naha",
     "supply": "Naha", "rest": "2 h", "dark_lead": "1 h"},
    {"kind": "fusion_cell", "id": "told", "side": "b", "analysts": 1},
    {"kind": "warship", "id": "flagship", "side": "a", "group": "subject", "home": "Naha"},
    {"kind": "landing_beach", "id": "shore", "side": "b", "position": ["28 N", "126.2 E"]},
]  # fmt: skip

LANE = [  # ships to be attacked, warned, helped and led, for the kinds of a sea lane
    {"kind": "sea_lane", "id": "lane"},
    {"kind": "merchant_flow", "id": "flow", "from": "Naha", "to": "Shanghai", "ships": "20 /d"},
    {"kind": "threat_area", "id": "danger", "area": "box", "attempts": "9 /d", "active": 1.0, "sea_state_max": 9},
    {"kind": "warning_centre", "id": "centre", "side": "b"},
]
OF_A_LANE = ("corridor", "lane_patrol", "merchant_flow", "sea_lane", "strait", "threat_area", "warning_centre")


def company(kind: str) -> list[dict[str, Any]]:
    """Return what a kind needs about it: one lane at most, for there can be no more."""
    lane = [each for each in LANE if not each["kind"] == kind == "sea_lane"]
    return [*COMPANY, *(lane if kind in OF_A_LANE else ())]


def written(info: FieldInfo) -> Any:
    """Return something lawful for a parameter without a default."""
    dimension = dimension_of(info)
    marks = [each.to for each in info.metadata if isinstance(each, Reference)]
    if marks:
        return NAMED[marks[0]] if marks[0] != "sea" else ["28 N", "126 E"]
    if dimension in MEASURED:
        return MEASURED[dimension]
    by_type = {"int": 3, "float": 0.5, "bool": True, "str": "text"}
    said = str(info.annotation)
    if "tuple[float, float]" in said:
        return ["28 N", "126 E"]
    if said.startswith("tuple"):
        return ["box"]
    return by_type[getattr(info.annotation, "__name__", "str")]


def least(kind: str) -> dict[str, Any]:
    """Return a part of a kind with as little said of it as will do."""
    fields = named_fields(KINDS[kind]).items()
    known = {*NAMES, *GIVEN.get(kind, {})}
    given = {name: written(info) for name, info in fields if info.is_required() and name not in known}
    if "from" in given:
        given["from"] = "Kaohsiung"
    return {"kind": kind, "id": "subject", **given, **GIVEN.get(kind, {})}


@cache
def file_of(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.yaml"
    data = SETTING | {"parts": [*company(kind), least(kind)]}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture(params=sorted(KINDS), scope="module")
def scenario(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(file_of(request.param, tmp_path_factory.mktemp("kinds")))


def test_something_was_generated() -> None:
    assert {"lane_traffic", "patrol_aircraft", "fusion_cell", "transfer_network"} <= set(KINDS)
    assert len(KINDS) >= 12
    assert len(catalogue()) >= 20


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_parameter_has_a_meaning_and_a_source(kind: str) -> None:
    assert (KINDS[kind].__doc__ or "").strip(), f"{kind} does not say what it is"
    for word in words(KINDS[kind]):
        assert len(word.about) > 5, f"{kind}.{word.name} does not say what it is"
        assert word.write, f"{kind}.{word.name} does not say what to write"


def test_it_is_explained(scenario: Scenario) -> None:
    kind = scenario.spec.parts[-1].kind
    told = [each for each in scenario.parameters() if each.owner == "subject"]
    expected = {word.name for word in words(KINDS[kind])}
    assert {each.name for each in told} == expected != set()
    assert all(each.about and each.source and each.value for each in told)
    page = explain(scenario)
    assert page.title == "One of each"
    assert any("subject" in row for table in page.tables for row in table.rows)


def test_it_runs_and_runs_the_same_again(scenario: Scenario) -> None:
    first, again = simulate(scenario), simulate(scenario)
    assert first.hash() == again.hash()
    assert first.hash() != simulate(scenario, replication=1).hash()
    assert len(first.table("leg")["platform"]) > 0
    told = measured(first)
    assert told.keys() >= catalogue().keys() - {"cues_worked"}


def test_it_runs_the_same_with_ties_shuffled(scenario: Scenario) -> None:
    straight, shuffled = simulate(scenario), simulate(scenario, shuffle_ties=5)
    assert measured(shuffled) == pytest.approx(measured(straight), rel=1e-9, nan_ok=True)
