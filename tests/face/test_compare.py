"""What `sim compare` prints, writes and refuses."""

import json
import shutil
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.face import cli
from sim.face.compare_command import compare_command
from tests.report.synthetic import made

Capture = pytest.CaptureFixture[str]
SMALL = Path(__file__).resolve().parents[1] / "scenarios" / "small.yaml"


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    made(tmp_path, ("one", "two"), logs=False)
    return "result"


def test_it_says_how_what_and_how_surely(result: str, capsys: Capture) -> None:
    assert cli.run(["compare", result]) == 0
    said = capsys.readouterr().out
    assert "two against one, 6 replications; paired: both draw the same luck (seed 7)" in said
    assert "more in two than in one, +10.0 points" in " ".join(said.split())
    assert "(Holm, 5 % in all)" in " ".join(said.split())


@pytest.mark.slow
def test_files_are_written_and_replaced_but_nobody_elses(result: str, capsys: Capture) -> None:
    assert cli.run(["compare", result, "--out", "out", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(Path("out/comparison.json").read_text(encoding="utf-8"))
    assert (Path("out") / "comparison-2.png").exists()
    assert cli.run(["compare", result, "--out", "out", "--measure", "transfers"]) == 0
    names = {path.name for path in Path("out").iterdir()}
    assert names == {f"comparison.{suffix}" for suffix in ("json", "md", "png", "svg")}
    assert "sim compare result --measure transfers --out out" in Path("out/comparison.md").read_text(encoding="utf-8")
    shutil.copy("scenario.yaml", result)
    with pytest.raises(UserError, match="choose an empty or new --out"):
        compare_command([result], out=Path(result))


def test_options_of_runs_are_refused_where_nothing_is_run(result: str, capsys: Capture) -> None:
    assert cli.run(["compare", result, "-n", "3"]) == 1
    assert capsys.readouterr().err.startswith("-n: is for scenarios that are run, and only result folders are named")


@pytest.mark.slow
def test_scenarios_are_run_first_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SMALL, "small.yaml")
    asked = ["small.yaml#alone", "small.yaml#arrangement"]
    assert compare_command(asked, ["transfers"], replications=2, jobs=1) == 0
    said = capsys.readouterr().out
    (kept,) = Path("results/small").iterdir()
    assert said.startswith(f"results of small.yaml: {kept}\n")
    assert json.loads((kept / "run.json").read_text(encoding="utf-8"))["cases"] == ["alone", "arrangement"]
    assert compare_command([f"{kept}#alone", f"{kept}#arrangement"], ["transfers"]) == 0
    assert capsys.readouterr().out.strip() == said.partition("\n")[2].strip()
