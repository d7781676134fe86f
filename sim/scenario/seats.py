"""What a scenario says of play, held together: cells, objectives, stocks and measures that it names are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.base.errors import unknown
from sim.scenario.faults import Path, Problem
from sim.scenario.vocabulary import measures

__all__ = ["unseated"]


def unseated(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield each name in the injects, the decisions and the play of a scenario, as given, that leads nowhere."""
    play = _dict(data, "play")
    cells = [*(_dict(play, "cells") or _dict(data, "sides"))]
    objectives = [each.get("id") for _, each in _dicts(play, "objectives")]
    stocks = [*_dict(play, "stocks")]
    for section in ("injects", "decisions"):
        for place, each in _dicts(data, section):
            yield from _known((section, place, "objective"), [each.get("objective")], objectives, "objective")
            yield from _known((section, place, "cell"), [each.get("cell")], cells, "cell")
            for option, price in _dict(each, "costs").items():
                yield from _known((section, place, "costs", option), price, stocks, "stock")
    for stock, held in _dict(play, "stocks").items():
        yield from _known(("play", "stocks", stock), held, cells, "cell")
    for path, price in _dict(play, "prices").items():
        yield from _known(("play", "prices", path), price, stocks, "stock")
    for place, each in _dicts(play, "objectives"):
        named = each.get("measures")
        for nth, name in enumerate(named if isinstance(named, list) else []):
            at: Path = ("play", "objectives", place, "measures", nth)
            yield from _known(at, [str(name).partition(".")[0]], measures(), "measure")
    yield from _known(("play", "case"), [play.get("case")], _dict(data, "cases"), "case")


def _known(at: Path, given: Any, names: Any, sort: str) -> Iterator[Problem]:
    """Yield those given that are no names; a value that is not text is told elsewhere."""
    for each in given if isinstance(given, (list, dict)) else ():
        if isinstance(each, str) and each not in names:
            yield Problem(at, f"there is no {sort} '{each}'", unknown(each, [*map(str, names)], most=40))


def _dict(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _dicts(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = data.get(name)
    for place, each in enumerate(found if isinstance(found, list) else []):
        if isinstance(each, dict):
            yield place, each
