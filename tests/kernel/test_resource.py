"""Logged resources: priority, waits, watches; known answers of simple queues."""

import math
from collections.abc import Generator
from functools import partial
from typing import Any

import numpy as np
import pytest
import simpy

from sim.kernel.resource import OutOfUse, Queued, Released, Resource, Seized
from sim.kernel.run import Run

HOUR_S = 3600.0


def work(run: Run, resource: Resource, at_s: float, for_s: float, priority: int = 0, cause: int | None = None) -> None:
    def job() -> Generator[Any, Any, None]:
        yield run.env.timeout(at_s)
        unit = resource.request(priority=priority, cause=cause)
        yield unit
        yield run.env.timeout(for_s)
        resource.release(unit)

    run.process(job())


def starts(run: Run) -> list[float]:
    return [record.time_s for record in run.journal.of(Seized)]


def test_units_are_given_in_order_of_asking() -> None:
    run = Run()
    desk = Resource(run, "desk", 1)
    for at_s in (0, 1, 2):
        work(run, desk, at_s, 10)
    run.until(100)
    assert starts(run) == [0, 10, 20]
    assert [record.event.wait_s for record in run.journal.of(Seized)] == [0, 9, 18]
    assert [record.event.busy_s for record in run.journal.of(Released)] == [10, 10, 10]


def test_a_job_that_is_served_is_logged_like_one_that_asks_and_gives_back() -> None:
    asks, served = Run(), Run()
    numbers: list[int] = []
    desks = Resource(asks, "desk", 2), Resource(served, "desk", 2)
    for at_s, for_s, priority in ((0, 10, 0), (1, 3, 0), (2, 5, 1), (2, 5, 0), (20, 1, 0)):
        work(asks, desks[0], at_s, for_s, priority)
        served.at(at_s, partial(desks[1].serve, for_s, numbers.append, priority=priority))
    assert asks.until(100).records == served.until(100).records
    assert numbers == [record.seq for record in served.journal.of(Released)]


def test_each_step_is_caused_by_the_one_before() -> None:
    run = Run()
    work(run, Resource(run, "desk", 1), 0, 10, cause=None)
    journal = run.until(100)
    assert [(record.kind, record.cause) for record in journal.records] == [
        ("queued", None),
        ("seized", 0),
        ("released", 1),
    ]


def test_lower_priority_numbers_go_first() -> None:
    run = Run()
    desk = Resource(run, "desk", 1)
    work(run, desk, 0, 10)
    work(run, desk, 1, 10, priority=2)
    work(run, desk, 2, 10, priority=1)
    run.until(100)
    waits = [record.event.wait_s for record in run.journal.of(Seized)]
    assert waits == [0, 8, 19]


def test_what_is_free_and_waiting_is_told() -> None:
    run = Run()
    desk = Resource(run, "desk", 2)
    for _ in range(3):
        work(run, desk, 0, 10)
    run.until(5)
    assert (desk.free, desk.waiting) == (0, 1)
    run.until(50)
    assert (desk.free, desk.waiting) == (2, 0)


def test_a_watch_works_its_hours_only() -> None:
    run = Run()
    cell = Resource(run, "cell", 2)
    cell.keep_watch(8 * HOUR_S, 24 * HOUR_S)
    for at_h in (1, 9, 23, 25, 40):
        work(run, cell, at_h * HOUR_S, 600)
    run.until(80 * HOUR_S)
    assert [at_s / HOUR_S for at_s in starts(run)] == [1, 24, 24, 25, 48]


def test_work_in_hand_is_finished_and_makes_the_next_watch_no_shorter() -> None:
    run = Run()
    cell = Resource(run, "cell", 1)
    cell.keep_watch(8 * HOUR_S, 24 * HOUR_S)
    work(run, cell, 7 * HOUR_S, 4 * HOUR_S)  # until 11 h
    work(run, cell, 10 * HOUR_S, HOUR_S)  # the watch is over: waits for the next
    work(run, cell, 31 * HOUR_S, HOUR_S / 2)
    run.until(80 * HOUR_S)
    assert [at_s / HOUR_S for at_s in starts(run)] == [7, 24, 31]


def test_work_longer_than_a_day_skips_the_watches_it_covers() -> None:
    run = Run()
    cell = Resource(run, "cell", 1)
    cell.keep_watch(8 * HOUR_S, 24 * HOUR_S)
    work(run, cell, 7 * HOUR_S, 30 * HOUR_S)  # until 37 h
    work(run, cell, 8 * HOUR_S, HOUR_S)
    run.until(120 * HOUR_S)
    assert [at_s / HOUR_S for at_s in starts(run)] == [7, 48]


def test_a_watch_round_the_clock_is_no_watch() -> None:
    run = Run()
    cell = Resource(run, "cell", 1)
    cell.keep_watch(24 * HOUR_S, 24 * HOUR_S)
    work(run, cell, 12 * HOUR_S, 60)
    run.until(48 * HOUR_S)
    assert starts(run) == [12 * HOUR_S]


def test_share_of_time_on_watch_is_the_watch() -> None:
    run = Run()
    cell = Resource(run, "cell", 3)
    cell.keep_watch(6 * HOUR_S, 24 * HOUR_S)
    free: list[int] = []
    for hour in range(24 * 10):
        run.at((hour + 0.5) * HOUR_S, lambda: free.append(cell.free))
    run.until(240 * HOUR_S)
    assert sum(free) == 3 * 6 * 10


def test_who_leaves_the_queue_is_not_served() -> None:
    run = Run()
    desk = Resource(run, "desk", 1)
    work(run, desk, 0, 10)
    waiting: list[simpy.Event] = []
    run.at(1, lambda: waiting.append(desk.request()))
    run.at(5, lambda: desk.release(waiting[0]))
    work(run, desk, 6, 10)
    run.until(100)
    assert starts(run) == [0, 10]


def queue(servers: int, load: float, jobs: int, seed: int, shuffle_ties: int | None = None) -> np.ndarray:
    """Return the waits of an M/M/c queue with a service time of one, simulated through the resource."""
    run = Run(seed, shuffle_ties=shuffle_ties)
    desk = Resource(run, "desk", servers)
    rng = run.stream("test")
    gaps, services = rng.exponential(1 / (load * servers), jobs), rng.exponential(1.0, jobs)
    for at_s, for_s in zip(np.cumsum(gaps).tolist(), services.tolist(), strict=True):
        work(run, desk, at_s, for_s)
    run.until(float(np.cumsum(gaps)[-1] + 1000))
    return np.array([record.event.wait_s for record in run.journal.of(Seized)])


def erlang_wait(servers: int, load: float) -> float:
    """Return the mean wait of M/M/c with a service time of one (Erlang C)."""
    offered = servers * load
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    last = offered**servers / math.factorial(servers) / (1 - load)
    return last / (sum(terms) + last) / (servers * (1 - load))


@pytest.mark.slow
@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (3, 0.7)])
def test_a_queue_waits_as_erlang_says(servers: int, load: float) -> None:
    means = np.array([queue(servers, load, 1000, seed).mean() for seed in range(16)])
    error = means.std(ddof=1) / math.sqrt(len(means))
    # Runs begin empty, which shortens the mean wait by less than a twentieth here; Student's t(15) beyond 4 is 0.1 %.
    assert means.mean() == pytest.approx(erlang_wait(servers, load), abs=4 * error + 0.05 * erlang_wait(servers, load))


def test_shuffled_ties_change_no_wait_when_nothing_is_tied() -> None:
    plain = queue(2, 0.8, 200, 5)
    assert np.array_equal(plain, queue(2, 0.8, 200, 5, shuffle_ties=1))


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_ties_change_no_total_wait_of_equals(seed: int) -> None:
    def total(shuffle_ties: int | None) -> float:
        run = Run(shuffle_ties=shuffle_ties)
        desk = Resource(run, "desk", 2)
        for _ in range(9):
            work(run, desk, 0, 10)
        run.until(100)
        return sum(record.event.wait_s for record in run.journal.of(Seized))

    assert total(seed) == total(None)


def test_every_wait_is_logged_before_its_start() -> None:
    run = Run(3)
    desk = Resource(run, "desk", 1)
    for at_s in range(20):
        work(run, desk, at_s, 3)
    journal = run.until(1000)
    for record in journal.of(Seized):
        asked = journal.records[record.cause or 0]
        assert isinstance(asked.event, Queued)
        assert record.time_s - asked.time_s == record.event.wait_s


def test_more_units_serve_at_once_and_fewer_after_work_in_hand() -> None:
    run = Run()
    desk = Resource(run, "desk", 1)
    for at_s in (0, 1, 2, 20, 21):
        work(run, desk, at_s, 10)
    run.at(5, lambda: desk.resize(3))
    run.at(15, lambda: desk.resize(1))
    run.until(100)
    assert starts(run) == [0, 5, 5, 20, 30]


def test_units_that_come_later_keep_the_watch() -> None:
    run = Run()
    cell = Resource(run, "cell", 1)
    cell.keep_watch(8 * HOUR_S, 24 * HOUR_S)
    run.at(2 * HOUR_S, lambda: cell.resize(2))
    for at_h in (9, 9.5):
        work(run, cell, at_h * HOUR_S, 600)
    run.until(80 * HOUR_S)
    assert [at_s / HOUR_S for at_s in starts(run)] == [24, 24]


def test_a_watch_may_begin_at_any_hour() -> None:
    run = Run()
    cell = Resource(run, "cell", 1)
    cell.keep_watch(10 * HOUR_S, 24 * HOUR_S, 20 * HOUR_S)  # from 20 to 06
    for at_h in (1, 8, 31):
        work(run, cell, at_h * HOUR_S, 60)
    run.until(80 * HOUR_S)
    assert [at_s / HOUR_S for at_s in starts(run)] == [1, 20, 44]


def test_a_unit_out_of_use_is_logged_from_when_it_stops() -> None:
    run = Run()
    lane = Resource(run, "lane", 1)
    lane.stand_down([(5.0, 30.0)], "tide")
    work(run, lane, 0, 12)
    work(run, lane, 13, 1)
    journal = run.until(100)
    assert [(record.time_s, record.event.lasts_s) for record in journal.of(OutOfUse)] == [(12.0, 18.0)]
    assert starts(run) == [0, 30]
