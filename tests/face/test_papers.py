"""`sim msel` and `sim handout`: files, where they are, and one clear word instead of a file that is lost."""

from pathlib import Path

import pytest

from sim.face import cli
from tests.table.exercise import exercise

pytestmark = pytest.mark.slow
Capture = pytest.CaptureFixture[str]
both = pytest.mark.parametrize(("command", "files"), [("msel", 3), ("handout", 5)])


def answered(capsys: Capture, *arguments: str) -> tuple[int, list[str], str]:
    code = cli.run([*arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out.splitlines(), err


@both
def test_it_says_where_the_files_are(capsys: Capture, tmp_path: Path, command: str, files: int) -> None:
    scenario = exercise(tmp_path)
    code, out, err = answered(capsys, command, scenario.file, "--out", str(tmp_path / "new" / "folder"))
    assert (code, len(out), err) == (0, files, "")
    assert all(Path(path).stat().st_size > 100 for path in out)
    assert sorted(map(Path, out)) == sorted((tmp_path / "new" / "folder").iterdir())


@both
def test_what_is_there_is_written_over_with_force_alone(
    capsys: Capture, tmp_path: Path, command: str, files: int
) -> None:
    scenario, folder = exercise(tmp_path), tmp_path / "out"
    first = Path(answered(capsys, command, scenario.file, "--out", str(folder))[1][-1])
    first.write_text("edited by hand", encoding="utf-8")
    code, out, err = answered(capsys, command, scenario.file, "--out", str(folder))
    assert (code, out) == (1, []) and err.count("is there already; choose another --out, or add --force") == files
    assert first.read_text(encoding="utf-8") == "edited by hand"
    assert answered(capsys, command, scenario.file, "--out", str(folder), "--force")[0] == 0
    assert first.read_bytes()[:14] != b"edited by hand"


@both
def test_what_cannot_be_written_is_said_in_a_line(capsys: Capture, tmp_path: Path, command: str, files: int) -> None:
    scenario = exercise(tmp_path)
    (tmp_path / "file").write_text("x")
    assert answered(capsys, command, scenario.file, "--out", str(tmp_path / "file"))[0] == 1
    assert answered(capsys, command, "mssa") == (1, [], "mssa: there is no such file; did you mean 'msa'?\n")
    assert answered(capsys, command, scenario.file, "--lang", "klingon")[0] == 2
    assert answered(capsys, command, scenario.file, "--set", "play.case=alon", "--out", str(tmp_path / "x"))[0] == 1


@pytest.mark.parametrize("command", ["msel", "handout"])
def test_it_speaks_the_language_that_is_asked_for(capsys: Capture, tmp_path: Path, command: str) -> None:
    scenario = exercise(tmp_path)
    out = answered(capsys, command, scenario.file, "--lang", "ja", "--out", str(tmp_path / "ja"))[1]
    words = {"msel": "期待される対応", "handout": "この班だけに渡す"}[command]
    assert any(words in Path(path).read_text(encoding="utf-8", errors="ignore") for path in out)


def test_a_scenario_without_sides_or_events_has_papers_too(capsys: Capture, tmp_path: Path) -> None:
    for command in ("msel", "handout"):
        scenario = exercise(tmp_path, injects=[], decisions=[], play={})
        code, out, _ = answered(capsys, command, scenario.file, "--out", str(tmp_path / command))
        assert code == 0 and out
