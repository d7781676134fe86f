"""Typed events: what the journal holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple

from sim.base.spec import descendants

__all__ = ["EVERYBODY", "Bar", "Event", "Record", "event_classes"]

EVERYBODY: Final = "*"


class Bar(NamedTuple):
    """What a schedule shows of an event: a bar on a lane; lane and label are worded as `Event.says` is.

    When it was, one field says: `took`, how long it had been going on at the event; `lasts`, how long it will from
    then; or `until`, what the event has in common with the one that ends it, whose `ends` is `("bar", field)`. `whole`
    names a field, `otherwise` what to say of it where that is false: the bar is drawn hollow.
    """

    lane: str
    label: str
    took: str = ""
    lasts: str = ""
    until: str = ""
    whole: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed; subclasses add fields of type str, int, float, bool, None or tuples of them.

    `says` tells it in English to people, with names of fields in braces; other languages look it up (`base/tongue`).
    `known_by` names the fields that hold a side which knows of it at once; `EVERYBODY` in it stands for all sides.
    `draws` names what a map shows of it, then the fields with its particulars. `ends` names such a mark that it ends,
    then the field that both have in common; without a field it ends that of its nearest cause. `bar` is what a schedule
    shows of it.
    """

    kind: ClassVar[str] = "event"
    says: ClassVar[str] = ""
    known_by: ClassVar[tuple[str, ...]] = ("side",)
    draws: ClassVar[tuple[str, ...]] = ()
    ends: ClassVar[tuple[str, ...]] = ()
    bar: ClassVar[Bar | None] = None

    def __init_subclass__(cls) -> None:
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def knowers(self) -> frozenset[str]:
        """Return the sides that know of it at once; nobody knows of an event that names none."""
        named = (name if name == EVERYBODY else getattr(self, name, None) for name in self.known_by)
        return frozenset(side for side in named if side)

    def fields(self) -> dict[str, Any]:
        """Return the event's own fields, in their declared order."""
        names: tuple[str, ...] = self.__slots__
        return {name: getattr(self, name) for name in names}


class Record(NamedTuple):
    """One line of the journal: `event` is of a class derived from `Event`, `cause` the number of what led to it."""

    seq: int
    time_s: float
    kind: str
    cause: int | None
    event: Any


def event_classes() -> dict[str, type[Event]]:
    """Return every class of event so far, by kind; those that are not slotted are what `dataclass` replaced."""
    return {cls.kind: cls for cls in descendants(Event) if "__slots__" in vars(cls)}
