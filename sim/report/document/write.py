"""`report.html` and `report.md`: everything a result folder says, on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sim.record.files import write_text
from sim.report.document.blocks import Document
from sim.report.document.facts import Facts, gathered
from sim.report.document.markdown import as_markdown
from sim.report.document.numbers import answered, compared, measured
from sim.report.document.page import as_html
from sim.report.document.sources import assumed, repeated
from sim.report.document.telling import pictured, told
from sim.report.escape import line

__all__ = ["PAGE", "TEXT", "document_of", "write_report"]

PAGE: Final = "report.html"
TEXT: Final = "report.md"
SECTIONS: Final = (answered, pictured, measured, compared, told, assumed, repeated)


def write_report(folder: Path, lang: str | None = None) -> list[Path]:
    """Write report.html and report.md into a complete result folder, with the figures that lie in it.

    `lang` is the scenario's own when left out.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    document = document_of(gathered(folder, lang))
    paths = [folder / PAGE, folder / TEXT]
    write_text(paths[0], as_html(document))
    write_text(paths[1], as_markdown(document))
    return paths


def document_of(facts: Facts) -> Document:
    """Say what a result folder holds, in order."""
    say, made = facts.say, facts.made
    below = say(
        "Scenario {scenario}: {cases} cases, {n} replications of each, seed {seed}.",
        scenario=line(facts.results.scenario), cases=len(facts.results.cases), n=made["replications"],
        seed=made["seed"],
    )  # fmt: skip
    footer = say("Illustrative: public figures, invented ships. Written by sim {version}.",
                 version=line(str(made["versions"]["sim"])))  # fmt: skip
    sections = tuple(section for part in SECTIONS for section in part(facts))
    return Document(say.lang, facts.title, below, sections, footer)
