"""The same arguments give the same results, wherever they are worked out."""

import json
import math
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.experiment.replicate import Failed, Progress, plan_for, replicate, tasks_for
from sim.experiment.result import Differences, Result, read
from sim.record.folder import RUN, Plan
from tests.experiment.fake.model import SETUP, BoxLost, Scenario, simulate

run = partial(replicate, setup=SETUP)


@pytest.fixture(scope="module")
def result() -> Result:
    return run(Scenario(), jobs=1)


def test_serial_is_parallel(result: Result) -> None:
    parallel = run(Scenario(), jobs=2)
    assert parallel.log_hashes == result.log_hashes
    assert parallel.summary == result.summary
    assert [each.measures for each in parallel.finished] == [each.measures for each in result.finished]


def test_every_run_differs_and_is_what_simulate_gives(result: Result) -> None:
    hashes = [digest for case in result.cases for digest in result.log_hashes[case]]
    assert len(set(hashes)) == len(hashes) == 12
    assert hashes[7] == simulate(Scenario(), "together", 1).hash()


def test_another_seed_gives_other_luck(result: Result) -> None:
    other = run(replace(Scenario(), seed=8), jobs=1)
    assert not {*other.log_hashes["alone"]} & {*result.log_hashes["alone"]}


def test_cases_share_their_luck(result: Result) -> None:
    lost = [[(r.time_s, r.event) for r in result.journal(case).of(BoxLost)] for case in result.cases]
    assert len(lost[0]) == 20
    assert lost[0] == lost[1]


def test_a_case_alone_gives_what_it_gives_among_others(result: Result) -> None:
    assert run(Scenario(), ["together"], jobs=1).log_hashes["together"] == result.log_hashes["together"]


def test_cases_come_in_the_scenarios_order() -> None:
    assert run(Scenario(), ["together", "alone"], 1, jobs=1).cases == ("alone", "together")


def test_fewer_replications_are_the_first_of_more(result: Result) -> None:
    assert run(Scenario(), replications=2, jobs=1).log_hashes["alone"] == result.log_hashes["alone"][:2]


def test_measures_are_a_tidy_table(result: Result) -> None:
    assert len(result.measures) == 2 * 6 * 3
    assert result.measures[0] == ("alone", 0, "boxes_found", 0.25, "share")
    assert [row.measure for row in result.measures[:3]] == ["boxes_found", "boxes_found.odd", "finding_delay"]
    assert "36 rows" in repr(result.measures)


def test_measures_go_to_pandas(result: Result) -> None:
    pandas = pytest.importorskip("pandas")
    frame = result.measures.to_pandas()
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == [
        "case",
        "replication",
        "measure",
        "value",
        "unit",
    ]


def test_comparisons_are_paired(result: Result) -> None:
    found = result.compare("together", to="alone")["boxes_found"]
    pairs = [
        b - a for a, b in zip(*(result.values(case, "boxes_found").values() for case in result.cases), strict=True)
    ]
    assert found.mean == pytest.approx(sum(pairs) / 6)
    assert (found.paired, found.n, found.sign) == (True, 6, 1)
    back = result.compare("alone", to="together")["boxes_found"]
    assert back.mean == pytest.approx(-found.mean)


def test_a_comparison_is_a_table(result: Result) -> None:
    found = result.compare("together", to="alone")
    row = found.table()[0]
    assert (row.measure, row.mean, (row.low, row.high), row.n) == (
        "boxes_found", found["boxes_found"].mean, found["boxes_found"].ci95, 6
    )  # fmt: skip
    assert row.unit == "share" and len(found.table()) == len(found) == 3
    hostile = Differences({"<b>": found["boxes_found"]}, {"<b>": "&"})._repr_html_()
    assert "<td>&lt;b&gt;</td>" in hostile and "<td>&amp;</td>" in hostile and "<b>" not in hostile


def test_a_comparison_with_nothing_is_told(result: Result) -> None:
    with pytest.raises(UserError, match="there is no case 'togther'; did you mean 'together'"):
        result.compare("togther")


def test_what_no_run_can_tell_is_null_and_empty(tmp_path: Path) -> None:
    scenario = Scenario(cases=("alone", "never"))
    result = run(scenario, replications=3, jobs=1, out=tmp_path / "out")
    told = result.summary["cases"]["never"]["measures"]["finding_delay"]
    assert (told["mean"], told["ci95"], told["n"]) == (None, None, 0)
    rows = (tmp_path / "out" / "replications.csv").read_text().splitlines()
    assert rows[-1] == "never,2,0.0,0.0,"
    assert all(math.isnan(value) for value in read(tmp_path / "out").values("never", "finding_delay").values())
    assert "NaN" not in (tmp_path / "out" / "summary.json").read_text()


def test_a_folder_is_read_back_as_it_was(tmp_path: Path) -> None:
    result = run(Scenario(), jobs=2, out=tmp_path / "out", log="all")
    back = read(tmp_path / "out")
    assert back.measures[:] and list(back.measures) == list(result.measures)
    assert (back.summary, back.log_hashes, back.units) == (result.summary, result.log_hashes, result.units)
    assert back.compare("together") == result.compare("together")
    for case, number in plan_for(Scenario()).keys:  # type: ignore[arg-type]
        assert back.journal(case, number).hash() == back.log_hashes[case][number]


def test_a_log_not_kept_is_told(result: Result) -> None:
    assert result.journal("alone").hash() == result.log_hashes["alone"][0]
    with pytest.raises(UserError, match="alone, replication 3: no log was kept"):
        result.journal("alone", 3)


def test_progress_goes_from_nothing_to_all() -> None:
    seen: list[Progress] = []
    run(Scenario(), jobs=1, on_progress=seen.append)
    assert [made.done for made in seen] == [0, 2, 4, 6, 8, 10, 12]
    assert seen[0].left_s is None
    assert seen[-1].left_s == 0


def test_time_left_counts_from_where_it_began() -> None:
    assert Progress(done=60, total=90, before=30, elapsed_s=10.0).left_s == pytest.approx(10.0)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_raises_is_told_and_the_others_are_kept(jobs: int, tmp_path: Path) -> None:
    with pytest.raises(Failed) as told:
        run(Scenario(trouble={"raise": ("together", 2)}), jobs=jobs, out=tmp_path / "out")
    (failure,) = told.value.failures
    assert (failure.case, failure.replication, failure.error) == ("together", 2, "ZeroDivisionError: a mistake of ours")
    assert "in _trouble" in failure.traceback
    assert json.loads((tmp_path / "out" / RUN).read_text())["complete"] is False
    seen: list[int] = []
    run(Scenario(), jobs=1, out=tmp_path / "out", resume=True, on_progress=lambda made: seen.append(made.done))
    assert seen == [11, 12]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"replications": 0}, "--replications: found 0; write how often to run each case, 1 or more"),
        ({"replications": -3}, "--replications: found -3"),
        ({"jobs": 0}, "--jobs: found 0; write how many processes to use, 1 or more"),
        ({"cases": ["togehter"]}, "--case: there is no case 'togehter'; did you mean 'together'?"),
        ({"cases": ["x"]}, "--case: there is no case 'x'; write one of: alone, together"),
    ],
)
def test_a_wrong_request_is_told(given: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        run(Scenario(), out=tmp_path / "out", **given)
    assert str(told.value).startswith(message)
    assert not (tmp_path / "out").exists()


def test_a_task_is_a_replication_unless_a_worker_would_idle() -> None:
    plan = Plan("boxes", "0", 0, ("alone", "together"), 3)
    assert [(task.replication, task.cases, task.keep_log) for task in tasks_for(plan, plan.keys, 3)] == [
        (0, ("alone", "together"), True), (1, ("alone", "together"), False), (2, ("alone", "together"), False),
    ]  # fmt: skip
    assert len(tasks_for(plan, plan.keys, 4)) == 6
