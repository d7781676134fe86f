"""What a link passes on, how late, and what never arrives."""

from __future__ import annotations

from typing import Any

import pytest

from sim.kernel.run import Run
from sim.picture.links import MECHANISMS, Link, ReportReceived, ReportSent, ReportWithheld, Terms
from tests.intervals import covers_share

ALL = frozenset(MECHANISMS.values())


def terms(delay_s: float = 60.0, releasable: float = 1.0, loss: float = 0.0, products: frozenset[str] = ALL) -> Terms:
    return Terms(delay_s, releasable, loss, products, frozenset(MECHANISMS))


def link(of: Terms | None = None, seed: int = 1) -> tuple[Run, Link]:
    run = Run(seed)
    return run, Link(run, "a", "b", of or terms())


def kinds(run: Run) -> list[str]:
    return [record.kind for record in run.journal.records]


def test_a_product_arrives_after_the_delay_with_its_cause() -> None:
    run, between = link()
    arrived: list[tuple[float, int]] = []
    run.at(100.0, lambda: between.send("anomaly", "x", lambda report: arrived.append((run.now, report)), cause=None))
    run.until(1000.0)
    sent, received = run.journal.records
    assert arrived == [(160.0, received.seq)]
    assert (sent.kind, sent.time_s, received.kind, received.time_s) == ("report_sent", 100.0, "report_received", 160.0)
    assert received.cause == sent.seq
    assert received.event == ReportReceived("a", "b", "anomaly", "x")


def test_a_product_that_the_link_does_not_carry_leaves_no_trace() -> None:
    run, between = link(terms(products=frozenset({"track"})))
    between.send("image", "x", lambda _: pytest.fail("arrived"))
    run.until(1000.0)
    assert not run.journal.records


def test_what_is_not_releasable_is_withheld() -> None:
    run, between = link(terms(releasable=0.0))
    between.send("image", "x", lambda _: pytest.fail("arrived"))
    run.until(1000.0)
    assert [record.event for record in run.journal.records] == [ReportWithheld("a", "b", "image", "not releasable")]


def test_what_is_lost_was_sent() -> None:
    run, between = link(terms(loss=1.0))
    between.send("image", "x", lambda _: pytest.fail("arrived"))
    run.until(1000.0)
    assert [record.event for record in run.journal.records] == [
        ReportSent("a", "b", "image", "x"), ReportWithheld("a", "b", "image", "lost"),
    ]  # fmt: skip
    assert run.journal.records[1].cause == 0


def test_release_and_loss_are_as_often_as_the_terms_say() -> None:
    run, between = link(terms(releasable=0.7, loss=0.2))
    for number in range(4000):
        between.send("image", str(number), lambda _: None)
    run.until(1000.0)
    sent, received = kinds(run).count("report_sent"), kinds(run).count("report_received")
    covers_share(sent, 4000, 0.7)
    covers_share(received, sent, 0.8)


def test_new_terms_hold_for_what_is_sent_from_then_on() -> None:
    run, between = link()
    arrived: list[tuple[str, float]] = []

    def send(subject: str) -> None:
        between.send("image", subject, lambda _: arrived.append((subject, run.now)))

    def amend() -> None:
        between.terms = terms(delay_s=5.0)
        send("late but quick")

    send("early but slow")
    run.at(10.0, amend)
    run.until(1000.0)
    assert arrived == [("late but quick", 15.0), ("early but slow", 60.0)]


@pytest.mark.parametrize("lots", [None, 1, 2, 3])
def test_what_arrives_in_one_instant_arrives_in_the_order_sent(lots: int | None) -> None:
    run = Run(1, shuffle_ties=lots)
    between, arrived = Link(run, "a", "b", terms()), list[str]()

    def send() -> None:
        for subject in "abcdef":
            between.send("anomaly", subject, lambda _, subject=subject: arrived.append(subject))  # type: ignore[misc]

    run.at(7.1, send)
    run.until(1000.0)
    assert arrived == list("abcdef")


def test_the_luck_of_a_link_is_its_own() -> None:
    def passed(**given: Any) -> list[str]:
        run, between = link(terms(releasable=0.5), **given)
        arrived: list[str] = []
        for number in range(30):
            between.send("image", str(number), lambda _, number=number: arrived.append(str(number)))  # type: ignore[misc]
        run.until(1000.0)
        return arrived

    assert passed() == passed() != passed(seed=2)


@pytest.mark.parametrize("mechanism", sorted(MECHANISMS))
def test_a_mechanism_works_if_it_is_on_and_its_product_is_carried(mechanism: str) -> None:
    product = MECHANISMS[mechanism]
    on, off = frozenset({mechanism}), frozenset(MECHANISMS) - {mechanism}
    assert Terms(0, 1, 0, frozenset({product}), on).carries(mechanism)
    assert not Terms(0, 1, 0, ALL, off).carries(mechanism)
    assert not Terms(0, 1, 0, ALL - {product}, on).carries(mechanism)
