"""What `sim export` writes, where, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sim.experiment.replicate import replicate
from sim.face import cli
from sim.record.export.formats import FORMATS
from sim.scenario.load import load

pytestmark = pytest.mark.slow
Capture = pytest.CaptureFixture[str]
SMALL = Path(__file__).resolve().parents[1] / "scenarios" / "small.yaml"
BRIEF = ("duration=24 h", "warm_up=2 h", "parts.boats.boats=8", "parts.network.receivers=4")
ONE = ["--case", "alone", "--format", "csv"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "result"
    replicate(load(SMALL, BRIEF), cases=["alone", "arrangement"], replications=2, jobs=1, out=folder)
    return folder


@pytest.fixture
def result(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "result")
    monkeypatch.chdir(tmp_path)
    return Path("result")


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_format_is_written_beside_the_result(form: str, result: Path, capsys: Capture) -> None:
    every = ["--every", "10 min"] if form == "nmea" else []
    assert cli.run(["export", "result", "--format", form, "--case", "arrangement", *every]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("A small sea: the truth in case arrangement, replication 0. Illustrative: ")
    assert said.err == ""
    held = FORMATS[form].holds
    names = {f"small.{form}"} if FORMATS[form].whole else {f"{name}.{FORMATS[form].suffix}" for name in held}
    files = list((result / "export" / "arrangement-0").iterdir())
    assert {path.name for path in files} == names
    assert all(str(path) in said.out and path.stat().st_size > 0 for path in files)


def test_a_side_has_a_folder_of_its_own(result: Path, capsys: Capture) -> None:
    assert cli.run(["export", "result", *ONE, "--side", "b", "--what", "events,tracks", "--json"]) == 0
    files = [Path(each["path"]) for each in json.loads(capsys.readouterr().out)["files"]]
    assert files == [result / "export" / "alone-0-b" / name for name in ("tracks.csv", "events.csv")]
    text = files[1].read_text(encoding="utf-8")
    assert "Side B opens its cell" in text and "Side A opens its cell" not in text


def test_a_chosen_folder_is_made_and_nothing_is_overwritten_unasked(result: Path, capsys: Capture) -> None:
    asked = ["export", "result", *ONE, "--out", "out/deep"]
    assert cli.run(asked) == 0
    written = {path.name: path.read_bytes() for path in Path("out/deep").iterdir()}
    Path("out/deep/tracks.csv").write_text("mine", encoding="utf-8")
    assert cli.run(asked) == 1
    assert "out/deep/tracks.csv: is there already; choose another --out, or add --force" in capsys.readouterr().err
    assert Path("out/deep/tracks.csv").read_text(encoding="utf-8") == "mine"
    assert cli.run([*asked, "--force"]) == 0
    assert {path.name: path.read_bytes() for path in Path("out/deep").iterdir()} == written
    assert not (result / "export").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--format", "geojsn"], "sim export: --format: there is no format 'geojsn'; did you mean 'geojson'?"),
        (["--format", "csv"], "--case: there are 2 cases: alone, arrangement; name one: --case alone"),
        (["--format", "csv", "--case", "arangement"], "there is no case 'arangement'; did you mean 'arrangement'?"),
        ([*ONE, "--side", "c"], "--side: there is no side 'c'; write one of: a, b"),
        ([*ONE, "--what", "track"], "--what: there is no layer 'track'; did you mean 'tracks'?"),
        ([*ONE, "--what", ""], "--what: there is no layer ''; write one of: contacts, events, tracks"),
        (["--format", "nmea", "--what", "events"], "nmea has no events; write --what tracks, or choose another"),
        ([*ONE, "--every", "1 h"], "--every: thins nmea, and not csv; leave it out"),
        (["--case", "alone", "--format", "nmea", "--every", "5"], "--every: found the bare number '5'; say its unit"),
        (
            [*ONE, "--replication", "1"],
            "its log was not kept; there is: alone 0, arrangement 0; to keep all, run with --log all",
        ),
        ([*ONE, "--out", "result/run.json"], "result/run.json: cannot be written (file exists)"),
    ],
)
def test_a_wrong_request_is_told(asked: list[str], said: str, result: Path, capsys: Capture) -> None:
    assert cli.run(["export", "result", *asked]) == 1
    err = capsys.readouterr().err
    assert said in " ".join(err.split()) and "Traceback" not in err
    assert not (result / "export").exists()


def test_what_is_no_result_is_told(result: Path, capsys: Capture) -> None:
    def said(folder: str) -> str:
        assert cli.run(["export", folder, *ONE]) == 1
        return " ".join(capsys.readouterr().err.split())

    assert said("nowhere") == "nowhere: is not a result folder; name a folder that `sim run` wrote"
    run = json.loads((result / "run.json").read_text(encoding="utf-8"))
    (result / "run.json").write_text(json.dumps({**run, "complete": False}), encoding="utf-8")
    assert "--resume" in said("result")
    (result / "run.json").write_text(json.dumps(run), encoding="utf-8")
    log = (result / "log.sqlite").read_bytes()
    (result / "log.sqlite").write_bytes(log[:5000])
    assert "log.sqlite: is damaged" in said("result")
    (result / "log.sqlite").unlink()
    assert "no log was kept" in said("result")


def test_a_large_file_is_announced(result: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sim.face.export.LARGE_BYTES", 1000.0)
    assert (
        cli.run(["export", "result", "--format", "nmea", "--case", "alone", "--every", "1 h", "--what", "tracks"]) == 0
    )
    assert "--every '10 min' makes less of it" in capsys.readouterr().err


def test_a_disk_that_refuses_is_told(result: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Permissions do not hold the superuser, so it is the writing that refuses."""

    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sim.record.export.tables.csv.writer", refuses)
    assert cli.run(["export", "result", *ONE, "--out", "out"]) == 1
    assert "out/tracks.csv: cannot be written (permission denied)" in capsys.readouterr().err
    assert list(Path("out").iterdir()) == []
