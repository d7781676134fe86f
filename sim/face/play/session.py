"""A sitting at the table: whose screen it is, what is typed, and who is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from rich.console import RenderableType

from sim.base.errors import Fault, UserError
from sim.base.tongue import Tongue
from sim.face import show
from sim.face.play.leading import LEADING
from sim.face.play.looking import LOOKING, opening, standing
from sim.face.play.reading import Reader
from sim.face.play.saying import SAYING, matches, nearest_or, short_form
from sim.face.play.screens import Screens
from sim.face.play.showing import Shower
from sim.face.play.verb import Typed, Verb, split
from sim.table.entries import WHITE, Act
from sim.table.game import Game
from sim.table.shown import Possible, View
from sim.table.views import view

__all__ = ["DONE", "INTERRUPTED", "VERBS", "Left", "Session"]

DONE: Final = 0
INTERRUPTED: Final = 3
VERBS: Final[Mapping[str, Verb]] = MappingProxyType({each.name: each for each in (*LOOKING, *SAYING, *LEADING)})
OTHERWISE: Final = MappingProxyType(
    {"?": "help", "exit": "quit", "q": "quit", "handover": "hand-over", "done": "commit"}
)


class Left(Exception):
    """The players have left the table."""


@dataclass
class Session:
    """One terminal: the game, the cells played here, how to show and where to read."""

    game: Game
    seats: tuple[str, ...]
    shower: Shower
    reader: Reader
    say: Tongue
    screens: Screens
    alone: bool = False
    cell: str = ""
    moment: tuple[int, str] = (0, "")
    told_end: bool = False
    _views: dict[tuple[str, int], View] = field(default_factory=dict)

    # What is shown

    @property
    def view(self) -> View:
        """What the cell that sits here sees."""
        return self.view_of(self.cell)

    def view_of(self, cell: str) -> View:
        """Return a cell's view as the game stands; only the last one is kept."""
        state = self.game.look()
        key = (cell, state.number)
        if key not in self._views:
            with self.shower.console.status(self.say("The scenario is run …")):
                made = view(self.game, cell, self.say.lang)
            self._views = {key: made}
        return self._views[key]

    def show(self, *what: RenderableType) -> None:
        """Print something."""
        self.shower.show(*what)

    def tell(self, text: str) -> None:
        """Print a sentence."""
        self.show(show.safe(text))

    def fault(self, error: UserError) -> None:
        """Print what was wrong, a line each."""
        for fault in error.faults:
            self.show(show.safe(str(fault)))

    # What is typed

    def play(self) -> int:
        """Play until somebody leaves; return the exit code."""
        try:
            self.settle()
            while (line := self.reader.ask(self.prompt())) is not None:
                self.obey(line)
                self.settle()
        except Left:
            pass
        except KeyboardInterrupt:
            self.show("")
            standing(self)
            return INTERRUPTED
        standing(self)
        return DONE

    def prompt(self) -> str:
        """Say whose turn it is to type."""
        state = self.game.state
        where = "over" if state.over else f"{state.turn}/{self.game.rules.turns} {state.phase}"
        return f"{self.cell} {where}> "

    def obey(self, line: str) -> None:
        """Do what a line says, or say in a line why not."""
        words = split(line)
        if not words:
            return
        try:
            verb, rest = self._verb(words), line.strip()
            if verb is None:
                SHORT.run(self, Typed(tuple(words), rest))
            else:
                verb.run(self, Typed(tuple(words[1:]), rest[len(line.split()[0]) :].strip()))
        except UserError as error:
            self.fault(error)

    def _verb(self, words: Sequence[str]) -> Verb | None:
        """Return the command of a line; None where it is an order that leaves the word out."""
        first = OTHERWISE.get(words[0].lower(), words[0].lower())
        if first in VERBS:
            return VERBS[first]
        if short_form(self, words):
            return None
        known = [*VERBS, *dict.fromkeys(each.path.split(".")[1] for each in self.view.orders if "." in each.path)]
        write = nearest_or(first, known, "type help for the commands")
        raise UserError(Fault("", "", f"there is no command '{words[0]}'", write))

    def complete(self, line: str) -> list[str]:
        """Return the words that may stand where the line ends."""
        words = split(line) if line.strip() else []
        begun = "" if not line or line[-1].isspace() or not words else words.pop()
        try:
            return sorted({word for word in self._next(words) if word.startswith(begun)})
        except UserError:
            return []

    def _next(self, words: list[str]) -> list[str]:
        if not words:
            return [*VERBS, *matches(self, [])]
        verb = VERBS.get(OTHERWISE.get(words[0], words[0]))
        return list(verb.next(self, words[1:]) if verb else matches(self, words))

    def submit(self, act: Act, cell: str = "") -> None:
        """Say something at the table; it is kept when this returns."""
        self.game.submit(cell or self.cell, act)

    def commands(self, each: Possible) -> bool:
        """Tell whether the cell that sits here may give an order itself."""
        return self.cell in (each.cell, WHITE)

    def change(self, game: Game) -> None:
        """Go on with another game; the screen stays with whom it is."""
        self.game, self._views, self.moment, self.told_end = game, {}, (0, ""), False

    # Who is next

    def settle(self) -> None:
        """Pass the phases that nobody here waits for, and give the screen to whoever is next."""
        state = self.game.look()
        while not state.over and (seat := self._due()) is None:
            state = self.game.advance()
        if state.over:
            if not self.told_end:
                self.told_end = True
                self.hand_over(WHITE)
            return
        self.told_end = False
        if seat != self.cell or (state.turn, state.phase) != self.moment:
            self.hand_over(seat or WHITE)

    def _due(self) -> str | None:
        """Return the cell here that the game waits for."""
        state = self.game.state
        stays = (state.turn, state.phase) == self.moment and self.cell not in state.committed
        if stays and self.cell:
            return self.cell
        if state.phase != "plan":
            return WHITE if WHITE in self.seats else None
        return next((each for each in self.seats if each != WHITE and each not in state.committed), None)

    def hand_over(self, cell: str) -> None:
        """Give the screen to a cell: nothing of the former's remains on it, nor in what can be called back."""
        state = self.game.state
        if cell != self.cell and not self.alone and not state.over and len(self.game.rules.cells) > 1:
            self._curtain(cell)
        self.cell, self.moment = cell, (state.turn, state.phase)
        self.show(*opening(self))

    def _curtain(self, cell: str) -> None:
        name = self.say.pick(self.game.rules.name(cell), cell)
        self._views = {}
        self.reader.forget()
        if not self.reader.live:
            self.show(f"--- {show.safe(name)} ---")
            return
        self.shower.clear()
        prompt = self.say("This screen is for {name}. When they sit here, press Enter: ", name=show.safe(name))
        if self.reader.ask(prompt) is None:
            raise Left
        self.shower.clear()


SHORT: Final = VERBS["order"]
