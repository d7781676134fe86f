"""A line for each ship of a file of AIS."""

from __future__ import annotations

import numpy as np
import pytest

from sim.world.ais.summary import summary
from tests.contact.test_gaps import fixes, steady


def test_a_line_says_when_where_how_far_and_how_fast() -> None:
    lines = summary(fixes(steady([0, 1, 3], speed=6.0), steady([5], lat=-2.0)))
    assert lines.ship.tolist() == [0, 1]
    assert lines.fixes.tolist() == [3, 1]
    assert lines.first_s.tolist() == [0.0, 18_000.0]
    assert lines.last_s.tolist() == [10_800.0, 18_000.0]
    assert lines.distance_m == pytest.approx([18 * 1853.25, 0.0], rel=1e-4)
    assert lines.longest_s.tolist() == [7200.0, 0.0]
    assert lines.south_deg.tolist() == [10.0, -2.0]
    assert lines.north_deg == pytest.approx([10.3, -2.0])
    assert (lines.median_kn.tolist(), lines.most_kn.tolist()) == ([6.0, 0.0], [6.0, 0.0])


def test_a_speed_that_was_not_reported_is_implied_by_the_way() -> None:
    track = [(0.0, 0.0, 10.0, np.nan), (1.0, 0.1, 10.0, np.nan), (2.0, 0.5, 10.0, np.nan)]
    lines = summary(fixes(track, [(0.0, 0.0, 10.0, np.nan)]))
    assert lines.median_kn[0] == pytest.approx(15.0, rel=1e-2)
    assert lines.most_kn[0] == pytest.approx(24.0, rel=1e-2)
    assert np.isnan(lines.median_kn[1]) and np.isnan(lines.most_kn[1])


def test_a_box_may_span_the_antimeridian() -> None:
    lines = summary(fixes([(0.0, 0.0, 179.5, 1.0), (1.0, 0.0, -179.5, 1.0), (2.0, 0.0, 179.0, 1.0)]))
    assert lines.west_deg == pytest.approx([179.0])
    assert lines.east_deg == pytest.approx([-179.5])


def test_no_fixes_make_no_lines() -> None:
    assert len(summary(fixes())) == 0
