"""Interoperability: a table of services, each with the level from which partners do it for each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any, ClassVar

from sim.base.errors import unknown
from sim.base.spec import PartSpec, Trouble, kind, param
from sim.kernel.events import EVERYBODY, Event
from sim.parts.theatre import Theatre

__all__ = ["Interoperability", "LevelChanged", "Table", "table_of"]


@dataclass(frozen=True, slots=True)
class LevelChanged(Event):
    """Partners can do more for each other than before, or less: their level, and how soon it falls to 1/e."""

    says: ClassVar[str] = "partners now work together at level {level}: {services}"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)

    level: float
    services: tuple[str, ...]
    fades_s: float


@kind("interoperability")
class Interoperability(PartSpec):
    """What partners do for each other: each service from a level on."""

    level: float = param(
        0.0,
        about="how well partners work together, on the scale of the services",
        ge=0,
        order="Agree on another level of working together",
    )
    services: dict[str, float] = param({}, about="each service with the level from which partners do it for each other")

    def build(self, theatre: Theatre) -> Table:
        return Table(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Find a service that no part offers or asks for."""
        asked = sorted({name for part in whole.parts for name in getattr(part, "services_asked", ())})
        for name in self.services:
            if name not in asked:
                yield Trouble(("services", name), f"no part has a service '{name}'", unknown(name, asked))
        if sum(each.kind == self.kind for each in whole.parts) > 1:
            yield Trouble((), "there is a second table of interoperability", "join the two")


@dataclass(slots=True)
class Table:
    """The table in a run; a side always does everything for itself."""

    current: Interoperability
    theatre: Theatre
    level: float = 0.0
    fades_s: float = inf
    when_changed: list[Callable[[], object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.level = self.current.level

    @property
    def spec(self) -> Interoperability:
        return self.current

    @spec.setter
    def spec(self, new: Interoperability) -> None:
        self.current = new
        self.rise(new.level)

    def start(self) -> None:
        """Log what partners do for each other at the beginning."""
        self.rise(self.level)

    def rise(self, level: float, cause: int | None = None) -> int:
        """Set the level, up or down, and log it."""
        self.level = level
        for listener in self.when_changed:
            listener()
        services = tuple(name.replace("_", " ") for name in self.offered())
        return self.theatre.run.log(LevelChanged(level, services, self.fades_s), cause)

    def offered(self) -> tuple[str, ...]:
        """Return the services that partners do for each other now."""
        return tuple(name for name, least in self.current.services.items() if self.level >= least)

    def may(self, host: str, guest: str, service: str) -> bool:
        """Say whether a side does a service for another; one that the table does not name is for its own only."""
        return host == guest or self.level >= self.current.services.get(service, inf)

    def all(self, host: str, guest: str, services: Iterable[str]) -> bool:
        """Say whether a side does all of some services for another."""
        return all(self.may(host, guest, service) for service in services)


def table_of(theatre: Theatre) -> Table:
    """Return the table of a theatre; without one, nobody does anything for anybody else."""
    tables = (actor for actor in theatre.actors.values() if isinstance(actor, Table))
    return next(tables, Table(Interoperability(kind="interoperability", id="none"), theatre))
