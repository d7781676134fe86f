"""Names in a scenario that stand for something else: each must lead somewhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.base.errors import UserError, nearest, unknown
from sim.base.spec import Reference
from sim.base.units import Position, show
from sim.scenario.faults import Path, Problem

__all__ = ["Names", "dangling", "references"]


@dataclass(frozen=True, slots=True)
class Names:
    """What a scenario defines."""

    sides: tuple[str, ...]
    areas: tuple[str, ...]


def references(cls: type[BaseModel], data: Any, at: Path) -> Iterator[tuple[str, Any, Path]]:
    """Yield what each marked value given for a model refers to, the value, and its path.

    The data are read as they were given, so that names are followed in an entry that has other faults.
    """
    for name, info in cls.model_fields.items():
        for key in {info.alias or name, name} & set(data if isinstance(data, dict) else ()):
            yield from _marked(info.annotation, info.metadata, data[key], (*at, key))


def _marked(annotation: Any, metadata: Iterable[Any], value: Any, at: Path) -> Iterator[tuple[str, Any, Path]]:
    for mark in metadata:
        if isinstance(mark, Reference) and (mark.to == "sea" or isinstance(value, str)):
            yield mark.to, value, at
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _marked(args[0], args[1:], value, at)
    elif origin in (Union, UnionType):
        for option in args:
            yield from _marked(option, (), value, at)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from references(annotation, value, at)
    elif isinstance(value, list) and args:
        inner = args if len(args) == len(value) and ... not in args else args[:1] * len(value)
        for place, (sort, item) in enumerate(zip(inner, value, strict=True)):
            yield from _marked(sort, (), item, (*at, place))
    elif isinstance(value, dict) and len(args) == 2:
        for key, item in value.items():
            yield from _marked(args[0], (), key, (*at, key))
            yield from _marked(args[1], (), item, (*at, key))


def dangling(found: Iterable[tuple[str, Any, Path]], names: Names) -> Iterator[Problem]:
    """Say which references lead nowhere, and which positions are on land."""
    for to, value, path in found:
        match to:
            case "side" if value not in names.sides:
                yield Problem(path, f"there is no side '{value}'", unknown(value, names.sides))
            case "area" if value not in names.areas:
                yield Problem(path, f"there is no area '{value}'", _area_advice(value, names.areas))
            case "place":
                yield from _no_place(value, path)
            case "file":
                yield from _no_file(value, path)
            case "sea":
                yield from _ashore(value, path)


def _area_advice(name: str, areas: tuple[str, ...]) -> str:
    if areas:
        return unknown(name, areas)
    return f"define it: areas: {{{name}: {{west: 121 E, east: 123 E, south: 28 N, north: 30 N}}}}"


def _no_place(name: str, path: Path) -> Iterator[Problem]:
    from sim.world.places import find

    try:
        find(name)
    except UserError as error:
        yield from (Problem(path, fault.found, fault.write) for fault in error.faults)


def _no_file(name: str, path: Path) -> Iterator[Problem]:
    if os.path.isfile(name):
        return
    folder, last = os.path.split(name)
    close = nearest(last, os.listdir(folder)) if os.path.isdir(folder) else None
    advice = f"did you mean '{close}'?" if close else "write its path, from the folder of this scenario"
    yield Problem(path, f"there is no file '{name}'", advice)


def _ashore(given: Any, path: Path) -> Iterator[Problem]:
    from sim.world.coast import load

    try:
        position = TypeAdapter(Position).validate_python(given)
    except ValidationError:  # said already
        return
    if load().on_land(*position).any():
        where = f"{show(position[0], 'latitude')}, {show(position[1], 'longitude')}"
        yield Problem(path, f"[{where}] is on land", "write a position at sea")
