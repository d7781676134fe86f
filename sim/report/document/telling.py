"""The sections to look at and to follow: the pictures, and one story from cause to effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from sim.base.errors import UserError
from sim.kernel.events import Record
from sim.kernel.journal import Journal
from sim.record.files import say_why
from sim.report.document.blocks import Paragraph, Picture, Section, Step, Steps
from sim.report.document.facts import PROSE, Facts
from sim.report.escape import line
from sim.report.lane_story import LaneStory, in_time, moral
from sim.report.story import TransferStory, best, difference, knows, richest, says
from sim.report.teller import Teller
from sim.report.titles import Titles
from sim.report.words import humane

__all__ = ["picture", "pictured", "told"]

FIGURES: Final = "figures"
FIRST: Final = (
    "difference", "tradeoff", "measures", "map", "flow", "incidents", "response", "timeline", "delay", "picture",
)  # fmt: skip
MIME: Final = (("png", "image/png"), ("svg", "image/svg+xml"))
LONGEST: Final = 40
SAME: Final = (
    "Transfer {number} of replication 0: the same ships at the same place from the same moment, photographed in case "
    "{case} because of a partner's report, and not in case {baseline}."
)
RICHEST: Final = (
    "Of all that happened in replication 0 of case {case}, this chain of causes has the most kinds of event."
)


def pictured(facts: Facts) -> Iterator[Section]:
    """Show the figures that were drawn, those that answer first; nothing where none were."""
    names = {path.stem for path in (facts.folder / FIGURES).glob("*.png")}
    ordered = sorted(names, key=lambda name: (_place(name.partition("-")[0]), len(name), name))
    if ordered:
        yield Section(facts.say("In pictures"), tuple(picture(facts.folder, name) for name in ordered))


def _place(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


def picture(folder: Path, name: str) -> Picture:
    """Return a figure in whichever of its forms is smaller, with the title that it was drawn under."""
    from PIL import Image

    with say_why(folder / FIGURES, "draw the figures anew", "read"):
        with Image.open(folder / FIGURES / f"{name}.png") as image:
            title = image.info.get("Title") or humane(name)
        forms = [(mime, path) for suffix, mime in MIME if (path := folder / FIGURES / f"{name}.{suffix}").is_file()]
        mime, path = min(forms, key=lambda form: form[1].stat().st_size)
        return Picture(f"{FIGURES}/{name}.png", mime, path.read_bytes(), line(str(title), PROSE))


def told(facts: Facts, journal: Callable[[str], Journal]) -> Iterator[Section]:
    """Follow one outcome through its causes; nothing where no log was kept or nothing led to anything.

    `journal` gives that of a case: it is asked for the baseline and the case compared.
    """
    focus = facts.focus
    try:
        shared = journal(focus)
        alone = journal(facts.baseline) if focus != facts.baseline else None
    except UserError:
        return
    story = best(alone, shared) if alone is not None else None
    passage = in_time(alone, shared) if alone is not None else None
    if story:
        yield from _transfer(facts, story, focus)
    elif passage:
        yield from _passage(facts, passage, focus)
    elif chain := richest(shared):
        intro = Paragraph(facts.say(RICHEST, case=line(focus)))
        yield Section(facts.say("One story, from cause to effect"), (intro, *_steps(facts, shared, chain)))


def _transfer(facts: Facts, story: TransferStory, focus: str) -> Iterator[Section]:
    say, (without, with_it) = facts.say, (line(facts.baseline), line(focus))
    same = say(SAME, number=story.transfer.number, case=with_it, baseline=without)
    why = difference(story, _teller(facts, story.shared), (without, with_it))
    yield Section(say("One story, from cause to effect"), (Paragraph(same), Paragraph(why)))
    shared, alone = story.told_shared(), story.told_alone()
    while alone and alone[0].kind != "transfer_began":
        alone.pop(0)
    yield from _twice(facts, {with_it: (story.shared, shared), without: (story.alone, alone)})


def _passage(facts: Facts, story: LaneStory, focus: str) -> Iterator[Section]:
    without, with_it = line(facts.baseline), line(focus)
    said = moral(story, _teller(facts, story.shared), (without, with_it))
    yield Section(facts.say("One story, from cause to effect"), tuple(map(Paragraph, said)))
    told = {with_it: (story.shared, story.told_shared()), without: (story.alone, story.told_alone())}
    yield from _twice(facts, told)


def _twice(facts: Facts, told: Mapping[str, tuple[Journal, Sequence[Record]]]) -> Iterator[Section]:
    """Tell what happened in each case."""
    for case, (journal, records) in told.items():
        yield Section(facts.say("In case {case}", case=case), tuple(_steps(facts, journal, records)), 3)


def _teller(facts: Facts, journal: Journal) -> Teller:
    return Teller(journal, facts.say, facts.sides, facts.areas, Titles(facts.scenario.spec.parts, facts.say))


def _steps(facts: Facts, journal: Journal, records: Sequence[Record]) -> Iterator[Paragraph | Steps]:
    """Tell what led to what, the end of it where it is long."""
    teller, left = _teller(facts, journal), max(0, len(records) - LONGEST)
    if left:
        yield Paragraph(facts.say("{n} earlier causes are left out.", n=left))
    yield Steps(tuple(
        Step(f"{teller.start + timedelta(seconds=each.time_s):%Y-%m-%dT%H:%MZ}", teller.clock(each.time_s),
             line(says(teller, each), PROSE), line(knows(teller, each)))
        for each in records[left:]
    ))  # fmt: skip
