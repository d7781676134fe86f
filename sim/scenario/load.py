"""From a file to a `Scenario`: read, changed by `--set`, checked in every case, ready to be run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from sim.base.errors import Fault, UserError, nearest, unknown
from sim.parts.setting import Setting
from sim.scenario.cases import Variants, setting_of, variants, within
from sim.scenario.check import check
from sim.scenario.nested import Nest, nest_of
from sim.scenario.orders import NO_ORDERS, Orders
from sim.scenario.parameters import Parameter, parameters
from sim.scenario.paths import change, parse_set
from sim.scenario.report import Report, keys
from sim.scenario.source import Mark, Node, dump, parse, read
from sim.scenario.spec import ScenarioSpec

__all__ = ["Scenario", "bundled", "file_of", "load", "parsed"]

SUFFIXES: Final = (".yaml", ".yml")
SPAN: Final = "duration"
DATA: Final = "file"  # the field of any part that names a file of data
NESTED: Final = "scenario"  # the field of any part that names another scenario: by its file, or a bundled one


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario without faults: what the file says after `--set`, and what each of its cases runs with."""

    name: str
    file: str
    spec: ScenarioSpec
    root: Node
    variants: Variants
    settings: Mapping[str, Setting]
    nest: Nest

    @property
    def cases(self) -> tuple[str, ...]:
        """Names of the cases; a file without any has one, `base`."""
        return tuple(self.variants)

    def case(self, name: str) -> ScenarioSpec:
        """Return what the file says with one case's changes made.

        Raises: UserError with the nearest spelling.
        """
        return self._variant(name)[1]

    def setting(self, case: str = "", orders: Orders = NO_ORDERS) -> Setting:
        """Return what a run of one case (the first when unnamed) needs, with some orders given.

        Raises: UserError when an order cannot be carried out.
        """
        tree, spec = self._variant(case or self.cases[0])
        if orders == NO_ORDERS:
            return self.settings[case or self.cases[0]]
        return replace(setting_of(tree, spec, orders), nest=self.nest)

    def _variant(self, name: str) -> tuple[Node, ScenarioSpec]:
        if name not in self.variants:
            raise UserError(Fault(self.file, "cases", f"there is no case '{name}'", unknown(name, self.cases)))
        return self.variants[name]

    def plain(self) -> dict[str, Any]:
        """Return the file's content, after `--set`, as data of one's own."""
        data: dict[str, Any] = self.root.plain()
        return data

    @property
    def data(self) -> tuple[str, ...]:
        """The files of data that the scenario names, whole and in order."""
        return tuple(sorted(set(_data(self.plain()))))

    def to_yaml(self) -> str:
        """Write the content, after `--set`, as a file that loads to the same scenario."""
        return dump(self.plain())

    def parameters(self) -> list[Parameter]:
        """Return every parameter of every part and link, with its source."""
        return list(parameters(self.spec, self.plain()))

    @property
    def hash(self) -> str:
        """Digest of the content; layout, comments and the order of names do not enter it."""
        text = json.dumps(self.plain(), sort_keys=True, ensure_ascii=False)
        return blake2b(text.encode(), digest_size=16).hexdigest()


def load(path: str | Path, changes: Sequence[str] = ()) -> Scenario:
    """Read a scenario file, or a bundled scenario by its name, with `path=value` changes made to it.

    Raises: UserError with every fault there is, in the order of the file.
    Example:
        >>> load("msa", ["duration=90 d"]).spec.duration
        7776000.0
    """
    file = file_of(str(path))
    return _made(_read(str(path)), file.stem, str(path), changes)


def parsed(text: str, name: str) -> Scenario:
    """Read a scenario from what `Scenario.to_yaml` wrote.

    Raises: UserError with every fault there is.
    """
    return _made(parse(text, Mark(name, 1)), name, name)


def _made(root: Node, name: str, file: str, changes: Sequence[str] = ()) -> Scenario:
    report = Report()
    for argument in changes:
        with report.catching():
            root = change(root, *parse_set(argument))
    if any(argument.partition("=")[0].strip() == SPAN for argument in changes):
        root = within(root)
    root = _located(root)
    checked = check(root)
    report.add(root, checked.problems)
    made = variants(root, report, keys(root, checked.problems))
    nest = nest_of(made, report, lambda name: _located(_read(name)))
    report.close()
    assert checked.spec is not None and made, "a scenario without faults has a spec"
    settings = {case: replace(setting_of(*variant, NO_ORDERS), nest=nest) for case, variant in made.items()}
    return Scenario(name, file, checked.spec, root, made, settings, nest)


def _read(given: str) -> Node:
    file = file_of(given)
    return read(file, given if file == Path(given) else str(file))


def _located(node: Node, name: str = "") -> Node:
    """Make the names of data files whole: a file is looked for from the folder of the scenario that names it."""
    value = node.value
    if isinstance(value, Mapping) and name != "sources":
        value = {key: _located(each, key) for key, each in value.items()}
    elif isinstance(value, tuple):
        value = tuple(map(_located, value))
    elif isinstance(value, str) and _names_data(name, value):
        value = os.path.abspath(os.path.join(os.path.dirname(node.mark.file), value))
    return replace(node, value=value)


def _data(value: Any, name: str = "") -> Iterator[str]:
    """Yield the names that `_located` made whole."""
    if isinstance(value, Mapping) and name != "sources":
        for key, each in value.items():
            yield from _data(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _data(each)
    elif _names_data(name, value):
        yield value


def _names_data(name: str, value: Any) -> bool:
    last = name.rpartition(".")[2]
    return isinstance(value, str) and (last == DATA or (last == NESTED and value.endswith(SUFFIXES)))


@cache
def _folder() -> Path:
    package = Path(__file__).resolve().parents[1]
    installed = package / "scenario" / "bundled"
    return installed if installed.is_dir() else package.parent / "scenarios"


def bundled() -> dict[str, Path]:
    """Return the scenarios that come with the package, by name."""
    return {path.stem: path for path in sorted(_folder().glob("*.yaml"))}


def file_of(given: str) -> Path:
    """Return a scenario's file: the path itself, or that of a bundled scenario.

    Raises: UserError with the nearest name.
    """
    if os.path.exists(given):
        return Path(given)
    name = given.removesuffix(".yaml")
    known = bundled()
    if name in known:
        return known[name]
    raise UserError(Fault(given or "''", "", "there is no such file", _did_you_mean(given, known)))


def _did_you_mean(given: str, known: Mapping[str, Path]) -> str:
    path = Path(given)
    try:
        beside = [str(path.parent / entry.name) for entry in os.scandir(path.parent) if entry.name.endswith(SUFFIXES)]
    except (OSError, ValueError):
        beside = []
    close = nearest(given, beside) or nearest(path.stem, known)
    return f"did you mean '{close}'?" if close else f"write a file's path, or a bundled scenario: {', '.join(known)}"
