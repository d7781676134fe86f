"""What holds at a table for the whole of a game: who sits there, how turns go, who commands what and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic.fields import FieldInfo

from sim.base.spec import Spec, order_of
from sim.base.units import Text
from sim.scenario.faults import named_fields
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
    """A parameter that may be ordered: where it is, whose order it is, what it says as an order, and its price."""

    path: str
    cell: str
    says: str
    spec: Spec
    info: FieldInfo
    price: Mapping[str, float]

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
    for part in spec.parts:
        owner = next((str(getattr(part, name)) for name in OWNERS if getattr(part, name, "")), "")
        yield from _fields(part, f"parts.{part.id}", _cell(cells, owner, part.id), spec)
    for place, link in enumerate(spec.arrangement):
        yield from _fields(link, f"arrangement[{place}]", _cell(cells, link.sender, ""), spec)


def _cell(cells: Mapping[str, CellSpec], side: str, part: str) -> str:
    """Return the cell that commands a part of a side: one that names it, else the first of the side."""
    mine = [name for name, seat in cells.items() if seat.side == side and side]
    named = [name for name, seat in cells.items() if part in seat.parts]
    whole = [name for name in mine if not cells[name].parts]
    return next(iter([*named, *whole, *mine]), WHITE)


def _fields(owner: Spec, path: str, cell: str, spec: ScenarioSpec) -> Iterator[Orderable]:
    for name, info in named_fields(type(owner)).items():
        full = f"{path}.{name}"
        if (says := order_of(info)) and _listed(full, spec.play.orders):
            yield Orderable(full, cell, says, owner, info, _price(full, spec.play.prices))


def _listed(path: str, patterns: tuple[str, ...] | None) -> bool:
    return patterns is None or any(_like(path, pattern) for pattern in patterns)


def _price(path: str, prices: Mapping[str, Price]) -> Price:
    return next((price for pattern, price in prices.items() if _like(path, pattern)), {})


def _like(path: str, pattern: str) -> bool:
    """Tell whether a path is one of those that `arrangement[*].delay` or `arrangement.delay` stands for."""
    return pattern in (path, EVERY.sub("[*]", path), EVERY.sub("", path))
