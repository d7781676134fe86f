"""`sim play` as it is typed into a shell: options, exit codes, pipes, and games played from a file."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.face import cli
from tests.face.play.sitting import ROOT, TABLE

Capture = pytest.CaptureFixture[str]
PATIENCE_S = 60  # a test that hangs ends, rather than stands
SIM = (sys.executable, "-c", "from sim.face.cli import main; main()")
HOMEWORK = """\
scenario: table
turns:
  - turn: 1
    a: [{set: {parts.mpa.sorties: 3 /d}}]
    white: [{override: {what: cues, value: 9, reason: One was counted twice.}}]
  - turn: 2
    a: [{choose: {hunt: north}}]
"""
WRONG = """\
scenario: table
turns:
  - turn: 1
    a: [{sett: {parts.mpa.sorties: 3 /d}}, {set: {parts.mpa.sortie: 3 /d}}]
  - turn: 9
    b: [{choose: {level: closely}}]
"""


def piped(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a folder with a pipe at each end."""
    return subprocess.run(
        [*SIM, "play", *arguments], input=typed, capture_output=True, text=True, encoding="utf-8", cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_a_game_over_a_pipe_is_kept_and_gone_on_with(tmp_path: Path) -> None:
    first = piped(tmp_path, TABLE, typed="mpa sorties 3 /d\ncommit\n")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Everything said is kept in games/table-1.game, as it is said.\n--- Side A ---\n")
    assert "a 1/4 plan> mpa sorties 3 /d\n" in first.stdout
    assert first.stdout.endswith("To go on:\n  sim play games/table-1.game\n")
    assert "\x1b" not in first.stdout
    assert [line for line in first.stdout.splitlines() if line.endswith(" ")] == []
    second = piped(tmp_path, "games/table-1.game", typed="commit\nquit\nbrief\n")
    assert "b 1/4 plan> commit" in second.stdout
    assert "> brief" not in second.stdout
    piped(tmp_path, TABLE, typed="quit\n")
    assert sorted(each.name for each in (tmp_path / "games").glob("*.game")) == ["table-1.game", "table-2.game"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no such terminals")
def test_at_a_terminal_tab_completes_and_an_interruption_ends_with_3(tmp_path: Path) -> None:
    import pty

    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        [*SIM, "play", TABLE, "--solo"], stdin=follower, stdout=follower, stderr=follower, cwd=tmp_path, env=environment
    ) as game:
        try:
            os.close(follower)
            until(leader, "plan> ")
            os.write(leader, b"mp\tso\t3 /d\n")
            said = until(leader, "end of planning on")
            game.send_signal(signal.SIGINT)
            until(leader, "sim play games/table-1.game")
            assert game.wait(PATIENCE_S) == 3
        finally:
            game.kill()
            os.close(leader)
    assert "mpa sorties 3 /d" in said
    assert "parts.mpa.sorties: 2 /d → 3 /d" in said


def until(leader: int, wanted: str) -> str:
    """Read from a terminal until something was printed there."""
    said = b""
    while wanted.encode() not in said:
        assert select.select([leader], [], [], PATIENCE_S)[0], said
        said += os.read(leader, 4096)
    return said.decode("utf-8", "replace")


def answered(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = cli.run(["play", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


FAULTS = [
    (["nowhere"], "nowhere: there is no such file; write a file's path, or a bundled scenario:"),
    (["mas"], "mas: there is no such file; did you mean 'msa'?"),
    (["friday.game"], "friday.game: there is no such game; begin one with: sim play SCENARIO"),
    ([TABLE, "--case", "x"], f"{TABLE}: cases: there is no case 'x'; write one of: base"),
    ([TABLE, "--cells", "c"], "--cells: there is no cell 'c'; write one of: a, b, white"),
    ([TABLE, "--set", "seed=x"], "--set seed: found 'x'; write a whole number"),
    ([TABLE, "--game", "dir/none/x.game"], "dir/none/x.game"),
    ([TABLE, "--json"], "--json: is of what a file of orders comes to; add --orders FILE"),
    ([TABLE, "--orders", "none.yaml"], "none.yaml"),
    ([TABLE, "--orders", "homework.yaml", "--case", "base"], "--case: the file of orders says which case is played;"),
    ([TABLE, "--game", "taken.game"], "taken.game: is there already; choose another name, or open it"),
    (["taken.game"], "taken.game"),
]


@pytest.mark.slow
def test_what_is_asked_for_wrongly_gets_one_line(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("homework.yaml").write_text(HOMEWORK, encoding="utf-8")
    Path("taken.game").write_bytes(b"SQLite format 3\0" + bytes(200))
    for arguments, said in FAULTS:
        code, out, err = answered(capsys, *arguments)
        assert (code, out) == (1, ""), arguments
        assert err.startswith(said), (arguments, err)
        assert err.count("\n") == 1, (arguments, err)
    assert not list(Path("games").glob("*.game"))


@pytest.mark.slow
def test_a_game_keeps_what_it_was_begun_with(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    piped(tmp_path, TABLE, "--seed", "5", "--game", "mine.game", typed="quit\n")
    for option in (["--seed", "6"], ["--case", "base"], ["--set", "seed=1"], ["--game", "x.game"]):
        code, _, err = answered(capsys, "mine.game", *option)
        assert (code, err) == (1, f"{option[0]}: a game that was begun keeps what it was begun with; leave it out\n")


@pytest.mark.slow
def test_homework_is_played_and_told(tmp_path: Path) -> None:
    (tmp_path / "homework.yaml").write_text(HOMEWORK, encoding="utf-8")
    done = piped(tmp_path, TABLE, "--orders", "homework.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if line.startswith("turn ")] == [
        f"turn {n} of 4, adjudication · {begins} to {ends}"
        for n, (begins, ends) in enumerate(
            [("2021-03-01 00:00", "2021-03-01 12:00"), ("2021-03-01 12:00", "2021-03-02 00:00"),
             ("2021-03-02 00:00", "2021-03-02 12:00"), ("2021-03-02 12:00", "2021-03-03 00:00")], 1)
    ]  # fmt: skip
    assert "parts.mpa.sorties shall be 3 /d" in done.stdout
    assert "* ruled: cues counts as 9, because One was counted twice." in done.stdout
    assert done.stdout.endswith("The game is kept in games/table-1.game. To look at it: sim play games/table-1.game\n")
    data = json.loads(piped(tmp_path, TABLE, "--orders", "homework.yaml", "--json").stdout)
    assert [each["turn"] for each in data["turns"]] == [1, 2, 3, 4]
    assert data["measures"]["cues"]["ruled"] == 9
    assert data["turns"][-1]["measures"] == data["measures"]
    assert data["game"] == "games/table-2.game"


@pytest.mark.slow
def test_every_fault_of_homework_is_told_by_line(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.yaml").write_text(WRONG, encoding="utf-8")
    code, out, err = answered(capsys, TABLE, "--orders", "wrong.yaml")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "wrong.yaml:4: unknown key 'sett'; did you mean 'set'?",
        "wrong.yaml:4: parts.mpa.sortie: cannot be ordered; did you mean 'parts.mpa.sorties'?",
        "wrong.yaml:5: turn: found 9; write one of 1 to 4",
    ]
    assert not list(Path("games").glob("*.game"))
