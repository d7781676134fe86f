"""What a page does that no page of ours may do, and what axe finds in it."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

LOCAL = ("file:", "data:", "blob:", "about:")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def watch(page: Page) -> list[str]:
    """Return a list into which every error, warning and request to the network will go."""
    found: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith(LOCAL):
            found.append(f"request: {request.url}")

    def said(message: Any) -> None:
        if message.type in ("error", "warning"):
            found.append(f"console: {message.text}")

    page.on("request", requested)
    page.on("console", said)
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    return found


def inaccessible(page: Page) -> list[str]:
    """Return what axe-core has against a page by WCAG 2.2, levels A and AA."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(RULES)}}).response["violations"]
    failed = ((rule["id"], node) for rule in found for node in rule["nodes"])
    return [f"{rule}: {node['html'][:200]} ({node['failureSummary']})" for rule, node in failed]
