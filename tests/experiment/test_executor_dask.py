"""A Dask cluster gives what this process gives, may lose workers, and is refused when it would give anything else."""

import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

from sim.base.errors import UserError
from sim.experiment import executor_dask
from sim.experiment.executor_dask import connected, what_runs_here
from sim.experiment.replicate import Interrupted, Progress, replicate
from sim.record.folder import RUN
from tests.experiment.fake.cluster import ROOT, Cluster, started
from tests.experiment.fake.model import SETUP, Scenario

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with started() as made:
        yield made


@pytest.fixture
def two(cluster: Cluster) -> str:
    """Return the address of a scheduler with two workers, started again where a test has ended them."""
    return cluster.has(2)


def test_a_cluster_gives_the_same_logs(two: str, tmp_path: Path) -> None:
    there = replicate(Scenario(), setup=SETUP, cluster=two, out=tmp_path / "out")
    here = [replicate(Scenario(), setup=SETUP, jobs=jobs) for jobs in (1, 2)]
    assert there.log_hashes == here[0].log_hashes == here[1].log_hashes
    assert there.journal("alone").hash() == here[0].log_hashes["alone"][0]


def test_a_worker_killed_in_the_middle_loses_nothing(cluster: Cluster, two: str, tmp_path: Path) -> None:
    scenario = Scenario(trouble={"kill": 2, "mark": tmp_path / "killed"})
    found = replicate(scenario, setup=SETUP, cluster=two, out=tmp_path / "out")
    assert (tmp_path / "killed").exists()
    assert found.log_hashes == replicate(Scenario(), setup=SETUP, jobs=1).log_hashes


def test_many_tasks_are_few_batches(two: str) -> None:
    with connected(two) as dask:
        batches = list(dask.run(abs, range(-2000, 0)))
    assert sorted(chain.from_iterable(batches)) == list(range(1, 2001))
    assert len(batches) < 500


@pytest.mark.parametrize("said", ["has no sim that fits", "runs sim"])
def test_a_worker_without_sim_or_with_another_is_refused(said: str, cluster: Cluster, two: str, tmp_path: Path) -> None:
    if said == "runs sim":
        shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
        (tmp_path / "sim" / "later.py").touch()
    else:
        (tmp_path / "sim").mkdir()
        (tmp_path / "sim" / "__init__.py").touch()
    stranger = cluster.join(tmp_path)
    try:
        with pytest.raises(UserError, match=rf"tcp://.*: {said} .*give every machine the same sim"):
            replicate(Scenario(), setup=SETUP, cluster=two, out=tmp_path / "out")
    finally:
        stranger.kill()
        stranger.wait()
    assert not (tmp_path / "out").exists()


def test_a_worker_that_joins_later_is_checked_too(two: str) -> None:
    other = {**what_runs_here(), "numpy": "0.1"}
    with connected(two) as dask:
        future = dask._client.submit(executor_dask._checked, other, b"", [], pure=False)
        with pytest.raises(UserError, match=r"tcp://.*: runs numpy .* instead of 0.1; give every machine"):
            future.result()


@pytest.mark.parametrize(
    ("address", "said"),
    [("tcp://127.0.0.1:9", "nothing for 0.2 s"), ("foo://x", "unknown address scheme"), ("x", "missing port")],
)
def test_an_address_that_does_not_answer_is_told(address: str, said: str) -> None:
    told = f"--cluster: {address}: no Dask scheduler answers .{said}"
    with pytest.raises(UserError, match=told), connected(address, 0.2):
        pass


def test_jobs_and_cluster_are_not_for_one_run(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--jobs: is for this machine, and --cluster for others"):
        replicate(Scenario(), setup=SETUP, jobs=2, cluster="tcp://127.0.0.1:9", out=tmp_path / "out")


def test_a_scheduler_that_goes_is_told_and_takes_nothing_away(tmp_path: Path) -> None:
    cluster = Cluster()
    try:
        cluster.join()

        def end(made: Progress) -> None:
            if made.done >= 2:
                cluster.scheduler.kill()

        with pytest.raises(Interrupted, match=r"the scheduler at tcp://.* is gone: \d+ of 120 runs are kept") as told:
            replicate(
                Scenario(), replications=60, setup=SETUP, cluster=cluster.address, out=tmp_path / "out", on_progress=end
            )
    finally:
        cluster.close()
    assert (tmp_path / "out" / RUN).exists()
    seen: list[int] = []
    again = replicate(
        Scenario(), replications=60, setup=SETUP, out=tmp_path / "out", resume=True,
        on_progress=lambda made: seen.append(made.done),
    )  # fmt: skip
    assert seen[0] == told.value.done >= 2
    assert again.log_hashes == replicate(Scenario(), replications=60, setup=SETUP, jobs=1).log_hashes
