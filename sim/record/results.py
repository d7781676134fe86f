"""What a set of replications gave: the values, their hashes, and the logs that were kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sim.base.tidy import Tidy
from sim.kernel.journal import Journal
from sim.record.log import Key

__all__ = ["Finished", "Results", "Value"]


@dataclass(frozen=True, slots=True)
class Finished:
    """One case of one replication, run to its end; the journal is there only where it is kept."""

    case: str
    replication: int
    measures: Mapping[str, float]
    log_hash: str
    seconds: float = 0.0
    journal: Journal | None = None

    @property
    def key(self) -> Key:
        return Key(self.case, self.replication)


class Value(NamedTuple):
    """One number: what a measure came to in one replication of one case."""

    case: str
    replication: int
    measure: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the replications of a scenario gave.

    `finished` is in the order of cases, then replications; `units` holds a unit for each measure; `summary` is what
    summary.json holds; `folder` is where it all is, if it was written.
    """

    scenario: str
    cases: tuple[str, ...]
    units: Mapping[str, str]
    finished: tuple[Finished, ...]
    summary: Mapping[str, Any]
    folder: Path | None = None

    @property
    def baseline(self) -> str:
        """The case that others are compared with: the first."""
        return self.cases[0]

    @property
    def focus(self) -> str:
        """The case whose story is told and drawn: the first after the baseline."""
        return self.cases[min(1, len(self.cases) - 1)]

    @property
    def measures(self) -> Tidy[Value]:
        """Every number, in a tidy table: case, replication, measure, value, unit."""
        return Tidy(Value, list(self._rows()))

    def _rows(self) -> Iterator[Value]:
        for each in self.finished:
            for name, unit in self.units.items():
                yield Value(each.case, each.replication, name, each.measures.get(name, float("nan")), unit)

    @property
    def log_hashes(self) -> dict[str, list[str]]:
        """The hash of every log, by case, in the order of replications."""
        return {case: [each.log_hash for each in self.of(case)] for case in self.cases}

    def of(self, case: str) -> list[Finished]:
        """Return the replications of one case, in order."""
        return [each for each in self.finished if each.case == case]

    def values(self, case: str, measure: str) -> dict[int, float]:
        """Return what a measure came to in each replication of a case."""
        return {each.replication: each.measures.get(measure, float("nan")) for each in self.of(case)}

    def journal(self, case: str, replication: int = 0) -> Journal:
        """Return the log of one run; only replication 0 of each case is kept unless all were asked for.

        Raises: UserError when that log was not kept.
        """
        from sim.record.store import read_journal

        held = [each.journal for each in self.of(case) if each.replication == replication and each.journal]
        return held[0] if held else read_journal(self.folder, Key(case, replication))
