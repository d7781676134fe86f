"""Silences of ships, and whether others were heard where they may have been."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.contact.gaps import Gaps, heard_share, silences
from sim.world.ais import Fixes, Ships

HOUR_S = 3600.0
MILE_DEG = 1.0 / 60.0
Track = Sequence[tuple[float, float, float, float]]


def fixes(*tracks: Track) -> Fixes:
    """Return the fixes of ships, each (hours, lat, lon, knots)."""
    n = len(tracks)
    none = np.zeros(n, int)
    ships = Ships(np.arange(n) + 201000001, none, ("",) * n, none, np.full(n, np.nan), np.ones(n, np.bool_))
    ship = np.repeat(np.arange(n, dtype=np.int32), [len(track) for track in tracks])
    time_h, lat, lon, speed = np.array([fix for track in tracks for fix in track], dtype=float).reshape(-1, 4).T
    return Fixes(ships, ship, time_h * HOUR_S, lat, lon, speed)


def steady(hours: Sequence[float], lat: float = 10.0, lon: float = 60.0, speed: float = 0.0) -> Track:
    """Return fixes of a ship that runs north at a speed in knots from a place at hour nought."""
    return [(hour, lat + speed * MILE_DEG * hour, lon, speed) for hour in hours]


def share(silent: Track, *others: Track, radius_m: float = 37_040.0) -> float:
    all_fixes = fixes(silent, *others)
    return float(heard_share(all_fixes, of_first(all_fixes), radius_m)[0])


def of_first(all_fixes: Fixes) -> Gaps:
    found = silences(all_fixes, 12 * HOUR_S)
    return found.select(found.ship == 0)


def test_a_silence_is_between_two_fixes_of_one_ship() -> None:
    found = silences(fixes(steady([0, 1, 20]), steady([0, 2]), steady([40, 52])), 12 * HOUR_S)
    assert found.ship.tolist() == [0, 2]
    assert (found.start_s / HOUR_S).tolist() == [1.0, 40.0]
    assert (found.end_s / HOUR_S).tolist() == [20.0, 52.0]
    assert len(silences(fixes(), 1.0)) == 0


def test_what_is_implied_is_distance_over_time() -> None:
    found = silences(fixes(steady([0, 1, 21], speed=6.0)), 12 * HOUR_S)
    assert found.implied_kn[0] == pytest.approx(6.0, rel=6e-3)  # a mile of arc is 1,853 m on the sphere
    assert found.distance_m[0] == pytest.approx(120 * 1852.0, rel=6e-3)


@pytest.mark.parametrize(
    ("before", "after", "moved_nm", "least", "most"),
    [(0.0, 0.0, 0.0, 0.0, 0.0), (9.0, 0.0, 0.0, 9.0, 9.0), (0.0, 7.0, 0.0, 7.0, 7.0), (np.nan, np.nan, 30, 1.99, 2.02)],
)
def test_speed_is_the_largest_known(before: float, after: float, moved_nm: float, least: float, most: float) -> None:
    track = [(0.0, 10.0, 60.0, before), (15.0, 10.0 + moved_nm * MILE_DEG, 60.0, after)]
    assert least <= silences(fixes(track), 12 * HOUR_S).speed_kn[0] <= most


def test_reports_are_counted_over_twelve_hours_up_to_the_last() -> None:
    track = steady([0, 1, 7.9, 8, 9, 20, 40])
    noise = steady([0, 5, 19])
    assert silences(fixes(noise, track), 12 * HOUR_S).heard.tolist() == [2, 3]  # at 5 h: 0, 5; at 20 h: 8, 9, 20


def test_others_near_by_all_the_time_are_a_share_of_one_and_none_is_nought() -> None:
    silent = steady([0, 20])
    assert share(silent, steady(range(21), lon=60.1)) == 1.0
    assert share(silent, steady(range(21), lon=62.0)) == 0.0
    assert share(silent) == 0.0


def test_an_hour_counts_by_its_middle() -> None:
    assert share(steady([0, 20]), steady(range(5), lon=60.1)) == pytest.approx(5 / 20)
    assert share(steady([0.4, 20.6]), steady([0.7, 20.3], lon=60.1)) == pytest.approx(2 / 21)


def test_others_are_looked_for_along_the_way_and_not_only_where_it_began() -> None:
    silent = steady([0, 20], speed=12.0)  # four degrees north
    assert share(silent, steady(range(21), lon=60.1, speed=12.0)) == 1.0
    assert share(silent, steady(range(21), lon=60.1)) == pytest.approx(2 / 20)  # 6 and 18 miles off, then too far


def test_a_ship_is_no_witness_of_its_own_silence() -> None:
    talks_at_once = steady([0, 0.1, 13.0, 13.1])
    assert share(talks_at_once) == 0.0


def test_a_silence_without_the_middle_of_an_hour_says_nothing() -> None:
    all_fixes = fixes(steady([0.6, 1.4]))
    assert np.isnan(heard_share(all_fixes, silences(all_fixes, 0.5 * HOUR_S), 1e4)[0])


def test_nothing_is_asked_of_no_silences() -> None:
    all_fixes = fixes(steady([0, 1]))
    assert heard_share(all_fixes, silences(all_fixes, 12 * HOUR_S), 1e4).tolist() == []


def test_it_is_as_looking_at_every_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.contact.gaps.AT_ONCE", 5)  # many small portions
    generator = np.random.default_rng(7)
    tracks = [
        [(hour, *generator.uniform(0.0, 1.0, 2), 5.0) for hour in np.sort(generator.uniform(0, 60, 8))]
        for _ in range(6)
    ]
    all_fixes = fixes(*tracks)
    found = silences(all_fixes, 6 * HOUR_S)
    assert len(found) > 5
    expected = [by_hand(tracks, all_fixes, found, k, 40_000.0) for k in range(len(found))]
    assert heard_share(all_fixes, found, 40_000.0).tolist() == pytest.approx(expected)
    assert 0.0 < np.mean(expected) < 1.0


def by_hand(tracks: Sequence[Track], all_fixes: Fixes, found: Gaps, k: int, radius_m: float) -> float:
    (t0, a_lat, a_lon), (t1, b_lat, b_lon) = (
        (all_fixes.time_s[row] / HOUR_S, all_fixes.lat_deg[row], all_fixes.lon_deg[row])
        for row in (found.begin[k], found.end[k])
    )
    hours = [hour for hour in range(61) if t0 <= hour + 0.5 <= t1]
    heard = 0
    for hour in hours:
        part = (hour + 0.5 - t0) / (t1 - t0)
        here = a_lat + part * (b_lat - a_lat), a_lon + part * (b_lon - a_lon)  # flat: within a degree of the equator
        spoke = [next((fix for fix in track if int(fix[0]) == hour), None) for track in tracks]
        others = [fix for ship, fix in enumerate(spoke) if fix and ship != found.ship[k]]
        heard += any(np.hypot(fix[1] - here[0], fix[2] - here[1]) * 111_195.0 <= radius_m for fix in others)
    return heard / len(hours)
