"""Steps, serials and waves are called as the scenario says, or by the language's own word."""

from __future__ import annotations

import pytest

from sim.base.tongue import Tongue
from sim.report.titles import Titles
from sim.scenario.load import Scenario, load
from tests.report.scheduled import made
from tests.report.unpacked import opened


def scenario(*changes: str) -> Scenario:
    return load("amphibious", changes)


def titles(lang: str, *changes: str) -> Titles:
    return Titles(scenario(*changes).spec.parts, Tongue(lang))


def test_a_title_comes_before_the_word_for_a_name_and_that_before_the_name() -> None:
    says = titles("ja")
    assert [says(name) for name in ("main body", "vehicles", "my own")] == ["主力", "車両", "my own"]


def test_what_the_scenario_says_comes_first() -> None:
    assert titles("ja", "parts.uk-group.waves[1].title={en: armour, ja: 装甲車}")("vehicles") == "装甲車"
    assert titles("en", "parts.uk-group.waves[1].title=armour")("vehicles") == "armour"


@pytest.mark.parametrize(("name", "said"), [("live fire 12", "実弾射撃 12"), ("7", "7"), ("lcu 2", "lcu 2")])
def test_a_number_stays_behind_its_name(name: str, said: str) -> None:
    assert titles("ja")(name) == said


def test_a_title_is_one_harmless_line() -> None:
    assert titles("en", 'parts.uk-group.waves[1].title="a\\nb"')("vehicles") == "a b"


@pytest.mark.slow
def test_a_schedule_in_japanese_has_japanese_lanes_and_bars() -> None:
    found = opened(made("vigilant_isles", "ja"))
    assert {"実弾射撃", "市街地戦闘"} <= set(found["lane"])
    assert "偵察 1" in {each[4] for each in found["bar@0"]}
