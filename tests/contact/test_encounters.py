"""Encounters with short absences, and each ship's own speed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.contact.encounters import Encounters, encounters
from sim.world.motion import Legs, along, still

HOUR_S = 3600.0
NEAR, FAR = (0.001, 0.0), (0.1, 0.0)


def stays(*hours: tuple[float, float], apart_h: float, duration_h: float = 2.0) -> Encounters:
    """Let one ship lie at the origin and another beside it for some spans of time, elsewhere in between."""
    spans, at = [], 0.0
    for begin, end in hours:
        spans += [still(2, FAR, at * HOUR_S, begin * HOUR_S)] if begin > at else []
        spans += [still(2, NEAR, begin * HOUR_S, end * HOUR_S)]
        at = end
    legs = Legs.concat([still(1, (0.0, 0.0), 0.0, 100 * HOUR_S), *spans])
    return encounters(legs, duration_s=duration_h * HOUR_S, apart_s=apart_h * HOUR_S)


def spans(found: Encounters) -> list[tuple[float, float]]:
    return [(start / HOUR_S, end / HOUR_S) for start, end in zip(found.start_s, found.end_s, strict=True)]


def test_an_absence_ends_an_encounter_unless_it_is_allowed() -> None:
    assert spans(stays((1, 2.5), (2.6, 4), apart_h=0.0)) == []
    assert spans(stays((1, 2.5), (2.6, 4), apart_h=0.2)) == [(1.0, 4.0)]
    assert spans(stays((1, 4.5), (4.6, 8), apart_h=0.0)) == [(1.0, 4.5), (4.6, 8.0)]


def test_a_longer_absence_ends_it_all_the_same() -> None:
    assert spans(stays((1, 4), (5, 8), apart_h=0.9)) == [(1.0, 4.0), (5.0, 8.0)]


def test_one_stay_must_last_half_the_duration() -> None:
    many = [(at, at + 0.4) for at in (1.0, 1.5, 2.0, 2.5, 3.0)]
    assert spans(stays(*many, apart_h=0.2)) == []
    assert spans(stays(*many, (10, 11.1), apart_h=0.2)) == []  # long enough to be looked at, too short alone
    assert spans(stays(*many, (3.5, 4.6), apart_h=0.2)) == [(1.0, 4.6)]


def test_what_is_joined_still_has_to_last() -> None:
    assert spans(stays((1, 2.2), (2.3, 2.8), apart_h=0.2)) == []


def test_each_ship_has_its_own_speed() -> None:
    slow = still(1, (0.0, 0.0), 0.0, 3 * HOUR_S)
    east = along(2, 0.0, [(0.0, 0.0), (0.0, 0.004)], 444.78 / (3 * HOUR_S))
    found = encounters(Legs.concat([slow, east]))
    assert found.speeds_m_s[0].tolist() == pytest.approx([0.0, 444.78 / (3 * HOUR_S)], rel=1e-4)
    assert found.speed_m_s.tolist() == [found.speeds_m_s[0, 1]]
    assert len(encounters(Legs.concat([slow, east]), speed_m_s=0.04)) == 0
    assert len(found.select(np.array([False]))) == 0


def test_in_many_portions_it_is_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(4)
    ships = [along(n, 0.0, generator.uniform(0.0, 0.02, (6, 2)), generator.uniform(0.05, 0.3)) for n in range(12)]
    whole = encounters(Legs.concat(ships), duration_s=HOUR_S)
    assert len(whole) > 20
    monkeypatch.setattr("sim.contact.encounters.PORTION", 7)
    parts = encounters(Legs.concat(ships), duration_s=HOUR_S)
    for name in Encounters.__slots__:
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name
    assert (np.diff(whole.start_s) >= 0.0).all()


def test_only_places_worth_it_are_looked_at() -> None:
    pairs = [
        still(n, (lat + 0.001 * (n % 2), 0.0), 0.0, 5 * HOUR_S) for n, lat in ((1, 0.0), (2, 0.0), (3, 5.0), (4, 5.0))
    ]
    found = encounters(Legs.concat(pairs), where=lambda points: points[:, 2] > np.sin(np.radians(3.0)))
    assert list(zip(found.one, found.other, strict=True)) == [(3, 4)]
    assert len(encounters(Legs.concat(pairs))) == 2
