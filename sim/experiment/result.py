"""What a replicated scenario gave, with its comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.base.errors import Fault, UserError, unknown
from sim.base.tidy import Tidy
from sim.experiment.drawn import drawn
from sim.experiment.stopping import Reached
from sim.measure.catalogue import PACKAGES, unit_of
from sim.measure.estimate import Difference
from sim.measure.summary import compared, summarise
from sim.record import folder
from sim.record.folder import Plan
from sim.record.log import Key
from sim.record.results import Finished, Results

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Differences", "Differing", "Result", "Told", "gathered", "read"]


class Told(NamedTuple):
    """What one measure came to in one case; what cannot be told is None."""

    case: str
    measure: str
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    n: int
    unit: str


class Differing(NamedTuple):
    """How far one measure of a case lies above the baseline's; what cannot be told is None."""

    measure: str
    mean: float | None
    low: float | None
    high: float | None
    n: int
    unit: str


class Differences(dict[str, Difference]):
    """Differences by measure, which show themselves as a table."""

    def __init__(self, found: Mapping[str, Difference], units: Mapping[str, str]) -> None:
        super().__init__(found)
        self.units = units

    def table(self) -> Tidy[Differing]:
        """Return a row for each measure."""
        rows = ((name, each.mean, each.low, each.high, each.n, self.units[name]) for name, each in self.items())
        return Tidy(Differing, [Differing(*row) for row in rows])

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


@dataclass(frozen=True, slots=True)
class Result(Results):
    """What `replicate` returns: results, comparisons among them, the precision reached if one was asked, what ran."""

    reached: tuple[Reached, ...] = ()
    ran: Scenario | None = field(default=None, repr=False, compare=False)

    def compare(self, case: str, *, to: str | None = None) -> Differences:
        """Return how far each measure of a case lies above that of another (the baseline), in pairs of equal luck."""
        base = self.cases[0] if to is None else to
        for name in (case, base):
            if name not in self.cases:
                raise UserError(Fault("compare", "", f"there is no case '{name}'", unknown(name, self.cases)))
        return Differences(compared(self, case, base), self.units)

    def estimates(self) -> Tidy[Told]:
        """Return a table with each measure's mean, 95 % interval and what they rest on, by case."""
        rows = []
        for case, told in self.summary["cases"].items():
            for name, each in told["measures"].items():
                low, high = each["ci95"] or (None, None)
                rows.append(Told(case, name, each["mean"], low, high, each["sd"], each["n"], each["unit"]))
        return Tidy(Told, rows)

    def _repr_html_(self) -> str:
        return self.estimates()._repr_html_()

    def plot(self) -> Any:
        """Return matplotlib figures of how the cases differ from the first, which show themselves in a notebook.

        Raises: UserError where there is only one case.
        """
        return drawn(self)


def read(path: str | Path) -> Result:
    """Read a complete result folder, its logs when they are asked for.

    Raises: UserError when it is none, or is not complete.
    """
    found = folder.read(path)
    return Result(**{each.name: getattr(found, each.name) for each in fields(found)})


def gathered(plan: Plan, kept: Mapping[Key, Finished], packages: tuple[str, ...] = PACKAGES) -> Result:
    """Put finished runs in order, and estimate."""
    finished = tuple(kept[key] for key in plan.keys)
    names = dict.fromkeys(name for each in finished for name in each.measures)
    units = {name: unit_of(name, packages) for name in names}
    result = Result(plan.scenario, plan.cases, units, finished, {})
    return replace(result, summary=summarise(result))
