"""What a sweep will run: one case of a scenario at every point of a design, or nothing when a point is not lawful.

With a second case (`against`) both are run at every point, and the response is the difference between them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.designs import Design
from sim.experiment.factors import Change, Factor, altered, settled
from sim.measure.catalogue import PACKAGES, catalogue
from sim.scenario.cases import variants
from sim.scenario.paths import change, shown, with_id
from sim.scenario.report import Report
from sim.scenario.source import Mark, Node

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Plan", "Run", "planned", "settled_in"]


@dataclass(frozen=True, slots=True)
class Run:
    """One case at one point."""

    point: int
    case: str
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """What the run is kept under."""
        return f"{self.point}|{self.case}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: the cases, the baseline last if there is one, at every point.

    `folded` are the measures that are kept of each run, `measures` those whose sensitivity is asked for.
    """

    scenario: Scenario
    design: Design
    cases: tuple[str, ...]
    measures: tuple[str, ...]
    folded: tuple[str, ...]
    replications: int
    command: str = ""
    left_out: tuple[Mapping[str, str], ...] = ()

    @property
    def runs(self) -> list[Run]:
        """Every run of one replication."""
        return [run for point in range(len(self.design)) for run in self._at(point)]

    def _at(self, point: int) -> Iterator[Run]:
        changes = self.design.changes(point)
        yield Run(point, self.cases[0], changes)
        for case in self.cases[1:]:
            yield Run(point, case, tuple(_possible(self.scenario.variants[case][0], changes)))

    @property
    def total(self) -> int:
        """How many runs there are in all."""
        return len(self.design) * len(self.cases) * self.replications

    @property
    def hash(self) -> str:
        """Digest of everything that the runs depend on but how many there are."""
        levels = [[level and level.text for level in self.design.levels(at)] for at in range(len(self.design))]
        paths = [factor.paths for factor in self.design.factors]
        told = [self.scenario.hash, self.cases, self.folded, self.design.sort, paths, levels]
        return blake2b(json.dumps(told, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def settled_in(scenario: Scenario, case: str, factors: Sequence[Factor]) -> list[Factor]:
    """Return factors as they stand in a case: ranges of whole numbers known as such.

    Raises: UserError for a path that leads nowhere, a path given twice, or a factor that changes nothing in the case.
    """
    tree = scenario.variants[case][0]
    paths = [path for factor in factors for path in factor.paths]
    twice = next((factor for factor in factors if paths.count(factor.paths[0]) > 1), None)
    if twice:
        raise UserError(Fault(str(twice.mark), "", "is varied twice", "give all its values at once"))

    faults = [fault for factor in factors for fault in _wrong(tree, case, factor)]
    if faults:
        raise UserError(*faults)
    return [settled(factor, lambda changes: altered(tree, changes).spec is not None) for factor in factors]


def _wrong(tree: Node, case: str, factor: Factor) -> Iterator[Fault]:
    """Yield what is wrong with a factor by itself: the first fault of its first faulty value."""
    mark, found = str(factor.mark), []
    try:
        for level in factor.levels:
            checked = altered(tree, [*factor.changes(level)])
            for problem in checked.problems[:1]:
                yield Fault(mark, "", problem.found, problem.write)
                return
            found.append(checked.spec)
    except UserError as error:
        yield from (Fault(mark, "", fault.found, fault.write) for fault in error.faults)
        return
    if all(each == found[0] for each in found):
        yield Fault(mark, "", f"changes nothing in case '{case}'", "choose another --case, or another path")


def _possible(tree: Node, changes: Sequence[Change]) -> Iterator[Change]:
    """Yield the changes that lead somewhere: a baseline without sharing has no delay of sharing."""
    for path, node in changes:
        try:
            change(tree, path, node)
        except UserError:
            continue
        yield path, node


def planned(
    scenario: Scenario,
    design: Design,
    case: str,
    *,
    against: str | None = None,
    measures: Sequence[str] = (),
    replications: int,
    command: str = "",
    left_out: Sequence[Mapping[str, str]] = (),
    packages: tuple[str, ...] = PACKAGES,
) -> Plan:
    """Say what is to be run, every point of it lawful; the first measure of the scenario when none is named.

    Raises: UserError.
    """
    known = catalogue(packages)
    listed = tuple(scenario.spec.measures) or tuple(known)
    asked = tuple(dict.fromkeys(measures)) or listed[:1]
    stems = [name.partition(".")[0] for name in asked]
    for stem in stems:
        if stem not in known:
            raise UserError(Fault("--measure", "", f"there is no measure '{stem}'", unknown(stem, known)))
    if replications < 1:
        raise UserError(Fault("--replications", "", f"found {replications}", "write how often to run each point"))
    if against == case:
        raise UserError(Fault("--against", "", f"'{case}' is the case that is swept", "name another case"))
    cases = (case, against) if against else (case,)
    folded = tuple(dict.fromkeys([*listed, *stems]))
    plan = Plan(scenario, design, cases, asked, folded, replications, command, tuple(left_out))
    _check_points(plan)
    return plan


def _check_points(plan: Plan) -> None:
    """Refuse a design with a point that is no lawful scenario, telling the first of them."""
    for run in plan.runs:
        faults = list(_faults(plan, run))
        if faults:
            raise UserError(*faults)


def _faults(plan: Plan, run: Run) -> Iterator[Fault]:
    tree, levels = plan.scenario.variants[run.case][0], plan.design.levels(run.point)
    pairs = zip(plan.design.factors, levels, strict=True)
    said = ", ".join(f"{factor.name}={level.text}" for factor, level in pairs if level)
    where = f"point {run.point} of case '{run.case}' ({said or 'the scenario as it is'})"
    for path, node in run.changes:
        tree = change(tree, path, node)
    checked = altered(tree, ())
    for problem in checked.problems:
        yield Fault(where, shown(with_id(tree, problem.path)), problem.found, problem.write)
    if checked.spec and (checked.spec.injects or checked.spec.decisions):
        mark, report = Mark(where), Report()
        variants(change(tree, "cases", Node({run.case: Node({}, mark)}, mark)), report, set())
        yield from [*report.others, *report.faults.values()]
