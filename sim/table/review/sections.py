"""The sections of a review: the exercise, what was said in which turn, and the hotwash with its evaluation guide."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from sim.parts.sensing import ChangeMade
from sim.report.document.blocks import Bullets, Code, Paragraph, Picture, Ruled, Section, Table
from sim.report.escape import line
from sim.scenario.play import ObjectiveSpec
from sim.table.review.facts import Fate, Review
from sim.table.review.words import MARK, PROSE

__all__ = ["evaluated", "exercise", "hotwash", "repeated", "turn_by_turn"]

RATINGS: Final = "P / S / M / U"
LAST: Final = 10**9  # at one instant, what comes of itself is told after what was said


def exercise(review: Review) -> Iterator[Section]:
    """Say what was played, by whom, how far, and what it came to."""
    say, words, game = review.say, review.words, review.game
    rules, head = game.rules, game.head
    cells = ", ".join(map(words.cell, rules.cells))
    blocks = [Paragraph(say(
        "{title} ({scenario}), case {case}, played by {cells} with the luck of replication {replication}, seed {seed}, "
        "in turns of {turn} d. {how}",
        title=words.title, scenario=line(head.scenario), case=line(game.rules.case), cells=cells,
        replication=head.replication, seed=rules.spec.seed, turn=f"{rules.spec.turn_s / 86400:.3g}", how=_how(review),
    ))]  # fmt: skip
    if head.parent:
        blocks.append(Paragraph(say(
            "It is a branch of the game {parent}, with which it shares the first {n} entries.",
            parent=line(head.parent), n=head.parent_entry,
        )))  # fmt: skip
    yield Section(say("The exercise"), (*blocks, *_rulings(review), *_measures(review), *_spent(review)))


def _how(review: Review) -> str:
    say, state, turns = review.say, review.game.state, review.game.rules.turns
    if state.over:
        return say("All {n} turns were played.", n=turns)
    return say("It is not over: turn {turn} of {turns}, played until {clock}. This is the review so far.",
               turn=state.turn, turns=turns, clock=review.words.clock(state.now_s))  # fmt: skip


def _rulings(review: Review) -> Iterator[Paragraph | Bullets]:
    """Say what the white cell ruled, and why."""
    say, words, ruled = review.say, review.words, review.game.state.overrides
    if ruled:
        yield Paragraph(say("{mark} marks what the white cell ruled, wherever it is shown:", mark=MARK))
        yield Bullets(tuple(
            say("{mark} turn {turn}: {what} counts as {value}, because: {reason}", mark=MARK, turn=each.turn,
                what=words.ruled_name(each.what), value=words.ruled_value(each.what, each),
                reason=line(each.reason, PROSE))
            for each in ruled
        ))  # fmt: skip


def _measures(review: Review) -> Iterator[Table]:
    say, words = review.say, review.words
    if review.measures:
        parts = {name for name in review.measures if "." in name and name.partition(".")[0] in review.measures}
        rows = tuple(
            (words.part(name) if name in parts else words.about(name), words.counted(name, value))
            for name, value in review.measures.items()
        )
        nested = frozenset(at for at, name in enumerate(review.measures) if name in parts)
        caption = say("What it came to in this game's luck")
        yield Table(caption, (say("measure"), say("value")), rows, nested=nested, strong=frozenset({0}))


def _spent(review: Review) -> Iterator[Table]:
    """Say what each cell had and spent."""
    say, rules, spent = review.say, review.game.rules, review.game.state.spent
    rows = tuple(
        (review.words.cell(cell), line(stock), f"{had:g}", f"{spent[cell].get(stock, 0.0):g}")
        for cell in rules.cells for stock, had in rules.stocks(cell).items()
    )  # fmt: skip
    if rows:
        heads = (say("cell"), say("of"), say("had"), say("spent"))
        yield Table(say("What was spent"), heads, rows, numbers_from=2)


def turn_by_turn(review: Review, picture: Picture) -> Iterator[Section]:
    """Show and list everything that was said, and what came of itself."""
    say = review.say
    rows = [*_said(review), *_came(review)]
    rows.sort(key=lambda each: each[0])
    heads = (say("what"), say("who"), say("turn"), say("entry"), say("how it stands"))
    table = Table(say("Everything that was said, in order"), heads, tuple(row for _, row in rows), numbers_from=5)
    note = say("Entries keep their number; what was taken back or rewound is listed with the entry that did it.")
    yield Section(say("Turn by turn"), (picture, Paragraph(note), table))


def _said(review: Review) -> Iterator[tuple[tuple[float, int], tuple[str, ...]]]:
    words, shared = review.words, review.game.head.parent_entry
    for fate in review.fates:
        entry = fate.entry
        if entry.sort not in ("advance", "commit"):
            row = (words.act(entry), words.cell(entry.cell), str(fate.turn), str(entry.number),
                   _stands(review, fate, entry.number <= shared))  # fmt: skip
            yield (review.game.rules.begins_s(fate.turn + (fate.phase in ("adjudicate", "review"))), entry.number), row


def _stands(review: Review, fate: Fate, shared: bool) -> str:
    say = review.say
    told = say("stands")
    if fate.gone:
        rewound = review.game.entries[fate.gone - 1].sort == "rewind"
        told = say("rewound by entry {n}" if rewound else "taken back by entry {n}", n=fate.gone)
    return say("{told}; shared with the parent game", told=told) if shared else told


def _came(review: Review) -> Iterator[tuple[tuple[float, int], tuple[str, ...]]]:
    """Tell injects and decisions when they came; orders are told where they were given."""
    say, words, rules = review.say, review.words, review.game.rules
    known = {each.id: each.text for each in rules.spec.injects} | {e.id: e.text for e in review.game.state.written}
    for record in review.journal.of(ChangeMade):
        name, at_s = record.event.change, record.time_s
        decision = rules.decision(name)
        if decision is not None:
            taken = review.game.state.orders.choices.get(name, decision.default)
            what = say("decision {id} takes effect: {option}", id=line(name), option=words.option(name, taken))
        elif name in known:
            what = say("inject {id}: {text}", id=line(name), text=words.prose(known[name]))
        else:
            continue
        yield (at_s, LAST), (what, say("the scenario"), str(rules.turn_of(at_s)), "", words.clock(at_s))


def hotwash(review: Review) -> Iterator[Section]:
    """Ask what to talk about while it is fresh: in general, of each decision, and for each objective."""
    say, words = review.say, review.words
    general = (
        say("What did you expect to happen, and what happened?"),
        say("What did you know that others at the table did not, and what would it have changed for them?"),
        say("Which decision would you take otherwise, knowing only what you knew then?"),
    )
    own = tuple(
        say("Turn {turn}, {cells}: “{decided}” — {taken}. What spoke for it, and what against it?",
            turn=each.key.turn, cells=words.cells(each.key.cells), decided=words.decided(each.key),
            taken=words.taken(each.key))
        for each in review.decided
    )  # fmt: skip
    asked = tuple(words.prose(text) for each in review.objectives() for text in each.questions)
    yield Section(say("For the hotwash"), (Bullets((*general, *own, *asked)),))


def evaluated(review: Review) -> Iterator[Section]:
    """Leave room for the evaluators, objective by objective, beside what was measured."""
    say = review.say
    key = say("P: performed without challenges. S: performed with some challenges. M: performed with major challenges. "
              "U: unable to be performed.")  # fmt: skip
    yield Section(say("Exercise evaluation guide"), (Paragraph(key),))
    if not review.objectives():
        text = say("The scenario names no objectives; these are its measures.")
        yield Section(
            say("The exercise as a whole"),
            (Paragraph(text), *_guide(review, tuple(name for name in review.measures if "." not in name))),
            3,
        )
    for objective in review.objectives():
        wanted = tuple(name for whole in objective.measures for name in _parts(review, whole))
        blocks = (*_serving(review, objective), *_guide(review, wanted))
        yield Section(review.words.prose(objective.text), blocks, 3)


def _parts(review: Review, whole: str) -> list[str]:
    """Return a measure and its parts, those that the game tells."""
    return [name for name in review.measures if name == whole or name.startswith(f"{whole}.")]


def _serving(review: Review, objective: ObjectiveSpec) -> Iterator[Paragraph]:
    say, spec = review.say, review.game.rules.spec
    decisions = [each.id for each in spec.decisions if each.objective == objective.id]
    serving = decisions + [each.id for each in spec.injects if each.objective == objective.id]
    if serving:
        yield Paragraph(say("Served by: {names}.", names=line(", ".join(serving))))


def _guide(review: Review, names: tuple[str, ...]) -> Iterator[Table | Ruled]:
    say, words = review.say, review.words
    if names:
        rows = tuple((words.about(name), words.counted(name, review.measures[name]), RATINGS) for name in names)
        yield Table(say("What was measured, and how it is rated"), (say("measure"), say("value"), say("rating")), rows)
    else:
        yield Table(say("How it is rated"), (say("task"), say("rating")), ((say("as a whole"), RATINGS),))
    yield Ruled(say("Strengths"), 2)
    yield Ruled(say("Areas for improvement"), 2)
    yield Ruled(say("Observations"), 3)


def repeated(review: Review) -> Iterator[Section]:
    """Say how to have the page again."""
    say = review.say
    text = say("The same game and versions give the same page, byte for byte:")
    again = shlex.join(["sim", "review", review.game.path.name, "-n", str(review.replications), "--lang", say.lang])
    yield Section(say("To repeat it"), (Paragraph(text), Code((line(again, PROSE),))))
