"""Small voyages for tests: a group of a few ships, with as much of the rest as a test asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sim.base.spec import PartSpec
from sim.kernel.events import Event
from sim.kernel.journal import Journal
from tests.theatres import START, part, theatre

__all__ = ["at", "events", "group", "sail", "ship"]


def at(hours: float) -> str:
    """Return a moment so long after the start."""
    return (START + timedelta(hours=hours)).isoformat()


def ship(name: str, **given: Any) -> PartSpec:
    """Return a ship of the group that never breaks unless told to."""
    return part("warship", id=name, **{"side": "a", "group": "group", "home": "Naha", "defects": "0 /d", **given})


def group(*programme: dict[str, Any], flying: float = 0.0, **given: Any) -> PartSpec:
    """Return a group that does not fly unless told to; its guide is `flag`."""
    return part("carrier_group", **{"id": "group", "side": "a", "guide": "flag", "programme": list(programme),
                                    "flying": {"days": flying}, **given})  # fmt: skip


def sail(*parts: PartSpec, days: float = 10.0, **given: Any) -> Journal:
    """Play a voyage to its end, in a calm unless a sea state is given."""
    return theatre(*parts, days=days, **given).play()


def events(journal: Journal, *classes: type[Event]) -> Sequence[Any]:
    """Return the events of some classes."""
    return [record.event for record in journal.of(*classes)]
