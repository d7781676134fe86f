"""`sim explain`: what a scenario will do, before anything runs."""

from __future__ import annotations

from sim.face import show
from sim.scenario.explain import explain
from sim.scenario.load import load

__all__ = ["explain_command"]


def explain_command(scenario: str, sets: list[str], *, as_json: bool) -> int:
    """Print a page on a scenario."""
    page = explain(load(scenario, sets))
    if as_json:
        show.data(page.plain())
        return 0
    show.line(page.title)
    show.table("", ("", ""), page.facts)
    for table in page.tables:
        show.table(table.title, table.columns, table.rows, table.note)
    return 0
