"""A few short runs are what they were; when they ought to have changed, `make golden` and read the difference."""

import json
from pathlib import Path

import pytest

from tests.golden.rewrite import HERE, RUNS, lines_of, path_of, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", sorted(RUNS))
def test_a_run_is_what_it_was(name: str) -> None:
    kept = path_of(name).read_text(encoding="utf-8").splitlines()
    assert len(kept) > 50
    for number, (line, before) in enumerate(zip(lines_of(run(name)), kept, strict=True), start=1):
        now, then = json.loads(line), json.loads(before)
        assert now == then, f"{name}.jsonl, line {number}, has changed; if it ought to, make golden and read the diff"


def test_nothing_is_kept_that_is_not_run() -> None:
    assert {Path(path).stem for path in HERE.glob("*.jsonl")} == set(RUNS)
