"""The words scenarios are written in: the kinds of part there are, and the measures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from sim.base.spec import PartSpec, discover
from sim.kernel.measures import Measure, find_measures

__all__ = ["kinds", "measures"]

PACKAGES: Final[tuple[str, ...]] = ("sim.parts", "sim.models")


def kinds() -> Mapping[str, type[PartSpec]]:
    """Return the kinds of part there are."""
    return _kinds(PACKAGES)


def measures() -> Mapping[str, Measure]:
    """Return the measures there are."""
    return _measures(PACKAGES)


@cache
def _kinds(packages: tuple[str, ...]) -> Mapping[str, type[PartSpec]]:
    return MappingProxyType(discover(*packages))


@cache
def _measures(packages: tuple[str, ...]) -> Mapping[str, Measure]:
    return MappingProxyType(find_measures(*packages))
