"""Where things lie on the map, over the antimeridian too, and how many vessels there are where."""

import numpy as np
import pytest

from sim.report import traffic
from sim.report.frame import framed, nice, settle
from sim.report.traffic import density
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, distance_m

SEA = Box("sea", 119.0, 131.0, 25.0, 36.0)
DATE_LINE = Box("date line", 170.0, -170.0, -5.0, 15.0)
DAY_S = 86400.0


@pytest.mark.parametrize(
    ("box", "shape"), [(SEA, 12 * np.cos(np.radians(30.5)) / 11), (DATE_LINE, np.cos(np.radians(5)))]
)
def test_a_map_keeps_its_shape_and_its_room(box: Box, shape: float) -> None:
    frame = framed(box, 7.0, 5.0)
    assert frame.width_in <= 7.0 + 1e-9 and frame.height_in <= 5.0 + 1e-9
    assert frame.width_in / frame.height_in == pytest.approx(shape)


def test_longitudes_run_on_over_the_antimeridian() -> None:
    frame = framed(DATE_LINE, 5.0, 5.0)
    assert frame.x([170.0, 179.5, -179.5, -170.0]).tolist() == [170.0, 179.5, 180.5, 190.0]
    assert frame.inches(5.0, -180.0) == pytest.approx((frame.width_in / 2, frame.height_in / 2))
    assert frame.holds(0.0, -175.0) and not frame.holds(0.0, 100.0)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    """A parallel of 3.5 degrees is longer than the great circle by less than 1 part in 10,000."""
    miles, degrees = framed(SEA, 7.0, 5.0).bar(26.0)
    run_m = float(distance_m(26.0, 120.0, 26.0, 120.0 + degrees))
    # a nautical mile is 1852 m, a minute of this sphere 1853.2 m
    assert run_m / NAUTICAL_MILE_M == pytest.approx(miles, rel=1e-3)
    assert miles == 100.0


@pytest.mark.parametrize(("most", "is_nice"), [(1.0, 1.0), (9.99, 5.0), (10.0, 10.0), (0.3, 0.2), (4_999.0, 2_000.0)])
def test_nice_numbers(most: float, is_nice: float) -> None:
    assert nice(most) == pytest.approx(is_nice)


def test_a_label_settles_where_it_covers_nothing() -> None:
    page = (0.0, 0.0, 10.0, 10.0)
    spots = [(-1.0, 5.0, 2.0, 1.0), (1.0, 1.0, 2.0, 1.0), (4.0, 1.0, 2.0, 1.0), (7.0, 1.0, 2.0, 1.0)]
    assert settle(spots, [(5.0, 1.5)], [spots[1]], page) == spots[3]
    assert settle(spots[:3], [(5.0, 1.5)], [spots[1]], page) == spots[2]
    assert settle(spots[:2], [], [spots[1]], page) == spots[1]


def legs(n: int, lon: tuple[float, float], start_s: float, end_s: float) -> dict[str, np.ndarray]:
    lat = np.linspace(26.0, 35.0, n)
    return {
        "platform": np.arange(n), "start_s": np.full(n, start_s), "end_s": np.full(n, end_s), "a_lat_deg": lat,
        "b_lat_deg": lat, "a_lon_deg": np.full(n, lon[0]), "b_lon_deg": np.full(n, lon[1]),
    }  # fmt: skip


def total(vessels: np.ndarray, box: Box) -> float:
    """Add up a density over the box: the mean number of vessels in it."""
    rows, columns = vessels.shape
    edges = np.sin(np.radians(np.linspace(box.south, box.north, rows + 1)))
    area_nm2 = np.diff(edges) * np.radians(box.width_deg) / columns * (EARTH_RADIUS_M / NAUTICAL_MILE_M) ** 2
    return float((vessels * area_nm2[:, None]).sum() / 1000.0)


@pytest.mark.parametrize(
    ("lon", "days", "inside"),
    [
        ((120.0, 130.0), (0, 10), 1.0),
        ((131.0, 141.0), (0, 10), 0.0),
        ((120.0, 130.0), (-5, 5), 0.5),
        ((126.0, 136.0), (0, 10), 0.5),
        ((125.0, 125.0), (0, np.inf), 1.0),
    ],
)
def test_density_adds_up_to_the_vessels_that_are_there(
    lon: tuple[float, float], days: tuple[float, float], inside: float
) -> None:
    """Samples are half an hour apart in ten days: each leg's share errs by at most one in 480, its area by 0.2 %."""
    vessels = density(framed(SEA, 7.0, 5.0), legs(40, lon, days[0] * DAY_S, days[1] * DAY_S), 10 * DAY_S)
    assert total(vessels, SEA) == pytest.approx(40 * inside, rel=0.005, abs=40 / 480)
    assert traffic.total(framed(SEA, 7.0, 5.0), vessels) == pytest.approx(total(vessels, SEA))


def test_density_leaves_directed_vessels_and_platforms_out() -> None:
    table = legs(4, (120.0, 130.0), 0.0, 10 * DAY_S)
    table["platform"] = np.array([0, 5_000_000, 10_000_000, 1])
    assert total(density(framed(SEA, 7.0, 5.0), table, 10 * DAY_S), SEA) == pytest.approx(2.0, rel=0.005)


def test_density_spans_the_antimeridian() -> None:
    vessels = density(framed(DATE_LINE, 5.0, 5.0), {**legs(4, (175.0, -175.0), 0.0, DAY_S), "a_lat_deg": np.zeros(4),
                      "b_lat_deg": np.zeros(4)}, DAY_S)  # fmt: skip
    assert np.flatnonzero(vessels.sum(axis=0)).tolist()[0] == pytest.approx(vessels.shape[1] / 4, abs=2)
    assert total(vessels, DATE_LINE) == pytest.approx(4.0, rel=0.005)
