"""What `sim sweep` prints, returns and leaves behind."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment.asked import Asked, plan_sweep
from sim.experiment.replicate import Interrupted
from sim.face.cli import run
from sim.face.sweep_command import sweep_command
from sim.scenario.load import load
from tests.docs.pages import blocks
from tests.docs.test_blocks import parsed
from tests.experiment.surface.model import PATHS, setup, trouble

SMALL = str(Path(__file__).parents[1] / "scenarios" / "small.yaml")
GRID = ("arrangement[0].releasable=0, 1", "arrangement[0].loss=0, 1")


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def swept(vary: tuple[str, ...] = GRID, how: Any = None, asked: dict[str, Any] | None = None, **more: Any) -> int:
    asking = Asked(**{"vary": vary, "measures": ["height"], "replications": 3, "jobs": 1} | (asked or {}))
    return sweep_command(SMALL, asking, **{"figures": False, "setup": how or setup()} | more)


def test_it_shows_a_table_findings_and_where_it_all_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert swept(out=Path("out")) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == (
        "Case 'arrangement': 4 points (a grid of all combinations), 3 replications with the same luck."
    )
    assert "arrangement[0].releasable   0      1    +3.00 ± 0.00 *" in said.out
    assert "- arrangement[0].loss from 0 to 1: -2.00 m (95 % interval -2.00 to -2.00, 3 pairs)." in said.out
    assert said.out.splitlines()[-1] == "results:  out"
    assert said.err.splitlines()[0] == "0 of 12 runs, starting"
    report = Path("out/report.md").read_text()
    assert "| arrangement[0].releasable | 0 | 1 | +3.00 ± 0.00 * |" in report
    assert f"sim sweep {SMALL} --vary 'arrangement[0].releasable=0, 1'" in report


def test_json_is_the_sensitivity_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert swept(out=Path("out"), as_json=True) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == json.loads(Path("out/sensitivity.json").read_text())
    assert said.err == ""


def test_the_command_that_is_kept_asks_for_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"against": "alone", "levels": 2, "measures": ["height", "never"]}
    swept(("arrangement[0].loss=0..1",), asked=asked, seed=9, sets=["duration=2 d"], out=Path("out"))
    command = json.loads(Path("out/sweep.json").read_text())["command"]
    assert command.endswith(
        "--vary 'arrangement[0].loss=0..1' --levels 2 --against alone --measure height --measure never"
        " --replications 3 --set 'duration=2 d' --set seed=9"
    )


def test_the_door_offers_the_choices_of_the_sweep() -> None:
    given, plain = parsed("sim sweep msa")[1], Asked()
    assert (given["spread"], given["max_runs"]) == (plain.spread, plain.max_runs)


def test_results_go_where_results_go() -> None:
    assert swept() == 0
    (path,) = Path("results/small").iterdir()
    assert "-sweep-" in path.name


@pytest.mark.slow
def test_pictures_are_drawn_and_shown_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert swept(out=Path("out"), figures=True) == 0
    drawn = {path.name for path in Path("out/figures").iterdir()}
    assert drawn == {f"{sort}-height.{suffix}" for sort in ("response", "tornado") for suffix in ("png", "svg")}
    assert "![response-height](figures/response-height.png)" in Path("out/report.md").read_text()
    assert "pictures: out/figures" in capsys.readouterr().out


def test_an_interrupt_says_how_to_go_on(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise Interrupted(5, 12)

    with monkeypatch.context() as patch:
        patch.setattr("sim.face.sweep_command.run_sweep", stopped)
        assert swept(out=Path("out")) == 3
    said = capsys.readouterr().err
    assert "Interrupted: 5 of 12 runs are kept in out. To go on:" in said
    assert said.rstrip().endswith("--resume --out out")


def test_a_point_that_raises_is_told_with_how_to_repeat_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert swept(GRID[:1], setup(trouble), out=Path("out")) == 70
    said = capsys.readouterr().err
    assert "point 1, case arrangement, replication 2: ZeroDivisionError" in said
    assert f"sim run {SMALL} --case arrangement -n 3 --set 'arrangement[0].releasable=1' --jobs 1" in said
    assert "Traceback" in said


@pytest.mark.slow
def test_guesses_are_swept_from_python_too(tmp_path: Path) -> None:
    swept((), asked={"assumed": True, "spread": "20 %", "replications": 2}, out=Path("out"))
    scenario = load(SMALL)
    found = sim.sweep(scenario, assumed=True, spread="20 %", measures="height", replications=2, jobs=1, setup=setup())
    assert found.told == json.loads(Path("out/sensitivity.json").read_text())
    assert len(found.told["factors"]) > 10


@pytest.mark.slow
def test_guesses_that_are_left_out_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert swept((), asked={"assumed": True, "replications": 2}, out=Path("out")) == 0
    said = capsys.readouterr().out
    assert "Not varied: boats.centre" in said
    assert "more in sensitivity.csv" in said
    assert "## Guesses that were not varied" in Path("out/report.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--vary", "arrangement.dely=1 h, 2 h"], "unknown key 'dely'; did you mean 'delay'?"),
        ([], "nothing is varied"),
        (["--vary", "arrangement.delay=1 h..2 h"], "--levels 5"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sweep", SMALL, *arguments]) == 1
    printed = capsys.readouterr()
    assert said in printed.err and "Traceback" not in printed.err and printed.out == ""


def test_a_missing_extra_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    options = [word for path in PATHS for word in ("--vary", f"{path}=0..1")]
    assert run(["sweep", SMALL, *options, "--design", "morris"]) == 1
    assert "pip install 'sim-maritime[sweep]'" in capsys.readouterr().err


@pytest.mark.slow
def test_the_door_opens_without_the_heavy_libraries() -> None:
    code = "import sys, sim.face.cli; print([each for each in ('SALib', 'scipy', 'numpy') if each in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert told.stdout.strip() == "[]"


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for _, block in blocks("sh", "docs/sweep.md") for line in block.splitlines()])
def test_commands_of_the_page_can_be_planned(line: str) -> None:
    given = parsed(line)[1]
    names = {"vary", "assumed", "spread", "design", "levels", "samples", "case", "against", "replications"}
    asked = Asked(**{name: value for name, value in given.items() if name in names}, jobs=1)
    scenario = load(given["scenario"], given["sets"])
    assert asked.assumed or plan_sweep(scenario, asked).total > 0  # planning every guess takes its time


@pytest.mark.slow
def test_a_real_sweep_runs_through(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--set", "duration=2 d", "--vary", "parts.mpa.area=north, south", "--measure", "flying_hours"]
    assert run(["sweep", SMALL, *arguments, "-n", "1", "--jobs", "1", "--out", "out", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["mean"] is not None for each in told["measures"]["flying_hours"]["points"]] == [True, True]
