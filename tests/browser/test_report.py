"""The report in a browser: no error, no request, readable by everybody, on any screen, on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from sim.report.difference import difference_by_pair
from sim.report.document import write_report
from sim.report.figure import Figure
from sim.report.figures import draw_all
from sim.report.material import gather
from tests.browser.watching import inaccessible
from tests.report.synthetic import made

LONG = "A name of ten thousand letters" + "x" * 10_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = made(
        tmp_path_factory.mktemp("made"), ("one", "two", "a-case-with-a-rather-long-name"), title=LONG, side=LONG
    )
    draw_all(gather(path), path / "figures", (Figure(difference_by_pair),))
    return path


@pytest.fixture
def opened(page: Page, folder: Path, request: pytest.FixtureRequest) -> Page:
    page.goto(write_report(folder, request.param)[0].as_uri())
    return page


in_each_language = pytest.mark.parametrize("opened", ["en", "ja"], indirect=True)


@in_each_language
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(opened: Page, scheme: str) -> None:
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert inaccessible(opened) == []


@in_each_language
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_cut_on_any_screen(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("opened", ["en"], indirect=True)
def test_a_wide_table_is_scrolled_by_keyboard(opened: Page) -> None:
    opened.set_viewport_size({"width": 320, "height": 800})
    frame = opened.locator(".frame").first
    frame.focus()
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function("document.querySelector('.frame').scrollLeft > 0")


@pytest.mark.parametrize("opened", ["ja"], indirect=True)
def test_japanese_is_drawn_with_the_glyphs_inside(opened: Page) -> None:
    opened.evaluate("document.fonts.ready.then(() => null)")
    assert opened.evaluate("[...document.fonts].map(font => [font.family, font.status])") == [["sim-glyphs", "loaded"]]


@in_each_language
def test_every_picture_is_shown(opened: Page) -> None:
    pictures = opened.evaluate(
        "[...document.images].map(each => [each.complete, each.naturalWidth > 0, each.alt != ''])"
    )
    assert pictures == [[True, True, True]]


@in_each_language
def test_on_paper_nothing_is_wider_than_the_page(opened: Page) -> None:
    """What is wider than the page would be cut: A4 less its margins is 178 mm, 673 pixels."""
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": 673, "height": 900})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 673
    assert opened.evaluate("[...document.querySelectorAll('table')].every(each => each.offsetWidth <= 673)")
    assert opened.pdf(prefer_css_page_size=True).startswith(b"%PDF")
