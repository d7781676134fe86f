"""What a figure is: what it takes of each run's journal, and how it draws that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sim.base.errors import UserError
from sim.kernel.journal import Journal
from sim.report.material import Material
from sim.report.sheet import Sheet

__all__ = ["Figure", "sheets"]

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


def sheets(material: Material, figures: Iterable[Figure[Any]]) -> Iterator[Sheet]:
    """Draw figures one by one, those that have something to show; each journal is read once."""
    figures = tuple(figures)
    taken = _taken(material, figures)
    for figure, values in zip(figures, taken, strict=True):
        if figure.take is None or any(values.values()):
            yield from figure.draw(material, values)


def _taken(material: Material, figures: tuple[Figure[Any], ...]) -> list[dict[str, Any]]:
    """Return what each figure takes, by case."""
    taken: list[dict[str, Any]] = [{} for _ in figures]
    for case in material.results.cases:
        wanted = [(figure.take, values) for figure, values in zip(figures, taken, strict=True)
                  if figure.take and (case == material.focus or not figure.focus_only)]  # fmt: skip
        if wanted and (journal := _journal(material, case)):
            for take, values in wanted:
                values[case] = take(journal)
    return taken


def _journal(material: Material, case: str) -> Journal | None:
    try:
        return material.results.journal(case)
    except UserError:  # no log was kept
        return None
