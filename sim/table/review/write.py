"""`sim review`: an after-action page and the facilitator's notes, each as HTML and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.base.tongue import Tongue
from sim.record.files import say_why, write_text
from sim.report.document.blocks import Document, Section
from sim.report.document.markdown import as_markdown
from sim.report.document.page import as_html
from sim.report.escape import line
from sim.table.counterfactual import Counterfactuals
from sim.table.game import Game
from sim.table.review.decisions import decided
from sim.table.review.facts import Review, reviewed
from sim.table.review.notes import notes
from sim.table.review.pictures import drawn
from sim.table.review.sections import evaluated, exercise, hotwash, repeated, turn_by_turn

__all__ = ["NOTES", "PAGE", "beside", "write_review"]

PAGE: Final = "review"
NOTES: Final = "facilitator"


def beside(game: Path) -> Path:
    """Return the folder that a game's review goes to unless another is named."""
    return game.with_name(f"{game.stem}-review")


def write_review(game: Game, counterfactuals: Counterfactuals, out: Path, lang: str | None = None) -> list[Path]:
    """Write review and facilitator pages into a folder, with their figures; return the pages.

    `lang` is the scenario's own when left out. The game is only read.
    Raises: Interrupted on Ctrl-C; Failed when a run raised; UserError.
    """
    with say_why(out):
        out.mkdir(parents=True, exist_ok=True)
    review = reviewed(game, counterfactuals, Tongue(lang or game.scenario.spec.lang))
    return [path for name, document in _documents(review, out) for path in _written(out, name, document)]


def _documents(review: Review, out: Path) -> list[tuple[str, Document]]:
    """Return both pages by name; their figures are drawn into a folder."""
    pictures = drawn(review, out)
    after_action = [
        *exercise(review), *turn_by_turn(review, pictures["turns"]), *decided(review, pictures), *hotwash(review),
        *evaluated(review), *repeated(review),
    ]  # fmt: skip
    say = review.say
    return [
        (PAGE, _document(review, say("After-action review: {title}", title=review.words.title), after_action)),
        (
            NOTES,
            _document(review, say("Notes for the facilitator: {title}", title=review.words.title), [*notes(review)]),
        ),
    ]


def _document(review: Review, title: str, sections: Sequence[Section]) -> Document:
    below = review.say(
        "Game {game}, {n} entries; each decision against other luck in {replications} replications.",
        game=line(review.game.path.name), n=len(review.game.entries), replications=review.replications,
    )  # fmt: skip
    footer = review.say("Illustrative: public figures, invented ships.")
    return Document(review.say.lang, title, below, tuple(sections), footer)


def _written(out: Path, name: str, document: Document) -> list[Path]:
    pages = [out / f"{name}.html", out / f"{name}.md"]
    write_text(pages[0], as_html(document))
    write_text(pages[1], as_markdown(document))
    return pages
