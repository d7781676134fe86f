"""What a report is written from: results, scenario and provenance, with words for all of it in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import Fault, UserError
from sim.base.tongue import Tongue
from sim.experiment.comparable import Source, open_source
from sim.measure.catalogue import catalogue
from sim.measure.shown import Scale, scales
from sim.record.files import read_json
from sim.record.folder import RUN
from sim.record.results import Results
from sim.report.escape import line
from sim.report.teller import names_in, waters
from sim.report.words import humane

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["PROSE", "Facts", "gathered"]

PROSE = 2000  # letters of a scenario's text that are shown


@dataclass(frozen=True)
class Facts:
    """A complete result folder, and the language that it is told in."""

    source: Source
    results: Results
    made: Mapping[str, Any]
    say: Tongue

    @property
    def scenario(self) -> Scenario:
        return self.source.scenario

    @property
    def folder(self) -> Path:
        return Path(self.source.given)

    @property
    def baseline(self) -> str:
        return self.results.baseline

    @property
    def focus(self) -> str:
        """The case whose story is told: the first after the baseline."""
        return self.results.focus

    @property
    def title(self) -> str:
        return line(self.say.pick(self.scenario.spec.title, self.results.scenario))

    @cached_property
    def sides(self) -> dict[str, str]:
        """What people call the sides."""
        return names_in(self.scenario.spec.sides, self.say)

    @cached_property
    def areas(self) -> dict[str, str]:
        """What people call the areas."""
        return waters(self.scenario.spec, self.say)

    @cached_property
    def scales(self) -> dict[str, Scale]:
        """How to show each measure: the same way in every case, units in the language."""
        return scales(self.results.summary, self.say)

    def prose(self, texts: Mapping[str, str] | None) -> str:
        """Return a scenario's longer text."""
        return line(self.say.pick(texts), PROSE)

    def foreign(self, texts: Mapping[str, str]) -> str | None:
        """Return the language of a scenario's text where it is another than that of the page."""
        picked = next((lang for lang in (self.say.lang, "en", *texts) if texts.get(lang)), None)
        return None if picked == self.say.lang else picked

    def about(self, measure: str) -> str:
        """Say what a whole measure is of; its name where this version knows it no more."""
        whole = measure.partition(".")[0]
        known = catalogue().get(whole)
        words = self.say(known.about) if known else humane(whole)
        return words[:1].upper() + words[1:]

    def part(self, measure: str) -> str:
        """Name the part of a measure, such as a side; nothing for a whole."""
        part = measure.partition(".")[2]
        return self.sides.get(part) or (line(self.say(part)) if part else "")


def gathered(folder: Path, lang: str | None = None) -> Facts:
    """Read a complete result folder, to be told in a language: the scenario's own when none is named.

    Raises: UserError when it is none, or is not complete.
    """
    source = open_source(str(folder))
    if source.results is None:
        found = "is a scenario, not a result folder"
        raise UserError(Fault(str(folder), "", found, f"run it first: sim run {folder}"))
    return Facts(source, source.results, read_json(folder / RUN), Tongue(lang or source.scenario.spec.lang))
