"""What is wrong with how a scenario means to be played: names that lead nowhere, stocks that nobody has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.base.errors import unknown
from sim.kernel.events import event_classes
from sim.scenario.faults import Path, Problem
from sim.scenario.play import DecisionSpec, InjectSpec, ObjectiveSpec, PlaySpec
from sim.scenario.spec import ScenarioSpec
from sim.scenario.vocabulary import kinds, measures

__all__ = ["unplayable"]


def unplayable(spec: ScenarioSpec) -> Iterator[Problem]:
    """Say what cannot be played, given a scenario that has no other fault."""
    play = spec.play
    cells = tuple(play.cells) or tuple(spec.sides)
    objectives = [each.id for each in play.objectives]
    if play.case is not None and spec.cases:
        yield from _strange(play.case, spec.cases, "case", ("play", "case"))
    yield from _cells(play, [part.id for part in spec.parts])
    yield from _stocks(play, cells)
    for place, objective in enumerate(play.objectives):
        yield from _measures(objective, ("play", "objectives", place))
    for place, decision in enumerate(spec.decisions):
        yield from _decision(decision, play, cells, ("decisions", place))
        yield from _strange(decision.objective, objectives, "objective", ("decisions", place, "objective"))
    for place, inject in enumerate(spec.injects):
        yield from _strange(inject.objective, objectives, "objective", ("injects", place, "objective"))
        yield from _condition(inject, ("injects", place, "when"))


def _strange(name: str | None, known: Iterable[str], sort: str, path: Path) -> Iterator[Problem]:
    names = tuple(known)
    if name is not None and name not in names:
        yield Problem(path, f"there is no {sort} '{name}'", unknown(name, names))


def _cells(play: PlaySpec, parts: list[str]) -> Iterator[Problem]:
    commanded: dict[str, str] = {}
    for name, cell in play.cells.items():
        for place, part in enumerate(cell.parts):
            path: Path = ("play", "cells", name, "parts", place)
            yield from _strange(part, parts, "part", path)
            if part in commanded:
                yield Problem(path, f"'{part}' is commanded by {commanded[part]} too", "leave it with one cell")
            commanded[part] = name


def _stocks(play: PlaySpec, cells: tuple[str, ...]) -> Iterator[Problem]:
    for stock, amounts in play.stocks.items():
        for cell in amounts:
            yield from _strange(cell, cells, "cell", ("play", "stocks", stock, cell))
    for path, price in play.prices.items():
        yield from _price(price, play, ("play", "prices", path))


def _price(price: Mapping[str, Any], play: PlaySpec, path: Path) -> Iterator[Problem]:
    for stock in price:
        yield from _strange(stock, play.stocks, "stock", (*path, stock))


def _measures(objective: ObjectiveSpec, path: Path) -> Iterator[Problem]:
    for place, name in enumerate(objective.measures):
        yield from _measure(name, (*path, "measures", place))


def _measure(name: str, path: Path) -> Iterator[Problem]:
    yield from _strange(name.partition(".")[0], measures(), "measure", path)


def _decision(decision: DecisionSpec, play: PlaySpec, cells: tuple[str, ...], path: Path) -> Iterator[Problem]:
    yield from _strange(decision.cell, cells, "cell", (*path, "cell"))
    for option, price in decision.costs.items():
        yield from _price(price, play, (*path, "costs", option))


def _condition(inject: InjectSpec, path: Path) -> Iterator[Problem]:
    if inject.when is None:
        return
    if inject.when.measure is not None:
        yield from _measure(inject.when.measure, (*path, "measure"))
    else:
        yield from _strange(inject.when.event, _events(), "kind of event", (*path, "event"))


def _events() -> tuple[str, ...]:
    """Return the kinds of event that parts may log."""
    kinds(), measures()  # their modules declare them
    return tuple(sorted(event_classes()))
