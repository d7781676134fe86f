"""When every ship of a sea lane is where, worked out in bulk: speeds, queues at straits, convoys and groups.

A voyage is a row of a matrix: when the ship comes to each cut of her way, when she goes on from there, how long she
takes to the next, and how fast she is on it. Gates at which ships wait for each other are worked out one by one, in the
order in which ways lead through them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import Fault, UserError
from sim.models.lane_way import Spot, Way
from sim.parts.canal_convoy import CanalConvoy
from sim.parts.corridor import Corridor
from sim.parts.strait import Strait
from sim.world.geodesy import FloatArray, angle, unit

__all__ = ["Block", "Gates", "IntArray", "Plan", "Ships", "in_line", "onward", "passed", "plan"]

IntArray = NDArray[np.int64]
Node = tuple[str, int]  # a gate at which ships wait for each other, and the direction

DAY_S: Final = 86400.0


@dataclass(frozen=True, slots=True)
class Ships:
    """The ships of a run as columns of one length, numbered through the flows; `flow` counts each direction by itself.

    Units: `burns_t_s` at her own speed; `value` in million US dollars. `master`, `joins` and `pilot` are uniforms that
    decide what her master does when warned, whether she joins a group and whether she takes pilots.
    """

    flow: IntArray
    sort: IntArray
    side: IntArray
    depart_s: FloatArray
    own_m_s: FloatArray
    most_m_s: FloatArray
    freeboard_m: FloatArray
    burns_t_s: FloatArray
    value: FloatArray
    master: FloatArray
    joins: FloatArray
    pilot: FloatArray

    def __len__(self) -> int:
        return len(self.flow)


@dataclass(slots=True)
class Block:
    """The voyages along one way.

    Shapes: `ships` (n,), their numbers; `arrive_s` (n, k + 1), at each cut and at the end; `enter_s`, `takes_s`,
    `speed_m_s` (n, k), when she goes on, how long to the next cut, and how fast; `group_m_s` (n,), 0 if in no group.
    """

    number: int
    way: Way
    ships: IntArray
    arrive_s: FloatArray
    enter_s: FloatArray
    takes_s: FloatArray
    speed_m_s: FloatArray
    group_m_s: FloatArray
    pilot: FloatArray
    done: int = 0

    def copy(self) -> Block:
        """Return a block that may be changed without changing this one."""
        return Block(
            self.number, self.way, self.ships, self.arrive_s.copy(), self.enter_s.copy(), self.takes_s.copy(),
            self.speed_m_s.copy(), self.group_m_s.copy(), self.pilot, self.done,
        )  # fmt: skip

    @property
    def ends_s(self) -> FloatArray:
        return self.arrive_s[:, -1]

    def fuel_t(self, ships: Ships, idle: float, rows: IntArray | slice = slice(None)) -> FloatArray:
        """Return what ships burn on their voyages: the cube of speed under way, a share of it while they wait."""
        own, burns = ships.own_m_s[self.ships[rows]], ships.burns_t_s[self.ships[rows]]
        under_way = np.einsum("nk,nk->n", (self.speed_m_s[rows] / own[:, None]) ** 3, self.takes_s[rows])
        waits = (self.enter_s[rows] - self.arrive_s[rows, :-1]).sum(axis=1)
        return np.asarray(burns * (under_way + idle * waits))


@dataclass(frozen=True, slots=True)
class Gates:
    """What holds ships up, by name."""

    start: datetime
    straits: Mapping[str, Strait]
    canals: Mapping[str, CanalConvoy]
    corridors: Mapping[str, Corridor]

    def pilotage_s(self, place: str, pilot: FloatArray) -> FloatArray | float:
        """Return what each ship loses to take a pilot at a strait, given her uniform."""
        strait = self.straits.get(place)
        return 0.0 if strait is None else np.where(pilot < strait.piloted, strait.pilotage, 0.0)

    def couples(self, place: str) -> bool:
        """Say whether ships wait for each other there."""
        return place in self.canals or (place in self.straits and self.straits[place].headway > 0.0)

    def group_sails_s(self, spot: Spot, block: Block, rows: IntArray, come_s: FloatArray) -> FloatArray:
        """Return when ships in groups may go on at a corridor; those in none go on at once."""
        corridor, group = self.corridors[spot.place], block.group_m_s[rows]
        ahead = onward(block.way, spot, corridor)
        sails = corridor.sails_s(come_s, np.where(group > 0.0, group, 1.0), self.start, onward=ahead)
        return np.where(group > 0.0, sails, come_s)


@dataclass(slots=True)
class Plan:
    """All voyages of a run in one case, before anybody has answered a warning."""

    ships: Ships
    blocks: list[Block]


def onward(way: Way, spot: Spot, corridor: Corridor) -> bool:
    """Say whether a way leads through a corridor from its start, and not from its end."""
    begins = way.at(np.array([way.stretches[spot.first].from_m]))[0]
    return bool(angle(begins, unit(*corridor.start)) < angle(begins, unit(*corridor.end)))


def in_line(come_s: FloatArray, headway_s: float) -> FloatArray:
    """Return when ships that come in order enter one by one, no nearer in time than the headway.

    Example:
        >>> in_line(np.array([0.0, 1.0, 2.0, 20.0]), 5.0).tolist()
        [0.0, 5.0, 10.0, 20.0]
    """
    steps = np.arange(len(come_s)) * headway_s
    return np.asarray(steps + np.maximum.accumulate(come_s - steps))


def plan(ships: Ships, ways: Sequence[tuple[Way, IntArray]], gates: Gates) -> Plan:
    """Sail all ships along their ways, each way with the numbers of its ships."""
    blocks = [_block(number, way, each, ships, gates) for number, (way, each) in enumerate(ways)]
    for node in _order(blocks, gates):
        _pass(node, blocks, gates)
    for block in blocks:
        _advance(block, len(block.way.stretches), gates)
    return Plan(ships, blocks)


def _block(number: int, way: Way, each: IntArray, ships: Ships, gates: Gates) -> Block:
    n, k, own = len(each), len(way.stretches), ships.own_m_s[each]
    speed = np.repeat(own[:, None], k, axis=1)
    group = np.zeros(n)
    for nth, stretch in enumerate(way.stretches):
        for name in sorted(stretch.places):
            if name in gates.corridors:
                group = gates.corridors[name].group_m_s(own)
                speed[:, nth] = np.where(group > 0.0, group, speed[:, nth])
            elif name in gates.straits:
                speed[:, nth] = np.minimum(speed[:, nth], gates.straits[name].speed)
    takes = way.lengths_m / speed
    for spot in way.spots:
        if spot.place in gates.canals:
            through = slice(spot.first, spot.last + 1)
            takes[:, through] = gates.canals[spot.place].transit * _shares(way, spot)
            speed[:, through] = way.lengths_m[through] / takes[:, through]
    block = Block(number, way, each, np.empty((n, k + 1)), np.empty((n, k)), takes, speed, group, ships.pilot[each])
    block.arrive_s[:, 0] = ships.depart_s[each]
    return block


def _shares(way: Way, spot: Spot) -> FloatArray:
    lengths = way.lengths_m[spot.first : spot.last + 1]
    return np.asarray(lengths / lengths.sum())


def _order(blocks: Sequence[Block], gates: Gates) -> list[Node]:
    """Return the gates at which ships wait for each other, none before one that leads to it.

    Raises: UserError when ways pass gates in a circle.
    """
    graph: dict[Node, list[Node]] = {}
    for block in blocks:
        before: list[Node] = []
        for spot in block.way.spots:
            if gates.couples(spot.place):
                node = (spot.place, spot.bound)
                graph.setdefault(node, []).extend(before)
                before = [node]
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = ", ".join(dict.fromkeys(place for place, _ in error.args[1]))
        found = f"ways lead through {circle} in a circle, so that no queue can be worked out first"
        raise UserError(Fault("", "parts", found, "write smaller straits, or leave one headway out")) from None


def _pass(node: Node, blocks: Sequence[Block], gates: Gates) -> None:
    """Let the ships of all ways through a gate pass it in the order in which they come."""
    here = [
        (block, spot.first)
        for block in blocks
        for spot in block.way.spots
        if (spot.place, spot.bound) == node and len(block.ships)
    ]
    come = []
    for block, first in here:
        _advance(block, first, gates)
        ready = block.arrive_s[:, first] if block.done <= first else block.enter_s[:, first]
        come.append(ready + gates.pilotage_s(node[0], block.pilot))
    if not come:
        return
    all_s = np.concatenate(come)
    order = np.argsort(all_s, kind="stable")
    canal = gates.canals.get(node[0])
    goes = np.empty(len(all_s))
    in_order = all_s[order]
    goes[order] = canal.leaves_s(in_order, gates.start) if canal else in_line(in_order, gates.straits[node[0]].headway)
    for (block, first), each in zip(here, np.split(goes, np.cumsum([len(c) for c in come])[:-1]), strict=True):
        block.enter_s[:, first] = each
        block.arrive_s[:, first + 1] = each + block.takes_s[:, first]
        block.done = first + 1


def _advance(block: Block, until: int, gates: Gates) -> None:
    """Sail on to a cut, through gates at which nobody waits for another ship."""
    everybody = np.arange(len(block.ships))
    for k in range(block.done, until):
        goes = block.arrive_s[:, k]
        for spot in block.way.spots:
            if spot.first == k and spot.place in gates.corridors:
                goes = gates.group_sails_s(spot, block, everybody, goes)
            elif spot.first == k and not gates.couples(spot.place):
                goes = goes + gates.pilotage_s(spot.place, block.pilot)
        block.enter_s[:, k] = goes
        block.arrive_s[:, k + 1] = goes + block.takes_s[:, k]
    block.done = max(block.done, until)


def passed(block: Block, rows: IntArray, from_k: int, gates: Gates) -> None:
    """Work out again the times of some ships from a stretch on, whose `enter_s` there or `takes_s` have changed.

    At straits they wait as long as before; at canals they go with the first convoy that they now reach, and as many
    later as before; groups are those that they now reach.
    """
    timed = (spot for spot in block.way.spots if spot.place in gates.canals or spot.place in gates.corridors)
    firsts = {spot.first: spot for spot in timed}
    for k in range(from_k, len(block.way.stretches)):
        come = block.enter_s[rows, k] + block.takes_s[rows, k]
        if k + 1 == len(block.way.stretches):
            block.arrive_s[rows, k + 1] = come
            return
        old, waited = block.arrive_s[rows, k + 1], block.enter_s[rows, k + 1] - block.arrive_s[rows, k + 1]
        block.arrive_s[rows, k + 1] = come
        spot = firsts.get(k + 1)
        if spot is not None and spot.place in gates.canals:
            canal = gates.canals[spot.place]
            later = old + waited - _convoy_s(canal, old, gates.start)
            block.enter_s[rows, k + 1] = _convoy_s(canal, come, gates.start) + later
        elif spot is not None:
            block.enter_s[rows, k + 1] = gates.group_sails_s(spot, block, rows, come)
        else:
            block.enter_s[rows, k + 1] = come + waited


def _convoy_s(canal: CanalConvoy, come_s: FloatArray, start: datetime) -> FloatArray:
    """Return when the first convoy leaves that each ship can reach, if it has room."""
    phase_s = canal.phase_s(start)
    return np.asarray(phase_s + np.ceil((come_s + canal.notice - phase_s) / canal.interval) * canal.interval)
