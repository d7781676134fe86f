"""`sim report`: two files, where they are, and one clear word where there is nothing to tell."""

from pathlib import Path

import pytest

from sim.face import cli
from sim.record.files import read_json, write_json
from sim.record.folder import RUN
from tests.report.synthetic import made

pytestmark = pytest.mark.slow
Capture = pytest.CaptureFixture[str]


def answered(capsys: Capture, *arguments: str) -> tuple[int, list[str], str]:
    code = cli.run(["report", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out.splitlines(), err


@pytest.mark.parametrize(("options", "lang"), [([], "en"), (["--lang", "ja"], "ja")])
def test_it_says_where_the_files_are(capsys: Capture, tmp_path: Path, options: list[str], lang: str) -> None:
    folder = made(tmp_path)
    code, out, err = answered(capsys, str(folder), *options)
    assert (code, out, err) == (0, [str(folder / "report.html"), str(folder / "report.md")], "")
    assert f'<html lang="{lang}">' in (folder / "report.html").read_text(encoding="utf-8")


def test_what_cannot_be_told_is_said_in_a_line(capsys: Capture, tmp_path: Path) -> None:
    folder = made(tmp_path)
    said = {
        str(tmp_path): f"{tmp_path}: is not a result folder; did you mean '{folder}'?",
        str(tmp_path / "resul"): f"{tmp_path / 'resul'}: there is no such folder; did you mean '{folder}'?",
        "msa": "msa: is a scenario, not a result folder; run it first: sim run msa",
    }
    for given, words in said.items():
        assert answered(capsys, given) == (1, [], words + "\n")
    assert answered(capsys, str(folder), "--lang", "klingon")[0] == 2


def test_an_unfinished_run_has_no_report(capsys: Capture, tmp_path: Path) -> None:
    folder = made(tmp_path)
    write_json(folder / RUN, read_json(folder / RUN) | {"complete": False})
    code, out, err = answered(capsys, str(folder))
    assert (code, out) == (1, []) and "holds an unfinished run; go on with it" in err
    assert not (folder / "report.html").exists()


def test_a_picture_that_is_none_is_said(capsys: Capture, tmp_path: Path) -> None:
    folder = made(tmp_path)
    (folder / "figures").mkdir()
    (folder / "figures" / "map.png").write_text("no picture")
    code, _, err = answered(capsys, str(folder))
    assert code == 1 and "draw the figures anew" in err
