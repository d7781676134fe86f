"""Validations: what a model gives beside what is known, declared beside the model and printed by `sim verify`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from sim.kernel.found import declared
from sim.kernel.journal import Journal

__all__ = ["Check", "Validation", "find_validations", "known_rows", "validation"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line: a quantity, what is known of it, what was found, by how much that differs, and a word on it.

    `holds` is for known answers, which are right or wrong; a comparison with a record has None.
    """

    what: str
    known: str
    found: str
    error: str
    says: str = ""
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """A table of checks; with a scenario it is handed journals of one of its cases, else none."""

    name: str
    title: str
    source: str
    fold: Callable[[Sequence[Journal]], Iterable[Check]]
    scenario: str = ""
    case: str = ""
    replications: int = 0

    def checks(self, journals: Sequence[Journal] = ()) -> list[Check]:
        """Return the lines of the table."""
        return list(self.fold(journals))


def validation(
    name: str, *, title: str, source: str, scenario: str = "", case: str = "", replications: int = 0
) -> Callable[[Callable[[Sequence[Journal]], Iterable[Check]]], Validation]:
    """Declare a validation; the decorated fold of journals becomes a `Validation`."""
    return lambda fold: Validation(name, title, source, fold, scenario, case, replications)


def find_validations(*packages: str) -> dict[str, Validation]:
    """Import every module of the packages and return the validations they declare, by name."""
    return {each.name: each for each in sorted(declared(Validation, *packages), key=lambda each: each.name)}


def known_rows(name: str) -> list[dict[str, str]]:
    """Return a table of known figures that is shipped."""
    with (files("sim") / "data" / "known" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
