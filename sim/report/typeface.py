"""Glyphs that a reader's machine may lack, put into a page: those of Chinese and Japanese writing, and no others.

Source: IPAexGothic, IPA Font License Agreement v1.0, article 2, paragraph 5: a font embedded to render one document
asks nothing of who passes the document on. What is embedded has no name of its own, and keeps the copyright notice.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

__all__ = ["FAMILY", "embedded", "font_path"]

FAMILY: Final = "sim-glyphs"
NOTICE: Final = "glyphs taken from a font of the IPA Font License Agreement v1.0: https://opensource.org/licenses/IPA/"
FIRST: Final = 0x2E80  # below it every machine's own fonts do
LAST: Final = 0x3FFFF
KEPT_NAMES: Final = (0, 13, 14)  # copyright, licence, where the licence is


def font_path() -> Path:
    """Return where the font lies; its package is not imported, for that would change matplotlib's settings."""
    found = find_spec("matplotlib_fontja")
    assert found is not None and found.origin is not None, "a dependency of this package"
    return Path(found.origin).parent / "fonts" / "ipaexg.ttf"


def embedded(text: str) -> str:
    """Return a CSS rule that holds the glyphs of a text as the family `sim-glyphs`; nothing where it needs none.

    A page that uses it names the family before others, for it is asked for these glyphs alone; put after them, Chromium
    may keep the blanks that it drew before the glyphs were there. Its policy allows `font-src data:`.
    """
    wanted = _wanted(text)
    if not wanted:
        return ""
    source = f'url(data:font/woff;base64,{b64encode(_woff(wanted)).decode()}) format("woff")'
    return f'/* {NOTICE} */\n@font-face{{font-family:"{FAMILY}";src:{source};unicode-range:U+{FIRST:X}-{LAST:X}}}'


def _wanted(text: str) -> frozenset[int]:
    points = {ord(letter) for letter in set(text) if ord(letter) >= FIRST}
    return frozenset(points) & _drawable() if points else frozenset()


@cache
def _drawable() -> frozenset[int]:
    with _opened() as font:
        return frozenset(font.getBestCmap())


def _opened() -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(font_path(), lazy=True, recalcTimestamp=False)


def _woff(points: frozenset[int]) -> bytes:
    """Return a font of these glyphs alone, the same bytes each time."""
    from fontTools.subset import Options, Subsetter

    options = Options(name_IDs=list(KEPT_NAMES), hinting=False, layout_features=[], notdef_outline=True)
    with _opened() as font, BytesIO() as held:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted(points))
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(held)
        return held.getvalue()
