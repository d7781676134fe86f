"""A beach: lanes for craft and landing points for helicopters, open while tide and surf allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from sim.base.spec import PartSpec, SideName, Trouble, kind, param
from sim.base.units import Delay, Duration, Position
from sim.kernel.pool import Pool
from sim.kernel.resource import Resource
from sim.parts.conditions import Limits, fit
from sim.parts.theatre import Theatre

__all__ = ["BEACH", "Beach", "LandingBeach"]

BEACH: Final = "beach"
LANES: Final = {"dock": "lane", "deck": "point"}


@kind("landing_beach")
class LandingBeach(PartSpec):
    """A beach that one side has cleared and runs."""

    side: SideName = param(about="whose beach it is")
    position: Position = param(about="where it is")
    lanes: int = param(2, about="landing craft that can be unloaded at once", ge=0, order="Open more lanes, or fewer")
    points: int = param(
        2,
        about="helicopters that can be unloaded at once, behind the beach",
        ge=0,
        order="Open more landing points, or fewer",
    )
    tide: Duration = param("12.42 h", about="time from high water to high water", source="the principal lunar tide, M2")
    high_water: Delay = param("3 h", about="time of a high water, from the start")
    open_for: Duration = param("8 h", about="how long about each high water the lanes can be used")
    sea_state: int = param(4, about="highest sea state in which craft are landed", ge=0, le=9)
    handover: Duration = param(
        "20 min", about="time until a lane or point is passed from one side's craft to another's without one control"
    )

    def build(self, theatre: Theatre) -> Beach:
        return Beach(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Find a beach that nobody can ever land on."""
        if not self.lanes and not self.points:
            yield Trouble(("lanes",), "neither a lane nor a landing point", "write lanes: 2, or points: 2")
        constant = next((p.constant for p in whole.parts if getattr(p, "constant", None) is not None), None)
        if constant is not None and constant > self.sea_state:
            found = f"the sea is always at {constant}, above the limit of {self.sea_state}: nobody ever lands"
            yield Trouble(("sea_state",), found, f"write sea_state: {constant}, or a calmer weather")


@dataclass(slots=True)
class Beach:
    """The beach in a run."""

    current: LandingBeach
    theatre: Theatre
    pool: Pool = field(init=False)
    fit: Callable[[float], float] | None = field(init=False)
    bound: dict[str, int] = field(default_factory=dict)
    used_by: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        run, spec = self.theatre.run, self.current
        sizes = {"lane": spec.lanes, "point": spec.points}
        self.pool = Pool(run, [Resource(run, self.whole(name), size) for name, size in sizes.items()])
        self.fit = fit(self.theatre, spec.position, Limits(spec.sea_state))
        self.theatre.new_platform(spec.id, spec.side, "beach", spec.position)

    @property
    def spec(self) -> LandingBeach:
        return self.current

    @spec.setter
    def spec(self, new: LandingBeach) -> None:
        for name, size in (("lane", new.lanes), ("point", new.points)):
            resource = self.pool.resources[self.whole(name)]
            more = range(resource.capacity, size)
            resource.resize(size)
            for _ in more if name == "lane" else ():
                resource.stand_down(self._low_waters(new))
        self.current = new
        self.fit = fit(self.theatre, new.position, Limits(new.sea_state))

    def whole(self, name: str) -> str:
        """Return the name of lanes or points as the journal has it."""
        return f"{self.current.id} {name}"

    def start(self) -> None:
        """Close the lanes at every low water."""
        lanes = self.pool.resources[self.whole("lane")]
        for _ in range(self.current.lanes):
            lanes.stand_down(self._low_waters(self.current), "tide")

    def takes(self, through: str) -> bool:
        """Say whether craft that load through dock or deck can ever land here."""
        return self.pool.resources[self.whole(LANES[through])].capacity > 0

    def crowd(self, through: str) -> float:
        """Return how many are bound for each lane or point, on their way or there."""
        return self.bound.get(through, 0) / self.pool.resources[self.whole(LANES[through])].capacity

    def expect(self, through: str, craft: int) -> None:
        """Count craft that set out for the beach, or leave it."""
        self.bound[through] = self.bound.get(through, 0) + craft

    def handover_s(self, side: str, through: str, *, one_control: bool) -> float:
        """Return what it costs to land after whoever landed last: nothing under one control, or after one's own."""
        last, self.used_by[through] = self.used_by.get(through, side), side
        return 0.0 if one_control or last == side else self.current.handover

    def _low_waters(self, spec: LandingBeach) -> Iterator[tuple[float, float]]:
        """Yield the spells about low water in which the lanes cannot be used."""
        if spec.open_for >= spec.tide:
            return
        first = spec.high_water % spec.tide - spec.tide
        for nth in count():
            high = first + nth * spec.tide
            yield max(0.0, high + spec.open_for / 2), high + spec.tide - spec.open_for / 2
