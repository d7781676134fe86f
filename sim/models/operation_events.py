"""What is logged of operations that ministries put effort into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.kernel.events import EVERYBODY, Bar, Event

__all__ = ["EffortGiven", "EffortHeld", "OperationPlayed", "OperationShowed"]


@dataclass(frozen=True, slots=True)
class EffortHeld(Event):
    """How much of a unit a ministry has in each period."""

    says: ClassVar[str] = "{side}: {ministry} has {amount} {unit} a period"

    side: str
    ministry: str
    unit: str
    amount: float


@dataclass(frozen=True, slots=True)
class EffortGiven(Event):
    """A ministry puts other effort into an operation than in the period before."""

    says: ClassVar[str] = "{side}: {ministry} puts {amount} {unit} into {operation}"

    side: str
    ministry: str
    operation: str
    unit: str
    amount: float


@dataclass(frozen=True, slots=True)
class OperationPlayed(Event):
    """What a period of an operation came to: its first measure, and how far that went from no effort to all of it.

    With this seed and these settings its scenario, run by itself, comes to the same.
    """

    says: ClassVar[str] = "{operation}, period {period}, with {settings}: {measure} {value}, worth {worth}"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)
    bar: ClassVar[Bar | None] = Bar(
        "{operation}", "{worth}", took="took_s", whole="settings", otherwise="no setting met"
    )

    operation: str
    period: int
    settings: tuple[str, ...]
    measure: str
    value: float
    unit: str
    worth: float
    took_s: float
    seed: int


@dataclass(frozen=True, slots=True)
class OperationShowed(Event):
    """What else a period of an operation came to."""

    says: ClassVar[str] = "{operation}, period {period}: {measure} {value}"
    known_by: ClassVar[tuple[str, ...]] = (EVERYBODY,)

    operation: str
    period: int
    measure: str
    value: float
    unit: str
