"""Specs at the door: frozen models of what a scenario may say, found by walking packages."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from sim.base.units import Position

__all__ = [
    "AreaName", "DataFile", "PartSpec", "PlaceName", "Plays", "Reference", "ScenarioName", "SeaPosition", "SideName",
    "Spec", "Trouble", "descendants", "discover", "kind", "order_of", "param",
]  # fmt: skip

ASSUMED: Final = "assumed"
S = TypeVar("S", bound="type[PartSpec]")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reference:
    """Mark a field as the name of something else: in the scenario, of a file beside it, or a position at sea.

    The scenario floor reads the mark and reports a name that leads nowhere, with its line.
    """

    to: Literal["area", "file", "place", "scenario", "side", "sea"]


AreaName = Annotated[str, Reference("area")]
DataFile = Annotated[str, Reference("file")]
PlaceName = Annotated[str, Reference("place")]
ScenarioName = Annotated[str, Reference("scenario")]
SideName = Annotated[str, Reference("side")]
SeaPosition = Annotated[Position, Reference("sea")]


class Spec(BaseModel):
    """A validated, unchangeable piece of a scenario; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, arbitrary_types_allowed=True)


class Trouble(NamedTuple):
    """What cannot work about a part: the path inside it, what was found, and what to write.

    `part` is the id of the part that it is about, if that is not the one that was asked.
    """

    path: tuple[str | int, ...]
    found: str
    write: str
    part: str = ""


class Plays(NamedTuple):
    """Another scenario that a part plays, and the ways in which it may: each the paths, in the part, to its changes."""

    scenario: str
    ways: tuple[tuple[tuple[str | int, ...], ...], ...]


class PartSpec(Spec):
    """One entry of `parts:`; each kind's file derives its own once."""

    kind_name: ClassVar[str] = ""
    lawful: ClassVar[bool] = True  # false where what it brings in is what others look for

    kind: str = Field(description="what sort of part this is")
    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="its name in this scenario")
    sources: dict[str, str] = Field(default_factory=dict, description="where each figure given here comes from")

    def build(self, theatre: Any) -> Any:
        """Bring the part into a run's theatre and return its actor."""
        raise NotImplementedError(self.kind)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Say what cannot work, given the whole of a scenario that has no other fault."""
        yield from ()

    def plays(self) -> Plays | None:
        """Name another scenario that the part plays, so that it can be checked with each set of changes."""
        return None


def param(default: Any = ..., *, about: str, source: str = ASSUMED, order: str = "", **limits: Any) -> Any:
    """Declare a parameter with its meaning, the source of its default, and limits or an alias as pydantic has them.

    `order` says, as an order does, what changing it while a run goes on means; without it players cannot.
    """
    extra: dict[str, Any] = {"source": source} | ({"order": order} if order else {})
    return Field(default, description=about, json_schema_extra=extra, **limits)


def order_of(info: FieldInfo) -> str:
    """Return what a field says as an order; nothing if it cannot be ordered."""
    extra = info.json_schema_extra
    return str(extra.get("order", "")) if isinstance(extra, dict) else ""


def kind(name: str) -> Callable[[S], S]:
    """Register a part's spec under the name that scenarios call it by."""

    def register(cls: S) -> S:
        cls.kind_name = name
        return cls

    return register


def discover(*packages: str) -> dict[str, type[PartSpec]]:
    """Import every module of the packages and return the specs registered in them, by kind."""
    for package in packages:
        found = importlib.import_module(package)
        for module in pkgutil.iter_modules(found.__path__, f"{package}."):
            importlib.import_module(module.name)
    mine = [cls for cls in descendants(PartSpec) if cls.kind_name and cls.__module__.startswith(packages)]
    return {cls.kind_name: cls for cls in sorted(mine, key=lambda cls: cls.kind_name)}


def descendants(cls: type[T]) -> Iterator[type[T]]:
    """Yield every class derived from a class, at any depth."""
    for child in cls.__subclasses__():
        yield child
        yield from descendants(child)
