"""Commands that look: they change nothing, and show what one cell's view holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.text import Text

from sim.base.errors import unknown
from sim.base.tongue import phrase
from sim.face.play.mapped import mapped
from sim.face.play.saying import act_of_line, matched, matches
from sim.face.play.verb import Typed, Verb, no_more, wrong
from sim.face.show import safe
from sim.table.entries import WHITE
from sim.table.shown import Told

if TYPE_CHECKING:
    from sim.face.play.session import Session

__all__ = ["LOOKING", "opening", "standing"]

PAGE: Final = 30
MOST: Final = 1000  # runs that a look ahead may take


def opening(session: Session) -> list[RenderableType]:
    """Return what a cell sees when it sits down: the brief, or at the end what came of the game."""
    state, say = session.game.state, session.say
    if state.over:
        hint = say("rewind, branch, log, map and picture still work; quit leaves.")
        return [*_review(session), Text(hint, "dim")]
    if state.phase == "review":
        return [*_review(session), Text(say("advance goes on to the next turn; help lists the rest."), "dim")]
    hint = say("orders, map and picture say more; commit ends the turn; help lists the rest.")
    if session.cell == WHITE:
        hint = say("inject, override and rewind are yours; advance goes on; help lists the rest.")
    return [session.screens.brief(session.view), Text(hint, "dim")]


def standing(session: Session) -> None:
    """Say where the game is kept, and how to go on."""
    session.show(session.say("The game is kept in {path}. To go on:", path=session.game.path))
    session.show(f"  sim play {session.game.path}")


def _help(session: Session, typed: Typed) -> None:
    from sim.face.play.session import VERBS

    no_more(typed, "help", 1)
    if typed.words:
        verb = VERBS.get(typed.words[0])
        if verb is None:
            wrong("help", f"there is no command '{typed.words[0]}'", unknown(typed.words[0], VERBS))
        session.show(f"{verb.name} {verb.takes}".strip())
        session.show(f"  {session.say(verb.about)}", f"  {session.say('such as:')} {verb.example}")
        return
    width = max(len(f"{each.name} {each.takes}") for each in VERBS.values())
    for each in VERBS.values():
        session.show(f"{f'{each.name} {each.takes}'.ljust(width)}  {session.say(each.about)}")


def _brief(session: Session, typed: Typed) -> None:
    no_more(typed, "brief", 0)
    session.show(session.screens.brief(session.view))


def _map(session: Session, typed: Typed) -> None:
    no_more(typed, "map", 0)
    session.show(mapped(session.view, session.screens, braille=session.shower.braille))


def _picture(session: Session, typed: Typed) -> None:
    no_more(typed, "picture", 0)
    session.show(session.screens.picture(session.view))


def _log(session: Session, typed: Typed) -> None:
    """Show a page of what happened in the last turn, or what led to one event of it."""
    no_more(typed, "log", 2)
    told = session.view.told
    if not told:
        session.tell(session.say("Nothing has happened that you know of."))
        return
    if typed.words[:1] == ("why",):
        session.show(session.screens.chain(_causes(told, _number(told, typed.words[1:]))))
        return
    first = _number(told, typed.words) if typed.words else told[0].number
    page = [each for each in told if each.number >= first]
    session.show(session.screens.log(page[:PAGE]))
    if len(page) > PAGE:
        session.tell(
            session.say(
                "{n} more; log {next} goes on, log why NUMBER tells what led to an event",
                n=len(page) - PAGE,
                next=page[PAGE].number,
            )
        )


def _number(told: Sequence[Told], words: Sequence[str]) -> int:
    numbers = {each.number for each in told}
    if not words or not words[0].isdigit() or int(words[0]) not in numbers:
        found = f"found '{words[0]}'" if words else "found no number"
        wrong(
            "log", found, f"write the number of an event, {min(numbers)} to {max(numbers)}, or: log why {min(numbers)}"
        )
    return int(words[0])


def _causes(told: Sequence[Told], number: int | None) -> list[Told]:
    """Return an event and what led to it, the first cause first, as far back as the turn goes."""
    by_number, chain = {each.number: each for each in told}, list[Told]()
    while number is not None and number in by_number:
        chain.insert(0, by_number[number])
        number = by_number[number].cause
    return chain


def _orders(session: Session, typed: Typed) -> None:
    view = session.view
    if not typed.words:
        session.show(session.screens.orders(view))
        return
    found = [each for each in view.orders if any(word in each.path for word in typed.words)]
    if len(found) > 1:
        session.show(session.screens.orders(view, found))
    else:
        session.show(session.screens.one_order(found[0] if found else matched(session, typed.words, "orders")[0]))


def _order_words(session: Session, words: Sequence[str]) -> Iterable[str]:
    return () if words else matches(session, [])


def _stocks(session: Session, typed: Typed) -> None:
    no_more(typed, "stocks", 0)
    session.show(session.screens.stocks(session.view.stocks, session.view))


def _review_command(session: Session, typed: Typed) -> None:
    no_more(typed, "review", 0)
    session.show(*_review(session))


def _review(session: Session) -> list[RenderableType]:
    """Show what was said turn by turn, and the measures so far that the cell may know."""
    view, screens, say = session.view, session.screens, session.say
    parts: list[RenderableType] = [screens.heading(view), screens.said(view)]
    if view.measures:
        parts += [Text(say("Measures so far"), "bold"), screens.measures(view.measures)]
    page = say("The after-action page: sim review {path}", path=safe(str(session.game.path)))
    return [*parts, page]


def _whatif(session: Session, typed: Typed) -> None:
    """Look ahead with orders and choices tried, parted by semicolons, or with none."""
    from sim.face.progress import shown_progress
    from sim.table.lookahead import REPLICATIONS, whatif

    words = typed.rest.split(None, 1)
    number = int(words[0]) if words and words[0].isdigit() else REPLICATIONS
    rest = typed.rest.removeprefix(str(number)) if words and words[0].isdigit() else typed.rest
    if not 2 <= number <= MOST:
        wrong("whatif", f"found {number} runs", f"ask for 2 to {MOST}")
    acts = [act_of_line(session, line) for line in rest.split(";") if line.strip()]
    with shown_progress() as told:
        outlooks = whatif(session.game, session.cell, acts, number, on_progress=told)
    session.show(session.screens.outlook(outlooks, number, tried=bool(acts)))


def _commands(session: Session, words: Sequence[str]) -> Iterable[str]:
    from sim.face.play.session import VERBS

    return () if words else VERBS


LOOKING: Final = (
    Verb("help", "[COMMAND]", phrase("what may be typed, or how one command is used"), "help order", _help, _commands),
    Verb("brief", "", phrase("where the game is, what happened, what is to be decided"), "brief", _brief),
    Verb("map", "", phrase("the map: your platforms as letters, what you hold by age"), "map", _map),
    Verb("picture", "", phrase("what you know: platforms, tracks, the schedule"), "picture", _picture),
    Verb(
        "log",
        "[NUMBER | why NUMBER]",
        phrase("what happened in the last turn, or what led to one event"),
        "log why 12",
        _log,
        lambda session, words: () if words else ("why",),
    ),
    Verb(
        "orders",
        "[WORD]",
        phrase("what may be ordered: the value now, what to write, the price"),
        "orders frigate",
        _orders,
        _order_words,
    ),
    Verb("stocks", "", phrase("what is left to spend"), "stocks", _stocks),
    Verb(
        "whatif",
        "[RUNS] [ORDER; ...]",
        phrase("look ahead with other luck: what would orders change?"),
        "whatif frigate area box-2; choose priority south",
        _whatif,
        matches,
    ),
    Verb("review", "", phrase("what was said turn by turn, and the measures so far"), "review", _review_command),
)
