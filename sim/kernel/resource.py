"""A logged resource: SimPy's priority queue whose waits, starts and releases are in the journal."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import simpy
from simpy.resources.resource import PriorityRequest

from sim.kernel.events import Event
from sim.kernel.run import Run

__all__ = ["Queued", "Released", "Resource", "Seized"]

OFF_WATCH = -1_000_000


@dataclass(frozen=True, slots=True)
class Queued(Event):
    """A job asked for a unit of the resource."""

    resource: str


@dataclass(frozen=True, slots=True)
class Seized(Event):
    """A job got its unit after waiting."""

    resource: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class Released(Event):
    """A unit is free again after work of some length."""

    resource: str
    busy_s: float


class Resource:
    """Units of one sort, given out by priority (lower first), then in order of asking."""

    def __init__(self, run: Run, name: str, capacity: int) -> None:
        self.run = run
        self.name = name
        self.capacity = capacity
        self._resource = simpy.PriorityResource(run.env, capacity)
        self._held: dict[PriorityRequest, tuple[int, float]] = {}

    @property
    def waiting(self) -> int:
        return len(self._resource.queue)

    @property
    def free(self) -> int:
        return self.capacity - self._resource.count

    def request(self, *, priority: int = 0, cause: int | None = None) -> PriorityRequest:
        """Ask for a unit; yield what is returned, and hand it to `release` afterwards."""
        asked_s, queued = self.run.now, self.run.log(Queued(self.name), cause)
        request = self._resource.request(priority=priority)

        def seized(_: simpy.Event) -> None:
            seq = self.run.log(Seized(self.name, self.run.now - asked_s), queued)
            self._held[request] = (seq, self.run.now)

        assert request.callbacks is not None
        request.callbacks.insert(0, seized)
        return request

    def release(self, request: PriorityRequest) -> int:
        """Give a unit back (or leave the queue) and return the event's number."""
        if request.triggered:
            self._resource.release(request)
        else:
            request.cancel()
        seq, since_s = self._held.pop(request, (None, self.run.now))
        return self.run.log(Released(self.name, self.run.now - since_s), seq)

    def keep_watch(self, hours_on_s: float, cycle_s: float) -> None:
        """Staff the resource for the first part of every cycle only; work in hand is finished first."""
        if hours_on_s < cycle_s:
            for _ in range(self.capacity):
                self.run.process(self._stand_down(hours_on_s, cycle_s))

    def _stand_down(self, on_s: float, cycle_s: float) -> Generator[simpy.Event, None, None]:
        cycle = 0
        while True:
            yield self.run.env.timeout(max(0.0, cycle * cycle_s + on_s - self.run.now))
            with self._resource.request(priority=OFF_WATCH) as relief:
                yield relief
                cycle = max(cycle + 1, int((self.run.now - on_s) // cycle_s) + 1)
                yield self.run.env.timeout(max(0.0, cycle * cycle_s - self.run.now))
