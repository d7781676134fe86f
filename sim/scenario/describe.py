"""The vocabulary told to those who write scenarios: each kind of part, and what may be said of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.base.distributions import Distribution
from sim.base.spec import Reference, Spec, order_of
from sim.base.units import DIMENSIONS, Fraction, Moment, Position, Text
from sim.parts.arrangement import LinkSpec
from sim.scenario.explain import about
from sim.scenario.faults import dimension_of, named_fields, options
from sim.scenario.parameters import NAMES, default_source, is_figure, shown_default
from sim.scenario.vocabulary import kinds

__all__ = ["Word", "marks_of", "vocabulary", "words"]


NAMED: Final = (
    (Fraction, "share such as 0.9 or '90 %'"),
    (Moment, "date and time such as 2021-03-01T00:00Z"),
    (Position, "position such as [30.5 N, 125 E]"),
    (Text, "text, or texts by language"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One parameter of a kind: what to write, its default (empty when it must be given), and the default's source.

    `order` says what changing it while a run goes on means; it is empty where players cannot.
    """

    name: str
    write: str
    default: str
    about: str
    source: str
    order: str


def words(cls: type[Spec]) -> Iterator[Word]:
    """Yield what may be said of a kind of part."""
    for name, info in named_fields(cls).items():
        if name not in NAMES:
            default = "" if info.is_required() else shown_default(info)
            source = default_source(info) if _is_figure_field(info) and default else ""
            yield Word(name, _write(info), default, info.description or "", source, order_of(info))


def vocabulary() -> dict[str, Any]:
    """Return every kind with its parameters, as data."""
    everything: dict[str, type[Spec]] = {**kinds(), "arrangement": LinkSpec}
    return {
        name: {"about": about(cls), "parameters": [asdict(word) for word in words(cls)]}
        for name, cls in everything.items()
    }


def _is_figure_field(info: FieldInfo) -> bool:
    """Tell whether a field's default is a figure."""
    return bool(dimension_of(info)) or is_figure(info.get_default(call_default_factory=True))


def _write(info: FieldInfo) -> str:
    """Say what sort of value is due."""
    marks = marks_of(info)
    reference = next((mark.to for mark in marks if isinstance(mark, Reference)), None)
    several = "list of: " if any(get_origin(one) in (tuple, list) for one in options(info.annotation)) else ""
    dimension = dimension_of(info)
    if reference == "sea":
        return "position at sea such as [30.5 N, 125 E]"
    if reference:
        return f"{several}name of {'an' if reference == 'area' else 'a'} {reference}"
    if dimension:
        random = any(one is Distribution or _wraps(one) for one in options(info.annotation))
        return f"{several}{dimension} such as {DIMENSIONS[dimension].example}{', or a distribution' if random else ''}"
    named = next((words for alias, words in NAMED if set(get_args(alias)[1:]) <= {*map(_hashable, marks)}), None)
    sorts = [_plainly(one) for one in options(info.annotation) if one is not type(None)]
    return named or several + " or ".join(dict.fromkeys(sorts))


def _hashable(mark: Any) -> Any:
    return mark if isinstance(mark, Hashable) else None


def marks_of(info: FieldInfo) -> list[Any]:
    """Return what a field is marked with, at any depth."""
    return [*info.metadata, *_marks(info.annotation)]


def _marks(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from get_args(annotation)[1:]
    for inner in get_args(annotation) if get_origin(annotation) is not Literal else ():
        yield from _marks(inner)


def _wraps(annotation: Any) -> bool:
    return any(arg is Distribution for arg in get_args(annotation))


def _plainly(annotation: Any) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "one of: " + ", ".join(map(str, args))
    if origin in (tuple, list):
        kept = [arg for arg in args if arg is not ...]
        return _plainly(next(options(kept[0]))) if kept else "value"
    if origin is dict:
        return "names and values"
    plain = {int: "whole number", float: "number", bool: "true or false", str: "text"}
    if annotation in plain:
        return plain[annotation]
    inner = isinstance(annotation, type) and issubclass(annotation, Spec)
    return "{" + ", ".join(named_fields(annotation)) + "}" if inner else "value"
