"""Views of a log as a table of people's words, declared beside the events they read."""

from __future__ import annotations

from dataclasses import dataclass

from sim.kernel.found import declared

__all__ = ["View", "find_views"]


@dataclass(frozen=True, slots=True)
class View:
    """A named query over the tables of a log, one line of its meaning, and the tables and kinds of event it reads.

    It is made only in a log that holds those tables and one of those kinds. Its columns begin with `case_name` and
    `replication`, and say their units.
    """

    name: str
    about: str
    sql: str
    tables: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def find_views(*packages: str) -> list[View]:
    """Import every module of the packages and return the views they declare, by name."""
    return sorted({each.name: each for each in declared(View, *packages)}.values(), key=lambda each: each.name)
