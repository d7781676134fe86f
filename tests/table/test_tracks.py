"""Contacts are one track only where somebody could know it: at one time in one place, or by name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernel.journal import Journal
from sim.record.export.known import Known
from sim.record.names import Mover
from sim.table.shown import Held
from sim.table.tracks import Ground, held

NOW_S = 100_000.0
ROW = tuple[int, float, float, str]


def tracks(*rows: ROW, side: str = "a") -> list[Held]:
    """Return what a side holds of contacts (vessel, start, end, sensor) with vessels that go north a degree a day."""
    journal = Journal({"duration_s": NOW_S, "sides": ("a", "b"), "links": (), "warm_up_s": 0.0})
    vessel, start_s, end_s, sensor = (list(column) for column in zip(*rows, strict=True))
    journal.append("contact", vessel=vessel, start_s=start_s, end_s=end_s, sensor=sensor, side=["a"] * len(rows),
                   luck=[0.5] * len(rows))  # fmt: skip
    who = sorted(set(vessel))
    n = len(who)
    journal.append(
        "leg", platform=who, start_s=[0.0] * n, end_s=[NOW_S] * n, a_lat_deg=[30.0] * n, b_lat_deg=[31.0] * n,
        a_lon_deg=[float(v) for v in who], b_lon_deg=[float(v) for v in who],
    )  # fmt: skip
    known = Known(journal, side, frozenset())
    ground = Ground.of(journal, {v: Mover(v, f"ship {v}", "", "") for v in who})
    return [each for each, _ in held(known, ground)]


def test_a_contact_is_a_track_where_it_was_last_seen() -> None:
    (one,) = tracks((1, 80_000.0, 90_000.0, "radar"))
    assert (one.lat_deg, one.lon_deg) == (pytest.approx(30.9, abs=1e-3), pytest.approx(1.0))
    assert (one.age_s, one.sensor, one.held_by, one.name) == (10_000.0, "radar", "a", "")


def test_contacts_that_overlap_are_one_track_and_take_its_name() -> None:
    (one,) = tracks((1, 80_000.0, 95_000.0, "radar"), (1, 85_000.0, 90_000.0, "AIS ashore"))
    assert (one.age_s, one.sensor, one.name) == (5_000.0, "radar", "ship 1")


def test_contacts_apart_in_time_are_two_tracks_though_they_are_of_one_ship() -> None:
    found = tracks((1, 80_000.0, 85_000.0, "radar"), (1, 90_000.0, 95_000.0, "radar"))
    assert sorted(each.age_s for each in found) == [5_000.0, 15_000.0]


def test_contacts_apart_in_time_that_both_gave_a_name_are_one_track() -> None:
    (one,) = tracks((1, 80_000.0, 80_000.0, "AIS satellite"), (1, 90_000.0, 90_000.0, "AIS satellite"))
    assert (one.age_s, one.name) == (10_000.0, "ship 1")


def test_a_nameless_contact_between_two_that_gave_a_name_is_a_track_of_its_own() -> None:
    found = tracks(
        (1, 80_000.0, 80_000.0, "AIS satellite"),
        (1, 85_000.0, 85_000.0, "SAR"),
        (1, 90_000.0, 90_000.0, "AIS satellite"),
    )
    assert sorted((each.age_s, each.name) for each in found) == [(10_000.0, "ship 1"), (15_000.0, "")]


def test_a_contact_older_than_twelve_hours_is_no_track() -> None:
    assert tracks((1, 10_000.0, NOW_S - 12 * 3600 - 1, "radar")) == []
    assert len(tracks((1, 10_000.0, NOW_S - 12 * 3600, "radar"))) == 1


def test_a_side_without_contacts_holds_nothing() -> None:
    assert tracks((1, 80_000.0, 90_000.0, "radar"), side="b") == []


ROWS = st.tuples(
    st.integers(0, 3), st.integers(58, 99), st.integers(0, 9), st.sampled_from(["radar", "AIS ashore"])
).map(lambda row: (row[0], row[1] * 1000.0, min(NOW_S, (row[1] + row[2]) * 1000.0), row[3]))


def joined(rows: list[ROW]) -> list[list[ROW]]:
    """Join rows the slow way: two groups at a time, until no two can be joined."""
    groups = [[row] for row in rows]
    while True:
        for i, one in enumerate(groups):
            other = next((o for o in groups[i + 1 :] if one[0][0] == o[0][0] and _one(one, o)), None)
            if other is not None:
                other += one
                groups.remove(one)
                break
        else:
            return groups


def _one(one: list[ROW], other: list[ROW]) -> bool:
    overlap = any(a[1] <= b[2] and b[1] <= a[2] for a in one for b in other)
    return overlap or (_named(one) and _named(other))


def _named(group: list[ROW]) -> bool:
    return any(row[3].startswith("AIS") for row in group)


@given(st.lists(ROWS, min_size=1, max_size=12))
def test_tracks_are_those_of_joining_by_hand(rows: list[ROW]) -> None:
    by_hand = [(NOW_S - max(row[2] for row in group), _named(group)) for group in joined(rows)]
    assert sorted((each.age_s, bool(each.name)) for each in tracks(*rows)) == sorted(by_hand)


def test_the_ground_is_empty_where_nobody_moves() -> None:
    ground = Ground.of(Journal({"duration_s": 10.0}), {})
    lat, lon = ground.at(np.array([1]), np.array([5.0]))
    assert np.isnan(lat).all() and np.isnan(lon).all()
