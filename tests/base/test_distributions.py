"""Distributions: read from text, with the mean and variance they say they have."""

import math

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from sim.base.distributions import Distribution, RandomDuration, RandomLength
from sim.base.streams import Streams

N = 20_000
READ = TypeAdapter(RandomDuration)
EACH = [
    "90 min",
    {"constant": "90 min"},
    {"uniform": ["1 h", "3 h"]},
    {"uniform": {"low": "1 h", "high": "3 h"}},
    {"triangular": ["1 h", "2 h", "6 h"]},
    {"exponential": "2 h"},
    {"lognormal": {"mean": "4 h", "sd": "2 h"}},
]


@pytest.mark.parametrize("given", EACH, ids=str)
def test_samples_have_the_mean_and_variance_that_are_said(given: object) -> None:
    distribution = READ.validate_python(given)
    drawn = distribution.samples(Streams(1, 0).stream("test", str(given)), N)
    assert drawn.min() >= 0
    error = math.sqrt(distribution.variance / N)
    assert drawn.mean() == pytest.approx(distribution.mean, abs=4 * error + 1e-9)
    spread = (drawn - distribution.mean) ** 2  # its mean is the variance, with its own standard error
    assert spread.mean() == pytest.approx(distribution.variance, abs=5 * spread.std() / math.sqrt(N) + 1e-9)


@pytest.mark.parametrize("given", EACH, ids=str)
def test_one_sample_is_the_first_of_many(given: object) -> None:
    distribution = READ.validate_python(given)
    one, many = (Streams(1, 0).stream("test") for _ in range(2))
    assert [distribution.sample(one) for _ in range(3)] == distribution.samples(many, 3).tolist()


@pytest.mark.parametrize(
    ("given", "mean", "variance"),
    [
        ("2 h", 7200, 0),
        ({"uniform": ["0 h", "2 h"]}, 3600, 7200**2 / 12),
        ({"triangular": ["0 h", "0 h", "3 h"]}, 3600, 10800**2 / 18),
        ({"exponential": "1 h"}, 3600, 3600**2),
        ({"lognormal": ["1 h", "30 min"]}, 3600, 1800**2),
    ],
)
def test_moments_are_the_textbook_ones(given: object, mean: float, variance: float) -> None:
    distribution = READ.validate_python(given)
    assert (distribution.mean, distribution.variance) == pytest.approx((mean, variance))


def test_one_draw_is_the_first_of_many() -> None:
    distribution = Distribution("exponential", (3600.0,))
    one, many = (Streams(1, 0).stream("x") for _ in range(2))
    assert distribution.sample(one) == distribution.samples(many, 3)[0]


def test_a_mean_in_another_dimension() -> None:
    assert TypeAdapter(RandomLength).validate_python({"uniform": ["100 m", "300 m"]}).mean == pytest.approx(200)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (90, "say its unit"),
        ({"exponential": 90}, "say its unit"),
        ({"exponental": "2 h"}, "did you mean 'exponential'?"),
        ({"uniform": "1 h"}, "write {uniform: {low: 90 min, high: 90 min}}"),
        ({"uniform": ["3 h", "1 h"]}, "in rising order"),
        ({"uniform": ["1 h", "2 h"], "constant": "1 h"}, "write '90 min' or one distribution"),
        ({"triangular": ["1 h", "1 h", "1 h"]}, "not all zero"),
        ({"exponential": "0 h"}, "zero or more"),
        ("-1 h", "zero or more"),
        ({"lognormal": {"mean": "0 h", "sd": "1 h"}}, "zero or more"),
        ({}, "one distribution"),
        (None, "write a time such as"),
    ],
)
def test_what_is_no_distribution_is_refused_with_advice(given: object, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        READ.validate_python(given)
    assert words in caught.value.errors()[0]["ctx"]["write"]


@pytest.mark.parametrize("given", EACH, ids=str)
def test_a_distribution_says_what_it_is(given: object) -> None:
    assert " h" in str(READ.validate_python(given)) or " min" in str(READ.validate_python(given))


def test_cases_share_their_luck() -> None:
    short, long = Distribution("exponential", (3600.0,)), Distribution("exponential", (7200.0,))
    draws = [each.samples(Streams(9, 0).stream("dwell"), 50) for each in (short, long)]
    assert np.allclose(2 * draws[0], draws[1])
