"""One case of a scenario as plain values: what a run needs besides its seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sim.base.spec import PartSpec
from sim.parts.arrangement import LinkSpec
from sim.world.areas import Box

__all__ = ["Change", "Nesting", "Setting"]


class Nesting(Protocol):
    """What gives parts the settings of other scenarios that they play."""

    def setting(self, scenario: str, changes: Sequence[Mapping[str, Any]]) -> Setting:
        """Return the setting of a scenario with some sets of changes made, one after another."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """From `at_s` on, these parts and links hold, and an effect applies: an inject, or a decision taken."""

    at_s: float
    id: str
    parts: tuple[PartSpec, ...] = ()
    links: tuple[LinkSpec, ...] | None = None
    effect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """One case of a scenario, validated: all that a run needs besides its seed."""

    start: datetime
    duration_s: float
    warm_up_s: float
    area: Box
    areas: Mapping[str, Box]
    sides: tuple[str, ...]
    parts: tuple[PartSpec, ...]
    links: tuple[LinkSpec, ...] = ()
    changes: tuple[Change, ...] = ()
    nest: Nesting | None = None

    @property
    def header(self) -> dict[str, Any]:
        """What folds of a journal need to know of it."""
        return {
            "start": f"{self.start:%Y-%m-%dT%H:%M:%S}+00:00",
            "duration_s": self.duration_s,
            "warm_up_s": self.warm_up_s,
            "sides": tuple(self.sides),
            "links": tuple(link.model_dump() for link in self.links),
        }
