"""The verdict claims what the interval does, whatever came out."""

import math
import re

import pytest

from sim.base.tongue import Tongue
from sim.measure.compare import Contrast, contrast, family_of
from sim.measure.shown import scale
from sim.measure.verdict import verdict

BASE = (20.0, 22.0, 21.0, 23.0, 24.0)
NOISE = (-1.0, 0.5, 1.0, -0.5, 0.0)


def said(found: Contrast, unit: str = "h") -> str:
    text = verdict("hours flown", "new", "old", found, scale(unit))
    assert text.startswith("Hours flown: ") and text.endswith(".")
    return text.removeprefix("Hours flown: ")


def pairs(shift: float, noise: float = 1.0) -> Contrast:
    values = [base + shift + noise * each for base, each in zip(BASE, NOISE, strict=True)]
    return contrast(dict(enumerate(values)), dict(enumerate(BASE)), pairs=True)


@pytest.mark.parametrize(("shift", "way"), [(5.0, "more"), (-5.0, "less")])
def test_a_difference_that_is_shown(shift: float, way: str) -> None:
    told = said(pairs(shift))
    assert told.startswith(f"{way} in new than in old, {shift:+.1f} h or ")
    assert "not told" not in told and "5 pairs" in told


def test_a_difference_that_is_not_shown_says_what_is_left_open() -> None:
    told = said(pairs(0.5))
    left = "anything from -0.5 to +1.5 h, -2 to +7 % is left open (95 % interval, 5 pairs)."
    assert told == f"new and old are not told apart; {left}"
    assert "more" not in told and "less" not in told


def test_a_difference_that_falls_with_the_family_is_not_claimed() -> None:
    found = pairs(1.2)
    assert found.difference.sign == 1 and found.p is not None
    one, *_ = family_of([found, *[pairs(0.0)] * 9])
    assert not one.stands
    told = said(one)
    assert told.startswith("looked at alone, more in new") and told.endswith(
        "but not told from luck among 10 differences looked at together."
    )


def test_one_replication_tells_nothing_of_chance() -> None:
    found = contrast({0: 5.0}, {0: 3.0}, pairs=True)
    assert said(found) == "+2.00 h in new against old, of which 1 pair cannot tell the chance."
    apart = contrast({0: 5.0}, {0: 3.0, 1: 4.0}, pairs=False)
    assert "of which 1 and 2 replications cannot tell the chance" in said(apart)


@pytest.mark.parametrize(
    ("of", "to", "told"),
    [
        ({0: math.nan}, {0: 1.0}, "no replication of new tells it."),
        ({0: math.nan}, {0: math.nan}, "no replication of new or of old tells it."),
        ({0: 1.0, 1: math.nan}, {0: math.nan, 1: 1.0}, "no replication tells it in both."),
    ],
)
def test_no_value_is_no_difference(of: dict[int, float], to: dict[int, float], told: str) -> None:
    assert said(contrast(of, to, pairs=True)) == told


def test_without_spread_there_is_no_chance_to_tell() -> None:
    assert said(pairs(0.0, 0.0)) == "the same in new as in old, in each of 5 pairs."
    told = said(pairs(3.0, 0.0))
    assert told == "+3.00 h in new against old in each of 5 pairs; nothing varies from which chance could be told."
    apart = contrast(dict.fromkeys(range(3), 2.0), dict.fromkeys(range(4), 2.0), pairs=False)
    assert said(apart) == "the same in new as in old, in every replication."


def test_a_baseline_of_nothing_has_no_per_cent() -> None:
    found = contrast({0: 4.0, 1: 5.0, 2: 6.0}, dict.fromkeys(range(3), 0.0), pairs=True)
    assert said(found, "count") == "more in new than in old, +5.0 (95 % interval +2.5 to +7.5; 3 pairs)."


@pytest.mark.parametrize(
    "found",
    [
        pairs(5.0), pairs(-5.0), pairs(0.5), pairs(1.0, noise=0.0), pairs(0.0, noise=0.0),
        contrast({0: 1.0}, {0: 2.0}, pairs=True), contrast({}, {0: 2.0}, pairs=True),
        contrast({0: 1.0}, {1: 2.0}, pairs=True), contrast({0: 1.0, 1: 2.5}, {0: 4.0, 1: 9.0}, pairs=False),
        family_of([pairs(0.9), pairs(0.5), pairs(0.4)])[0],
    ],
)  # fmt: skip
def test_every_verdict_is_given_in_japanese(found: Contrast) -> None:
    told = verdict("transfers that began", "new", "old", found, scale("count"), Tongue("ja"))
    assert told.startswith("始まった瀬取りの数：") and told.endswith("。")
    assert set(re.findall("[a-z]+", told)) <= {"new", "old"}
