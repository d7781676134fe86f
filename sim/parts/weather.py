"""The weather: a Markov process of sea states by the month, or a sea that never changes."""

from __future__ import annotations

from dataclasses import dataclass

from sim.base.spec import PartSpec, kind, param
from sim.base.units import Duration
from sim.parts.theatre import Theatre
from sim.world.weather import EAST_CHINA_SEA, Climate, SeaState

__all__ = ["Weather"]


@kind("weather")
class Weather(PartSpec):
    """The sea over the whole area; a scenario without this part has the East China Sea's."""

    constant: int | None = param(None, about="a sea state that holds throughout, for tests and comparisons", ge=0, le=8)
    spell: Duration = param("12 h", about="mean time in one sea state")

    def build(self, theatre: Theatre) -> _Sea:
        if self.constant is not None:
            theatre.weather = SeaState.constant(self.constant)
        else:
            usual = EAST_CHINA_SEA
            climate = Climate(usual.name, usual.share, self.spell, usual.source)
            luck, setting = theatre.run.stream("weather"), theatre.setting
            theatre.weather = SeaState.sample(climate, setting.start, setting.duration_s, luck)
        return _Sea(self)


@dataclass
class _Sea:
    spec: Weather

    def start(self) -> None:
        """Do nothing: the sea was drawn when it was built."""
