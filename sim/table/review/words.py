"""Words for a game in one language: cells, what they said, decisions, and measures with what the white cell ruled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from math import isfinite
from typing import Final

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.measure.catalogue import catalogue, unit_of
from sim.measure.shown import Scale, decimals, number, scale
from sim.report.escape import line
from sim.report.teller import Teller, names_in
from sim.report.titles import Titles
from sim.report.words import humane, typeset
from sim.scenario.source import brief
from sim.table.counterfactual import Key
from sim.table.entries import WHITE, Choose, Entry, Inject, Override, Rewind, Undo
from sim.table.game import Game
from sim.table.state import Ruled
from sim.table.views import entry_says

__all__ = ["MARK", "PROSE", "Words"]

PROSE: Final = 2000
MARK: Final = "†"


class Words:
    """How to say what there is in a game."""

    def __init__(self, game: Game, say: Tongue) -> None:
        self.game, self.rules, self.say = game, game.rules, say
        self.ruled: dict[str, Ruled] = {each.what.strip(): each for each in game.state.overrides}

    @property
    def title(self) -> str:
        """What people call the scenario."""
        return line(self.say.pick(self.rules.spec.title, self.game.head.scenario))

    @cached_property
    def sides(self) -> dict[str, str]:
        """What people call the sides."""
        return names_in(self.rules.spec.sides, self.say)

    def prose(self, texts: Mapping[str, str] | None) -> str:
        """Return a scenario's or a player's longer text."""
        return line(self.say.pick(texts), PROSE)

    def teller(self, journal: Journal) -> Teller:
        """Return what tells the events of a run of the game."""
        spec = self.rules.spec
        return Teller(journal, self.say, self.sides, names_in(spec.areas, self.say), Titles(spec.parts, self.say))

    def clock(self, time_s: float) -> str:
        """Write an instant as date and time."""
        return f"{self.rules.spec.start + timedelta(seconds=time_s):%Y-%m-%d %H:%M}"

    def cell(self, name: str) -> str:
        """Name a cell."""
        known = name == WHITE or name in self.rules.cells
        return line(self.say.pick(self.rules.name(name), name)) if known else line(name)

    def cells(self, names: tuple[str, ...]) -> str:
        """Name several cells."""
        return self.say(", ").join(map(self.cell, names))

    # Decisions

    def decided(self, key: Key) -> str:
        """Name what was decided: the question of a decision, or what an order is about."""
        decision = self.rules.decision(key.id) if key.sort == "choice" else None
        if decision:
            return self.prose(decision.asks)
        found = self.rules.orderable(key.path)
        says = self.say(found.says) if found else ""
        return line(f"{says}: {key.path}" if says else key.path)

    def taken(self, key: Key) -> str:
        """Say what was decided."""
        if key.sort == "choice":
            return self.option(key.id, key.took)
        said = {"order": self.say("ordered: {value}", value=line(key.took)),
                "grant": self.say("granted: {value}", value=line(key.took)),
                "refusal": self.say("refused: {value}", value=line(key.took))}  # fmt: skip
        return said[key.sort]

    def instead(self, key: Key, other: str) -> str:
        """Say what might have been decided instead."""
        if key.sort == "choice":
            return self.option(key.id, other)
        return {"left out": self.say("order left out"), "refused": self.say("request refused"),
                "granted": self.say("request granted")}[other]  # fmt: skip

    def option(self, decision: str, option: str) -> str:
        """Name an option as its label does."""
        found = self.rules.decision(decision)
        return line(self.say.pick(found.labels.get(option) if found else None, option))

    # What was said

    def act(self, entry: Entry) -> str:
        """Say an entry in a sentence without its subject and full stop."""
        act = entry.act
        if isinstance(act, Undo):
            return self.say("takes back entry {n}", n=act.entry)
        if isinstance(act, Rewind):
            return self.say("goes back to the planning of turn {n}", n=act.turn)
        if isinstance(act, Choose):
            return self.say("{decision}: {option}", decision=line(act.decision),
                            option=self.option(act.decision, act.option))  # fmt: skip
        if isinstance(act, Override):
            what = f"{MARK} {self.ruled_name(act.what)}"
            return self.say("{what} counts as {value}: {reason}", what=what, value=line(brief(act.value)),
                            reason=line(act.reason, PROSE))  # fmt: skip
        if isinstance(act, Inject) and act.do == "write":
            return self.say("writes inject {id}: {text}", id=act.id, text=self.prose(act.text))
        return line(entry_says(self.say, entry), PROSE)

    # Measures

    def about(self, measure: str) -> str:
        """Say what a measure is of, and of which part."""
        whole, part = measure.partition(".")[0], self.part(measure)
        known = catalogue().get(whole)
        words = self.say(known.about) if known else humane(whole)
        return f"{words[:1].upper()}{words[1:]}" + (f" ({part})" if part else "")

    def part(self, measure: str) -> str:
        """Name the part that a measure is of, such as a side; nothing for a whole."""
        part = measure.partition(".")[2]
        return self.sides.get(part) or line(self.say(part)) if part else ""

    def better(self, measure: str) -> int:
        """Return 1 where more is better, -1 where less is, 0 where that is for the reader."""
        known = catalogue().get(measure.partition(".")[0])
        return {"high": 1, "low": -1}.get(known.better, 0) if known else 0

    def scale(self, measure: str, *values: float) -> Scale:
        """Return how to show a measure."""
        return scale(unit_of(measure), max((abs(v) for v in values if isfinite(v)), default=0.0), self.say)

    def value(self, measure: str, value: float, by: Scale | None = None) -> str:
        """Write a value of a measure with its unit."""
        if not isfinite(value):
            return self.say("no value")
        by = by or self.scale(measure, value)
        shown = value * by.factor
        places = 0 if shown == round(shown) else decimals(shown)
        return typeset(f"{number(shown, places)} {by.unit}".rstrip())

    def counted(self, measure: str, value: float, by: Scale | None = None) -> str:
        """Write what a measure counts as: as the white cell ruled, marked, beside what the simulation gave."""
        simulated, ruled = self.value(measure, value, by), self.ruling(measure)
        if ruled is None:
            return simulated
        return self.say("{ruled} {mark} (simulated: {value})", ruled=self.ruled_value(measure, ruled), mark=MARK,
                        value=simulated)  # fmt: skip

    def ruling(self, measure: str) -> Ruled | None:
        """Return what the white cell ruled of a measure, if it did."""
        return self.ruled.get(measure)

    def ruled_name(self, what: str) -> str:
        """Name what was ruled upon: a measure in words, anything else as it was written."""
        return self.about(what) if what.partition(".")[0] in catalogue() else line(what)

    def ruled_value(self, measure: str, ruled: Ruled) -> str:
        """Write a value that was ruled: a number in the measure's unit, anything else as it was written."""
        value, known = ruled.value, measure.partition(".")[0] in catalogue()
        if known and isinstance(value, int | float) and not isinstance(value, bool):
            by = self.scale(measure, value)
            plain = by.factor == 100 and not 0 <= value <= 1  # 40 of a share is meant as it stands
            return typeset(f"{value:g}" if plain else f"{value * by.factor:g} {by.unit}".rstrip())
        return line(brief(value))
