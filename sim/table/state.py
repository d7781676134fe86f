"""How a game stands: the fold of what was said at the table, and the refusal of what may not be said now.

Nothing here runs the simulation. Undoing and rewinding are entries like others: the past stays as it was written, and
only what of it is in force changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal

from sim.base.errors import Fault, UserError
from sim.base.units import Text
from sim.scenario.orders import NO_ORDERS, Amendment, Orders
from sim.table.entries import (
    WHITE,
    Advance,
    Answer,
    Choose,
    Commit,
    Entry,
    Inject,
    Order,
    Override,
    Request,
    Rewind,
    Undo,
)  # fmt: skip
from sim.table.rules import PHASES, Rules

__all__ = ["Asked", "Given", "Phase", "Refused", "Ruled", "State", "Written", "fold"]

Phase = Literal["brief", "plan", "commit", "run", "adjudicate", "review"]
PLAN: Final = PHASES.index("plan")
Moment = tuple[int, int]  # a turn, and a phase by its place


class Refused(UserError):
    """What was said cannot stand; `state` is how the game stands now."""

    def __init__(self, state: State, *faults: Fault) -> None:
        super().__init__(*faults)
        self.state = state


@dataclass(frozen=True, slots=True)
class Given:
    """An order in force: by which entry, whose, what, from when on, and what it takes from the stocks of its cell."""

    number: int
    cell: str
    path: str
    value: Any
    turn: int
    at_s: float
    price: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in force: `granted` is None until it is answered; `answered` is the turn in which it was."""

    number: int
    cell: str
    to: str
    path: str
    value: Any
    turn: int
    granted: bool | None = None
    answered: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """An inject that the white cell wrote on the spot."""

    number: int
    id: str
    at_s: float
    text: Text
    audience: tuple[str, ...]
    effect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A value that the white cell ruled: it is marked, with the reason, wherever the value is shown."""

    number: int
    turn: int
    what: str
    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """How a game stands after so many entries (`number`); what happened in the scenario until `now_s` is known.

    `standing` are the entries in force, `turn_of` the turn each was made in, `choices` whose option each decision got.
    """

    number: int
    turn: int
    phase: Phase
    now_s: float
    over: bool
    committed: frozenset[str]
    standing: tuple[Entry, ...]
    turn_of: Mapping[int, int]
    given: tuple[Given, ...]
    requests: tuple[Asked, ...]
    choices: Mapping[str, Mapping[str, str]]
    written: tuple[Written, ...]
    overrides: tuple[Ruled, ...]
    spent: Mapping[str, Mapping[str, float]]
    orders: Orders

    @property
    def planning(self) -> bool:
        """Whether orders are taken."""
        return self.phase == "plan" and not self.over

    def entry(self, number: int) -> Entry | None:
        """Return an entry in force by its number."""
        return next((each for each in self.standing if each.number == number), None)


def fold(rules: Rules, entries: Iterable[Entry]) -> State:
    """Return how a game stands after some entries."""
    standing: list[Entry] = []
    number = 0
    for entry in entries:
        number = entry.number
        act = entry.act
        if isinstance(act, Undo):
            standing = [each for each in standing if each.number != act.entry and not _answers(each, act.entry)]
        elif isinstance(act, Rewind):
            standing = [each for each, at in _stamped(rules, standing) if at < (act.turn, PLAN)]
        else:
            standing.append(entry)
    return _state(rules, standing, number)


def _answers(entry: Entry, request: int) -> bool:
    return isinstance(entry.act, Answer) and entry.act.request == request


@dataclass(slots=True)
class _Clock:
    """Turn and phase as commits and the white cell move them on."""

    rules: Rules
    turn: int = 1
    phase: int = 0
    committed: frozenset[str] = frozenset()
    over: bool = False

    def take(self, entry: Entry) -> None:
        if isinstance(entry.act, Commit):
            self.committed |= {entry.cell}
            if self.committed >= set(self.rules.cells):
                self._go()
        elif isinstance(entry.act, Advance):
            self._go()

    def _go(self) -> None:
        """Go to the next phase that waits for somebody; committing and running pass by themselves."""
        phase = PHASES[self.phase]
        if phase == "plan":
            self.phase, self.committed = PHASES.index("adjudicate"), frozenset()
        elif phase != "review":
            self.phase += 1
        elif self.turn < self.rules.turns:
            self.turn, self.phase = self.turn + 1, 0
        else:
            self.over = True


def _stamped(rules: Rules, standing: Sequence[Entry]) -> Iterator[tuple[Entry, Moment]]:
    """Yield each entry with when in the game it was made."""
    clock = _Clock(rules)
    for entry in standing:
        yield entry, (clock.turn, clock.phase)
        clock.take(entry)


def _state(rules: Rules, standing: Sequence[Entry], number: int) -> State:
    clock, turn_of = _Clock(rules), dict[int, int]()
    sums = _Sums(rules)
    for entry in standing:
        turn_of[entry.number] = clock.turn
        sums.take(entry, clock.turn, _now_s(clock))
        clock.take(entry)
    given = sums.in_force()
    choices = {name: MappingProxyType(dict(chosen)) for name, chosen in sums.choices.items()}
    phase: Any = PHASES[clock.phase]
    return State(
        number=number, turn=clock.turn, phase=phase, now_s=_now_s(clock), over=clock.over, committed=clock.committed,
        standing=tuple(standing), turn_of=MappingProxyType(turn_of), given=given,
        requests=tuple(sums.requests.values()), choices=MappingProxyType(choices), written=tuple(sums.written),
        overrides=tuple(sums.overrides), spent=_spent(rules, given, choices), orders=sums.orders(given),
    )  # fmt: skip


def _now_s(clock: _Clock) -> float:
    """Return until when the scenario has been played: the turn's beginning, or its end once it has been run."""
    return clock.rules.begins_s(clock.turn + (clock.phase > PLAN))


@dataclass(slots=True)
class _Sums:
    """What entries in force come to."""

    rules: Rules
    given: dict[tuple[int, str], Given] = field(default_factory=dict)
    requests: dict[int, Asked] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    fired: dict[str, float] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    written: list[Written] = field(default_factory=list)
    overrides: list[Ruled] = field(default_factory=list)

    def take(self, entry: Entry, turn: int, now_s: float) -> None:
        """Add an entry that was made in a turn, when the scenario had been played until an instant."""
        act = entry.act
        if isinstance(act, Order):
            self._give(entry.number, entry.cell, act.path, act.value, turn)
        elif isinstance(act, Request):
            self.requests[entry.number] = Asked(entry.number, entry.cell, act.to, act.path, act.value, turn)
        elif isinstance(act, Answer) and act.request in self.requests:
            self._answer(entry, act, turn)
        elif isinstance(act, Choose):
            self.choices.setdefault(act.decision, {})[entry.cell] = act.option
        elif isinstance(act, Inject):
            self._inject(entry.number, act, now_s)
        elif isinstance(act, Override):
            self.overrides.append(Ruled(entry.number, turn, act.what, act.value, act.reason))

    def _give(self, number: int, cell: str, path: str, value: Any, turn: int) -> None:
        """Let an order hold; of several along one path in a turn the last one does."""
        found = self.rules.orderable(path)
        self.given.pop((turn, path), None)
        price = found.price if found else {}
        self.given[turn, path] = Given(number, cell, path, value, turn, self.rules.begins_s(turn), price)

    def _answer(self, entry: Entry, act: Answer, turn: int) -> None:
        asked = replace(self.requests[act.request], granted=act.granted, answered=turn)
        self.requests[act.request] = asked
        if act.granted:
            self._give(entry.number, entry.cell, asked.path, asked.value, turn)

    def _inject(self, number: int, act: Inject, now_s: float) -> None:
        if act.do == "fire":
            self.held.discard(act.id)
            self.fired[act.id] = now_s
        elif act.do == "hold":
            self.fired.pop(act.id, None)
            self.held.add(act.id)
        else:
            text = act.text or {"en": act.id}
            self.written.append(Written(number, act.id, now_s, text, act.audience, act.effect))

    def in_force(self) -> tuple[Given, ...]:
        return tuple(self.given.values())

    def orders(self, given: Sequence[Given]) -> Orders:
        """Return what the simulation must know."""
        amended = [Amendment(each.at_s, f"order-{each.number}", {each.path: each.value}) for each in given]
        amended += [Amendment(each.at_s, each.id, dict(each.effect)) for each in self.written]
        chosen = {name: option for name, each in self.choices.items() if (option := self._agreed(name, each))}
        if not (amended or chosen or self.fired or self.held):
            return NO_ORDERS
        return Orders(
            chosen, dict(self.fired), frozenset(self.held), tuple(sorted(amended, key=lambda each: each.at_s))
        )

    def _agreed(self, name: str, chosen: Mapping[str, str]) -> str | None:
        """Return what a decision came to: the white cell's word, or what all who chose agree upon."""
        if WHITE in chosen:
            return chosen[WHITE]
        return next(iter(chosen.values())) if len(set(chosen.values())) == 1 else None


def _spent(
    rules: Rules, given: Sequence[Given], choices: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Mapping[str, float]]:
    """Return what each cell has spent of each stock, on orders and on options that it chose."""
    spent: dict[str, dict[str, float]] = {cell: {} for cell in rules.cells}
    bills = [(each.cell, each.price) for each in given]
    for name, chosen in choices.items():
        costs = decision.costs if (decision := rules.decision(name)) else {}
        bills += [(cell, costs.get(option, {})) for cell, option in chosen.items()]
    for cell, price in bills:
        for stock, amount in price.items() if cell in spent else ():
            spent[cell][stock] = spent[cell].get(stock, 0.0) + amount
    return MappingProxyType({cell: MappingProxyType(each) for cell, each in spent.items()})
