"""What holds at a table for the whole of a game: who sits there, how turns go, who commands what and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from pydantic.fields import FieldInfo

from sim.base.spec import PartSpec, Spec, order_of
from sim.base.units import Text
from sim.scenario.faults import given_as
from sim.scenario.play import CellSpec, DecisionSpec, InjectSpec, Price
from sim.table.entries import WHITE

if TYPE_CHECKING:
    from sim.scenario.load import Scenario
    from sim.scenario.spec import ScenarioSpec

__all__ = ["PHASES", "Orderable", "Rules", "rules_of"]

PHASES: Final = ("brief", "plan", "commit", "run", "adjudicate", "review")
EVERY: Final = re.compile(r"\[\d+\]")
OWNERS: Final = ("side", "host")


@dataclass(frozen=True, slots=True)
class Orderable:
    """A parameter that may be ordered: where it is, whose order it is, what it says as an order, and its price.

    `owner` is the part or link, at `root`; `inside` names the attributes that lead from there to the parameter.
    """

    path: str
    cell: str
    says: str
    owner: Spec
    root: str
    inside: tuple[str, ...]
    info: FieldInfo
    price: Mapping[str, float]

    def holder(self, owner: Spec) -> Spec:
        """Return what holds the parameter in a part or link: that itself, or something inside it."""
        found: Any = owner
        for name in self.inside[:-1]:
            found = getattr(found, name)
        holder: Spec = found
        return holder

    def covers(self, path: str) -> bool:
        """Tell whether a path leads to it, or into it."""
        return path == self.path or path.startswith((f"{self.path}.", f"{self.path}["))


@dataclass(frozen=True)
class Rules:
    """A scenario's case as it is played; without sides one cell, `players`, sits at the table."""

    scenario: Scenario
    case: str
    spec: ScenarioSpec
    cells: Mapping[str, CellSpec]
    orderables: tuple[Orderable, ...]

    @property
    def turns(self) -> int:
        """How many turns there are."""
        return ceil(round(self.spec.duration / self.spec.turn_s, 9))

    def begins_s(self, turn: int) -> float:
        """Return when a turn begins, in seconds from the scenario's start; the one after the last is the end."""
        return min((turn - 1) * self.spec.turn_s, self.spec.duration)

    def due(self, turn: int) -> Iterator[DecisionSpec]:
        """Yield the decisions that are taken in a turn: those of an instant within it."""
        within = (self.begins_s(turn), self.begins_s(turn + 1))
        yield from (each for each in self.spec.decisions if within[0] <= each.at < within[1])

    def turn_of(self, time_s: float) -> int:
        """Return the turn that an instant lies in."""
        return min(self.turns, int(time_s / self.spec.turn_s) + 1)

    def decision(self, name: str) -> DecisionSpec | None:
        """Return a decision by its name."""
        return next((each for each in self.spec.decisions if each.id == name), None)

    def inject(self, name: str) -> InjectSpec | None:
        """Return an inject of the list by its name."""
        return next((each for each in self.spec.injects if each.id == name), None)

    def orderable(self, path: str) -> Orderable | None:
        """Return what a path orders."""
        return next((each for each in self.orderables if each.covers(path)), None)

    def deciders(self, decision: DecisionSpec) -> tuple[str, ...]:
        """Return the cells that take a decision: its own, or all of them."""
        return (decision.cell,) if decision.cell else tuple(self.cells)

    def parts(self, cell: str) -> tuple[PartSpec, ...]:
        """Return the parts that a cell commands; those of no side are the white cell's."""
        return tuple(each for each in self.spec.parts if _cell(self.cells, _owner(each), each.id) == cell)

    def side(self, cell: str) -> str:
        """Return the side that a cell plays; the white cell plays none."""
        return self.cells[cell].side if cell in self.cells else ""

    def name(self, cell: str) -> Text:
        """Return what people call a cell: its own name, or that of its side."""
        if cell == WHITE:
            return {"en": "White cell", "ja": "統制班"}
        seat = self.cells[cell]
        return seat.name or (self.spec.sides[seat.side].name if seat.side in self.spec.sides else None) or {"en": cell}

    def stocks(self, cell: str) -> dict[str, float]:
        """Return what a cell has to spend at the start, by stock."""
        return {stock: held[cell] for stock, held in self.spec.play.stocks.items() if cell in held}


def rules_of(scenario: Scenario, case: str) -> Rules:
    """Return how a case of a scenario is played."""
    spec = scenario.case(case)
    seats = spec.play.cells or {side: CellSpec(side=side) for side in spec.sides} or {"players": CellSpec(side="")}
    cells = MappingProxyType(dict(seats))
    return Rules(scenario, case, spec, cells, tuple(_orderables(spec, cells)))


def _orderables(spec: ScenarioSpec, cells: Mapping[str, CellSpec]) -> Iterator[Orderable]:
    """Yield what may be ordered of parts, then of links."""
    owned: list[tuple[str, Spec, str]] = []
    for part in spec.parts:
        owned.append((f"parts.{part.id}", part, _cell(cells, _owner(part), part.id)))
    for place, link in enumerate(spec.arrangement):
        owned.append((f"arrangement[{place}]", link, _cell(cells, link.sender, "")))
    for root, owner, cell in owned:
        for names, inside, info in _fields(owner):
            path = ".".join((root, *names))
            if _listed(path, spec.play.orders):
                yield Orderable(path, cell, order_of(info), owner, root, inside, info, _price(path, spec.play.prices))


def _owner(part: PartSpec) -> str:
    """Return the side that a part belongs to, if any."""
    return next((str(getattr(part, name)) for name in OWNERS if getattr(part, name, "")), "")


def _cell(cells: Mapping[str, CellSpec], side: str, part: str) -> str:
    """Return the cell that commands a part of a side: one that names it, else the first of the side."""
    mine = [name for name, seat in cells.items() if seat.side == side and side]
    named = [name for name, seat in cells.items() if part in seat.parts]
    whole = [name for name in mine if not cells[name].parts]
    return next(iter([*named, *whole, *mine]), WHITE)


def _fields(owner: Spec) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], FieldInfo]]:
    """Yield the parameters that may be ordered of a spec and of those inside it: names, attributes and the field."""
    for attribute, name in given_as(type(owner)).items():
        info, value = type(owner).model_fields[attribute], getattr(owner, attribute)
        if order_of(info):
            yield (name,), (attribute,), info
        elif isinstance(value, Spec):
            yield from (((name, *names), (attribute, *inside), inner) for names, inside, inner in _fields(value))


def _listed(path: str, patterns: tuple[str, ...] | None) -> bool:
    return patterns is None or any(_like(path, pattern) for pattern in patterns)


def _price(path: str, prices: Mapping[str, Price]) -> Price:
    return next((price for pattern, price in prices.items() if _like(path, pattern)), {})


def _like(path: str, pattern: str) -> bool:
    """Tell whether a path is one of those that `arrangement[*].delay` or `arrangement.delay` stands for."""
    return pattern in (path, EVERY.sub("[*]", path), EVERY.sub("", path))
