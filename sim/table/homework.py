"""A game played from a file: what each cell says, turn by turn, checked line by line.

    scenario: msa
    case: arrangement
    seed: 7
    turns:
      - turn: 1
        japan: [{set: {parts.p1.sorties: 1 /d}}, {request: {parts.frigate.area: box-2}}]
        uk: [{grant: parts.frigate.area}, {note: We hold the north ourselves from turn 2 on.}]
        white: [{hold: typhoon}, {override: {what: cues, value: 9, reason: One was counted twice.}}]
      - turn: 4
        uk: [{choose: {priority: south}}]

Turns that are left out are passed. In a turn all cells order, choose and ask first, in the order of the file, then
those who were asked grant or refuse, then the white cell fires, holds or writes injects; what it overrides is ruled
once the turn has been run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sim.base.errors import Fault, UserError, unknown
from sim.scenario.load import load
from sim.scenario.source import Mark, Node, fault, read
from sim.table.entries import WHITE, Act, Answer, act_of
from sim.table.game import Game

__all__ = ["play_out"]

KEYS: Final = ("scenario", "case", "seed", "replication", "turns")
WORDS: Final = ("set", "choose", "request", "grant", "refuse", "fire", "hold", "write", "override", "note")
LATER: Final[Mapping[str, int]] = MappingProxyType(
    {"grant": 1, "refuse": 1, "fire": 2, "hold": 2, "write": 2, "override": 3}
)


def play_out(
    file: Path, game: Path, scenario: str = "", changes: Sequence[str] = (),
    on_turn: Callable[[Game], object] = lambda _: None,
) -> Game:  # fmt: skip
    """Play a game from a file of orders to its end; `on_turn` is called when each turn has been run.

    `scenario` and `changes` are what the command names; the file may name a scenario instead.
    Raises: UserError with every fault of the file, by line; then there is no game.
    """
    root = read(file)
    top = _mapping(root, "write 'scenario: …' and 'turns: […]'")
    strange = [fault(top[key].mark, "", f"unknown key '{key}'", unknown(key, KEYS)) for key in top if key not in KEYS]
    if strange:
        raise UserError(*strange)
    named = _named(top, root, scenario)
    seed = [f"seed={top['seed'].plain()}"] if "seed" in top else []
    made = load(named, [*changes, *seed])
    case, replication = (top[key].plain() if key in top else "" for key in ("case", "replication"))
    played = Game.create(game, made, str(case or ""), _number(top.get("replication"), replication or 0))
    player = _Player(played)
    try:
        player.play(_turns(top, root, player), on_turn)
        if player.faults:
            raise UserError(*(each for _, each in sorted(player.faults, key=lambda told: told[0])))
    except BaseException:
        played.close()
        for suffix in ("", "-wal", "-shm"):
            game.with_name(game.name + suffix).unlink(missing_ok=True)
        raise
    return played


def _named(top: Mapping[str, Node], root: Node, scenario: str) -> str:
    own = top.get("scenario")
    name = str(own.plain()) if own else ""
    if not (name or scenario):
        raise UserError(fault(root.mark, "scenario", "nothing is given", "write scenario: …, such as msa"))
    if own and scenario and Path(name).stem != Path(scenario).stem:
        found = f"is for '{name}', and '{scenario}' is played"
        raise UserError(fault(own.mark, "scenario", found, "name the scenario that the orders are for"))
    return scenario or name


def _number(node: Node | None, value: Any) -> int:
    if node is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise UserError(fault(node.mark, "", f"found {value!r}", "write a whole number, 0 or more"))
    return int(value)


def _mapping(node: Node, write: str) -> Mapping[str, Node]:
    """Return what a node holds by name.

    Raises: UserError when it holds something else.
    """
    if not isinstance(node.value, Mapping):
        raise UserError(fault(node.mark, "", f"found {node.plain()!r}", write))
    return node.value


def _turns(top: Mapping[str, Node], root: Node, player: _Player) -> dict[int, Mapping[str, Node]]:
    """Return what is said in each turn, by cell; what is no turn of the game is a fault."""
    found: dict[int, Mapping[str, Node]] = {}
    listed = top.get("turns", replace(root, value=()))
    turns, seats = player.game.rules.turns, [*player.game.rules.cells, WHITE]
    for node in listed.value if isinstance(listed.value, tuple) else ():
        with player.at(node.mark):
            said = player.known(_mapping(node, "write {turn: 1, …}"), ["turn", *seats])
            number = said.pop("turn").plain() if "turn" in said else None
            if not isinstance(number, int) or not 1 <= number <= turns:
                player.fault(node.mark, "turn", f"found {number!r}", f"write one of 1 to {turns}")
            elif number in found:
                player.fault(node.mark, "turn", f"turn {number} is given again", "join the two")
            else:
                found[number] = said
    if not isinstance(listed.value, tuple):
        player.fault(listed.mark, "turns", f"found {listed.plain()!r}", "write a list of turns: [{turn: 1, …}]")
    return found


@dataclass
class _Player:
    """Say at the table what a file holds, and keep what is refused."""

    game: Game
    faults: list[tuple[Mark, Fault]] = field(default_factory=list)

    def play(self, turns: Mapping[int, Mapping[str, Node]], on_turn: Callable[[Game], object]) -> None:
        """Play every turn; once something was refused nothing is run any more, only checked."""
        for number in range(1, self.game.rules.turns + 1):
            self.game.advance("plan")
            said = sorted(self._said(turns.get(number, {})), key=lambda each: LATER.get(each[1], 0))
            for cell, word, node in said:
                if LATER.get(word, 0) < 3:
                    self._say(cell, word, node)
            self.game.advance("adjudicate")
            for cell, word, node in said:
                if LATER.get(word, 0) == 3:
                    self._say(cell, word, node)
            if not self.faults:
                on_turn(self.game)
            self.game.advance("brief")

    def _said(self, cells: Mapping[str, Node]) -> Iterator[tuple[str, str, Node]]:
        """Yield who says what, in the order of the file."""
        for cell, node in cells.items():
            if not isinstance(node.value, tuple):
                self.fault(node.mark, cell, f"found {node.plain()!r}", "write a list such as [{set: {…}}]")
                continue
            for each in node.value:
                with self.at(each.mark):
                    words = self.known(_mapping(each, "write {set: {…}}"), WORDS)
                    yield from ((cell, word, what) for word, what in words.items())

    def _say(self, cell: str, word: str, node: Node) -> None:
        with self.at(node.mark):
            for act in self._acts(cell, word, node):
                with self.at(node.mark):
                    self.game.submit(cell, act)

    def _acts(self, cell: str, word: str, node: Node) -> Iterator[Act]:
        """Yield what a word of the file says."""
        if word in ("set", "request"):
            for path, value in _mapping(node, f"write {{{word}: {{path: value}}}}").items():
                found = self.game.rules.orderable(path)
                asked = {"to": found.cell if found else WHITE} if word == "request" else {}
                yield act_of("order" if word == "set" else word, {"path": path, "value": value.plain(), **asked})
        elif word == "choose":
            for decision, option in _mapping(node, "write {choose: {decision: option}}").items():
                yield act_of(word, {"decision": decision, "option": option.plain()})
        elif word in ("grant", "refuse"):
            yield Answer(request=self._request(cell, node), granted=word == "grant")
        elif word in ("fire", "hold"):
            yield act_of("inject", {"id": node.plain(), "do": word})
        elif word == "note":
            yield act_of(word, {"text": node.plain()})
        else:
            given = dict(_mapping(node, f"write {{{word}: {{…}}}}"))
            plain = {key: value.plain() for key, value in given.items()}
            yield act_of(word, plain) if word == "override" else act_of("inject", {**plain, "do": word})

    def _request(self, cell: str, node: Node) -> int:
        """Return the open request to a cell along a path."""
        open_ = {
            each.path: each.number for each in self.game.state.requests if each.to == cell and each.granted is None
        }
        path = str(node.plain())
        if path not in open_:
            write = f"write one of: {', '.join(open_)}" if open_ else "leave it out"
            raise UserError(fault(node.mark, path, f"nobody asks {cell} for it", write))
        return open_[path]

    def known(self, given: Mapping[str, Node], names: Sequence[str]) -> dict[str, Node]:
        """Return what has a known name; the rest are faults."""
        for key in given.keys() - set(names):
            self.fault(given[key].mark, "", f"unknown key '{key}'", unknown(key, names))
        return {key: node for key, node in given.items() if key in names}

    def fault(self, mark: Mark, name: str, found: str, write: str) -> None:
        """Keep a fault."""
        self.faults.append((mark, fault(mark, name, found, write)))

    def at(self, mark: Mark) -> _Catching:
        """Keep the faults that are raised inside, at a mark."""
        return _Catching(self, mark)


@dataclass(frozen=True, slots=True)
class _Catching:
    player: _Player
    mark: Mark

    def __enter__(self) -> None:
        """Nothing is needed."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if not isinstance(error, UserError):
            return False
        self.player.faults += [(self.mark, replace(each, where=str(self.mark))) for each in error.faults]
        return True
