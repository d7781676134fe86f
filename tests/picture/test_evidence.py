"""Signs multiply odds, once each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.picture.evidence import USUAL, Weights

EVEN = Weights(0.5, {"gap": 3.0, "dark": 4.0, "small": 0.25, "pair": 1.0})


def test_odds_are_multiplied() -> None:
    assert EVEN.probability([]) == pytest.approx(0.5)
    assert EVEN.probability(["gap"]) == pytest.approx(3 / 4)
    assert EVEN.probability(["gap", "dark"]) == pytest.approx(12 / 13)
    assert EVEN.probability(["dark", "small"]) == pytest.approx(0.5)


def test_a_sign_that_says_nothing_changes_nothing() -> None:
    assert EVEN.probability(["pair"]) == EVEN.probability([])


def test_the_prior_is_what_is_believed_of_a_vessel_without_signs() -> None:
    assert Weights(0.003, {}).probability([]) == pytest.approx(0.003)


@given(st.permutations(sorted(EVEN.ratios)))
def test_the_order_of_signs_does_not_matter_to_the_last_bit(signs: list[str]) -> None:
    odd = Weights(0.003, {"gap": 0.1, "dark": 0.7, "small": 0.3, "pair": 11.0})
    assert odd.probability(signs) == odd.probability(sorted(signs))


@given(
    st.floats(1e-6, 1 - 1e-6), st.dictionaries(st.sampled_from(sorted(USUAL.ratios)), st.floats(0.01, 100), min_size=1)
)
def test_a_probability_stays_one_and_rises_with_each_sign_that_speaks_against(
    prior: float, ratios: dict[str, float]
) -> None:
    weights = Weights(prior, ratios)
    assert 0 <= weights.probability(ratios) <= 1
    for sign, ratio in ratios.items():
        without = weights.probability([each for each in ratios if each != sign])
        assert (weights.probability(ratios) >= without) == (ratio >= 1) or ratio == pytest.approx(1)
