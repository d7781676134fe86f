"""Sharing links: what one side passes to another, how late, and how often it may be released or is lost.

A product reaches a side only through a link that carries it, never sooner than the link's delay. Each mechanism of
sharing needs its product, and may be switched off by itself to see what it is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final

import numpy as np

from sim.kernel.events import Event
from sim.kernel.run import Run

__all__ = ["MECHANISMS", "NOTHING", "Link", "ReportReceived", "ReportSent", "ReportWithheld", "Terms", "TermsSet"]

SAME_S: Final = 1e-6  # a clock that adds a delay and takes it away again is off by less
MECHANISMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "coverage": "track",
        "cueing": "anomaly",
        "corroboration": "anomaly",
        "deconfliction": "tasking",
        "custody": "image",
    }
)


@dataclass(frozen=True, slots=True)
class ReportSent(Event):
    """A product was released into a link."""

    says: ClassVar[str] = "{sender} releases to {receiver}: {product}, {subject}"
    known_by: ClassVar[tuple[str, ...]] = ("sender",)
    draws: ClassVar[tuple[str, ...]] = ("report", "sender", "receiver")

    sender: str
    receiver: str
    product: str
    subject: str


@dataclass(frozen=True, slots=True)
class ReportWithheld(Event):
    """A product was not released, or was released and lost on the way."""

    says: ClassVar[str] = "{sender} does not pass to {receiver}: {product}, {reason}"
    known_by: ClassVar[tuple[str, ...]] = ("sender",)

    sender: str
    receiver: str
    product: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportReceived(Event):
    """A product arrived at the other side."""

    says: ClassVar[str] = "{receiver} receives from {sender}: {product}, {subject}"
    known_by: ClassVar[tuple[str, ...]] = ("receiver",)
    ends: ClassVar[tuple[str, ...]] = ("report",)

    sender: str
    receiver: str
    product: str
    subject: str


@dataclass(frozen=True, slots=True)
class TermsSet(Event):
    """From now on a link passes products on these terms, whatever it did before; without products it passes nothing."""

    says: ClassVar[str] = "{sender} now passes to {receiver}, after {delay_s}: {products}"
    known_by: ClassVar[tuple[str, ...]] = ("sender",)

    sender: str
    receiver: str
    delay_s: float
    releasable: float
    loss: float
    products: tuple[str, ...]
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one link."""

    delay_s: float
    releasable: float
    loss: float
    products: frozenset[str]
    mechanisms: frozenset[str]

    def set_between(self, sender: str, receiver: str) -> TermsSet:
        """Return the event that these terms hold from now on."""
        products, mechanisms = tuple(sorted(self.products)), tuple(sorted(self.mechanisms))
        return TermsSet(sender, receiver, self.delay_s, self.releasable, self.loss, products, mechanisms)

    def carries(self, mechanism: str) -> bool:
        """Say whether a mechanism of sharing works over this link."""
        return mechanism in self.mechanisms and MECHANISMS[mechanism] in self.products


NOTHING: Final = Terms(0.0, 0.0, 0.0, frozenset({"none"}), frozenset())


class Link:
    """One direction between two sides; its terms may change while the run goes on."""

    def __init__(self, run: Run, sender: str, receiver: str, terms: Terms) -> None:
        self.run = run
        self.sender = sender
        self.receiver = receiver
        self.terms = terms
        self._luck: np.random.Generator = run.stream("link", sender, receiver)
        self._under_way: list[tuple[float, Callable[[], None]]] = []

    def send(self, product: str, subject: str, deliver: Callable[[int], Any], *, cause: int | None = None) -> None:
        """Send a product if the link carries it; `deliver` is called on arrival with the report's number."""
        if product not in self.terms.products:
            return
        release, loss = self._luck.random(2)
        if release >= self.terms.releasable:
            self.run.log(ReportWithheld(self.sender, self.receiver, product, "not releasable"), cause)
            return
        sent = self.run.log(ReportSent(self.sender, self.receiver, product, subject), cause)
        if loss < self.terms.loss:
            self.run.log(ReportWithheld(self.sender, self.receiver, product, "lost"), sent)
            return

        def arrive() -> None:
            deliver(self.run.log(ReportReceived(self.sender, self.receiver, product, subject), sent))

        due_s = self.run.now + self.terms.delay_s
        self._under_way.append((due_s, arrive))
        self.run.at(due_s, self._deliver)

    def _deliver(self) -> None:
        """Hand over what is due, in the order sent: a report, then the tasking that it led to in the same instant."""
        due = [arrive for due_s, arrive in self._under_way if due_s <= self.run.now + SAME_S]
        self._under_way = [each for each in self._under_way if each[0] > self.run.now + SAME_S]
        for arrive in due:
            arrive()
