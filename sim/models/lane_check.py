"""What cannot work on a sea lane, found before anything runs: shares, ways, and places that nobody passes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sim.base.errors import UserError, unknown
from sim.base.spec import Trouble
from sim.base.units import KNOT_M_S, show
from sim.models.lane_ships import Leg, legs
from sim.models.lane_way import BOUNDS
from sim.parts.canal_convoy import CanalConvoy
from sim.parts.corridor import Corridor
from sim.parts.lane_patrol import LanePatrol
from sim.parts.merchant_flow import MerchantFlow
from sim.parts.merchant_ship import unshared
from sim.parts.strait import Strait
from sim.parts.threat_area import ThreatArea
from sim.world.places import find

if TYPE_CHECKING:
    from sim.models.sea_lane import SeaLane

__all__ = ["trouble"]

ONE: Final = "write shares that add up to 1"
ATTACKED_MOST: Final = 0.5
SHIP_MOST, CRAFT_MOST, AIR_MOST = 40.0, 70.0, 250.0  # knots
SHIPS_MOST: Final = 2_000_000  # voyages in one run: more than the world's merchant ships make in several years


def trouble(lane: SeaLane, whole: Any) -> Iterator[Trouble]:
    """Yield what cannot work; `whole` is the scenario."""
    flows = [part for part in whole.parts if isinstance(part, MerchantFlow)]
    wrong = [*_shares(lane), *_flows(lane, flows, whole), *_too_fast(lane, whole)]
    yield from wrong
    if wrong:
        return
    try:
        found = legs(whole.parts, {name: area.box(name) for name, area in whole.areas.items()})
    except UserError as error:
        yield from (Trouble((), fault.found, fault.write) for fault in error.faults)
        return
    yield from _passed(found, whole)
    yield from _too_many(found, whole)


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
        stops = (flow.origin, *flow.via, flow.destination)
        if any(find(a) == find(b) for a, b in pairwise(stops)):
            yield Trouble(("to",), f"from {' to '.join(stops)} leads no way", "write two different places", flow.id)
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


def _too_fast(lane: SeaLane, whole: Any) -> Iterator[Trouble]:
    """Say which speeds no ship reaches."""
    patrols = [part for part in whole.parts if isinstance(part, LanePatrol)]
    corridors = [part for part in whole.parts if isinstance(part, Corridor)]
    given: list[tuple[tuple[str | int, ...], float, float, str]] = [
        *((("ships", name, "speed_max"), sort.speed_max, SHIP_MOST, lane.id) for name, sort in lane.ships.items()),
        *((("speeds", n), speed, SHIP_MOST, part.id) for part in corridors for n, speed in enumerate(part.speeds)),
        *((("dash",), part.dash, CRAFT_MOST, part.id) for part in patrols),
        *((("helicopter_speed",), part.helicopter_speed, AIR_MOST, part.id) for part in patrols),
    ]
    for path, speed, most, part in given:
        if speed > most * KNOT_M_S:
            yield Trouble(path, f"{show(speed, 'speed')} is faster than any", f"write {most:g} kn at most", part)


def _too_many(ways: tuple[Leg, ...], whole: Any) -> Iterator[Trouble]:
    """Say where more ships come, one way, than can go in."""
    come: dict[tuple[str, int], float] = {}
    for leg in ways:
        for spot in leg.way.spots:
            come[spot.place, spot.bound] = come.get((spot.place, spot.bound), 0.0) + leg.rate
    for part in whole.parts:
        canal = isinstance(part, CanalConvoy)
        if not (canal or isinstance(part, Strait)):
            continue
        name, key = (part.passage, "room") if canal else (part.id, "headway")
        for (place, bound), rate in come.items():
            takes = part.room / part.interval if canal else 1.0 / part.headway if part.headway else math.inf
            if place == name and rate >= takes:
                found = f"{show(rate, 'rate')} ships come {BOUNDS[bound]} where {show(takes, 'rate')} can go in"
                yield Trouble((key,), found, f"write a {'larger' if canal else 'shorter'} {key}", part.id)


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
