"""The facilitator's sheet: set-up, timetable of turns, the events list in short, and what to expect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sim.base.tongue import phrase
from sim.report.document.blocks import Bullets, Code, Document, Paragraph, Section, Table
from sim.report.escape import line
from sim.report.words import lasting
from sim.table.handout.desk import Desk
from sim.table.msel import Event, events

__all__ = ["facilitator"]

SETUP: Final = tuple(map(phrase, (
    "One machine for the white cell, with the screen that the class sees; one for each cell, or one that is handed "
    "over.",
    "Print this sheet once, the hand-out for everybody, and each role card for its cell alone.",
    "Run the scenario before the class: it takes a few minutes. Keep report.html and replay.html open, but not shown.",
    "Begin the game, and leave it at the first turn.",
)))  # fmt: skip


def facilitator(desk: Desk) -> Document:
    """Return the facilitator's sheet; it alone holds what to expect."""
    say, spec = desk.say, desk.rules.spec
    found = events(desk.scenario, say)
    commands = Code((f"sim run {desk.file}", f"sim msel {desk.file}", f"sim play {desk.file}"))
    return desk.page(
        desk.title, say("Facilitator's sheet. Not for the class: it holds what to expect."),
        Section(say("Set-up in five minutes"), (Bullets(tuple(map(say, SETUP))), commands)),
        Section(say("Timetable"), (_timetable(desk, found),)),
        Section(say("The events list, in short"), (_listed(desk, found),) if found else ()),
        Section(say("What to expect"), (Paragraph(desk.prose(spec.expect)),) if spec.expect else ()),
        Section(say("Hotwash"), tuple(_hotwash(desk))),
    )  # fmt: skip


def _timetable(desk: Desk, found: list[Event]) -> Table:
    """Return a row for each turn: when it begins, what comes in it, and the minutes that this takes at the table."""
    say, rules = desk.say, desk.rules
    rows = []
    for turn in range(1, rules.turns + 1):
        here = [each for each in found if each.turn == turn]
        minutes = sum(each.minutes or 0 for each in here)
        names = ", ".join(f"{each.number} {each.event}" for each in here)
        rows.append((str(turn), desk.clock(rules.begins_s(turn)), names or "–", str(minutes) if minutes else ""))
    heads = (say("turn"), say("begins"), say("events"), say("minutes for them"))
    caption = say("{n} turns of {turn}", n=rules.turns, turn=lasting(rules.spec.turn_s, say))
    return Table(caption, heads, tuple(rows), numbers_from=3)


def _listed(desk: Desk, found: list[Event]) -> Table:
    say = desk.say
    rows = tuple((f"{each.number} {each.event}", each.time, each.audience, each.text, each.expected, each.learning)
                 for each in found)  # fmt: skip
    heads = (say("event"), say("time"), say("to"), say("text"), say("expected outcome"), say("learning point"))
    return Table(say("Events; sim msel writes all their fields"), heads, rows, numbers_from=len(heads))


def _hotwash(desk: Desk) -> Iterator[Paragraph | Bullets]:
    """Yield each objective, with what to ask and what to look at."""
    say = desk.say
    for each in desk.rules.spec.play.objectives:
        yield Paragraph(desk.prose(each.text) or line(each.id), large=True)
        asked = [desk.prose(question) for question in each.questions]
        looked = [say("Look at: {measures}", measures="; ".join(desk.measured(each)))] if each.measures else []
        yield Bullets((*asked, *looked))
