"""Paths into a scenario, and changes made along them: the one grammar of `--set`, cases, decisions and injects.

`duration` · `area.west` · `sides.japan.colour` · `parts.frigate.area` (an entry by its id) · `arrangement[0].delay` (by
its place) · `arrangement[*].delay`, or `arrangement.delay` where entries have no ids (every entry).

A change puts a value where its path leads. The last name may be new; every name before it must exist. `null` takes the
entry away. A part that is not there yet is added by giving the whole of it: `parts.second-frigate: {kind: …}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import EllipsisType
from typing import Final, NoReturn

from sim.base.errors import UserError, unknown
from sim.scenario.source import Mark, Node, fault, parse

__all__ = ["Steps", "change", "parse_path", "parse_set", "shown", "with_id"]

Steps = tuple[str | int | EllipsisType, ...]

_STEP: Final = re.compile(r"\.?([^.\[\]=\s][^.\[\]=]*)|\[(\d{1,9}|\*)\]")
_EXAMPLE: Final = "write a path such as 'parts.frigate.speed' or 'arrangement[*].delay'"


def parse_path(text: str, mark: Mark) -> Steps:
    """Read a path; `...` stands for every entry.

    Example:
        >>> parse_path("arrangement[*].delay", Mark("x"))
        ('arrangement', Ellipsis, 'delay')
    """
    steps: list[str | int | EllipsisType] = []
    at = 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None or (not at and text[0] in ".["):
            raise UserError(fault(mark, _field(mark, text), f"found '{text[at:]}' in a path", _EXAMPLE))
        steps.append(step[1].strip() if step[1] else ... if step[2] == "*" else int(step[2]))
        at = step.end()
    if not steps:
        raise UserError(fault(mark, "", "found an empty path", _EXAMPLE))
    return tuple(steps)


def parse_set(argument: str) -> tuple[str, Node]:
    """Read an argument of `--set`: a path, `=`, and a value as the file would have it."""
    path, equals, value = argument.partition("=")
    path = path.strip()
    mark = Mark(f"--set {path}".strip())
    if not equals or not path:
        raise UserError(fault(mark, "", f"found '{argument}'", "write path=value, such as arrangement.delay='2 h'"))
    if not value.strip():
        raise UserError(fault(mark, "", "found no value", f"write {path}=value, or {path}=null to take it away"))
    return path, parse(value, mark)


def change(root: Node, path: str, value: Node) -> Node:
    """Return the tree with `value` where the path leads; everything in it then bears the mark of the change.

    Raises: UserError with the nearest spelling when the path leads nowhere.
    """
    changed = _put(root, parse_path(path, value.mark), _marked(value, value.mark), (path, ""))
    return changed or replace(root, value={})


def shown(path: Iterable[str | int]) -> str:
    """Write a path as the user would.

    Example:
        >>> shown(("arrangement", 0, "delay"))
        'arrangement[0].delay'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def with_id(root: Node, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Name entries by their ids instead of their places, where they have them."""
    named: list[str | int] = []
    for end, step in enumerate(path, 1):
        node = root.follow(path[:end])
        id_ = _id(node) if isinstance(step, int) else None
        named.append(step if id_ is None else id_)
    return tuple(named)


def _marked(node: Node, mark: Mark) -> Node:
    if isinstance(node.value, Mapping):
        return Node({key: _marked(inner, mark) for key, inner in node.value.items()}, mark)
    if isinstance(node.value, tuple):
        return Node(tuple(_marked(inner, mark) for inner in node.value), mark)
    return replace(node, mark=mark)


def _id(node: Node) -> str | None:
    entry = node.value.get("id") if isinstance(node.value, Mapping) else None
    return entry.value if entry and isinstance(entry.value, str) else None


def _put(node: Node, steps: Steps, new: Node, so_far: tuple[str, str]) -> Node | None:
    """Return the changed node, or None to take it away; `so_far` is the whole path and the part already walked."""
    if not steps:
        return None if new.value is None else new
    if isinstance(node.value, Mapping):
        return replace(node, value=_put_entry(node.value, steps, new, so_far))
    if isinstance(node.value, tuple):
        return replace(node, value=_put_items(node.value, steps, new, so_far))
    return _nowhere(new, so_far, f"'{so_far[1]}' holds {node.value!r}, nothing inside it", "end the path there")


def _put_entry(entries: Mapping[str, Node], steps: Steps, new: Node, so_far: tuple[str, str]) -> dict[str, Node]:
    step, rest = steps[0], steps[1:]
    if not isinstance(step, str):
        _nowhere(new, so_far, f"'{so_far[1]}' has names, not places", unknown("", entries))
    if step not in entries and (rest or new.value is None):
        where = f"in '{so_far[1]}'" if so_far[1] else "in the scenario"
        _nowhere(new, so_far, f"there is no '{step}' {where}", unknown(step, entries))
    kept = {name: inner for name, inner in entries.items() if name != step}
    changed = _put(entries[step], rest, new, _further(so_far, step)) if rest else _put(new, (), new, so_far)
    if changed is None:
        return kept
    return {name: changed if name == step else inner for name, inner in entries.items()} | {step: changed}


def _put_items(items: tuple[Node, ...], steps: Steps, new: Node, so_far: tuple[str, str]) -> tuple[Node, ...]:
    step = steps[0]
    ids = [_id(item) for item in items]
    named = any(ids) or so_far[1] in ("parts", "injects", "decisions")
    if isinstance(step, str) and named and step not in ids:
        return (*items, _added(step, steps, new, so_far, [name for name in ids if name]))
    if isinstance(step, int) and step >= len(items):
        _nowhere(new, so_far, f"'{so_far[1]}' has {len(items)} entries", "count them from 0")
    everyone = step is ... or (isinstance(step, str) and not named)
    rest = steps if isinstance(step, str) and not named else steps[1:]
    chosen = (everyone or step == place or (step == ids[place] and named) for place in range(len(items)))
    walked = _further(so_far, step) if rest is not steps else so_far
    changed = [_put(item, rest, new, walked) if mine else item for item, mine in zip(items, chosen, strict=True)]
    return tuple(item for item in changed if item is not None)


def _added(name: str, steps: Steps, new: Node, so_far: tuple[str, str], ids: list[str]) -> Node:
    """Make a new entry of a list with ids from the whole of it."""
    if len(steps) > 1 or not isinstance(new.value, Mapping) or "id" in new.value:
        _nowhere(new, so_far, f"no entry of '{so_far[1]}' has the id '{name}'", unknown(name, ids))
    return replace(new, value={"id": Node(name, new.mark), **new.value})


def _further(so_far: tuple[str, str], step: str | int | EllipsisType) -> tuple[str, str]:
    text = f".{step}" if isinstance(step, str) else "[*]" if step is ... else f"[{step}]"
    return so_far[0], (so_far[1] + text).removeprefix(".")


def _nowhere(new: Node, so_far: tuple[str, str], found: str, write: str) -> NoReturn:
    raise UserError(fault(new.mark, _field(new.mark, so_far[0]), f"the path leads nowhere: {found}", write))


def _field(mark: Mark, path: str) -> str:
    return "" if mark.file == f"--set {path}" else path
