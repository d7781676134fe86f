"""A result folder is complete or says that it is not, and is never overwritten."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.record import files, folder
from sim.record.folder import RUN, Plan, begin, complete, find_unfinished, new_path, read
from sim.record.results import Finished, Results
from tests.experiment.fake.model import Scenario, simulate

PLAN = Plan(
    "boxes", "0123456789abcdef", 7, ("alone", "together"), 2, command="sim run boxes.yaml", order=("alone", "together")
)
UNITS = {"found": "share"}


def results(plan: Plan = PLAN) -> Results:
    finished = tuple(
        Finished(*key, {"found": 0.1 * key.replication}, f"{key.case[0]}{key.replication}") for key in plan.keys
    )
    measures = {"found": {"unit": "share"}}
    summary = {"scenario": "boxes", "cases": {case: {"measures": measures} for case in plan.cases}}
    return Results("boxes", plan.cases, UNITS, finished, summary)


def logged(plan: Plan = PLAN) -> list[Finished]:
    return [
        replace(each, journal=simulate(Scenario(), *each.key) if plan.keeps_log(each.replication) else None)
        for each in results(plan).finished
    ]


def made(path: Path) -> Path:
    with closing(begin(path, PLAN, "title: Boxes\n")) as unfinished:
        unfinished.add(logged())
        complete(unfinished, results())
    return path


def test_a_complete_folder_holds_what_it_should(tmp_path: Path) -> None:
    path = made(tmp_path / "a" / "b")
    names = {"run.json", "scenario.yaml", "summary.json", "replications.csv", "log.sqlite"}
    assert {item.name for item in path.iterdir()} == names
    assert (path / "replications.csv").read_text() == (
        "case,replication,found\nalone,0,0.0\nalone,1,0.1\ntogether,0,0.0\ntogether,1,0.1\n"
    )
    with closing(sqlite3.connect(path / "log.sqlite")) as db:
        assert db.execute("SELECT case_name, replication FROM run").fetchall() == [("alone", 0), ("together", 0)]


def test_provenance_is_there(tmp_path: Path) -> None:
    manifest = json.loads((made(tmp_path / "out") / RUN).read_text())
    assert manifest["complete"] is True
    assert set(manifest["versions"]) == {"sim", "python", "numpy", "simpy", "shapely"}
    assert {"command", "git_revision", "machine", "started", "finished", "scenario_hash", "seed"} <= set(manifest)
    assert manifest["log_hash"] == {"alone": ["a0", "a1"], "together": ["t0", "t1"]}
    assert str(Path.home()) not in json.dumps(manifest["machine"])


def test_it_reads_back(tmp_path: Path) -> None:
    found = read(made(tmp_path / "out"))
    assert found.finished == results().finished
    assert (found.scenario, found.cases, found.units) == ("boxes", PLAN.cases, UNITS)
    assert found.journal("together").hash() == simulate(Scenario(), "together", 0).hash()


def test_a_complete_folder_is_not_overwritten(tmp_path: Path) -> None:
    path = made(tmp_path / "out")
    before = {item.name: item.read_bytes() for item in path.iterdir()}
    with pytest.raises(UserError, match="holds a complete result, which is never overwritten; choose another --out"):
        begin(path, PLAN, "")
    assert {item.name: item.read_bytes() for item in path.iterdir()} == before


def test_a_complete_folder_of_which_no_more_is_asked_stays_as_it_is(tmp_path: Path) -> None:
    path = made(tmp_path / "out")
    before = {item.name: item.read_bytes() for item in path.iterdir()}
    with closing(begin(path, PLAN, "", resume=True)) as again:
        assert json.loads((path / RUN).read_text())["complete"] is True
        assert again.missing() == []
        complete(again, results())
    assert {item.name: item.read_bytes() for item in path.iterdir()} == before
    with closing(begin(path, replace(PLAN, replications=3), "", resume=True)) as more:
        assert json.loads((path / RUN).read_text())["complete"] is False
        assert len(more.missing()) == 2


def test_an_unfinished_folder_asks_for_resume(tmp_path: Path) -> None:
    begin(tmp_path / "out", PLAN, "").close()
    with pytest.raises(UserError, match="holds an unfinished run; add --resume"):
        begin(tmp_path / "out", PLAN, "")
    with pytest.raises(UserError, match="holds an unfinished run; go on with it"):
        read(tmp_path / "out")
    begin(tmp_path / "out", PLAN, "", resume=True).close()


def test_another_scenario_is_refused(tmp_path: Path) -> None:
    begin(tmp_path / "out", PLAN, "").close()
    with pytest.raises(UserError, match=r"other settings \(01234567, not fedcba98\) by: sim run boxes.yaml"):
        begin(tmp_path / "out", replace(PLAN, hash="fedcba9876543210"), "", resume=True)


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(UserError, match=r"is not a result folder \(it holds thesis.doc\)"):
        begin(tmp_path, PLAN, "")
    assert [item.name for item in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(UserError, match="not a directory"):
        begin(tmp_path / "out", PLAN, "")
    with pytest.raises(UserError, match="not a directory"):
        begin(tmp_path / "out" / "deeper", PLAN, "")


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file name too long"):
        begin(tmp_path / ("x" * 300), PLAN, "")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UserError, match=r"out: cannot be written \(permission denied\)"):
        begin(tmp_path / "out", PLAN, "")


@pytest.mark.parametrize("name", ["log.sqlite", "replications.csv", "summary.json", "run.json"])
def test_a_folder_whose_end_fails_says_that_it_is_not_complete(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfinished = begin(tmp_path, PLAN, "")
    unfinished.add(logged())
    true_replace: Callable[..., Path] = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == name:
            raise OSError(28, "No space left on device")
        return true_replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with closing(unfinished), pytest.raises(UserError, match=rf"{name}: cannot be written \(no space left"):
        complete(unfinished, results())
    monkeypatch.undo()
    assert json.loads((tmp_path / RUN).read_text())["complete"] is False
    assert not [item for item in tmp_path.iterdir() if item.name.endswith(".part")]
    with closing(begin(tmp_path, PLAN, "", resume=True)) as again:
        assert again.missing() == []
        complete(again, results())
    assert read(tmp_path).finished == results().finished


def test_what_is_missing_is_what_is_not_kept(tmp_path: Path) -> None:
    with closing(begin(tmp_path, PLAN, "")) as unfinished:
        unfinished.add(logged()[:1])
        assert unfinished.missing() == PLAN.keys[1:]
        unfinished.add([results().finished[2]])  # its log should have been kept
        assert unfinished.missing() == PLAN.keys[1:]


def test_a_new_path_is_new(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)
    first = new_path(tmp_path, PLAN, at)
    assert first == tmp_path / "boxes" / "20260301T120005Z-01234567"
    first.mkdir(parents=True)
    assert new_path(tmp_path, PLAN, at).name == "20260301T120005Z-01234567-2"


def test_the_newest_unfinished_folder_is_found(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no unfinished run of this scenario"):
        find_unfinished(tmp_path, PLAN)
    for day in (1, 3, 2):
        begin(new_path(tmp_path, PLAN, datetime(2026, 3, day, tzinfo=UTC)), PLAN, "").close()
    made(new_path(tmp_path, PLAN, datetime(2026, 3, 4, tzinfo=UTC)))
    assert find_unfinished(tmp_path, PLAN).name.startswith("20260303")
    with pytest.raises(UserError, match="no unfinished run"):
        find_unfinished(tmp_path, replace(PLAN, hash="another"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is not a result folder; name a folder that `sim run` wrote"),
        ("{", "cannot be read.*name a folder that `sim run` wrote"),
        ("", "cannot be read.*name a folder that `sim run` wrote"),
        ("\x00", "cannot be read.*name a folder that `sim run` wrote"),
        ("{}", "its files are damaged .*complete.*; run the scenario again"),
        ("[]", "its files are damaged .*; run the scenario again"),
    ],
)
def test_what_is_no_result_folder_is_told(content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / RUN).write_text(content)
    with pytest.raises(UserError, match=message):
        read(tmp_path)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    files.write_text(tmp_path / "x", "before")
    with pytest.raises(ZeroDivisionError), files.replacing(tmp_path / "x") as part:
        part.write_text("half of")
        raise ZeroDivisionError
    assert (tmp_path / "x").read_text() == "before"
    assert [item.name for item in tmp_path.iterdir()] == ["x"]


def test_a_number_that_is_none_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(tmp_path / "x", {"mean": float("nan")})
    assert folder.table(results()).count("nan") == 0
