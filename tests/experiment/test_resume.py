"""Nothing finished is lost, whatever happens: a run that was stopped ends as one that was not."""

import json
import os
import random
import signal
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp

import pytest

from sim.base.errors import UserError
from sim.experiment.replicate import Interrupted, Progress, replicate
from sim.record.folder import RUN, STORE
from tests.experiment.fake.model import SETUP, Scenario
from tests.experiment.fake.process import apart, killed_at

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")

FILES = ("replications.csv", "summary.json", "scenario.yaml", "log.sqlite")
run = partial(replicate, Scenario(), setup=SETUP)


@cache
def whole(log: str = "first") -> dict[str, object]:
    """Return the content of a folder that was filled without a stop."""
    path = Path(mkdtemp()) / "out"
    run(jobs=1, out=path, log=log)  # type: ignore[arg-type]
    return content(path)


@cache
def calls(jobs: int = 1) -> int:
    """Return how many calls such a run makes in the parent (on a pool it varies), once everything is imported."""
    whole()
    return int(apart(killed_at(0, partial(run, jobs=jobs, out=Path(mkdtemp()) / "out"))).said)


def content(path: Path) -> dict[str, object]:
    hashes = json.loads((path / RUN).read_text())["log_hash"]
    return {"hashes": hashes, **{name: (path / name).read_bytes() for name in FILES}}


def moments(number: int, seed: int) -> list[float]:
    return [random.Random(f"{seed}.{at}").random() for at in range(number)]


def dies_and_goes_on(moment: float, path: Path, jobs: int = 1) -> None:
    at = 1 + int(moment * calls(jobs))
    ended = apart(killed_at(at, partial(run, jobs=jobs, out=path)))
    assert ended.signal == signal.SIGKILL or jobs > 1, f"call {at} of {calls(jobs)}"
    run(jobs=jobs, out=path, resume=True)
    assert content(path) == whole()
    assert not (path / STORE).exists()


def test_there_are_moments_to_die_at() -> None:
    assert calls() > 1000


@pytest.mark.parametrize("moment", moments(5, seed=1))
def test_kill_and_resume(moment: float, tmp_path: Path) -> None:
    dies_and_goes_on(moment, tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize("moment", [*moments(15, seed=2), *(0.97 + 0.03 * late for late in moments(15, seed=3))])
def test_kill_and_resume_at_more_moments(moment: float, tmp_path: Path) -> None:
    dies_and_goes_on(moment, tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.98 * moment for moment in moments(15, seed=4)])
def test_kill_and_resume_on_a_pool(moment: float, tmp_path: Path) -> None:
    dies_and_goes_on(moment, tmp_path / "out", jobs=2)


@pytest.mark.slow
@pytest.mark.parametrize("done", [0, 2, 6, 12])
def test_workers_die_with_their_parent(done: int, tmp_path: Path) -> None:
    def stop(made: Progress) -> None:
        if made.done >= done:
            os.kill(os.getpid(), signal.SIGKILL)

    ended = apart(partial(run, jobs=2, out=tmp_path / "out", on_progress=stop))  # waits for the workers too
    assert ended.signal == signal.SIGKILL
    run(jobs=2, out=tmp_path / "out", resume=True)
    assert content(tmp_path / "out") == whole()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_keeps_what_is_finished(jobs: int, tmp_path: Path) -> None:
    def stop(made: Progress) -> None:
        if made.done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as told:
        run(jobs=jobs, out=tmp_path / "out", on_progress=stop)
    assert (told.value.done, told.value.total) == (6, 12)
    manifest = json.loads((tmp_path / "out" / RUN).read_text())
    assert manifest["complete"] is False
    seen: list[int] = []
    run(jobs=jobs, out=tmp_path / "out", resume=True, on_progress=lambda made: seen.append(made.done))
    assert seen == [6, 8, 10, 12]
    assert content(tmp_path / "out") == whole()


def test_an_interrupt_in_the_middle_of_a_run_stops_it(tmp_path: Path) -> None:
    trouble = Scenario(trouble={"interrupt": ("together", 2)})
    with pytest.raises(Interrupted) as told:
        replicate(trouble, setup=SETUP, jobs=1, out=tmp_path / "out")
    assert told.value.done == 4
    run(jobs=1, out=tmp_path / "out", resume=True)
    assert content(tmp_path / "out") == whole()


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [0, 1, 40, 60, 90, 120, 200])
def test_a_disk_that_fills_up_is_told_and_takes_nothing_away(kilobytes: int, tmp_path: Path) -> None:
    path = tmp_path / "out"

    def starve() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))
        with pytest.raises(UserError) as told:
            run(jobs=1, out=path, log="all")
        return str(told.value)

    assert "cannot be written" in apart(starve).said
    run(jobs=1, out=path, log="all", resume=True)
    assert content(path) == whole("all")


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    refused: list[str] = []

    def also(made: Progress) -> None:
        if made.done == 4:
            refused.append(apart(partial(run, jobs=1, out=tmp_path / "out")).said)
            refused.append(apart(partial(run, jobs=1, out=tmp_path / "out", resume=True)).said)

    run(jobs=1, out=tmp_path / "out", on_progress=also)
    assert len(refused) == 2
    assert all("another sim is writing here" in said for said in refused)
    assert content(tmp_path / "out") == whole()


def test_more_replications_go_on_from_a_complete_folder(tmp_path: Path) -> None:
    run(jobs=1, out=tmp_path / "out", replications=2)
    seen: list[int] = []
    run(jobs=1, out=tmp_path / "out", resume=True, on_progress=lambda made: seen.append(made.done))
    assert seen[0] == 4
    assert content(tmp_path / "out") == whole()


def test_another_case_goes_on_in_the_scenarios_order(tmp_path: Path) -> None:
    run(["together"], jobs=1, out=tmp_path / "out")
    run(["alone"], 3, jobs=1, out=tmp_path / "out", resume=True)
    assert content(tmp_path / "out") == whole()


def test_logs_that_were_not_kept_are_made_again(tmp_path: Path) -> None:
    run(jobs=1, out=tmp_path / "out")
    run(jobs=1, out=tmp_path / "out", resume=True, log="all")
    assert content(tmp_path / "out") == whole("all")
