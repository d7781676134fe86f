"""What every figure is drawn from: the results and the scenario, and how to say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.measure.catalogue import catalogue
from sim.measure.shown import Scale, scale
from sim.record.folder import SCENARIO, read
from sim.record.results import Results
from sim.report.style import side_colours
from sim.report.words import finding, plain

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Material", "gather"]


@dataclass(frozen=True)
class Material:
    """All that the figures of one result folder need."""

    results: Results
    scenario: Scenario

    @property
    def baseline(self) -> str:
        return self.results.cases[0]

    @property
    def focus(self) -> str:
        """The case that is compared in titles and drawn on the map: the first after the baseline."""
        return self.results.cases[min(1, len(self.results.cases) - 1)]

    @property
    def headline(self) -> str | None:
        """The measure that answers the scenario's question, which is the first."""
        return next(iter(self.results.units), None)

    @cached_property
    def colours(self) -> dict[str, str]:
        """A colour for each side."""
        return side_colours({side: each.colour for side, each in self.scenario.spec.sides.items()})

    def side(self, name: str) -> str:
        """Return what people call a side."""
        spec = self.scenario.spec.sides.get(name)
        return plain(_english(spec.name), name) if spec and spec.name else plain(name)

    def area(self, name: str) -> str:
        """Return what people call an area."""
        spec = self.scenario.spec.areas.get(name)
        return plain(_english(spec.name), name) if spec and spec.name else plain(name)

    @property
    def title(self) -> str:
        return plain(_english(self.scenario.spec.title), self.results.scenario)

    @property
    def footer(self) -> str:
        """Say what the figures are and are not, and how to repeat them."""
        n = max(len(self.results.of(case)) for case in self.results.cases)
        made = f"{self.title}, seed {self.scenario.spec.seed}, {n} replications a case"
        return f"Illustrative: public figures, invented ships. {made}."

    def told(self, measure: str) -> dict[str, Mapping[str, Any]]:
        """Return the estimate of a measure in each case."""
        return {case: self.results.summary["cases"][case]["measures"][measure] for case in self.results.cases}

    def against(self, measure: str) -> dict[str, Mapping[str, Any]]:
        """Return each case's difference from the baseline in a measure."""
        differences = self.results.summary["comparison"]["differences"]
        return {case: differences[case][measure] for case in self.results.cases[1:] if case in differences}

    def scale(self, measure: str) -> Scale:
        """Return how to show a measure: the same way in every case."""
        means = [abs(each["mean"]) for each in self.told(measure).values() if each["mean"] is not None]
        return scale(self.results.units[measure], max(means, default=0.0))

    def finding(self, measure: str) -> str:
        """Say what a measure shows, in a line."""
        against = self.against(measure).get(self.focus, {})
        return finding(measure, self.focus, self.baseline, self.told(measure), against, self.scale(measure))

    def better(self, measure: str) -> str:
        """Say which way a measure is good, or nothing."""
        known = catalogue().get(measure.partition(".")[0])
        return {"high": "higher is better", "low": "lower is better"}.get(known.better if known else "", "")


def _english(text: Mapping[str, str] | None) -> str:
    return (text or {}).get("en") or next(iter((text or {"": ""}).values()))


def gather(folder: Path) -> Material:
    """Read a complete result folder: its results and its scenario; the logs are read when figures take from them."""
    from sim.scenario.load import load

    return Material(read(folder), load(folder / SCENARIO))
