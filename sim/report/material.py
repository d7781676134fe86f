"""What every figure is drawn from: the results and the scenario, and how to say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.tongue import ENGLISH, Tongue
from sim.measure.catalogue import catalogue
from sim.measure.shown import Scale, scale
from sim.record.folder import SCENARIO, read
from sim.record.results import Results
from sim.report.style import LIGHT, Look
from sim.report.teller import waters
from sim.report.titles import Titles
from sim.report.words import finding, humane, plain

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Material", "gather"]


@dataclass(frozen=True)
class Material:
    """All that the figures of one result folder need."""

    results: Results
    scenario: Scenario
    tongue: Tongue = ENGLISH
    look: Look = LIGHT

    @property
    def baseline(self) -> str:
        return self.results.baseline

    @property
    def focus(self) -> str:
        """The case that is compared in titles and drawn on the map: the first after the baseline."""
        return self.results.focus

    @property
    def headline(self) -> str | None:
        """The measure that answers the scenario's question, which is the first."""
        return next(iter(self.results.units), None)

    @cached_property
    def colours(self) -> dict[str, str]:
        """A colour for each side."""
        return self.look.sides({side: each.colour for side, each in self.scenario.spec.sides.items()})

    def side(self, name: str) -> str:
        """Return what people call a side."""
        spec = self.scenario.spec.sides.get(name)
        return plain(self.tongue.pick(spec.name if spec else None, name), name)

    def area(self, name: str) -> str:
        """Return what people call an area, or the area in which a part lies, or a passage of the world."""
        return plain(self._waters.get(name) or self.tongue(name), name)

    @cached_property
    def _waters(self) -> dict[str, str]:
        return waters(self.scenario.spec, self.tongue)

    @cached_property
    def titles(self) -> Titles:
        """What people call steps, serials, waves and teams."""
        return Titles(self.scenario.spec.parts, self.tongue)

    def named(self, measure: str) -> str:
        """Return what people call a measure, or a part of it."""
        return humane(measure, self.tongue, {side: self.side(side) for side in self.scenario.spec.sides})

    @property
    def title(self) -> str:
        return plain(self.tongue.pick(self.scenario.spec.title), self.results.scenario)

    @property
    def footer(self) -> str:
        """Say what the figures are and are not, and how to repeat them."""
        n = max(len(self.results.of(case)) for case in self.results.cases)
        return self.tongue(
            "Illustrative: public figures, invented ships. {title}, seed {seed}, {n} replications a case.",
            title=self.title, seed=self.scenario.spec.seed, n=n,
        )  # fmt: skip

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
        return scale(self.results.units[measure], max(means, default=0.0), self.tongue)

    def finding(self, measure: str) -> str:
        """Say what a measure shows, in a line."""
        against = self.against(measure).get(self.focus, {})
        told, by = self.told(measure), self.scale(measure)
        return finding(self.named(measure), self.focus, self.baseline, told, against, by, self.tongue)

    def headed(self, measure: str) -> str:
        """Say what a measure shows, or the headline where that was not measured, as a figure's title."""
        name = measure if measure in self.results.units else self.headline
        return self.finding(name) if name else self.title

    def better(self, measure: str) -> str:
        """Say which way a measure is good, or nothing."""
        known = catalogue().get(measure.partition(".")[0])
        if known is None or known.better == "neither":
            return ""
        return self.tongue("higher is better") if known.better == "high" else self.tongue("lower is better")


def gather(folder: Path, lang: str | None = None, look: Look = LIGHT) -> Material:
    """Read a complete result folder: its results and its scenario; the logs are read when figures take from them.

    What is said is said in the language named, or else in the scenario's own.
    """
    from sim.scenario.load import load

    results, scenario = read(folder), load(folder / SCENARIO)
    return Material(results, scenario, Tongue(lang or scenario.spec.lang), look)
