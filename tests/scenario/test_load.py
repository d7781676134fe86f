"""A scenario: found, changed, cut into cases and settings, written back."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.base.errors import UserError
from sim.scenario import load as loading
from sim.scenario.check import check
from sim.scenario.load import Scenario, bundled, load
from sim.scenario.orders import Orders
from sim.scenario.source import Mark, parse
from tests.scenario.conftest import GOOD

pytestmark = pytest.mark.usefixtures("small_words")
KNOWN_HASH = "79cbd2c3e5b080560f580171257320e1"  # this package's own, kept so that a change shows
Written = Callable[[str], str]


@pytest.fixture
def scenario(written: Written, good: str) -> Scenario:
    """Load the good scenario."""
    return load(written(good))


def said(error: pytest.ExceptionInfo[UserError]) -> str:
    return str(error.value)


def test_a_scenario_is_what_its_file_says(scenario: Scenario) -> None:
    assert (scenario.name, scenario.file) == ("s", "s.yaml")
    assert scenario.cases == ("alone", "arrangement", "fused")
    assert scenario.spec.title == {"en": "Test", "ja": "試験"}
    assert scenario.spec.start == datetime(2021, 3, 1, tzinfo=UTC)
    assert [part.id for part in scenario.spec.parts] == ["frigate", "shanghai-busan", "squid"]


def test_a_case_is_the_file_with_its_changes_made(scenario: Scenario) -> None:
    assert scenario.setting("alone").links == ()
    assert [link.delay for link in scenario.setting("arrangement").links] == [2700, 2700]
    assert [(link.delay, link.releasable) for link in scenario.setting("fused").links] == [(300, 1.0)] * 2
    assert scenario.case("fused").arrangement[0].delay == 300
    assert scenario.setting("alone").parts == scenario.setting("fused").parts
    assert scenario.setting() == scenario.setting("alone")


def test_a_setting_holds_plain_values(scenario: Scenario) -> None:
    setting = scenario.setting("arrangement")
    assert (setting.duration_s, setting.warm_up_s) == (60 * 86400, 5 * 86400)
    assert (setting.area.name, setting.area.west, setting.area.north) == ("East China Sea", 119, 36)
    assert list(setting.areas) == ["box-1", "box-2"]
    assert setting.sides == ("japan", "uk")


def test_injects_and_decisions_become_changes_each_on_top_of_the_last(scenario: Scenario) -> None:
    typhoon, priority = scenario.setting("arrangement").changes
    assert (typhoon.at_s, typhoon.id, typhoon.links) == (20 * 86400, "typhoon", None)
    assert typhoon.effect == {"weather": {"sea_state": 7, "for_s": 3 * 86400}}
    (slow,) = typhoon.parts
    assert (slow.id, slow.speed, slow.area) == ("frigate", pytest.approx(8 * 1852 / 3600), "box-1")  # type: ignore[attr-defined]
    (moved,) = priority.parts
    assert (moved.speed, moved.area) == (slow.speed, "box-2")  # type: ignore[attr-defined]


def test_what_lies_beyond_an_end_that_is_set_earlier_does_not_come(written: Written, good: str) -> None:
    shorter = load(written(good), ["duration = 25 d"])
    assert [each.id for each in shorter.spec.injects] == ["typhoon"] and shorter.spec.decisions == ()
    with pytest.raises(UserError, match=r"injects\.typhoon\.at: 20 d is not before the end"):
        load(written(good.replace("duration: 60 d", "duration: 10 d")))
    with pytest.raises(UserError, match="not a time"):
        load(written(good.replace("at: 20 d", "at: soon")), ["duration=25 d"])


def test_another_option_may_be_chosen(scenario: Scenario) -> None:
    changes = scenario.setting("fused", Orders({"priority": "south"})).changes
    assert changes[1].parts == ()  # the frigate is in that box already
    with pytest.raises(UserError) as caught:
        scenario.setting("fused", Orders({"priority": "west"}))
    assert said(caught) == "west: there is no option of 'priority' 'west'; write one of: north, south"
    with pytest.raises(UserError) as caught:
        scenario.setting("fused", Orders({"priorty": "south"}))
    assert "did you mean 'priority'?" in said(caught)


def test_a_case_that_is_not_there(scenario: Scenario) -> None:
    with pytest.raises(UserError) as caught:
        scenario.setting("fussed")
    assert said(caught) == "s.yaml: cases: there is no case 'fussed'; did you mean 'fused'?"


def test_a_file_without_cases_has_one(written: Written, good: str) -> None:
    assert load(written(good), ["cases=null"]).cases == ("base",)
    assert load(written(good), ["cases={}"]).cases == ("base",)


def test_a_case_may_take_a_part_away_or_add_one(written: Written, good: str) -> None:
    more = "{kind: buoy, position: [28 N, 125 E]}"
    text = good.replace("alone: {arrangement: []}", f"alone: {{parts.squid: null, parts.second: {more}}}")
    assert [part.id for part in load(written(text)).setting("alone").parts] == ["frigate", "shanghai-busan", "second"]


def test_set_changes_every_case(written: Written, good: str) -> None:
    changed = load(written(good), ["arrangement.delay=2 h", "parts.frigate.speed=9 kn", "replications=2"])
    assert changed.spec.replications == 2
    assert [link.delay for link in changed.setting("arrangement").links] == [7200, 7200]
    assert [link.delay for link in changed.setting("fused").links] == [300, 300]


def test_what_is_written_loads_to_the_same(written: Written, good: str, scenario: Scenario) -> None:
    changed = load(written(good), ["title='on: 12:30'", "arrangement.delay=2 h"])
    again = load(written(changed.to_yaml()))
    assert (again.plain(), again.hash, again.spec) == (changed.plain(), changed.hash, changed.spec)
    assert again.settings == changed.settings
    assert again.hash != scenario.hash


def test_the_hash_is_of_the_content_only(written: Written, good: str, scenario: Scenario) -> None:
    assert load(written("# more\n" + good.replace("seed: 2021\n", "") + "\nseed: 2021\n")).hash == scenario.hash
    assert load(written(good), ["seed=2022"]).hash != scenario.hash
    assert scenario.hash == KNOWN_HASH


def test_a_scenario_travels_to_another_process(scenario: Scenario) -> None:
    again = pickle.loads(pickle.dumps(scenario))
    assert (again.hash, again.settings, again.cases) == (scenario.hash, scenario.settings, scenario.cases)


def test_bundled_scenarios_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: str) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "small.yaml").write_text(good, encoding="utf-8")
    monkeypatch.setattr(loading, "_folder", lambda: folder)
    monkeypatch.chdir(tmp_path)
    assert bundled() == {"small": folder / "small.yaml"}
    assert load("small").name == load("small.yaml").name == load("scenarios/small.yaml").name == "small"
    with pytest.raises(UserError) as caught:
        load("smal")
    assert said(caught) == "smal: there is no such file; did you mean 'small'?"
    with pytest.raises(UserError) as caught:
        load("scenarios/smalll.yaml")
    assert said(caught) == "scenarios/smalll.yaml: there is no such file; did you mean 'scenarios/small.yaml'?"
    with pytest.raises(UserError) as caught:
        load("qqq/xyz.yaml")
    assert said(caught).endswith("; write a file's path, or a bundled scenario: small")
    for odd in ("", "\0", "x" * 5000):
        with pytest.raises(UserError):
            load(odd)


def test_a_file_goes_before_a_bundled_scenario_of_its_name(written: Written, good: str) -> None:
    assert load(written(good)).file == "s.yaml"


PIECES = ["[", "]", "{", "}", ":", "- ", "null", "5", "-1 h", "'", '"', "&a ", "*a", "!x ", "\n", "  ", "on", "#", "%",
          "parts.frigate: null",
          "1e999", "..", "[*]", "é", "\t", "\x00", "box-1", "kind", "~", "|", ">", "<<: ", ", "]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """Cut, copy and paste pieces of the good scenario, or put in what hurts."""
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        other = draw(st.integers(0, len(text)))
        piece = draw(st.sampled_from([*PIECES, text[other : other + 25], ""]))
        text = text[:start] + piece + text[end:]
    return text


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutations())
def test_no_mutation_of_a_good_file_gives_anything_but_faults(written: Written, text: str) -> None:
    try:
        loaded = load(written(text))
    except UserError as error:
        assert error.faults
        assert all(str(fault).startswith("s.yaml") and fault.write for fault in error.faults)
    else:
        assert load(written(loaded.to_yaml())).hash == loaded.hash


def leaves(data: object, path: str = "") -> list[str]:
    if isinstance(data, dict):
        return [path, *(leaf for key, value in data.items() for leaf in leaves(value, f"{path}.{key}".lstrip(".")))]
    if isinstance(data, list):
        return [path, *(leaf for n, value in enumerate(data) for leaf in leaves(value, f"{path}[{n}]"))]
    return [path]


PATHS = [
    path
    for path in leaves(parse(GOOD, Mark("x", 1)).plain())
    if path and "*" not in path and not path.startswith("cases.")
]
VALUES = [
    "null",
    "5",
    "-1 d",
    "[]",
    "{}",
    "true",
    "x",
    "'[1, 2]'",
    "1e9 d",
    "[x, 5, null]",
    "{en: 1}",
    "{kind: buoy}",
    "0.5",
    "~x",
]


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(VALUES)), min_size=1, max_size=3))
def test_no_change_of_a_good_file_gives_anything_but_faults(written: Written, changes: list[tuple[str, str]]) -> None:
    try:
        load(written(GOOD), [f"{path}={value}" for path, value in changes])
    except UserError as error:
        assert all(fault.write and fault.where for fault in error.faults)


def test_checking_is_silent_about_a_good_tree(good: str) -> None:
    assert check(parse(good, Mark("s.yaml", 1))).problems == ()
