"""One tree of data, checked whole: the spec it makes, and every problem it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from sim.base.errors import unknown
from sim.base.spec import PartSpec, Spec
from sim.base.units import parse, say, show
from sim.parts.arrangement import LinkSpec
from sim.scenario.faults import Path, Problem, named_fields, problems_in
from sim.scenario.play import DecisionSpec, InjectSpec, PlaySpec, WeatherEffect
from sim.scenario.playable import unplayable
from sim.scenario.references import Names, dangling, references
from sim.scenario.source import Node
from sim.scenario.spec import ScenarioSpec
from sim.scenario.vocabulary import kinds, measures

__all__ = ["Checked", "check"]

ASSUMED: Final = "assumed"
SECTIONS: Final[Mapping[str, type[Spec]]] = MappingProxyType(
    {"parts": PartSpec, "arrangement": LinkSpec, "injects": InjectSpec, "decisions": DecisionSpec}
)
EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "parts": "{kind: patrol_ship, id: frigate, …}",
        "arrangement": "{from: japan, to: uk, products: [track], delay: 45 min}",
        "injects": "{at: 20 d, id: typhoon, text: A typhoon closes the box., …}",
        "decisions": "{at: 30 d, id: priority, asks: Where next?, options: {…}, default: north}",
    }
)
M = TypeVar("M", bound=Spec)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a tree of data turned out to be; there is a spec when there is no problem."""

    spec: ScenarioSpec | None
    problems: tuple[Problem, ...]


def check(root: Node) -> Checked:
    """Read a tree of data as a scenario.

    Lists are read entry by entry and apart from the whole, so that no fault hides another.
    """
    data = root.plain()
    if not isinstance(data, dict):
        return Checked(None, (Problem((), f"found {say(data)}", "write fields and values, beginning with 'title: …'"),))
    problems: list[Problem] = []
    read = {name: _entries(data[name], name, problems) for name in SECTIONS if isinstance(data.get(name), list)}
    lost = {problem.path[:1] for problem in problems}
    spec, faulty = _one(ScenarioSpec, data | read, ())
    problems += [problem for problem in faulty if problem.path not in lost]
    problems += _wrong_together(data)
    if spec is not None and not problems:
        problems += _impossible(spec)
    return Checked(None if problems else spec, tuple(problems))


def _impossible(spec: ScenarioSpec) -> Iterator[Problem]:
    """Find what parts say cannot work, once nothing else is wrong."""
    places = {part.id: place for place, part in enumerate(spec.parts)}
    for part in spec.parts:
        for each in part.trouble(spec):
            yield Problem(("parts", places[each.part or part.id], *each.path), each.found, each.write)
    yield from unplayable(spec)


def _entries(items: list[Any], section: str, problems: list[Problem]) -> tuple[Spec, ...]:
    made = []
    for place, item in enumerate(items):
        model, faulty = _entry(item, section, (section, place))
        problems += faulty
        made += [] if model is None else [model]
    return tuple(made)


def _class_of(item: Any, section: str) -> type[Spec] | None:
    if section != "parts":
        return SECTIONS[section]
    kind = item.get("kind") if isinstance(item, dict) else None
    return kinds().get(kind) if isinstance(kind, str) else None


def _entry(item: Any, section: str, at: Path) -> tuple[Spec | None, list[Problem]]:
    cls = _class_of(item, section)
    if cls is not None and isinstance(item, dict):
        return _one(cls, item, at)
    if not isinstance(item, dict):
        return None, [Problem(at, f"found {say(item)}", f"write an entry such as {EXAMPLES[section]}")]
    if "kind" not in item:
        return None, [Problem((*at, "kind"), "nothing is given", "write kind: …; 'sim kinds' lists them")]
    advice = unknown(str(item["kind"]), kinds(), most=40)
    return None, [Problem((*at, "kind"), f"there is no kind {say(item['kind'])}", advice)]


def _one(cls: type[M], data: Any, at: Path) -> tuple[M | None, list[Problem]]:
    try:
        return cls.model_validate(data), []
    except ValidationError as error:
        return None, list(problems_in(error, cls, at))


def _wrong_together(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what is wrong between entries, in the data as given: an entry's other faults hide nothing here."""
    names = Names(_names(data, "sides"), _names(data, "areas"))
    for section in SECTIONS:
        for place, item in _dicts(data, section):
            cls = _class_of(item, section)
            if cls is not None:
                yield from dangling(references(cls, item, (section, place)), names)
                yield from _sources(cls, item, (section, place), _names(data, "sources"))
    yield from _twice(data, "parts")
    yield from _twice(data, "injects", "decisions")
    yield from _links(data)
    yield from _too_late(data)
    yield from _effects(data, names)
    yield from dangling(references(PlaySpec, data.get("play"), ("play",)), names)
    yield from _unmeasured(_list(data, "measures"))


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _dicts(data: Mapping[str, Any], name: str) -> list[tuple[int, dict[str, Any]]]:
    return [(place, item) for place, item in enumerate(_list(data, name)) if isinstance(item, dict)]


def _names(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = data.get(name)
    return tuple(found) if isinstance(found, dict) else ()


def _sources(cls: type[Spec], item: dict[str, Any], at: Path, keys: tuple[str, ...]) -> Iterator[Problem]:
    """Check that sources are given for fields there are, by keys there are."""
    fields = [name for name in named_fields(cls) if name not in ("kind", "id", "sources")]
    sources = item.get("sources")
    for name, source in sources.items() if isinstance(sources, dict) else ():
        path = (*at, "sources", name)
        if name not in fields:
            yield Problem(path, f"there is no field '{name}' to give a source for", unknown(name, fields))
        if isinstance(source, str) and re.fullmatch(r"[\w-]+", source) and source not in (*keys, ASSUMED):
            yield Problem(path, f"there is no source '{source}'", f"{unknown(source, keys)}, or write the citation out")


def _twice(data: Mapping[str, Any], *sections: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for section in sections:
        for place, item in _dicts(data, section):
            name = item.get("id")
            if isinstance(name, str) and name in seen:
                yield Problem((section, place, "id"), f"the id '{name}' is taken by {seen[name]}", "write another id")
            elif isinstance(name, str):
                seen[name] = f"{section}[{place}]"


def _links(data: Mapping[str, Any]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for place, link in _dicts(data, "arrangement"):
        pair = str(link.get("from")), str(link.get("to"))
        if pair[0] == pair[1] != "None":
            yield Problem(("arrangement", place), f"'{pair[0]}' shares with itself", "write two different sides")
        if pair in seen and "None" not in pair:
            yield Problem(("arrangement", place), f"a second link from '{pair[0]}' to '{pair[1]}'", "join the two")
        seen.add(pair)


def _time(value: Any) -> float | None:
    try:
        return parse(value, "time")
    except ValueError:  # said already
        return None


def _too_late(data: Mapping[str, Any]) -> Iterator[Problem]:
    end_s = _time(data.get("duration"))
    for section in ("injects", "decisions"):
        for place, item in _dicts(data, section):
            at_s = _time(item.get("at"))
            if at_s is not None and end_s is not None and at_s >= end_s > 0:
                found = f"{show(at_s, 'time')} is not before the end at {show(end_s, 'time')}"
                yield Problem((section, place, "at"), found, "write a time within the duration")


def _effects(data: Mapping[str, Any], names: Names) -> Iterator[Problem]:
    for place, inject in _dicts(data, "injects"):
        effect = inject.get("effect")
        if isinstance(effect, dict) and "weather" in effect:
            at: Path = ("injects", place, "effect", "weather")
            yield from _one(WeatherEffect, effect["weather"], at)[1]
            yield from dangling(references(WeatherEffect, effect["weather"], at), names)


def _unmeasured(names: list[Any]) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if isinstance(name, str) and name.split(".")[0] not in measures():
            yield Problem(("measures", place), f"there is no measure '{name}'", unknown(name, measures(), most=40))
