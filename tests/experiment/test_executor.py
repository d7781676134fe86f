"""Executors lose no task, and leave no process behind."""

import multiprocessing
import os
import signal
import sys
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path

import pytest

from sim.base.errors import Fault, UserError
from sim.experiment.executor import Outcome, Pool, Serial, Task, choose, cores
from sim.experiment.replicate import replicate
from sim.record.results import Finished
from tests.experiment.fake.model import SETUP, Scenario

TASKS = [Task(number, ("a", "b"), False) for number in range(7)]


def work(task: Task) -> list[Outcome]:
    return [Finished(case, task.replication, {"pid": float(os.getpid())}, "0") for case in task.cases]


def refuse(task: Task) -> list[Outcome]:
    raise UserError(Fault("x.yaml:3", "speed", "found 'fast'", "write a speed"))


def deaf(task: Task) -> list[Outcome]:
    os.kill(os.getpid(), signal.SIGINT)
    return work(task)


@pytest.mark.parametrize("executor", [Serial(), Pool(1), Pool(2), Pool(20)])
def test_every_task_is_done_once(executor: Serial | Pool) -> None:
    outcomes = chain.from_iterable(chain.from_iterable(executor.run(work, TASKS)))
    done = [each.key for each in outcomes if isinstance(each, Finished)]
    assert sorted(done) == sorted((case, task.replication) for task in TASKS for case in task.cases)


def test_a_pool_works_elsewhere() -> None:
    pids = {
        each.measures["pid"]
        for outcomes in chain.from_iterable(Pool(2).run(work, TASKS))
        for each in outcomes
        if isinstance(each, Finished)
    }
    assert os.getpid() not in pids


@pytest.mark.parametrize("executor", [Serial(), Pool(2)])
def test_what_the_user_did_wrong_comes_through(executor: Serial | Pool) -> None:
    with pytest.raises(UserError, match=r"x.yaml:3: speed: found 'fast'; write a speed"):
        list(executor.run(refuse, TASKS))
    assert multiprocessing.active_children() == []


def test_leaving_early_ends_the_workers() -> None:
    with closing(Pool(2).run(work, TASKS)) as outcomes:
        next(outcomes)
        assert multiprocessing.active_children()
    assert multiprocessing.active_children() == []


def test_workers_are_deaf_to_interrupts() -> None:
    assert len(list(chain.from_iterable(Pool(2).run(deaf, TASKS)))) == len(TASKS)


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_killed_workers_tasks_are_done_again(tmp_path: Path) -> None:
    scenario = Scenario(trouble={"kill": 2, "mark": tmp_path / "killed"})
    found = replicate(scenario, setup=SETUP, jobs=2)
    assert (tmp_path / "killed").exists()
    assert found.log_hashes == replicate(Scenario(), setup=SETUP, jobs=1).log_hashes


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_workers_killed_again_and_again_are_told(tmp_path: Path) -> None:
    scenario = Scenario(trouble={"kill": 2, "mark": tmp_path / "killed", "always": True})
    again = partial(replicate, scenario, setup=SETUP, jobs=2, out=tmp_path / "out")
    with pytest.raises(UserError, match=r"killed 4 times running, at replication 2.*memory: try --jobs 1"):
        again()
    seen: list[int] = []
    replicate(
        Scenario(), setup=SETUP, out=tmp_path / "out", resume=True, on_progress=lambda made: seen.append(made.done)
    )
    assert seen[0] > 0 and seen[-1] == 12


@pytest.mark.parametrize(("jobs", "tasks", "sort"), [(1, 9, Serial), (4, 1, Serial), (2, 2, Pool), (4, 0, Serial)])
def test_a_pool_is_for_two_or_more(jobs: int, tasks: int, sort: type) -> None:
    assert type(choose(jobs, tasks)) is sort


def test_there_is_a_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
