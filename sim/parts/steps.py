"""Steps of work as scenarios give them: who does each, how long it takes, after what, in which weather and light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import NonNegativeInt

from sim.base.distributions import RandomDuration
from sim.base.errors import unknown
from sim.base.spec import Spec, Trouble, param
from sim.base.units import Text
from sim.kernel.network import circle
from sim.parts.conditions import ANY_SEA

__all__ = ["Step", "impossible_order", "missing", "twice"]


class Step(Spec):
    """One step of a network of tasks."""

    name: str = param(about="its name among the steps")
    title: Text | None = param(None, about="what people call it, in languages; its name when left out")
    needs: dict[str, NonNegativeInt] = param({}, about="how many of each team or place it holds while it lasts")
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


def missing(
    steps: str, needs: Mapping[str, Mapping[str, int]], pool: str, there: Mapping[str, int], *, given: bool
) -> Iterator[Trouble]:
    """Find what steps need that a pool lacks; told where the steps are, if they are `given`, else of the pool."""
    for nth, (step, wanted) in enumerate(needs.items()):
        for name, n in wanted.items():
            if name not in there:
                at = (steps, nth, "needs", name) if given else (pool,)
                yield Trouble(at, f"'{step}' needs '{name}', which is not among the {pool}", unknown(name, there))
            elif n > there[name]:
                found = f"'{step}' needs {n} of '{name}', of which there are {there[name]}"
                yield Trouble((pool, name), found, f"write {name}: {n}, or more")


def twice(field: str, names: Sequence[str]) -> Iterator[Trouble]:
    """Find names that are given twice."""
    for nth, name in enumerate(names):
        if name in names[:nth]:
            yield Trouble((field, nth, "name"), f"a second '{name}'", "write another name")
