"""Chords stand in for legs: they cover them, and nowhere does an arc stray from its chord by more than is said."""

from __future__ import annotations

import numpy as np
import pytest

from sim.contact.courses import CHORD_RAD, Chords, Plan, prepare
from sim.world.motion import Legs

ALONG = 41


def fan(turn_rad: float, lean_rad: float) -> Legs:
    """Return legs of one length, in all directions, whose middles lean from the pole by one angle."""
    bearing, spin = (x.ravel() for x in np.meshgrid(np.arange(0.0, 6.2, 0.4), np.arange(0.1, 6.2, 0.7)))
    middle = np.stack(
        [np.sin(lean_rad) * np.cos(spin), np.sin(lean_rad) * np.sin(spin), 0 * spin + np.cos(lean_rad)], 1
    )
    side = np.stack([-np.sin(spin), np.cos(spin), 0.0 * spin], axis=1)
    way = np.cos(bearing)[:, None] * side + np.sin(bearing)[:, None] * np.cross(side, middle)
    a, b = (np.cos(0.5 * turn_rad) * middle + sign * np.sin(0.5 * turn_rad) * way for sign in (-1.0, 1.0))
    return Legs(np.arange(len(a)), np.linspace(0.0, 5e4, len(a)), np.linspace(1e4, 9e4, len(a)), a, b)


def strays(plan: Plan, chords: Chords) -> np.ndarray:
    """Return by how much arcs stray from their chords across the axis, shape (chords, instants)."""
    times = np.linspace(chords.start_s, chords.end_s, ALONG, axis=1)
    truth = np.stack([plan.moving.at(chords.leg, t) @ plan.axes.T for t in times.T])
    straight = chords.p[:2, :, None] + chords.v[:2, :, None] * (times - chords.start_s[:, None])
    return np.hypot(*(truth.transpose(2, 1, 0)[:2] - straight))


@pytest.mark.parametrize("lean_rad", [0.0, 1e-3, 0.1, 1.0, 0.5 * np.pi, 3.0])
@pytest.mark.parametrize("turn_rad", [1e-4, 0.03, 0.199, 0.5, 3.0])
def test_an_arc_strays_by_its_slack_at_most(turn_rad: float, lean_rad: float) -> None:
    plan = prepare(fan(turn_rad, lean_rad))
    chords = plan.chords(np.eye(3))
    plan.axes = np.eye(3)
    away = strays(plan, chords).max(axis=1)
    assert np.all(away <= chords.slack + 1e-15)
    assert np.max(away / chords.slack) > 0.6  # and is not said to stray much farther than it does


@pytest.mark.parametrize("turn_rad", [0.03, 0.5, 2.9])
def test_chords_cover_their_legs_and_are_no_longer_than_allowed(turn_rad: float) -> None:
    legs = fan(turn_rad, 1.0)
    chords = prepare(legs).chords()
    lasts_s = chords.end_s - chords.start_s
    assert len(chords) == len(legs) * np.ceil(turn_rad / CHORD_RAD)
    assert np.allclose(np.bincount(chords.leg, lasts_s), legs.end_s - legs.start_s, rtol=1e-12)
    assert np.all(np.hypot.reduce(chords.v) * lasts_s <= CHORD_RAD)
    assert np.all(np.diff(chords.first_s) >= 0.0) and np.all(chords.first_s <= chords.start_s)
    assert np.all(np.diff(chords.last_s) >= 0.0) and np.all(chords.last_s >= chords.end_s)


def test_a_leg_cut_before_it_began_has_no_chord() -> None:
    legs = fan(0.4, 1.0)
    plan = prepare(legs)
    plan.cut(int(legs.mover[-1]), 1.0)
    assert len(legs) - 1 not in plan.chords().leg
