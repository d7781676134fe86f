"""Faults of a scenario's content: what was found and what to write, at the line where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.base.errors import unknown
from sim.base.units import DIMENSIONS, Dimension, say, show

__all__ = ["Path", "Problem", "dimension_of", "field_of", "given_as", "named_fields", "options", "problems_in"]

Path = tuple[str | int, ...]

_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string_type": "write a text, in quotes where it looks like something else",
        "int_type": "write a whole number",
        "int_parsing": "write a whole number",
        "int_from_float": "write a whole number",
        "float_type": "write a number",
        "float_parsing": "write a number",
        "bool_type": "write true or false",
        "bool_parsing": "write true or false",
        "tuple_type": "write a list such as [a, b]",
        "list_type": "write a list such as [a, b]",
        "set_type": "write a list such as [a, b]",
        "frozen_set_type": "write a list such as [a, b]",
        "dict_type": "write names and values such as {name: value}",
        "model_type": "write fields and values such as {field: value}",
        "model_attributes_type": "write fields and values such as {field: value}",
    }
)
_BOUNDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "greater_than": ("gt", "above"), "greater_than_equal": ("ge", "of at least"),
        "less_than": ("lt", "below"), "less_than_equal": ("le", "of at most"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the content, by its path; where that is in the file is looked up later."""

    path: Path
    found: str
    write: str


def problems_in(error: ValidationError, cls: type[BaseModel], at: Path) -> Iterator[Problem]:
    """Say of each of the model's errors what was found and what to write."""
    for detail in error.errors(include_url=False):
        loc = tuple(step for step in detail["loc"] if step != "[key]")
        found, write = _said(detail, cls, loc)
        yield Problem((*at, *loc), found, write)


def _said(detail: ErrorDetails, cls: type[BaseModel], loc: Path) -> tuple[str, str]:
    context: Mapping[str, Any] = detail.get("ctx") or {}
    value, sort = detail["input"], detail["type"]
    if "found" in context and "write" in context:
        return str(context["found"]), str(context["write"])
    if sort == "extra_forbidden":
        return f"unknown key '{loc[-1]}'", unknown(str(loc[-1]), _fields_at(cls, loc[:-1]))
    if sort == "missing":
        return "nothing is given", _ask_for(cls, loc)
    if sort == "literal_error":
        return f"found {say(value)}", unknown(str(value), re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    if sort in _BOUNDS:
        return f"found {say(value)}", _within(sort, context, dimension_of(_field_at(cls, loc)))
    if sort == "string_pattern_mismatch":
        return f"found {say(value)}", "begin with a letter or digit, then letters, digits, '-' and '_', 64 at most"
    if sort in ("too_short", "too_long"):
        bound = "at least" if sort == "too_short" else "at most"
        count = context.get("min_length", context.get("max_length"))
        return f"found {context.get('actual_length', 'too few')} entries", f"give {bound} {count}"
    return f"found {say(value)}", _TYPES.get(sort) or _plain(detail["msg"])


def _within(sort: str, context: Mapping[str, Any], dimension: str | None) -> str:
    key, words = _BOUNDS[sort]
    bound = show(context[key], dimension) if dimension else context[key]
    return f"write a {dimension or 'number'} {words} {bound}"


def _plain(message: str) -> str:
    """Turn the library's own words into advice."""
    said = re.sub(r"^(Value error|Assertion failed), ", "", message)
    said = re.sub(r"^Input should be", "write", said)
    return said[:1].lower() + said[1:]


def _ask_for(cls: type[BaseModel], loc: Path) -> str:
    name, info = str(loc[-1]), _field_at(cls, loc)
    dimension = dimension_of(info)
    about = f", {info.description}" if info and info.description else ""
    return f"write {name}: {DIMENSIONS[dimension].example if dimension else '…'}{about}"


def named_fields(cls: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's fields by the names that a file calls them by."""
    return {info.alias or name: info for name, info in cls.model_fields.items()}


def given_as(cls: type[BaseModel]) -> dict[str, str]:
    """Return the names that a file calls a model's attributes by."""
    return {name: info.alias or name for name, info in cls.model_fields.items()}


def field_of(cls: type[BaseModel] | None, name: str) -> FieldInfo | None:
    """Return the field that a file calls by a name."""
    return named_fields(cls).get(name) if cls else None


def _field_at(cls: type[BaseModel], loc: Path) -> FieldInfo | None:
    return field_of(_model_at(cls, loc[:-1]), str(loc[-1])) if loc else None


def _fields_at(cls: type[BaseModel], loc: Path) -> list[str]:
    model = _model_at(cls, loc)
    return list(named_fields(model)) if model else []


def _model_at(cls: type[BaseModel], loc: Path) -> type[BaseModel] | None:
    annotation: Any = cls
    for step in loc:
        model = _model(annotation)
        info = field_of(model, str(step)) if model else None
        if model and not info:
            return None
        annotation = info.annotation if info else _inner(annotation)
    return _model(annotation)


def options(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation allows, unwrapped."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from options(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for option in get_args(annotation):
            yield from options(option)
    else:
        yield annotation


def _model(annotation: Any) -> type[BaseModel] | None:
    models = (one for one in options(annotation) if isinstance(one, type) and issubclass(one, BaseModel))
    return next(models, None)


def _inner(annotation: Any) -> Any:
    """Return what a list or mapping holds."""
    for option in options(annotation):
        args = [arg for arg in get_args(option) if arg is not ...]
        if args:
            return args[-1]
    return None


def dimension_of(info: FieldInfo | None) -> str | None:
    """Return the dimension of a field that holds a quantity, or quantities."""
    return next(_dimensions(info.annotation, info.metadata), None) if info else None


def _dimensions(annotation: Any, metadata: Any) -> Iterator[str]:
    yield from (mark.name for mark in metadata if isinstance(mark, Dimension))
    args = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from _dimensions(args[0], args[1:])
    elif get_origin(annotation) is not Callable:
        for arg in args:
            yield from _dimensions(arg, ())
