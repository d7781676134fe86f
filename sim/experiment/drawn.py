"""How a result draws itself, from below the floor that draws."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["drawn"]


def drawn(shown: Any) -> Any:
    """Return the figures of a result, a comparison or a sweep."""
    return import_module("sim.report.plot").plot(shown)  # a door upstairs for users; nothing here depends on it
