"""What cannot work on a sea lane, found before anything runs: shares, ways, and places that nobody passes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from sim.base.errors import UserError, unknown
from sim.base.spec import Trouble
from sim.base.units import show
from sim.models.lane_ships import Leg, legs
from sim.parts.canal_convoy import CanalConvoy
from sim.parts.corridor import Corridor
from sim.parts.merchant_flow import MerchantFlow
from sim.parts.merchant_ship import unshared
from sim.parts.strait import Strait
from sim.parts.threat_area import ThreatArea

if TYPE_CHECKING:
    from sim.models.sea_lane import SeaLane

__all__ = ["trouble"]

ONE: Final = "write shares that add up to 1"
ATTACKED_MOST: Final = 0.5
SHIPS_MOST: Final = 2_000_000  # voyages in one run: more than the world's merchant ships make in several years


def trouble(lane: SeaLane, whole: Any) -> Iterator[Trouble]:
    """Yield what cannot work; `whole` is the scenario."""
    flows = [part for part in whole.parts if isinstance(part, MerchantFlow)]
    wrong = [*_shares(lane), *_flows(lane, flows, whole)]
    yield from wrong
    if wrong:
        return
    try:
        found = legs(whole.parts, {name: area.box(name) for name, area in whole.areas.items()})
    except UserError as error:
        yield from (Trouble((), fault.found, fault.write) for fault in error.faults)
        return
    yield from _passed(found, whole)


def _shares(lane: SeaLane) -> Iterator[Trouble]:
    masters = {name: getattr(lane.masters, name) for name in type(lane.masters).model_fields}
    if said := unshared(masters):
        yield Trouble(("masters",), said, ONE)
    if lane.registered and (said := unshared(lane.registered)):
        yield Trouble(("registered",), said, ONE)
    for name, sort in lane.ships.items():
        if sort.speed_max < sort.speed:
            found = f"speed_max {show(sort.speed_max, 'speed')} is below the speed {show(sort.speed, 'speed')}"
            yield Trouble(("ships", name, "speed_max"), found, "write a speed_max no lower")


def _flows(lane: SeaLane, flows: list[MerchantFlow], whole: Any) -> Iterator[Trouble]:
    if sum(part.kind == lane.kind for part in whole.parts) > 1:
        yield Trouble(("kind",), "there is more than one sea_lane", "keep one: all flows belong to it")
    for flow in flows:
        for name in flow.fleet:
            if name not in lane.ships:
                yield Trouble(("fleet", name), f"there is no type of ship '{name}'", unknown(name, lane.ships), flow.id)
        if said := unshared(flow.fleet):
            yield Trouble(("fleet",), said, ONE, flow.id)
        if flow.registered and (said := unshared(flow.registered)):
            yield Trouble(("registered",), said, ONE, flow.id)
    voyages = sum(flow.ships + (flow.ships if flow.back is None else flow.back) for flow in flows) * whole.duration
    if voyages > SHIPS_MOST:
        yield Trouble((), f"{voyages:,.0f} voyages in one run", f"write flows and a duration of {SHIPS_MOST:,} at most")


def _passed(ways: tuple[Leg, ...], whole: Any) -> Iterator[Trouble]:
    """Say which straits, canals, areas and corridors no flow passes."""
    on_way: dict[str, float] = {}
    for leg in ways:
        for spot in leg.way.spots:
            on_way[spot.place] = on_way.get(spot.place, 0.0) + leg.rate
    used = {leg.corridor.id for leg in ways if leg.corridor is not None}
    for part in whole.parts:
        name = part.passage if isinstance(part, CanalConvoy) else part.id
        if isinstance(part, (Strait, ThreatArea)) and name not in on_way:
            found = f"no flow passes the area '{part.area}'"
            yield Trouble(("area",), found, "move the area onto a way, or add a flow", part.id)
        elif isinstance(part, ThreatArea) and part.attempts > ATTACKED_MOST * on_way[name]:
            said = f"{show(part.attempts, 'rate')} attempts on {show(on_way[name], 'rate')} passages"
            yield Trouble(("attempts",), said, f"write at most {ATTACKED_MOST:.0%} of the passages", part.id)
        elif isinstance(part, CanalConvoy) and name not in on_way:
            write = "leave the canal out, or add a flow that passes it"
            yield Trouble(("passage",), f"no flow leads through the {name}", write, part.id)
        elif isinstance(part, Corridor) and name not in used:
            said = f"no flow comes within {show(part.reach, 'length')} of both its ends"
            yield Trouble(("start",), said, "move its ends, or write a larger reach", part.id)
