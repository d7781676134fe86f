"""Paths and the changes made along them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.errors import UserError
from sim.scenario.paths import change, parse_path, parse_set, shown, with_id
from sim.scenario.source import Mark, Node, parse

TEXT = """
duration: 60 d
sides: {japan: {colour: blue}}
parts:
  - {kind: a, id: p1, speed: 10 kn}
  - {kind: a, id: p2}
arrangement:
  - {from: a, delay: 1 h}
  - {from: b, delay: 2 h}
"""
ROOT = parse(TEXT, Mark("s.yaml", 1))
P1, P2 = {"kind": "a", "id": "p1", "speed": "10 kn"}, {"kind": "a", "id": "p2"}


def changed(*arguments: str) -> Any:
    root = ROOT
    for argument in arguments:
        root = change(root, *parse_set(argument))
    return root.plain()


@pytest.mark.parametrize(
    ("argument", "top", "value"),
    [
        ("duration=5 d", "duration", "5 d"),
        ("seed=7", "seed", 7),
        ("area={west: 119 E}", "area", {"west": "119 E"}),
        ("start=2021-03-01T00:00Z", "start", "2021-03-01T00:00Z"),
        ("title=a=b", "title", "a=b"),
        ("sides.japan.colour=red", "sides", {"japan": {"colour": "red"}}),
        ("sides.japan.name=Japan", "sides", {"japan": {"colour": "blue", "name": "Japan"}}),
        ("sides.uk={colour: orange}", "sides", {"japan": {"colour": "blue"}, "uk": {"colour": "orange"}}),
        ("sides.japan=null", "sides", {}),
        ("parts.p1.speed=9 kn", "parts", [P1 | {"speed": "9 kn"}, P2]),
        ("parts[0].speed=9 kn", "parts", [P1 | {"speed": "9 kn"}, P2]),
        ("parts[*].speed=9 kn", "parts", [P1 | {"speed": "9 kn"}, P2 | {"speed": "9 kn"}]),
        ("parts.p1.speed=null", "parts", [{"kind": "a", "id": "p1"}, P2]),
        ("parts.p1=null", "parts", [P2]),
        ("parts[1]=null", "parts", [P1]),
        ("parts.p3={kind: b}", "parts", [P1, P2, {"id": "p3", "kind": "b"}]),
        ("arrangement.delay=5 min", "arrangement", [{"from": "a", "delay": "5 min"}, {"from": "b", "delay": "5 min"}]),
        (
            "arrangement[*].delay=5 min",
            "arrangement",
            [{"from": "a", "delay": "5 min"}, {"from": "b", "delay": "5 min"}],
        ),
        ("arrangement[1].delay=5 min", "arrangement", [{"from": "a", "delay": "1 h"}, {"from": "b", "delay": "5 min"}]),
        ("arrangement=[]", "arrangement", []),
        ("arrangement[*]=null", "arrangement", []),
    ],
)
def test_a_value_is_put_where_its_path_leads(argument: str, top: str, value: Any) -> None:
    assert changed(argument) == ROOT.plain() | {top: value}


def test_null_takes_away_at_the_top() -> None:
    assert "duration" not in changed("duration=null")


def test_changes_come_one_after_the_other() -> None:
    assert changed("arrangement=[]", "arrangement[*].delay=5 min")["arrangement"] == []


def test_the_tree_itself_is_left_as_it_was() -> None:
    before = ROOT.plain()
    changed("parts.p1=null", "duration=1 d")
    assert ROOT.plain() == before


@pytest.mark.parametrize(
    ("argument", "fault"),
    [
        ("sides.japn.colour=red",
         "--set sides.japn.colour: the path leads nowhere: there is no 'japn' in 'sides'; did you mean 'japan'?"),
        ("arangement.delay=5 h",
         "--set arangement.delay: the path leads nowhere: there is no 'arangement' in the scenario; "
         "did you mean 'arrangement'?"),
        ("parts.p9.speed=3 kn",
         "--set parts.p9.speed: the path leads nowhere: no entry of 'parts' has the id 'p9'; write one of: p1, p2"),
        ("parts.p9=3",
         "--set parts.p9: the path leads nowhere: no entry of 'parts' has the id 'p9'; write one of: p1, p2"),
        ("parts.zzz=null",
         "--set parts.zzz: the path leads nowhere: no entry of 'parts' has the id 'zzz'; write one of: p1, p2"),
        ("parts[5].speed=3 kn",
         "--set parts[5].speed: the path leads nowhere: 'parts' has 2 entries; count them from 0"),
        ("duration.x=3", "--set duration.x: the path leads nowhere: 'duration' holds '60 d', nothing inside it; "
         "end the path there"),
        ("durration=null", "--set durration: the path leads nowhere: there is no 'durration' in the scenario; "
         "did you mean 'duration'?"),
        ("sides[0]=1", "--set sides[0]: the path leads nowhere: 'sides' has names, not places; write one of: japan"),
        ("duration", "--set duration: found 'duration'; write path=value, such as arrangement.delay='2 h'"),
        ("=5", "--set: found '=5'; write path=value, such as arrangement.delay='2 h'"),
        ("", "--set: found ''; write path=value, such as arrangement.delay='2 h'"),
        ("duration=", "--set duration: found no value; write duration=value, or duration=null to take it away"),
        ("a..b=1", "--set a..b: found '..b' in a path; "
         "write a path such as 'parts.frigate.speed' or 'arrangement[*].delay'"),
        ("[0]=1", "--set [0]: found '[0]' in a path; "
         "write a path such as 'parts.frigate.speed' or 'arrangement[*].delay'"),
        ("a[x]=1", "--set a[x]: found '[x]' in a path; "
         "write a path such as 'parts.frigate.speed' or 'arrangement[*].delay'"),
        ("duration=!!python/x 1",
         "--set duration: found the tag '!!python/x'; leave tags out: a scenario is plain data"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_a_fault_with_the_nearest_spelling(argument: str, fault: str) -> None:
    with pytest.raises(UserError) as caught:
        changed(argument)
    assert str(caught.value) == fault


def test_what_was_changed_bears_the_mark_of_the_change() -> None:
    root = change(ROOT, *parse_set("parts.p1={kind: b, id: p1, at: [1, 2]}"))
    assert {str(root.follow(("parts", 0, *more)).mark) for more in [(), ("kind",), ("at", 1)]} == {"--set parts.p1"}
    assert str(root.follow(("parts", 1)).mark) == "s.yaml:6"


def test_marks_move_with_their_entries() -> None:
    root = change(ROOT, *parse_set("parts.p1=null"))
    assert root.follow(("parts", 0, "id")).mark.line == 6


def test_paths_are_shown_as_they_are_written() -> None:
    assert shown(("parts", 0, "at", 1)) == "parts[0].at[1]"
    assert with_id(ROOT, ("parts", 0, "speed")) == ("parts", "p1", "speed")
    assert with_id(ROOT, ("arrangement", 1, "delay")) == ("arrangement", 1, "delay")


names = st.text("abc-1 ", min_size=1, max_size=4).filter(lambda name: name == name.strip())


@given(st.lists(names | st.integers(0, 99), max_size=5), names)
def test_a_path_that_is_shown_is_read_back(more: list[str | int], first: str) -> None:
    path = (first, *more)
    assert parse_path(shown(path), Mark("x")) == path


@given(st.text(max_size=20))
def test_any_path_is_read_or_refused(text: str) -> None:
    try:
        assert parse_path(text, Mark("x"))
    except UserError as error:
        assert "path" in str(error)


def test_a_value_may_be_set_on_an_empty_file() -> None:
    assert change(Node({}, Mark("x")), "a", Node(1, Mark("y"))).plain() == {"a": 1}
