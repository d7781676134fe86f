"""The review in a browser: readable by everybody, on any screen, on paper, and it runs nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from sim.table.counterfactual import Counterfactuals
from sim.table.review import write_review
from tests.browser.watching import inaccessible, watch
from tests.table.played import played

pages = pytest.mark.parametrize("name", ["review", "facilitator"])
languages = pytest.mark.parametrize("lang", ["en", "ja"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reviewed")
    with played(path) as game:
        found = Counterfactuals(game, 3, jobs=1)
        for lang in ("en", "ja"):
            write_review(game, found, path / lang, lang)
    return path


@pages
@languages
def test_it_is_accessible_and_asks_for_nothing(page: Page, folder: Path, lang: str, name: str) -> None:
    found = watch(page)
    page.goto((folder / lang / f"{name}.html").as_uri())
    assert inaccessible(page) == []
    assert found == []


@pages
@languages
def test_nothing_is_cut_on_a_small_screen(page: Page, folder: Path, lang: str, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto((folder / lang / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@languages
def test_on_paper_nothing_is_wider_than_the_page(page: Page, folder: Path, lang: str) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 900})
    page.goto((folder / lang / "review.html").as_uri())
    assert page.evaluate("[...document.querySelectorAll('table')].every(each => each.offsetWidth <= 673)")
    assert page.evaluate("document.querySelectorAll('.ruled hr').length") == 7


@languages
def test_every_picture_is_shown_and_said(page: Page, folder: Path, lang: str) -> None:
    page.goto((folder / lang / "review.html").as_uri())
    shown = page.evaluate("[...document.images].map(each => each.complete && each.naturalWidth > 0 && each.alt != '')")
    assert shown == [True] * 5
