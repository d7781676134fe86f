"""What a set of replications gave: the values, their hashes, and the logs that were kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, overload

from sim.kernel.journal import Journal
from sim.record.log import Key

__all__ = ["Finished", "Results", "Tidy", "Value"]


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


class Tidy(Sequence[Value]):
    """A table with a row for each number, in the order of cases, replications and measures."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Value]) -> None:
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> Tidy: ...
    def __getitem__(self, index: int | slice) -> Value | Tidy:
        return Tidy(self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        line = "{:16} {:5} {:32} {:14.6g} {}"
        shown = [line.format(*row) for row in self._rows[:10]]
        more = [f"… {len(self):,} rows"] if len(self) > 10 else []
        return "\n".join([f"{'case':16} {'rep':>5} {'measure':32} {'value':>14} unit", *shown, *more])

    def to_pandas(self) -> Any:
        """Return the table as a pandas DataFrame; pandas is the caller's to install."""
        import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]

        return pd.DataFrame(list(self._rows), columns=list(Value._fields))


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
    def measures(self) -> Tidy:
        """Every number, in a tidy table: case, replication, measure, value, unit."""
        return Tidy(list(self._rows()))

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
