"""A small exercise of two cells, every text of it marked with whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.scenario.load import Scenario, load
from sim.scenario.source import dump
from tests.docs.pages import ROOT

__all__ = ["exercise", "secrets_of"]

SIDES = {"first": "a", "second": "b"}


def exercise(folder: Path, words: str = "plain", **more: Any) -> Scenario:
    """Write the small scenario with an event list in which `words` stand in every text, and load it."""
    data = load(ROOT / "tests" / "scenarios" / "small.yaml").plain()
    data |= {"title": words, "purpose": words, "expect": f"EXPECTED {words}", "lang": "en"}
    data["cases"] = {"alone": {"arrangement": []}, "arrangement": {}}
    data["sides"] = {side: {"name": f"{words} {side}"} for side in ("a", "b")}
    data["injects"] = [*(_inject(cell, side, words) for cell, side in SIDES.items()), _waiting(words)]
    data["decisions"] = [*(_decision(cell, words) for cell in SIDES), {**_decision("joint", words), "at": "4 d"}]
    del data["decisions"][2]["cell"]
    data["play"] = {
        "case": "arrangement",
        "turn": "2 d",
        "cells": {cell: _cell(cell, side, words) for cell, side in SIDES.items()},
        "white": {"brief": f"SECRET-white {words}"},
        "objectives": [{"id": "goal", "text": words, "measures": ["cues"], "questions": [f"ASKED {words}"]}],
        "stocks": {"hours": {"first": 11, "second": 22}},
        "prices": {"parts.mpa.area": {"hours": 3}},
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "exercise.yaml"
    file.write_text(dump(data | more), encoding="utf-8")
    return load(file)


def _inject(cell: str, side: str, words: str) -> dict[str, Any]:
    told = f"SECRET-{cell} {words}"
    return {
        "at": "1 d", "id": f"told-{cell}", "audience": [side], "text": told, "from": told, "how": words,
        "expected": words, "controller": words, "objective": "goal", "minutes": 5, "learning": words,
        "effect": {"weather": {"sea_state": 5, "for": "6 h"}},
    }  # fmt: skip


def _waiting(words: str) -> dict[str, Any]:
    return {
        "when": {"event": "cue_raised", "count": 500, "after": "50 h"},
        "id": "late",
        "text": f"SECRET-list {words}",
    }


def _decision(cell: str, words: str) -> dict[str, Any]:
    return {
        "at": "3 d", "id": f"choose-{cell}", "cell": cell, "asks": f"SECRET-{cell} {words}", "objective": "goal",
        "options": {"stay": {}, "go": {}}, "default": "stay", "labels": {"go": f"SECRET-{cell} {words}"},
    }  # fmt: skip


def _cell(cell: str, side: str, words: str) -> dict[str, Any]:
    return {"side": side, "name": f"{cell} {words}", "brief": f"BRIEF-{cell} {words}"}


def secrets_of(cell: str) -> set[str]:
    """Return what another than this cell must never read: words of texts, and the parts of the small scenario."""
    own = {
        "first": {"SECRET-first", "BRIEF-first", "mpa", "ais-a", "cell-a", "Kanoya", "45 min"},
        "second": {"SECRET-second", "BRIEF-second", "frigate", "mpa-b", "ais-b", "cell-b", "sar"},
        "white": {"SECRET-white", "SECRET-list", "network", "Keelung", "EXPECTED", "ASKED"},
    }
    return own[cell]
