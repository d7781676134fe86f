"""The weather: a Markov process of sea states by the month, one for all or by region, or a sea that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.base.spec import PartSpec, kind, param
from sim.base.units import Duration
from sim.parts.seas import Seas
from sim.parts.theatre import Theatre
from sim.world.climates import OPEN_OCEAN, regions
from sim.world.weather import EAST_CHINA_SEA, Climate, SeaState

__all__ = ["Weather"]


@kind("weather")
class Weather(PartSpec):
    """The sea; a scenario without this part has the East China Sea's over its whole area."""

    constant: int | None = param(None, about="a sea state that holds throughout, for tests and comparisons", ge=0, le=8)
    climate: Literal["east-china-sea", "world"] = param(
        "east-china-sea", about="one climate over the whole area, or each region of the world its own"
    )
    spell: Duration = param("12 h", about="mean time in one sea state")

    def build(self, theatre: Theatre) -> _Sea:
        if self.constant is not None:
            theatre.seas = Seas(SeaState.constant(self.constant))
        elif self.climate == "world":
            told = [(box, self._sample(theatre, each)) for box, each in regions()]
            theatre.seas = Seas(self._sample(theatre, OPEN_OCEAN), told)
        else:
            theatre.seas = Seas(self._sample(theatre, EAST_CHINA_SEA))
        return _Sea(self)

    def _sample(self, theatre: Theatre, usual: Climate) -> SeaState:
        """Draw a sea, once for all cases of a replication."""
        climate, setting = Climate(usual.name, usual.share, self.spell, usual.source), theatre.setting
        path = ("weather", usual.name) if self.climate == "world" else ("weather",)

        def drawn() -> SeaState:
            return SeaState.sample(climate, setting.start, setting.duration_s, theatre.run.stream(*path))

        key = (*path, self.spell, setting.start, setting.duration_s, theatre.run.streams)
        shelf = theatre.fleet.shelf
        if key not in shelf:
            shelf[key] = drawn()
        made: SeaState = shelf[key]
        return made


@dataclass
class _Sea:
    spec: Weather

    def start(self) -> None:
        """Do nothing: the sea was drawn when it was built."""
