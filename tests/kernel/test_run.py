"""A run: time, causes, named streams, and the law of the same instant."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import simpy

from sim.kernel.events import Event
from sim.kernel.run import Run


@dataclass(frozen=True, slots=True)
class ShipSailed(Event):
    """A test event."""

    name: str
    knots: float = 0.0


def test_an_event_is_called_by_its_class() -> None:
    assert ShipSailed.kind == "ship_sailed"
    assert ShipSailed("a", 12.0).fields() == {"name": "a", "knots": 12.0}


def test_the_log_stamps_time_number_and_cause() -> None:
    run = Run()

    def sail() -> Generator[Any, Any, None]:
        yield run.env.timeout(60)
        first = run.log(ShipSailed("a"))
        yield run.env.timeout(30)
        run.log(ShipSailed("b"), cause=first)

    run.process(sail())
    records = run.until(100).records
    assert [(r.seq, r.time_s, r.kind, r.cause) for r in records] == [
        (0, 60, "ship_sailed", None),
        (1, 90, "ship_sailed", 0),
    ]
    assert run.now == 100


def test_a_process_that_dies_kills_the_run() -> None:
    run = Run()

    def sink() -> Generator[Any, Any, None]:
        yield run.env.timeout(1)
        raise RuntimeError("holed")

    run.process(sink())
    with pytest.raises(RuntimeError, match="holed"):
        run.until(10)


def test_a_callback_comes_at_its_instant_or_now() -> None:
    run, called = Run(), []
    run.at(5, lambda: called.append(run.now))
    run.until(7)
    run.at(3, lambda: called.append(run.now))
    run.until(9)
    assert called == [5, 7]


def test_the_clock_counts_from_the_start() -> None:
    run = Run(start=datetime(2021, 3, 1, tzinfo=UTC))
    assert run.clock(90_000) == datetime(2021, 3, 2, 1, tzinfo=UTC)


def test_streams_belong_to_seed_and_replication() -> None:
    draws = {(s, r): Run(s, r).stream("parts", "p1").random() for s in (1, 2) for r in (0, 1)}
    assert len(set(draws.values())) == 4
    assert draws[1, 0] == Run(1, 0).stream("parts", "p1").random()


def order_of(run: Run, delays: list[tuple[str, float]]) -> str:
    order: list[str] = []

    def arrive(name: str, after_s: float) -> Generator[Any, Any, None]:
        yield run.env.timeout(after_s)
        order.append(name)

    for name, after_s in delays:
        run.process(arrive(name, after_s))
    run.until(1000)
    return "".join(order)


def test_equals_go_in_the_order_of_scheduling() -> None:
    assert order_of(Run(), [(name, 10.0) for name in "abcdefgh"]) == "abcdefgh"


def test_shuffled_ties_come_in_other_orders_and_never_out_of_time() -> None:
    ties = [(name, 10.0) for name in "abcdefgh"]
    orders = {order_of(Run(shuffle_ties=seed), [("z", 11.0), *ties, ("y", 9.0)]) for seed in range(5)}
    assert len(orders) == 5  # the chance that two of five orders of eight agree is below 1 in 4,000
    assert all(order[0] == "y" and order[-1] == "z" and sorted(order[1:-1]) == list("abcdefgh") for order in orders)


def test_shuffling_is_itself_repeatable() -> None:
    ties = [(name, 10.0) for name in "abcdefgh"]
    assert order_of(Run(shuffle_ties=3), ties) == order_of(Run(shuffle_ties=3), ties)


def _note(order: list[str], name: str, _: simpy.Event) -> None:
    order.append(name)


def test_shuffled_ties_keep_priority() -> None:
    for seed in range(10):
        run = Run(shuffle_ties=seed)
        order: list[str] = []
        for name, priority in (("late", 2), ("first", 0), ("late", 2), ("second", 1)):
            event = run.env.event()
            event._ok, event._value = True, None
            event.callbacks.append(partial(_note, order, name))
            run.env.schedule(event, priority=priority)  # type: ignore[arg-type]
        run.env.run()
        assert order == ["first", "second", "late", "late"]


def test_models_use_simpy_as_simpy() -> None:
    run = Run()
    assert isinstance(run.env, simpy.Environment)
    done = run.env.any_of([run.env.timeout(3), run.env.timeout(5)])
    run.env.run(until=done)
    assert run.now == 3
