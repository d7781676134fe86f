"""Schedules of tasks that share resources: one solved by hand, and many by an exact search written here."""

from __future__ import annotations

from itertools import permutations
from typing import NamedTuple

import numpy as np
import pytest

from sim.kernel.network import Done, Task, carry_out
from sim.kernel.pool import Pool
from sim.kernel.resource import Resource
from sim.kernel.run import Run
from sim.models.training_events import SerialDone, TroopsArrived
from tests.theatres import HOUR_S, part, theatre


class Job(NamedTuple):
    name: str
    lasts: int
    needs: dict[str, int]
    after: tuple[str, ...] = ()


def simulated(jobs: list[Job], sizes: dict[str, int]) -> list[Done]:
    run, told = Run(), []
    pool = Pool(run, [Resource(run, name, size) for name, size in sizes.items()])
    tasks = [Task(job.name, job.lasts, job.needs, job.after, priority=nth) for nth, job in enumerate(jobs)]
    carry_out(run, pool, tasks, told.append)
    run.until(10_000)
    return told


def length(told: list[Done]) -> float:
    return max(each.began_s + each.task.work_s for each in told)


def shortest(jobs: list[Job], sizes: dict[str, int], *, may_wait: bool) -> int:
    """Return the length of the shortest schedule, by trying every start; only non-delay ones, unless it may wait.

    Time moves from one end of a job to the next, for some shortest schedule begins each job at 0 or at the end of
    another. A partial schedule that is as long as the best is given up.
    """
    best = sum(job.lasts for job in jobs)

    def search(now: int, running: dict[str, int], left: tuple[Job, ...], barred: frozenset[str]) -> None:
        nonlocal best
        held = dict.fromkeys(sizes, 0)
        for job in jobs:
            if job.name in running:
                for name, n in job.needs.items():
                    held[name] += n
        waits = {job.name for job in left} | running.keys()
        can = [
            job for job in left
            if not waits.intersection(job.after) and all(held[name] + n <= sizes[name] for name, n in job.needs.items())
        ]  # fmt: skip
        if not left:
            best = min(best, max(running.values()))
            return
        if max([now, *running.values()]) >= best:
            return
        for job in can:
            if job.name not in barred:
                rest = tuple(each for each in left if each is not job)
                search(now, running | {job.name: now + job.lasts}, rest, barred)
                barred |= {job.name}  # from here on it is not begun now
        if running and (may_wait or not can):
            ends = min(running.values())
            search(ends, {name: end for name, end in running.items() if end > ends}, left, frozenset())

    search(0, {}, tuple(jobs), frozenset())
    return best


def drawn(seed: int) -> tuple[list[Job], dict[str, int]]:
    lots = np.random.default_rng(seed)
    sizes = {"range": 2, "team": 3}
    jobs = []
    for nth in range(5):
        needs = {"range": int(lots.integers(0, 3)), "team": int(lots.integers(1, 4))}
        after = tuple(f"j{k}" for k in range(nth) if lots.random() < 0.25)
        jobs.append(Job(f"j{nth}", int(lots.integers(1, 9)), needs, after))
    return jobs, sizes


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_the_best_order_of_a_list_is_the_shortest_schedule_that_never_waits(seed: int) -> None:
    jobs, sizes = drawn(seed)
    lengths = [length(simulated(list(order), sizes)) for order in permutations(jobs)]
    assert min(lengths) == shortest(jobs, sizes, may_wait=False)
    assert min(lengths) >= shortest(jobs, sizes, may_wait=True)


@pytest.mark.parametrize("seed", range(30))
def test_order_and_capacity_are_kept(seed: int) -> None:
    jobs, sizes = drawn(seed)
    told = {each.task.name: each for each in simulated(jobs, sizes)}
    assert len(told) == len(jobs)
    ends = {name: each.began_s + each.task.work_s for name, each in told.items()}
    for job in jobs:
        assert all(told[job.name].began_s >= ends[name] for name in job.after)
        for name, size in sizes.items():
            now = told[job.name].began_s
            assert sum(j.needs[name] for j in jobs if told[j.name].began_s <= now < ends[j.name]) <= size


# By hand: one range, two instructors. a (4 h) and b (3 h) need the range, c (5 h) follows a and needs an instructor,
# d (6 h) needs both instructors and follows b, e (2 h) needs the range and an instructor. With the range first to a,
# c runs from 4 to 9 beside b (4 to 7) and e (7 to 9); d has both instructors from 9 to 15. Shorter is impossible: the
# instructors owe 5 + 12 + 2 = 19 hours of two, at best 9.5 h, but c cannot begin before 4, and d, which excludes both c
# and e, takes 6 h alone: 4 + 5 + 6 = 15 if d comes last, and b, d, then c is 3 + 6 + 5 = 14 with a meanwhile, e last at
# 9 to 11 beside c (9 to 14). So the shortest is 14, and the order b, d, a, c, e has it.
BY_HAND = [
    Job("a", 4, {"range": 1}),
    Job("b", 3, {"range": 1}),
    Job("c", 5, {"instructor": 1}, ("a",)),
    Job("d", 6, {"instructor": 2}, ("b",)),
    Job("e", 2, {"range": 1, "instructor": 1}),
]
SIZES = {"range": 1, "instructor": 2}


@pytest.mark.parametrize(("order", "hours"), [("bdace", 14), ("abced", 15)])
def test_an_exercise_keeps_the_programme_that_was_solved_by_hand(order: str, hours: int) -> None:
    listed = [next(job for job in BY_HAND if job.name == name) for name in order]
    serials = [
        {"name": job.name, "takes": f"{job.lasts} h", "needs": job.needs, "after": list(job.after)} for job in listed
    ]
    spec = part(
        "exercise_series", host="a", guest="b", first="1 h", days="6 d", final="1 d", chalks=1, chalk_late="1 min",
        in_processing="1 h", day="24 h", resources=SIZES, serials=serials, conferences=[],
        good_weather="1000 d", tasks=0,
    )  # fmt: skip
    journal = theatre(spec, days=10).play()
    (arrived,) = [record.time_s for record in journal.of(TroopsArrived)]
    ends = [record.time_s for record in journal.of(SerialDone)]
    assert len(ends) == len(BY_HAND)
    assert (max(ends) - arrived) / HOUR_S == pytest.approx(hours)
    assert shortest(BY_HAND, SIZES, may_wait=True) == 14
