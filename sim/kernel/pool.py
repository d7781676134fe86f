"""Several resources given out together: a job gets all that it needs at once, or waits and holds nothing meanwhile.

Nobody can lock anybody up, for who waits holds nothing. A job that can begin goes before one that cannot, whatever
their order; among jobs that can, the lower priority number goes first, then who asked first, then the lower key. What
is asked and given back at one instant is settled together at its end, so it does not matter who called first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

import simpy

from sim.kernel.resource import Queued, Released, Resource, Seized
from sim.kernel.run import Run

__all__ = ["Claim", "Pool"]

LATE: Final = 2  # SimPy's lower priority: after all else at an instant


@dataclass(slots=True, eq=False)
class Claim:
    """A job's claim on units: yield `granted`, and give the claim back to the pool."""

    needs: tuple[tuple[str, int], ...]
    rank: tuple[int, float, str, int]
    asked_s: float
    granted: simpy.Event
    began_s: float = -1.0
    logged: list[int] = field(default_factory=list)


class Pool:
    """The resources of one place, by name."""

    def __init__(self, run: Run, resources: Iterable[Resource]) -> None:
        self.run = run
        self.resources = {each.name: each for each in resources}
        self._waiting: list[Claim] = []
        self._due = False
        self._order = count()
        for each in self.resources.values():
            each.when_free = self._settle_soon

    @property
    def waiting(self) -> tuple[Claim, ...]:
        return tuple(self._waiting)

    def request(self, needs: Mapping[str, int], *, priority: int = 0, key: str = "", cause: int | None = None) -> Claim:
        """Ask for units of several resources at once."""
        wanted = tuple((name, n) for name, n in needs.items() if n > 0)
        claim = Claim(wanted, (priority, self.run.now, key, next(self._order)), self.run.now, self.run.env.event())
        claim.logged = [self.run.log(Queued(name), cause) for name, n in wanted for _ in range(n)]
        self._waiting.append(claim)
        self._settle_soon()
        return claim

    def release(self, claim: Claim) -> int | None:
        """Give back what a claim holds, or let it leave the queue; return the number of the last event."""
        if claim in self._waiting:
            self._waiting.remove(claim)
        elif claim.began_s >= 0.0:
            for name, n in claim.needs:
                for _ in range(n):
                    self.resources[name].put()
        held_s = self.run.now - claim.began_s if claim.began_s >= 0.0 else 0.0
        numbers = iter(claim.logged)
        last = None
        for name, n in claim.needs:
            for _ in range(n):
                last = self.run.log(Released(name, held_s), next(numbers))
        return last

    def _settle_soon(self) -> None:
        if not self._due:
            self._due = True
            ring = self.run.env.event()
            ring.callbacks = [self._settle]
            ring._ok, ring._value = True, None
            self.run.env.schedule(ring, priority=LATE)  # type: ignore[arg-type]  # any whole number will do

    def _settle(self, _: simpy.Event) -> None:
        """Grant every claim that can be met, the first in rank first."""
        self._due = False
        for claim in sorted(self._waiting, key=lambda each: each.rank):
            if all(self.resources[name].free >= n for name, n in claim.needs):
                self._waiting.remove(claim)
                self._grant(claim)

    def _grant(self, claim: Claim) -> None:
        claim.began_s = self.run.now
        queued, claim.logged = iter(claim.logged), []
        for name, n in claim.needs:
            for _ in range(n):
                self.resources[name].take()
                claim.logged.append(self.run.log(Seized(name, self.run.now - claim.asked_s), next(queued)))
        claim.granted.succeed(claim)
