"""`sim.sweep`: what `sim sweep` works out, as tables that show and draw themselves."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sim.base.tidy import Tidy
from sim.experiment.asked import MAX_RUNS, SPREAD, Asked, plan_sweep
from sim.experiment.drawn import drawn
from sim.experiment.replicate import Progress, Setup
from sim.experiment.sweep import run_sweep
from sim.experiment.swept import DESIGN, RESPONSES, Swept
from sim.measure.catalogue import unit_of
from sim.scenario.source import brief

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Effect", "Placed", "Response", "Sweep", "sweep"]

CHANGES: Final = ("effect", "low", "high")
INDICES: Final = ("mu_star", "floor", "sigma", "first", "total")
SHARES: Final = ("first", "total")
Values = str | float | Sequence[Any]


class Placed(NamedTuple):
    """What a factor is at a point; empty where the scenario's own value holds."""

    point: int
    factor: str
    value: str
    unit: str


class Response(NamedTuple):
    """What a measure came to in one run."""

    point: int
    case: str
    replication: int
    measure: str
    value: float
    unit: str


class Effect(NamedTuple):
    """What a design tells of one factor's weight in a measure; what cannot be told is None.

    `statistic` is `effect` (from the first value to the last), `low` or `high` (of that end against the scenario as it
    is), `mu_star`, `floor` or `sigma` (Morris), `first` or `total` (Sobol). The columns `low` and `high` are the ends
    of its 95 % interval.
    """

    measure: str
    factor: str
    start: str
    end: str
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """What `sim.sweep` returns: tables of the design, the responses and what each factor does.

    `told` is what sensitivity.json holds; `folder` is where it all is, if it was kept.
    """

    design: Tidy[Placed] = field(repr=False)
    responses: Tidy[Response] = field(repr=False)
    told: Mapping[str, Any] = field(repr=False)
    folder: Path | None = None

    @property
    def sensitivity(self) -> Tidy[Effect]:
        """What each factor does to each measure that was asked for."""
        return Tidy(Effect, list(_effects(self.told)))

    def _repr_html_(self) -> str:
        return self.sensitivity._repr_html_()

    def plot(self) -> Any:
        """Return the matplotlib figures that `sim sweep` draws, which show themselves in a notebook."""
        return drawn(self)


def sweep(
    scenario: Scenario,
    vary: Mapping[str, Values] = MappingProxyType({}),
    *,
    assumed: bool = False,
    spread: str = SPREAD,
    design: str | None = None,
    levels: int | None = None,
    samples: int | None = None,
    case: str | None = None,
    against: str | None = None,
    measures: str | Sequence[str] = (),
    replications: int | None = None,
    max_runs: int = MAX_RUNS,
    jobs: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    on_progress: Callable[[Progress], object] = lambda _: None,
    setup: Setup | None = None,
) -> Sweep:
    """Run a case at every point of a design, with the same luck, and say what each factor does.

    `vary` names values (`"5 min, 1 h"` or a list of them) or a range (`"5 min..6 h"`) for each path; `assumed` adds
    every guess of the scenario. The rest is as for `sim sweep`. With `out` all is kept in that folder, and `resume`
    goes on with what is there; without, nothing stays on disk.
    Raises: UserError; Interrupted on Ctrl-C; Failed when a run raised.
    """
    setup, wanted = setup or Setup(), [measures] if isinstance(measures, str) else measures
    asked = Asked(
        [f"{path}={_values(values)}" for path, values in vary.items()], assumed=assumed, spread=spread, design=design,
        levels=levels, samples=samples, case=case, against=against, measures=wanted, replications=replications,
        max_runs=max_runs, jobs=jobs, cluster=cluster,
    )  # fmt: skip
    plan = plan_sweep(scenario, asked, setup=setup)
    with TemporaryDirectory() if out is None else nullcontext(str(out)) as folder:
        done = run_sweep(
            plan, Path(folder), jobs=jobs, cluster=cluster, resume=resume, on_progress=on_progress, setup=setup
        )
        placed, responses = _design(done), _responses(done, setup.packages)
    return Sweep(placed, responses, done.sensitivity, None if out is None else done.folder)


def _values(given: Values) -> str:
    """Write values as `--vary` takes them."""
    return given if isinstance(given, str) else ", ".join(map(brief, given if isinstance(given, Sequence) else [given]))


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _design(done: Swept) -> Tidy[Placed]:
    factors, rows = done.manifest["factors"], []
    for row in _table(done.folder / DESIGN):
        point, *values = row.values()
        rows += [
            Placed(int(point), each["name"], value, each["unit"]) for each, value in zip(factors, values, strict=True)
        ]
    return Tidy(Placed, rows)


def _responses(done: Swept, packages: tuple[str, ...]) -> Tidy[Response]:
    table = list(_table(done.folder / RESPONSES))
    units = {name: unit_of(name, packages) for name in list(table[0])[4:]}  # after point, case, replication, log_hash
    return Tidy(Response, [
        Response(int(row["point"]), row["case"], int(row["replication"]), name, float(row[name] or "nan"), unit)
        for row in table for name, unit in units.items()
    ])  # fmt: skip


def _effects(told: Mapping[str, Any]) -> Iterator[Effect]:
    for measure, entry in told["measures"].items():
        for factor, each in zip(told["factors"], entry["factors"], strict=False):  # none where nothing is told
            about = measure, factor["name"], factor["levels"][0], factor["levels"][-1]
            for name, (value, ci95) in _statistics(each).items():
                low, high = ci95 or (None, None)
                yield Effect(*about, name, value, low, high, "share" if name in SHARES else entry["unit"])


def _statistics(each: Mapping[str, Any]) -> dict[str, tuple[float | None, Sequence[float] | None]]:
    """Return value and interval of whatever a design tells of one factor."""
    changes = {name: (each[name]["mean"], each[name]["ci95"]) for name in CHANGES if name in each}
    return changes | {name: (each[name], each.get(f"{name}_ci95")) for name in INDICES if name in each}
