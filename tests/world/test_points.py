"""One point at a time gives what the arrays give."""

import pytest

from sim.world.geodesy import angle, latlon, slerp, unit
from sim.world.points import arc, part_way, place, point

PLACES = [(30.0, 125.0), (-12.5, -179.9), (89.999, 10.0), (0.0, 0.0), (-90.0, 45.0), (33.3, 180.0)]
PAIRS = [(a, b) for a in PLACES for b in PLACES]


@pytest.mark.parametrize("where", PLACES)
def test_a_point_and_back(where):
    assert point(*where) == pytest.approx(unit(*where), abs=1e-15)
    assert place(point(*where)) == pytest.approx(latlon(unit(*where)), abs=1e-12)
    assert -180.0 <= place(point(*where))[1] < 180.0


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_arcs_and_ways(a, b):
    assert arc(point(*a), point(*b)) == pytest.approx(float(angle(unit(*a), unit(*b))), rel=1e-12, abs=1e-15)
    for fraction in (0.0, 0.3, 1.0):
        expected = slerp(unit(*a), unit(*b), fraction)
        assert part_way(point(*a), point(*b), fraction) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("fraction", "end"), [(-0.5, 0), (1.5, 1)])
def test_nobody_runs_past_an_end(fraction, end):
    ends = point(30.0, 125.0), point(31.0, 126.0)
    assert part_way(*ends, fraction) == pytest.approx(ends[end], abs=1e-15)
