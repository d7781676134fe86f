"""What the tests of the replay do with its page, and ask of it and of its data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.report.unpacked import Case, case_of, replay

TRUTH = "-1"
DAY = 86_400.0
TIMES = [days * DAY for days in (0.0, 1.5, 3.21, 6.999)]


def opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    page.wait_for_selector("html.ready", state="attached")
    return page


def door(page: Page, ask: str) -> Any:
    """Ask the page's door for tests, or tell it the time: `time = 60`."""
    return page.evaluate(f"replay.{ask}")


def pane(page: Page, nth: int) -> Locator:
    return page.locator(".pane").nth(nth)


def show(page: Page, nth: int, case: str = "", view: str = "") -> None:
    if case:
        pane(page, nth).get_by_label("Case").select_option(label=case)
    if view:
        pane(page, nth).get_by_label("View").select_option(view)


def figures(page: Page, nth: int) -> dict[str, int]:
    found = pane(page, nth).locator(".counts div")
    return {each.locator("dt").inner_text(): int(each.locator("dd").inner_text()) for each in found.all()}


def case(nth: int) -> Case:
    return case_of(replay(), nth)


def told(nth: int, kind: str) -> list[dict[str, Any]]:
    found = [event for event in case(nth).events if event["kind"] == kind]
    assert found, f"the small run has no {kind}"
    return found


def choose(at: Page, kind: str, row: int = 0) -> None:
    at.get_by_label("Kind of event").select_option(kind)
    at.locator("#page-0 .list").evaluate("each => { each.scrollTop = 0 }")
    at.locator("#page-0 .row").nth(row).click()
