"""Any text becomes one harmless line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.escape import html, line, markdown
from tests.report.structure import Skeleton, tokens


@given(st.text(max_size=400), st.integers(2, 300))
def test_a_line_is_one_short_visible_line(text: str, most: int) -> None:
    shown = line(text, most)
    bare = shown.removeprefix("\u2068").removesuffix("\u2069")
    assert len(bare) <= most
    assert not {unicodedata.category(letter) for letter in bare} & {"Cc", "Cf", "Zl", "Zp"}


@pytest.mark.parametrize(("text", "apart"), [("שלום", True), ("a مرحبا", True), ("sea 海", False)])
def test_what_runs_to_the_left_is_set_apart(text: str, apart: bool) -> None:
    assert (line(text) == f"\u2068{text}\u2069") == apart


@given(st.text(max_size=200))
def test_html_shows_it_as_it_is(text: str) -> None:
    found = Skeleton(f'<p title="{html(text)}">{html(text)}</p>')
    assert found.tags == [("p", f"title={text}"), ("/p",)]
    assert "".join(found.text) == text


@given(st.text(alphabet=st.sampled_from("ab1 .)-+=#>*_`[]()<>!|\\~&;:$/\n\t\"'"), max_size=60))
def test_markdown_shows_it_as_it_is(text: str) -> None:
    found = set(tokens(markdown("x" + text)) + tokens(markdown(text)))
    assert found <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}
