"""Named random streams: a pure function of the key, and independent between keys."""

import math
from hashlib import blake2b

import numpy as np
import pytest

from sim.base.streams import Streams

N = 4000
KNOWN_STREAM = [0.9883515684466235, 0.0012789616407519189]  # this package's own, kept so that a change shows
KNOWN_UNIFORM = 0.5685797507229673


def test_a_stream_is_a_pure_function_of_its_key() -> None:
    first = Streams(2021, 3).stream("parts", "p1", 7).random(5)
    assert np.array_equal(first, Streams(2021, 3).stream("parts", "p1", 7).random(5))


def test_the_same_key_gives_the_same_numbers_on_every_machine() -> None:
    assert Streams(2021, 3).stream("parts", "p1").random(2).tolist() == pytest.approx(KNOWN_STREAM, rel=1e-15)
    assert Streams(2021, 3).uniform("parts", "p1") == pytest.approx(KNOWN_UNIFORM, rel=1e-15)


def test_the_key_is_a_hash_of_the_path() -> None:
    key = int.from_bytes(blake2b(b"2021\x1f3\x1fparts\x1fp1", digest_size=16).digest(), "little")
    expected = np.random.Generator(np.random.Philox(key=key)).standard_normal(9)
    assert Streams(2021, 3).stream("parts", "p1").standard_normal(9).tolist() == expected.tolist()


@pytest.mark.parametrize(
    "other",
    [
        Streams(2022, 3).stream("parts", "p1"), Streams(2021, 4).stream("parts", "p1"),
        Streams(2021, 3).stream("parts", "p2"), Streams(2021, 3).stream("parts", "p1", ""),
        Streams(2021, 3).stream("partsp1"), Streams(20213, 0).stream("parts", "p1"),
    ],
)  # fmt: skip
def test_another_key_gives_other_numbers(other: np.random.Generator) -> None:
    mine = Streams(2021, 3).stream("parts", "p1").random(N)
    # The correlation of independent uniforms has standard error 1/√n; four of them pass all but once in 16,000.
    assert abs(np.corrcoef(mine, other.random(N))[0, 1]) < 4 / math.sqrt(N)


def test_drawing_from_one_stream_leaves_the_others_as_they_were() -> None:
    streams = Streams(1, 0)
    alone = streams.stream("b").random(3)
    streams.stream("a").random(1000)
    assert np.array_equal(alone, streams.stream("b").random(3))


def test_first_numbers_of_many_streams_are_uniform() -> None:
    uniforms = np.array([Streams(5, 0).uniform("ship", n) for n in range(N)])
    firsts = np.array([Streams(5, 0).stream("ship", n).random() for n in range(N)])
    for values in (uniforms, firsts):
        assert values.min() >= 0
        assert values.max() < 1
        # Kolmogorov's distance is below 1.95/√n with probability 0.999.
        distance = np.abs(np.sort(values) - (np.arange(N) + 0.5) / N).max()
        assert distance < 1.95 / math.sqrt(N) + 0.5 / N
