"""Figures against pictures that somebody looked at.

The pictures are drawn small from the made-up result. They hold for the matplotlib that constraints.txt pins, whose
letters and edges another does not repeat; with another, these tests are skipped and say so. After a change that is
meant, `make baseline` draws them anew; look at each before it lands.
"""

import re
from pathlib import Path

import matplotlib
import pytest
from matplotlib.figure import Figure

from sim.base.tongue import Tongue
from sim.report.figure import sheets
from sim.report.figures import FIGURES
from sim.report.style import LOOKS, styled
from tests.report import laned
from tests.report.synthetic import material

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.search(r"^matplotlib==(\S+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
DPI = 50
TOLERANCE = 1
"""Root mean square of the difference between pixels, of 255. Processors differ in the last bit of a sine, which may
turn a pixel at an edge to the next level, one of 255; were it so with every pixel, the difference would be 1.
"""
NAMES = ("measures", "difference", "map", "timeline", "delay", "picture")
NAMES_JA = {"title": "作例", "area": "北区画", "side": "赤", "other": "青"}
LANE = ("flow", "incidents", "tradeoff", "response")
LANE_JA = {"title": "作例", "aden": "アデン湾", "strait": "シンガポール海峡"}
SHOWN = [("light", "en"), ("dark", "ja")]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        PINNED is None or matplotlib.__version__ != PINNED[1],
        reason=f"the pictures are of matplotlib {PINNED and PINNED[1]}, and this is {matplotlib.__version__}",
    ),
]


@pytest.mark.mpl_image_compare(
    baseline_dir="baseline", tolerance=TOLERANCE, style={}, savefig_kwargs={"dpi": DPI}, deterministic=True
)
@pytest.mark.parametrize(("style", "lang"), SHOWN)
@pytest.mark.parametrize("name", [*NAMES, *LANE])
def test_looked_at(tmp_path: Path, name: str, style: str, lang: str) -> Figure:
    made_up, japanese = (laned.material, LANE_JA) if name in LANE else (material, NAMES_JA)
    given = made_up(
        tmp_path, ("alone", "shared", "fused"), tongue=Tongue(lang), look=LOOKS[style],
        **(japanese if lang == "ja" else {}),
    )  # fmt: skip
    with styled(LOOKS[style]):
        made = next(sheet.figure for sheet in sheets(given, FIGURES) if sheet.name == name)
        made.draw_without_rendering()  # what is only made when it is drawn comes in our style too
    return made
