"""The rivals in Mesa: every platform an agent that sails for a minute a step, every watcher one that looks around.

There are two. `in_space` is what its documentation leads to: agents in a continuous space, which is asked for the
neighbours within a radius. `in_columns` keeps positions in three arrays on the model instead, as somebody would who
has found out where the time goes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from itertools import pairwise

import mesa
import numpy as np
from mesa.experimental.continuous_space import ContinuousSpace, ContinuousSpaceAgent

from bench.stepped import STEP_S, Stepped
from bench.workload import DURATION_S, Workload
from sim.contact.courses import Course, course
from sim.contact.windows import Windows
from sim.world.geodesy import EARTH_RADIUS_M
from sim.world.motion import Legs

__all__ = ["in_columns", "in_space"]


class Itinerary:
    """Great circles to run one after the other, asked in order of time."""

    __slots__ = ("a", "e", "end_s", "leg", "legs", "rate", "start_s")

    def __init__(self, legs: Course) -> None:
        self.legs, self.leg = legs, -1
        self.turn()

    def turn(self) -> None:
        """Take up the next leg."""
        self.leg += 1
        legs, leg = self.legs, self.leg
        self.start_s, self.rate = float(legs.start_s[leg]), float(legs.rate[leg])
        self.end_s = float(legs.end_s[leg]) if leg + 1 < len(legs) else math.inf
        self.a, self.e = legs.a[leg].tolist(), legs.e[leg].tolist()

    def at(self, now_s: float) -> tuple[float, float, float]:
        """Return the unit vector of where it leads at a time."""
        while self.end_s < now_s:
            self.turn()
        angle = self.rate * (now_s - self.start_s)
        cos, sin = math.cos(angle), math.sin(angle)
        ax, ay, az = self.a
        ex, ey, ez = self.e
        return cos * ax + sin * ex, cos * ay + sin * ey, cos * az + sin * ez


class Contacts:
    """The ships that one watcher holds, and those that it held."""

    def __init__(self, watcher: int) -> None:
        self.watcher = watcher
        self.since_s: dict[int, float] = {}
        self.over: list[tuple[int, int, float, float]] = []

    def update(self, seen: set[int], now_s: float) -> None:
        """Gain the ships that have come within range, and lose those that have left."""
        for ship in seen - self.since_s.keys():
            self.since_s[ship] = now_s
        for ship in self.since_s.keys() - seen:
            self.over.append((self.watcher, ship, self.since_s.pop(ship), now_s))

    def rows(self, until_s: float) -> list[tuple[int, int, float, float]]:
        """Return watcher, ship, first step in contact and first step out of it, of every contact."""
        return self.over + [(self.watcher, ship, since_s, until_s) for ship, since_s in self.since_s.items()]


class Sea(mesa.Model):  # type: ignore[misc]
    """Agents of which some look: what both rivals share."""

    def __init__(self, work: Workload) -> None:
        super().__init__(seed=1)
        self.now_s = 0.0
        self.contacts = [Contacts(number) for number in range(len(work.range_m))]
        self.settle(work)
        self.look()

    def settle(self, work: Workload) -> None:
        """Make the agents."""
        raise NotImplementedError

    def step(self) -> None:
        """Let a minute pass: everybody sails, then the watchers look."""
        self.now_s += STEP_S
        self.agents.do("step")
        self.look()

    def look(self) -> None:
        """Have every watcher look around."""
        for kind in (ColumnWatcher, SpaceWatcher):
            if kind in self.agents_by_type:
                self.agents_by_type[kind].do("look")


class ColumnShip(mesa.Agent):  # type: ignore[misc]
    """A platform with its position in the columns of the model."""

    def __init__(self, model: ColumnSea, number: int, legs: Course) -> None:
        super().__init__(model)
        self.number, self.itinerary = number, Itinerary(legs)
        self.step()

    def step(self) -> None:
        """Sail to where it is now."""
        model, number = self.model, self.number
        model.x[number], model.y[number], model.z[number] = self.itinerary.at(model.now_s)


class ColumnWatcher(ColumnShip):
    """A platform that looks."""

    def __init__(self, model: ColumnSea, number: int, legs: Course, range_m: float) -> None:
        super().__init__(model, number, legs)
        self.near = math.cos(range_m / EARTH_RADIUS_M)

    def look(self) -> None:
        """See which ships are within range."""
        model, here, first = self.model, self.number, len(self.model.contacts)
        cosine = model.x[here] * model.x[first:] + model.y[here] * model.y[first:] + model.z[here] * model.z[first:]
        model.contacts[here].update(set((np.flatnonzero(cosine >= self.near) + first).tolist()), model.now_s)


class ColumnSea(Sea):
    """W(n) with positions in columns."""

    def settle(self, work: Workload) -> None:
        """Make the agents and their columns."""
        self.x, self.y, self.z = np.empty((3, int(work.target.mover.max()) + 1))
        for number, legs in enumerate(_by_mover(work.watch)):
            ColumnWatcher(self, number, legs, float(work.range_m[number]))
        for number, legs in enumerate(_by_mover(work.target), len(work.range_m)):
            ColumnShip(self, number, legs)


class SpaceShip(ContinuousSpaceAgent):  # type: ignore[misc]
    """A platform in a continuous space."""

    def __init__(self, space: ContinuousSpace, model: SpaceSea, number: int, legs: Course) -> None:
        super().__init__(space, model)
        self.number, self.itinerary = number, Itinerary(legs)
        self.step()

    def step(self) -> None:
        """Sail to where it is now."""
        self.position = self.itinerary.at(self.model.now_s)


class SpaceWatcher(SpaceShip):
    """A platform that looks."""

    def __init__(self, space: ContinuousSpace, model: SpaceSea, number: int, legs: Course, range_m: float) -> None:
        super().__init__(space, model, number, legs)
        self.chord = 2.0 * math.sin(range_m / EARTH_RADIUS_M / 2.0)

    def look(self) -> None:
        """See which ships are within range."""
        around, _ = self.get_neighbors_in_radius(self.chord)
        seen = {agent.number for agent in around if type(agent) is SpaceShip}
        self.model.contacts[self.number].update(seen, self.model.now_s)


class SpaceSea(Sea):
    """W(n) in a continuous space of three dimensions, where a range on the sphere is a chord."""

    def settle(self, work: Workload) -> None:
        """Make the space and the agents."""
        count = int(work.target.mover.max()) + 1
        space = ContinuousSpace([[-1.001, 1.001]] * 3, random=self.random, n_agents=count)
        for number, legs in enumerate(_by_mover(work.watch)):
            SpaceWatcher(space, self, number, legs, float(work.range_m[number]))
        for number, legs in enumerate(_by_mover(work.target), len(work.range_m)):
            SpaceShip(space, self, number, legs)


def in_columns(work: Workload, limit_s: float = np.inf, duration_s: float = DURATION_S) -> Stepped:
    """Step through a workload with positions in columns, stopping after so much real time."""
    return _run(ColumnSea, work, limit_s, duration_s)


def in_space(work: Workload, limit_s: float = np.inf, duration_s: float = DURATION_S) -> Stepped:
    """Step through a workload in a continuous space, stopping after so much real time."""
    return _run(SpaceSea, work, limit_s, duration_s)


def _run(kind: type[Sea], work: Workload, limit_s: float, duration_s: float) -> Stepped:
    began = time.perf_counter()
    sea = kind(work)
    while sea.now_s < duration_s and time.perf_counter() - began < limit_s:
        sea.step()
    took = time.perf_counter() - began
    until_s = sea.now_s + STEP_S
    rows = np.array([row for contacts in sea.contacts for row in contacts.rows(until_s)], dtype=np.float64)
    watcher, target, enter_s, leave_s = rows.reshape(-1, 4).T
    return Stepped(Windows(watcher.astype(np.int64), target.astype(np.int64), enter_s, leave_s), until_s, took)


def _by_mover(legs: Legs) -> Iterator[Course]:
    """Yield the legs of one mover after another, their axes found."""
    legs = legs.sort("mover")
    every, movers = course(legs), np.unique(legs.mover, return_index=True)[1]
    for low, high in pairwise([*movers.tolist(), len(legs)]):
        yield every.part(slice(low, high))
