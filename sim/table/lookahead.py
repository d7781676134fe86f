"""What if: the game looked ahead from what a cell knows, with other luck, many times over.

A cell knows the scenario as published, what it ordered itself, what was granted to it and the injects that it was told.
What others ordered, what comes yet and the luck of this game it does not know: they are left at their defaults, left
out, and drawn anew from a seed of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.replicate import Progress, Setup, replicate
from sim.experiment.simulate import simulate
from sim.measure.catalogue import catalogue
from sim.measure.compare import Contrast, contrast
from sim.record.results import Results
from sim.scenario.orders import Amendment, Orders
from sim.table.entries import WHITE, Act, Choose, Order, Request
from sim.table.game import Game

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["REPLICATIONS", "Outlook", "contrasts", "known_orders", "other_luck", "replicated", "whatif"]

REPLICATIONS: Final = 20
Progressing = Callable[[Progress], object]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a measure may come to: `contrast.of` with the orders tried, `.to` without, `.difference` between them."""

    measure: str
    unit: str
    about: str
    better: str
    contrast: Contrast


def whatif(
    game: Game,
    cell: str,
    acts: Sequence[Act],
    replications: int = REPLICATIONS,
    *,
    jobs: int | None = None,
    on_progress: Progressing = lambda _: None,
) -> tuple[Outlook, ...]:
    """Estimate what orders and choices tried in this turn would change, from what the cell knows.

    An order along another cell's path, or a request, is looked at as if it were granted.
    Raises: UserError when one of them cannot be carried out.
    """
    now = known_orders(game, cell)
    tried = _tried(game, now, acts)
    scenario = other_luck(game.scenario, "whatif", cell, str(game.state.turn))
    results = [
        replicated(scenario, game.rules.case, orders, replications, jobs=jobs, on_progress=on_progress)
        for orders in (tried, now)
    ]
    return contrasts(*results)


def known_orders(game: Game, cell: str) -> Orders:
    """Return the orders that a cell knows of: its own, those granted to it, and the injects that its side was told."""
    state = game.state
    if cell == WHITE:
        return game.settled(state)
    asked = {each.number for each in state.requests if each.cell == cell and each.granted}
    granted = {entry.number for entry in state.standing if getattr(entry.act, "request", None) in asked}
    mine = {f"order-{each.number}" for each in state.given if each.cell == cell or each.number in granted}
    choices = {name: chosen[cell] for name, chosen in state.choices.items() if cell in chosen}
    told, side = game.told(state), game.rules.side(cell)
    heard = {each.id: told[each.id] for each in game.rules.spec.injects
             if each.id in told and (not each.audience or side in each.audience)}  # fmt: skip
    unheard = frozenset(each.id for each in game.rules.spec.injects if each.id not in heard)
    amended = [each for each in state.orders.amendments if each.id in mine]
    amended += [Amendment(each.at_s, each.id, dict(each.effect)) for each in state.written
                if not each.audience or side in each.audience]  # fmt: skip
    return Orders(choices, heard, unheard, tuple(sorted(amended, key=lambda each: each.at_s)))


def _tried(game: Game, now: Orders, acts: Sequence[Act]) -> Orders:
    """Add acts to orders, as of this turn."""
    at_s, choices, amended = game.rules.begins_s(game.state.turn), dict(now.choices), list(now.amendments)
    for nth, act in enumerate(acts, 1):
        if isinstance(act, Choose):
            choices[act.decision] = act.option
        elif isinstance(act, Order | Request):
            if game.rules.orderable(act.path) is None:
                advice = unknown(act.path, [each.path for each in game.rules.orderables])
                raise UserError(Fault("whatif", act.path, "cannot be ordered", advice))
            amended.append(Amendment(at_s, f"tried-{nth}", {act.path: act.value}))
        else:
            raise UserError(Fault("whatif", "", "looks at orders and choices", "write orders or choices to try"))
    tried = replace(now, choices=choices, amendments=tuple(sorted(amended, key=lambda each: each.at_s)))
    try:
        game.scenario.setting(game.rules.case, tried)
    except UserError as error:
        raise UserError(*(replace(each, where="whatif") for each in error.faults)) from error
    return tried


def other_luck(scenario: Scenario, *path: str) -> Scenario:
    """Return a scenario whose luck is drawn from a seed that belongs to a name, and to its own seed."""
    name = "\x1f".join((str(scenario.spec.seed), *path))
    seed = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") >> 1
    return replace(scenario, spec=scenario.spec.model_copy(update={"seed": seed}))


def replicated(
    scenario: Scenario, case: str, orders: Orders, replications: int, *, jobs: int | None = None,
    on_progress: Progressing = lambda _: None,
) -> Results:  # fmt: skip
    """Run a case so many times with some orders."""
    setup = Setup(simulate=partial(simulate, orders=orders))
    return replicate(scenario, [case], replications, jobs=jobs, on_progress=on_progress, setup=setup)


def contrasts(of: Results, to: Results) -> tuple[Outlook, ...]:
    """Compare each measure of two sets of runs that share their luck."""
    (case,) = of.cases
    known: Mapping[str, object] = dict.fromkeys(of.units)
    return tuple(
        Outlook(name, of.units[name], about.about, about.better,
                contrast(of.values(case, name), to.values(case, name), pairs=True))
        for name in known
        for about in [catalogue()[name.partition(".")[0]]]
    )  # fmt: skip
