"""Luck and judgement told apart, in words that claim no more than the interval does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Final, Literal

from sim.base.tongue import phrase
from sim.measure.compare import Contrast
from sim.measure.shown import decimals, number
from sim.measure.verdict import scale_of, verdict
from sim.report.words import typeset
from sim.table.counterfactual import Key, Worth
from sim.table.review.words import Words

__all__ = ["Judgement", "judged", "per_cent", "places", "sentences", "signed"]

Word = Literal["good", "poor", "more", "less", "open", "same"]
Luckily = Literal["better", "worse", "more", "less", "same", "untold"]

SAID: Final[Mapping[tuple[str, str], str]] = MappingProxyType({
    ("good", "better"): phrase("A good decision, which came out well: better on average, and better in this game."),
    ("good", "worse"): phrase("A good decision that had bad luck: better on average, but worse in this game."),
    ("good", "same"): phrase("A good decision, better on average; in this game it made no difference."),
    ("good", "untold"): phrase("A good decision, better on average; this game cannot tell what came of it."),
    ("poor", "better"): phrase("A poor decision that had good luck: worse on average, but better in this game."),
    ("poor", "worse"): phrase("A poor decision, which came out badly: worse on average, and worse in this game."),
    ("poor", "same"): phrase("A poor decision, worse on average; in this game it made no difference."),
    ("poor", "untold"): phrase("A poor decision, worse on average; this game cannot tell what came of it."),
    ("more", "more"): phrase("It brings more on average, and did in this game. Is more good? That is for you to say."),
    ("more", "less"): phrase("It brings more on average, but brought less in this game: that was luck."),
    ("less", "less"): phrase("It brings less on average, and did in this game. Is less good? That is for you to say."),
    ("less", "more"): phrase("It brings less on average, but brought more in this game: that was luck."),
    ("more", "same"): phrase("It brings more on average; in this game it made no difference."),
    ("less", "same"): phrase("It brings less on average; in this game it made no difference."),
    ("more", "untold"): phrase("It brings more on average; this game cannot tell what came of it."),
    ("less", "untold"): phrase("It brings less on average; this game cannot tell what came of it."),
    ("open", "better"): phrase("It came out better in this game, but judgement and luck are not told apart."),
    ("open", "worse"): phrase("It came out worse in this game, but judgement and luck are not told apart."),
    ("open", "more"): phrase("It brought more in this game, but judgement and luck are not told apart."),
    ("open", "less"): phrase("It brought less in this game, but judgement and luck are not told apart."),
    ("open", "same"): phrase("It made no difference in this game, and none is shown on average."),
    ("open", "untold"): phrase("Neither this game nor the replications tell a difference."),
    ("same", "same"): phrase("It made no difference in this game, nor in any replication."),
    ("same", "better"): phrase("It came out better in this game, and made no difference in any replication: luck."),
    ("same", "worse"): phrase("It came out worse in this game, and made no difference in any replication: luck."),
    ("same", "more"): phrase("It brought more in this game, and made no difference in any replication: luck."),
    ("same", "less"): phrase("It brought less in this game, and made no difference in any replication: luck."),
    ("same", "untold"): phrase("It made no difference in any replication; this game cannot tell."),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a decision was worth on average, as far as that is told, and how it came out in this game."""

    worth: Word
    came: Luckily


def judged(worth: Worth, judgement: Contrast, better: int) -> Judgement:
    """Judge a decision by one measure, of which more is better (1), or less (-1), or neither (0).

    `judgement` is the contrast of `worth` as one of the family that was looked at: the mean counts only where its
    interval excludes zero and it stands with all of them.
    """
    return Judgement(_worth(judgement, better), _came(worth.own, better))


def _worth(found: Contrast, better: int) -> Word:
    mean = found.difference.mean
    if found.steady and mean == 0.0:
        return "same"
    if mean is None or not (found.steady or (found.difference.sign and (found.stands or found.family == 1))):
        return "open"
    if not better:
        return "more" if mean > 0 else "less"
    return "good" if mean * better > 0 else "poor"


def _came(own: float, better: int) -> Luckily:
    if not isfinite(own):
        return "untold"
    if own == 0.0:
        return "same"
    if not better:
        return "more" if own > 0 else "less"
    return "better" if own * better > 0 else "worse"


def places(worth: Worth) -> tuple[int, int, int, int]:
    """Count replications in which it came to more, to the same and to less, and those below this game's difference."""
    told = worth.differences.values()
    more, less = sum(value > 0 for value in told), sum(value < 0 for value in told)
    return more, len(told) - more - less, less, sum(value < worth.own for value in told)


def sentences(key: Key, instead: str, worth: Worth, judgement: Contrast, words: Words) -> tuple[str, tuple[str, ...]]:
    """Return the verdict, and what it rests on: the mean over other luck, this game's own luck, and its place."""
    say, measure = words.say, worth.measure
    found = judged(worth, judgement, words.better(measure))
    taken, other = words.taken(key), words.instead(key, instead)
    mean = verdict(words.about(measure), taken, other, judgement, scale_of(judgement, worth.unit, say), say)
    return say(SAID[found.worth, found.came]), (per_cent(mean), *_own(worth, other, words))


def _own(worth: Worth, other: str, words: Words) -> tuple[str, ...]:
    say, by = words.say, words.scale(worth.measure, worth.actual, worth.changed)
    played, instead = (words.value(worth.measure, each, by) for each in (worth.actual, worth.changed))
    told = say("With the luck of this game: {played} as played, {instead} with {other}.", other=other, played=played,
               instead=instead)  # fmt: skip
    if not worth.differences or not isfinite(worth.own):
        return (told,)
    more, same, less, below = places(worth)
    return told, say(
        "Under other luck it came to more in {more} of {n} replications, to the same in {same}, to less in {less}; "
        "the difference of this game, {own}, is greater than {below} of theirs.",
        more=more, n=more + same + less, same=same, less=less, below=below, own=signed(words, worth),
    )  # fmt: skip


def signed(words: Words, worth: Worth) -> str:
    """Write the difference of this game with its sign and unit."""
    by = words.scale(worth.measure, worth.own)
    shown = worth.own * by.factor
    places = 0 if shown == round(shown) else decimals(shown)
    return typeset(f"{number(shown, places, signed=True)} {by.points}".rstrip())


def per_cent(text: str) -> str:
    """Keep per cent signs with their numbers."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
