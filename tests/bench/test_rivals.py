"""The rivals find the windows that the engine finds, to a step."""

import numpy as np
import pytest

from bench import rivals
from bench.agree import Agreement, agree
from bench.stepped import STEP_S, Stepped, stepped
from bench.workload import workload
from sim.contact.windows import Windows, solve

DAY_S = 86_400.0


def windows(*rows: tuple[int, int, float, float]) -> Windows:
    watcher, target, enter_s, leave_s = zip(*rows, strict=True)
    return Windows(np.array(watcher), np.array(target), np.array(enter_s, float), np.array(leave_s, float))


def seen(*rows: tuple[int, int, float, float], until_s: float = 7200.0) -> Stepped:
    return Stepped(windows(*rows), until_s + STEP_S, 1.0)


def test_a_window_seen_from_the_step_after_is_confirmed():
    truth = windows((0, 9, 61.0, 601.0), (1, 9, 61.0, 601.0))
    assert agree(truth, seen((0, 9, 120, 660), (1, 9, 120, 660))) == Agreement(2, 0, 0, 0, 0)


@pytest.mark.parametrize("wrong", [(0, 9, 180, 660), (0, 9, 60, 660), (0, 9, 120, 600), (0, 9, 120, 720)])
def test_an_edge_more_than_a_step_late_or_early_is_extra(wrong):
    found = agree(windows((0, 9, 61.0, 601.0)), seen(wrong))
    assert (found.confirmed, found.extra) == (0, 1)


def test_a_window_of_another_pair_confirms_nothing():
    assert agree(windows((0, 9, 61.0, 601.0)), seen((0, 8, 120, 660))) == Agreement(0, 1, 1, 0, 0)


def test_a_window_that_stepping_should_have_seen_is_missed_without_a_reason():
    truth = windows((0, 9, 61.0, 601.0), (0, 9, 1261.0, 1801.0))
    assert agree(truth, seen((0, 9, 120, 660))) == Agreement(1, 0, 1, 0, 0)


def test_a_contact_between_two_steps_and_a_gap_between_two_steps_are_told_apart():
    truth = windows((0, 8, 61.0, 119.0), (0, 9, 61.0, 610.0), (0, 9, 650.0, 1201.0))
    assert agree(truth, seen((0, 9, 120, 1260))) == Agreement(1, 0, 2, 1, 1)


def test_what_begins_after_the_last_step_is_left_out_and_what_is_open_then_ends_there():
    truth = windows((0, 9, 61.0, 9000.0), (1, 9, 7201.0, 9000.0))
    assert agree(truth, seen((0, 9, 120, 7260))) == Agreement(1, 0, 0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["in_columns", "in_space"])
def test_agents_in_mesa_find_what_steps_in_numpy_and_the_engine_find(name):
    pytest.importorskip("mesa", reason="the extra 'bench' installs it")
    from bench import agents

    work = workload(60, seed=4, duration_s=DAY_S)
    found, rival = getattr(agents, name)(work, duration_s=DAY_S), stepped(work, duration_s=DAY_S)
    assert columns(found.windows) == columns(rival.windows)
    told = agree(solve(work.watch, work.target, work.range_m), found)
    assert told.confirmed == len(found.windows) > 20
    assert told.extra == 0
    assert told.missed == told.between + told.joined


def columns(found: Windows) -> list[tuple[int, int, float, float]]:
    rows = zip(*(getattr(found, name).tolist() for name in Windows.__slots__), strict=True)
    return sorted(rows)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["steps", "mesa_columns", "mesa_space"])
def test_a_rival_out_of_time_is_extrapolated_and_its_windows_are_compared_as_far_as_it_got(name, monkeypatch):
    pytest.importorskip("mesa", reason="the extra 'bench' installs it")
    monkeypatch.setattr(rivals, "PROBE_S", 0.2)
    monkeypatch.setattr(rivals, "PATIENCE_S", 0.0)
    figures = getattr(rivals, name)(30)
    assert 0.0 < figures["share"] < 1.0
    assert figures["s"] > 0.0
    assert figures["extra"] == 0
    assert figures["missed"] == figures["between"] + figures["joined"]


@pytest.mark.slow
def test_a_rival_in_time_runs_to_the_end():
    figures = rivals.steps(10)
    assert figures["share"] == 1.0
    assert figures["confirmed"] > 50
    assert figures["extra"] == 0


def test_the_floor_waits_for_so_many_events():
    assert rivals.floor(50)["s"] > 0.0
