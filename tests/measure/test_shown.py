"""Read numbers as people will."""

import pytest

from sim.measure.shown import cell, decimals, number, scale, span


@pytest.mark.parametrize(
    ("unit", "mean", "interval", "shown"),
    [
        ("share", 0.3123, (0.2731, 0.3515), "31 ± 4"),
        ("share", 0.3123, (0.3003, 0.3243), "31.2 ± 1.2"),
        ("h", 3.14159, (3.10, 3.18), "3.14 ± 0.04"),
        ("s", 7200.0, (3600.0, 10800.0), "2.0 ± 1.0"),
        ("count", 123.4, (100.0, 147.0), "123 ± 24"),
        ("bbl", 4321.0, (4000.0, 4642.0), "4,300 ± 300"),
        ("count", 0.0, (0.0, 0.0), "0 ± 0"),
        ("h", 12.345, None, "12.3"),
        ("h", None, None, "–"),
    ],
)
def test_a_cell_has_the_digits_its_interval_supports(
    unit: str, mean: float | None, interval: tuple[float, float] | None, shown: str
) -> None:
    assert cell(mean, interval, scale(unit)) == shown


def test_differences_carry_their_sign() -> None:
    assert cell(0.09, (0.05, 0.13), scale("share"), signed=True) == "+9 ± 4"
    assert span((-0.05, 0.13), scale("share"), signed=True) == "-5 to +13"


def test_a_bound_that_is_not_zero_is_not_shown_as_zero() -> None:
    assert span((0.003, 0.083), scale("share"), signed=True) == "+0.3 to +8.3"


@pytest.mark.parametrize(
    ("largest", "unit"),
    [(9_999, "bbl"), (10_000, "thousand bbl"), (20_000_000, "million bbl"), (-45_000, "thousand bbl")],
)
def test_large_numbers_are_shown_in_thousands(largest: float, unit: str) -> None:
    assert scale("bbl", largest).unit == unit


def test_a_count_has_no_unit_and_a_share_differs_by_points() -> None:
    assert scale("count").unit == ""
    assert (scale("share").unit, scale("share").points) == ("%", "points")


def test_nothing_is_minus_zero() -> None:
    assert number(-0.0001, 2) == "0.00"


@pytest.mark.parametrize(("value", "places"), [(0.0, 0), (123.0, 0), (1234.0, -1), (0.00123, 5)])
def test_without_an_interval_three_digits_are_kept(value: float, places: int) -> None:
    assert decimals(value) == places
