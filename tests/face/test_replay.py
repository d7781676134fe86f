"""`sim replay` says where the file is and how large, or what was wrong with the request."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.face.cli import run
from tests.report.test_replay_page import result

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return result(tmp_path_factory.mktemp("replay"))


@pytest.mark.slow
def test_it_says_where_the_file_is_and_how_large(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "map.html"
    assert run(["replay", str(folder), "--case", "base", "--lang", "ja", "--out", str(path)]) == 0
    assert capsys.readouterr().out == f"replay:   {path} ({path.stat().st_size / 1e6:.1f} MB); open it in a browser\n"
    assert '<html lang="ja">' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--case", "bas"], "--case: there is no case 'bas'; did you mean 'base'?"),
        (["--replication", "1"], "its log was not kept; there is: base 0; to keep all, run with --log all"),
        (["--out", "none/such/map.html"], "cannot be written (no such file or directory)"),
    ],
)
def test_what_is_wrong_with_a_request_is_one_line(
    folder: Path, capsys: Capture, arguments: list[str], said: str
) -> None:
    assert run(["replay", str(folder), *arguments]) == 1
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_what_is_no_result_folder_is_told(tmp_path: Path, capsys: Capture) -> None:
    assert run(["replay", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path}: is not a result folder; name a folder that `sim run` wrote\n"
