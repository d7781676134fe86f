"""What `--cluster` does at the door: the same as without it, and Ctrl-C takes nothing away."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

import sim.scenario.load
from sim.experiment.asked import Asked
from sim.face import cli
from sim.face.run import run_command
from sim.face.sweep_command import sweep_command
from tests.experiment.fake.cluster import ROOT, Cluster, started
from tests.experiment.fake.model import SETUP
from tests.experiment.surface.model import setup
from tests.face.test_run import Asked as Boxes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
SMALL = str(ROOT / "tests" / "scenarios" / "small.yaml")
PATIENCE_S = 60
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with started() as made:
        yield made


@pytest.fixture
def two(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a scheduler with two workers; work in a folder of this test's."""
    monkeypatch.chdir(tmp_path)
    return cluster.has(2)


@pytest.fixture
def there(two: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], int]:
    """Run a command on the cluster, with no executor of this machine's own to fall back on."""

    def run(arguments: list[str]) -> int:
        with monkeypatch.context() as patch:
            for module in ("replicate", "sweep", "pilots"):
                patch.delattr(f"sim.experiment.{module}.choose")
            return cli.run([*arguments, "--cluster", two, "--out", "there"])

    return run


def same(names: tuple[str, ...], one: str, other: str) -> bool:
    return all(Path(one, name).read_bytes() == Path(other, name).read_bytes() for name in names)


def hashes(folder: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(Path(folder, "run.json").read_text())["log_hash"]
    return found


def test_a_run_is_what_it_is_here(there: Callable[[list[str]], int], capsys: Capture) -> None:
    asked = ["run", SMALL, "--set", "duration=2 d", "-n", "3", "--no-figures"]
    assert there(asked) == 0
    told = capsys.readouterr()
    assert told.err.splitlines()[0].endswith(" runs, starting")
    assert told.out.splitlines()[-1] == "results:  there"
    assert cli.run([*asked, "--jobs", "1", "--out", "here"]) == 0
    assert capsys.readouterr().out == told.out.replace("there", "here")
    assert hashes("there") == hashes("here") and len(hashes("here")["alone"]) == 3
    assert same(("replications.csv", "summary.json", "scenario.yaml", "log.sqlite"), "there", "here")


def test_a_sweep_is_what_it_is_here(there: Callable[[list[str]], int], capsys: Capture) -> None:
    asked = ["sweep", SMALL, "--set", "duration=2 d", "--vary", "parts.mpa.area=north, south", "-n", "2"]
    asked += ["--measure", "flying_hours", "--against", "alone", "--no-figures"]
    assert there(asked) == 0
    assert "Traceback" not in capsys.readouterr().err
    assert cli.run([*asked, "--jobs", "1", "--out", "here"]) == 0
    assert same(("design.csv", "responses.csv", "sensitivity.json"), "there", "here")
    assert len(Path("here/responses.csv").read_text().splitlines()) == 1 + 2 * 2 * 2


def test_a_sweep_from_python_goes_there_too(two: str) -> None:
    scenario, how = sim.load(SMALL), setup()
    given: dict[str, Any] = {"vary": {"arrangement[0].loss": [0, 1]}, "measures": "height", "replications": 3}
    there = sim.sweep(scenario, **given, cluster=two, setup=how)
    here = sim.sweep(scenario, **given, jobs=1, setup=how)
    assert str(list(there.responses)) == str(list(here.responses))  # a NaN is not equal to itself
    assert len(there.responses) == 2 * 3 * 3 and list(there.sensitivity) == list(here.sensitivity)


def test_a_warm_up_is_what_it_is_here(there: Callable[[list[str]], int], capsys: Capture) -> None:
    asked = ["run", SMALL, "--set", "duration=2 d", "--case", "alone", "-n", "5", "--warm-up", "auto", "--no-figures"]
    assert there([*asked, "--json"]) == 0
    told = capsys.readouterr().out
    assert cli.run([*asked, "--json", "--jobs", "1"]) == 0
    assert json.loads(told)["pilots"] == 5 and capsys.readouterr().out == told


def test_the_cluster_is_looked_at(two: str, capsys: Capture) -> None:
    assert cli.run(["cluster", two]) == 0
    assert capsys.readouterr().out == f"{two} will do: 2 workers, running what runs here\n"


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_nobody_there_is_told_before_anything_is_written(command: str, two: str, capsys: Capture) -> None:
    vary = ["--vary", "parts.mpa.area=north, south"] if command == "sweep" else []
    wrong = {"no Dask scheduler answers": ["--cluster", "x"], "--jobs: is for this": ["--cluster", two, "--jobs", "2"]}
    for said, options in wrong.items():
        assert cli.run([command, SMALL, *vary, *options, "--out", "out"]) == 1
        assert said in capsys.readouterr().err
    assert not Path("out").exists()


def test_an_interrupt_keeps_what_came_back_and_the_cluster(
    two: str, cluster: Cluster, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker sends it when it has made some, so that it comes in the middle of waiting for others."""
    trouble: dict[str, Any] = {"signal": ("together", 20), "pid": os.getpid()}
    monkeypatch.setattr(sim.scenario.load, "load", lambda *_: Boxes(trouble=trouble))
    asked: dict[str, Any] = {"replications": 400, "out": "out", "figures": False, "setup": SETUP}
    assert run_command("boxes.yaml", cluster=two, **asked) == 3
    told = capsys.readouterr().err.splitlines()
    kept = int(told[-2].removeprefix("Interrupted: ").partition(" of 800 runs are kept in out. To go on:")[0])
    assert 0 < kept < 800
    assert told[-1] == f"  sim run boxes.yaml -n 400 --resume --out out --cluster {two}"
    assert all(process.poll() is None for process in cluster.processes[-2:])

    trouble.clear()
    assert run_command("boxes.yaml", cluster=two, resume=True, **asked) == 0
    assert capsys.readouterr().err.startswith(f"{kept} of 800 runs, starting")
    assert run_command("boxes.yaml", jobs=1, **asked | {"out": "whole"}) == 0
    assert hashes("out") == hashes("whole")
    assert same(("replications.csv", "summary.json", "log.sqlite"), "out", "whole")


def test_an_interrupted_sweep_says_how_to_go_on_there(
    two: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **given: Any) -> None:
        assert given["cluster"] == two
        raise sim.face.sweep_command.Interrupted(5, 12, "the scheduler is gone")  # type: ignore[attr-defined]

    monkeypatch.setattr("sim.face.sweep_command.run_sweep", gone)
    asked = Asked(["arrangement[0].loss=0, 1"], measures=["height"], cluster=two)
    assert sweep_command(SMALL, asked, out=Path("out"), setup=setup()) == 3
    told = capsys.readouterr().err.splitlines()
    assert told[-2] == "Interrupted: the scheduler is gone: 5 of 12 runs are kept in out. To go on:"
    assert told[-1].endswith(f" --measure height --resume --out out --cluster {two}")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waiting for a process that is no child needs Linux")
def test_a_cluster_of_a_test_ends_with_it_however_it_ends() -> None:
    code = (
        "from tests.experiment.fake.cluster import Cluster; made = Cluster(); made.join();"
        "print(*(process.pid for process in made.processes), flush=True); input()"
    )
    pipe, command = subprocess.PIPE, [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as owner:
        assert owner.stdout
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        handles = [os.pidfd_open(pid) for pid in pids]
        owner.kill()
    try:
        for handle in handles:
            assert select.select([handle], [], [], PATIENCE_S)[0], "a process is left behind"
    finally:
        for handle in handles:
            if not select.select([handle], [], [], 0)[0]:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
    assert len(handles) == 2
