"""A game's file: appended to, never rewritten; durable, chained, shared between processes, and clear when it is bad."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.record.games import FORM, GameFile, Head, Line

HEAD = Head("small", "title: x", "base")
NOTE = {"text": "hold"}


def made(folder: Path) -> GameFile:
    return GameFile.create(folder / "a.game", HEAD)


def say(file: GameFile, *texts: str) -> None:
    for text in texts:
        with file.alone():
            seen = len(file.entries())
            file.append("a", "note", seen, {"text": text})


def texts(file: GameFile) -> list[str]:
    return [line.body["text"] for line in file.entries()]


def test_what_was_said_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    file = made(tmp_path)
    say(file, "one", "二")
    file.close()
    again = GameFile(file.path)
    assert again.head == HEAD
    assert again.entries() == (Line(1, "a", "note", 0, {"text": "one"}), Line(2, "a", "note", 1, {"text": "二"}))


def test_two_who_hold_one_game_see_what_the_other_says(tmp_path: Path) -> None:
    one = made(tmp_path)
    other = GameFile(one.path)
    say(one, "one")
    say(other, "two")
    say(one, "three")
    assert texts(one) == texts(other) == ["one", "two", "three"]
    assert [line.number for line in one.entries()] == [1, 2, 3]


def test_nobody_adds_while_another_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.record.games.WAIT_S", 0.0)
    one = made(tmp_path)
    other = GameFile(one.path)
    with one.alone(), pytest.raises(UserError, match=r"locked.*; let the other terminal finish"), other.alone():
        pass
    say(other, "later")
    assert texts(one) == ["later"]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    file = made(tmp_path)
    with pytest.raises(RuntimeError), file.alone():
        raise RuntimeError
    say(file, "after")
    assert texts(GameFile(file.path)) == ["after"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entry SET body = '{}'", "DELETE FROM entry", "UPDATE head SET value = '1'", "DELETE FROM head"],
)
def test_the_file_refuses_to_forget(tmp_path: Path, statement: str) -> None:
    file = made(tmp_path)
    say(file, "one")
    with closing(sqlite3.connect(file.path)) as db, pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
        db.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entry SET body = '{\"text\": \"never\"}' WHERE number = 2", "DELETE FROM entry WHERE number = 2",
     "UPDATE entry SET cell = 'b' WHERE number = 2", "UPDATE head SET value = '\"other\"' WHERE name = 'case'"],
)  # fmt: skip
def test_a_past_that_was_changed_is_noticed(tmp_path: Path, statement: str) -> None:
    file = made(tmp_path)
    say(file, "one", "two", "three")
    file.close()
    with closing(sqlite3.connect(file.path)) as db:
        for table, verb in (("entry", "UPDATE"), ("entry", "DELETE"), ("head", "UPDATE")):
            db.execute(f"DROP TRIGGER {table}_{verb}")
        db.execute(statement)
        db.commit()
    with pytest.raises(UserError, match=r"entry \d is not as it was written: the past of this game was changed"):
        GameFile(file.path)


def test_a_game_that_shares_a_past_begins_with_it(tmp_path: Path) -> None:
    file = made(tmp_path)
    say(file, "one", "two", "three")
    other = GameFile.create(tmp_path / "b.game", Head("small", "title: x", "base", 0, "a.game", 2), file.entries()[:2])
    assert (texts(other), other.head.parent, other.head.parent_entry) == (["one", "two"], "a.game", 2)
    say(other, "else")
    assert (texts(other), texts(file)) == (["one", "two", "else"], ["one", "two", "three"])


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    made(tmp_path)
    with pytest.raises(UserError, match=r"a\.game: is there already; choose another name"):
        made(tmp_path)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.game: there is no such game; begin one with `sim play SCENARIO`"):
        GameFile(tmp_path / "none.game")


@pytest.mark.parametrize("content", [b"title: not a game\n" * 100, b"", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_game_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.game"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"a\.game: is no game.*; name a game that `sim play` made"):
        GameFile(path)


def test_another_program_s_database_is_no_game(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE event (seq INTEGER)")
    with pytest.raises(UserError, match="is no game; name a game"):
        GameFile(path)


def test_a_damaged_game_is_said(tmp_path: Path) -> None:
    file = made(tmp_path)
    say(file, *(f"note {n}" for n in range(400)))
    file.close()
    content = bytearray(file.path.read_bytes())
    content[8192 : 8192 + 4096] = os.urandom(4096)
    file.path.write_bytes(content)
    with pytest.raises(UserError, match=r"damaged|is not as it was written"):
        GameFile(file.path)


def test_a_game_of_a_newer_sim_is_said(tmp_path: Path) -> None:
    file = made(tmp_path)
    file.close()
    with closing(sqlite3.connect(file.path)) as db:
        db.execute(f"PRAGMA user_version = {FORM + 1}")
    with pytest.raises(UserError, match=r"is a game of a newer sim \(form 2; this one reads 1\); open it with a newer"):
        GameFile(file.path)


def test_the_file_is_synced_at_every_commit(tmp_path: Path) -> None:
    file = made(tmp_path)
    told = [file._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert told == ["wal", 2]  # 2 is FULL


def speaker(path: Path, pipe: int) -> None:
    """Say one thing after another, acknowledging each once it is kept, until killed."""
    file, said = GameFile(path), 0
    while True:
        said += 1
        say(file, str(said))
        os.write(pipe, b".")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_order_that_was_acknowledged_is_lost_to_200_kills(tmp_path: Path) -> None:
    file, luck = made(tmp_path), np.random.default_rng(5)
    file.close()
    acknowledged = 0
    for _ in range(200):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            speaker(file.path, write)
        os.close(write)
        # Killed at a random moment between two acknowledgements: after some, and a random share of the next.
        for _ in range(int(luck.integers(1, 4))):
            assert os.read(read, 1) == b"."
            acknowledged += 1
        for _ in range(int(luck.integers(0, 3000))):
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while got := os.read(read, 4096):
            acknowledged += len(got)
        os.close(read)
        kept = GameFile(file.path)
        assert acknowledged <= len(kept.entries()) <= acknowledged + 1
        acknowledged = len(kept.entries())  # what was kept and not acknowledged any more stays kept
        kept.close()
    assert acknowledged >= 200
