"""What may not be said at a table as it stands, and why: the first reason that applies is given, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from sim.base.errors import Fault, unknown
from sim.base.units import show
from sim.scenario.faults import problems_in
from sim.scenario.paths import shown
from sim.scenario.play import WeatherEffect
from sim.table.entries import (
    WHITE,
    Act,
    Advance,
    Answer,
    Choose,
    Commit,
    Entry,
    Inject,
    Note,
    Order,
    Override,
    Request,
    Rewind,
    Undo,
    sort_of,
)  # fmt: skip
from sim.table.rules import Orderable, Rules
from sim.table.state import Refused, State, fold

__all__ = ["refuse"]

UNDONE: Final = (Order, Choose, Request, Answer, Commit, Note)  # what a cell may take back of its own
WHITE_ONLY: Final = (Rewind, Advance, Inject, Override)
Key = tuple[str, Any, str]


class _No:
    """Refuse, with the state as it now is."""

    def __init__(self, state: State, act: Act) -> None:
        self.state, self.sort = state, sort_of(act)

    def __call__(self, found: str, write: str, field: str = "") -> NoReturn:
        raise Refused(self.state, Fault(self.sort, field, found, write))


def refuse(rules: Rules, entries: Sequence[Entry], state: State, cell: str, act: Act, based_on: int) -> None:
    """Raise `Refused` if a cell may not say this, having seen `based_on` entries of a game that stands at `state`."""
    no = _No(state, act)
    if cell != WHITE and cell not in rules.cells:
        no(f"there is no cell '{cell}'", unknown(cell, (*rules.cells, WHITE)))
    if isinstance(act, WHITE_ONLY) and cell != WHITE:
        no("is the white cell's to say", "ask the facilitator")
    if state.over and not isinstance(act, Rewind | Override | Note):
        no("the game is over", "rewind, or branch from an earlier turn")
    _stale(rules, entries, state, cell, act, based_on, no)
    check = CHECKS.get(type(act))
    if check is not None:
        check(rules, state, cell, act, no)


def _stale(rules: Rules, entries: Sequence[Entry], state: State, cell: str, act: Act, based_on: int, no: _No) -> None:
    """Refuse what was written for a state that is no more: time went on, or what it sets was set by another."""
    if based_on == len(entries) or isinstance(act, Note):
        return
    if not 0 <= based_on <= len(entries):
        no(f"was written for entry {based_on} of a game that has {len(entries)}", "look at the game again")
    seen = fold(rules, entries[:based_on])
    if (seen.turn, seen.phase) != (state.turn, state.phase) or _rewound(entries[based_on:]):
        found = f"was written in turn {seen.turn}, {seen.phase}; it is turn {state.turn}, {state.phase} now"
        no(f"{found}, or the game was rewound", "look at the game again, then say it anew")
    mine = _key(cell, act, entries)
    touched = [each for each in entries[based_on:] if _key(each.cell, each.act, entries) == mine]
    if mine and touched:
        last = touched[-1]
        no(
            f"'{mine[1]}' was set by {last.cell} since (entry {last.number})",
            "look at the game again, then say it anew",
        )


def _rewound(entries: Sequence[Entry]) -> bool:
    return any(isinstance(each.act, Rewind) for each in entries)


def _key(cell: str, act: Act, entries: Sequence[Entry]) -> Key | None:
    """Return what an act sets; taking back sets what the entry taken back did."""
    if isinstance(act, Order):
        return "order", act.path, ""
    if isinstance(act, Request):
        return "request", act.path, cell
    if isinstance(act, Choose):
        return "choose", act.decision, cell
    if isinstance(act, Answer):
        return "answer", act.request, ""
    if isinstance(act, Inject):
        return "inject", act.id, ""
    if isinstance(act, Undo) and act.entry <= len(entries):
        target = entries[act.entry - 1]
        return None if isinstance(target.act, Undo) else _key(target.cell, target.act, entries)
    return None


def _planning(state: State, cell: str, no: _No) -> None:
    if not state.planning:
        no(f"orders are given in the plan phase, and this is {state.phase}", "wait until the white cell opens the next")
    if cell in state.committed:
        no("the cell has committed for this turn", "take the commit back first (undo)")


def _order(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    _planning(state, cell, no)
    found = _known_path(rules, cell, act.path, no)
    if cell not in (found.cell, WHITE):
        no(f"'{act.path}' is {found.cell}'s to order", f"ask them: a request to {found.cell}", act.path)
    _affordable(rules, state, cell, found, act.path, no)


def _known_path(rules: Rules, cell: str, path: str, no: _No) -> Orderable:
    found = rules.orderable(path)
    if found is None:
        mine = [each.path for each in rules.orderables if each.cell == cell] or [e.path for e in rules.orderables]
        no("cannot be ordered", unknown(path, mine), path)
    return found


def _affordable(rules: Rules, state: State, cell: str, found: Orderable, path: str, no: _No) -> None:
    """Refuse an order whose price the cell cannot pay; one along the same path in this turn is given back first."""
    back = next((each for each in state.given if (each.turn, each.path, each.cell) == (state.turn, path, cell)), None)
    _pay(rules, state, cell, found.price, back.price if back else {}, path, no)


def _pay(
    rules: Rules, state: State, cell: str, price: Mapping[str, float], back: Mapping[str, float], what: str, no: _No
) -> None:
    stocks = rules.stocks(cell)
    for stock, amount in price.items() if cell in rules.cells else ():
        left = stocks.get(stock, 0.0) - state.spent[cell].get(stock, 0.0) + back.get(stock, 0.0)
        if amount > left:
            no(f"takes {amount:g} {stock}, and {left:g} of {stocks.get(stock, 0.0):g} are left", "order less", what)


def _choose(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    _planning(state, cell, no)
    decision = rules.decision(act.decision)
    if decision is None:
        no(f"there is no decision '{act.decision}'", unknown(act.decision, [each.id for each in rules.spec.decisions]))
    if cell not in (*rules.deciders(decision), WHITE):
        no(f"'{decision.id}' is for {decision.cell} to decide", f"tell {decision.cell} what you would choose")
    due = rules.turn_of(decision.at)
    if due != state.turn:
        no(f"'{decision.id}' is due in turn {due}, and this is turn {state.turn}", f"choose in turn {due}")
    if act.option not in decision.options:
        no(f"there is no option '{act.option}' of '{decision.id}'", unknown(act.option, decision.options))
    before = decision.costs.get(state.choices.get(decision.id, {}).get(cell, ""), {})
    _pay(rules, state, cell, decision.costs.get(act.option, {}), before, decision.id, no)


def _request(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    _planning(state, cell, no)
    found = _known_path(rules, act.to, act.path, no)
    if found.cell == cell:
        no(f"'{act.path}' is your own to order", "give it as an order", act.path)
    if found.cell != act.to:
        no(f"'{act.path}' is {found.cell}'s to order, not {act.to}'s", f"ask {found.cell}", act.path)


def _answer(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    _planning(state, cell, no)
    asked = next((each for each in state.requests if each.number == act.request), None)
    if asked is None or cell not in (asked.to, WHITE):
        no(f"there is no request {act.request} to {cell}", unknown("", _open_to(state, cell)))
    if asked.granted is not None:
        no(f"request {act.request} was {'granted' if asked.granted else 'refused'} already", "undo that answer first")
    found = rules.orderable(asked.path)
    if act.granted and found is not None:
        _affordable(rules, state, cell, found, asked.path, no)


def _open_to(state: State, cell: str) -> Iterator[str]:
    yield from (str(each.number) for each in state.requests if each.to == cell and each.granted is None)


def _commit(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    _planning(state, cell, no)
    if cell == WHITE:
        no("the white cell does not commit", "advance to end the planning for all")


def _undo(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    entry = state.entry(act.entry)
    if entry is None:
        no(f"there is no entry {act.entry} in force", "undo one that is")
    if state.turn_of[entry.number] != state.turn:
        no(f"entry {entry.number} is of turn {state.turn_of[entry.number]}", "rewind to that turn, or branch from it")
    if isinstance(entry.act, Advance) or (isinstance(entry.act, Commit) and not state.planning):
        no("time has gone on since", "rewind to this turn's planning")
    if cell == WHITE:
        return
    if entry.cell != cell or not isinstance(entry.act, UNDONE):
        no(f"entry {entry.number} is not {cell}'s to take back", "ask the white cell")
    if not isinstance(entry.act, Commit):
        _planning(state, cell, no)


def _rewind(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    if act.turn > state.turn or (act.turn == state.turn and state.phase == "brief"):
        no(
            f"turn {act.turn} has not been planned yet: this is turn {state.turn}, {state.phase}",
            "name an earlier turn",
        )


def _inject(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    known = [each.id for each in rules.spec.injects]
    taken = {*known, *(each.id for each in rules.spec.decisions), *(each.id for each in state.written)}
    if act.do == "write":
        if act.text is None:
            no("nothing is told", "write its text", "text")
        if act.id in taken:
            no(f"the id '{act.id}' is taken", "write another id", "id")
        for side in act.audience:
            if side not in rules.spec.sides:
                no(f"there is no side '{side}'", unknown(side, rules.spec.sides), "audience")
        _weather(rules, act.effect.get("weather"), no)
        return
    if act.id not in known:
        no(f"there is no inject '{act.id}'", unknown(act.id, known))
    at_s = state.orders.fired.get(act.id)
    if at_s is not None and at_s < state.now_s:
        no(f"'{act.id}' happened at {show(at_s, 'time')}", "write a new one")


def _weather(rules: Rules, weather: Any, no: _No) -> None:
    """Refuse weather that an inject cannot bring."""
    if weather is None:
        return
    try:
        area = WeatherEffect.model_validate(weather).area
    except ValidationError as error:
        first = next(problems_in(error, WeatherEffect, ("effect", "weather")))
        no(first.found, first.write, shown(first.path))
    if area is not None and area not in rules.spec.areas:
        no(f"there is no area '{area}'", unknown(area, rules.spec.areas), "effect.weather.area")


def _override(rules: Rules, state: State, cell: str, act: Any, no: _No) -> None:
    if not state.over and state.phase not in ("adjudicate", "review"):
        no(f"nothing has come of this turn yet: it is {state.phase}", "rule once the turn has been run")


CHECKS: Final[Mapping[type[Act], Callable[[Rules, State, str, Any, _No], None]]] = MappingProxyType(
    {
        Order: _order, Choose: _choose, Request: _request, Answer: _answer, Commit: _commit, Undo: _undo,
        Rewind: _rewind, Inject: _inject, Override: _override,
    }
)  # fmt: skip
