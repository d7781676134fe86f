"""The faults of one scenario, gathered: each once, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sim.base.errors import Fault, UserError
from sim.scenario.faults import Problem
from sim.scenario.paths import shown, with_id
from sim.scenario.source import Mark, Node, fault

__all__ = ["Key", "Report", "keys"]

Key = tuple[Mark, str, str]


@dataclass(slots=True)
class Report:
    """Gather faults; the same words at the same mark are one fault."""

    faults: dict[Key, Fault] = field(default_factory=dict)
    others: list[Fault] = field(default_factory=list)

    def add(self, tree: Node, problems: Iterable[Problem]) -> None:
        """Take problems of a tree of data."""
        for problem in problems:
            mark = tree.follow(problem.path).mark
            self.put(mark, _field(mark, tree, problem), problem.found, problem.write)

    def add_under(self, tree: Node, problems: Iterable[Problem], changes: Node, name: str, known: set[Key]) -> None:
        """Take problems that a tree has with some changes made, and did not have without them.

        One that stands on a line of the changes is told there; one that they cause elsewhere is told at their head.
        """
        marks = _marks(changes)
        for problem in problems:
            mark = tree.follow(problem.path).mark
            field = _field(mark, tree, problem)
            if mark in marks:
                self.put(mark, field, problem.found, problem.write)
            elif (mark, problem.found, problem.write) not in known:
                self.put(changes.mark, name, f"with it, {field} ({mark}): {problem.found}", problem.write)

    def put(self, mark: Mark, field: str, found: str, write: str) -> None:
        """Take one fault."""
        self.faults.setdefault((mark, found, write), fault(mark, field, found, write))

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Take the faults that are raised inside."""
        try:
            yield
        except UserError as error:
            self.others += error.faults

    def close(self) -> None:
        """Raise everything gathered, if there is anything."""
        ordered = [self.faults[key] for key in sorted(self.faults)]
        everything = list(dict.fromkeys([*self.others, *ordered]))
        if everything:
            raise UserError(*everything)


def keys(tree: Node, problems: Iterable[Problem]) -> set[Key]:
    """Return what tells one problem from another, wherever its entry has moved to."""
    return {(tree.follow(problem.path).mark, problem.found, problem.write) for problem in problems}


def _marks(node: Node) -> set[Mark]:
    inner: tuple[Node, ...] = ()
    if isinstance(node.value, Mapping):
        inner = tuple(node.value.values())
    elif isinstance(node.value, tuple):
        inner = node.value
    return {node.mark}.union(*map(_marks, inner))


def _field(mark: Mark, tree: Node, problem: Problem) -> str:
    """Name the field, unless the mark does."""
    field = shown(with_id(tree, problem.path))
    path = mark.file.removeprefix("--set ")
    same = path != mark.file and _bare(path) in (_bare(field), _bare(shown(problem.path)))
    return "" if same else field


def _bare(path: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", path)
