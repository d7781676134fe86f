"""The sea over a theatre: one state everywhere, and regions that have their own."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.world.areas import Box
from sim.world.weather import SeaState

__all__ = ["Seas"]


@dataclass(slots=True)
class Seas:
    """The sea over the time of a run: `everywhere` but in `regions`, of which the first that holds a place counts."""

    everywhere: SeaState
    regions: list[tuple[Box, SeaState]] = field(default_factory=list)

    def at(self, position_deg: tuple[float, float]) -> SeaState:
        """Return the sea over time at a place."""
        return next((sea for box, sea in self.regions if box.holds(position_deg)), self.everywhere)

    def impose(self, state: int, from_s: float, until_s: float, box: Box | None = None) -> None:
        """Impose a state for a while, in a box (as it is at its middle) or everywhere."""
        if box is not None:
            self.regions.insert(0, (box, self.at(box.centre).override(state, from_s, until_s)))
            return
        self.everywhere = self.everywhere.override(state, from_s, until_s)
        self.regions = [(where, sea.override(state, from_s, until_s)) for where, sea in self.regions]
