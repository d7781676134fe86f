"""What `sim run` prints, returns and leaves behind."""

import json
import os
import signal
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

import sim.report
import sim.scenario.load
from sim.base.errors import UserError
from sim.experiment.replicate import Progress
from sim.face.progress import shown_progress
from sim.face.run import run_command
from sim.face.tables import differences_table, measures_table
from tests.experiment.fake.model import SETUP, Scenario
from tests.experiment.fake.process import apart

Run = Callable[..., int]


class Asked(Scenario):
    """A scenario that asks a question."""

    @property
    def spec(self) -> Any:
        return SimpleNamespace(
            seed=self.seed, replications=self.replications, measures=self.measures, purpose={"en": "Does it help\x1b?"}
        )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    def load(path: str, changes: list[str]) -> Scenario:
        seeds = [int(change.removeprefix("seed=")) for change in changes if change.startswith("seed=")]
        trouble = {"raise": ("together", 2)} if "trouble=1" in changes else {}
        return Asked(seed=[7, *seeds][-1], trouble=trouble)

    monkeypatch.setattr(sim.scenario.load, "load", load)
    monkeypatch.chdir(tmp_path)
    return lambda *given, **options: run_command(
        "boxes.yaml", *given, **{"jobs": 1, "figures": False, "setup": SETUP} | options
    )


def test_it_shows_tables_an_answer_and_where_it_all_is(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(out="out") == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "measure, mean of 6    alone  together",
        "boxes_found, %       18 ± 5    46 ± 9",
        "  odd, %            17 ± 14   40 ± 22",
        "finding_delay, h     14 ± 5    13 ± 3",
        "± 95 % interval",
        "",
        "difference, paired   together - alone",
        "boxes_found, points        +28 ± 11 *",
        "  odd, points              +23 ± 16 *",
        "finding_delay, h             -1 ± 3",
        "* the interval excludes zero; of measures that do not differ, one in twenty is",
        "marked by luck",
        "",
        "Does it help\\x1b?",
        "Share of boxes lost that were found: 46 % in case together, against 18 % in case",
        "alone: +28 points (95 % interval +16 to +39, 6 paired replications).",
        "",
        "results:  out",
    ]
    assert said.err.splitlines()[0] == "0 of 12 runs, starting"
    assert said.err.splitlines()[-1].startswith("12 of 12 runs, done in ")


def test_json_is_the_summary_and_nothing_else(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(out="out", as_json=True) == 0
    said = capsys.readouterr()
    assert said.out == Path("out/summary.json").read_text()
    assert set(json.loads(said.out)) == {"scenario", "cases", "comparison"}
    assert said.err == ""


def test_json_tells_the_precision_reached(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(out="out", replications="auto", precision=["finding_delay=40 %"], as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    reached = told.pop("reached")
    assert told == json.loads(Path("out/summary.json").read_text())
    assert [each["case"] for each in reached] == ["alone", "together"]
    for each in reached:
        found = told["cases"][each["case"]]["measures"]["finding_delay"]
        assert (each["n"], each["mean"], each["unit"]) == (found["n"], found["mean"], "h")
        assert each["half"] == pytest.approx((found["ci95"][1] - found["ci95"][0]) / 2)
        assert each["met"] == (each["half"] <= 0.4 * each["mean"]) and each["relative"] and each["asked"] == 0.4


def test_results_go_where_results_go(run: Run) -> None:
    assert run(["together"], 1) == 0
    (path,) = Path("results/boxes").iterdir()
    assert json.loads((path / "run.json").read_text())["command"] == "sim run boxes.yaml --case together -n 1"


def test_the_command_is_kept_as_it_was_given(run: Run) -> None:
    run(["alone"], 2, 99, "out", sets=["arrangement.delay=2 h"])
    manifest = json.loads(Path("out/run.json").read_text())
    assert manifest["command"] == "sim run boxes.yaml --case alone -n 2 --seed 99 --set 'arrangement.delay=2 h'"
    assert manifest["seed"] == 99


def test_one_case_and_one_replication_claim_nothing(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run(["alone"], 1)
    out = " ".join(capsys.readouterr().out.split())
    assert "difference" not in out
    assert "Share of boxes lost that were found: 25.0 % (one replication tells nothing of chance)." in out


def test_pictures_are_drawn_and_told(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Path] = []

    def write(path: Path, jobs: int | None, lang: str | None, style: str) -> list[Path]:
        assert (lang, style) == ("ja", "dark")
        assert json.loads((path / "run.json").read_text())["complete"]
        assert "46 ± 9" in capsys.readouterr().out  # what has been worked out need not wait
        drawn.append(path)
        return [path / "figures" / "map.png", *(path / name for name in ("replay.html", "report.html", "report.md"))]

    monkeypatch.setattr(sim.report, "write_all", write, raising=False)
    assert run(out="out", figures=True, lang="ja", style="dark") == 0
    assert drawn == [Path("out")]
    said = ["pictures: out/figures", "report:   out/report.html", "replay:   out/replay.html", "results:  out"]
    assert capsys.readouterr().out.splitlines()[-4:] == said


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_ends_with_3_and_says_how_to_go_on(
    run: Run, jobs: int, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupt the whole process group in the middle, as a terminal does."""

    def interrupt(made: Progress) -> None:
        if made.done >= 4:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.killpg(0, signal.SIGINT)

    def in_a_group() -> int:
        os.setpgid(0, 0)
        replicate = sim.face.run.replicate  # type: ignore[attr-defined]
        monkeypatch.setattr("sim.face.run.replicate", lambda *a, **k: replicate(*a, **k | {"on_progress": interrupt}))
        return run(out="out", jobs=jobs)

    assert apart(in_a_group) == (0, "3")
    told = capfd.readouterr().err.splitlines()
    assert told[-2:] == [
        "Interrupted: 4 of 12 runs are kept in out. To go on:", "  sim run boxes.yaml --resume --out out",
    ]  # fmt: skip
    assert "Traceback" not in "".join(told)
    assert run(out="out", jobs=jobs, resume=True) == 0


def test_resume_finds_the_unfinished_run(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match="no unfinished run of this scenario with these settings"):
        run(resume=True)
    assert run(sets=["trouble=1"]) == 70
    assert run(resume=True) == 0
    assert len(list(Path("results/boxes").iterdir())) == 1
    assert "11 of 12 runs" in capsys.readouterr().err


def test_our_mistake_is_told_with_the_way_to_repeat_it(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(out="out", seed=5, sets=["trouble=1"]) == 70
    said = capsys.readouterr()
    assert said.out == ""
    lines = [line for line in said.err.splitlines() if "runs, " not in line]
    assert lines[:3] == [
        "case together, replication 2, seed 5: ZeroDivisionError: a mistake of ours",
        "  to repeat it:        sim run boxes.yaml --case together -n 3 --seed 5 --set trouble=1 --jobs 1",
        "  or alone, in Python: python -c 'import sim; "
        'sim.run(sim.load("boxes.yaml", ["trouble=1", "seed=5"]), case="together", replication=2)\'',
    ]
    assert "ZeroDivisionError: a mistake of ours" in lines[-4:]
    assert "not in your file" in lines[-2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replications": 0}, "--replications: found 0"),
        ({"jobs": 0}, "--jobs: found 0"),
        ({"cases": ["alnoe"]}, "--case: there is no case 'alnoe'; did you mean 'alone'?"),
        ({"out": "taken"}, "taken: cannot be written (not a directory)"),
        ({"out": "mine"}, "mine: is not a result folder (it holds diary.txt)"),
        ({"out": "/proc/nowhere/out"}, "/proc/nowhere/out: cannot be written"),
    ],
)
def test_a_wrong_request_is_one_message(run: Run, options: dict[str, Any], message: str) -> None:
    Path("taken").touch()
    Path("mine").mkdir()
    Path("mine/diary.txt").touch()
    with pytest.raises(UserError) as told:
        run(**options)
    assert str(told.value).startswith(message)
    assert len(told.value.faults) == 1
    assert sorted(path.name for path in Path().iterdir()) == ["mine", "taken"]


def summary(cases: int, measures: int) -> dict[str, Any]:
    told = {"unit": "h", "mean": 12.3456, "ci95": [12.1, 12.6], "sd": 1.0, "n": 30, "paired": True}
    each = {f"a_rather_long_measure_{number}": told for number in range(measures)}
    names = [f"case-{number}" for number in range(cases)]
    return {
        "cases": {name: {"replications": 30, "measures": each} for name in names},
        "comparison": {"baseline": names[0], "differences": dict.fromkeys(names[1:], each)},
    }


@pytest.mark.parametrize("cases", [1, 2, 3, 4, 9])
def test_tables_fit_eighty_columns(cases: int) -> None:
    lines = measures_table(summary(cases, 3), 80) + differences_table(summary(cases, 3), 80)
    assert all(len(line) <= 80 for line in lines)
    assert sum("12.3" in line for line in lines) >= 3
    assert sum(line.count("12.35 ± 0.25") for line in lines) == 3 * (2 * cases - 1)


def test_many_parts_are_left_to_the_report() -> None:
    several = summary(2, 3)
    whole, cases = "strait_transits", several["cases"].values()
    entry = next(iter(next(iter(cases))["measures"].values()))
    for each in (*(case["measures"] for case in cases), *several["comparison"]["differences"].values()):
        each.update({whole: entry, **{f"{whole}.strait-{nth}": entry for nth in range(9)}})
    lines = "\n".join(measures_table(several, 80) + differences_table(several, 80))
    assert whole in lines and "strait-3" not in lines
    assert "The parts of strait_transits are in the report." in lines.replace("\n", " ")
    for each in (*(case["measures"] for case in cases), *several["comparison"]["differences"].values()):
        each.pop(f"{whole}.strait-8", None)
    assert "strait-3" in "\n".join(measures_table(several, 80))


def test_progress_on_a_terminal_is_a_bar_that_goes_away() -> None:
    stream = StringIO()
    with shown_progress(Console(file=stream, force_terminal=True, width=80)) as told:
        for done in range(11):
            told(Progress(done, 10, 0, float(done)))
    assert "5 of 10 runs" in stream.getvalue()
    assert "about 5 s left" in stream.getvalue()


def test_progress_elsewhere_is_ten_lines_at_most() -> None:
    stream = StringIO()
    with shown_progress(Console(file=stream, force_terminal=False, width=80)) as told:
        for done in range(1001):
            told(Progress(done, 1000, 0, float(done)))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[3] == "300 of 1000 runs, about 12 min left"
    assert "\x1b" not in stream.getvalue()
