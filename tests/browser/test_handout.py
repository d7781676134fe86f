"""Hand-outs in a browser: readable by everybody, on any screen, and on A4."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from sim.base.tongue import Tongue
from sim.table.handout import handout_files, write_handouts
from tests.browser.watching import inaccessible
from tests.table.exercise import exercise

PAGES = ("role-first", "role-white", "students", "facilitator")
A4_PX = 673  # the width between the margins, at 96 to the inch


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handouts")
    write_handouts(folder, exercise(folder, "some rather long words"), Tongue("ja"))
    return folder


@pytest.fixture
def opened(page: Page, folder: Path, request: pytest.FixtureRequest) -> Page:
    page.goto((folder / f"exercise-{request.param}.html").as_uri())
    return page


each_page = pytest.mark.parametrize("opened", PAGES, indirect=True)


@each_page
def test_it_is_accessible(opened: Page) -> None:
    assert inaccessible(opened) == []


@each_page
def test_nothing_is_cut_on_screen_or_paper(opened: Page) -> None:
    for media, width in (("screen", 320), ("screen", 1280), ("print", A4_PX)):
        opened.emulate_media(media="print" if media == "print" else "screen")
        opened.set_viewport_size({"width": width, "height": 900})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, (media, width)


@pytest.mark.parametrize("opened", ["students"], indirect=True)
def test_the_table_to_write_in_has_room_on_paper(opened: Page) -> None:
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": A4_PX, "height": 900})
    rows = opened.locator(".roomy tbody tr")
    assert rows.count() == 5
    assert min(rows.nth(nth).bounding_box()["height"] for nth in range(5)) > 130  # type: ignore[index]


def test_every_page_is_looked_at(folder: Path) -> None:
    from sim.scenario.load import load

    assert {*PAGES} <= handout_files(folder, load(folder / "exercise.yaml")).keys()
