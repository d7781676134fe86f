"""Fuel on the way: replenishment at sea with rigs as resources, ports that fill, and errands of auxiliaries."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import simpy

from sim.models.transit_events import BrokeAway, Filled, Replenished, ReplenishmentBegan
from sim.models.transit_formation import Formation, Step
from sim.parts.warship import Ship
from sim.world.geodesy import apart_m

if TYPE_CHECKING:
    from sim.models.carrier_transit import Group

__all__ = ["Replenisher"]

LEAST_M3: Final = 50.0  # less than this in the cargo tanks is not worth a rig


class Replenisher:
    """Who gives fuel to whom, and when."""

    def __init__(self, group: Group) -> None:
        self.group, self.run = group, group.run
        self._serving: dict[Formation, int] = {}
        self._break: dict[Formation, simpy.Event] = {}

    def givers(self, formation: Formation) -> list[Ship]:
        """Return the ships in company that have fuel to give, the fullest first."""
        able = [ship for ship in formation.ships if ship.cargo_m3 > LEAST_M3 and not ship.alongside]
        return sorted(able, key=lambda ship: (-ship.cargo_m3, ship.name))

    def takers(self, formation: Formation) -> list[Ship]:
        """Return the ships in company that would take some, the emptiest first."""
        full = self.group.spec.supply.full_above
        able = [each for each in formation.ships if not (each.spec.cargo or each.alongside) and each.state < full]
        return sorted(able, key=lambda ship: (ship.state, ship.name))

    def due_in_s(self, formation: Formation, speed_m_s: float) -> float:
        """Return how long until the first ship in company wants fuel that somebody in company has."""
        if not self.givers(formation):
            return math.inf
        low = self.group.spec.supply.top_up_below
        left = [ship.lasts_s(speed_m_s, low) for ship in formation.ships if not ship.spec.cargo]
        return min((span_s for span_s in left if span_s > 0.0), default=math.inf)

    def is_due(self, formation: Formation, sea_state: int) -> bool:
        """Say whether the formation replenishes now, beginning it or breaking it off as the sea has it."""
        calm = sea_state <= self.group.spec.supply.sea_state_max
        if self._serving.get(formation):
            if calm or self._break[formation].triggered:
                return True
            self._break[formation].succeed()
            self.run.log(BrokeAway(self.group.spec.side, formation.name, sea_state))
            return True
        takers = self.takers(formation)
        low = takers and takers[0].state <= self.group.spec.supply.top_up_below + 1e-9
        if not (calm and low and self.givers(formation)):
            return False
        self._begin(formation, takers)
        return True

    def _begin(self, formation: Formation, takers: list[Ship]) -> None:
        began = self.run.log(ReplenishmentBegan(self.group.spec.side, formation.name, len(takers)))
        self._serving[formation], self._break[formation] = len(takers), self.run.env.event()
        for giver in self.givers(formation):
            giver.cargo_m3 -= giver.take(giver.cargo_m3)  # its own tanks first: it is its own customer
        for taker in takers:
            taker.alongside = True
            self.run.process(self._serve(formation, taker, began))

    def _serve(self, formation: Formation, taker: Ship, cause: int) -> Step:
        """Wait for a rig, pass it, pump until full or the sea breaks it off, and part."""
        broken = self._break[formation]
        givers = self.givers(formation)
        if givers and not broken.triggered:
            giver = min(givers, key=lambda each: (-each.rigs.free, each.rigs.waiting, each.name))
            unit = giver.rigs.request(cause=cause)
            yield unit
            yield broken | self.run.env.timeout(self.group.spec.supply.hook_up)
            if not broken.triggered:
                yield from self._pump(formation, giver, taker, cause)
            giver.rigs.release(unit)
        taker.alongside = False
        self._serving[formation] -= 1
        if not self._serving[formation]:
            formation.wake()

    def _pump(self, formation: Formation, giver: Ship, taker: Ship, cause: int) -> Step:
        formation.account()
        before, wants_m3 = taker.state, min(taker.spec.fuel_m3 - taker.fuel_m3, giver.cargo_m3)
        rate, began_s = giver.spec.pumping_m3_s, self.run.now
        giver.cargo_m3 -= wants_m3  # promised, so that nobody else counts on it
        yield self._break[formation] | self.run.env.timeout(wants_m3 / rate)
        formation.account()
        pumped_m3 = min(wants_m3, (self.run.now - began_s) * rate)
        taken_m3 = taker.take(pumped_m3)
        giver.cargo_m3 += wants_m3 - taken_m3
        self.run.log(Replenished(taker.spec.side, taker.name, giver.name, taken_m3, before, taker.state), cause)

    # In port

    def supported(self, place: str | None) -> bool:
        """Say whether a place is a base whose owner supports the group."""
        spec = self.group.spec
        open_to = {spec.side, *spec.supporters}
        return any(base.place == place and base.side in open_to for base in spec.bases)

    def nearest(self, at: tuple[float, float]) -> str | None:
        """Return the base nearest to a place whose owner supports the group, if there is one."""
        bases = [base.place for base in self.group.spec.bases if self.supported(base.place)]
        return min(bases, key=lambda name: apart_m(at, self.group.roads(name)), default=None)

    def fill(self, ships: list[Ship], place: str, cause: int | None = None) -> None:
        """Fill everybody's tanks in port."""
        for ship in ships:
            if (taken_m3 := ship.fill()) > 0.0:
                self.run.log(Filled(ship.spec.side, ship.name, place, taken_m3), cause)

    def errand(self, ships: list[Ship], at: tuple[float, float]) -> tuple[Ship, str] | None:
        """Return an auxiliary that ought to leave to fill, and where to, when little is left between them all."""
        carriers = [ship for ship in ships if ship.spec.cargo]
        room_m3 = sum(ship.spec.cargo_m3 for ship in carriers)
        left_m3 = sum(ship.cargo_m3 for ship in carriers)
        if not carriers or left_m3 > self.group.spec.supply.errand_below * room_m3:
            return None
        nearest = self.nearest(at)
        emptiest = min(carriers, key=lambda ship: (ship.cargo_m3 / ship.spec.cargo_m3, ship.name))
        return (emptiest, nearest) if nearest else None
