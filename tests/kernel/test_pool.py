"""Resources given out together: nobody who waits holds anything, and it does not matter who called first."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernel.pool import Pool
from sim.kernel.resource import Queued, Released, Resource, Seized
from sim.kernel.run import Run


def pool(run: Run, **sizes: int) -> Pool:
    return Pool(run, [Resource(run, name, size) for name, size in sizes.items()])


def job(
    on: Pool, name: str, at_s: float, for_s: float, needs: Mapping[str, int], began: dict[str, float], priority: int = 0
) -> None:
    def work() -> Generator[Any, Any, None]:
        yield on.run.env.timeout(at_s)
        claim = on.request(needs, priority=priority, key=name)
        yield claim.granted
        began[name] = on.run.now
        yield on.run.env.timeout(for_s)
        on.release(claim)

    on.run.process(work())


def test_a_job_waits_for_all_that_it_needs_and_holds_nothing_meanwhile() -> None:
    run, began = Run(), {}
    on = pool(run, crane=1, crew=2)
    job(on, "a", 0, 10, {"crane": 1}, began)
    job(on, "b", 1, 10, {"crane": 1, "crew": 2}, began)
    job(on, "c", 2, 3, {"crew": 2}, began)  # goes first, for b cannot begin yet
    run.until(100)
    assert began == {"a": 0, "b": 10, "c": 2}


def test_two_that_need_the_same_two_things_do_not_lock_each_other_up() -> None:
    run, began = Run(), {}
    on = pool(run, left=1, right=1)
    job(on, "a", 0, 5, {"left": 1, "right": 1}, began)
    job(on, "b", 0, 5, {"right": 1, "left": 1}, began)
    run.until(100)
    assert sorted(began.values()) == [0, 5]


def test_priority_then_time_then_key() -> None:
    run, began = Run(), {}
    on = pool(run, desk=1)
    job(on, "first", 0, 10, {"desk": 1}, began)
    job(on, "late", 2, 1, {"desk": 1}, began)
    job(on, "b", 1, 1, {"desk": 1}, began)
    job(on, "a", 1, 1, {"desk": 1}, began)
    job(on, "urgent", 3, 1, {"desk": 1}, began, priority=-1)
    run.until(100)
    assert sorted(began, key=lambda name: began[name]) == ["first", "urgent", "a", "b", "late"]


@pytest.mark.parametrize("seed", range(6))
def test_it_does_not_matter_who_called_first(seed: int) -> None:
    def begins(shuffle_ties: int | None) -> dict[str, float]:
        run, began = Run(shuffle_ties=shuffle_ties), {}
        on = pool(run, crane=2, crew=3)
        for nth in range(9):
            needs = {"crane": 1} if nth % 3 else {"crane": 1, "crew": 2}
            job(on, f"job {nth}", float(nth // 5), 5, needs, began)
        run.until(100)
        return began

    assert begins(seed) == begins(None)
    assert len(begins(seed)) == 9


def test_a_claim_is_logged_for_each_unit_with_its_causes() -> None:
    run, began = Run(), {}
    on = pool(run, crane=1, crew=2)
    job(on, "a", 0, 4, {"crane": 1, "crew": 2}, began)
    journal = run.until(10)
    assert [type(record.event) for record in journal.records] == [Queued] * 3 + [Seized] * 3 + [Released] * 3
    assert [record.cause for record in journal.records] == [None, None, None, 0, 1, 2, 3, 4, 5]
    assert {record.event.busy_s for record in journal.of(Released)} == {4.0}


def test_who_leaves_the_queue_is_not_served_and_lets_others_by() -> None:
    run, began = Run(), {}
    on = pool(run, desk=1)
    job(on, "a", 0, 10, {"desk": 1}, began)
    claims: list[Any] = []
    run.at(1, lambda: claims.append(on.request({"desk": 1})))
    run.at(5, lambda: on.release(claims[0]))
    job(on, "b", 6, 1, {"desk": 1}, began)
    journal = run.until(50)
    assert began["b"] == 10
    assert not claims[0].granted.triggered
    assert [record.event.busy_s for record in journal.of(Released)] == [0.0, 10.0, 1.0]


def test_a_unit_that_stands_down_and_comes_back_is_given_out() -> None:
    run, began = Run(), {}
    on = pool(run, lane=1)
    on.resources["lane"].stand_down([(2.0, 20.0)], "tide")
    job(on, "a", 5, 1, {"lane": 1}, began)
    run.until(50)
    assert began == {"a": 20.0}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_no_resource_is_ever_given_out_more_than_there_is(jobs: list[tuple[int, int, int, int]]) -> None:
    run, began = Run(), {}
    on = pool(run, crane=2, crew=2)
    for nth, (at, lasts, crane, crew) in enumerate(jobs):
        job(on, str(nth), at, lasts, {"crane": crane, "crew": crew}, began)
    run.until(1000)
    assert len(began) == len(jobs)
    for now in {*began.values()}:
        for which in (2, 3):
            held = sum(j[which] for n, j in enumerate(jobs) if began[str(n)] <= now < began[str(n)] + j[1])
            assert held <= 2
