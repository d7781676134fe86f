"""`report.html` and `report.md`: everything a result folder says, on a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.record.files import write_text
from sim.report.document.blocks import Document, Section
from sim.report.document.facts import Facts, gathered
from sim.report.document.markdown import as_markdown
from sim.report.document.numbers import answered, compared, measured
from sim.report.document.page import as_html
from sim.report.document.sources import assumed, repeated
from sim.report.document.telling import pictured, told
from sim.report.escape import line

__all__ = ["PAGE", "TEXT", "document_of", "write_document", "write_report"]

PAGE: Final = "report.html"
TEXT: Final = "report.md"
BEFORE: Final = (answered, pictured, measured, compared)
AFTER: Final = (assumed, repeated)


def write_report(folder: Path, lang: str | None = None) -> list[Path]:
    """Write report.html and report.md into a complete result folder, with the figures that lie in it.

    `lang` is the scenario's own when left out.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    facts = gathered(folder, lang)
    return write_document(facts, tuple(told(facts, facts.results.journal)))


def write_document(facts: Facts, story: Sequence[Section]) -> list[Path]:
    """Write report.html and report.md with a story that has been told already."""
    document = document_of(facts, story)
    paths = [facts.folder / PAGE, facts.folder / TEXT]
    write_text(paths[0], as_html(document))
    write_text(paths[1], as_markdown(document))
    return paths


def document_of(facts: Facts, story: Sequence[Section]) -> Document:
    """Say what a result folder holds, in order."""
    say, made = facts.say, facts.made
    below = say(
        "Scenario {scenario}: {cases} cases, {n} replications of each, seed {seed}.",
        scenario=line(facts.results.scenario), cases=len(facts.results.cases), n=made["replications"],
        seed=made["seed"],
    )  # fmt: skip
    footer = say("Illustrative: public figures, invented ships. Written by sim {version}.",
                 version=line(str(made["versions"]["sim"])))  # fmt: skip
    before, after = ([section for part in parts for section in part(facts)] for parts in (BEFORE, AFTER))
    return Document(say.lang, facts.title, below, (*before, *story, *after), footer)
