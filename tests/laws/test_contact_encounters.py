"""Laws of encounters: pruned by space and time, they are those of all pairs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contact.encounters import Encounters, encounters
from sim.contact.near import near_pairs
from sim.contact.windows import solve
from sim.world.geodesy import NAUTICAL_MILE_M
from sim.world.motion import Legs, along, still
from tests.contact.small_worlds import World, worlds

KNOT_M_S = NAUTICAL_MILE_M / 3600.0


def everybody(world: World) -> Legs:
    return Legs.concat([world.watch, world.target])


def all_pairs(legs: Legs, distance_m: float, duration_s: float, speed_m_s: float) -> list[tuple[float, ...]]:
    """Solve every pair by itself, and take the median of speeds leg by leg."""
    found: list[tuple[float, ...]] = []
    for one, other in combinations(sorted(set(legs.mover.tolist())), 2):
        pair = [legs.select(legs.mover == m).sort() for m in (one, other)]
        windows = solve(pair[0], pair[1], distance_m)
        for enter, leave in zip(windows.enter_s, windows.leave_s, strict=True):
            speed = max(median_speed(each, enter, leave) for each in pair)
            if leave - enter >= duration_s and speed < speed_m_s:
                found.append((one, other, enter, leave, speed))
    return sorted(found)


def median_speed(legs: Legs, enter: float, leave: float) -> float:
    shares = [
        (float(speed), min(end, leave) - max(start, enter))
        for speed, start, end in zip(legs.speed_m_s, legs.start_s, legs.end_s, strict=True)
        if min(end, leave) > max(start, enter)
    ]
    half, spent = sum(lasting for _, lasting in shares) / 2.0, 0.0
    for speed, lasting in sorted(shares):
        spent += lasting
        if spent >= half * (1.0 - 1e-9):
            return speed
    raise AssertionError("no speed")


@pytest.mark.slow
@given(worlds(3, 4), st.floats(0.05, 0.5), st.floats(600.0, 6000.0), st.floats(0.1, 2.0))
def test_pruned_is_as_all_pairs(world: World, share: float, duration_s: float, haste: float) -> None:
    legs = everybody(world)
    distance, speed = share * float(world.range_m.max()), haste * float(np.median(legs.speed_m_s))
    found = encounters(legs, distance_m=distance, duration_s=duration_s, speed_m_s=speed)
    expected = all_pairs(legs, distance, duration_s, speed)
    rows = sorted(zip(found.one, found.other, found.start_s, found.end_s, found.speed_m_s, strict=True))
    assert np.allclose(np.array(rows).reshape(-1, 5), np.array(expected).reshape(-1, 5), rtol=1e-9, atol=1e-3)


def joined(rows: list[tuple[float, ...]], apart_s: float, duration_s: float) -> list[tuple[float, ...]]:
    """Join the stays of each pair one after the other, and keep those with one that lasts half the duration."""
    made: list[list[float]] = []
    for one, other, enter, leave in sorted(row[:4] for row in rows):
        long = leave - enter >= 0.5 * duration_s
        if made and made[-1][:2] == [one, other] and enter <= made[-1][3] + apart_s:
            made[-1][3:] = [max(made[-1][3], leave), made[-1][4] or long]
        else:
            made.append([one, other, enter, leave, long])
    return [tuple(row[:4]) for row in made if row[4] and row[3] - row[2] >= duration_s]


@pytest.mark.slow
@given(worlds(3, 4), st.floats(0.05, 0.5), st.floats(600.0, 6000.0), st.floats(10.0, 3000.0))
def test_joined_stays_are_those_of_all_pairs(world: World, share: float, duration_s: float, apart_s: float) -> None:
    legs = everybody(world)
    distance = share * float(world.range_m.max())
    found = encounters(legs, distance_m=distance, duration_s=duration_s, speed_m_s=np.inf, apart_s=apart_s)
    expected = joined(all_pairs(legs, distance, 0.0, np.inf), apart_s, duration_s)
    rows = sorted(zip(found.one, found.other, found.start_s, found.end_s, strict=True))
    assert np.allclose(np.array(rows).reshape(-1, 4), np.array(expected).reshape(-1, 4), rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("within", [0.01, 0.2])
def test_near_pairs_are_those_of_all_pairs(within: float) -> None:
    points = np.random.default_rng(1).normal(size=(400, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    i, j = near_pairs(points, within)
    apart = np.linalg.norm(points[:, None] - points, axis=2)
    a, b = np.nonzero(np.triu(apart <= within, 1))
    assert sorted(zip(i.tolist(), j.tolist(), strict=True)) == sorted(zip(a.tolist(), b.tolist(), strict=True))
    assert len(a) > 0


def meeting(gap_m: float, lasting_s: float, speed_kn: float = 0.0) -> Encounters:
    """Lay two ships side by side for so long, the second coming and going at 10 knots."""
    north = gap_m / (60.0 * NAUTICAL_MILE_M)
    run = along(2, 0.0, [(-1.0, 0.0), (-north, 0.0)], 10.0 * KNOT_M_S)
    arrive = float(run.end_s[-1])
    drift = speed_kn * lasting_s / 3600.0 / 60.0
    abreast = [
        along(m, arrive, [(lat, 0.0), (lat, drift)], speed_kn * KNOT_M_S)
        if speed_kn
        else still(m, (lat, 0.0), arrive, arrive + lasting_s)
        for m, lat in ((1, 0.0), (2, -north))
    ]
    end = float(abreast[1].end_s[-1])
    return encounters(Legs.concat([*abreast, run, along(2, end, [(-north, drift), (-1.0, drift)], 10.0 * KNOT_M_S)]))


def test_a_transfer_at_sea_is_an_encounter() -> None:
    found = meeting(50.0, 4.0 * 3600.0)
    assert len(found) == 1
    assert (found.one[0], found.other[0]) == (1, 2)
    assert found.end_s[0] - found.start_s[0] == pytest.approx(4.0 * 3600.0, rel=1e-6)
    assert found.speed_m_s[0] == 0.0
    assert found.distance_m[0] == pytest.approx(50.0, rel=3e-3)  # a sea mile of arc is 1,853.2 m on this sphere


@pytest.mark.parametrize(
    ("gap_m", "lasting_s", "speed_kn"), [(600.0, 14_400.0, 0.0), (50.0, 3600.0, 0.0), (50.0, 14_400.0, 4.0)]
)
def test_too_far_too_short_or_too_fast_is_none(gap_m: float, lasting_s: float, speed_kn: float) -> None:
    assert len(meeting(gap_m, lasting_s, speed_kn)) == 0


def test_drifting_together_is_an_encounter_and_lasts_over_many_legs() -> None:
    assert len(meeting(50.0, 14_400.0, 1.5)) == 1


def test_berthed_for_ever_is_an_encounter_without_end() -> None:
    found = encounters(Legs.concat([still(1, (0.0, 0.0)), still(2, (0.001, 0.0), 50_000.0)]))
    assert (found.start_s.tolist(), found.end_s.tolist()) == ([50_000.0], [np.inf])


def test_nobody_meets_nobody() -> None:
    assert len(encounters(Legs.empty())) == 0
    assert len(encounters(still(1, (0.0, 0.0)))) == 0
    with pytest.raises(ValueError, match="positive distance and duration"):
        encounters(Legs.empty(), duration_s=0.0)
