"""The facilitator's page: which chains of causes to tell, and what not to claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sim.report.document.blocks import Block, Bullets, Paragraph, Section
from sim.report.escape import line
from sim.report.story import richest, says
from sim.table.review.decisions import told_in_steps
from sim.table.review.facts import Decided, Review
from sim.table.review.luck import sentences

__all__ = ["notes"]

MOST: Final = 14


def notes(review: Review) -> Iterator[Section]:
    """Say what to tell in the review, in the order of the game."""
    say = review.say
    teller, chain = review.words.teller(review.journal), richest(review.journal)
    if chain:
        intro = say("Of all that happened, this chain of causes has the most kinds of event. Tell it first: it shows "
                    "how the parts of the exercise hang together.")  # fmt: skip
        yield Section(say("The story to tell"), (Paragraph(intro), told_in_steps(review, teller, chain[-MOST:])))
    else:
        yield Section(say("The story to tell"), (Paragraph(say("Nothing led to anything yet: there is no story.")),))
    for each in review.decided:
        yield Section(
            say("Turn {turn}, {cells}: {decided}", turn=each.key.turn, cells=review.words.cells(each.key.cells),
                decided=review.words.decided(each.key)),
            tuple(_decision(review, each)),
        )  # fmt: skip


def _decision(review: Review, each: Decided) -> Iterator[Block]:
    say, words, key = review.say, review.words, each.key
    yield Paragraph(say("Decided: {taken}.", taken=words.taken(key)))
    for one, worth, judgement in each.judged:
        other = words.instead(key, one.alternative.instead)
        verdict, _ = sentences(key, one.alternative.instead, worth, judgement, words)
        yield Bullets(
            (say("Instead of it, {other}: {verdict}", other=other, verdict=verdict), *_ask(review, each, other))
        )
    best = max(
        (one.apart.chain for one in each.instead if one.apart), key=lambda c: len({r.kind for r in c}), default=()
    )
    if best:
        teller = words.teller(review.journal)
        told = line(says(teller, best[-1]), 500)
        yield Paragraph(
            say(
                "Tell this chain: what began it came in any case, the rest to its end only as played: {what}.",
                what=told,
            )
        )
        yield told_in_steps(review, teller, best[-MOST:])
    else:
        yield Paragraph(say("No event came of it alone, so there is no chain to tell."))


def _ask(review: Review, each: Decided, other: str) -> Iterator[str]:
    say = review.say
    yield say("Before you show it, ask: what would {other} have changed, and how would you know?", other=other)
    if all(not judgement.difference.sign for _, _, judgement in each.judged):
        yield say("Do not call it right or wrong: the replications do not tell it from luck.")
