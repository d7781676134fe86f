"""A page carries the glyphs that it needs, and no others."""

import re
from base64 import b64decode
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from sim.report.typeface import FAMILY, embedded

pytestmark = pytest.mark.slow


def font_in(rule: str) -> TTFont:
    found = re.search(r"url\(data:font/woff;base64,([A-Za-z0-9+/=]+)\) format", rule)
    assert found is not None
    return TTFont(BytesIO(b64decode(found[1])))


@pytest.mark.parametrize("text", ["", "Plain – “Latin”, ±, é", "Ωμέγα", "שלום", "🚢"])
def test_most_text_needs_none(text: str) -> None:
    assert embedded(text) == ""


def test_each_glyph_once() -> None:
    rule = embedded("Sea 海、海上。🚢")
    with font_in(rule) as font:
        assert {chr(point) for point in font.getBestCmap()} == set("海、上。")
    assert f'font-family:"{FAMILY}"' in rule
    assert rule == embedded("上。海、")


def test_it_keeps_the_notice_and_not_the_name() -> None:
    with font_in(embedded("海")) as font:
        names = {record.nameID: str(record) for record in font["name"].names}
    assert "Information-technology Promotion Agency" in names[0]
    assert not set(names) & {1, 4, 6}
