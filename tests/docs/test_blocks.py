"""What may be pasted from the pages works: commands parse, scenarios load, Python runs, SQL finds something."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer

import sim
from sim.experiment.result import Result
from sim.face.cli import app
from sim.record.log import OURS
from sim.scenario.load import Scenario, bundled, load
from tests.docs.pages import ROOT, blocks, text

SHELL = [(where, line) for where, block in blocks("sh") for line in block.splitlines() if line.startswith("sim ")]
QUERIES = blocks("sql")


def parsed(line: str) -> tuple[str, dict[str, Any]]:
    """Return the command of a line and its parameters, as the command itself reads them."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("sim", shlex.split(line, comments=True)[1:])
    name, command, rest = group.resolve_command(context, [*context._protected_args, *context.args])
    return name, command.make_context(name, rest, parent=context).params


def test_something_was_found() -> None:
    assert len(SHELL) >= 10
    assert len(QUERIES) >= 4
    assert len(blocks("python")) >= 4


@pytest.mark.slow
@pytest.mark.parametrize(("where", "line"), SHELL, ids=[line for _, line in SHELL])
def test_commands_parse(where: str, line: str) -> None:
    name, given = parsed(line)
    if name in ("run", "explain"):
        scenario = load(given["scenario"], given["sets"])
        assert set(given.get("case", ())) <= set(scenario.cases)
    if name == "new":
        assert given["origin"] in bundled()
    if name == "check":
        assert all((ROOT / each).is_file() for each in given["scenarios"])


def test_a_wrong_command_does_not_parse() -> None:
    with pytest.raises(Exception, match="No such option"):
        parsed("sim run msa --sett a=b")


def test_other_lines_of_shell_are_few_and_known() -> None:
    lines = [line for _, block in blocks("sh") for line in block.splitlines() if line and not line.startswith("sim ")]
    known = r"(make (demo|test)\b|pip install \.$|(sqlite3|datasette) results/|python tools/\w+\.py\b)"
    for line in lines:
        assert re.match(known, line), line


def test_the_scenario_that_is_shown_loads(tmp_path: Path) -> None:
    (_, whole), (_, moments), (_, play) = blocks("yaml", "docs/scenario-file.md")
    (tmp_path / "shown.yaml").write_text(whole, encoding="utf-8")
    assert load(tmp_path / "shown.yaml").cases == ("one", "two")
    (tmp_path / "longer.yaml").write_text(whole.replace("duration: 6 d", "duration: 40 d") + moments, encoding="utf-8")
    longer = load(tmp_path / "longer.yaml")
    assert [change.id for change in longer.setting("one").changes] == ["typhoon", "sorties"]
    (tmp_path / "played.yaml").write_text(whole + play, encoding="utf-8")
    assert load(tmp_path / "played.yaml").spec.turn_s == 2 * 86400


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_python_runs(
    page: str, small: Scenario, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run the blocks of a page one after the other, on a small scenario in place of the large one."""
    monkeypatch.setattr(sim, "load", lambda _, changes=(): load(small.file, changes), raising=False)
    names: dict[str, Any] = {}
    for where, block in blocks("python", page):
        exec(compile(block, where, "exec"), names)
    assert ("Difference(" if page == "README.md" else "say its unit") in capsys.readouterr().out


@pytest.fixture(scope="module")
def log(result: Result) -> Any:
    assert result.folder is not None
    with closing(sqlite3.connect(result.folder / "log.sqlite")) as db:
        yield db


@pytest.mark.slow
@pytest.mark.parametrize(("where", "query"), QUERIES, ids=[where for where, _ in QUERIES])
def test_queries_run(where: str, query: str, log: sqlite3.Connection) -> None:
    rows = log.execute(query).fetchall()
    assert rows or "AND seq = " in query, f"{where} finds nothing"  # the story's event is one of another scenario


@pytest.mark.slow
def test_the_chain_of_causes_ends_in_the_event_that_was_asked_for(log: sqlite3.Connection) -> None:
    story = next(query for _, query in QUERIES if "AND seq = " in query)
    held = "SELECT replication, seq FROM event WHERE case_name = 'arrangement' AND kind = 'evidence_held' LIMIT 1"
    replication, seq = log.execute(held).fetchone()
    asked = re.sub(r"replication = \d+ AND seq = \d+", f"replication = {replication} AND seq = {seq}", story)
    rows = log.execute(asked).fetchall()
    assert rows[-1][0] == seq
    assert len(rows) >= 3


@pytest.mark.slow
def test_the_result_folder_is_as_told(result: Result, log: sqlite3.Connection) -> None:
    assert result.folder is not None
    page = text("docs/result-folder.md")
    for file in result.folder.iterdir():
        assert f"`{file.name}" in page
    tables = {name for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    for name in tables | OURS - {"finished", "sqlite_master"}:
        assert f"| `{name}` |" in page


@pytest.mark.slow
def test_the_summary_is_shaped_as_told(result: Result) -> None:
    (_, shown), *_ = blocks("json", "docs/result-folder.md")
    told, made = json.loads(shown), result.summary
    assert told.keys() == made.keys()
    assert told["cases"]["alone"].keys() == made["cases"]["alone"].keys()
    assert told["comparison"].keys() == made["comparison"].keys()
    name = "transfers_observed"
    for where in (("cases", "alone", "measures", name), ("comparison", "differences", "arrangement", name)):
        one, other = told, made
        for step in where:
            one, other = one[step], other[step]
        assert one.keys() == other.keys()


@pytest.mark.slow
def test_pictures_are_as_told(result: Result, tmp_path: Path) -> None:
    from sim.report.figures import draw_all
    from sim.report.material import gather

    assert result.folder is not None
    drawn = {path.stem for path in draw_all(gather(result.folder), tmp_path)}
    told = set(re.findall(r"^\| `([a-z]+)` \|", text("docs/result-folder.md").split("## Figures")[1], re.MULTILINE))
    assert drawn
    assert {re.sub(r"-\d+$", "", name) for name in drawn} <= told
