"""A logged resource: units given out by priority, whose waits, starts and releases are in the journal."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count
from typing import ClassVar

import simpy

from sim.kernel.events import Event
from sim.kernel.run import Run

__all__ = ["OutOfUse", "Queued", "Released", "Resource", "Seized", "daily"]

OFF_WATCH = -1_000_000
Spell = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Queued(Event):
    """A job asked for a unit of the resource."""

    says: ClassVar[str] = "waits for one of the {resource}"

    resource: str


@dataclass(frozen=True, slots=True)
class Seized(Event):
    """A job got its unit after waiting."""

    says: ClassVar[str] = "is taken up by one of the {resource}, after {wait_s}"

    resource: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class Released(Event):
    """A unit is free again after work of some length."""

    says: ClassVar[str] = "one of the {resource} is free again, after {busy_s}"

    resource: str
    busy_s: float


@dataclass(frozen=True, slots=True)
class OutOfUse(Event):
    """A unit cannot be used for a while: it has broken down, or what it needs has gone."""

    says: ClassVar[str] = "one of the {resource} is out of use for {lasts_s}: {reason}"

    resource: str
    reason: str
    lasts_s: float


def daily(on_s: float, cycle_s: float, begins_s: float = 0.0) -> Iterator[Spell]:
    """Yield the spells off watch of a resource that is on watch for the same part of every cycle."""
    if begins_s > 0.0:
        yield max(0.0, begins_s + on_s - cycle_s), begins_s
    for cycle in count():
        yield begins_s + cycle * cycle_s + on_s, begins_s + (cycle + 1) * cycle_s


class Resource:
    """Units of one sort, given out by priority (lower first), then in order of asking.

    `when_free` is called when a unit has come free that nobody in its own queue has taken.
    """

    def __init__(self, run: Run, name: str, capacity: int) -> None:
        self.run = run
        self.name = name
        self.capacity = capacity
        self.when_free: Callable[[], object] | None = None
        self._watch: Callable[[], Iterable[Spell]] | None = None
        self.free = capacity  # below zero while work in hand is finished on units that have gone
        self._order = count()
        self._queue: list[tuple[int, int, simpy.Event]] = []
        self._held: dict[simpy.Event, tuple[int, float]] = {}

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def request(self, *, priority: int = 0, cause: int | None = None) -> simpy.Event:
        """Ask for a unit; yield what is returned, and hand it to `release` afterwards."""
        asked_s, queued = self.run.now, self.run.log(Queued(self.name), cause)

        def seized(unit: simpy.Event) -> None:
            seq = self.run.log(Seized(self.name, self.run.now - asked_s), queued)
            self._held[unit] = (seq, self.run.now)

        unit = self.run.env.event()
        unit.callbacks.append(seized)
        return self._ask(unit, priority)

    def release(self, unit: simpy.Event) -> int:
        """Give a unit back (or leave the queue) and return the event's number."""
        if unit.triggered:
            self._give_back()
        else:
            self._queue = [each for each in self._queue if each[2] is not unit]
            heapify(self._queue)
        seq, since_s = self._held.pop(unit, (None, self.run.now))
        return self.run.log(Released(self.name, self.run.now - since_s), seq)

    def serve(
        self, work_s: float, done: Callable[[int], object], *, priority: int = 0, cause: int | None = None
    ) -> None:
        """Queue a job that holds a unit for some time; `done` is called with the number of its release."""
        unit = self.request(priority=priority, cause=cause)
        unit.callbacks.append(lambda _: self.run.after(work_s, lambda: done(self.release(unit))))

    def _ask(self, unit: simpy.Event, priority: int) -> simpy.Event:
        heappush(self._queue, (priority, next(self._order), unit))
        self._grant()
        return unit

    def _grant(self) -> None:
        while self._queue and self.free > 0:
            self.free -= 1
            heappop(self._queue)[2].succeed()

    def _give_back(self) -> None:
        self.free += 1
        if self._queue:
            self.run.after(0.0, self._grant)
        elif self.when_free is not None:
            self.when_free()

    def take(self) -> None:
        """Take a free unit on behalf of somebody who keeps the books; `put` gives it back."""
        self.free -= 1

    def put(self) -> None:
        """Give back a unit that was taken."""
        self._give_back()

    def resize(self, capacity: int) -> None:
        """Have so many units from now on; work in hand on units that go is finished first."""
        more = range(self.capacity, capacity)
        self.free += capacity - self.capacity
        self.capacity = capacity
        if self._watch is not None:
            for _ in more:
                self.stand_down(self._watch())
        if more:
            self.free -= 1
            self._give_back()

    def keep_watch(self, hours_on_s: float, cycle_s: float, begins_s: float = 0.0) -> None:
        """Staff the resource for one part of every cycle only; work in hand is finished first."""
        if hours_on_s < cycle_s:
            self._watch = partial(daily, hours_on_s, cycle_s, begins_s)
            for _ in range(self.capacity):
                self.stand_down(self._watch())

    def stand_down(self, spells: Iterable[Spell], reason: str = "") -> None:
        """Take one unit out of use for some spells, given in order; work in hand is finished first.

        It is logged where a reason is given.
        """
        self.run.process(self._standing(spells, reason))

    def _standing(self, spells: Iterable[Spell], reason: str) -> Generator[simpy.Event, None, None]:
        for from_s, until_s in spells:
            if from_s > self.run.now:
                yield self.run.env.timeout(from_s - self.run.now)
            yield self._ask(self.run.env.event(), OFF_WATCH)
            lasts_s = until_s - self.run.now
            if lasts_s > 0.0:
                if reason:
                    self.run.log(OutOfUse(self.name, reason, lasts_s))
                yield self.run.env.timeout(lasts_s)
            self._give_back()
