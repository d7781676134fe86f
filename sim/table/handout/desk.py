"""What every hand-out is written from: a scenario as it is played, in one language."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from sim.base.tongue import Tongue, phrase
from sim.measure.catalogue import catalogue
from sim.report.document.blocks import Bullets, Document, Section
from sim.report.document.facts import PROSE
from sim.report.escape import line
from sim.report.teller import names_in
from sim.report.words import humane
from sim.scenario.load import Scenario
from sim.scenario.play import ObjectiveSpec
from sim.table.msel import elapsed
from sim.table.rules import Rules

__all__ = ["Desk"]

FOOTER = phrase("Illustrative: public figures, invented ships. {title}, case {case}.")


@dataclass(frozen=True)
class Desk:
    """A scenario's rules, and words for all of it; every text that leaves here is one harmless line."""

    rules: Rules
    say: Tongue

    @property
    def scenario(self) -> Scenario:
        return self.rules.scenario

    @property
    def title(self) -> str:
        return line(self.say.pick(self.rules.spec.title, self.scenario.name))

    @property
    def file(self) -> str:
        """The scenario as a command names it."""
        return shlex.quote(line(self.scenario.file))

    @property
    def footer(self) -> str:
        return self.say(FOOTER, title=self.title, case=line(self.rules.case))

    @cached_property
    def sides(self) -> dict[str, str]:
        """What people call the sides."""
        return names_in(self.rules.spec.sides, self.say)

    def prose(self, text: Mapping[str, str] | None) -> str:
        """Return one of the scenario's own texts."""
        return line(self.say.pick(text), PROSE)

    def cell(self, cell: str) -> str:
        """Return what people call a cell."""
        return line(self.say.pick(self.rules.name(cell)))

    def clock(self, time_s: float) -> str:
        """Write an instant: how long after the start, and when that is."""
        at = f"{self.rules.spec.start + timedelta(seconds=time_s):%Y-%m-%d %H:%M}Z"
        return f"{elapsed(time_s, self.say)} ({at})" if time_s else at

    def measure(self, name: str) -> str:
        """Say what a measure is of; its name where nobody knows it."""
        known = catalogue().get(name.partition(".")[0])
        said = self.say(known.about) if known else humane(line(name))
        return said[:1].upper() + said[1:]

    def page(self, title: str, below: str, *sections: Section) -> Document:
        """Return a page of sections, those that hold nothing left out."""
        return Document(self.say.lang, title, below, tuple(each for each in sections if each.blocks), self.footer)

    def objectives(self) -> Section:
        """Say what the exercise is for, which everybody may know."""
        said = tuple(self.prose(each.text) for each in self.rules.spec.play.objectives)
        return Section(self.say("What the exercise is for"), (Bullets(said),) if said else ())

    def measured(self, objective: ObjectiveSpec) -> Iterator[str]:
        """Yield what the measures of an objective are of."""
        return map(self.measure, objective.measures)
