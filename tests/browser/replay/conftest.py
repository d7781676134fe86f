"""The small replay, written in each language and opened in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from sim.report.replay import fold, texts
from sim.report.replay import page as written
from tests.browser.replay.driving import opened
from tests.report.unpacked import journals, small


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the small replay in each language."""
    folder = tmp_path_factory.mktemp("replay")
    found = {}
    for lang in ("en", "ja"):
        made = fold(small(), {case: lambda log=log: log for case, log in journals().items()}, lang, texts())
        found[lang] = folder / f"{lang}.html"
        found[lang].write_text(written(made), encoding="utf-8")
    return found


@pytest.fixture
def at(page: Page, files: dict[str, Path]) -> Page:
    """Open the small replay in English."""
    return opened(page, files["en"])
