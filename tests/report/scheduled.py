"""Short runs whose replay has a schedule."""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.report.replay import Replay, fold, texts
from sim.scenario.load import Scenario, load
from tests.report.unpacked import opened

SHORT = {
    "f35": ("injects=[]", "duration=5 d", "warm_up=1 d", "parts.strike-carrier.jets=12", "parts.escort-carrier.jets=4"),
    "amphibious": ("duration=2 d", "parts.uk-group.waves[3].amount=24"),
    "vigilant_isles": ("injects=[]", "duration=1100 d"),
}


@cache
def scenario(name: str) -> Scenario:
    return load(name, SHORT[name])


@cache
def journal(name: str, nth: int) -> Journal:
    return simulate(scenario(name), scenario(name).cases[nth])


@cache
def made(name: str, lang: str = "en") -> Replay:
    """Fold the first two cases."""
    cases = scenario(name).cases[:2]
    logs = {case: lambda nth=nth: journal(name, nth) for nth, case in enumerate(cases)}
    return fold(scenario(name), logs, lang, texts())


def schedule(name: str, nth: int = 0) -> dict[str, Any]:
    """Return the lanes, which all cases share, and the bars of a case."""
    found = opened(made(name))
    return {"lanes": found["lane"], "bars": found[f"bar@{nth}"]}
