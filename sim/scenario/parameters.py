"""Every parameter of a scenario, shown in its unit, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic.fields import FieldInfo

from sim.base.distributions import Distribution
from sim.base.spec import ASSUMED, Spec
from sim.scenario.faults import given_as, named_fields
from sim.scenario.source import brief
from sim.scenario.spec import ScenarioSpec

__all__ = ["Parameter", "default_source", "is_figure", "parameters", "parameters_of", "shown_default"]

CHOICE: Final = "the scenario's choice"
DEFAULT: Final = "the kind's default"
NAMES: Final = ("kind", "id", "sources")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that a run depends on.

    A figure without a source is `assumed`; a name, a list of names or a yes or no is a choice, and needs none.
    """

    owner: str
    kind: str
    name: str
    value: str
    about: str
    source: str
    given: bool
    assumed: bool


def parameters(spec: ScenarioSpec, data: Mapping[str, Any]) -> Iterator[Parameter]:
    """Yield every parameter of every part and link; `data` is what the file says."""
    for part, given in zip(spec.parts, data["parts"], strict=True):
        yield from parameters_of(part, given, (part.id, part.kind), spec.sources)
    for link, given in zip(spec.arrangement, data.get("arrangement", []), strict=True):
        yield from parameters_of(link, given, (f"{link.sender} to {link.receiver}", "arrangement"), spec.sources)


def parameters_of(
    spec: Any, data: Mapping[str, Any], owner: tuple[str, str], citations: Mapping[str, str]
) -> Iterator[Parameter]:
    """Yield every parameter of one part or link: its `data`, its name and kind; `citations` are by key."""
    for attribute, name in given_as(type(spec)).items():
        if name in NAMES:
            continue
        info = type(spec).model_fields[attribute]
        given = attribute in spec.model_fields_set
        source = spec.sources.get(name, ASSUMED if given else default_source(info))
        source = citations.get(source, source)
        if source == ASSUMED and not is_figure(getattr(spec, attribute)):
            source = CHOICE if given else DEFAULT
        value = brief(data.get(name, data.get(attribute))) if given else shown_default(info)
        yield Parameter(*owner, name, value, info.description or "", source, given, source == ASSUMED)


def default_source(info: FieldInfo) -> str:
    """Return where a default comes from."""
    extra = info.json_schema_extra
    return str(extra.get("source", ASSUMED)) if isinstance(extra, dict) else ASSUMED


def is_figure(value: Any) -> bool:
    """Tell a figure, which needs a source, from a choice, which does not."""
    if isinstance(value, (tuple, list)):
        return any(map(is_figure, value))
    if isinstance(value, (Mapping, Spec)):
        return any(map(is_figure, value.values() if isinstance(value, Mapping) else vars(value).values()))
    return isinstance(value, (int, float, Distribution)) and not isinstance(value, bool)


def shown_default(info: FieldInfo) -> str:
    """Show a default as a file would give it, in the unit that its author chose."""
    value = info.get_default(call_default_factory=True)
    if isinstance(value, Spec):
        inner = named_fields(type(value)).items()
        return "{" + ", ".join(f"{name}: {shown_default(each)}" for name, each in inner) + "}"
    return "–" if value is None else brief(value)
