"""From what is asked of a sweep to its plan: factors, case, design, and no more runs than are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.designs import SORTS, Design, Sort, count, levelled, make_design, samples_for
from sim.experiment.executor import cores
from sim.experiment.factors import Factor, parse_factor, quantity
from sim.experiment.guesses import LeftOut, guesses
from sim.experiment.points import Plan, planned, settled_in
from sim.experiment.replicate import Setup
from sim.experiment.sweep import seconds_a_run

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["MAX_RUNS", "SPREAD", "Asked", "plan_sweep"]

MAX_RUNS: Final = 5000
SPREAD: Final = "50 %"
REPLICATIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a sweep; None and empty leave the choice to the sweep.

    The case swept is the first after the baseline, as in figures; the design is a grid, one at a time for guesses;
    replications are those of the scenario, ten at most.
    """

    vary: Sequence[str] = ()
    assumed: bool = False
    spread: str = SPREAD
    design: str | None = None
    levels: int | None = None
    samples: int | None = None
    case: str | None = None
    against: str | None = None
    measures: Sequence[str] = ()
    replications: int | None = None
    max_runs: int = MAX_RUNS
    jobs: int | None = None
    cluster: str | None = None


def plan_sweep(scenario: Scenario, asked: Asked, *, command: str = "", setup: Setup | None = None) -> Plan:
    """Say what will be run; nothing is, unless it would be too much, when one run is made to tell how long.

    Raises: UserError with what is wrong and what to write.
    """
    setup = setup or Setup()
    sort = _sort(asked)
    case = _case(scenario, asked.case, "--case") or (*scenario.cases[1:2], *scenario.cases)[0]
    against = _case(scenario, asked.against, "--against")
    factors, left_out = _factors(scenario, case, asked)
    samples = samples_for(sort, len(factors)) if asked.samples is None else asked.samples
    replications = min(scenario.spec.replications, REPLICATIONS) if asked.replications is None else asked.replications

    def plan(design: Design) -> Plan:
        return planned(
            scenario, design, case, against=against, measures=asked.measures, replications=replications,
            command=command, left_out=[asdict(each) for each in left_out], packages=setup.packages,
        )  # fmt: skip

    points = count(sort, factors, samples)
    runs = points * replications * (2 if against else 1)
    if runs > asked.max_runs:
        pilot = plan(Design(sort, tuple(factors), np.full((1, len(factors)), np.nan)))
        raise UserError(_too_many(points, runs, seconds_a_run(pilot, setup), asked))
    return plan(make_design(sort, factors, samples, scenario.spec.seed))


def _sort(asked: Asked) -> Sort:
    given = asked.design or ("oat" if asked.assumed else "grid")
    found = next((sort for sort in SORTS if sort == given), None)
    if found is None:
        raise UserError(Fault("--design", "", f"there is no design '{given}'", unknown(given, SORTS)))
    if asked.levels is not None and found != "grid":
        raise UserError(Fault("--levels", "", f"the design {found} has none", "leave it out, or choose --design grid"))
    if asked.samples is not None and not samples_for(found, 1):
        write = "leave it out, or choose --design lhs, morris or sobol"
        raise UserError(Fault("--samples", "", f"the design {found} takes none", write))
    return found


def _case(scenario: Scenario, name: str | None, option: str) -> str | None:
    if name is not None and name not in scenario.cases:
        raise UserError(Fault(option, "", f"there is no case '{name}'", unknown(name, scenario.cases)))
    return name


def _factors(scenario: Scenario, case: str, asked: Asked) -> tuple[list[Factor], list[LeftOut]]:
    """Return what is varied, and the guesses that are not."""
    if not asked.vary and not asked.assumed:
        write = "write --vary path=values, or --assumed to vary every guess"
        raise UserError(Fault("sim sweep", "", "nothing is varied", write))
    given = settled_in(scenario, case, [parse_factor(argument) for argument in asked.vary])
    if not asked.assumed:
        return levelled(given, asked.levels), []
    found, left_out = guesses(scenario, case, _spread(asked.spread))
    mine = {path for factor in given for path in factor.paths}
    found = [factor for factor in found if not mine & set(factor.paths)]
    if not found and not given:
        raise UserError(Fault("--assumed", "", f"nothing in case '{case}' is assumed and can be scaled", "use --vary"))
    return levelled([*given, *found], asked.levels), left_out


def _spread(text: str) -> float:
    found = quantity(text)
    share = (found.number / 100 if found.unit == "%" else found.number if not found.unit else 0.0) if found else 0.0
    if not 0 < share < 1:
        raise UserError(Fault("--spread", "", f"found '{text}'", "write a share between 0 and 1, such as '50 %'"))
    return share


def _too_many(points: int, runs: int, seconds: float, asked: Asked) -> Fault:
    workers = 1 if asked.cluster else cores() if asked.jobs is None else max(1, asked.jobs)
    hours = seconds * runs / workers / 3600
    who = "of one worker's time" if asked.cluster else f"with --jobs {workers}"
    took = f"about {hours:,.1f} h" if hours >= 1 else f"about {hours * 60:.0f} min"
    found = f"{points:,} points, {runs:,} runs: {took} {who}, at {seconds:.1f} s a run"
    fewer = "fewer --samples, values or -n" if asked.design != "oat" else "a smaller -n"
    return Fault("sim sweep", "", found, f"ask for {fewer}, or allow it: --max-runs {runs}")
