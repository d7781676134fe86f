"""What a figure is: what it takes of each run's journal, and how it draws that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sim.base.errors import UserError
from sim.kernel.journal import Journal
from sim.report.material import Material
from sim.report.sheet import Sheet

__all__ = ["Figure", "Shown", "Taking", "sheets", "taken"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """One figure of a result folder.

    `take` makes of a journal a plain value that can be pickled, so that the journal can go; something false (None, an
    empty tuple) where the run has nothing to show. `draw` is given these values by case, of each case whose log was
    kept (of the one compared alone, if `focus_only`), unless all are false. Without `take` it draws from numbers alone.
    """

    draw: Callable[[Material, Mapping[str, T]], Iterator[Sheet]]
    take: Callable[[Journal], T] | None = None
    focus_only: bool = False


Shown = tuple[Figure[Any], Mapping[str, Any]]
"""A figure that has something to show, and what it took by case."""


class Taking:
    """What each of some figures takes of a result's journals, handed to it one after another."""

    def __init__(self, figures: Iterable[Figure[Any]], focus: str) -> None:
        self._focus, self._by_figure = focus, [(figure, dict[str, Any]()) for figure in figures]

    def wants(self, case: str) -> bool:
        """Say whether any figure takes something of a case."""
        return any(self._takes(figure, case) for figure, _ in self._by_figure)

    def add(self, case: str, journal: Journal) -> None:
        """Let each figure take what it needs of the journal of a case."""
        for figure, values in self._by_figure:
            if figure.take and self._takes(figure, case):
                values[case] = figure.take(journal)

    def shown(self) -> list[Shown]:
        """Return the figures that have something to show, each with what it took by case."""
        return [(figure, values) for figure, values in self._by_figure if not figure.take or any(values.values())]

    def _takes(self, figure: Figure[Any], case: str) -> bool:
        return figure.take is not None and (case == self._focus or not figure.focus_only)


def taken(material: Material, figures: Iterable[Figure[Any]]) -> list[Shown]:
    """Return the figures that have something to show with what they take; each journal is read once."""
    taking = Taking(figures, material.focus)
    for case in material.results.cases:
        if taking.wants(case) and (journal := _journal(material, case)):
            taking.add(case, journal)
    return taking.shown()


def sheets(material: Material, figures: Iterable[Figure[Any]]) -> Iterator[Sheet]:
    """Draw figures one by one, those that have something to show."""
    for figure, values in taken(material, figures):
        yield from figure.draw(material, values)


def _journal(material: Material, case: str) -> Journal | None:
    try:
        return material.results.journal(case)
    except UserError:  # no log was kept
        return None
