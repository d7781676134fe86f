"""What a decision was worth: the same luck with it changed, and both again with other luck, many times over.

With the same luck one sees what would have come of it this time. Whether it was a good decision is another question,
told by the mean difference over other luck: replications none of which is the game's own. All else stays as it was said
at the table, and every run goes as far as the game has been played. What is finished can be kept beside the game, under
a digest of all that it depends on, so that no run is made twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from math import isfinite, nan
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.executor import Pool, Task, choose, cores
from sim.experiment.replicate import Progress, keep_all
from sim.experiment.simulate import Replication, prepare, simulate
from sim.kernel.journal import Journal
from sim.measure.catalogue import catalogue, measured
from sim.measure.compare import STEADY, Contrast, contrast
from sim.record import log
from sim.record.provenance import provenance
from sim.record.store import Store
from sim.scenario.orders import Amendment, Orders
from sim.scenario.source import brief
from sim.table.entries import Answer, Choose
from sim.table.game import Game
from sim.table.past import past
from sim.table.state import State

if TYPE_CHECKING:
    from sim.record.results import Finished
    from sim.scenario.load import Scenario

__all__ = ["REPLICATIONS", "Alternative", "Counterfactuals", "Key", "Worth", "kept_beside", "keys", "worth_of"]

REPLICATIONS: Final = 200
Sort = Literal["choice", "order", "grant", "refusal"]
Values = dict[int, Mapping[str, float]]  # by replication, then measure


@dataclass(frozen=True, slots=True)
class Key:
    """Something that was decided: an option (`id` is the decision's), an order, a request granted or refused.

    `path` is what was ordered or asked for. `number` is its entry, 0 for a decision that nobody took; it was made in
    `turn` and came into force at `at_s`. `others` are what might have been: options, or what becomes of the order.
    """

    id: str
    turn: int
    cells: tuple[str, ...]
    took: str
    others: tuple[str, ...]
    sort: Sort = "choice"
    path: str = ""
    number: int = 0
    at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Worth:
    """One measure: this game, the same luck with the decision changed, and both over other luck.

    `judgement` compares the game's own orders (`of`) with the changed ones (`to`) over other luck; `differences` are
    theirs by replication.
    """

    measure: str
    unit: str
    about: str
    better: str
    actual: float
    changed: float
    judgement: Contrast
    differences: Mapping[int, float]

    @property
    def own(self) -> float:
        """The difference in the game's own luck; NaN where either value cannot be told."""
        return _less(self.actual, self.changed)


@dataclass(frozen=True, slots=True)
class Alternative:
    """What else could have been decided, and what that would have been worth, measure by measure.

    `void` says why there is nothing to tell: it changes nothing, or could not have been carried out.
    """

    took: str
    instead: str
    orders: Orders
    worth: tuple[Worth, ...]
    void: str = ""

    def of(self, measure: str) -> Worth | None:
        """Return the worth by one measure."""
        return next((each for each in self.worth if each.measure == measure), None)


def keys(game: Game) -> tuple[Key, ...]:
    """Return what was decided of what has been played, whoever or whatever took it, in order of time."""
    found = (*_choices(game), *_given(game.state), *_refused(game))
    played = (each for each in found if each.at_s < game.state.now_s)
    return tuple(sorted(played, key=lambda each: (each.at_s, each.number, each.id)))


def _choices(game: Game) -> Iterator[Key]:
    state, rules = game.state, game.rules
    for decision in rules.spec.decisions:
        took = state.orders.choices.get(decision.id, decision.default)
        said = [each for each in state.standing if isinstance(each.act, Choose) and each.act.decision == decision.id]
        yield Key(
            decision.id, rules.turn_of(decision.at),
            tuple(dict.fromkeys(each.cell for each in said)) or rules.deciders(decision), took,
            tuple(name for name in decision.options if name != took), at_s=decision.at,
            number=said[-1].number if said else 0,
        )  # fmt: skip


def _given(state: State) -> Iterator[Key]:
    """Yield orders, and requests that were granted."""
    answers = {each.number for each in state.standing if isinstance(each.act, Answer)}
    for each in state.given:
        sort: Sort = "grant" if each.number in answers else "order"
        other = "refused" if each.number in answers else "left out"
        yield Key(f"order-{each.number}", each.turn, (each.cell,), brief(each.value), (other,), sort, each.path,
                  each.number, each.at_s)  # fmt: skip


def _refused(game: Game) -> Iterator[Key]:
    for each in game.state.requests:
        if each.granted is False and each.answered is not None:
            yield Key(f"request-{each.number}", each.answered, (each.to,), brief(each.value), ("granted",), "refusal",
                      each.path, each.number, game.rules.begins_s(each.answered))  # fmt: skip


def _changed(state: State, key: Key, other: str) -> Orders:
    """Return the game's orders with one decision changed, one order left out, or one request granted."""
    orders = state.orders
    if key.sort == "choice":
        return replace(orders, choices={**orders.choices, key.id: other})
    if key.sort == "refusal":
        asked = next(each for each in state.requests if each.number == key.number)
        made = Amendment(key.at_s, key.id, {asked.path: asked.value})
        return replace(orders, amendments=tuple(sorted([*orders.amendments, made], key=lambda each: each.at_s)))
    return replace(orders, amendments=tuple(each for each in orders.amendments if each.id != key.id))


@dataclass(frozen=True, slots=True)
class _Lines:
    """Run several sets of orders as if they were cases of a scenario."""

    case: str
    until_s: float
    orders: Mapping[str, Orders]

    def __call__(self, scenario: Scenario, case: str, replication: int, *, shelf: dict[Any, Any]) -> Journal:
        """Return the journal with some orders as far as the game was played."""
        orders, until_s = self.orders[case], self.until_s
        return past(simulate(scenario, self.case, replication, orders, until_s=until_s, shelf=shelf), until_s)


class _Memory:
    """Where finished runs go when they are not kept."""

    def __init__(self) -> None:
        self._finished: dict[log.Key, Finished] = {}

    def add(self, finished: Sequence[Finished]) -> None:
        self._finished.update((each.key, each) for each in finished)

    def finished(self) -> dict[log.Key, Finished]:
        return self._finished

    def close(self) -> None:
        pass


def kept_beside(game: Path) -> Path:
    """Return where finished replications of a game are kept."""
    return game.with_name(f"{game.name}.replications")


@dataclass
class Counterfactuals:
    """Every counterfactual of one game; runs with the game's own orders are made once.

    With `kept` finished runs are kept in that file and found there again, after Ctrl-C too. `measures` are the
    scenario's when none is named.
    """

    game: Game
    replications: int = REPLICATIONS
    jobs: int | None = None
    on_progress: Callable[[Progress], object] = lambda _: None
    kept: Path | None = None
    measures: Sequence[str] = ()
    _runs: dict[str, Values] = field(default_factory=dict)

    def run(self) -> None:
        """Make all runs of all decisions at once.

        Raises: Interrupted on Ctrl-C; Failed when a run raised; UserError.
        """
        self._make([self.orders(key, other) for key in keys(self.game) for other in key.others
                    if not self.void(key, other)])  # fmt: skip

    def of(self, key: Key | str) -> tuple[Alternative, ...]:
        """Return what each other option of a decision, or another fate of an order, would have been worth.

        Raises: UserError when nothing of that name was decided.
        """
        if isinstance(key, str):
            known = {each.id: each for each in keys(self.game)}
            if key not in known:
                raise UserError(Fault("", key, "nothing of that name was decided", unknown(key, known)))
            key = known[key]
        return tuple(self._alternative(key, other) for other in key.others)

    def orders(self, key: Key, other: str) -> Orders:
        """Return what the simulation would have had to know."""
        return _changed(self.game.state, key, other)

    def void(self, key: Key, other: str) -> str:
        """Say why there is nothing to run for an alternative, or nothing."""
        try:
            same = self._effects(self.orders(key, other)) == self._played_effects
        except UserError as error:
            return "; ".join(each.found for each in error.faults)
        return "it changes nothing" if same else ""

    def journal(self, orders: Orders | None = None) -> Journal:
        """Return the journal of the game's own luck with its own orders, or with others."""
        return self.game.run(self.game.state.orders if orders is None else orders, self._until_s)

    def measured(self, orders: Orders | None = None) -> dict[str, float]:
        """Return the measures of the game's own luck."""
        return measured(self.journal(orders), self._names)

    @property
    def _until_s(self) -> float:
        return self.game.state.now_s

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.measures) or self.game.rules.spec.measures or tuple(catalogue())

    @cached_property
    def _played_effects(self) -> list[Any]:
        return self._effects(self.game.state.orders)

    def _effects(self, orders: Orders) -> list[Any]:
        """Return what orders change of a run, and when."""
        changes = self.game.scenario.setting(self.game.rules.case, orders).changes
        return [(c.at_s, c.parts, c.links, c.effect) for c in changes if c.parts or c.links is not None or c.effect]

    def _alternative(self, key: Key, other: str) -> Alternative:
        void = self.void(key, other)
        if void:
            return Alternative(key.took, other, self.game.state.orders, (), void)
        orders = self.orders(key, other)
        self._make([orders])
        mine, theirs = self._runs[self._digest(self.game.state.orders)], self._runs[self._digest(orders)]
        actual, changed = self.measured(), self.measured(orders)
        names = dict.fromkeys([*actual, *changed])
        return Alternative(key.took, other, orders, tuple(worth_of(n, actual, changed, mine, theirs) for n in names))

    def _make(self, wanted: Sequence[Orders]) -> None:
        """Make the runs that are missing of some orders and of the game's own, each kept before it is reported."""
        lines = {self._digest(each): each for each in (self.game.state.orders, *wanted)}
        lines = {name: each for name, each in lines.items() if name not in self._runs}
        if not lines:
            return
        numbers = [k for k in range(self.replications + 1) if k != self.game.head.replication][: self.replications]
        with self._store() as store:
            have = store.finished()
            tasks = [Task(k, missing, False) for k in numbers
                     if (missing := tuple(name for name in lines if log.Key(name, k) not in have))]  # fmt: skip
            total = len(lines) * len(numbers)
            work = _Lines(self.game.rules.case, self._until_s, lines)
            executor = choose(cores() if self.jobs is None else self.jobs, len(tasks))
            if isinstance(executor, Pool):
                prepare(self.game.scenario)
            runs = executor.run(Replication(self.game.scenario, self._names, work), tasks)
            before = total - sum(len(task.cases) for task in tasks)
            keep_all(runs, store.add, before, total, perf_counter(), self.on_progress)
            have = store.finished()
        self._runs |= {name: {k: have[log.Key(name, k)].measures for k in numbers} for name in lines}

    @contextmanager
    def _store(self) -> Iterator[Store | _Memory]:
        if self.kept is None:
            yield _Memory()
            return
        with _own_advice(self.kept), closing(Store(self.kept)) as store:
            yield store

    def _digest(self, orders: Orders) -> str:
        """Return a digest of all that a run depends on but its replication, the code among them."""
        told = [
            *self._ground, sorted(orders.choices.items()), sorted(orders.fired.items()), sorted(orders.held),
            [[each.at_s, each.id, dict(each.changes)] for each in orders.amendments],
        ]  # fmt: skip
        return blake2b(json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), digest_size=16).hexdigest()

    @cached_property
    def _ground(self) -> list[Any]:
        made, game = provenance(), self.game
        return [game.scenario.hash, game.rules.case, self._until_s, self._names, made["versions"], made["git_revision"]]


def worth_of(
    name: str, actual: Mapping[str, float], changed: Mapping[str, float], mine: Values, theirs: Values
) -> Worth:
    one, two = ({k: each.get(name, nan) for k, each in runs.items()} for runs in (mine, theirs))
    two = {k: two[k] if _less(one[k], two[k]) else one[k] for k in one}
    about = catalogue()[name.partition(".")[0]]
    differences = {k: _less(one[k], two[k]) for k in one if isfinite(one[k]) and isfinite(two[k])}
    return Worth(name, about.unit, about.about, about.better, actual.get(name, nan), changed.get(name, nan),
                 contrast(one, two, pairs=True), differences)  # fmt: skip


def _less(one: float, other: float) -> float:
    """Return a difference; what is only the rounding of sums is none."""
    difference = one - other
    return 0.0 if abs(difference) <= STEADY * max(abs(one), abs(other)) else difference


@contextmanager
def _own_advice(kept: Path) -> Iterator[None]:
    """Say of runs that cannot be kept what to do about a game, not about a result folder."""
    try:
        yield
    except UserError as error:
        if not any(fault.where in (str(kept), str(kept.parent)) for fault in error.faults):
            raise
        busy = any("another sim" in fault.found for fault in error.faults)
        advice = "wait for it" if busy else f"remove {kept.name}: it saves work, and holds nothing else"
        raise UserError(*(replace(fault, where=str(kept), write=advice) for fault in error.faults)) from error
