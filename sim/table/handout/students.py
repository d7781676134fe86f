"""The hand-out for a class: the question, the background, how to read the figures, and a table to predict in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sim.base.tongue import phrase
from sim.report.document.blocks import Bullets, Document, Paragraph, Section, Table
from sim.report.document.facts import PROSE
from sim.report.escape import line
from sim.report.words import lasting
from sim.scenario.source import brief
from sim.table.handout.desk import Desk

__all__ = ["students"]

MOST: Final = 5  # predictions that fit a page
READING: Final = tuple(map(phrase, (
    "A run is one history that chance could have made. Each case is run many times, each time with other luck.",
    "The number is the mean of the runs. ± is half a 95 % interval: how far the mean itself may be off, not how far "
    "runs lie apart.",
    "The cases share their luck, so look at the difference between two cases. A star says that its interval excludes "
    "zero; without one, no difference is shown.",
    "Of twenty measures that do not differ, one bears a star by chance.",
    "Higher is not always better, and what is not measured may matter most.",
)))  # fmt: skip


def students(desk: Desk) -> Document:
    """Return the hand-out for a class; it holds nothing of what is to be found."""
    say, spec = desk.say, desk.rules.spec
    question = (Paragraph(desk.prose(spec.purpose), large=True),) if spec.purpose else ()
    reading = Bullets(tuple(map(say, READING)))
    return desk.page(
        desk.title, say("Hand-out: predict, observe, explain."),
        Section(say("The question"), question),
        Section(say("Background"), (Bullets(tuple(_background(desk))), *_cases(desk))),
        Section(say("How to read the figures"), (reading,)),
        Section(say("Predict, observe, explain"), (
            Paragraph(say("Predict before anything is shown: more, less or no different, by how much, and why.")),
            _blank(desk),
        )),
    )  # fmt: skip


def _background(desk: Desk) -> Iterator[str]:
    """Yield where and when it plays, who takes part, and what is measured."""
    say, spec = desk.say, desk.rules.spec
    end = spec.start + timedelta(seconds=spec.duration)
    where = line(say.pick(spec.area.name)) or "–"
    yield say("Where: {area}", area=where)
    yield say("When: {start} to {end}, {time} in all", start=f"{spec.start:%Y-%m-%d}", end=f"{end:%Y-%m-%d}",
              time=lasting(spec.duration, say))  # fmt: skip
    yield say("Who: {sides}", sides=", ".join(line(each) for each in desk.sides.values()) or "–")
    yield say("How often: each case {n} times", n=spec.replications)


def _cases(desk: Desk) -> Iterator[Table]:
    """Yield what is compared, as the scenario's file says it."""
    say, cases = desk.say, desk.scenario.spec.cases
    rows = tuple(
        (line(name), line("; ".join(f"{path}: {brief(value)}" for path, value in cases.get(name, {}).items()), PROSE)
         or say("as the file says"))
        for name in desk.scenario.cases
    )  # fmt: skip
    if len(rows) > 1:
        yield Table(say("The cases"), (say("case"), say("what differs")), rows, numbers_from=2)


def _blank(desk: Desk) -> Table:
    """Return rows for the headline of each case, for what objectives look at in the second, and at least a free one."""
    say, spec = desk.say, desk.rules.spec
    baseline, *others = desk.scenario.cases
    looked = [name for each in spec.play.objectives for name in each.measures] or spec.measures
    asked = [(case, name) for name in spec.measures[:1] for case in others]
    asked += [(case, name) for case in others[:1] for name in dict.fromkeys(looked) if name not in spec.measures[:1]]
    rows = [say("{case} against {baseline}: {measure}", case=line(case), baseline=line(baseline),
                measure=desk.measure(name)) for case, name in asked[: MOST - 1]]  # fmt: skip
    rows += [""] * (MOST - len(rows))
    heads = (say("question"), say("I predict, because"), say("I observe"), say("I explain"))
    return Table(say("To be filled in"), heads, tuple((row, "", "", "") for row in rows), 4, roomy=True)
