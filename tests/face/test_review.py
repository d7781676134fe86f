"""`sim review` at the door: what it writes, where it says it is, and what it says of wrong requests."""

from pathlib import Path

import pytest

from sim.face.cli import run
from tests.table.played import played


@pytest.mark.slow
def test_it_writes_beside_the_game_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    played(tmp_path, turns=1).close()
    assert run(["review", str(tmp_path / "a.game"), "-n", "2", "--jobs", "1", "--lang", "ja"]) == 0
    lines = capsys.readouterr().out.split()
    assert [Path(line).name for line in lines] == ["review.html", "review.md", "facilitator.html", "facilitator.md"]
    assert {Path(line).parent for line in lines} == {tmp_path / "a-review"}
    assert '<html lang="ja">' in Path(lines[0]).read_text(encoding="utf-8")
    assert (tmp_path / "a.game.replications").is_file()


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    played(tmp_path, turns=1).close()
    path = tmp_path / "a.game"

    def stop(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.experiment.executor.Serial.run", lambda *_: (stop() for _ in range(1)))
    assert run(["review", str(path), "-n", "2", "--jobs", "1"]) == 3
    said = capsys.readouterr().err
    assert "Interrupted: 0 of 6 runs are kept. The same command goes on:" in said
    assert f"sim review {path} -n 2" in said


WRONG = [
    (["none.game"], "none.game: there is no such game; begin one with `sim play SCENARIO`"),
    (["torn.game"], "torn.game: is no game"),
    (["a.game", "-n", "0"], "-n: found 0; write how many replications, 1 or more"),
    (["a.game", "--jobs", "0"], "--jobs: found 0; write how many processes, 1 or more"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_a_wrong_request_is_told_in_one_message(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("torn.game").write_bytes(b"SQLite format 3\0 torn" * 9)
    assert run(["review", *arguments]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
