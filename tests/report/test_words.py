"""Text from a scenario is data, and a sentence claims what its numbers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measure.shown import scale
from sim.report.words import difference_said, excludes_zero, finding, humane, plain, quantity

TOLD = {"one": {"mean": 0.22, "ci95": [0.18, 0.26], "n": 9}, "two": {"mean": 0.31, "ci95": [0.27, 0.35], "n": 9}}
GAIN = {"mean": 0.09, "ci95": [0.05, 0.13], "paired": True, "n": 9}


def read(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_finding_says_both_cases_and_the_difference() -> None:
    said = read(finding("Transfers observed", "two", "one", TOLD, GAIN, scale("share")))
    assert said == "Transfers observed: 31 % in two, 22 % in one (+9 points, 95 % interval +5 to +13)"


def test_a_finding_of_one_case_says_its_interval() -> None:
    assert read(finding("Seen", "one", "one", TOLD, {}, scale("share"))) == "Seen: 22 % (95 % interval 18 to 26)"


def test_an_interval_with_zero_in_it_is_no_difference() -> None:
    entry = {**GAIN, "ci95": [-0.01, 0.13]}
    assert not excludes_zero(entry) and excludes_zero(GAIN)
    assert read(difference_said(entry, scale("share"))).endswith("no difference shown")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"mean": None, "ci95": None}, "no replication tells both"),
        ({"mean": -0.05, "ci95": None}, "−5.00 points, one replication"),
    ],
)
def test_too_few_replications_are_said(entry: dict[str, object], said: str) -> None:
    assert read(difference_said(entry, scale("share"))) == said


def test_what_cannot_be_told_is_no_value() -> None:
    assert quantity({"mean": None, "ci95": None}, scale("h")) == "no value"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc\x00\u202e", "a b c"), ("$x^2$", "$x^2$"), ("<script>", "<script>"), ("🦑", "id"), ("日本", "日本"),
        ("船🦑", "id"), ("", "id"), ("   ", "id"), ("\ud800", "id"),
    ],
)  # fmt: skip
def test_names_that_cannot_be_drawn_give_way_to_the_id(text: str, shown: str) -> None:
    assert plain(text, "id") == shown


@given(st.text())
def test_plain_text_is_one_short_line_without_controls(text: str) -> None:
    shown = plain(text)
    assert shown and len(shown) <= 200 and shown.isprintable() | ("\N{NO-BREAK SPACE}" in shown)
    assert plain(shown) == shown


def test_measures_are_named_as_people_write_them() -> None:
    assert humane("picture_age.uk") == "Picture age (uk)"
