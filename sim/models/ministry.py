"""Ministries: who has effort to give, and what of it they put into each operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from sim.base.errors import unknown
from sim.base.spec import PartSpec, SideName, Trouble, kind, param
from sim.models.operation_events import EffortHeld
from sim.parts.theatre import Theatre

__all__ = ["Amount", "Cabinet", "Ministry"]

Amount = Annotated[float, Field(ge=0.0, le=1e6)]


@kind("ministry")
class Ministry(PartSpec):
    """One minister's people and money: ships, hours, analysts, officers, and the right to release."""

    side: SideName = param(about="whose ministry it is")
    has: dict[str, Amount] = param(about="what it has in each period, by unit: ship-days, analysts, …")
    gives: dict[str, dict[str, Amount]] = param(
        {},
        about="what of that it puts into each operation, by unit, the most important first",
        order="Put other effort into the operations",
    )
    away: dict[str, Amount] = param({}, about="what is called away of what it has: the operations named last lose it")
    takes_part: bool = param(True, about="whether it takes part; if not, it gives nothing")

    def build(self, theatre: Theatre) -> Cabinet:
        return Cabinet(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Find effort that goes nowhere, and effort that the ministry does not have."""
        takers = {part.id: part.takes(self.side) for part in whole.parts if hasattr(part, "takes")}
        for name, given in self.gives.items():
            if name not in takers:
                yield Trouble(("gives", name), f"there is no operation '{name}'", unknown(name, takers))
                continue
            for unit in given:
                if unit not in takers[name]:
                    found = f"no setting of '{name}' needs {unit} of {self.side}"
                    yield Trouble(("gives", name, unit), found, unknown(unit, sorted(takers[name])))
        for unit in sorted({unit for given in self.gives.values() for unit in given}):
            asked, has = sum(given.get(unit, 0.0) for given in self.gives.values()), self.has.get(unit, 0.0)
            if asked > has:
                found = f"{asked:g} {unit} are given of the {has:g} that it has in a period"
                yield Trouble(("gives",), found, f"give {asked - has:g} less, or write more under 'has'")


@dataclass(slots=True)
class Cabinet:
    """A ministry in a run; operations ask it what it gives."""

    spec: Ministry
    theatre: Theatre

    def start(self) -> None:
        """Say what there is to give."""
        for unit, amount in self.spec.has.items():
            self.theatre.run.log(EffortHeld(self.spec.side, self.spec.id, unit, amount))

    def given(self, operation: str) -> dict[str, float]:
        """Return what it puts into an operation now, by unit."""
        units = self.spec.gives.get(operation, {}) if self.spec.takes_part else {}
        amounts = {unit: self._left(operation, unit) for unit in units}
        return {unit: amount for unit, amount in amounts.items() if amount > 0}

    def _left(self, operation: str, unit: str) -> float:
        """Return what an operation gets of a unit, after those named before it."""
        left = self.spec.has.get(unit, 0.0) - self.spec.away.get(unit, 0.0)
        for name, given in self.spec.gives.items():
            if name == operation:
                break
            left -= given.get(unit, 0.0)
        return min(self.spec.gives[operation][unit], max(0.0, left))
