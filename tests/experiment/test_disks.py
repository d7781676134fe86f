"""A disk that is full or read-only is told in a line, takes nothing away, and a run goes on once it is mended."""

import json
import os
from collections.abc import Callable
from contextlib import redirect_stderr
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import UserError
from sim.experiment.replicate import Interrupted, Progress, replicate
from sim.experiment.result import read
from sim.face import cli
from sim.record.folder import RUN
from tests.experiment.fake.disk import Disk, why_not
from tests.experiment.fake.model import SETUP, Scenario
from tests.experiment.fake.process import apart
from tests.experiment.test_resume import content, whole

pytestmark = pytest.mark.slow
SMALL = str(Path(__file__).parents[1] / "scenarios" / "small.yaml")
DAYS = ["--set", "duration=2 d"]
SWEEP = ["sweep", SMALL, *DAYS, "--vary", "parts.mpa.area=north, south", "-n", "1", "--jobs", "1", "--no-figures"]
run = partial(replicate, Scenario(), setup=SETUP, log="all")
Refused = Callable[..., str]


@pytest.fixture(autouse=True)
def _mounts(tmp_path: Path) -> None:
    whole("all")  # before any process is made that needs it
    reason = why_not(tmp_path)
    if reason:
        pytest.skip(reason)


def told(action: Callable[[], object]) -> Any:
    """Return what a process of its own has to say, as data."""
    ended = apart(lambda: json.dumps(action()))
    assert ended.said.startswith(("{", "[")), ended.said
    return json.loads(ended.said)


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(UserError) as said:
        action()
    assert len(said.value.faults) == 1
    return str(said.value)


def stopped_after(runs: int, path: Path) -> None:
    def stop(made: Progress) -> None:
        if made.done >= runs:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        run(jobs=1, out=path, on_progress=stop)


def test_a_read_only_disk_is_told_and_takes_nothing_away(tmp_path: Path) -> None:
    def act() -> dict[str, str]:
        disk = Disk(tmp_path, 8000)
        run(jobs=1, out=tmp_path / "done")
        stopped_after(6, tmp_path / "half")
        disk.allow(writing=False)
        said = {
            "new": refusal(lambda: run(jobs=1, out=tmp_path / "new")),
            "half": refusal(lambda: run(jobs=2, out=tmp_path / "half", resume=True)),
            "done": refusal(lambda: run(replications=7, jobs=1, out=tmp_path / "done", resume=True)),
        }
        assert content(tmp_path / "done") == whole("all")
        assert read(tmp_path / "done").journal("together", 5).hash()
        disk.allow()
        seen: list[int] = []
        run(jobs=1, out=tmp_path / "half", resume=True, on_progress=lambda made: seen.append(made.done))
        assert seen[0] == 6
        assert content(tmp_path / "half") == whole("all")
        return said

    said = told(act)
    assert said["new"].endswith("new: cannot be written (read-only file system); "
                                "choose a folder that can be written, with room to spare")  # fmt: skip
    for name in ("half", "done"):
        assert f"{name}/replications.sqlite: cannot be written (the folder is read-only); free the disk" in said[name]


@pytest.mark.parametrize("kilobytes", [0, 8, 60, 150, 250, 350, 400, 450])
def test_a_full_disk_is_told_and_takes_nothing_away(kilobytes: int, tmp_path: Path) -> None:
    """From no room for the folder itself to room for all runs, and none for their logs a second time."""

    def act() -> list[Any]:
        disk = Disk(tmp_path, 8000)
        run(jobs=1, out=tmp_path / "done")
        disk.allow(disk.used + kilobytes)
        said = refusal(lambda: run(jobs=1, out=tmp_path / "out"))
        assert not (tmp_path / "out" / RUN).exists() or not json.loads((tmp_path / "out" / RUN).read_text())["complete"]
        assert content(tmp_path / "done") == whole("all")
        disk.allow(8000)
        seen: list[int] = []
        run(jobs=1, out=tmp_path / "out", resume=True, on_progress=lambda made: seen.append(made.done))
        assert content(tmp_path / "out") == whole("all")
        return [said, seen[0]]

    said, kept = told(act)
    assert "cannot be written (" in said
    assert "no space left on device" in said or "database or disk is full" in said
    assert kept > 0 or kilobytes < 200
    if kept == 12:
        assert said.endswith("go on with --resume; what was finished is kept")


def door(
    path: Path, commands: dict[str, list[str]], change: Callable[[Disk], None], before: list[str]
) -> dict[str, list[Any]]:
    """Say how commands end, and what they complain of, on a disk that is changed after a first one."""
    disk = Disk(path, 40_000)
    os.chdir(path)
    assert cli.run(before) == 0
    change(disk)
    ended: dict[str, list[Any]] = {}
    for name, command in commands.items():
        with redirect_stderr(StringIO()) as complaint:
            code = cli.run(command)
        ended[name] = [code, complaint.getvalue()]
    return ended


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda disk: disk.allow(writing=False), "read-only file system"),
        (lambda disk: disk.allow(disk.used), "no space left on device|disk is full"),
    ],
)
def test_at_the_door_it_is_one_line_and_1(change: Callable[[Disk], None], said: str, tmp_path: Path) -> None:
    commands = {
        "run": ["run", SMALL, *DAYS, "-n", "1", "--jobs", "1"],
        "sweep": SWEEP,
        "compare": ["compare", "done", "--out", "compared"],
        "new": ["new", "mine"],
        "look": ["compare", "done", "--measure", "flying_hours", "--json"],
        "again": ["rerun", "done", "-n", "1", "--case", "alone", "--jobs", "1"],
    }
    before = ["run", SMALL, *DAYS, "-n", "2", "--jobs", "1", "--no-figures", "--out", "done"]
    ended = told(partial(door, tmp_path / "disk", commands, change, before))
    for name in ("run", "sweep", "compare", "new"):
        code, complaint = ended[name]
        assert code == 1, name
        last = complaint.splitlines()[-1]
        assert any(each in last for each in said.split("|")), complaint
        assert "Traceback" not in complaint
    assert [ended[name][0] for name in ("look", "again")] == [0, 0]


def test_pictures_that_do_not_fit_leave_the_results_complete(tmp_path: Path) -> None:
    asked = ["run", SMALL, *DAYS, "-n", "2", "--case", "alone", "--jobs", "1", "--out"]

    def act() -> dict[str, list[Any]]:
        ended = door(
            tmp_path / "disk", {"drawn": [*asked, "drawn"]}, lambda disk: disk.allow(disk.used + 2000),
            [*asked, "done", "--no-figures"],
        )  # fmt: skip
        assert read("drawn").log_hashes == read("done").log_hashes
        return ended

    code, complaint = told(act)["drawn"]
    assert code == 1
    assert "drawn/figures/" in complaint and "go on with --resume; what was finished is kept" in complaint
