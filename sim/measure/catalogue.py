"""The measures there are, found beside the events that they fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from sim.base.errors import Fault, UserError, unknown
from sim.kernel.journal import Journal
from sim.kernel.measures import Measure, find_measures

__all__ = ["PACKAGES", "catalogue", "measured", "unit_of"]

PACKAGES: Final = ("sim.parts", "sim.models")


@lru_cache(maxsize=8)
def catalogue(packages: tuple[str, ...] = PACKAGES) -> Mapping[str, Measure]:
    """Return every measure declared in the packages, by name."""
    return MappingProxyType(find_measures(*packages))


def measured(journal: Journal, names: Sequence[str] = (), packages: tuple[str, ...] = PACKAGES) -> dict[str, float]:
    """Fold a journal into the measures named, in that order; into all there are when none is."""
    known = catalogue(packages)
    return {full: value for name in names or known for full, value in _known(name, known).values(journal).items()}


def unit_of(full: str, packages: tuple[str, ...] = PACKAGES) -> str:
    """Return the unit of a measure, by its name with or without a suffix."""
    return _known(full.partition(".")[0], catalogue(packages)).unit


def _known(name: str, known: Mapping[str, Measure]) -> Measure:
    if name not in known:
        raise UserError(Fault("measures", "", f"there is no measure '{name}'", unknown(name, known)))
    return known[name]
