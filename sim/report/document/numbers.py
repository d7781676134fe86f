"""The sections with numbers: the answer, the measures by case, the differences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sim.experiment.compare import compare_all, planned
from sim.measure.answer import answer
from sim.measure.shown import Scale, cell, decimals, number, span
from sim.report.comparison_words import HEADS, rows, scale_in
from sim.report.document.blocks import Block, Bullets, Figures, Number, Paragraph, Section, Table
from sim.report.document.facts import Facts
from sim.report.escape import line
from sim.report.words import excludes_zero, quantity, typeset

__all__ = ["answered", "compared", "measured", "reach"]

MINUS: Final = re.compile(r"(?<!\w)-(?=\d)")
ABREAST: Final = 4  # cases that a page of A4 has room for
SHOWN: Final = ("difference", "in %", "p", "p, Holm")
PAIRED: Final = "Both cases draw the same luck (seed {seed}), so each difference is taken replication by replication."
STAR: Final = (
    "* stands with all {family} differences of this report looked at together (Holm, 5 % in all); (*) only looked at "
    "alone, and of measures that do not differ one in twenty does."
)
HALF: Final = "± is half a 95 % interval."
KEY: Final = (
    "Differences of shares are in points. In %: of the baseline's mean, with Fieller's interval; – where that mean is "
    "not told from zero."
)


def answered(facts: Facts) -> Iterator[Section]:
    """Tell the question and its answer, with the numbers behind it in large type."""
    say, spec = facts.say, facts.scenario.spec
    if spec.purpose:
        yield Section(say("The question"), (Paragraph(facts.prose(spec.purpose), True, facts.foreign(spec.purpose)),))
    name = next(iter(facts.results.units), None)
    about = facts.about(name) if name else ""
    found = MINUS.sub("−", answer(facts.results.summary, about, say)).replace(" %", "\N{NO-BREAK SPACE}%")
    blocks: list[Block] = [Paragraph(found, large=True)]
    blocks += [*_numbers(facts, name)] if name else []
    blocks += [*_expected(facts, spec.expect)] if spec.expect else []
    yield Section(say("The answer"), tuple(blocks))


def _expected(facts: Facts, texts: Mapping[str, str]) -> Iterator[Paragraph]:
    yield Paragraph(facts.say("What was expected before it was run:"))
    yield Paragraph(facts.prose(texts), lang=facts.foreign(texts))


def _numbers(facts: Facts, name: str) -> Iterator[Figures]:
    """Set each case's mean in large type, and below them each difference from the first."""
    by, summary = facts.scales[name], facts.results.summary
    means = {line(case): told["measures"][name] for case, told in summary["cases"].items()}
    yield Figures(tuple(Number(case, _valued(each, by, facts), reach(each["ci95"], by, facts))
                        for case, each in means.items()))  # fmt: skip
    differences = summary["comparison"]["differences"].items()
    if differences:
        against, baseline = facts.say("{case} against {baseline}"), line(facts.baseline)
        yield Figures(tuple(
            Number(against.format(case=line(case), baseline=baseline), _differing(each[name], by),
                   _surely(each[name], by, facts))
            for case, each in differences
        ))  # fmt: skip


def _valued(entry: Mapping[str, Any], by: Scale, facts: Facts) -> str:
    return facts.say("no value") if entry["mean"] is None else quantity(entry, by)


def _differing(entry: Mapping[str, Any], by: Scale) -> str:
    if entry["mean"] is None:
        return "–"
    ends = entry["ci95"] and [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    return typeset(f"{number(mean, decimals(mean, ends), signed=True)} {by.points}".rstrip())


def _surely(entry: Mapping[str, Any], by: Scale, facts: Facts) -> str:
    found = reach(entry["ci95"], by, facts, signed=True)
    if entry["ci95"] is None or excludes_zero(entry):
        return found
    return facts.say("{interval}: no difference is shown", interval=found)


def reach(interval: Sequence[float] | None, by: Scale, facts: Facts, *, signed: bool = False) -> str:
    """Write an interval, or that there is none."""
    if interval is None:
        return facts.say("too few replications for an interval")
    low, high = typeset(span(interval, by, signed=signed)).split("\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}")
    return facts.say("95 % interval {low} to {high}", low=low, high=high)


def measured(facts: Facts) -> Iterator[Section]:
    """Tell every measure by case, so many cases abreast as a page has room for."""
    cases, names = facts.results.cases, tuple(facts.results.units)
    if names:
        parts = [cases[at : at + ABREAST] for at in range(0, len(cases), ABREAST)]
        tables = (_measures(facts, names, part) for part in parts)
        yield Section(facts.say("What was measured"), (Paragraph(facts.say(HALF)), *tables))


def _measures(facts: Facts, names: Sequence[str], cases: Sequence[str]) -> Table:
    told = {case: facts.results.summary["cases"][case] for case in cases}
    counts = " / ".join(dict.fromkeys(str(each["replications"]) for each in told.values()))
    body = tuple(
        (_row_head(facts, name, names, facts.scales[name].unit), *(_mean(told[case], name, facts) for case in cases))
        for name in names
    )
    caption = facts.say("Measures by case, means of {n} replications", n=counts)
    heads = (facts.say("measure"), *map(line, cases))
    return Table(caption, heads, body, nested=_nested(names), strong=frozenset({0}))


def _mean(told: Mapping[str, Any], name: str, facts: Facts) -> str:
    entry = told["measures"][name]
    return typeset(cell(entry["mean"], entry["ci95"], facts.scales[name]))


def _row_head(facts: Facts, name: str, names: Sequence[str], unit: str) -> str:
    """Name a measure with its unit; a part of one that stands above it, by the part alone."""
    part, nested = facts.part(name), name.partition(".")[0] in names
    words = part if part and nested else f"{facts.about(name)} ({part})" if part else facts.about(name)
    return f"{words}, {unit}" if unit else words


def _nested(names: Sequence[str]) -> frozenset[int]:
    return frozenset(at for at, name in enumerate(names) if "." in name and name.partition(".")[0] in names)


def compared(facts: Facts) -> Iterator[Section]:
    """Tell how each case differs from the first in every measure; nothing where there is one case, or no measure."""
    say, results = facts.say, facts.results
    if len(results.cases) < 2 or not results.units:
        return
    told = compare_all(planned([facts.source]))
    notes = [say(PAIRED, seed=facts.scenario.spec.seed), say(KEY), say(STAR, family=told["correction"]["family"])]
    mind = (Bullets(tuple(line(say(each), 1000) for each in told["cautions"])),) if told["cautions"] else ()
    tables = (_differences(facts, told, pair) for pair in told["comparisons"])
    yield Section(say("What differs"), (Paragraph(" ".join(notes)), *mind, *tables))


def _differences(facts: Facts, told: Mapping[str, Any], pair: Mapping[str, Any]) -> Table:
    say, names = facts.say, tuple(told["measures"])
    of, to = (line(pair[side]["case"]) for side in ("of", "to"))
    columns = [HEADS.index(head) for head in SHOWN]
    body = []
    for name, row in zip(names, rows(told, pair), strict=True):
        by = scale_in(pair["measures"][name], told["measures"][name]["unit"], facts.say)
        body.append((_row_head(facts, name, names, by.unit), *(typeset(row[at]) for at in columns)))
    stands = frozenset(at for at, name in enumerate(names) if pair["measures"][name]["stands"])
    heads = (say("measure"), *map(say, SHOWN))
    caption = say("{case} against {baseline}", case=of, baseline=to)
    return Table(caption, heads, tuple(body), nested=_nested(names), strong=stands)
