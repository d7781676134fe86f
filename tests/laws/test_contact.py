"""Laws of windows: brute force agrees, and what should not matter does not."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contact import pairs, windows
from sim.contact.windows import Windows, solve
from sim.world.geodesy import slerp
from sim.world.motion import Legs
from tests.contact.small_worlds import World, apart_m, inside, same, worlds

EDGE_M = 1e-3  # the stated error of an edge
STEP_S = 2.0


def of(legs: Legs, mover: int) -> Legs:
    return legs.select(legs.mover == mover)


def all_pairs(world: World) -> Windows:
    """Solve each pair by itself."""
    return Windows.concat(
        [solve(of(world.watch, w), of(world.target, t), world.range_m) for w, t in world.pairs()]
    ).merged()


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [0, windows.AT_ONCE])
@given(worlds())
def test_brute_force_at_fine_steps_sees_the_same(at_once: int, world: World) -> None:
    with patch.object(windows, "AT_ONCE", at_once):
        found = solve(world.watch, world.target, world.range_m)
    times = np.arange(0.0, 20_000.0, STEP_S)
    for watcher, target in world.pairs():
        away = apart_m(of(world.watch, watcher), of(world.target, target), times) - world.range_m[watcher]
        differs = (away <= 0.0) != inside(found, watcher, target, times)
        assert np.all(np.abs(away[differs]) <= EDGE_M), (watcher, target, times[differs], away[differs])


@pytest.mark.slow
@given(worlds())
def test_at_an_interior_edge_the_range_equals_the_radius(world: World) -> None:
    found = solve(world.watch, world.target, world.range_m)
    for watcher, target, enter, leave in zip(found.watcher, found.target, found.enter_s, found.leave_s, strict=True):
        one, other = of(world.watch, int(watcher)), of(world.target, int(target))
        ends = np.concatenate([one.start_s, one.end_s, other.start_s, other.end_s])
        for edge in (enter, leave):
            if np.min(np.abs(ends - edge)) > 1e-6:
                away = apart_m(one, other, np.array([edge]))[0]
                assert abs(away - world.range_m[watcher]) <= EDGE_M


@pytest.mark.slow
@given(worlds())
def test_windows_of_a_pair_never_overlap_and_come_in_order(world: World) -> None:
    found = solve(world.watch, world.target, world.range_m)
    assert np.all(found.leave_s > found.enter_s)
    assert np.all(np.lexsort((found.target, found.watcher, found.enter_s)) == np.arange(len(found)))
    for watcher, target in world.pairs():
        rows = found.select((found.watcher == watcher) & (found.target == target))
        assert np.all(rows.enter_s[1:] > rows.leave_s[:-1])


@pytest.mark.slow
@given(worlds())
def test_in_bulk_is_as_pair_by_pair(world: World) -> None:
    assert same(solve(world.watch, world.target, world.range_m), all_pairs(world))


@pytest.mark.slow
@given(worlds())
def test_all_pairs_of_legs_and_those_that_pass_near_are_the_same(world: World) -> None:
    whole = solve(world.watch, world.target, world.range_m)
    for sheet, many in ((1, pairs.MANY), (pairs.SHEET, pairs.MANY), (pairs.SHEET, 2)):
        with (
            patch.object(windows, "AT_ONCE", 0),
            patch.object(pairs, "SHEET", sheet),
            patch.object(pairs, "MANY", many),  # two: region after region, down to single rows
            patch.object(pairs, "WORTH", 1.0),
        ):
            found = solve(world.watch, world.target, world.range_m)
        assert same(whole, found, within_s=0.01) or _same_but_for_grazes(world, whole, found)


@pytest.mark.slow
@given(worlds())
def test_swapping_the_pair_changes_nothing(world: World) -> None:
    found = solve(world.watch, world.target, world.range_m)
    assert same(found, _swapped(world))


@pytest.mark.slow
def test_all_round_the_globe_nothing_is_missed_from_either_side() -> None:
    """Chords are seen along one axis: near it, at the limb, and on the far side."""
    generator = np.random.default_rng(7)
    watch, target = _roaming(0, 60, generator), _roaming(60, 80, generator)
    range_m = np.exp(generator.uniform(np.log(1e5), np.log(2e6), 60))
    with patch.object(windows, "AT_ONCE", 10**9):
        whole = solve(watch, target, range_m)
    assert len(whole) > 400
    for many in (2, pairs.MANY):
        with patch.object(windows, "AT_ONCE", 0), patch.object(pairs, "MANY", many):
            assert same(whole, solve(watch, target, range_m))


def _roaming(first: int, count: int, generator: np.random.Generator) -> Legs:
    """Return movers that run to and fro all over the globe, up to an eighth of the way round at once."""
    points = generator.normal(size=(count, 21, 3))
    points /= np.linalg.norm(points, axis=2, keepdims=True)
    for k in range(1, 21):
        points[:, k] = slerp(points[:, k - 1], points[:, k], generator.uniform(0.001, 0.25, count))
    times = np.sort(generator.uniform(0.0, 20_000.0, (count, 21)), axis=1)
    return Legs(
        np.repeat(np.arange(first, first + count), 20),
        times[:, :-1].ravel(),
        times[:, 1:].ravel(),
        points[:, :-1].reshape(-1, 3),
        points[:, 1:].reshape(-1, 3),
    )


def _swapped(world: World) -> Windows:
    """Let the targets watch, with a range that belongs to the watched."""
    found = solve(world.target, world.watch, 0.0, world.range_m)
    return Windows(found.target, found.watcher, found.enter_s, found.leave_s)


@pytest.mark.slow
@given(worlds(), st.floats(0.01, 0.99))
def test_splitting_every_leg_changes_nothing(world: World, share: float) -> None:
    whole = solve(world.watch, world.target, world.range_m)
    halved = solve(_split(world.watch, share), _split(world.target, 1.0 - share / 2.0), world.range_m)
    assert same(whole, halved, within_s=0.01) or _same_but_for_grazes(world, whole, halved)


def _split(legs: Legs, share: float) -> Legs:
    middle_s = legs.start_s + share * (legs.end_s - legs.start_s)
    middle = slerp(legs.a, legs.b, np.full(len(legs), share))
    first = Legs(legs.mover, legs.start_s, middle_s, legs.a, middle)
    return Legs.concat([first, Legs(legs.mover, middle_s, legs.end_s, middle, legs.b)])


def _same_but_for_grazes(world: World, one: Windows, other: Windows) -> bool:
    """Return whether the two agree wherever the range is not within the stated error of the radius."""
    times = np.arange(0.0, 20_000.0, STEP_S)
    for watcher, target in world.pairs():
        differs = inside(one, watcher, target, times) != inside(other, watcher, target, times)
        away = apart_m(of(world.watch, watcher), of(world.target, target), times)[differs]
        if np.any(np.abs(away - world.range_m[watcher]) > EDGE_M):
            return False
    return True
