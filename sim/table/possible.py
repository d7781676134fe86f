"""What a cell may order now: along which paths, in which words, what holds today, what may be written and its price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, get_args, get_origin

from sim.base.spec import Reference, Spec
from sim.base.tongue import ENGLISH, Tongue
from sim.base.units import show
from sim.parts.setting import Setting
from sim.scenario.describe import marks_of, words
from sim.scenario.faults import options
from sim.scenario.source import brief
from sim.table.entries import WHITE
from sim.table.rules import Orderable, Rules
from sim.table.shown import Possible
from sim.table.state import State

__all__ = ["possible"]

BOUNDS: Final[Mapping[str, str]] = MappingProxyType({"ge": "least", "gt": "above", "le": "most", "lt": "below"})


def possible(rules: Rules, state: State, setting: Setting, cell: str, tongue: Tongue = ENGLISH) -> tuple[Possible, ...]:
    """Return the orders that a cell may give, its own first, then those it may ask others for.

    `setting` is what the run so far was played with. Of what others command the value is that which the scenario was
    published with; what it is now is theirs to know.
    """
    now = _specs(rules, state, setting)
    pending = {each.path: each.value for each in state.given if each.turn == state.turn and each.cell == cell}
    found = (
        _possible(rules, each, now if cell in (WHITE, each.cell) else {}, pending, tongue) for each in rules.orderables
    )
    return tuple(sorted(found, key=lambda each: each.cell != cell))


def _specs(rules: Rules, state: State, setting: Setting) -> dict[str, Spec]:
    """Return parts and links as they are now, by the beginnings of their paths."""
    parts, links = {part.id: part for part in setting.parts}, setting.links
    for change in setting.changes:
        if change.at_s < state.now_s:
            parts |= {part.id: part for part in change.parts}
            links = links if change.links is None else change.links
    named: dict[str, Spec] = {f"parts.{name}": part for name, part in parts.items()}
    return named | {f"arrangement[{place}]": link for place, link in enumerate(links)}


def _possible(
    rules: Rules, each: Orderable, now: Mapping[str, Spec], pending: Mapping[str, Any], tongue: Tongue
) -> Possible:
    holder = each.holder(now.get(each.root, each.owner))
    value = _plain(holder, each)
    word = next(word for word in words(type(holder)) if word.name == each.path.rpartition(".")[2])
    ordered = pending.get(each.path)
    return Possible(
        path=each.path, cell=each.cell, says=tongue(each.says), part=_part(rules, each, tongue), about=word.about,
        value=value, shown="–" if value is None else brief(value), write=word.write,
        choices=tuple(_choices(rules, each)), limits=dict(_limits(each)),
        price=dict(each.price), ordered="" if ordered is None else brief(ordered),
    )  # fmt: skip


def _plain(holder: Spec, each: Orderable) -> Any:
    """Return a value as the file would have it."""
    attribute = each.inside[-1]
    value = holder.model_dump(mode="json", include={attribute})[attribute]
    if "sea" in _references(each) and isinstance(value, list):
        return [show(value[0], "latitude"), show(value[1], "longitude")]
    return value


def _part(rules: Rules, each: Orderable, tongue: Tongue) -> str:
    """Return what a part is called, or whom a link joins."""
    sender, receiver = (getattr(each.owner, name, "") for name in ("sender", "receiver"))
    if not sender:
        return str(getattr(each.owner, "id", ""))
    sides = {side: tongue.pick(spec.name, side) for side, spec in rules.spec.sides.items()}
    return f"{sides.get(sender, sender)} → {sides.get(receiver, receiver)}"


def _choices(rules: Rules, each: Orderable) -> Iterator[str]:
    """Yield what may be written, or may stand in a list, where it can be listed."""
    references = _references(each)
    if "area" in references:
        yield from rules.spec.areas
    if "side" in references:
        yield from rules.spec.sides
    for annotation in _leaves(each.info.annotation):
        if get_origin(annotation) is Literal:
            yield from map(str, get_args(annotation))
        elif annotation is bool:
            yield from ("true", "false")


def _references(each: Orderable) -> set[str]:
    return {mark.to for mark in marks_of(each.info) if isinstance(mark, Reference)}


def _leaves(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation allows, and what its lists hold."""
    for option in options(annotation):
        if get_origin(option) in (tuple, list):
            for inner in get_args(option):
                yield from _leaves(inner) if inner is not ... else ()
        else:
            yield option


def _limits(each: Orderable) -> Iterator[tuple[str, float]]:
    """Yield what a number may be at least and at most, in SI."""
    for mark in each.info.metadata:
        for name, called in BOUNDS.items():
            bound = getattr(mark, name, None)
            if isinstance(bound, (int, float)):
                yield called, float(bound)
