"""What figures are drawn from: the results, the scenario, and the story of each case's first replication."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import UserError
from sim.kernel.journal import Journal
from sim.measure.catalogue import catalogue
from sim.measure.shown import Scale, scale
from sim.models.mda_sharing import picture_series
from sim.models.sts_measures import Transfer, transfers_of
from sim.models.sts_transfer import TransferAgreed
from sim.record.folder import SCENARIO, read
from sim.record.results import Results
from sim.report.style import side_colours
from sim.report.words import finding, plain

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Material", "Row", "Story", "gather", "story_of"]

Series = Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]]


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer as figures show it; times in seconds, infinite where it did not happen.

    `intent` is (receiver, its how-manieth voyage): cases share it, so it names the same intention in each.
    """

    intent: tuple[int, int]
    lat_deg: float
    lon_deg: float
    began_s: float
    ended_s: float
    how: str
    detected_s: float
    photographed_s: float
    photographed_by: str


@dataclass(frozen=True, slots=True)
class Story:
    """What one run's journal told; `tables` holds bulk columns only for the case that is mapped."""

    duration_s: float
    rows: tuple[Row, ...]
    picture: Series
    tables: Mapping[str, Mapping[str, np.ndarray]]

    @property
    def photographed(self) -> int:
        return sum(bool(row.photographed_by) for row in self.rows)


@dataclass(frozen=True)
class Material:
    """All that the figures of one result folder need."""

    results: Results
    scenario: Scenario
    stories: Mapping[str, Story]

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


def gather(folder: Path, *, logs: bool = True) -> Material:
    """Read a complete result folder, with its logs or without; stories are missing where no log was kept."""
    from sim.scenario.load import load

    results, scenario = read(folder), load(folder / SCENARIO)
    bare = Material(results, scenario, {})
    stories = {}
    for case in results.cases if logs else ():
        try:
            journal = results.journal(case)
        except UserError:
            continue
        stories[case] = story_of(journal, mapped=case == bare.focus)
    return Material(results, scenario, stories)


def story_of(journal: Journal, *, mapped: bool = False) -> Story:
    """Take from a journal what figures show of it, so that the journal itself can go."""
    intents = _intents(journal)
    rows = tuple(_row(journal, intents, each) for each in transfers_of(journal))
    tables = {name: journal.table(name) for name in ("platform", "leg")} if mapped else {}
    return Story(journal.header["duration_s"], rows, picture_series(journal), tables)


def _intents(journal: Journal) -> dict[int, tuple[int, int]]:
    """Return for each transfer the receiver and how many it had agreed before."""
    voyages: dict[int, int] = {}
    intents = {}
    for record in journal.of(TransferAgreed):
        nth = voyages[record.event.receiver] = voyages.get(record.event.receiver, -1) + 1
        intents[record.event.transfer] = record.event.receiver, nth
    return intents


def _row(journal: Journal, intents: Mapping[int, tuple[int, int]], transfer: Transfer) -> Row:
    photo = journal.records[transfer.observations[0]] if transfer.observations else None
    return Row(
        intents.get(transfer.number, (transfer.vessels[0], transfer.number)),
        transfer.lat_deg, transfer.lon_deg, transfer.began_s, min(transfer.ended_s, journal.header["duration_s"]),
        transfer.how, transfer.detected_s, photo.time_s if photo else math.inf, photo.event.side if photo else "",
    )  # fmt: skip
