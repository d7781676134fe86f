"""Perfect, instant sensing: the upper bound of any arrangement, and a check that everything is then observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.base.spec import PartSpec, SideName, kind, param
from sim.parts.theatre import Theatre

__all__ = ["PerfectWatch"]


@kind("perfect_watch")
class PerfectWatch(PartSpec):
    """A side that sees every transfer the instant it begins, with evidence: the value of perfect information."""

    side: SideName = param(about="who sees everything")

    def build(self, theatre: Theatre) -> _Eye:
        return _Eye(self, theatre)


@dataclass
class _Eye:
    spec: PerfectWatch
    theatre: Theatre

    def start(self) -> None:
        """Watch for meetings."""
        self.theatre.when_met.append(self._met)

    def _met(self, meeting: Any, cause: int) -> None:
        self.theatre.photographed(self.spec.side, meeting.number, meeting.observed(cause), None, cause)
