"""A tidy table shows itself, escaped, and becomes a data frame."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sim.base.tidy import Tidy


class Row(NamedTuple):
    name: str
    value: float | None


TABLE = Tidy(Row, [Row("<script>", 1.5), Row("b & c", None)])


def test_it_shows_itself_as_text_and_html() -> None:
    assert repr(TABLE).splitlines() == ["name      value", "<script>  1.5", "b & c     –"]
    shown = TABLE._repr_html_()
    assert "&lt;script&gt;" in shown and "b &amp; c" in shown and "<script>" not in shown
    assert "25 rows" in Tidy(Row, [TABLE[0]] * 25)._repr_html_()


def test_a_slice_is_a_table() -> None:
    assert isinstance(TABLE[1:], Tidy)
    assert list(TABLE[1:]) == [Row("b & c", None)]
    assert len(TABLE[:0]) == 0 and repr(TABLE[:0]) == "name  value"


@pytest.mark.slow
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_it_becomes_a_data_frame(library: str) -> None:
    pytest.importorskip(library)
    frame = getattr(TABLE, f"to_{library}")()
    assert list(frame.columns) == ["name", "value"] and frame.shape == (2, 2)
    assert list(frame["name"]) == ["<script>", "b & c"]
