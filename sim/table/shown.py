"""What a view is made of: plain facts and sentences, ready for a terminal, a page or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = [
    "Bar", "Box", "Due", "Entered", "Held", "Number", "Option", "Own", "Possible", "Seat", "Stock", "Told", "TurnClock",
    "View", "Wanted", "Word",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """An area and what people call it; a west above the east spans the antimeridian."""

    name: str
    west: float
    east: float
    south: float
    north: float


@dataclass(frozen=True, slots=True)
class TurnClock:
    """Where the game is: turn of turns, phase, the turn's begin and end and until when the scenario was played."""

    turn: int
    turns: int
    phase: str
    over: bool
    begins: str
    ends: str
    now: str
    begins_s: float
    ends_s: float
    now_s: float


@dataclass(frozen=True, slots=True)
class Seat:
    """A cell at the table, and whether it has committed."""

    cell: str
    name: str
    side: str
    committed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened, as the cell knows it; `number` and `cause` count what it knows, `number` from 1."""

    number: int
    time_s: float
    clock: str
    kind: str
    says: str
    cause: int | None
    lat_deg: float | None = None
    lon_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """A platform: where it is now, and whether it moves; without a position it has not sailed yet."""

    name: str
    sort: str
    side: str
    lat_deg: float | None
    lon_deg: float | None
    moving: bool
    course_deg: float | None
    speed_kn: float | None
    range_nm: float


@dataclass(frozen=True, slots=True)
class Held:
    """A track: where it was when it was last seen, how long ago, by whose sensor, and what is known of it.

    `name` is empty where nothing gave one; `signs` say what is odd about it; `held_by` is the side that saw it.
    """

    number: int
    lat_deg: float
    lon_deg: float
    seen: str
    age_s: float
    sensor: str
    held_by: str
    name: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """An inject that was told: when, by whom and how in the story; `written` on the spot or from the list."""

    id: str
    time_s: float
    clock: str
    text: str
    sender: str = ""
    how: str = ""
    minutes: int | None = None
    written: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """What may be chosen, what people call it, and what it takes from the stocks."""

    id: str
    label: str
    price: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Due:
    """A decision to be taken in this turn; `chosen` is what this cell chose, `joint` says that all cells decide."""

    id: str
    clock: str
    asks: str
    options: tuple[Option, ...]
    default: str
    chosen: str
    joint: bool
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Possible:
    """An order that may be given: along which path, what it says, the value now and what to write instead.

    `cell` commands it: an order to itself, or a request to another. `choices` are all that may be written, where they
    can be listed. `ordered` is what this cell ordered in this turn, empty if nothing.
    """

    path: str
    cell: str
    says: str
    part: str
    about: str
    value: Any
    shown: str
    write: str
    choices: tuple[str, ...]
    limits: Mapping[str, float]
    price: Mapping[str, float]
    ordered: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that this cell made or got; `number` is what an answer names, `granted` None until there is one."""

    number: int
    cell: str
    to: str
    path: str
    value: Any
    turn: int
    granted: bool | None


@dataclass(frozen=True, slots=True)
class Entered:
    """What this cell has said and stands, with the number under which it can be taken back, if it can be."""

    number: int
    turn: int
    cell: str
    sort: str
    says: str
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Stock:
    """What a cell had, has spent, and has left of something."""

    name: str
    cell: str
    had: float
    spent: float
    left: float


@dataclass(frozen=True, slots=True)
class Number:
    """A measure so far; one that was ruled otherwise bears what it was ruled to be, and why."""

    name: str
    value: float | None
    unit: str
    about: str
    better: str
    ruled: Any = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """What went on on a lane of the schedule; `until_s` is None while it is going on."""

    lane: str
    label: str
    side: str
    from_s: float
    until_s: float | None
    hollow: str


@dataclass(frozen=True, slots=True)
class View:
    """What one cell sees of a game now, in one language; the white cell sees all of it.

    `told` is what happened in the turn that was run last.
    """

    cell: str
    side: str
    name: str
    brief: str
    title: str
    lang: str
    area: Box
    areas: Mapping[str, Box]
    clock: TurnClock
    seats: tuple[Seat, ...]
    told: tuple[Told, ...]
    platforms: tuple[Own, ...]
    tracks: tuple[Held, ...]
    bars: tuple[Bar, ...]
    injects: tuple[Word, ...]
    waiting: tuple[str, ...]
    decisions: tuple[Due, ...]
    orders: tuple[Possible, ...]
    requests: tuple[Wanted, ...]
    entered: tuple[Entered, ...]
    stocks: tuple[Stock, ...]
    measures: tuple[Number, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as data that JSON can hold."""
        return asdict(self)
