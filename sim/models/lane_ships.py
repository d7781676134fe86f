"""The ships of a sea lane: drawn flow by flow and sailed along their ways, once for all cases that share them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from sim.base.errors import Fault, UserError
from sim.base.spec import PartSpec
from sim.models.lane_plan import Block, Gates, IntArray, Plan, Ships, plan
from sim.models.lane_threat import Clock, Exposure, active_spells, hazard_rate
from sim.models.lane_way import Line, Place, Way, made_way, near_line
from sim.parts.canal_convoy import CanalConvoy
from sim.parts.corridor import Corridor
from sim.parts.merchant_flow import MerchantFlow
from sim.parts.setting import Change, Setting
from sim.parts.strait import Strait
from sim.parts.theatre import Theatre
from sim.parts.threat_area import ThreatArea
from sim.world.areas import Box
from sim.world.geodesy import FloatArray
from sim.world.routes import PASSAGES

if TYPE_CHECKING:
    from sim.models.sea_lane import SeaLane

__all__ = ["Base", "Leg", "Traffic", "corridor_of", "legs", "named_places", "traffic"]

P = TypeVar("P", bound=PartSpec)

SLOWEST_M_S: Final = 4.0  # a ship under way at the start left at most so long before, and the waits of a week
WAITS_S: Final = 7 * 86400.0
DAY_S: Final = 86400.0
NARROWEST, WIDEST = 0.75, 1.3  # service speeds are drawn within these shares of their mean


@dataclass(frozen=True, slots=True)
class Leg:
    """One direction of a flow: its way, and its way along the corridor that it passes, if any."""

    flow: MerchantFlow
    back: bool
    way: Way
    corridor: Corridor | None
    by_corridor: Way | None

    @property
    def name(self) -> str:
        return "back" if self.back else "out"

    @property
    def rate(self) -> float:
        return self.flow.back if self.back and self.flow.back is not None else self.flow.ships


@dataclass(slots=True)
class Base:
    """What cases share: the ships, and their voyages were nobody to do anything about attackers."""

    legs: tuple[Leg, ...]
    ships: Ships
    numbers: list[IntArray]
    undisturbed: Plan
    _luck: dict[tuple[str, int], FloatArray] = field(default_factory=dict)

    def luck(self, theatre: Theatre, area: str, nth: int) -> FloatArray:
        """Return each ship's luck on her nth passage of an area: exponentials of mean one, named by flow and area."""
        key = area, nth
        if key not in self._luck:
            draws = [
                theatre.run.stream("parts", area, "luck", leg.flow.id, leg.name, nth).standard_exponential(len(each))
                for leg, each in zip(self.legs, self.numbers, strict=True)
            ]
            self._luck[key] = np.concatenate(draws) if draws else np.empty(0)
        return self._luck[key]


@dataclass(slots=True)
class Traffic:
    """The ships of one case: their voyages, which answers to warnings change, and what they risk."""

    base: Base
    blocks: list[Block]
    gates: Gates
    places: tuple[Place, ...]
    areas: Mapping[str, ThreatArea]
    clocks: Mapping[str, Clock]
    exposures: list[Exposure]
    sides: tuple[str, ...]
    sorts: tuple[str, ...]
    by_area: dict[str, list[Exposure]] = field(default_factory=dict)
    by_way: dict[int, list[Exposure]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_area = {name: [each for each in self.exposures if each.area == name] for name in self.areas}
        self.by_way = {block.number: [each for each in self.exposures if each.block is block] for block in self.blocks}

    @property
    def ships(self) -> Ships:
        return self.base.ships

    def leg_of(self, block: Block) -> int:
        """Return the number of the direction of a flow that the ships of a way belong to; 0 if it has none."""
        return int(self.ships.flow[block.ships[0]]) if len(block.ships) else 0


def _of(parts: Iterable[PartSpec], cls: type[P]) -> list[P]:
    return [part for part in parts if isinstance(part, cls)]


def named_places(parts: Sequence[PartSpec], areas: Mapping[str, Box]) -> tuple[Place, ...]:
    """Return the straits, canals, threat areas and corridors of a scenario, in that order."""
    narrow = [Place(each.id, "strait", areas[each.area]) for each in _of(parts, Strait)]
    names = [each.passage for each in _of(parts, CanalConvoy)]
    canals = [Place(name, "canal", _about(PASSAGES[name], name)) for name in names]
    threats = [Place(each.id, "area", areas[each.area]) for each in _of(parts, ThreatArea)]
    groups = [Place(each.id, "corridor", _about((each.start, each.end), each.id)) for each in _of(parts, Corridor)]
    return (*narrow, *canals, *threats, *groups)


def _about(points: Sequence[tuple[float, float]], name: str) -> Box:
    lat, lon = np.array(points).T
    return Box(name, float(lon.min()) - 0.05, float(lon.max()) + 0.05, float(lat.min()) - 0.05, float(lat.max()) + 0.05)


def corridor_of(way: Way, corridors: Sequence[Corridor]) -> Corridor | None:
    """Return the first corridor that a way passes."""
    return next((each for each in corridors if near_line(way, _line(each))), None)


def _line(corridor: Corridor) -> Line:
    return corridor.id, corridor.start, corridor.end, corridor.reach


def legs(parts: Sequence[PartSpec], areas: Mapping[str, Box]) -> tuple[Leg, ...]:
    """Return both directions of every flow, with their ways.

    Raises: UserError when a flow has no way.
    """
    places, corridors, found = named_places(parts, areas), _of(parts, Corridor), []
    for flow in _of(parts, MerchantFlow):
        stops, shut = (flow.origin, *flow.via, flow.destination), frozenset(flow.closed)
        for back in (False, True):
            along = stops[::-1] if back else stops
            way = made_way(along, shut, places, None)
            corridor = corridor_of(way, corridors)
            by = made_way(along, shut, places, _line(corridor)) if corridor else None
            found.append(Leg(flow, back, way, corridor, by))
    return tuple(found)


def _draw(spec: SeaLane, theatre: Theatre, leg: Leg, number: int) -> Ships:
    """Draw the ships of one direction of a flow, those included that are under way at the start."""
    setting, flow = theatre.setting, leg.flow
    luck = theatre.run.stream("parts", flow.id, leg.name)
    before_s = leg.way.length_m / SLOWEST_M_S + WAITS_S
    n = int(luck.poisson(leg.rate * (setting.duration_s + before_s)))
    depart_s = np.sort(luck.uniform(-before_s, setting.duration_s, n))
    sorts, sides = tuple(spec.ships), setting.sides or ("",)
    sort = luck.choice(len(sorts), n, p=_shares(sorts, flow.fleet))
    own_m_s = luck.standard_normal(n)
    side = luck.choice(len(sides), n, p=_shares(sides, flow.registered or spec.registered))
    types = [spec.ships[name] for name in sorts]
    of = np.array([[t.speed, t.spread, t.speed_max, t.freeboard, t.burns, t.value] for t in types])[sort]
    own_m_s = of[:, 0] * np.clip(1.0 + own_m_s * of[:, 1] / of[:, 0], NARROWEST, WIDEST)
    return Ships(
        np.full(n, number), sort, side, depart_s, own_m_s, np.maximum(of[:, 2], own_m_s), of[:, 3],
        of[:, 4] / DAY_S, of[:, 5], luck.random(n), luck.random(n), luck.random(n),
    )  # fmt: skip


def _shares(names: Sequence[str], given: Mapping[str, float]) -> FloatArray:
    shares = np.array([given.get(name, 0.0) for name in names]) if given else np.ones(len(names))
    return np.asarray(shares / shares.sum())


def _joined(parts: Sequence[Ships]) -> Ships:
    names = Ships.__dataclass_fields__
    return Ships(*(np.concatenate([getattr(each, name) for each in parts]) for name in names))


def _made_base(spec: SeaLane, theatre: Theatre, found: tuple[Leg, ...], gates: Gates) -> Base:
    drawn = [_draw(spec, theatre, leg, number) for number, leg in enumerate(found)]
    ends = np.cumsum([0, *map(len, drawn)])
    numbers = [np.arange(a, b) for a, b in pairwise(ends.tolist())]
    ships = _joined(drawn)
    ways = [(leg.way, each) for leg, each in zip(found, numbers, strict=True)]
    return Base(found, ships, numbers, plan(ships, ways, gates))


def traffic(spec: SeaLane, theatre: Theatre) -> Traffic:
    """Return the ships of a run in its case; what cases share is taken from the shelf."""
    setting, shelf = theatre.setting, theatre.fleet.shelf
    parts = setting.parts
    _refuse(setting)
    found = legs(parts, setting.areas)
    gates = Gates(setting.start, {each.id: each for each in _of(parts, Strait)},
                  {each.passage: each for each in _of(parts, CanalConvoy)}, {})  # fmt: skip
    moving = tuple(part for part in parts if isinstance(part, (MerchantFlow, Strait, CanalConvoy)))
    who = (repr((spec.ships, spec.registered)), repr(moving), repr(named_places(parts, setting.areas)))
    key = ("sea lane", who, setting.sides, setting.start, setting.duration_s, theatre.run.streams)
    if key not in shelf:
        shelf[key] = _made_base(spec, theatre, found, gates)
    base: Base = replace(shelf[key], legs=found)
    areas = {each.id: each for each in _of(parts, ThreatArea)}
    clocks = _clocks(spec, theatre, base, areas, key)
    blocks, gates = _case(theatre, base, gates, key)
    exposures = _exposures(spec, theatre, base, blocks, areas)
    for each in exposures:
        each.work_out(clocks[each.area])
    places = named_places(parts, setting.areas)
    return Traffic(base, blocks, gates, places, areas, clocks, exposures, setting.sides or ("",), tuple(spec.ships))


def _refuse(setting: Setting) -> None:
    """Refuse changes, while a run goes on, of what is worked out when it begins."""
    fixed = (MerchantFlow, Strait, CanalConvoy, ThreatArea)
    before = {part.id: part for part in setting.parts}
    for change in setting.changes:
        for part in change.parts:
            old = before[part.id]
            opens = isinstance(old, Corridor) and old.model_copy(update={"groups": True}) == part
            if isinstance(part, fixed) or part.kind == "sea_lane" or (isinstance(part, Corridor) and not opens):
                advice = "change patrols, centres or links, or open a corridor's groups; make the rest a case"
                raise UserError(Fault("", change.id, f"'{part.id}' cannot change so while ships are under way", advice))
            before[part.id] = part


# One case of it


def _case(theatre: Theatre, base: Base, gates: Gates, key: Any) -> tuple[list[Block], Gates]:
    """Return the voyages of a case, to be changed at will: as undisturbed, or with groups where groups sail."""
    used = {leg.corridor.id: leg.corridor for leg in base.legs if leg.corridor is not None}
    gates = replace(gates, corridors=used)
    if not any(each.groups for each in used.values()):
        return [block.copy() for block in base.undisturbed.blocks], gates
    shelf, whole = theatre.fleet.shelf, (key, "groups", repr(used))
    if whole not in shelf:
        shelf[whole] = plan(base.ships, _ways(base), gates)
    made: Plan = shelf[whole]
    return [block.copy() for block in made.blocks], gates


def _ways(base: Base) -> list[tuple[Way, IntArray]]:
    """Return every way with its ships: those that join groups go by the corridor."""
    ways: list[tuple[Way, IntArray]] = []
    for leg, numbers in zip(base.legs, base.numbers, strict=True):
        corridor, joins = leg.corridor, np.zeros(len(numbers), np.bool_)
        if corridor is not None and leg.by_corridor is not None and corridor.groups:
            joins = base.ships.joins[numbers] < corridor.joins
            joins &= corridor.group_m_s(base.ships.own_m_s[numbers]) > 0.0
            ways.append((leg.by_corridor, numbers[joins]))
        ways.append((leg.way, numbers[~joins]))
    return ways


def _clocks(
    spec: SeaLane, theatre: Theatre, base: Base, areas: Mapping[str, ThreatArea], key: Any
) -> Mapping[str, Clock]:
    """Return the clock of each area, its rate such that undisturbed traffic bears what is published.

    Weather that injects bring does not enter the rate, or it would change what happened before it.
    """
    setting, shelf = theatre.setting, theatre.fleet.shelf
    weather = [part for part in setting.parts if part.kind == "weather"]
    whole = (key, "clocks", repr((areas, weather, spec.faster, spec.higher)))
    if whole not in shelf:
        bare = {name: _clock(theatre, area, ()) for name, area in areas.items()}
        borne: dict[str, list[FloatArray]] = {name: [] for name in areas}
        for each in _exposures(spec, theatre, base, base.undisturbed.blocks, areas):
            borne[each.area].append(each.borne(bare[each.area]))
        wanted = {name: area.attempts * setting.duration_s for name, area in areas.items()}
        shelf[whole] = {
            name: replace(clock, rate=hazard_rate(np.concatenate([*borne[name], np.empty(0)]), wanted[name]))
            for name, clock in bare.items()
        }
    rated: Mapping[str, Clock] = shelf[whole]
    blows = tuple(change for change in setting.changes if "weather" in change.effect)
    return {name: replace(_clock(theatre, areas[name], blows), rate=each.rate) if blows else each
            for name, each in rated.items()}  # fmt: skip


def _clock(theatre: Theatre, area: ThreatArea, blows: Sequence[Change]) -> Clock:
    setting = theatre.setting
    box = setting.areas[area.area]
    sea = theatre.seas.at(box.centre)
    for change in blows:
        blow = change.effect["weather"]
        if "area" not in blow or setting.areas[blow["area"]].holds(box.centre):
            sea = sea.override(blow["sea_state"], change.at_s, change.at_s + blow["for_s"])
    spells = active_spells(area, setting.duration_s, theatre.run.stream("parts", area.id, "spells"))
    return Clock.of(area, box, sea, setting.start, setting.duration_s, spells)


def _exposures(
    spec: SeaLane, theatre: Theatre, base: Base, blocks: Sequence[Block], areas: Mapping[str, ThreatArea]
) -> list[Exposure]:
    """Return the exposure of every way that leads through a threat area, ships in groups under their protection."""
    made = []
    for block in blocks:
        seen: dict[str, int] = {}
        for spot in (each for each in block.way.spots if each.place in areas):
            nth = seen[spot.place] = seen.get(spot.place, -1) + 1
            exposure = Exposure.of(spot.place, block, spot, base.luck(theatre, spot.place, nth)[block.ships])
            exposure.prey = exposure.find_prey(base.ships, spec.faster, spec.higher) * _protection(base, exposure)
            made.append(exposure)
    return made


def _protection(base: Base, exposure: Exposure) -> FloatArray:
    """Return what is left of the risk to each ship, less to those that pass the area in a group, and mark these."""
    block, first, last = exposure.block, exposure.spot.first, exposure.spot.last
    corridors = {leg.corridor.id: leg.corridor for leg in base.legs if leg.corridor is not None}
    here = [spot.place for spot in block.way.spots if spot.first <= last and spot.last >= first]
    left = next((corridors[place].protection for place in here if place in corridors), None)
    if left is None:
        return np.ones(len(block.ships))
    exposure.grouped = block.group_m_s > 0.0
    return np.where(exposure.grouped, left, 1.0)
