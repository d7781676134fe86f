"""`sim verify`: the tables, as text and as data; an answer that does not hold is ours."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from sim.face import verify
from sim.face.cli import run
from sim.kernel.validation import Check, Validation


def test_a_table_is_printed_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "canal_queue"]) == 0
    told = capsys.readouterr().out
    assert "A canal as a bulk-service queue" in told and "Known from: " in told
    assert "3 of 3 known answers hold." in told


def test_it_is_data_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "canal_queue", "--json"]) == 0
    (table,) = json.loads(capsys.readouterr().out)
    assert table["name"] == "canal_queue" and all(check["holds"] for check in table["checks"])


def test_a_name_that_there_is_not_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "canal_queu"]) == 1
    assert "there is no validation 'canal_queu'; did you mean 'canal_queue'?" in capsys.readouterr().err


def test_an_answer_that_does_not_hold_is_a_fault_of_ours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: Callable[..., list[Check]] = lambda _: [Check("1 + 1", "2", "3", "+1", "sums", False)]  # noqa: E731
    monkeypatch.setattr(verify, "find_validations", lambda *_: {"w": Validation("w", "Wrong", "arithmetic", wrong)})
    assert run(["verify"]) == 70
    told = capsys.readouterr().out
    assert "DOES NOT HOLD: sums" in told and "0 of 1 known answers hold." in told


def test_runs_that_several_tables_need_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(verify, "load", lambda name: name)
    monkeypatch.setattr(verify, "simulate", lambda *key: made.append(key) or key)
    two = {
        name: Validation(name, name, "", lambda runs: [Check(str(len(runs)), "", "", "")], "s", "c", 3) for name in "ab"
    }
    monkeypatch.setattr(verify, "find_validations", lambda *_: two)
    assert [checks[0].what for _, checks in verify.verified()] == ["3", "3"]
    assert made == [("s", "c", 0), ("s", "c", 1), ("s", "c", 2)]
