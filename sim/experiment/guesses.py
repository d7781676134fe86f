"""The guesses of a scenario as factors: every figure whose source is `assumed`, varied about its value.

A default of a kind that several parts use is one guess, and one factor. Ends that the scenario does not allow are drawn
in; what cannot be scaled is left out with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from sim.base.errors import UserError
from sim.experiment.factors import Change, Factor, Level, Quantity, altered, quantity
from sim.scenario.parameters import Parameter, parameters_of
from sim.scenario.source import Mark, Node, parse

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["LeftOut", "guesses"]

ANGLES: Final = frozenset({"deg", "N", "S", "E", "W"})
TRIES: Final = 5
MARK: Final = Mark("--assumed")
Lawful = Callable[[Sequence[Change]], bool]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A guess that is not varied, and why."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class _Guess:
    """One assumed value, and every place where it is used."""

    name: str
    value: str
    paths: tuple[str, ...]
    whole: bool


def guesses(scenario: Scenario, case: str, spread: float) -> tuple[list[Factor], list[LeftOut]]:
    """Return a factor for every guess of a case, from a share `spread` below its value to as much above it."""
    tree = scenario.variants[case][0]
    made = [_varied(guess, spread, lambda changes: _holds(tree, changes)) for guess in _found(scenario, case)]
    return [each for each in made if isinstance(each, Factor)], [each for each in made if isinstance(each, LeftOut)]


def _holds(tree: Node, changes: Sequence[Change]) -> bool:
    try:
        return altered(tree, changes).spec is not None
    except UserError:
        return False


def _found(scenario: Scenario, case: str) -> Iterator[_Guess]:
    """Yield the guesses in the order of the file, a kind's default at the first part that uses it."""
    shared: dict[tuple[str, str], list[tuple[Parameter, str, bool]]] = {}
    for spec, path, parameter in _assumed(scenario, case):
        attribute = {info.alias or name: name for name, info in type(spec).model_fields.items()}[parameter.name]
        whole = isinstance(getattr(spec, attribute), int)
        key = (path, parameter.name) if parameter.given else (parameter.kind, parameter.name)
        shared.setdefault(key, []).append((parameter, f"{path}.{parameter.name}", whole))
    for (owner, name), used in shared.items():
        parameter, path, whole = used[0]
        alone = len(used) == 1
        shown = path.removeprefix("parts.") if alone else f"{owner}.{name} ({len(used)} parts)"
        yield _Guess(shown, parameter.value, tuple(each[1] for each in used), whole)


def _assumed(scenario: Scenario, case: str) -> Iterator[tuple[Any, str, Parameter]]:
    """Yield the owner, its path and the parameter of everything assumed in a case."""
    tree, spec = scenario.variants[case]
    data = tree.plain()
    owners: list[tuple[Any, Any, str, str]] = [
        (part, given, f"parts.{part.id}", part.kind) for part, given in zip(spec.parts, data["parts"], strict=True)
    ]
    links = zip(spec.arrangement, data.get("arrangement", []), strict=True)
    owners += [(link, given, f"arrangement[{at}]", "arrangement") for at, (link, given) in enumerate(links)]
    for owner, given, path, kind in owners:
        for parameter in parameters_of(owner, given, (path, kind), spec.sources):
            if parameter.assumed:
                yield owner, path, parameter


def _varied(guess: _Guess, spread: float, lawful: Lawful) -> Factor | LeftOut:
    """Return the factor of a guess, or say why there is none."""
    found = quantity(guess.value)
    shape = None if found else parse(guess.value, MARK).plain()
    if _has(shape if found is None else guess.value, _is_angle):
        return _left_out(guess, "a direction or a position has no size to scale")
    if not _has(shape if found is None else guess.value, _is_size):
        return _left_out(guess, "it holds no number, or only 0, of which every share is 0")
    centre = found or Quantity(1.0, "×")
    level = Level(guess.value, Node(None, MARK), centre.number)
    factor = Factor(guess.name, guess.paths, centre.unit, (level,), True, guess.whole and found is not None, shape)
    ends = [_end(factor, centre.number, sign * spread, lawful) for sign in (-1, 1)]
    if ends[0] == ends[1]:
        return _left_out(guess, f"no value within {spread:.0%} of it is lawful")
    return replace(factor, levels=tuple(map(factor.level, sorted(ends))))


def _left_out(guess: _Guess, why: str) -> LeftOut:
    return LeftOut(guess.name, guess.value, why)


def _end(factor: Factor, centre: float, spread: float, lawful: Lawful) -> float:
    """Return how far a value may go one way: to the spread, to a whole share, or some of the way; else not at all."""
    full = [share for share in (1.0, 100.0) if centre < share < centre * (1 + spread)]
    halves = [centre * (1 + spread / 2**halvings) for halvings in range(1, TRIES)]
    for wanted in [centre * (1 + spread), *full, *halves]:
        number: float = wanted
        if factor.whole:
            number = max(float(floor(wanted)), centre + 1) if spread > 0 else min(float(ceil(wanted)), centre - 1)
        if lawful([*factor.changes(factor.level(number))]):
            return number
    return centre


def _has(data: Any, test: Callable[[Quantity | None], bool]) -> bool:
    if isinstance(data, dict):
        return any(_has(each, test) for each in data.values())
    if isinstance(data, list):
        return any(_has(each, test) for each in data)
    return not isinstance(data, bool) and test(quantity(str(data)))


def _is_angle(found: Quantity | None) -> bool:
    return found is not None and found.unit in ANGLES


def _is_size(found: Quantity | None) -> bool:
    return found is not None and found.number != 0
