"""Orders: what players and facilitators change of a scenario while a run goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["NO_ORDERS", "Amendment", "Orders"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """From `at_s` on these changes, by path, hold; `weather` among them is an inject's."""

    at_s: float
    id: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Orders:
    """Options by decision; when injects are fired, whatever their time or condition; which are held; amendments.

    Amendments of one instant are made in the order given, after injects and decisions of that instant.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    fired: Mapping[str, float] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    amendments: tuple[Amendment, ...] = ()


NO_ORDERS: Final = Orders()
