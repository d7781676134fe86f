"""A game: begun, opened, added to, branched from, and played out by running the scenario again.

What is kept is what was said (`sim.record.games`); everything else is worked out from it, so that any state there ever
was can be had again, whole. Journals are kept in memory alone, by the orders that they depend on.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from sim.base.errors import Fault, UserError
from sim.base.spec import PartSpec
from sim.base.units import show
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.parts.sensing import ChangeMade
from sim.record.games import GameFile, Head
from sim.scenario.load import parsed
from sim.scenario.orders import Amendment, Orders
from sim.table.entries import WHITE, Act, Advance, Entry, Inject, Request, Rewind, Undo, entry_of, sort_of
from sim.table.past import past
from sim.table.refusals import refuse
from sim.table.rules import Rules, rules_of
from sim.table.state import Refused, State, fold

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Game"]

KEPT: Final = 8  # journals in memory
FIRST_S: Final = 1e-3  # before anything is ordered, the scenario's first instant is shown


class Game:
    """An open game; several processes may hold one, and each sees what the others said when it looks."""

    def __init__(self, path: str | Path) -> None:
        """Open a game.

        Raises: UserError when there is none, or it is damaged, changed, or of a newer sim.
        """
        self._file = GameFile(Path(path))
        self.path, self.head = self._file.path, self._file.head
        self.scenario = parsed(self.head.yaml, self.head.scenario)
        self.rules: Rules = rules_of(self.scenario, self.head.case)
        self._entries: list[Entry] = []
        self._journals: dict[tuple[object, ...], Journal] = {}
        self._shelf: dict[object, object] = {}
        self.look()

    @classmethod
    def create(cls, path: str | Path, scenario: Scenario, case: str = "", replication: int = 0) -> Game:
        """Begin a game of a scenario: its `play.case`, or the first one, where none is named.

        Raises: UserError when the file is there already, or there is no such case.
        """
        case = case or scenario.spec.play.case or scenario.cases[0]
        scenario.case(case)
        GameFile.create(Path(path), Head(scenario.name, scenario.to_yaml(), case, replication)).close()
        return cls(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    # How it stands

    def look(self) -> State:
        """Take in what others have said since, and return how the game stands."""
        lines = self._file.entries()
        self._entries += [entry_of(line) for line in lines[len(self._entries) :]]
        self._state = fold(self.rules, self._entries)
        return self._state

    @property
    def state(self) -> State:
        """How the game stood at the last look."""
        return self._state

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that was said until the last look, what was taken back too."""
        return tuple(self._entries)

    def at(self, number: int) -> State:
        """Return how the game stood after so many entries."""
        return fold(self.rules, self._entries[:number])

    # What is said

    def submit(self, cell: str, act: Act, based_on: int | None = None) -> State:
        """Say something; when this returns it is on the disk.

        `based_on` is the number of the state that it was said about, that of the last look when left out.
        Raises: Refused, with how the game stands now, when it may not be said or is out of date.
        """
        seen = self._state.number if based_on is None else based_on
        with self._file.alone():
            state = self.look()
            refuse(self.rules, self._entries, state, cell, act, seen)
            entry = Entry(state.number + 1, cell, act, seen)
            after = fold(self.rules, [*self._entries, entry])
            self._try(state, after, act)
            self._file.append(cell, sort_of(act), seen, act.model_dump(mode="json"))
        self._entries.append(entry)
        self._state = after
        return after

    def undo(self, cell: str, number: int | None = None) -> State:
        """Take back an entry of this turn: of the cell, the last it can take back when none is named."""
        if number is None:
            mine = [each for each in self._state.standing if each.cell == cell and not isinstance(each.act, Advance)]
            number = mine[-1].number if mine else max(1, self._state.number)
        return self.submit(cell, Undo(entry=number))

    def rewind(self, turn: int) -> State:
        """Go back to the planning of a turn."""
        return self.submit(WHITE, Rewind(turn=turn))

    def advance(self, to: str = "") -> State:
        """Go on to the next phase, or through phases until one; `brief` is that of the next turn."""
        state = self.submit(WHITE, Advance())
        while to and state.phase != to and not state.over:
            state = self.submit(WHITE, Advance())
        return state

    def branch(self, path: str | Path, *, turn: int | None = None, entry: int | None = None) -> Game:
        """Begin a game that shares this one's past: until the planning of a turn, or until an entry.

        Raises: UserError when the file is there already, or nothing of this game is that old.
        """
        number = entry if entry is not None else self._planned(turn or self._state.turn)
        if not 0 <= number <= len(self._entries):
            raise UserError(
                Fault("branch", "", f"there is no entry {number}", f"name one of 0 to {len(self._entries)}")
            )
        head = replace(self.head, parent=self.path.name, parent_entry=number)
        GameFile.create(Path(path), head, self._file.entries()[:number]).close()
        return Game(path)

    def _planned(self, turn: int) -> int:
        """Return the last entry before the planning of a turn, as it was last planned."""
        moment = (turn, "plan")
        for number in range(len(self._entries), -1, -1):
            state = self.at(number)
            if (state.turn, state.phase) == moment and all(state.turn_of[e.number] < turn or isinstance(e.act, Advance)
                                                           for e in state.standing):  # fmt: skip
                return number
        found = f"turn {turn} has not been planned: this is turn {self._state.turn}, {self._state.phase}"
        raise UserError(Fault("branch", "", found, "name an earlier turn"))

    def _try(self, state: State, after: State, act: Act) -> None:
        """Refuse orders that the scenario cannot carry out, and injects that have come already."""
        if isinstance(act, Inject) and act.do != "write" and act.id in self.told(state):
            at_s = show(self.told(state)[act.id], "time")
            raise Refused(state, Fault("inject", act.id, f"has come already, at {at_s}", "write a new one"))
        orders = after.orders
        if isinstance(act, Request):  # granting it must be possible
            asked = Amendment(self.rules.begins_s(state.turn), "request", {act.path: act.value})
            orders = replace(orders, amendments=(*orders.amendments, asked))
        if orders == state.orders:
            return
        try:
            self.scenario.setting(self.rules.case, orders)
        except UserError as error:
            faults = (replace(each, where=sort_of(act)) for each in error.faults)
            raise Refused(state, *faults) from error

    # What comes of it

    def journal(self, state: State | None = None) -> Journal:
        """Return the journal until now, or as it was at another state: what comes later is not in it."""
        state = state or self._state
        return self.run(state.orders, max(FIRST_S, state.now_s))

    def run(self, orders: Orders, until_s: float) -> Journal:
        """Return the journal of the game's own luck until an instant, with some orders."""
        orders = self._before(orders, until_s)
        key = (repr(orders), until_s)
        if key not in self._journals:
            while len(self._journals) >= KEPT:
                del self._journals[next(iter(self._journals))]
            whole = simulate(
                self.scenario, self.rules.case, self.head.replication, orders, until_s=until_s, shelf=self._shelf
            )
            self._journals[key] = past(whole, until_s)
        return self._journals[key]

    def told(self, state: State | None = None) -> dict[str, float]:
        """Return when each inject and decision came, of those that have come."""
        return {record.event.change: record.time_s for record in self.journal(state).of(ChangeMade)}

    def settled(self, state: State | None = None) -> Orders:
        """Return the orders at a state with every conditional inject that has come fired when it came."""
        state = state or self._state
        came = self.told(state)
        waited = {each.id: came[each.id] for each in self.rules.spec.injects if each.when and each.id in came}
        return replace(state.orders, fired={**waited, **state.orders.fired})

    def parts_at(self, state: State | None = None) -> tuple[PartSpec, ...]:
        """Return the parts as they were when the scenario had been played so far."""
        state = state or self._state
        setting = self.scenario.setting(self.rules.case, self.settled(state))
        parts = {part.id: part for part in setting.parts}
        for change in setting.changes:
            parts |= {part.id: part for part in change.parts if change.at_s < state.now_s}
        return tuple(parts.values())

    def ranges(self, state: State | None = None) -> dict[int, float]:
        """Return how far each platform sees, in metres."""
        table = self.journal(state).table("platform")
        return dict(zip(table["platform"].tolist(), table["range_m"].tolist(), strict=True)) if table else {}

    # Numbers that a cell may hear: its own count of what it said and what was asked of it

    def number_for(self, cell: str, number: int) -> int:
        """Return the number under which a cell knows an entry: how much others said is not told."""
        return number if cell == WHITE else self._heard(cell).index(number) + 1

    def true_number(self, cell: str, number: int) -> int:
        """Return the entry that a cell knows under a number.

        Raises: UserError when it knows none.
        """
        heard = self._heard(cell)
        if cell != WHITE and not 1 <= number <= len(heard):
            raise UserError(Fault("", "", f"there is no entry {number}", f"name one of 1 to {len(heard)}"))
        return number if cell == WHITE else heard[number - 1]

    def _heard(self, cell: str) -> list[int]:
        mine = (each for each in self._entries if each.cell == cell or getattr(each.act, "to", None) == cell)
        return [each.number for each in mine]

    def _before(self, orders: Orders, until_s: float) -> Orders:
        """Leave out orders that make no difference before an instant."""
        spec = self.rules.spec
        moments = [*((each.id, each.at) for each in spec.injects), *((each.id, each.at) for each in spec.decisions)]
        later = {name for name, at_s in moments if at_s is not None and at_s >= until_s}
        return Orders(
            {name: option for name, option in orders.choices.items() if name not in later},
            {name: at_s for name, at_s in orders.fired.items() if at_s < until_s},
            frozenset(name for name in orders.held if name not in later),
            tuple(each for each in orders.amendments if each.at_s < until_s),
        )
