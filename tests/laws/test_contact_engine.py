"""Laws of the engine: solved piecemeal while everybody turns, it finds what bulk solving finds afterwards."""

from __future__ import annotations

from collections import defaultdict
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contact import fleet, ledger, windows
from sim.contact.engine import Engine
from sim.contact.fleet import from_now
from sim.contact.windows import Windows, solve
from sim.kernel.run import Run
from sim.world.motion import Legs, clip
from tests.contact.small_worlds import World, same, world, worlds

END_S = 20_000.0
TURNS = 6


class Lived:
    """A world run through the engine while movers turn at random, and what they did and heard."""

    def __init__(self, start: World, seed: int) -> None:
        self.run, self.generator = Run(), np.random.default_rng(seed)
        self.engine = Engine(self.run)
        self.range_m = start.range_m
        self.legs = {
            int(m): legs.select(legs.mover == m) for legs in (start.watch, start.target) for m in set(legs.mover)
        }
        self.heard: dict[tuple[int, int], list[tuple[str, float]]] = defaultdict(list)
        for watcher in sorted(set(start.watch.mover.tolist())):
            legs, reach = self.legs[watcher], float(self.range_m[watcher])
            self.engine.add_watcher(legs, reach, gained=self.gained, lost=self.lost, changed=self.changed)
        self.engine.add_targets(start.target)
        # Turns at one instant, at the instants when legs change, and at any other.
        moments = np.append(self.generator.uniform(0.0, END_S, TURNS - 2), self.generator.choice(start.watch.end_s, 2))
        for moment in [*moments, moments[0]]:
            self.run.at(float(moment), self.turn)
        self.run.until(END_S + 1.0)

    def turn(self) -> None:
        mover = int(self.generator.choice(list(self.legs)))
        other = world(int(self.generator.integers(2**32)))
        donor = other.target.select(other.target.mover == 10)
        legs = Legs(np.full(len(donor), mover), donor.start_s, donor.end_s, donor.a, donor.b)
        if self.generator.random() < 0.7:  # on from here: what it was to do anyway, under new orders
            legs = self.legs[mover]
        self.engine.redirect(mover, legs)
        now = self.run.now
        self.legs[mover] = Legs.concat([clip(self.legs[mover], -1.0, now), from_now(legs, now)])

    def gained(self, watcher: int, target: int, until_s: float) -> None:
        self.heard[watcher, target].append(("gained", self.run.now))

    def lost(self, watcher: int, target: int) -> None:
        self.heard[watcher, target].append(("lost", self.run.now))

    def changed(self, watcher: int, target: int, until_s: float) -> None:
        assert until_s > self.run.now
        assert self.heard[watcher, target][-1][0] == "gained"

    def afterwards(self) -> Windows:
        """Solve in bulk what everybody did."""
        watchers = range(len(self.range_m))
        watch = Legs.concat([self.legs[m] for m in self.legs if m in watchers])
        target = Legs.concat([self.legs[m] for m in self.legs if m not in watchers])
        return solve(watch, target, self.range_m)


@pytest.mark.slow
@given(worlds(), st.integers(0, 2**32 - 1))
def test_piecemeal_is_as_in_bulk(start: World, seed: int) -> None:
    lived = Lived(start, seed)
    assert same(lived.engine.windows(), lived.afterwards(), within_s=0.01)


@pytest.mark.slow
@given(worlds(), st.integers(0, 2**32 - 1))
def test_piecemeal_from_plans_in_bulk_is_too(start: World, seed: int) -> None:
    few = patch.object(fleet, "LOOSE_LEGS", 0), patch.object(ledger, "SMALL", 0), patch.object(windows, "AT_ONCE", 0)
    with few[0], few[1], few[2]:
        lived = Lived(start, seed)
        assert same(lived.engine.windows(), lived.afterwards(), within_s=0.01)


@pytest.mark.slow
@given(worlds(), st.integers(0, 2**32 - 1))
def test_what_listeners_hear_is_the_windows(start: World, seed: int) -> None:
    lived = Lived(start, seed)
    found = lived.engine.windows()
    pairs = zip(found.watcher.tolist(), found.target.tolist(), found.enter_s, found.leave_s, strict=True)
    expected = defaultdict(list)
    for watcher, target, enter, leave in pairs:
        expected[watcher, target] += [("gained", enter), ("lost", leave)]
    for pair in expected.keys() | lived.heard.keys():
        heard = _joined(lived.heard[pair])
        assert [word for word, _ in heard] == [word for word, _ in expected[pair]]
        assert np.allclose([t for _, t in heard], [t for _, t in expected[pair]], rtol=0.0, atol=2e-3)


def _joined(heard: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Leave out what was lost and gained again at one instant."""
    out: list[tuple[str, float]] = []
    for word, time_s in heard:
        if out and time_s - out[-1][1] <= (1e-3 if word == "gained" else 0.0):
            out.pop()
        else:
            out.append((word, time_s))
    return out


@pytest.mark.slow
@given(worlds())
def test_orders_that_change_nothing_are_not_heard(start: World) -> None:
    run = Run()
    engine = Engine(run)
    calls: list[str] = []
    for watcher in sorted(set(start.watch.mover.tolist())):
        legs = start.watch.select(start.watch.mover == watcher)
        engine.add_watcher(
            legs,
            float(start.range_m[watcher]),
            gained=lambda *_: calls.append("gained"),
            lost=lambda *_: calls.append("lost"),
            changed=lambda *_: calls.append("changed"),
        )
        for moment in (3000.0, 9000.0, 15_000.0):
            run.at(moment, lambda watcher=watcher, legs=legs: engine.redirect(watcher, legs))  # type: ignore[misc]
    engine.add_targets(start.target)
    run.until(END_S + 1.0)
    found = solve(start.watch, start.target, start.range_m)
    assert calls.count("changed") == 0
    assert calls.count("gained") == calls.count("lost") == len(found)
