"""Commands of a cell: orders, choices, requests and answers, taken back or committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.base.errors import nearest, unknown
from sim.base.tongue import phrase
from sim.face.play.verb import Typed, Verb, no_more, split, wrong
from sim.scenario.source import Mark, parse
from sim.table.entries import Act, Answer, Commit, act_of
from sim.table.shown import Possible, Wanted

if TYPE_CHECKING:
    from sim.face.play.session import Session

__all__ = ["SAYING", "act_of_line", "matched", "matches", "nearest_or", "short_form", "value_of"]

PARTS: Final = "parts."
YES: Final = {"yes": True, "y": True, "grant": True, "no": False, "n": False, "refuse": False}


def matched(session: Session, words: Sequence[str], verb: str) -> tuple[Possible, str, list[str]]:
    """Return what a path orders, the path in full, and the words after it.

    `parts.frigate.area`, `frigate.area` and `frigate area` are one path; `=` may stand before the value.
    """
    orders = session.view.orders
    if not words:
        wrong(verb, "found no path", f"write a path and a value, such as: {verb} {_example(orders)}")
    for path, rest in _readings(words):
        for each in orders:
            if path == each.path or path.startswith((f"{each.path}.", f"{each.path}[")):
                return each, path, rest
    first = words[0].partition("=")[0]
    tails = [each.path.rpartition(".")[2] for each in orders if each.path.startswith(f"{PARTS}{first}.")]
    if tails:
        wrong(verb, f"found '{' '.join(words[:2])}'", unknown(words[1] if len(words) > 1 else "", tails))
    names = {name for each in orders for name in (each.path, each.path.removeprefix(PARTS))}
    wrong(verb, f"'{first}' cannot be ordered", nearest_or(first, names, "orders lists what can be"))


def nearest_or(word: str, names: Iterable[str], otherwise: str) -> str:
    """Advise the nearest spelling, or else where to look."""
    close = nearest(word, names)
    return f"did you mean '{close}'?" if close else otherwise


def _readings(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each way to read words as a path and what stands after it."""
    first, rest = _parted(words)
    yield first, rest
    yield PARTS + first, rest
    if len(words) > 1 and "=" not in words[0]:
        second, rest = _parted(words[1:])
        yield f"{PARTS}{first}.{second}", rest


def _parted(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the first word and those after it, without the equals sign that may stand between."""
    first, _, value = words[0].partition("=")
    rest = [*([value] if value else []), *words[1:]]
    return first, rest[1:] if rest[:1] == ["="] else rest


def _example(orders: Sequence[Possible]) -> str:
    each = orders[0] if orders else None
    return f"{each.path} {each.choices[0] if each.choices else each.shown}" if each else "frigate area box-2"


def short_form(session: Session, words: Sequence[str]) -> bool:
    """Tell whether a line is an order that leaves out the word: its first word is a part or a path."""
    first = words[0].partition("=")[0]
    names = [each.path for each in session.view.orders]
    return (
        any(path.startswith((first, f"{PARTS}{first}.")) or path == PARTS + first for path in names) and len(first) > 1
    )


def value_of(verb: str, text: str) -> Any:
    """Read a value as a scenario file would have it."""
    return parse(text, Mark(verb)).plain()


def matches(session: Session, words: Sequence[str]) -> list[str]:
    """Return what may come next in an order: parts and paths, then parameters, then values that can be listed."""
    orders = session.view.orders
    if not words:
        short = [each.path.removeprefix(PARTS).partition(".")[0] for each in orders if each.path.startswith(PARTS)]
        return [*short, *(each.path for each in orders)]
    if len(words) == 1:
        whole = [each for each in orders if words[0] in (each.path, each.path.removeprefix(PARTS))]
        tails = [e.path.rpartition(".")[2] for e in orders if e.path.startswith(f"{PARTS}{words[0]}.")]
        return [*tails, *(choice for each in whole for choice in each.choices)]
    path = f"{PARTS}{words[0]}.{words[1]}"
    return [choice for each in orders if each.path == path for choice in each.choices] if len(words) == 2 else []


def act_of_line(session: Session, line: str) -> Act:
    """Return the order or choice that a line stands for, with the word for it or without.

    Raises: UserError when it is neither.
    """
    words = split(line)
    if words[:1] == ["choose"] and len(words) == 3:
        return act_of("choose", {"decision": words[1], "option": words[2]}, "whatif")
    named = words[:1] in (["order"], ["request"])
    each, path, rest = matched(session, words[1:] if named else words, "whatif")
    if not rest:
        wrong("whatif", f"found no value for {path}", each.write)
    return act_of("order", {"path": path, "value": value_of("whatif", " ".join(rest))}, "whatif")


def _order(session: Session, typed: Typed) -> None:
    """Give an order, or ask the cell whose it is to give."""
    each, path, rest = matched(session, typed.words, "order")
    if not rest:
        wrong("order", f"found no value for {path}", f"{each.write}; it is {each.shown} now")
    value = value_of("order", " ".join(rest))
    if session.commands(each):
        session.submit(act_of("order", {"path": path, "value": value}, "order"))
        session.tell(
            session.say("{path}: {old} → {new}, from the end of planning on", path=path, old=each.shown, new=value)
        )
    else:
        wrong("order", f"{path} is {each.cell}'s to order", f"ask them: request {path} {' '.join(rest)}")


def _request(session: Session, typed: Typed) -> None:
    each, path, rest = matched(session, typed.words, "request")
    if not rest:
        wrong("request", f"found no value for {path}", each.write)
    body = {"path": path, "value": value_of("request", " ".join(rest)), "to": each.cell}
    session.submit(act_of("request", body, "request"))
    session.tell(session.say("{to} is asked: {path} {value}", to=each.cell, path=path, value=" ".join(rest)))


def _choose(session: Session, typed: Typed) -> None:
    no_more(typed, "choose", 2)
    due = {each.id: each for each in session.view.decisions}
    if not due:
        wrong("choose", "nothing is to be decided in this turn", "brief says when something is")
    if len(typed.words) < 2:
        first = next(iter(due.values()))
        wrong("choose", "found no decision and option", f"write: choose {first.id} {first.options[0].id}")
    name, option = typed.words
    if name not in due:
        wrong("choose", f"'{name}' is not to be decided in this turn", unknown(name, due))
    session.submit(act_of("choose", {"decision": name, "option": option}, "choose"))
    session.tell(session.say("{decision}: {option} is chosen", decision=name, option=option))


def _choose_words(session: Session, words: Sequence[str]) -> Iterable[str]:
    due = {each.id: each for each in session.view.decisions}
    if not words:
        return due
    return (option.id for option in due[words[0]].options) if len(words) == 1 and words[0] in due else ()


def _answer(session: Session, typed: Typed) -> None:
    no_more(typed, "answer", 2)
    open_ = _open(session)
    if not open_:
        wrong("answer", "nobody asks anything of you", "brief shows requests when there are some")
    words = list(typed.words)
    if len(words) == 1 and len(open_) == 1 and words[0].lower() in YES:
        words.insert(0, str(open_[0].number))
    if len(words) < 2 or not words[0].isdigit() or words[1].lower() not in YES:
        wrong(
            "answer", f"found '{typed.rest}'", f"write: answer {open_[0].number} yes, or: answer {open_[0].number} no"
        )
    granted = YES[words[1].lower()]
    session.submit(Answer(request=session.game.true_number(session.cell, int(words[0])), granted=granted))
    session.tell(session.say("request {n} is granted" if granted else "request {n} is refused", n=words[0]))


def _open(session: Session) -> list[Wanted]:
    return [each for each in session.view.requests if each.to == session.cell and each.granted is None]


def _answer_words(session: Session, words: Sequence[str]) -> Iterable[str]:
    return ((str(each.number) for each in _open(session)), ("yes", "no"), ())[min(len(words), 2)]


def _undo(session: Session, typed: Typed) -> None:
    no_more(typed, "undo", 1)
    if typed.words and not typed.words[0].isdigit():
        wrong("undo", f"found '{typed.words[0]}'", "write the number that brief shows before it, or undo alone")
    mine = [each for each in session.view.entered if each.can_undo]
    if not mine and not typed.words:
        wrong("undo", "you have said nothing in this turn that can be taken back", "brief shows what was said")
    number = int(typed.words[0]) if typed.words else mine[-1].number
    says = next((each.says for each in mine if each.number == number), "")
    if not says:
        numbers = ", ".join(str(each.number) for each in mine)
        wrong("undo", f"there is nothing under {number} that you can take back", f"write one of: {numbers or 'none'}")
    session.game.undo(session.cell, session.game.true_number(session.cell, number))
    session.tell(session.say("taken back: {what}", what=says))


def _undo_words(session: Session, words: Sequence[str]) -> Iterable[str]:
    return () if words else (str(each.number) for each in session.view.entered if each.can_undo)


def _commit(session: Session, typed: Typed) -> None:
    no_more(typed, "commit", 0)
    session.submit(Commit())


def _note(session: Session, typed: Typed) -> None:
    if not typed.rest:
        wrong("note", "found no text", "write what is to be remembered: note We expect them in the north.")
    session.submit(act_of("note", {"text": typed.rest}, "note"))
    session.tell(session.say("noted"))


SAYING: Final = (
    Verb(
        "order",
        "PATH VALUE",
        phrase("give an order; `frigate area box-2` alone does too"),
        "order frigate area box-2",
        _order,
        matches,
    ),
    Verb(
        "request",
        "PATH VALUE",
        phrase("ask another cell for an order that is its to give"),
        "request frigate area box-2",
        _request,
        matches,
    ),
    Verb(
        "choose",
        "DECISION OPTION",
        phrase("take an option of a decision"),
        "choose priority north",
        _choose,
        _choose_words,
    ),
    Verb("answer", "NUMBER yes|no", phrase("grant a request, or refuse it"), "answer 4 yes", _answer, _answer_words),
    Verb(
        "undo",
        "[NUMBER]",
        phrase("take back what you said last in this turn, or one thing of it"),
        "undo 5",
        _undo,
        _undo_words,
    ),
    Verb("commit", "", phrase("you have done for this turn"), "commit", _commit),
    Verb("note", "TEXT", phrase("write something down for the review"), "note We expect them in the north.", _note),
)
