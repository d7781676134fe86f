"""Factors of a sweep: what is varied in a scenario, between which values, and the guesses that nothing backs.

A factor is written `path=a, b, c` or `path=low..high`, with the paths and units of `--set`. What it changes is changed
on top of a case, so that a case that sets the same value gives way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any, Final, NamedTuple, NoReturn

from sim.base.errors import Fault, UserError
from sim.base.units import DIMENSIONS
from sim.scenario.check import Checked, check
from sim.scenario.paths import change, parse_path
from sim.scenario.source import Mark, Node, brief, parse

__all__ = [
    "Change", "Factor", "Level", "Quantity", "altered", "measured_in", "parse_factor", "quantity", "scaled", "settled",
]  # fmt: skip

FIXED: Final = ("cases", "measures", "replications", "seed", "sources", "title")
_NUMBER: Final = re.compile(r"\s*([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s].*?)?\s*")

Change = tuple[str, Node]


class Quantity(NamedTuple):
    """A number as a file gives it, and its unit: empty for a plain number, `%` for a share in per cent."""

    number: float
    unit: str


class Level(NamedTuple):
    """One value of a factor: as the file would have it, as data, and as a number in the factor's unit if it is one."""

    text: str
    node: Node
    number: float | None


@dataclass(frozen=True, slots=True)
class Factor:
    """What is varied: every path takes the same value.

    A range has the two levels that it lies between. A `shape` is data whose numbers are all multiplied by the level.
    """

    name: str
    paths: tuple[str, ...]
    unit: str
    levels: tuple[Level, ...]
    ranges: bool = False
    whole: bool = False
    shape: Any = None

    @property
    def mark(self) -> Mark:
        """Where its faults are told."""
        return self.levels[0].node.mark

    @property
    def ends(self) -> tuple[float, float]:
        """The numbers that a range lies between."""
        low, high = self.levels[0].number, self.levels[-1].number
        assert low is not None and high is not None, "a range has numbers"
        return low, high

    def at(self, share: float) -> Level:
        """Return the level at a share of the way from the low end of a range to the high one."""
        low, high = self.ends
        number = low + share * (high - low)
        return self.level(min(high, floor(low + share * (high - low + 1))) if self.whole else number)

    def level(self, number: float) -> Level:
        """Return the level of a number in the factor's unit."""
        if self.shape is not None:
            return Level(f"× {number:.6g}", _node(scaled(self.shape, number), self.mark), number)
        text = f"{number:.12g} {self.unit}".strip()
        plain: int | float = int(number) if self.whole else float(f"{number:.12g}")
        return Level(text, Node(text if self.unit else plain, self.mark), number)

    def spaced(self, levels: int) -> Factor:
        """Return a range as a list of so many values, evenly spaced."""
        made = [self.at(step / (levels - 1)) for step in range(levels)]
        return replace(self, levels=tuple({each.text: each for each in made}.values()), ranges=False)

    def changes(self, level: Level) -> Iterator[Change]:
        """Yield what a level changes in a scenario."""
        yield from ((path, level.node) for path in self.paths)


def parse_factor(argument: str) -> Factor:
    """Read an argument of `--vary`.

    Raises: UserError for a missing value or unit, a range that falls or a value given twice.
    Example:
        >>> parse_factor("arrangement.delay=5 min..6 h").ends
        (0.08333333333333333, 6.0)
    """
    path, equals, text = argument.partition("=")
    path, text = path.strip(), text.strip()
    mark = Mark(f"--vary {path}".strip())
    if not equals or not path:
        example = "arrangement.delay='5 min, 1 h, 6 h' or arrangement.delay='5 min..6 h'"
        _refuse(mark, f"found '{argument}'", f"write path=values, such as {example}")
    if not text:
        _refuse(mark, "found no value", f"write {path}=low..high, or values with commas between")
    top = str(parse_path(path, mark)[0])
    if top in FIXED:
        _refuse(mark, f"'{top}' is no factor of a scenario", "vary a field of a part, of the arrangement or the area")
    return _range(path, text, mark) if ".." in text else _list(path, text, mark)


def _range(path: str, text: str, mark: Mark) -> Factor:
    low, _, high = text.partition("..")
    ends = [_end(each, text, mark) for each in (low, high)]
    if (ends[0].unit == "") != (ends[1].unit == ""):
        unit = ends[0].unit or ends[1].unit
        write = f"give both ends their unit: {path}='{ends[0].number:g} {unit}..{ends[1].number:g} {unit}'"
        _refuse(mark, f"found '{text}', one end without a unit", write)
    unit = ends[1].unit
    numbers = measured_in(unit, ends)
    if numbers is None:
        _refuse(mark, f"found '{text}', two units that do not measure the same", f"give both ends in {unit}")
    if numbers[0] >= numbers[1]:
        write = f"write the lower value first: {path}='{high.strip()}..{low.strip()}'"
        _refuse(mark, f"found '{text}', which does not rise", write)
    levels = [Level(f"{number:.12g} {unit}".strip(), Node(None, mark), number) for number in numbers]
    factor = Factor(path, (path,), unit, tuple(levels), ranges=True)
    return _worded(replace(factor, levels=tuple(map(factor.level, numbers))), (low, high))


def _worded(factor: Factor, texts: Sequence[str]) -> Factor:
    """Return a factor whose ends are told as the user told them."""
    pairs = zip(factor.levels, texts, strict=True)
    return replace(factor, levels=tuple(level._replace(text=text.strip()) for level, text in pairs))


def _end(text: str, whole: str, mark: Mark) -> Quantity:
    found = quantity(text.strip())
    if found is None:
        write = "a range goes from one number to another, with units; write values of other sorts with commas between"
        _refuse(mark, f"found '{text.strip()}' in '{whole}', not a number", write)
    return found


def _list(path: str, text: str, mark: Mark) -> Factor:
    items = parse(f"[{text}]", mark).value
    assert isinstance(items, tuple)
    texts = [brief(item.plain()) for item in items]
    if len(set(texts)) < len(texts):
        twice = next(each for each in texts if texts.count(each) > 1)
        _refuse(mark, f"found '{twice}' twice", "write each value once")
    if len(texts) < 2:
        write = f"write two values or more, {path}='{text}, …', or a range, {path}='{text}..…'; --set gives a fixed one"
        _refuse(mark, f"found one value, '{text}'", write)
    found = [quantity(each) for each in texts]
    told = [each for each in found if each is not None]
    unit = told[-1].unit if told else ""
    numbers = measured_in(unit, told) if len(told) == len(texts) else None
    places: Sequence[float | None] = numbers or [None] * len(texts)
    levels = zip(texts, items, places, strict=True)
    made = tuple(Level(each, Node(item.value, mark), number) for each, item, number in levels)
    return Factor(path, (path,), unit if numbers else "", made)


def quantity(text: str) -> Quantity | None:
    """Read a number with its unit, or a plain number; None when it is neither.

    Example:
        >>> quantity("45 min"), quantity("90 %"), quantity("north")
        (Quantity(number=45.0, unit='min'), Quantity(number=90.0, unit='%'), None)
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    return Quantity(float(match[1].replace("_", "")), match[2] or "")


def measured_in(unit: str, values: Sequence[Quantity]) -> list[float] | None:
    """Return quantities as numbers of one unit; None when they do not measure the same."""
    if all(value.unit == unit for value in values):
        return [value.number for value in values]
    for dimension in DIMENSIONS.values():
        if all(each in dimension.units for each in (unit, *(value.unit for value in values))):
            return [value.number * dimension.units[value.unit] / dimension.units[unit] for value in values]
    return None


def altered(tree: Node, changes: Sequence[Change]) -> Checked:
    """Return what a tree of data is with changes made to it.

    Raises: UserError with the nearest spelling when a path leads nowhere.
    """
    for path, node in changes:
        tree = change(tree, path, node)
    return check(tree)


def settled(factor: Factor, lawful: Callable[[Sequence[Change]], bool]) -> Factor:
    """Return a range of whole numbers as one, where nothing between them is lawful."""
    if not factor.ranges or factor.unit or any(not end.is_integer() for end in factor.ends):
        return factor
    middle = factor.level(floor(sum(factor.ends) / 2) + 0.5)
    whole = replace(factor, whole=True)
    ends = tuple(map(whole.level, factor.ends))
    if lawful([*factor.changes(middle)]) or not lawful([*factor.changes(ends[0])]):
        return factor
    return replace(whole, levels=ends)


def scaled(shape: Any, by: float) -> Any:
    """Return data with every quantity in it multiplied; text that is none stays."""
    if isinstance(shape, Mapping):
        return {name: scaled(each, by) for name, each in shape.items()}
    if isinstance(shape, list):
        return [scaled(each, by) for each in shape]
    found = quantity(str(shape))
    if found is None or isinstance(shape, bool):
        return shape
    text = f"{found.number * by:.12g} {found.unit}".strip()
    return text if found.unit else float(text)


def _node(data: Any, mark: Mark) -> Node:
    return parse(brief(data), mark)


def _refuse(mark: Mark, found: str, write: str) -> NoReturn:
    raise UserError(Fault(str(mark), "", found, write))
