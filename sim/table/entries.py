"""What is said at a table: each act that a cell or the white cell may take, and the entry that records it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import Field, JsonValue, ValidationError

from sim.base.errors import Fault, UserError, unknown
from sim.base.spec import Spec
from sim.base.units import Text
from sim.record.games import Line
from sim.scenario.faults import problems_in
from sim.scenario.paths import shown
from sim.scenario.play import Id

__all__ = [
    "ACTS", "WHITE", "Act", "Advance", "Answer", "Choose", "Commit", "Entry", "Inject", "Note", "Order", "Override",
    "Request", "Rewind", "Undo", "act_of", "entry_of", "sort_of",
]  # fmt: skip

WHITE: Final = "white"  # the facilitators' cell
LONGEST: Final = 4000


class Act(Spec):
    """Something that is said at the table."""


class Order(Act):
    """Set a parameter of a part or link, from the end of this turn's planning on."""

    path: str = Field(min_length=1, max_length=200, description="where it is, as in --set: parts.frigate.area")
    value: JsonValue = Field(description="what it shall be, written as the file would have it")


class Choose(Act):
    """Take an option of a decision that is due."""

    decision: Id = Field(description="which decision")
    option: Id = Field(description="which of its options")


class Request(Act):
    """Ask another cell for an order that is its to give; in force once granted."""

    path: str = Field(min_length=1, max_length=200, description="where it is, as in --set: parts.frigate.area")
    value: JsonValue = Field(description="what it shall be")
    to: Id = Field(description="the cell that is asked")


class Answer(Act):
    """Grant a request, or refuse it."""

    request: int = Field(ge=1, description="the entry that asks")
    granted: bool = Field(description="whether it is granted")


class Commit(Act):
    """Say that the cell has done for this turn."""


class Undo(Act):
    """Take back an entry of this turn."""

    entry: int = Field(ge=1, description="which entry")


class Rewind(Act):
    """Go back to the planning of a turn."""

    turn: int = Field(ge=1, description="which turn")


class Advance(Act):
    """Go on to the next phase."""


class Inject(Act):
    """Let an inject of the list happen now, keep it from happening, or write a new one."""

    id: Id = Field(description="its name")
    do: Literal["fire", "hold", "write"] = Field(description="what to do with it")
    text: Text | None = Field(None, description="of one that is written: what the audience is told")
    audience: tuple[Id, ...] = Field((), description="of one that is written: the sides told; all when left out")
    effect: dict[str, JsonValue] = Field(default_factory=dict, description="of one that is written: what it does")


class Override(Act):
    """Rule that a measure or an outcome counts as something else than the simulation made it."""

    what: str = Field(min_length=1, max_length=200, description="the measure, or the outcome in words")
    value: JsonValue = Field(description="what it counts as")
    reason: str = Field(min_length=1, max_length=LONGEST, description="why; it is shown wherever the value is")


class Note(Act):
    """Write something down; only who wrote it and the white cell read it before the review."""

    text: str = Field(min_length=1, max_length=LONGEST, description="what is written down")


ACTS: Final[Mapping[str, type[Act]]] = MappingProxyType(
    {
        cls.__name__.lower(): cls
        for cls in (Order, Choose, Request, Answer, Commit, Undo, Rewind, Advance, Inject, Override, Note)
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a game: who said what, having seen how many entries before it."""

    number: int
    cell: str
    act: Act
    based_on: int

    @property
    def sort(self) -> str:
        """What sort of act it is: the name that the file calls it by."""
        return sort_of(self.act)


def sort_of(act: Act) -> str:
    """Return the name that the file calls an act by."""
    return type(act).__name__.lower()


def act_of(sort: str, body: Mapping[str, Any], where: str = "") -> Act:
    """Make an act of plain data.

    Raises: UserError with every fault of it.
    Example:
        >>> act_of("choose", {"decision": "priority", "option": "north"})
        Choose(decision='priority', option='north')
    """
    cls = ACTS.get(sort)
    if cls is None:
        raise UserError(Fault(where, "", f"there is no '{sort}'", unknown(sort, ACTS)))
    try:
        return cls.model_validate(dict(body))
    except ValidationError as error:
        found = problems_in(error, cls, ())
        raise UserError(*(Fault(where, shown(each.path), each.found, each.write) for each in found)) from error


def entry_of(line: Line) -> Entry:
    """Return an entry as it was kept."""
    return Entry(line.number, line.cell, act_of(line.sort, line.body, f"entry {line.number}"), line.based_on)
