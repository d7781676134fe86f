"""What the replay holds of a sea lane: ways, all ships under way, the life of attempts, warnings and patrols."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from sim.report.replay import Replay, fold, texts
from sim.report.replay.lane import lane_of
from sim.report.ways import ways_of
from tests.report.laned import DAY_S, SHOWN, journal, scenario
from tests.report.unpacked import journals, opened


@cache
def made(lang: str = "en") -> Replay:
    with TemporaryDirectory() as folder:
        logs = {"alone": lambda: journal("alone"), "shared": lambda: journal("shared", 26)}
        return fold(scenario(Path(folder), tuple(logs)), logs, lang, texts())


def events(kind: str) -> list[dict[str, Any]]:
    found = [event for event in opened(made())["event@0"] if event["kind"] == kind]
    assert found
    return found


def test_ways_are_those_of_the_flow_map() -> None:
    ways, columns = ways_of(journal()), opened(made())
    assert ways is not None
    assert np.allclose(columns["way.ends@0"] / 1e4, ways.ends.ravel(), atol=1e-4)
    assert np.allclose(columns["way.ships@0"], ways.ships, atol=0.5)


def test_all_ships_under_way_are_counted_and_not_those_that_are_drawn() -> None:
    transit, afloat = journal().table("transit"), opened(made())["afloat@0"]
    assert len(afloat) == 366
    for day in (0, 100, 365):
        noon = (day + 0.5) * DAY_S
        assert afloat[day] == ((transit["depart_s"] <= noon) & (transit["arrive_s"] > noon)).sum()


def test_each_ship_that_is_drawn_stands_for_so_many() -> None:
    assert [case["ships_a_mark"] for case in made().meta["cases"]] == [SHOWN, SHOWN]


def test_a_run_without_a_lane_packs_none() -> None:
    log = journals()["alone"]
    assert not lane_of(log).ships.size and lane_of(log).ships_a_mark == 1


def test_an_area_knows_the_parts_that_lie_in_it() -> None:
    parts = {area["id"]: area["parts"] for area in made().meta["areas"]}
    assert parts == {"aden": ["pirates", "guard"], "singapore": ["narrows", "robbers"], "basin": []}


def test_an_attempt_lasts_until_it_ends_and_its_end_says_how() -> None:
    ends = {event["cause"]: event for event in events("attempt_ended")}
    for event in events("attempt_made"):
        end = ends[event["i"]]
        assert event["attempt"][-2:] == [event["t"], end["t"]]
        assert end["outcome"][0] in ("boarded", "repelled", "interrupted") and end["at"] == event["at"]


def test_a_warning_lasts_until_it_lapses_and_an_answer_until_it_comes() -> None:
    lapses = {event["cause"]: event["t"] for event in events("warning_lapsed")}
    for event in events("warning_issued"):
        _, area, until_s, *life = event["warning"]
        assert area in ("pirates", "robbers", "basin") and life == [event["t"], lapses.get(event["i"])]
        assert life[1] is None or abs(life[1] - until_s) < 1
    came = {event["cause"]: event["t"] for event in events("patrol_came")}
    assert all(event["answer"][-1] == came[event["i"]] for event in events("patrol_sent"))


def test_a_patrol_stays_until_it_is_posted_anew() -> None:
    assert [event["patrol"][:3] for event in events("patrol_posted")] == [["guard", "aden", 3]]
    with TemporaryDirectory() as folder:
        again = fold(scenario(Path(folder), ("alone",)), {"alone": lambda: journal(posted_d=(0.0, 3.0))})
    posted = [event for event in opened(again)["event@0"] if event["kind"] == "patrol_posted"]
    assert [event["patrol"][3:] for event in posted] == [[0.0, 3 * DAY_S], [3 * DAY_S, None]]


def test_areas_and_ships_are_told_by_name_in_both_languages() -> None:
    says = [event["says"] for event in events("attempt_made")]
    assert any(each.startswith("ship 0 is attacked in Gulf of Aden") for each in says)
    english, japanese = ({event["says"] for event in opened(made(lang))["event@0"]} for lang in ("en", "ja"))
    assert len(english) == len(japanese) and not english & japanese
