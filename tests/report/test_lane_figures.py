"""The figures of a sea lane: each says its number, shows what the log holds, and can be read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.report import figure
from sim.report.chart import courses
from sim.report.figures import FIGURES
from sim.report.flow import flow_of, rounded
from sim.report.incidents import OUTCOMES, incidents_of
from sim.report.material import Material
from sim.report.picture import held
from sim.report.response import Answers, answers_of, undecided
from sim.report.sheet import Sheet
from sim.report.style import LOOKS, styled
from sim.report.ways import ways_of
from tests.report.laned import WAYS, YEAR_S, journal, material
from tests.report.paper import faults, texts

CASES = ("alone", "national", "shared", "groups", "more", "a-case-with-a-long-name", "seven", "last")
OURS = ("flow", "incidents", "tradeoff", "response")
LONG = "海洋状況把握の共有に関する取決めの下での合同作業"

slow = pytest.mark.slow


def sheets(given: Material) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in figure.sheets(given, FIGURES)}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return material(tmp_path_factory.mktemp("lane"), CASES[:3])


@pytest.fixture(scope="module")
def drawn(given: Material) -> Iterator[dict[str, Sheet]]:
    with styled():
        yield sheets(given)


# All of them


@slow
@pytest.mark.parametrize("n", [2, 3, 8])
def test_text_can_be_read_with_any_number_of_cases(tmp_path: Path, n: int) -> None:
    with styled():
        made = sheets(material(tmp_path, CASES[:n]))
    assert set(OURS) <= made.keys()
    for name in OURS:
        assert faults(made[name]) == [], name


@slow
def test_japanese_can_be_read(tmp_path: Path) -> None:
    names = {"title": LONG, "side": LONG, "aden": LONG, "strait": LONG}
    with styled(LOOKS["dark"]):
        made = sheets(material(tmp_path, CASES[:3], tongue=Tongue("ja"), look=LOOKS["dark"], **names))
        for name in OURS:
            assert faults(made[name]) == [], name
            assert LONG[:6] in "".join(words for words, _ in texts(made[name])), name


@slow
def test_one_case_has_no_tradeoff(tmp_path: Path) -> None:
    with styled():
        assert {"flow", "incidents", "response"} == sheets(material(tmp_path, CASES[:1])).keys() & set(OURS)


@slow
def test_maps_of_few_ships_and_pictures_of_nobody_stay_away(drawn: dict[str, Sheet]) -> None:
    assert not {"map", "picture", "voyage", "timeline"} & drawn.keys()
    assert courses(journal()) is None and held(journal()) == {}


# Ways and flow


def test_a_piece_has_the_ships_of_all_ways_near_it() -> None:
    ways, transit = ways_of(journal()), journal().table("transit")
    assert ways is not None
    year = Counter(transit["way"][transit["depart_s"] >= 0.0].tolist())
    strait, gulf, red_sea = ((1.2, 103.6), (25.0, 57.0), (12.6, 43.3))
    for place, passing in ((strait, (0, 1)), (gulf, (1, 2)), (red_sea, (0,))):
        at = np.argmin(np.abs(ways.ends - np.array(place)).sum(axis=2).min(axis=1))
        assert math.isclose(ways.ships[at], sum(year[way] for way in passing)), place
    assert (np.diff(ways.ships) >= 0).all()


def test_a_way_there_and_back_is_drawn_once() -> None:
    log = journal()
    once = ways_of(log)
    lat, lon = np.array(WAYS[0][::-1]).T
    log.append("way", way=[9] * len(lat), flow=["back"] * len(lat), nth=range(len(lat)), lat_deg=lat, lon_deg=lon,
               gone_m=np.arange(len(lat)) * 1e6)  # fmt: skip
    both = ways_of(log)
    assert once is not None and both is not None and len(both.ships) == len(once.ships)


def test_a_log_without_ways_has_none() -> None:
    assert ways_of(Journal({})) is None and flow_of(Journal({})) is None


def test_transits_are_those_of_a_year_after_the_warm_up() -> None:
    log = journal()
    log.header["warm_up_s"] = YEAR_S / 2
    entered = log.table("passage")["enter_s"][log.table("passage")["place"] == 0]
    flow = flow_of(log)
    assert flow is not None
    counted = int(((entered >= YEAR_S / 2) & (entered < YEAR_S)).sum())
    assert {gate.name: gate.transits for gate in flow.gates} == {"Suez Canal": 2 * counted, "narrows": 2 * counted}


@slow
def test_the_flow_map_writes_the_transits_of_each_gate(drawn: dict[str, Sheet]) -> None:
    flow = flow_of(journal())
    assert flow is not None
    words = [words for words, _ in texts(drawn["flow"])]
    assert {"Suez Canal", "Singapore Strait"} <= set(words)
    assert words.count(rounded(flow.gates[0].transits)) == 2


# Incidents


@slow
def test_each_attempt_is_marked_as_it_ended(given: Material, drawn: dict[str, Sheet]) -> None:
    logs = [given.results.journal(case) for case in CASES[:2]]
    runs = [run for log in logs if (run := incidents_of(log))]
    assert len(runs) == 2
    marks = {mark: outcome for outcome, (mark, _, _) in OUTCOMES.items()}
    lines = [line for axes in drawn["incidents"].figure.axes for line in axes.lines]
    shown = Counter(marks[str(line.get_marker())] for line in lines)
    assert shown == Counter(each.outcome for run in runs for each in run.at)
    words = [words for words, _ in texts(drawn["incidents"])]
    for run in runs:
        for area in ("pirates", "basin", "robbers"):
            assert f"{run.ended(area)} attempts, {run.ended(area, 'boarded')} boarded" in words
    assert words.count("Gulf of Aden") == words.count("Singapore Strait") == 2


def test_attempts_of_the_warm_up_do_not_count() -> None:
    log = journal()
    log.header["warm_up_s"] = YEAR_S / 2
    late = incidents_of(log)
    assert late is not None and len(late.at) == 15


# What safety costs


@slow
def test_cases_stand_at_their_paired_differences(given: Material, drawn: dict[str, Sheet]) -> None:
    for axes, cost in zip(drawn["tradeoff"].figure.axes, ("delay_per_transit", "fuel_per_transit"), strict=True):
        points = [line.get_xydata()[0].tolist() for line in axes.lines if line.get_marker() != "None"]
        means = [[given.against(name)[case]["mean"] for name in (cost, "boardings_per_1000")] for case in CASES[1:3]]
        assert np.allclose(points, means)
        spans = [line.get_xydata() for line in axes.lines if line.get_marker() == "None"][2:]
        ends = [given.against(cost)[CASES[1]]["ci95"], given.against("boardings_per_1000")[CASES[1]]["ci95"]]
        assert np.allclose([spans[0][:, 0], spans[1][:, 1]], ends)


# Help in time


def test_help_that_comes_first_tells_only_that_nothing_was_decided_by_then() -> None:
    """Kaplan and Meier's estimate by hand: of four, decided at 10, helped at 20, decided at 30 and 40 min."""
    time, left = undecided([Answers(4, (20.0,), (30.0, 10.0, 20.0, 40.0), (False, False, True, False))])
    assert time.tolist() == [0.0, 10.0, 20.0, 30.0, 40.0]
    assert np.allclose(left, [1.0, 3 / 4, 3 / 4, 3 / 8, 0.0])


def test_a_decision_and_help_at_one_time_are_taken_in_that_order() -> None:
    _, left = undecided([Answers(2, (10.0,), (10.0, 10.0), (True, False))])
    assert left.tolist() == [1.0, 0.5, 0.5]


@slow
def test_the_curve_ends_at_the_share_that_help_came_to(given: Material, drawn: dict[str, Sheet]) -> None:
    (axes,) = drawn["response"].figure.axes
    for case, line in zip(CASES[:3], axes.lines, strict=True):
        answers = answers_of(given.results.journal(case))
        assert answers is not None and answers.came_min
        end: Any = line.get_xydata()[-1]
        assert math.isclose(end[1], 100 * len(answers.came_min) / answers.attempts)
        legend = [words for words, _ in texts(drawn["response"])]
        assert f"patrol there, {case} ({len(answers.came_min)} of {answers.attempts})" in legend
