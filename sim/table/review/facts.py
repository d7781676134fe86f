"""All that a review says, worked out once: what was decided, what that was worth, what became of entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.measure.compare import Contrast, family_of
from sim.scenario.play import ObjectiveSpec
from sim.table.counterfactual import Alternative, Counterfactuals, Key, Worth, keys
from sim.table.entries import Entry
from sim.table.game import Game
from sim.table.past import past
from sim.table.review.follow import Apart, apart
from sim.table.review.words import Words
from sim.table.state import State, fold

__all__ = ["Decided", "Fate", "Instead", "Review", "reviewed", "state_before"]


@dataclass(frozen=True, slots=True)
class Fate:
    """An entry, the turn and phase in which it was made, and the entry that took it back: 0 while it stands."""

    entry: Entry
    turn: int
    phase: str
    gone: int


@dataclass(frozen=True, slots=True)
class Instead:
    """An alternative: what it was worth, and how it differs event by event with the game's own luck.

    `judgement` is that of the measure by which the decision is judged, in the family of all of these; `stands` names
    the measures whose difference stands with all that the page shows.
    """

    alternative: Alternative
    apart: Apart | None = None
    judgement: Contrast | None = None
    stands: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decided:
    """A key decision, by which measure it is judged, and what might have been."""

    key: Key
    measure: str
    instead: tuple[Instead, ...]

    def shown(self, one: Instead) -> list[Worth]:
        """Return an alternative's worth by whole measures, and by the one that counts."""
        return [each for each in one.alternative.worth if "." not in each.measure or each.measure == self.measure]

    @property
    def judged(self) -> Iterator[tuple[Instead, Worth, Contrast]]:
        """Yield the alternatives that can be judged, with their worth by the measure that counts."""
        for each in self.instead:
            worth = each.alternative.of(self.measure)
            if worth is not None and each.judgement is not None:
                yield each, worth, each.judgement


@dataclass(frozen=True)
class Review:
    """A game as it is told afterwards, in one language."""

    game: Game
    words: Words
    replications: int
    measures: dict[str, float]
    decided: tuple[Decided, ...]

    @property
    def say(self) -> Tongue:
        return self.words.say

    @cached_property
    def journal(self) -> Journal:
        """What happened, as far as the game was played."""
        return self.game.journal()

    def until(self, time_s: float) -> Journal:
        """Return what had happened by an instant."""
        return past(self.journal, time_s)

    @cached_property
    def fates(self) -> tuple[Fate, ...]:
        """What became of each entry."""
        return tuple(_fates(self.game))

    @property
    def comparisons(self) -> int:
        """How many alternatives were judged, each by one measure."""
        return sum(1 for each in self.decided for _ in each.judged)

    @property
    def differences(self) -> int:
        """How many differences the page shows."""
        return sum(len(each.shown(one)) for each in self.decided for one in each.instead)

    def objectives(self) -> tuple[ObjectiveSpec, ...]:
        """Return what the exercise was for; nothing where the scenario does not say."""
        return self.game.rules.spec.play.objectives


def _fates(game: Game) -> Iterator[Fate]:
    states = [game.at(number) for number in range(len(game.entries) + 1)]
    for entry in game.entries:
        before = states[entry.number - 1]
        later = states[entry.number :]
        gone = next((each.number for each in later if entry.number not in each.turn_of), 0)
        acts = entry.sort in ("undo", "rewind")
        yield Fate(entry, before.turn, before.phase, 0 if acts else gone)


def reviewed(game: Game, counterfactuals: Counterfactuals, say: Tongue) -> Review:
    """Work out all that there is to say of a game.

    Raises: Interrupted on Ctrl-C; Failed when a run raised; UserError.
    """
    if game.state.now_s <= 0:
        return Review(game, Words(game, say), counterfactuals.replications, {}, ())
    counterfactuals.run()
    measures, played = counterfactuals.measured(), counterfactuals.journal()
    found = [_decided(game, counterfactuals, key, tuple(measures), played) for key in keys(game)]
    return Review(game, Words(game, say), counterfactuals.replications, measures, tuple(_together(found)))


def _decided(game: Game, counterfactuals: Counterfactuals, key: Key, names: Sequence[str], played: Journal) -> Decided:
    instead = []
    for each in counterfactuals.of(key):
        other = None if each.void else counterfactuals.journal(each.orders)
        instead.append(Instead(each, apart(played, other, key.at_s) if other else None))
    return Decided(key, _measure(game, key, names), tuple(instead))


def _measure(game: Game, key: Key, names: Sequence[str]) -> str:
    """Return by what a decision is judged: its objective's first measure, else the scenario's first."""
    decision = game.rules.decision(key.id) if key.sort == "choice" else None
    served = (each for each in game.rules.spec.play.objectives if decision and each.id == decision.objective)
    wanted = [name for each in served for name in each.measures if name in names]
    return next(iter([*wanted, *names]), "")


def _together(found: Sequence[Decided]) -> Iterator[Decided]:
    """Hold what is judged to each other, and all differences that the page shows to each other, as Holm has it."""
    heads = [worth.judgement for each in found for one in each.instead for worth in one.alternative.worth
             if worth.measure == each.measure]  # fmt: skip
    judged = iter(family_of(heads))
    shown = iter(family_of([worth.judgement for each in found for one in each.instead for worth in each.shown(one)]))
    for each in found:
        made = []
        for one in each.instead:
            head = next(judged) if one.alternative.of(each.measure) else None
            stands = frozenset(worth.measure for worth in each.shown(one) if next(shown).stands)
            made.append(replace(one, judgement=head, stands=stands))
        yield replace(each, instead=tuple(made))


def state_before(game: Game, key: Key) -> State:
    """Return how the game stood when something was decided: before its entry, or at the end of that turn's planning."""
    if key.number:
        return fold(game.rules, game.entries[: key.number - 1])
    states = (game.at(number) for number in range(len(game.entries), -1, -1))
    planned = (each for each in states if each.turn == key.turn and each.phase in ("brief", "plan"))
    return next(planned, game.state)
