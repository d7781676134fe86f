"""What is said to a user whose file is wrong."""

import pytest

from sim.base.errors import Fault, UserError, nearest, unknown


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("msa.yaml:41", "parts.p1.speed", "found 18", "write '18 kn'"),
         "msa.yaml:41: parts.p1.speed: found 18; write '18 kn'"),
        (Fault("msa.yaml", "", "found nothing", "write a scenario"), "msa.yaml: found nothing; write a scenario"),
        (Fault("", "", "found nothing", ""), "found nothing"),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_what_instead(fault: Fault, text: str) -> None:
    assert str(fault) == text


def test_an_error_says_each_fault_on_a_line() -> None:
    error = UserError(Fault("a", "", "x", ""), Fault("b", "", "y", ""))
    assert str(error) == "a: x\nb: y"
    assert len(error.faults) == 2


@pytest.mark.parametrize(
    ("word", "words", "found"),
    [
        ("duraton", ["duration", "title"], "duration"), ("Duration", ["duration"], "duration"),
        ("xyz", ["duration"], None), ("x", [], None),
    ],
)  # fmt: skip
def test_the_nearest_spelling(word: str, words: list[str], found: str | None) -> None:
    assert nearest(word, words) == found


def test_an_unknown_word_is_answered_with_its_nearest_or_with_the_choice() -> None:
    assert unknown("duraton", ["duration", "title"]) == "did you mean 'duration'?"
    assert unknown("xyz", ["b", "a"]) == "write one of: a, b"
    assert unknown("xyz", ["a", "b", "c"], most=2) == "write one of: a, b, …"
    assert unknown("xyz", []) == "nothing of that sort is defined"
