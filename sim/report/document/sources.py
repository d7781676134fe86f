"""The sections that say what all of it rests on, and how to have it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from sim.base.units import show
from sim.report.document.blocks import Bullets, Code, Paragraph, Section, Table
from sim.report.document.facts import PROSE, Facts
from sim.report.escape import line
from sim.scenario.explain import explain
from sim.scenario.parameters import Parameter

__all__ = ["assumed", "repeated"]

OWNERS: Final = 3
ILLUSTRATIVE: Final = (
    "Illustrative and unclassified: public figures, invented ships, and figures that nobody published."
)
COUNTED: Final = "{assumed} of {all} parameters are figures without a source: assumed, and set in bold below."
HANGS: Final = "The command sim sweep says what hangs on each of them."
AGAIN: Final = "The same scenario, seed and versions give the same logs, byte for byte. From where this folder lies:"
COMMAND: Final = "The result was made by:"


def assumed(facts: Facts) -> Iterator[Section]:
    """Tell what differs between cases, what happens on the way, and every parameter with its source."""
    say, found = facts.say, facts.scenario.parameters()
    count = say(COUNTED, assumed=sum(each.assumed for each in found), all=len(found))
    yield Section(say("Assumptions and sources"), (
        Paragraph(f"{say(ILLUSTRATIVE)} {count} {say(HANGS)}"),
        *_cases(facts), *_injects(facts), _parameters(facts, found),
    ))  # fmt: skip
    cited = facts.scenario.spec.sources.values()
    if cited:
        yield Section(say("Cited"), (Bullets(tuple(line(each, PROSE) for each in cited)),), 3)


def _cases(facts: Facts) -> Iterator[Table]:
    for table in explain(facts.scenario).tables:
        if table.title == "cases":
            body = tuple((line(case), line(facts.say(what), PROSE)) for case, what in table.rows)
            heads = tuple(facts.say(column) for column in table.columns)
            yield Table(facts.say("The cases"), heads, body, numbers_from=2)


def _injects(facts: Facts) -> Iterator[Table]:
    timed = ((each.at, each.text) for each in facts.scenario.spec.injects if each.at is not None)
    injects = sorted(timed, key=itemgetter(0))
    if injects:
        body = tuple((show(at_s, "time"), facts.prose(text)) for at_s, text in injects)
        heads = (facts.say("after"), facts.say("what"))
        yield Table(facts.say("What happens on the way, in every case"), heads, body, numbers_from=2)


def _parameters(facts: Facts, found: list[Parameter]) -> Table:
    """Return every parameter; those that are alike in several parts in one row."""
    say = facts.say
    owners: dict[tuple[str, ...], list[str]] = {}
    strong = set()
    for each in found:
        key = each.kind, each.name, each.value, each.about, each.source
        owners.setdefault(key, []).append(each.owner)
        if each.assumed:
            strong.add(key)
    body = tuple(
        (line(say(about)) or line(name), line(value), line(say(source)), f"{line(name)}: {_owners(facts, names)}")
        for (_, name, value, about, source), names in owners.items()
    )
    bold = frozenset(at for at, key in enumerate(owners) if key in strong)
    heads = (say("parameter"), say("value"), say("source"), say("in the file"))
    return Table(say("Every parameter, with its source"), heads, body, numbers_from=4, strong=bold)


def _owners(facts: Facts, names: list[str]) -> str:
    shown = ", ".join(line(name) for name in names[:OWNERS])
    more = len(names) - OWNERS
    return facts.say("{names} and {n} more", names=shown, n=more) if more > 0 else shown


def repeated(facts: Facts) -> Iterator[Section]:
    """Tell by what command, seed and versions it was made, and how to check that it can be again."""
    say, made = facts.say, facts.made
    again = shlex.join(["sim", "rerun", facts.folder.resolve().name])
    command = (Paragraph(say(COMMAND)), Code((line(made["command"], PROSE),))) if made["command"] else ()
    table = Table(say("What made it"), (say("what"), say("value")), tuple(_provenance(facts)), numbers_from=2)
    yield Section(say("To repeat it"), (Paragraph(say(AGAIN)), Code((line(again, PROSE),)), *command, table))


def _provenance(facts: Facts) -> Iterator[tuple[str, str]]:
    say, made = facts.say, facts.made
    yield say("seed"), str(made["seed"])
    yield say("replications of each case"), str(made["replications"])
    yield say("hash of the scenario"), line(made["scenario_hash"])
    yield say("versions"), ", ".join(f"{line(name)} {line(str(each))}" for name, each in made["versions"].items())
    yield say("revision of the code"), line(made["git_revision"] or say("installed package"))
    yield say("machine"), line(" ".join(str(made["machine"][part]) for part in ("system", "release", "architecture")))
    yield say("finished"), line(made["finished"])
    for case, hashes in made["log_hash"].items():
        yield say("hash of the log, case {case}, replication 0", case=line(case)), line(hashes[0])
    for name, digest in made.get("data", {}).items():
        yield say("SHA-256 of {file}", file=line(name)), line(digest)
