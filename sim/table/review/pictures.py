"""The figures of a review: the turns, and of each decision what it was worth under other luck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from sim.measure.verdict import scale_of
from sim.parts.sensing import ChangeMade
from sim.record.files import say_why
from sim.report import luck, turns
from sim.report.document.blocks import Picture
from sim.report.document.telling import picture
from sim.report.sheet import Sheet
from sim.report.style import LIGHT, styled
from sim.report.words import day, plain
from sim.table.entries import WHITE
from sim.table.review.facts import Decided, Review
from sim.table.review.luck import sentences
from sim.table.review.words import MARK

__all__ = ["drawn"]

FOLDER: Final = "figures"
UNDRAWN: Final = ("advance", "commit")


def drawn(review: Review, out: Path) -> dict[str, Picture]:
    """Draw every figure into a folder, in place of earlier ones; return them by `turns` and the decisions' ids."""
    folder = out / FOLDER
    with say_why(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for old in [*folder.glob("turns.*"), *folder.glob("luck-*.*")]:
            old.unlink()
    found = {}
    with styled():
        for name, sheet in _sheets(review):
            sheet.save(folder)
            found[name] = picture(out, sheet.name)
    return found


def _sheets(review: Review) -> Iterator[tuple[str, Sheet]]:
    yield "turns", _turns(review)
    for nth, each in enumerate(review.decided, 1):
        if any(True for _ in each.judged):
            yield each.key.id, _luck(review, each, nth)


def _footer(review: Review) -> str:
    rules = review.game.rules
    return review.say(
        "Illustrative: public figures, invented ships. {title}, seed {seed}, game {game}.",
        title=plain(review.words.title, review.game.head.scenario), seed=rules.spec.seed,
        game=plain(review.game.path.name),
    )  # fmt: skip


def _turns(review: Review) -> Sheet:
    say, words, rules = review.say, review.words, review.game.rules
    colours = LIGHT.sides({side: each.colour for side, each in rules.spec.sides.items()})
    lanes = tuple(
        turns.Lane(plain(words.cell(cell), cell), colours.get(rules.side(cell), LIGHT.ink), _said(review, cell))
        for cell in (WHITE, *rules.cells)
    )
    begins = [(rules.begins_s(turn), _date(review, rules.begins_s(turn))) for turn in range(1, rules.turns + 2)]
    said = sum(len(lane.said) for lane in lanes)
    gone = sum(not each.stands for lane in lanes for each in lane.said)
    title = say("{n} entries in {turns} turns, {gone} of them taken back or rewound", n=said, gone=gone,
                turns=review.game.state.turn)  # fmt: skip
    return turns.turns(title, _footer(review), lanes, tuple(_came(review)), begins, review.game.state.now_s, say)


def _date(review: Review, time_s: float) -> str:
    at = review.game.rules.spec.start + timedelta(seconds=time_s)
    return day(at, review.say) if review.game.rules.spec.turn_s >= 86400 else f"{at:%d. %H:%M}"


def _said(review: Review, cell: str) -> tuple[turns.Said, ...]:
    mine = (each for each in review.fates if each.entry.cell == cell and each.entry.sort not in UNDRAWN)
    return tuple(turns.Said(each.entry.number, each.entry.sort, each.turn, not each.gone) for each in mine)


def _came(review: Review) -> Iterator[turns.Came]:
    """Yield what came of itself, and was not ordered."""
    rules, state = review.game.rules, review.game.state
    injects = {*(each.id for each in rules.spec.injects), *(each.id for each in state.written)}
    for record in review.journal.of(ChangeMade):
        name = record.event.change
        if name in injects or rules.decision(name):
            yield turns.Came(record.time_s, "inject" if name in injects else "due", plain(name))


def _luck(review: Review, each: Decided, nth: int) -> Sheet:
    say, words, key = review.say, review.words, each.key
    told = list(each.judged)
    _, worth, judgement = told[0]
    rows = [
        luck.Row(
            plain(say("against {other}", other=words.instead(key, one.alternative.instead))),
            tuple(mine.differences.values()),
            {"mean": found.difference.mean, "ci95": found.difference.ci95}, mine.own,
            found.stands or (found.family == 1 and bool(found.difference.sign)),
        )
        for one, mine, found in told
    ]  # fmt: skip
    by, about = scale_of(judgement, worth.unit, say), plain(words.about(each.measure))
    label = say("{about}: as played, less the alternative ({unit})", about=about, unit=by.points or say("number"))
    one = told[0][0].alternative.instead
    found, _ = sentences(key, one, worth, judgement, words)
    title = say("{taken}, against {other}. {verdict}", taken=plain(words.taken(key)), verdict=found,
                other=plain(words.instead(key, one)))  # fmt: skip
    ruled = words.ruling(each.measure)
    note = "" if ruled is None else say(
        "{mark} The white cell ruled that it counts as {value} in this game: {reason}", mark=MARK,
        reason=plain(ruled.reason), value=plain(words.ruled_value(each.measure, ruled)),
    )  # fmt: skip
    return luck.luck(f"luck-{nth}", title, _footer(review), label, rows, by, say, note=note)
