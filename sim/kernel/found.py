"""What modules declare beside what they make, found by its class."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TypeVar

__all__ = ["declared"]

T = TypeVar("T")


def declared(sort: type[T], *packages: str) -> list[T]:
    """Import every module of the packages and return what they hold of a class, in the order of modules."""
    modules = [
        importlib.import_module(found.name)
        for package in packages
        for found in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}.")
    ]
    return [value for module in modules for value in vars(module).values() if isinstance(value, sort)]
