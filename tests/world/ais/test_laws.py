"""Properties of reading that hold whatever is in the file."""

import gzip
import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.errors import UserError
from sim.world.ais import read
from tests.world.ais.files import row, saved, table

pytestmark = pytest.mark.slow

SEVERAL_ROWS = ("repeats", "gives a second", "lies an impossible jump")  # told from rows together, not from each alone
ROW = st.builds(
    row,
    st.integers(0, 4),  # few, so that many share one
    mmsi=st.sampled_from([367_000_001, 367_000_001, 367_000_001, 367_000_002, 3_669_999, 5, "odd"]),
    lat=st.sampled_from([None, None, None, 30.0, 45.0, 91.0, 100.0, 0.0]),
    lon=st.sampled_from([-90.0, -90.0, -90.0, -90.002, 181.0, 0.0]),
    speed=st.sampled_from([0.0, 10.0, ""]),
    name=st.sampled_from(["ABLE", "BAKER", ""]),
)
ROWS = st.lists(st.one_of(ROW, st.just("too,few")), min_size=2, max_size=40)
GOOD = [row(minute) for minute in range(300, 310)]  # enough that a file is never refused


def reading(rows):
    with tempfile.TemporaryDirectory() as folder:
        return read(saved(Path(folder), table(*rows)))


def columns(found):
    fixes, ships = found.fixes, found.fixes.ships
    who = (ships.mmsi, ships.part, np.array(ships.name), ships.kind, ships.length_m, ships.class_a)
    return [*who, fixes.ship, fixes.time_s, fixes.lat_deg, fixes.lon_deg, fixes.speed_kn]


def same(one, other):
    pairs = zip(columns(one), columns(other), strict=True)
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)


@given(ROWS)
def test_every_row_is_kept_or_counted(rows):
    rows = rows + GOOD
    found = reading(rows)
    assert found.rows == len(rows) == len(found.fixes) + sum(found.dropped.values())
    ship, time_s = found.fixes.ship, found.fixes.time_s
    assert np.all((np.diff(ship) == 1) | ((np.diff(ship) == 0) & (np.diff(time_s) > 0)))
    assert len(found.fixes.ships) == (ship[-1] + 1 if len(ship) else 0)
    found.fixes.legs(1e9).check()


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, luck: random.Random):
    rows = rows + GOOD
    found = reading(rows)
    shuffled = rows.copy()
    luck.shuffle(shuffled)
    again = reading(shuffled)
    assert same(found, again) and found.dropped == again.dropped


@given(ROWS, ROWS)
def test_a_file_in_two_halves_counts_the_same(one, other):
    one, other = one + GOOD, other + GOOD
    whole, halves = reading(one + other), (reading(one), reading(other))
    assert whole.rows == sum(half.rows for half in halves)
    for why in {*whole.dropped, *halves[0].dropped, *halves[1].dropped}:
        if not why.startswith(SEVERAL_ROWS):
            assert whole.dropped.get(why, 0) == sum(half.dropped.get(why, 0) for half in halves)


@given(ROWS, st.data())
def test_a_row_repeated_changes_only_the_count_of_repeats(rows, data):
    rows = rows + GOOD
    found = reading(rows)
    extra = data.draw(st.sampled_from(rows))
    again = reading([*rows, extra])
    assert same(found, again) and again.rows == found.rows + 1
    (why,) = (w for w in again.dropped if again.dropped[w] != found.dropped.get(w, 0))
    assert again.dropped[why] == found.dropped.get(why, 0) + 1


@given(
    st.integers(3, 20), st.integers(3, 20), st.floats(-60.0, 60.0), st.floats(2.0, 20.0), st.floats(0.0, 0.02),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_two_ships_far_apart_on_one_mmsi_are_told_apart(one, other, lat, apart, pace, luck):
    """Some 120 nm apart and heard in turn every few minutes, neither can be the other."""
    first = [row(4 * m, lat=lat + pace * m, lon=0.5) for m in range(one)]
    second = [row(4 * m + 2, lat=lat + pace * m + apart, lon=0.5) for m in range(other)]
    rows = first + second
    luck.shuffle(rows)
    found = reading(rows)
    assert found.fixes.ships.part.tolist() == [0, 1] and not found.dropped
    assert np.bincount(found.fixes.ship).tolist() == [one, other]
    assert found.notes.shared == (367_000_001,)


@given(st.binary(max_size=40), st.integers(0, 900), st.integers(0, 900), st.booleans())
def test_whatever_is_in_a_file_it_is_read_or_refused(noise, at, cut, zipped):
    """A good file spoilt at a place or cut short never ends in anything but fixes or a message."""
    text = table(*(row(m) for m in range(8))).encode()
    spoilt = text[:at] + noise + text[at + len(noise) :]
    packed = gzip.compress(spoilt)[: cut + 30] if zipped else spoilt[: cut + 100]
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = read(saved(Path(folder), packed))
        except UserError as refused:
            assert len(refused.faults) == 1
        else:
            assert found.rows == len(found.fixes) + sum(found.dropped.values())
