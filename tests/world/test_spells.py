"""When one platform is inside a box, without arrays."""

import math

import numpy as np
import pytest

from sim.world.areas import Box, stays
from sim.world.motion import Track
from sim.world.spells import spells

BOX = Box("box", 124.0, 126.0, 29.0, 31.0)


def test_in_and_out_and_in_again():
    track = Track(1, (30.0, 123.0))
    track.go(0.0, [(30.0, 125.0), (30.5, 127.0), (30.0, 125.0)], 10.0)
    found, many = spells(track.ahead(0.0), BOX), stays(track.plan(0.0), BOX)
    assert len(found) == 2 and found[1][1] == math.inf  # it stays where it ends
    np.testing.assert_allclose(found, np.column_stack([many.enter_s, many.leave_s]), atol=1e-6)


def test_a_spell_in_progress_counts_from_now():
    track = Track(1, (30.0, 125.0))
    track.go(0.0, [(30.0, 128.0)], 10.0)
    (found,) = spells(track.ahead(1000.0), BOX)
    assert found[0] == 1000.0 and 9000.0 < found[1] < 10_000.0


def test_a_box_over_the_date_line_and_one_wider_than_half_the_earth():
    track = Track(1, (0.0, 170.0))
    track.go(0.0, [(0.0, -170.0)], 10.0)
    degree_s = math.radians(1.0) * 6_371_008.8 / 10.0
    (spell,) = spells(track.ahead(0.0), Box("date line", 175.0, -175.0, -5.0, 5.0))
    assert spell == pytest.approx((5 * degree_s, 15 * degree_s))
    assert spells(track.ahead(0.0), Box("wide", -179.0, 178.0, -5.0, 5.0)) == [
        pytest.approx((0.0, 8 * degree_s)), (pytest.approx(11 * degree_s), math.inf),
    ]  # fmt: skip


def test_at_rest():
    assert spells(Track(1, (30.0, 125.0)).ahead(5.0), BOX) == [(5.0, math.inf)]
    assert spells(Track(1, (32.0, 125.0)).ahead(5.0), BOX) == []
