"""A game is played from a file of orders; every fault of it is said at once, by line, and then there is no game."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.table.game import Game
from sim.table.homework import play_out
from tests.table.tables import SMALL

GOOD = f"""scenario: {SMALL}
seed: 5
turns:
  - turn: 1
    a: [{{set: {{parts.mpa.sorties: 3 /d}}}}, {{request: {{parts.frigate.area: south}}}}]
    b: [{{grant: parts.frigate.area}}, {{note: We agreed.}}]
    white: [{{hold: swell}}, {{override: {{what: cues, value: 2, reason: Both were one ship.}}}}]
  - turn: 3
    a: [{{choose: {{level: closely}}}}]
    white:
      - write: {{id: flash, text: {{en: News.}}, audience: [b], effect: {{weather: {{sea_state: 5, for: 1 h}}}}}}
      - fire: late
"""
BAD = f"""scenario: {SMALL}
turns:
  - turn: 1
    a:
      - set: {{parts.mpa.sorties: 3}}
      - set: {{parts.mpa.sortis: 3 /d}}
      - request: {{parts.frigate.area: west}}
      - sett: {{}}
      - choose: {{hunt: north}}
    b: [{{grant: parts.frigate.area}}, {{fire: swell}}]
    white:
      - hold: swel
      - override: {{what: cues, value: 9}}
  - turn: 9
  - turn: 2
    c: [{{note: x}}]
    a: {{set: x}}
  - turn: 2
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "orders.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str, **given: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        play_out(write(folder, text), folder / "a.game", **given)
    assert list(folder.glob("*.game*")) == [], "no game is left"
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


@pytest.mark.slow
def test_a_game_is_played_to_its_end(tmp_path: Path) -> None:
    turns: list[int] = []
    made = play_out(write(tmp_path, GOOD), tmp_path / "a.game", on_turn=lambda game: turns.append(game.state.turn))
    assert (turns, made.state.over, made.scenario.spec.seed) == ([1, 2, 3, 4], True, 5)
    assert made.state.orders.choices == {"level": "closely"}
    assert (made.state.orders.held, made.state.orders.fired) == ({"swell"}, {"late": 86400.0})
    changed = [dict(each.changes) for each in made.state.orders.amendments]
    assert changed == [
        {"parts.mpa.sorties": "3 /d"}, {"parts.frigate.area": "south"}, {"weather": {"sea_state": 5, "for": "1 h"}},
    ]  # fmt: skip
    assert [each.what for each in made.state.overrides] == ["cues"]


@pytest.mark.slow
def test_the_same_file_gives_the_same_game(tmp_path: Path) -> None:
    one, other = (play_out(write(tmp_path, GOOD), tmp_path / name) for name in ("a.game", "b.game"))
    assert one.entries == other.entries
    assert one.journal().hash() == other.journal().hash()
    assert Game(one.path).state == one.state


def test_every_fault_is_said_at_once_by_its_line(tmp_path: Path) -> None:
    assert faults(tmp_path, BAD) == [
        "orders.yaml:5: parts.mpa.sorties: found the bare number 3; say its unit: '3 /s', '3 /min', '3 /h', '3 /d'",
        "orders.yaml:6: parts.mpa.sortis: cannot be ordered; did you mean 'parts.mpa.sorties'?",
        "orders.yaml:7: parts.frigate.area: there is no area 'west'; write one of: north, south",
        "orders.yaml:8: unknown key 'sett'; did you mean 'set'?",
        "orders.yaml:9: 'hunt' is due in turn 2, and this is turn 1; choose in turn 2",
        "orders.yaml:10: parts.frigate.area: nobody asks b for it; leave it out",
        "orders.yaml:10: is the white cell's to say; ask the facilitator",
        "orders.yaml:12: there is no inject 'swel'; did you mean 'swell'?",
        "orders.yaml:13: reason: nothing is given; write reason: …, why; it is shown wherever the value is",
        "orders.yaml:14: turn: found 9; write one of 1 to 4",
        "orders.yaml:16: unknown key 'c'; write one of: a, b, turn, white",
        "orders.yaml:17: a: found {'set': 'x'}; write a list such as [{set: {…}}]",
        "orders.yaml:18: turn: turn 2 is given again; join the two",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- x\n", "orders.yaml:1: found ['x']; write 'scenario: …' and 'turns: […]'"),
        ("turns: []\n", "orders.yaml:1: scenario: nothing is given; write scenario: …, such as msa"),
        ("scenario: msaa\n", "msaa: there is no such file; did you mean 'msa'?"),
        (f"scenario: {SMALL}\nturn: []\n", "orders.yaml:2: unknown key 'turn'; did you mean 'turns'?"),
        (f"scenario: {SMALL}\nturns: 3\n", "orders.yaml:2: turns: found 3; write a list of turns: [{turn: 1, …}]"),
        (f"scenario: {SMALL}\nturns: [3]\n", "orders.yaml:2: found 3; write {turn: 1, …}"),
        (f"scenario: {SMALL}\nreplication: x\n", "orders.yaml:2: found 'x'; write a whole number, 0 or more"),
        (f"scenario: {SMALL}\nturns: [{{turn: 1, a: [{{set: x}}]}}]\n",
         "orders.yaml:2: found 'x'; write {set: {path: value}}"),
        (f"scenario: {SMALL}\nturns: [{{turn: 1, a: [set]}}]\n", "orders.yaml:2: found 'set'; write {set: {…}}"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, said: str) -> None:
    assert faults(tmp_path, text) == [said]


def test_orders_for_another_scenario_are_refused(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, GOOD, scenario="msa")
    assert "scenario: is for " in said and "and 'msa' is played; name the scenario that the orders are for" in said


def test_there_may_be_a_game_already(tmp_path: Path) -> None:
    (tmp_path / "a.game").write_text("mine")
    with pytest.raises(UserError, match=r"a\.game: is there already"):
        play_out(write(tmp_path, GOOD), tmp_path / "a.game")
    assert (tmp_path / "a.game").read_text() == "mine"
