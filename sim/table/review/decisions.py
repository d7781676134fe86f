"""The key decisions of a review: what was known, what was true, what followed, and what each alternative was worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import isfinite, nan
from typing import Final

from sim.kernel.events import Record
from sim.measure.catalogue import measured
from sim.measure.shown import Scale, cell
from sim.measure.verdict import scale_of
from sim.report.document.blocks import Block, Bullets, Paragraph, Picture, Section, Step, Steps, Table
from sim.report.escape import line
from sim.report.story import knows, says
from sim.report.teller import Teller
from sim.report.words import typeset
from sim.table.counterfactual import Key
from sim.table.review.facts import Decided, Instead, Review, state_before
from sim.table.review.follow import hidden, under_way
from sim.table.review.luck import sentences
from sim.table.review.words import MARK
from sim.table.views import view

__all__ = ["decided", "told_in_steps"]

FEW: Final = 6
ABREAST: Final = 4
KINDS: Final = 8
METHOD: Final = (
    "Each alternative was played with the luck of this game and all else as it was said at the table, and with the "
    "luck of {n} other replications, as was the game itself; differences are of the game as played, less the "
    "alternative, replication by replication."
)
COUNTED: Final = (
    "{n} alternatives are judged by one measure each, and the judgements hold with all {n} looked at together "
    "(Holm, 5 % in all). The tables show {all} differences; * marks those that stand with all of these looked at "
    "together. An interval by itself excludes zero in one of twenty where there is no difference."
)


def decided(review: Review, pictures: Mapping[str, Picture]) -> Iterator[Section]:
    """Tell each key decision; pictures are by the decision's id."""
    say = review.say
    if not review.decided:
        return
    intro = [Paragraph(say(METHOD, n=review.replications))]
    if review.comparisons:
        intro.append(Paragraph(say(COUNTED, n=review.comparisons, all=review.differences)))
    yield Section(say("What was decided, and what it was worth"), tuple(intro))
    for each in review.decided:
        yield from _one(review, each, pictures.get(each.key.id))


def _one(review: Review, each: Decided, picture: Picture | None) -> Iterator[Section]:
    say, words, key = review.say, review.words, each.key
    title = say(
        "Turn {turn}, {cells}: {decided}", turn=key.turn, cells=words.cells(key.cells), decided=words.decided(key)
    )
    taken = say("Decided: {taken}.", taken=words.taken(key))
    if key.sort == "choice" and not key.number:
        taken = say("Nobody chose, so the default held: {taken}.", taken=words.taken(key))
    verdicts = [
        say("Instead of it, {other}: {verdict}", other=words.instead(key, one.alternative.instead),
            verdict=sentences(key, one.alternative.instead, worth, judgement, words)[0])
        for one, worth, judgement in each.judged
    ]  # fmt: skip
    void = [
        say("Instead of it, {other}: nothing to compare, for {why}.", why=line(say(one.alternative.void)),
            other=words.instead(key, one.alternative.instead))
        for one in each.instead if one.alternative.void
    ]  # fmt: skip
    yield Section(title, (Paragraph(taken, large=True), Bullets((*verdicts, *void))), 3)
    yield Section(say("What was known"), tuple(_known(review, key)), 4)
    yield Section(say("What was true"), tuple(_true(review, each)), 4)
    followed = tuple(_followed(review, each))
    if followed:
        yield Section(say("What followed"), followed, 4)
        yield Section(say("Luck and judgement"), tuple(_luck(review, each, picture)), 4)


# What was known


def _known(review: Review, key: Key) -> Iterator[Block]:
    """Tell what each cell saw that decided; one that stands for many is told in a row."""
    say, words, state = review.say, review.words, state_before(review.game, key)
    seen = {name: view(review.game, name, say.lang, state) for name in key.cells}
    heads = (say("cell"), say("events in the turn before"), say("tracks held"), say("injects told"))
    rows = tuple((words.cell(name), str(len(each.told)), str(len(each.tracks)), str(len(each.injects)))
                 for name, each in seen.items())  # fmt: skip
    yield Table(say("What it saw at {clock}", clock=words.clock(state.now_s)), heads, rows)
    for name, each in seen.items() if len(seen) <= 2 else ():
        if each.injects:
            yield Bullets(tuple(f"{line(one.clock)}: {line(one.text, 500)}" for one in each.injects))
        if each.told:
            yield Paragraph(say("The latest that {cell} knew:", cell=words.cell(name)))
            yield Steps(tuple(Step(_moment(review, one.time_s), one.clock, line(one.says, 500), words.cell(name))
                              for one in each.told[-FEW:]))  # fmt: skip


# What was true


def _true(review: Review, each: Decided) -> Iterator[Block]:
    """Tell what the cells did not know, what was going on, and how the measure stood."""
    say, words, key = review.say, review.words, each.key
    state = state_before(review.game, key)
    now_s = state.now_s
    if now_s <= 0:
        yield Paragraph(say("Nothing had happened yet."))
        return
    cut, teller = review.until(now_s), words.teller(review.until(now_s))
    sides = tuple(dict.fromkeys(side for name in key.cells if (side := review.game.rules.side(name))))
    since_s = review.game.rules.begins_s(max(1, key.turn - 1))
    unseen = {side: hidden(cut, side, since_s) for side in sides}
    yield from (Paragraph(say("{n} events of the turn before were not known to {side} at once.", n=len(each),
                              side=words.sides.get(side, line(side)))) for side, each in unseen.items())  # fmt: skip
    nobody = set.intersection(*(set(each) for each in unseen.values())) if unseen else set()
    if nobody:
        yield Paragraph(say("The latest that none of them knew:"))
        yield told_in_steps(review, teller, sorted(nobody)[-FEW:])
    going = under_way(cut)
    if going:
        yield Paragraph(say("Under way at that instant, in truth: {n}.", n=len(going)))
        yield Bullets(tuple(
            say("since {clock}: {what}", clock=words.clock(one.since_s), what=line(says(teller, one.record), 500))
            for one in going[:FEW]
        ))  # fmt: skip
    value = measured(cut, [each.measure.partition(".")[0]]).get(each.measure, nan) if each.measure else nan
    if isfinite(value):
        yield Paragraph(
            say("{about} until then: {value}.", about=words.about(each.measure), value=words.value(each.measure, value))
        )


# What followed


def _followed(review: Review, each: Decided) -> Iterator[Block]:
    say, words, key = review.say, review.words, each.key
    teller = words.teller(review.journal)
    for one in each.instead:
        apart = one.apart
        if apart is None:
            continue
        other = words.instead(key, one.alternative.instead)
        yield Paragraph(say(
            "With the same luck, {here} events after it came only as played, {there} only with {other}, and {common} "
            "in both. {first}", here=len(apart.here), there=len(apart.there), common=apart.common, other=other,
            first=_first(review, apart.here),
        ))  # fmt: skip
        if apart.kinds:
            heads = (say("kind of event that differs"), say("only as played"), say("only with {other}", other=other))
            rows = tuple((say(kind.replace("_", " ")), str(a), str(b)) for kind, a, b in apart.kinds[:KINDS])
            yield Table(say("What would not have come, and what would"), heads, rows)
        if apart.chain:
            yield Paragraph(
                say("Of what came only as played, this chain, with what began it, has the most kinds of event:")
            )
            yield told_in_steps(review, teller, apart.chain[-2 * FEW :])


def _first(review: Review, here: Sequence[Record]) -> str:
    if not here:
        return ""
    teller, first = review.words.teller(review.journal), here[0]
    return review.say(
        "The first of them: {clock}, {what}.", clock=teller.clock(first.time_s), what=line(says(teller, first), 500)
    )


def told_in_steps(review: Review, teller: Teller, records: Sequence[Record]) -> Steps:
    """Tell events as they were, and who knew of each at once."""
    return Steps(tuple(
        Step(_moment(review, each.time_s), teller.clock(each.time_s), line(says(teller, each), 500),
             line(knows(teller, each)))
        for each in records
    ))  # fmt: skip


def _moment(review: Review, time_s: float) -> str:
    return f"{review.game.rules.spec.start + timedelta(seconds=time_s):%Y-%m-%dT%H:%MZ}"


# Luck and judgement


def _luck(review: Review, each: Decided, picture: Picture | None) -> Iterator[Block]:
    say, words, key = review.say, review.words, each.key
    for one, worth, judgement in each.judged:
        verdict, grounds = sentences(key, one.alternative.instead, worth, judgement, words)
        yield Paragraph(say("{other}: {verdict}", other=words.instead(key, one.alternative.instead), verdict=verdict))
        yield Bullets(grounds)
    if picture is not None:
        yield picture
    told = [one for one in each.instead if one.alternative.worth]
    for at in range(0, len(told), ABREAST):
        part = told[at : at + ABREAST]
        yield _same_luck(review, each, part)
        yield _other_luck(review, each, part)


def _same_luck(review: Review, each: Decided, told: Sequence[Instead]) -> Table:
    say, words, rows = review.say, review.words, []
    for worth in each.shown(told[0]):
        values = [other.changed if (other := one.alternative.of(worth.measure)) else nan for one in told]
        by = words.scale(worth.measure, worth.actual, *values)
        rows.append((words.about(worth.measure), words.counted(worth.measure, worth.actual, by),
                     *(words.value(worth.measure, value, by) for value in values)))  # fmt: skip
    heads = (say("measure"), say("as played"), *(words.instead(each.key, one.alternative.instead) for one in told))
    return Table(say("With the luck of this game"), heads, tuple(rows), strong=_strong(each, told))


def _other_luck(review: Review, each: Decided, told: Sequence[Instead]) -> Table:
    say, words, rows = review.say, review.words, []
    for worth in each.shown(told[0]):
        by = scale_of(worth.judgement, worth.unit, say)
        about = ", ".join(filter(None, (words.about(worth.measure), by.points)))
        mark = f" {MARK}" if words.ruling(worth.measure) else ""
        rows.append((about + mark, *(_difference(one, worth.measure, by) for one in told)))
    against = (say("against {other}", other=words.instead(each.key, one.alternative.instead)) for one in told)
    caption = say("Under other luck: as played, less the alternative; mean ± half a 95 % interval, {n} pairs",
                  n=review.replications)  # fmt: skip
    return Table(caption, (say("measure"), *against), tuple(rows), strong=_strong(each, told))


def _difference(one: Instead, measure: str, by: Scale) -> str:
    worth = one.alternative.of(measure)
    if worth is None:
        return "–"
    shown = typeset(cell(worth.judgement.difference.mean, worth.judgement.difference.ci95, by, signed=True))
    return f"{shown} *" if measure in one.stands else shown


def _strong(each: Decided, told: Sequence[Instead]) -> frozenset[int]:
    return frozenset(at for at, worth in enumerate(each.shown(told[0])) if worth.measure == each.measure)
