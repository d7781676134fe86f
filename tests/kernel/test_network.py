"""Tasks in order: circles are found, weather is waited for, and what was waited is told."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sim.kernel.network import Done, Task, carry_out, circle
from sim.kernel.pool import Pool
from sim.kernel.resource import Resource
from sim.kernel.run import Run


def done(*tasks: Task, **sizes: int) -> dict[str, Done]:
    run, told = Run(), []
    pool = Pool(run, [Resource(run, name, size) for name, size in sizes.items()])
    carry_out(run, pool, tasks, told.append)
    run.until(1000)
    return {each.task.name: each for each in told}


def test_a_task_begins_when_those_before_it_are_done() -> None:
    found = done(Task("a", 5), Task("b", 3), Task("c", 2, after=("a", "b")))
    assert {name: each.began_s for name, each in found.items()} == {"a": 0, "b": 0, "c": 5}


def test_ready_and_begun_tell_what_was_waited_for_a_team() -> None:
    found = done(Task("a", 5, {"team": 1}), Task("b", 3, {"team": 1}), team=1)
    assert (found["b"].ready_s, found["b"].began_s) == (0, 5)


def test_a_delay_passes_before_anything_is_asked_for() -> None:
    found = done(Task("a", 5, {"team": 1}, delay_s=4.0), Task("b", 3, {"team": 1}), team=1)
    assert found["b"].began_s == 0
    assert (found["a"].ready_s, found["a"].began_s) == (4, 4)


def test_weather_that_turns_while_a_task_queues_is_waited_out() -> None:
    def fit_s(now_s: float) -> float:
        return 20.0 if 4.0 <= now_s < 20.0 else now_s

    found = done(Task("a", 5, {"team": 1}), Task("b", 3, {"team": 1}, fit_s=fit_s), team=1)
    assert found["b"].began_s == 20.0


def test_a_task_that_can_never_begin_holds_nobody_up() -> None:
    found = done(Task("a", 5, {"team": 1}, fit_s=lambda now_s: math.inf), Task("b", 3, {"team": 1}), team=1)
    assert set(found) == {"b"}


def test_the_event_comes_when_all_is_done() -> None:
    run = Run()
    ended: list[float] = []
    carry_out(run, Pool(run, []), [Task("a", 5), Task("b", 7)], lambda each: None).callbacks.append(
        lambda _: ended.append(run.now)
    )
    run.until(100)
    assert ended == [7.0]


def test_a_circle_is_named_in_its_order() -> None:
    assert circle({"a": ["c"], "b": ["a"], "c": ["b"], "d": []}) == ["a", "b", "c", "a"]
    assert circle({"a": [], "b": ["a"], "c": ["a", "b"]}) == []
    assert circle({"a": ["a"]}) == ["a", "a"]
    assert circle({"a": ["nobody"]}) == []


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.permutations(range(n)), st.randoms())))
def test_what_is_in_order_has_no_circle_and_one_link_back_makes_one(drawn: tuple) -> None:
    n, order, lots = drawn
    after = {str(each): [str(order[k]) for k in range(nth) if lots.random() < 0.5] for nth, each in enumerate(order)}
    for nth in range(1, n):
        after[str(order[nth])].append(str(order[nth - 1]))
    assert circle(after) == []
    if n > 1:
        after[str(order[0])].append(str(order[-1]))
        around = circle(after)
        assert around[0] == around[-1]
        assert all(before in after[name] for before, name in pairwise(around))
