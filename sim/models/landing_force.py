"""A landing force: a ship with dock and deck, what it has to land in waves, and the craft that land it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import simpy
from pydantic import PositiveInt

from sim.base.distributions import RandomDuration
from sim.base.spec import PartSpec, SeaPosition, SideName, Spec, Trouble, kind, param
from sim.base.units import Fraction, Speed, Text
from sim.kernel.pool import Pool
from sim.kernel.resource import Resource
from sim.models.landing_beach import BEACH, LandingBeach
from sim.models.landing_craft import CARRY, CONTROL, Craft
from sim.models.landing_events import ForceReady, WaveAshore
from sim.parts.conditions import ANY_SEA
from sim.parts.interoperability import table_of
from sim.parts.steps import impossible_order, twice
from sim.parts.theatre import Theatre
from sim.world.motion import Track

__all__ = ["CraftSpec", "Force", "LandingForce", "Wave", "WaveSpec"]

Sort = Literal["people", "vehicles", "stores"]


class WaveSpec(Spec):
    """Part of what is landed, in order."""

    name: str = param(about="its name among the waves")
    title: Text | None = param(None, about="what people call it, in languages; its name when left out")
    sort: Sort = param("people", about="what it is made of")
    amount: int = param(about="how many people, vehicles or pallets", ge=1, le=100_000)
    tonnes: float = param(0.1, about="what each weighs, in tonnes", gt=0)
    after: tuple[str, ...] = param((), about="the waves that must be ashore before this one is loaded")


class CraftSpec(Spec):
    """Landing craft or helicopters of one type."""

    name: str = param(about="its name among the craft")
    count: int = param(about="how many there are", ge=0, le=200)
    carries: dict[Sort, PositiveInt] = param(
        about="how many people, vehicles or pallets it takes in one trip, one sort at a time"
    )
    through: Literal["dock", "deck"] = param("dock", about="where it loads; what loads in the dock lands in a lane")
    speed: Speed = param("10 kn", about="speed between ship and beach, loaded or not")
    load: RandomDuration = param(
        {"triangular": ["20 min", "30 min", "50 min"]}, about="time to load, in dock or on deck"
    )
    unload: RandomDuration = param({"triangular": ["10 min", "15 min", "30 min"]}, about="time to unload, on the beach")
    sea_state: int = param(ANY_SEA, about="highest sea state in which it is loaded", ge=0, le=9)
    daylight: bool = param(False, about="whether it is loaded in daylight only")
    breaks: Fraction = param(0.03, about="chance that it breaks down after a trip")
    repair: RandomDuration = param({"lognormal": ["4 h", "3 h"]}, about="time to mend it")


def _usual_waves() -> tuple[WaveSpec, ...]:
    given = (
        {"name": "assault", "sort": "people", "amount": 240},
        {"name": "vehicles", "sort": "vehicles", "amount": 24, "tonnes": 10.0, "after": ["assault"]},
        {"name": "stores", "sort": "stores", "amount": 60, "tonnes": 1.0, "after": ["assault"]},
    )
    return tuple(map(WaveSpec.model_validate, given))


def _usual_craft() -> tuple[CraftSpec, ...]:
    given = {"name": "lcu", "count": 4, "carries": {"people": 120, "vehicles": 4, "stores": 20}, "speed": "10 kn"}
    return (CraftSpec.model_validate(given),)


@kind("landing_force")
class LandingForce(PartSpec):
    """A ship, or ships in company, with a force on board and the craft to land it."""

    side: SideName = param(about="whose force it is")
    position: SeaPosition = param(about="where the ship stands off", order="Move the ship")
    docks: int = param(2, about="craft that can be loaded in the dock at once", ge=0)
    spots: int = param(2, about="helicopters that can be loaded on deck at once", ge=0)
    speed: Speed = param("12 kn", about="speed at which the ship moves to another position")
    sea_state: int = param(4, about="highest sea state in which the dock is used", ge=0, le=9)
    waves: tuple[WaveSpec, ...] = param(_usual_waves(), about="what is landed, the most urgent first")
    craft: tuple[CraftSpec, ...] = param(_usual_craft(), about="what lands it")

    @property
    def services_asked(self) -> set[str]:
        """Return the services that forces may do for a partner."""
        return {BEACH, CARRY, CONTROL}

    def build(self, theatre: Theatre) -> Force:
        return Force(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Find what can never be landed, or never by these craft."""
        yield from twice("waves", [wave.name for wave in self.waves])
        yield from impossible_order("waves", {wave.name: wave.after for wave in self.waves})
        forces = [part for part in whole.parts if isinstance(part, LandingForce)]
        beaches = [part for part in whole.parts if isinstance(part, LandingBeach)]
        partners = any(part.kind == "interoperability" for part in whole.parts)
        lift = [each for force in forces if partners or force is self for each in force.craft if each.count]
        if not beaches:
            yield Trouble((), "there is no beach to land on", "add a part such as {kind: landing_beach, id: beach, …}")
        if not lift:
            yield Trouble(("craft",), "found no craft at all", "write a count above zero")
            return
        for sort in dict.fromkeys(wave.sort for wave in self.waves):
            if not any(sort in each.carries for each in lift):
                yield Trouble(
                    ("craft",), f"no craft carries {sort}, of which there is a wave", f"let some carry {sort}"
                )
        for each in self.craft:
            yield from self._idle(each, beaches)

    def _idle(self, each: CraftSpec, beaches: list[LandingBeach]) -> Iterator[Trouble]:
        """Find a type of craft that can never be loaded or unloaded."""
        docking = each.through == "dock"
        if each.count and not (self.docks if docking else self.spots):
            place = "docks" if docking else "spots"
            yield Trouble((place,), f"there are no {place} to load '{each.name}'", f"write {place}: 1, or more")
        if each.count and not any(beach.lanes if docking else beach.points for beach in beaches):
            place = "lanes" if docking else "points"
            yield Trouble(("craft",), f"no beach has {place} for '{each.name}'", f"give some beach {place}: 1, or more")


@dataclass(slots=True)
class Wave:
    """A wave in a run: what is still on board, and what is ashore."""

    spec: WaveSpec
    force: Force
    nth: int
    on_board: int
    ashore: int = 0

    @property
    def done(self) -> bool:
        return self.ashore >= self.spec.amount

    @property
    def due(self) -> bool:
        """Whether it can be loaded now."""
        waves = self.force.waves
        return self.on_board > 0 and all(waves[name].done for name in self.spec.after if name in waves)


@dataclass(slots=True)
class Force:
    """The force in a run."""

    current: LandingForce
    theatre: Theatre
    pool: Pool = field(init=False)
    track: Track = field(init=False)
    waves: dict[str, Wave] = field(init=False)
    changed: simpy.Event = field(init=False)

    def __post_init__(self) -> None:
        run, spec = self.theatre.run, self.current
        sizes = {"dock": spec.docks, "deck": spec.spots}
        self.pool = Pool(run, [Resource(run, self.whole(name), size) for name, size in sizes.items()])
        self.track = self.theatre.new_platform(spec.id, spec.side, "ship", spec.position)
        self.waves = {w.name: Wave(w, self, nth, w.amount) for nth, w in enumerate(spec.waves)}
        self.changed = run.env.event()

    @property
    def spec(self) -> LandingForce:
        return self.current

    @spec.setter
    def spec(self, new: LandingForce) -> None:
        for name, size in (("dock", new.docks), ("deck", new.spots)):
            self.pool.resources[self.whole(name)].resize(size)
        if new.position != self.current.position:
            self.track.go(self.theatre.run.now, [new.position], new.speed)
        self.current = new

    def whole(self, name: str) -> str:
        """Return the name of dock or deck as the journal has it."""
        return f"{self.current.id} {name}"

    def start(self) -> None:
        """Say what there is to land, and man the craft."""
        spec = self.current
        waves = tuple(f"{wave.name}={wave.amount}" for wave in spec.waves)
        craft = tuple(f"{each.name}={each.count}" for each in spec.craft)
        tonnes = sum(wave.amount * wave.tonnes for wave in spec.waves)
        table_of(self.theatre).when_changed.append(self.look_again)
        ready = self.theatre.run.log(ForceReady(spec.side, spec.id, tonnes, waves, craft))
        for each in spec.craft:
            for nth in range(each.count):
                self.theatre.run.process(Craft(f"{spec.id} {each.name} {nth + 1}", each, self, ready).work())

    def look_again(self) -> None:
        """Let craft that wait look for something to do."""
        self.changed, told = self.theatre.run.env.event(), self.changed
        told.succeed()

    def land(self, wave: Wave, amount: int, cause: int) -> None:
        """Count what has come ashore, and let those know who wait for it."""
        wave.ashore += amount
        if wave.done:
            self.theatre.run.log(WaveAshore(self.current.side, self.current.id, wave.spec.name), cause)
            for actor in self.theatre.actors.values():
                if isinstance(actor, Force):
                    actor.look_again()
