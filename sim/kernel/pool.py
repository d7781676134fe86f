"""Several resources given out together: a job gets all that it needs at once, or waits and holds nothing meanwhile.

Nobody can lock anybody up, for who waits holds nothing. A job that can begin goes before one that cannot, whatever
their order; among jobs that can, the lower priority number goes first, then who asked first, then the lower key. What
is asked and given back at one instant is settled together at its end, so it does not matter who called first.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter
from typing import Final

import simpy

from sim.kernel.resource import Queued, Released, Resource, Seized
from sim.kernel.run import Run

__all__ = ["Claim", "Pool"]

_rank: Final = attrgetter("rank")
LATE: Final = 2  # SimPy's lower priority: after all else at an instant


@dataclass(slots=True, eq=False)
class Claim:
    """A job's claim on units: yield `granted`, and give the claim back to the pool."""

    needs: tuple[tuple[Resource, int], ...]
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
        self.waiting: list[Claim] = []  # the first in rank first
        self._due = False
        self._order = count()
        for each in self.resources.values():
            each.when_free = self._settle_soon

    def request(self, needs: Mapping[str, int], *, priority: int = 0, key: str = "", cause: int | None = None) -> Claim:
        """Ask for units of several resources at once."""
        now_s = self.run.now
        wanted = tuple([(self.resources[name], n) for name, n in needs.items() if n > 0])
        claim = Claim(wanted, (priority, now_s, key, next(self._order)), now_s, self.run.env.event())
        claim.logged = [self.run.log(Queued(each.name), cause) for each, n in wanted for _ in range(n)]
        insort(self.waiting, claim, key=_rank)
        self._settle_soon()
        return claim

    def release(self, claim: Claim) -> int | None:
        """Give back what a claim holds, or let it leave the queue; return the number of the last event."""
        held_s, numbers, last = 0.0, iter(claim.logged), None
        if claim.began_s >= 0.0:
            held_s = self.run.now - claim.began_s
            for resource, n in claim.needs:
                for _ in range(n):
                    resource.put()
        else:
            self.waiting.remove(claim)
        for resource, n in claim.needs:
            for _ in range(n):
                last = self.run.log(Released(resource.name, held_s), next(numbers))
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
        for claim in self.waiting.copy():
            for resource, n in claim.needs:
                if resource.free < n:
                    break
            else:
                self.waiting.remove(claim)
                self._grant(claim)

    def _grant(self, claim: Claim) -> None:
        claim.began_s = now_s = self.run.now
        queued, claim.logged = iter(claim.logged), []
        for resource, n in claim.needs:
            for _ in range(n):
                resource.take()
                claim.logged.append(self.run.log(Seized(resource.name, now_s - claim.asked_s), next(queued)))
        claim.granted.succeed()
