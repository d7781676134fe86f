"""A few short runs, kept as JSON lines: what changes in them is read before it lands.

`make golden` writes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.measure.catalogue import catalogue, measured
from sim.scenario.load import load

__all__ = ["RUNS", "lines_of", "path_of", "run"]

HERE: Final = Path(__file__).parent
SMALL: Final = HERE.parent / "scenarios" / "small.yaml"
VOYAGE: Final = HERE.parent / "scenarios" / "voyage.yaml"
LANE: Final = HERE.parent / "scenarios" / "lane.yaml"
BRIEF: Final = ("duration=24 h", "warm_up=2 h", "parts.boats.boats=8", "parts.network.receivers=4")
# Whose measures are kept: those of other operations have nothing to tell of these runs.
MODELS: Final = ("sim.models.mda_sharing", "sim.models.sts_measures", "sim.models.transit_measures")
OF_A_LANE: Final = ("sim.models.lane_measures",)
# Each run by its name: the scenario, its case, and what is set otherwise.
RUNS: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = MappingProxyType(
    {
        "small-alone": (str(SMALL), "alone", BRIEF),
        "small-arrangement": (str(SMALL), "arrangement", BRIEF),
        "voyage": (str(VOYAGE), "with", ()),
        "lane": (str(LANE), "groups", ("duration=8 d", "decisions=[]", "parts.lane.shown=8")),
    }
)


def path_of(name: str) -> Path:
    """Return the file that keeps a run."""
    return HERE / f"{name}.jsonl"


def run(name: str) -> Journal:
    """Run it now."""
    file, case, changes = RUNS[name]
    return simulate(load(file, changes), case, 0)


def lines_of(journal: Journal) -> Iterator[str]:
    """Yield a run as lines: every record, a digest of each bulk table, and the measures."""
    for record in journal.records:
        yield _line(seq=record.seq, time_s=record.time_s, kind=record.kind, cause=record.cause, **record.event.fields())
    for table in journal.tables():
        columns = journal.table(table)
        yield _line(table=table, rows=len(next(iter(columns.values()))),
                    **{key: _sum(column) for key, column in columns.items()})  # fmt: skip
    models = OF_A_LANE if "transit" in journal.tables() else MODELS
    own = [name for name, each in catalogue().items() if each.fold.__module__ in models]
    yield _line(measures=measured(journal, own))


def _line(**fields: Any) -> str:
    return json.dumps(_rounded(fields), ensure_ascii=False)


def _rounded(value: Any) -> Any:
    """Round floats as the journal's hash does, so that the last bit of a sine does not show."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    if isinstance(value, float):
        return None if np.isnan(value) else float(f"{value:.7g}")
    return value


def _sum(column: np.ndarray) -> Any:
    """Return one figure that moves when a column does."""
    if column.dtype.kind in "fiu":
        return float(np.sum(column[np.isfinite(column)])) if column.dtype.kind == "f" else int(np.sum(column))
    return len(set(column.tolist()))


if __name__ == "__main__":
    for each in RUNS:
        path_of(each).write_text("".join(f"{line}\n" for line in lines_of(run(each))), encoding="utf-8")
