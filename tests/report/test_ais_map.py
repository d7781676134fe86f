"""The map of what was found in AIS: where it is centred, and that its words can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.report import ais_map as drawn
from sim.report.ais_map import Mark, ais_map, check_name
from sim.report.sheet import Sheet
from sim.world.motion import Legs, along
from tests.report.paper import faults, texts

pytestmark = pytest.mark.slow
TRACKS = Legs.concat([along(n, 0.0, [(27.0 + n / 4, 122.0), (29.0, 127.0 - n / 4)], 5.0) for n in range(5)])
LONG = "5.0 h: " + "N" * 24 + ", " + "日" * 24


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Sheet]]:
    """Keep the sheets that are drawn."""
    made: list[Sheet] = []

    class Kept(Sheet):
        def __init__(self, *words: Any) -> None:
            super().__init__(*words)
            made.append(self)

    monkeypatch.setattr(drawn, "Sheet", Kept)
    yield made


def marks(n: int) -> list[Mark]:
    return [Mark(((26.0 + k, 122.5 + 1.2 * (k % 5)),), f"{LONG} {k}") for k in range(n)]


@pytest.mark.parametrize("n", [0, 1, 6, 40])
def test_words_lie_on_the_paper_and_not_on_each_other(sheets: list[Sheet], tmp_path: Path, n: int) -> None:
    ais_map(tmp_path / "m.png", TRACKS, marks(n), f"{n} encounters among 12 ships", "ships.csv: " + "many rows " * 90)
    assert faults(sheets[0]) == []
    shown = [words for words, _ in texts(sheets[0])]
    assert ("and 25 more, without a number" in shown) == (n == 40)


def test_a_gap_is_a_line_to_where_it_ended(sheets: list[Sheet], tmp_path: Path) -> None:
    ais_map(tmp_path / "m.svg", TRACKS, [Mark(((27.0, 124.0), (28.0, 125.0)), "20 h")], "1 gap", "f")
    lines = [line for line in sheets[0].figure.axes[0].lines if len(line.get_xdata()) > 2]
    assert len(lines) == 1
    ends = np.column_stack([lines[0].get_ydata(), lines[0].get_xdata()])[[0, -1]]
    assert ends == pytest.approx(np.array([(27.0, 124.0), (28.0, 125.0)]))


@pytest.mark.parametrize(
    ("lats", "lons"),
    [
        ([0.0, 1.0], [179.5, -179.5]), ([89.5, 89.9], [0.0, 90.0]), ([-60.0, 60.0], [-170.0, 10.0]), ([27.0], [124.0]),
        ([-89.99], [180.0]), ([10.0, 10.0, 10.0], [-120.0, 0.0, 120.0]),
    ],
)  # fmt: skip
def test_whatever_is_marked_is_on_the_map(lats: list[float], lons: list[float], tmp_path: Path) -> None:
    box = drawn._box(np.array(lats), np.array(lons))
    assert box.contains(np.array(lats), np.array(lons)).all()
    ais_map(tmp_path / "m.svg", Legs.empty(), [Mark((spot,), "x") for spot in zip(lats, lons, strict=True)], "t", "f")


def test_a_map_over_the_antimeridian_is_a_small_one() -> None:
    assert drawn._box(np.array([0.0, 1.0]), np.array([179.5, -179.5])).width_deg < 6.0


def test_a_map_of_nothing_is_one_of_the_world(tmp_path: Path) -> None:
    ais_map(tmp_path / "m.png", Legs.empty(), [], "No encounters", "f")
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["m", "m.pdf", "png", "m.png.txt"])
def test_a_name_without_a_format_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="ends in png or svg"):
        check_name(Path(name))
