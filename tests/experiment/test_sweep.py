"""Sweeps of a scenario whose responses are known by formula."""

import csv
import json
import os
import re
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.experiment.asked import Asked, plan_sweep
from sim.experiment.guesses import guesses
from sim.experiment.replicate import Failed, Interrupted, Progress
from sim.experiment.sweep import run_sweep
from sim.experiment.swept import STORE, Swept, find_unfinished, new_path, read
from sim.scenario.load import Scenario, load
from tests.experiment.fake.process import apart
from tests.experiment.surface.model import PATHS, ishigami, setup, trouble

SMALL = Path(__file__).parents[1] / "scenarios" / "small.yaml"
FILES = ("design.csv", "responses.csv", "sensitivity.json", "sensitivity.csv", "scenario.yaml")
RANGES = tuple(f"{path}=0..1" for path in PATHS)
LISTS = ("arrangement[0].releasable=0, 0.5, 1", "arrangement[0].loss=0, 1")
LINEAR = setup()


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load(SMALL)


def asked(vary: Sequence[str] = LISTS, **more: Any) -> Asked:
    return Asked(**{"vary": vary, "measures": ["height"], "replications": 3, "jobs": 1} | more)


def swept(scenario: Scenario, out: Path, asking: Asked, how: Any = LINEAR, **more: Any) -> Swept:
    given = load(SMALL, ["measures=[]"]) if scenario is None else scenario
    return run_sweep(plan_sweep(given, asking, setup=how), out, jobs=1, setup=how, **more)


def effects(found: Swept, part: str = "effect", name: str = "height") -> list[float]:
    return [each[part]["mean"] for each in found.sensitivity["measures"][name]["factors"]]


def content(path: Path) -> dict[str, bytes]:
    return {name: (path / name).read_bytes() for name in FILES}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_a_grid_on_a_linear_response_gives_its_coefficients(small: Scenario, tmp_path: Path) -> None:
    found = swept(small, tmp_path / "out", asked())
    assert effects(found) == pytest.approx([3, -2])
    first = found.sensitivity["measures"]["height"]["factors"][0]
    assert first["effect"]["ci95"] == pytest.approx([3, 3])  # luck is shared, so it leaves the effect
    assert first["effect"]["n"] == 3 and not first["stands"]  # three that are alike may be luck
    assert [at["from_first"]["mean"] for at in first["curve"]] == pytest.approx([0, 1.5, 3])
    assert [at["number"] for at in first["curve"]] == [0, 0.5, 1]
    assert first["curve"][0]["ci95"][1] - first["curve"][0]["ci95"][0] > 1  # but not the level


@pytest.mark.slow
@pytest.mark.parametrize(("design", "samples"), [("lhs", 12), ("morris", 4), ("oat", None)])
def test_other_designs_give_them_too(design: str, samples: int | None, small: Scenario, tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    found = swept(small, tmp_path / "out", asked(RANGES, design=design, samples=samples))
    assert effects(found) == pytest.approx([3, -2, 0], abs=1e-9)
    if design == "oat":  # the scenario has releasable 0.9 and loss 0.05
        assert effects(found, "low")[:2] == pytest.approx([-2.7, 0.1])
        assert effects(found, "high")[:2] == pytest.approx([0.3, -1.9])


@pytest.mark.slow
def test_sobol_indices_of_ishigami_come_through(small: Scenario, tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    how = setup(ishigami)
    found = swept(small, tmp_path / "out", asked(RANGES, design="sobol", samples=256, replications=2), how)
    entry = found.sensitivity["measures"]["height"]
    for each, first, total in zip(entry["factors"], (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), strict=True):
        for part, exact in (("first", first), ("total", total)):
            assert abs(each[part] - exact) < 4 * (each[f"{part}_ci95"][1] - each[part]) / 1.96
    assert entry["noise"] == pytest.approx(0, abs=1e-9)


def test_points_share_their_luck(small: Scenario, tmp_path: Path) -> None:
    swept(small, tmp_path / "out", asked())
    points, rows = table(tmp_path / "out" / "design.csv"), table(tmp_path / "out" / "responses.csv")
    luck: dict[str, list[float]] = {}
    for row in rows:
        shares = [float(points[int(row["point"])][name.partition("=")[0]]) for name in LISTS]
        luck.setdefault(row["replication"], []).append(float(row["height"]) - 1 - 3 * shares[0] + 2 * shares[1])
    assert all(np.ptp(each) < 1e-9 for each in luck.values())
    assert len({round(each[0], 9) for each in luck.values()}) == 3


def test_a_difference_from_another_case_is_a_response(small: Scenario, tmp_path: Path) -> None:
    found = swept(small, tmp_path / "out", asked(["arrangement[0].releasable=0, 1"], against="alone"))
    means = [point["mean"] for point in found.sensitivity["measures"]["height"]["points"]]
    assert means == pytest.approx([-0.1, 2.9])  # less 1, which is what a case without sharing answers
    assert found.sensitivity["measures"]["height"]["points"][0]["ci95"] == pytest.approx([-0.1, -0.1])


def test_the_folder_holds_what_it_says(small: Scenario, tmp_path: Path) -> None:
    found = swept(small, tmp_path / "out", asked(["parts.mpa.area=north, south", "arrangement.delay=5 min, 1 h"]))
    manifest = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert manifest["complete"] and manifest["case"] == "arrangement" and manifest["points"] == 4
    assert [factor["unit"] for factor in manifest["factors"]] == ["", "h"]
    rows = table(tmp_path / "out" / "design.csv")
    assert list(rows[0].values()) == ["0", "north", repr(5 / 60)]
    assert list(rows[0]) == ["point", "parts.mpa.area", "arrangement.delay [h]"]
    assert len(table(tmp_path / "out" / "responses.csv")) == 4 * 3
    assert [row["factor"] for row in table(tmp_path / "out" / "sensitivity.csv")] == list(rows[0])[1:][:1] + [
        "arrangement.delay"
    ]
    assert (
        read(tmp_path / "out").sensitivity
        == found.sensitivity
        == json.loads((tmp_path / "out" / "sensitivity.json").read_text())
    )


def test_a_part_of_a_measure_can_be_asked_for(small: Scenario, tmp_path: Path) -> None:
    found = swept(small, tmp_path / "out", asked(measures=["height.twice", "never"]))
    assert effects(found, name="height.twice") == pytest.approx([6, -4])
    assert effects(found, name="never") == [None, None]


@pytest.mark.slow
def test_a_measure_that_no_run_tells_spoils_no_other(small: Scenario, tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    found = swept(small, tmp_path / "out", asked(RANGES, design="lhs", samples=10, measures=["never", "height"]))
    assert "no replication" in found.sensitivity["measures"]["never"]["note"]
    assert effects(found) == pytest.approx([3, -2, 0], abs=1e-9)


@pytest.mark.slow
def test_workers_change_nothing(small: Scenario, tmp_path: Path) -> None:
    swept(small, tmp_path / "one", asked())
    run_sweep(plan_sweep(small, asked(), setup=LINEAR), tmp_path / "two", jobs=2, setup=LINEAR)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_an_interrupt_keeps_what_is_finished(small: Scenario, tmp_path: Path) -> None:
    def stop(made: Progress) -> None:
        if made.done >= 8:
            raise KeyboardInterrupt

    swept(small, tmp_path / "whole", asked())
    with pytest.raises(Interrupted) as told:
        swept(small, tmp_path / "out", asked(), on_progress=stop)
    assert 8 <= told.value.done < told.value.total == 18
    with pytest.raises(UserError, match="holds an unfinished sweep"):
        read(tmp_path / "out")
    seen: list[int] = []
    swept(small, tmp_path / "out", asked(), resume=True, on_progress=lambda made: seen.append(made.done))
    assert seen[0] == told.value.done and seen[-1] == 18
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 4, 18])
def test_a_kill_loses_nothing(at: int, small: Scenario, tmp_path: Path) -> None:
    def die(made: Progress) -> None:
        if made.done >= at:
            os.kill(os.getpid(), signal.SIGKILL)

    swept(small, tmp_path / "whole", asked())
    ended = apart(partial(swept, small, tmp_path / "out", asked(), on_progress=die))
    assert ended.signal == signal.SIGKILL
    seen: list[int] = []
    swept(small, tmp_path / "out", asked(), resume=True, on_progress=lambda made: seen.append(made.done))
    assert seen[0] >= at
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_more_replications_go_on_from_what_is_there(small: Scenario, tmp_path: Path) -> None:
    swept(small, tmp_path / "out", asked(replications=2))
    seen: list[int] = []
    swept(small, tmp_path / "out", asked(), resume=True, on_progress=lambda made: seen.append(made.done))
    swept(small, tmp_path / "whole", asked())
    assert seen[0] == 12
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_fewer_replications_take_nothing_away(small: Scenario, tmp_path: Path) -> None:
    swept(small, tmp_path / "out", asked())
    before = content(tmp_path / "out")
    assert swept(small, tmp_path / "out", asked(replications=2), resume=True).manifest["replications"] == 3
    assert content(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("again", "said"),
    [
        ({}, "holds a complete sweep, which is never overwritten"),
        ({"resume": True, "vary": LISTS[:1]}, "was written for another sweep, by"),
    ],
)
def test_a_sweep_is_not_overwritten(again: dict[str, Any], said: str, small: Scenario, tmp_path: Path) -> None:
    swept(small, tmp_path / "out", asked())
    with pytest.raises(UserError, match=said):
        swept(small, tmp_path / "out", asked(again.pop("vary", LISTS)), **again)


def test_somebody_elses_folder_is_left_alone(small: Scenario, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match=r"not a sweep folder \(it holds thesis.txt\)"):
        swept(small, tmp_path, asked())


def test_an_unfinished_sweep_is_found(small: Scenario, tmp_path: Path) -> None:
    plan = plan_sweep(small, asked(), setup=LINEAR)
    with pytest.raises(UserError, match="no unfinished sweep"):
        find_unfinished(tmp_path, plan)
    path = new_path(tmp_path, plan)
    with pytest.raises(Interrupted):
        swept(small, path, asked(), on_progress=lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    assert find_unfinished(tmp_path, plan) == path
    assert (path / STORE).is_file()


def test_a_point_that_raises_spoils_no_other(small: Scenario, tmp_path: Path) -> None:
    seen: list[int] = []
    with pytest.raises(Failed) as told:
        swept(
            small, tmp_path / "out", asked(LISTS[:1]), setup(trouble), on_progress=lambda made: seen.append(made.done)
        )
    assert [(each.case, each.replication) for each in told.value.failures] == [("2|arrangement", k) for k in range(3)]
    assert seen[-1] == 6


@pytest.mark.parametrize(
    ("vary", "more", "said"),
    [
        ([], {}, "nothing is varied; write --vary path=values, or --assumed"),
        (["a"], {}, "--vary a: found 'a'; write path=values"),
        (["arrangement.delay="], {}, "--vary arrangement.delay: found no value"),
        (["arrangement.delay=1 h"], {}, "found one value, '1 h'"),
        (["arrangement.delay=1 h, 1 h"], {}, "found '1 h' twice"),
        (["arrangement.dely=1 h, 2 h"], {}, "--vary arrangement.dely: unknown key 'dely'; did you mean 'delay'?"),
        (["parts.mpaa.area=north, south"], {}, "has the id 'mpaa'; did you mean 'mpa'?"),
        (["arrangement.delay=5, 6"], {}, "--vary arrangement.delay: found the bare number 5; say its unit"),
        (["arrangement.delay=5..60 min"], {}, "one end without a unit; give both ends their unit: .*='5 min..60 min'"),
        (["arrangement.delay=6 h..1 h"], {}, "which does not rise; write the lower value first: .*='1 h..6 h'"),
        (["arrangement.delay=1 h..6 kn"], {}, "two units that do not measure the same"),
        (["arrangement.delay=1 kn..6 kn"], {"design": "oat"}, "found '1 kn', a speed, where a time is due"),
        (["arrangement.delay=1 h..6 h"], {}, "found the range 1 h to 6 h in a grid; .* --levels 5"),
        (["arrangement.delay=1 h..6 h"], {"levels": 1}, "--levels: found 1"),
        (["arrangement.delay=1 h..6 h"], {"levels": 3, "design": "oat"}, "--levels: the design oat has none"),
        (LISTS, {"samples": 3}, "--samples: the design grid takes none"),
        (["parts.mpa.area=north..south"], {"design": "lhs"}, "found 'north' in 'north..south', not a number"),
        (["parts.mpa.area=north, south"], {"design": "lhs"}, "no numbers.* in the design lhs.*choose --design grid"),
        (
            ["arrangement.loss=0, 1"],
            {"design": "lhs"},
            "write a range, arrangement.loss='0..1', or choose --design grid",
        ),
        (["arrangement.loss=0..2"], {"design": "oat"}, "--vary arrangement.loss: found 2.0; write a share from 0 to 1"),
        (["arrangement.delay=1 h, 2 h"], {"case": "alone"}, "changes nothing in case 'alone'"),
        (["arrangement.loss=0, 1", "arrangement.loss=0, 1"], {}, "is varied twice"),
        (["seed=1, 2"], {}, "'seed' is no factor"),
        (LISTS, {"measures": ["hight"]}, "--measure: there is no measure 'hight'; did you mean 'height'?"),
        (LISTS, {"case": "alnoe"}, "--case: there is no case 'alnoe'; did you mean 'alone'?"),
        (LISTS, {"against": "arrangement"}, "--against: 'arrangement' is the case that is swept"),
        (LISTS, {"design": "lhc"}, "--design: there is no design 'lhc'; did you mean 'lhs'?"),
        (LISTS, {"replications": 0}, "--replications: found 0"),
        (RANGES, {"design": "sobol", "samples": 100}, "--samples: found 100; write 64 or 128"),
        (RANGES, {"design": "lhs", "samples": 1}, "--samples: found 1; write 2 or more"),
        (RANGES[:1], {"design": "morris"}, "found one factor for the design morris"),
        ([], {"assumed": True, "spread": "2"}, "--spread: found '2'"),
    ],
)
def test_what_is_wrong_is_said(vary: Sequence[str], more: dict[str, Any], said: str, small: Scenario) -> None:
    with pytest.raises(UserError) as told:
        plan_sweep(small, asked(vary, **more), setup=LINEAR)
    assert re.search(said, str(told.value)), str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_a_point_that_is_no_lawful_scenario_is_named(small: Scenario) -> None:
    both = ["duration=2 d, 7 d", "warm_up=1 d, 3 d"]
    with pytest.raises(UserError, match=r"point 1 of case 'arrangement' \(duration=2 d, warm_up=3 d\)"):
        plan_sweep(small, asked(both), setup=LINEAR)


def test_a_measure_that_no_run_told_is_said_with_those_there_are(small: Scenario, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no run told a measure 'height.twise'; did you mean 'height.twice'\?"):
        swept(small, tmp_path / "out", asked(measures=["height.twise"]))
    seen: list[Progress] = []
    swept(small, tmp_path / "out", asked(measures=["height.twice"]), resume=True, on_progress=seen.append)
    assert seen[0].done == seen[0].total


def test_too_many_runs_are_counted_and_timed_first(small: Scenario) -> None:
    with pytest.raises(
        UserError, match=r"1,000,000 points, 3,000,000 runs: about .* with --jobs 1.*--max-runs 3000000"
    ):
        plan_sweep(small, asked(RANGES, levels=100), setup=LINEAR)


@pytest.mark.slow
def test_ranges_are_spaced_and_whole_numbers_stay_whole(small: Scenario) -> None:
    plan = plan_sweep(small, asked(["parts.boats.boats=10..12", "arrangement.delay=0 h..4 h"], levels=3), setup=LINEAR)
    texts = [[level.text for level in factor.levels] for factor in plan.design.factors]
    assert texts == [["10", "11", "12"], ["0 h", "2 h", "4 h"]]
    lhs = plan_sweep(small, asked(["parts.boats.boats=10..60"], design="lhs", samples=30), setup=LINEAR)
    numbers = [levels[0].number for at in range(30) if (levels := lhs.design.levels(at)) and levels[0]]
    assert len(numbers) == 30 and all(float(number or 0).is_integer() for number in numbers)
    assert lhs.design.shares().min() >= 0 and lhs.design.shares().max() <= 1


def test_values_of_any_sort_make_a_grid(small: Scenario) -> None:
    vary = [
        "parts.network.rest={uniform: [1 h, 2 h]}, {uniform: [2 h, 4 h]}, 6 h",
        "parts.frigate.helicopter=true, false",
    ]
    plan = plan_sweep(small, asked(vary), setup=LINEAR)
    texts = [[level.text for level in factor.levels] for factor in plan.design.factors]
    assert texts == [["{uniform: [1 h, 2 h]}", "{uniform: [2 h, 4 h]}", "6 h"], ["true", "false"]]
    assert {level.number for factor in plan.design.factors for level in factor.levels} == {None}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_points(small: Scenario) -> None:
    one, two = (plan_sweep(small, asked(RANGES, design="lhs", samples=9), setup=LINEAR) for _ in range(2))
    other = plan_sweep(load(SMALL, ["seed=8"]), asked(RANGES, design="lhs", samples=9), setup=LINEAR)
    assert one.hash == two.hash != other.hash
    assert (one.design.x == two.design.x).all() and not (one.design.x == other.design.x).all()


@pytest.mark.slow
def test_guesses_are_varied_within_what_is_lawful(small: Scenario) -> None:
    found, left_out = guesses(small, "arrangement", 0.5)
    ends = {factor.name: tuple(level.text for level in factor.levels) for factor in found}
    assert ends["arrangement[0].delay"] == ("15 min", "45 min")
    assert ends["arrangement[0].releasable"] == ("0.45", "1")  # a share ends at 1
    assert ends["boats.boats"] == ("15", "45")
    assert ends["cell-a.watch"] == ("12 h", "24 h")  # a day has no more
    assert ends["network.rest"] == ("× 0.5", "× 1.5")
    shared = next(factor for factor in found if factor.name == "lane_traffic.outage (2 parts)")
    assert shared.paths == ("parts.northbound.outage", "parts.coasters.outage")
    assert {each.name for each in left_out} >= {"boats.centre", "station.position"}
    assert not {each.name for each in left_out} & set(ends)


@pytest.mark.slow
def test_every_guess_is_swept_in_one_go(small: Scenario, tmp_path: Path) -> None:
    found = swept(small, tmp_path / "out", asked([], assumed=True, replications=1))
    names = [factor["name"] for factor in found.manifest["factors"]]
    assert len(names) > 50 and found.manifest["design"] == "oat"
    by_name = dict(zip(names, effects(found), strict=True))
    assert by_name["arrangement[0].releasable"] == pytest.approx(3 * 0.55)
    assert sum(abs(value) > 1e-9 for value in by_name.values()) == 2  # and the loss
    assert found.manifest["left_out"]
