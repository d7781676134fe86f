"""What a decision was worth: the same luck with it changed, and both again with other luck, many times over.

With the same luck one sees what would have come of it this time. Whether it was a good decision is another question,
told by the mean difference over other luck; and where the game fell among the runs with its own orders tells how lucky
it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite, nan
from typing import Final

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.replicate import Progress
from sim.measure.catalogue import catalogue, measured
from sim.measure.compare import Contrast
from sim.record.results import Results
from sim.scenario.orders import Orders
from sim.table.game import Game
from sim.table.lookahead import contrasts, other_luck, replicated
from sim.table.state import Given

__all__ = ["REPLICATIONS", "Alternative", "Counterfactuals", "Key", "Worth", "keys"]

REPLICATIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Key:
    """A decision that can be changed: of the scenario (`decision` and what was taken) or an order (`given`)."""

    id: str
    turn: int
    cells: tuple[str, ...]
    took: str
    others: tuple[str, ...]
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """One measure: this game, the same luck with the decision changed, and both over other luck.

    `luck` is the share of runs with the game's own orders that came out below it (half of those equal counted);
    `judgement` compares the game's own orders (`of`) with the changed ones (`to`) over other luck.
    """

    measure: str
    unit: str
    about: str
    better: str
    actual: float
    changed: float
    luck: float | None
    judgement: Contrast


@dataclass(frozen=True, slots=True)
class Alternative:
    """What else could have been decided, and what that would have been worth, measure by measure."""

    took: str
    instead: str
    orders: Orders
    worth: tuple[Worth, ...]


def keys(game: Game) -> tuple[Key, ...]:
    """Return what was decided in a game, in order: decisions that came, whoever or whatever took them, and orders."""
    state, rules, found = game.state, game.rules, list[Key]()
    told = game.told(state)
    for each in rules.spec.decisions:
        if each.id in told:
            took = state.orders.choices.get(each.id, each.default)
            cells = tuple(state.choices.get(each.id, {})) or rules.deciders(each)
            others = tuple(name for name in each.options if name != took)
            found.append(Key(each.id, rules.turn_of(each.at), cells, took, others))
    for one in state.given:
        if one.at_s < state.now_s:
            found.append(Key(f"order-{one.number}", one.turn, (one.cell,), f"{one.path} = {one.value}", ("",), one))
    return tuple(sorted(found, key=lambda key: key.turn))


@dataclass
class Counterfactuals:
    """Every counterfactual of one game; runs with the game's own orders are made once."""

    game: Game
    replications: int = REPLICATIONS
    jobs: int | None = None
    on_progress: Callable[[Progress], object] = lambda _: None
    _runs: dict[str, Results] = field(default_factory=dict)

    def of(self, key: Key | str) -> tuple[Alternative, ...]:
        """Return what each other option of a decision, or leaving an order out, would have been worth.

        Raises: UserError when nothing of that name was decided.
        """
        if isinstance(key, str):
            known = {each.id: each for each in keys(self.game)}
            if key not in known:
                raise UserError(Fault("", key, "nothing of that name was decided", unknown(key, known)))
            key = known[key]
        return tuple(self._alternative(key, other) for other in key.others)

    def _alternative(self, key: Key, other: str) -> Alternative:
        own = self.game.state.orders
        changed = _changed(self.game.state.orders, key, other)
        actual, instead = self._measured(self.game.state.orders), self._measured(changed)
        mine, (case,) = self._replicated(own), (self.game.rules.case,)
        worth = tuple(
            Worth(each.measure, each.unit, each.about, each.better, actual.get(each.measure, nan),
                  instead.get(each.measure, nan), _rank(actual.get(each.measure, nan), mine.values(case, each.measure)),
                  each.contrast)
            for each in contrasts(mine, self._replicated(changed))
        )  # fmt: skip
        return Alternative(key.took, other, changed, worth)

    def _measured(self, orders: Orders) -> dict[str, float]:
        """Return the measures of the game's own luck with some orders, played to the end."""
        journal = self.game.run(orders, self.game.rules.spec.duration)
        return measured(journal, self.game.rules.spec.measures or tuple(catalogue()))

    def _replicated(self, orders: Orders) -> Results:
        key = repr(orders)
        if key not in self._runs:
            scenario = other_luck(self.game.scenario, "counterfactual", str(self.game.head.replication))
            self._runs[key] = replicated(
                scenario, self.game.rules.case, orders, self.replications, jobs=self.jobs, on_progress=self.on_progress
            )
        return self._runs[key]


def _changed(orders: Orders, key: Key, other: str) -> Orders:
    """Return orders with one decision changed, or one order left out."""
    if key.given is None:
        return replace(orders, choices={**orders.choices, key.id: other})
    return replace(orders, amendments=tuple(each for each in orders.amendments if each.id != key.id))


def _rank(value: float, among: Mapping[int, float]) -> float | None:
    """Return the share of values below one, half of those equal counted."""
    told = [each for each in among.values() if isfinite(each)]
    if not told or not isfinite(value):
        return None
    return (sum(each < value for each in told) + sum(each == value for each in told) / 2) / len(told)
