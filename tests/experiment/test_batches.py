"""Batches grow with what is learnt, shrink near the end, and lose nothing."""

from concurrent.futures import Future

import pytest

from sim.experiment.batches import Batches, streamed


def drained(batches: Batches[int], workers: int, task_s: float) -> list[list[int]]:
    """Do every batch at once, pretending that a task lasts so long."""
    taken = []
    while batches:
        number, batch = batches.take(workers)
        batches.finish(number, task_s * len(batch))
        taken.append(batch)
    return taken


@pytest.mark.parametrize(("tasks", "workers", "task_s", "most"), [
    (100_000, 2, 0.001, 1000), (100_000, 1000, 0.001, 25), (30, 2, 0.3, 3), (6, 2, 0.001, 1), (50, 2, 7.0, 1),
    (1_000_000, 1000, 0.1, 100),
])  # fmt: skip
def test_a_batch_lasts_about_a_second_or_less(tasks: int, workers: int, task_s: float, most: int) -> None:
    taken = drained(Batches(range(tasks)), workers, task_s)
    assert [task for batch in taken for task in batch] == list(range(tasks))
    assert len(taken[0]) == len(taken[-1]) == 1
    assert most / 2 < max(map(len, taken)) <= most


def test_a_hundred_thousand_tasks_are_a_few_hundred_batches() -> None:
    assert len(drained(Batches(range(100_000)), 2, 0.001)) < 300


def test_workers_have_one_batch_in_hand_and_one_to_come() -> None:
    batches = Batches(range(100))
    for _ in range(4):
        assert batches.may_take(2)
        batches.take(2)
    assert not batches.may_take(2)


def test_what_was_lost_is_tried_again_first_and_one_by_one() -> None:
    batches = Batches(range(1000))
    for _ in range(3):
        number, batch = batches.take(1)
        batches.finish(number, 0.001 * len(batch))
    lost = [task for _ in range(2) for task in batches.take(1)[1]]
    assert len(lost) > 2
    assert (len(batches), batches.first) == (1000 - lost[0], lost[0])
    batches.recall()
    assert (len(batches), batches.first) == (1000 - lost[0], lost[0])
    assert batches.take(1)[1] == lost[:1]


def test_a_batch_that_raises_can_be_recalled() -> None:
    def submit(tasks: list[int]) -> Future[tuple[list[int], float]]:
        future: Future[tuple[list[int], float]] = Future()
        if 3 in tasks:
            future.set_exception(ZeroDivisionError())
        else:
            future.set_result((tasks, 1.0))
        return future

    batches = Batches(range(9))
    with pytest.raises(ZeroDivisionError):
        list(streamed(submit, batches, lambda: 1))
    batches.recall()
    assert (batches.first, len(batches)) == (3, 6)
