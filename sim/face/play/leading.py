"""Commands that lead the game: the white cell's, and those about the game as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.base.errors import unknown
from sim.base.tongue import phrase
from sim.face.play.saying import value_of
from sim.face.play.verb import Typed, Verb, no_more, split, wrong
from sim.record.files import say_why
from sim.table.entries import WHITE, act_of

if TYPE_CHECKING:
    from sim.face.play.session import Session

__all__ = ["LEADING", "free_path"]

ROOT: Final = Path("games")
BECAUSE: Final = " because "
DOES: Final = ("fire", "hold", "write")


def free_path(name: str, root: Path = ROOT) -> Path:
    """Return a file for a game that is not there yet.

    Raises: UserError when the folder cannot be made.
    """
    with say_why(root, "choose another place: --game FILE"):
        root.mkdir(parents=True, exist_ok=True)
    return next(path for n in count(1) if not (path := root / f"{name}-{n}.game").exists())


def _advance(session: Session, typed: Typed) -> None:
    no_more(typed, "advance", 0)
    _white(session, "advance")
    session.game.advance()


def _white(session: Session, verb: str) -> None:
    """Refuse what only the facilitator may say, and tell how to become one."""
    if session.cell != WHITE:
        wrong(verb, "is the white cell's to say", "give the screen to the facilitator first: hand-over white")


def _inject(session: Session, typed: Typed) -> None:
    _white(session, "inject")
    injects = [each.id for each in session.game.rules.spec.injects]
    if not typed.words or typed.words[0] not in DOES:
        found = f"found '{typed.words[0]}'" if typed.words else "found nothing"
        wrong("inject", found, f"{unknown(typed.words[0] if typed.words else '', DOES)}; see: help inject")
    if len(typed.words) < 2:
        wrong("inject", "found no name", unknown("", injects) if injects else "inject write fog Fog closes the strait.")
    do, name = typed.words[:2]
    if do != "write":
        no_more(typed, "inject", 2)
        session.submit(act_of("inject", {"id": name, "do": do}, "inject"))
        session.tell(session.say("{inject} happens now" if do == "fire" else "{inject} is held back", inject=name))
        return
    text = typed.rest.split(None, 2)[2:]
    if not text:
        wrong("inject", "nothing is told", f"write what the cells are told: inject write {name} Fog closes the strait.")
    told, _, effect = text[0].partition(" effect ")
    body = {"id": name, "do": do, "text": told.strip(), "effect": value_of("inject", effect) if effect else {}}
    session.submit(act_of("inject", body, "inject"))
    session.tell(session.say("{inject} is told to the cells", inject=name))


def _inject_words(session: Session, words: Sequence[str]) -> Iterable[str]:
    if not words:
        return DOES
    return (each.id for each in session.game.rules.spec.injects) if len(words) == 1 and words[0] != "write" else ()


def _override(session: Session, typed: Typed) -> None:
    _white(session, "override")
    ruling, because, reason = typed.rest.partition(BECAUSE)
    words = split(ruling)
    if not because or not reason.strip() or len(words) < 2:
        write = "write: override transfers_observed 0.4 because The aircraft was out of fuel."
        wrong("override", "found no value and reason", write)
    what, value = words[0], " ".join(words[1:])
    body = {"what": what, "value": value_of("override", value), "reason": reason.strip()}
    session.submit(act_of("override", body, "override"))
    session.tell(session.say("{what} counts as {value}; it is marked wherever it is shown", what=what, value=value))
    if what not in {each.name for each in session.view.measures}:
        session.tell(session.say("{what} is no measure so far: it is kept as an outcome in words", what=what))


def _override_words(session: Session, words: Sequence[str]) -> Iterable[str]:
    if len(words) == 2:
        return (BECAUSE.strip(),)
    return () if words else (each.name for each in session.view.measures)


def _branch(session: Session, typed: Typed) -> None:
    """Go on in a new game that shares the past until the planning of a turn."""
    no_more(typed, "branch", 1)
    turn = _turn("branch", typed.words[0]) if typed.words else session.game.state.turn
    stem = session.game.path.stem.rpartition("-")[0] or session.game.path.stem
    made = session.game.branch(free_path(stem, session.game.path.parent), turn=turn)
    session.tell(
        session.say(
            "This is a new game from turn {turn} on: {path}. The other one stays as it is: {old}",
            turn=turn,
            path=made.path,
            old=session.game.path,
        )
    )
    session.game.close()
    session.change(made)


def _turn(verb: str, word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        wrong(verb, f"found '{word}'", f"write the number of a turn: {verb} 1")
    return int(word)


def _turns(session: Session, words: Sequence[str]) -> Iterable[str]:
    return () if words else map(str, range(1, session.game.state.turn + 1))


def _rewind(session: Session, typed: Typed) -> None:
    no_more(typed, "rewind", 1)
    _white(session, "rewind")
    if not typed.words:
        wrong("rewind", "found no turn", f"write the turn to plan anew: rewind {session.game.state.turn}")
    turn = _turn("rewind", typed.words[0])
    session.game.rewind(turn)
    session.tell(
        session.say("turn {turn} is planned anew; what was said since is kept, and no longer holds", turn=turn)
    )


def _save(session: Session, typed: Typed) -> None:
    """Say where the game is, or copy it."""
    no_more(typed, "save", 1)
    if not typed.words:
        session.tell(
            session.say(
                "All that was said is on the disk already: {path}. save NAME makes a copy.", path=session.game.path
            )
        )
        return
    given = Path(typed.words[0])
    path = given if given.parent != Path() or given.suffix else session.game.path.parent / f"{given}.game"
    with say_why(path.parent, "choose another place"):
        path.parent.mkdir(parents=True, exist_ok=True)
    session.game.branch(path, entry=len(session.game.entries)).close()
    session.tell(session.say("copied to {path}; this game goes on in {old}", path=path, old=session.game.path))


def _hand_over(session: Session, typed: Typed) -> None:
    no_more(typed, "hand-over", 1)
    cells = (*session.game.rules.cells, WHITE)
    if not typed.words:
        wrong("hand-over", "found no cell", f"write to whom: {', '.join(f'hand-over {cell}' for cell in cells)}")
    if typed.words[0] not in cells:
        wrong("hand-over", f"there is no cell '{typed.words[0]}'", unknown(typed.words[0], cells))
    session.hand_over(typed.words[0])


def _cells(session: Session, words: Sequence[str]) -> Iterable[str]:
    return () if words else (*session.game.rules.cells, WHITE)


def _quit(session: Session, typed: Typed) -> None:
    from sim.face.play.session import Left

    no_more(typed, "quit", 0)
    raise Left


LEADING: Final = (
    Verb("advance", "", phrase("white cell: go on to the next phase"), "advance", _advance),
    Verb(
        "inject",
        "fire|hold|write NAME [TEXT]",
        phrase("white cell: let an inject happen now, hold it back, or write one"),
        "inject write fog Fog closes the strait. effect {weather: {sea_state: 6, for: 2 d}}",
        _inject,
        _inject_words,
    ),
    Verb(
        "override",
        "WHAT VALUE because REASON",
        phrase("white cell: rule what something counts as; it is marked as ruled"),
        "override transfers_observed 0.4 because The aircraft was out of fuel.",
        _override,
        _override_words,
    ),
    Verb("rewind", "TURN", phrase("white cell: plan a turn anew"), "rewind 2", _rewind, _turns),
    Verb(
        "branch", "[TURN]", phrase("go on in a new game that shares the past until a turn"), "branch 3", _branch, _turns
    ),
    Verb(
        "hand-over",
        "CELL",
        phrase("give the screen to another cell; nothing of yours stays on it"),
        "hand-over white",
        _hand_over,
        _cells,
    ),
    Verb("save", "[NAME]", phrase("say where the game is kept, or copy it"), "save friday", _save),
    Verb("quit", "", phrase("leave; the game is kept"), "quit", _quit),
)
