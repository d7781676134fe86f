"""Steps of work as scenarios give them: who does each, how long it takes, after what, in which weather and light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sim.base.distributions import RandomDuration
from sim.base.errors import unknown
from sim.base.spec import Spec, Trouble, param
from sim.kernel.network import circle
from sim.parts.conditions import ANY_SEA

__all__ = ["Step", "impossible_order", "missing", "twice"]


class Step(Spec):
    """One step of a network of tasks."""

    name: str = param(about="its name among the steps")
    needs: dict[str, int] = param({}, about="how many of each team or place it holds while it lasts")
    takes: RandomDuration = param("15 min", about="how long it takes")
    after: tuple[str, ...] = param((), about="the steps that must be done before it begins")
    service: str = param("", about="the service that it is to a partner; for one's own only when left out")
    sea_state: int = param(ANY_SEA, about="highest sea state in which it is begun", ge=0, le=9)
    daylight: bool = param(False, about="whether it is begun in daylight only")


def impossible_order(field: str, after: Mapping[str, Iterable[str]]) -> Iterator[Trouble]:
    """Find names that are given twice or lead nowhere, and steps that wait for each other in a circle."""
    for nth, before in enumerate(after.values()):
        for place, each in enumerate(before):
            if each not in after:
                yield Trouble((field, nth, "after", place), f"there is no '{each}' to come after", unknown(each, after))
    if around := circle(after):
        first = list(after).index(around[0])
        said = ", then ".join(around)
        yield Trouble((field, first, "after"), f"they wait for each other: {said}", "take one of these 'after' out")


def missing(field: str, needs: Sequence[Mapping[str, int]], there: Mapping[str, int], what: str) -> Iterator[Trouble]:
    """Find steps that need what is not there, or more of it than there is."""
    for nth, wanted in enumerate(needs):
        for name, n in wanted.items():
            if name not in there:
                yield Trouble((field, nth, "needs", name), f"there is no {what} '{name}'", unknown(name, there))
            elif n > there[name]:
                found = f"needs {n} of '{name}', of which there are {there[name]}"
                yield Trouble((field, nth, "needs", name), found, f"write {there[name]} at most, or have more")


def twice(field: str, names: Sequence[str]) -> Iterator[Trouble]:
    """Find names that are given twice."""
    for nth, name in enumerate(names):
        if name in names[:nth]:
            yield Trouble((field, nth, "name"), f"a second '{name}'", "write another name")
