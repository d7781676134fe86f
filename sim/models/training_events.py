"""What happens in a series of exercises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.kernel.events import EVERYBODY, Bar, Event

__all__ = ["ConferenceHeld", "ExerciseBegan", "ExerciseEnded", "SerialDone", "TaskTried", "TroopsArrived"]

ALL = (EVERYBODY,)


@dataclass(frozen=True, slots=True)
class ConferenceHeld(Event):
    """Planners of both nations met."""

    says: ClassVar[str] = "planners meet for {exercise}: conference {nth}"
    known_by: ClassVar[tuple[str, ...]] = ALL

    exercise: str
    nth: int
    person_days: float


@dataclass(frozen=True, slots=True)
class ExerciseBegan(Event):
    """An exercise began: its serials, and what they share, as `name=number`."""

    says: ClassVar[str] = "{exercise} begins, with {people} people"
    known_by: ClassVar[tuple[str, ...]] = ALL
    bar: ClassVar[Bar] = Bar("exercise", "{exercise}", until="exercise")

    exercise: str
    people: int
    serials: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TroopsArrived(Event):
    """All chalks are in, and everybody is in-processed."""

    says: ClassVar[str] = "{exercise}: all chalks are in and in-processed, {late_s} late"
    known_by: ClassVar[tuple[str, ...]] = ALL

    exercise: str
    late_s: float


@dataclass(frozen=True, slots=True)
class SerialDone(Event):
    """A training serial is over: what it waited for, how long it took, and whether it was held together."""

    says: ClassVar[str] = "{exercise}: {serial} done in {worked_s}, after {waited_s} of waiting"
    known_by: ClassVar[tuple[str, ...]] = ALL
    bar: ClassVar[Bar] = Bar("{sort}", "{serial}", took="worked_s", whole="joint", otherwise="held side by side")

    exercise: str
    serial: str
    sort: str
    joint: bool
    waited_s: float
    worked_s: float
    waited_for: str
    weather_s: float
    night_s: float
    safety_s: float


@dataclass(frozen=True, slots=True)
class TaskTried(Event):
    """An event of the final exercise's list was met together, well enough or not."""

    says: ClassVar[str] = "{exercise}: event {nth} of the final exercise: {outcome}"
    known_by: ClassVar[tuple[str, ...]] = ALL

    exercise: str
    nth: int
    outcome: str


@dataclass(frozen=True, slots=True)
class ExerciseEnded(Event):
    """An exercise is over: serials done of those planned, and what it cost."""

    says: ClassVar[str] = "{exercise} ends: {done} of {planned} serials done"
    known_by: ClassVar[tuple[str, ...]] = ALL
    ends: ClassVar[tuple[str, ...]] = ("bar", "exercise")

    exercise: str
    done: int
    planned: int
    undone_s: float
    person_days: float
