"""A run: SimPy's environment with a journal, named streams and one law for the same instant.

The same-instant law: of two events at one instant the one with the higher priority (SimPy: the lower number) goes
first, and of equals the one that was scheduled first. No model may depend on the second half of that sentence; to
prove it, `shuffle_ties` puts equals in a random order, and measures must not move.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from heapq import heappush
from itertools import count
from typing import Any

import numpy as np
import simpy
from simpy.core import SimTime
from simpy.events import NORMAL, EventPriority

from sim.base.streams import Streams
from sim.kernel.events import Event
from sim.kernel.journal import Journal

__all__ = ["Run"]

EPOCH = datetime(2021, 1, 1, tzinfo=UTC)


class _ShuffledEnvironment(simpy.Environment):
    """Draw lots among events of one instant and priority."""

    def __init__(self, seed: int) -> None:
        super().__init__(0.0)
        self._lots = np.random.default_rng(seed)
        self._order = count()

    def schedule(self, event: Any, priority: EventPriority = NORMAL, delay: SimTime = 0) -> None:
        """Put an event in the queue behind those of higher priority, in a random place among its equals."""
        lot = (self._lots.random(), next(self._order))
        heappush(self._queue, (self._now + delay, priority, lot, event))  # type: ignore[misc]


class Run:
    """One replication in progress; everything a model needs is passed through it."""

    def __init__(
        self, seed: int = 0, replication: int = 0, *, start: datetime = EPOCH, shuffle_ties: int | None = None
    ) -> None:
        self.env = simpy.Environment(0.0) if shuffle_ties is None else _ShuffledEnvironment(shuffle_ties)
        self.streams = Streams(seed, replication)
        self.start = start
        self.journal = Journal()

    @property
    def now(self) -> float:
        """Seconds since the scenario's start."""
        return self.env.now

    def clock(self, time_s: float) -> datetime:
        """Return the date and time at an instant of the run."""
        return self.start + timedelta(seconds=time_s)

    def stream(self, *path: str | int) -> np.random.Generator:
        """Return an owner's own generator, fresh from its beginning: keep it, do not ask twice."""
        return self.streams.stream(*path)

    def log(self, event: Event, cause: int | None = None) -> int:
        """Write an event to the journal now and return its number, the cause of what it leads to."""
        return self.journal.add(self.env.now, event, cause)

    def process(self, generator: Generator[Any, Any, Any]) -> simpy.Process:
        """Start a process; if it dies the run dies."""
        return self.env.process(generator)

    def at(self, time_s: float, callback: Callable[[], object]) -> None:
        """Call back at an instant, now if it has passed."""
        self.after(max(0.0, float(time_s) - self.env.now), callback)

    def after(self, delay_s: float, callback: Callable[[], object]) -> None:
        """Call back when some time has passed."""
        timeout = self.env.timeout(delay_s)
        assert timeout.callbacks is not None

        def ring(_: simpy.Event) -> None:
            callback()

        timeout.callbacks.append(ring)

    def until(self, time_s: float) -> Journal:
        """Run to an instant and return the journal."""
        self.env.run(until=time_s)
        return self.journal
