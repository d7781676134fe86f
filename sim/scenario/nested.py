"""Scenarios inside a scenario: those that parts play, each read once and checked in every way it may be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.base.errors import UserError
from sim.base.spec import Plays
from sim.parts.setting import Setting
from sim.scenario.cases import Variants, changed, setting_of
from sim.scenario.check import check
from sim.scenario.faults import Path
from sim.scenario.orders import NO_ORDERS
from sim.scenario.paths import shown
from sim.scenario.report import Key, Report, keys
from sim.scenario.source import Mark, Node, node

__all__ = ["Nest", "nest_of"]


@dataclass(frozen=True, slots=True)
class Nest:
    """The scenarios that the parts of one play, by name."""

    trees: Mapping[str, Node] = field(default_factory=dict)

    def setting(self, scenario: str, changes: Sequence[Mapping[str, Any]]) -> Setting:
        """Return the setting of a scenario with some sets of changes made, one after another.

        Raises: UserError when together they make what cannot be.
        """
        report, tree = Report(), self.trees[scenario]
        for each in changes:
            tree = changed(tree, node(each, Mark(scenario)), scenario, report, during=False)
        checked = check(tree)
        report.add(tree, checked.problems)
        report.close()
        assert checked.spec is not None, "a scenario without faults has a spec"
        return setting_of(tree, checked.spec, NO_ORDERS)


def nest_of(made: Variants, report: Report, open_: Callable[[str], Node]) -> Nest:
    """Read the scenarios that parts play in any case, reporting what is wrong with them or with what changes them."""
    trees: dict[str, Node] = {}
    tried: set[str] = set()
    for tree, spec in made.values():
        for place, part in enumerate(spec.parts):
            plays, said = part.plays(), repr(part)
            if plays is None or said in tried:
                continue
            tried.add(said)
            inside = tree.follow(("parts", place))
            try:
                inner = trees.setdefault(plays.scenario, open_(plays.scenario))
            except UserError as error:
                for each in error.faults:
                    mark = inside.follow(("scenario",)).mark
                    report.put(mark, f"parts.{part.id}.scenario", each.found, each.write)
            else:
                _try(inner, inside, plays, f"parts.{part.id}", report)
    return Nest(trees)


def _try(inner: Node, part: Node, plays: Plays, name: str, report: Report) -> None:
    """Make each set of changes that may be made, and check what comes of it; what was told of one way is not again."""
    known: set[Key] = set()
    for way in plays.ways:
        tree, changes, said = inner, part, name
        for path in way:
            changes, said = part.follow(path), _said(name, path)
            tree = changed(tree, changes, said, report, during=False)
        checked = check(tree)
        report.add_under(tree, checked.problems, changes, said, known)
        known |= keys(tree, checked.problems)
        if checked.spec is not None and any(each.plays() for each in checked.spec.parts):
            mark = part.follow(("scenario",)).mark
            report.put(mark, f"{name}.scenario", f"'{plays.scenario}' plays other scenarios itself", "name another")


def _said(name: str, path: Path) -> str:
    return f"{name}.{shown(path)}"
