"""One landing craft or helicopter: load, cross, wait for the beach, unload, come back, and be mended at need."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sim.kernel.pool import Claim, Pool
from sim.kernel.run import Run
from sim.models.landing_beach import BEACH, LANES, Beach
from sim.models.landing_events import CraftBeached, CraftBroke, CraftLoaded, CraftReady
from sim.parts.conditions import Limits, fit
from sim.parts.interoperability import Table, table_of
from sim.world.geodesy import apart_m
from sim.world.motion import Track

if TYPE_CHECKING:
    from sim.models.landing_force import CraftSpec, Force, Wave

__all__ = ["CARRY", "CONTROL", "Craft"]

CARRY: Final = "carry"
CONTROL: Final = "control"
TURN_S: Final = 1e-9  # craft that are free at one instant choose one after the other, whoever was called first
Step = Generator[Any, Any, Any]


@dataclass(slots=True)
class Craft:
    """A craft in a run."""

    name: str
    spec: CraftSpec
    force: Force
    cause: int
    trips: int = 0
    track: Track = field(init=False)
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        theatre = self.force.theatre
        sort = "landing craft" if self.spec.through == "dock" else "helicopter"
        self.track = theatre.new_platform(self.name, self.side, sort, self.force.spec.position)
        self.table = table_of(theatre)

    @property
    def run(self) -> Run:
        return self.force.theatre.run

    @property
    def side(self) -> str:
        return self.force.spec.side

    def work(self) -> Step:
        """Make trips until nothing is left on board of any ship."""
        turn_s = TURN_S * self.track.mover
        yield self.run.env.timeout(turn_s)
        while any(wave.on_board for force in _all(self.force) for wave in force.waves.values()):
            due = [wave for wave in self._mine() if wave.due]
            if due:
                yield from self._trip(min(due, key=self._urgency))
            else:
                yield self.force.changed
                yield self.run.env.timeout(turn_s)

    def _mine(self) -> Iterator[Wave]:
        """Yield the waves that this craft carries: its own force's, and a partner's where they pool their lift."""
        for force in _all(self.force):
            if force is self.force or self.table.may(self.side, force.spec.side, CARRY):
                yield from (wave for wave in force.waves.values() if wave.spec.sort in self.spec.carries)

    def _urgency(self, wave: Wave) -> tuple[int, bool, str]:
        """Say which wave goes first: by place in its force's list, own force before a partner's."""
        return wave.nth, wave.force is not self.force, wave.force.spec.id

    def _trip(self, wave: Wave) -> Step:
        """Take part of a wave ashore."""
        began_s, luck = self.run.now, self.run.stream("parts", self.name, self.trips)
        load_s, unload_s = self.spec.load.sample(luck), self.spec.unload.sample(luck)
        breaks, repair_s = luck.random(), self.spec.repair.sample(luck)
        self.trips += 1
        amount = min(self.spec.carries[wave.spec.sort], wave.on_board)
        wave.on_board -= amount
        yield from self._load(wave, amount, load_s)
        yield from self._beach(wave, amount, unload_s)
        yield from self._go(self.force.spec.position)
        self.cause = self.run.log(CraftReady(self.side, self.name, self.spec.name, self.run.now - began_s), self.cause)
        if breaks < self.spec.breaks:
            self.cause = self.run.log(CraftBroke(self.side, self.name, self.spec.name, repair_s), self.cause)
            yield self.run.env.timeout(repair_s)

    def _load(self, wave: Wave, amount: int, load_s: float) -> Step:
        ship = wave.force
        yield from self._go(ship.spec.position)
        came_s = self.run.now
        limit = min(self.spec.sea_state, ship.spec.sea_state if self.spec.through == "dock" else self.spec.sea_state)
        allows = fit(ship.theatre, ship.spec.position, Limits(limit, self.spec.daylight))
        claim = yield from _claim(self.run, ship.pool, ship.whole(self.spec.through), allows, wave.nth, self)
        waited_s = self.run.now - came_s
        yield self.run.env.timeout(load_s)
        released = ship.pool.release(claim)
        loaded = CraftLoaded(
            self.side, ship.spec.side, ship.spec.id, self.name, self.spec.name, wave.spec.name, amount, waited_s, load_s
        )
        self.cause = self.run.log(loaded, released)

    def _beach(self, wave: Wave, amount: int, unload_s: float) -> Step:
        beach = min(self._beaches(), key=lambda each: (each.crowd(self.spec.through), self._far_m(each), each.spec.id))
        beach.expect(self.spec.through, 1)
        yield from self._go(beach.spec.position)
        came_s, name = self.run.now, beach.whole(LANES[self.spec.through])
        allows = beach.fit if self.spec.through == "dock" else None
        claim = yield from _claim(self.run, beach.pool, name, allows, wave.nth, self)
        host = beach.spec.side
        one_control = self.table.may(host, self.side, CONTROL) and self._joint()
        yield self.run.env.timeout(beach.handover_s(self.side, self.spec.through, one_control=one_control))
        waited_s = self.run.now - came_s
        yield self.run.env.timeout(unload_s)
        released = beach.pool.release(claim)
        beach.expect(self.spec.through, -1)
        landed = CraftBeached(
            self.side, host, wave.force.spec.side, beach.spec.id, self.name, self.spec.name, wave.spec.name, amount,
            amount * wave.spec.tonnes, waited_s, unload_s,
        )  # fmt: skip
        self.cause = self.run.log(landed, released)
        wave.force.land(wave, amount, self.cause)

    def _joint(self) -> bool:
        """Say whether all sides land under one control."""
        return all(self.table.may(force.spec.side, self.side, CONTROL) for force in _all(self.force))

    def _beaches(self) -> list[Beach]:
        """Return the beaches that this craft may land on; any of them where its side has none that it can use."""
        found = [each for each in self.force.theatre.actors.values() if isinstance(each, Beach)]
        found = [each for each in found if each.takes(self.spec.through)]
        may = [each for each in found if self.table.may(each.spec.side, self.side, BEACH)]
        return may or found

    def _far_m(self, beach: Beach) -> float:
        return float(apart_m(self.track.position(self.run.now), beach.spec.position))

    def _go(self, there: tuple[float, float]) -> Step:
        arrive_s = self.track.go(self.run.now, [there], self.spec.speed)
        if arrive_s > self.run.now:
            yield self.run.env.timeout(arrive_s - self.run.now)


def _all(force: Force) -> list[Force]:
    """Return the forces of a theatre, in its order."""
    return [actor for actor in force.theatre.actors.values() if isinstance(actor, type(force))]


def _claim(run: Run, pool: Pool, name: str, allows: Any, priority: int, craft: Craft) -> Generator[Any, Any, Claim]:
    """Have one of a resource, once the weather allows it."""
    while True:
        if allows is not None and (wait_s := allows(run.now) - run.now) > 0.0:
            yield run.env.timeout(wait_s)
            continue
        claim = pool.request({name: 1}, priority=priority, key=craft.name, cause=craft.cause)
        yield claim.granted
        if allows is None or allows(run.now) <= run.now:
            return claim
        pool.release(claim)
