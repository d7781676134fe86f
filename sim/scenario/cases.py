"""Cases, injects and decisions: sets of changes to a scenario, made, checked and turned into settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from sim.base.errors import Fault, UserError, unknown
from sim.base.units import parse
from sim.parts.setting import Change, Setting
from sim.scenario.check import check
from sim.scenario.orders import Orders
from sim.scenario.paths import change, parse_path
from sim.scenario.play import WeatherEffect
from sim.scenario.report import Key, Report, keys
from sim.scenario.source import Mark, Node, node
from sim.scenario.spec import ScenarioSpec

__all__ = ["BASE", "Variants", "changed", "setting_of", "variants", "within"]

BASE: Final = "base"
WEATHER: Final = "weather"
FIXED: Final = ("cases", "measures", "play", "replications", "seed", "title")
NO_COMING: Final = ("parts come or go, or change their kind", "change only fields of parts")
MOVING: Final = ("parts", "arrangement")

T = TypeVar("T")
Variants = dict[str, tuple[Node, ScenarioSpec]]


def variants(root: Node, report: Report, known: set[Key]) -> Variants:
    """Make every case of a scenario, reporting what is wrong with it and was not `known` of the file itself."""
    made: Variants = {}
    for name, changes in _cases(root):
        tree = changed(root, changes, f"cases.{name}", report, during=False)
        checked = check(tree)
        report.add_under(tree, checked.problems, changes, f"cases.{name}", known)
        if checked.spec:
            made[name] = tree, checked.spec
        _check_moments(tree, report, known | keys(tree, checked.problems))
    return made


def setting_of(tree: Node, spec: ScenarioSpec, orders: Orders) -> Setting:
    """Return what a run of one case needs.

    Raises: UserError when an order names what is not there, or makes what cannot be.
    """
    name = next(iter(spec.area.name.values())) if spec.area.name else "area"
    return Setting(
        start=spec.start,
        duration_s=spec.duration,
        warm_up_s=spec.warm_up,
        area=spec.area.box(name),
        areas={name: area.box(name) for name, area in spec.areas.items()},
        sides=tuple(spec.sides),
        parts=spec.parts,
        links=spec.arrangement,
        changes=tuple(_timetable(tree, spec, orders)),
    )


def _cases(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield each case and its changes; a file without cases has one without changes."""
    cases = root.value.get("cases") if isinstance(root.value, Mapping) else None
    if cases is None or not isinstance(cases.value, Mapping) or not cases.value:
        yield BASE, Node({}, root.mark)
    elif isinstance(cases.value, Mapping):
        yield from ((name, changes) for name, changes in cases.value.items() if isinstance(changes.value, Mapping))


@dataclass(frozen=True, slots=True)
class _Moment:
    """When something changes while the run goes on, and what it may be: an inject has one option, without a name.

    A conditional inject waits: its moment is the first at which it may come.
    """

    at_s: float
    id: str
    options: Mapping[str, Node]
    default: str
    effect: Mapping[str, Any]
    name: str
    waits: bool = False


def _moments(tree: Node) -> list[_Moment]:
    """Return the injects and the decisions, in order of time; faulty ones as far as they go."""
    moments = [
        make(entry, entry.plain())
        for section, make in (("injects", _inject), ("decisions", _decision))
        for entry in _entries(tree, section)
    ]
    return sorted(moments, key=lambda moment: moment.at_s)


def _ordered(moments: Sequence[_Moment], orders: Orders) -> list[_Moment]:
    """Return what comes with some orders, in order of time."""
    injects = [moment.id for moment in moments if not moment.default]
    _known(injects, (*orders.fired, *orders.held), "inject")
    _known([moment.id for moment in moments if moment.default], orders.choices, "decision")
    amended = [
        _Moment(each.at_s, each.id, {"": node(_plain(each.changes), Mark(each.id))}, "", each.changes, "")
        for each in orders.amendments
    ]
    coming = [
        replace(moment, at_s=orders.fired.get(moment.id, moment.at_s))
        for moment in moments
        if moment.id not in orders.held and (moment.id in orders.fired or not moment.waits)
    ]
    return sorted([*coming, *amended], key=lambda moment: moment.at_s)


def within(tree: Node) -> Node:
    """Leave out the injects and decisions that lie beyond the end of a run that somebody asked to be shorter."""
    if not isinstance(tree.value, Mapping) or "duration" not in tree.value:
        return tree
    end_s = _time({"at": tree.value["duration"].plain()})
    kept = {
        name: replace(tree.value[name], value=tuple(each for each in items if _time(each.plain()) < end_s))
        for name in ("injects", "decisions")
        if end_s and (items := _entries(tree, name))
    }
    return replace(tree, value={**tree.value, **kept})


def _entries(tree: Node, section: str) -> list[Node]:
    found = tree.value.get(section) if isinstance(tree.value, Mapping) else None
    items = found.value if found and isinstance(found.value, tuple) else ()
    return [node for node in items if isinstance(node.value, Mapping)]


def _inject(entry: Node, data: dict[str, Any]) -> _Moment:
    effect = _mapping(entry, "effect")
    options = {"": Node(_plain(effect), entry.follow(("effect",)).mark)}
    given, waits = data.get("effect") or {}, data.get("at") is None
    return _Moment(_time(data), str(data.get("id")), options, "", given, f"injects.{data.get('id')}.effect", waits)


def _decision(entry: Node, data: dict[str, Any]) -> _Moment:
    options = {name: node for name, node in _mapping(entry, "options").items() if isinstance(node.value, Mapping)}
    name = f"decisions.{data.get('id')}.options"
    return _Moment(_time(data), str(data.get("id")), options, str(data.get("default")), {}, name)


def _plain(effect: Mapping[str, T]) -> dict[str, T]:
    """Return the changes by path of an effect."""
    return {path: value for path, value in effect.items() if path != WEATHER}


def _mapping(entry: Node, name: str) -> Mapping[str, Node]:
    inner = entry.value.get(name) if isinstance(entry.value, Mapping) else None
    return inner.value if inner and isinstance(inner.value, Mapping) else {}


def _time(data: dict[str, Any]) -> float:
    try:
        return parse(data.get("at"), "time")
    except ValueError:
        return 0.0


def _timetable(tree: Node, spec: ScenarioSpec, orders: Orders) -> Iterator[Change]:
    """Yield the changes of a run, each on top of those before it."""
    for moment in _ordered(_moments(tree), orders):
        option = orders.choices.get(moment.id, moment.default)
        _known(moment.options, [option], f"option of '{moment.id}'")
        before = spec
        tree, spec = _amended(tree, moment.options[option], moment.name)
        parts = tuple(new for new, old in zip(spec.parts, before.parts, strict=True) if new != old)
        links = spec.arrangement if spec.arrangement != before.arrangement else None
        yield Change(moment.at_s, moment.id, parts, links, _effect(moment))


def _amended(tree: Node, changes: Node, name: str) -> tuple[Node, ScenarioSpec]:
    """Make changes that nobody may have tried on top of these before.

    Raises: UserError when they make what cannot be.
    """
    report, crew = Report(), _crew(tree)
    tree = changed(tree, changes, name, report, during=True)
    checked = check(tree)
    report.add(tree, checked.problems)
    if _crew(tree) != crew:
        report.put(changes.mark, name, *NO_COMING)
    report.close()
    assert checked.spec is not None, "a scenario without faults has a spec"
    return tree, checked.spec


def _effect(moment: _Moment) -> dict[str, Any]:
    if WEATHER not in moment.effect:
        return {}
    weather = WeatherEffect.model_validate(moment.effect[WEATHER])
    where = {} if weather.area is None else {"area": weather.area}
    return {WEATHER: {"sea_state": weather.sea_state, "for_s": weather.for_, **where}}


def _known(names: Any, given: Any, sort: str) -> None:
    strange = [name for name in given if name not in names]
    faults = [Fault("", name, f"there is no {sort} '{name}'", unknown(name, names)) for name in strange]
    if faults:
        raise UserError(*faults)


def _check_moments(tree: Node, report: Report, known: set[Key]) -> None:
    """Try every option at its moment, on top of the defaults before it."""
    crew = _crew(tree)
    for moment in _moments(tree):
        later = tree
        for option, changes in moment.options.items():
            name = f"{moment.name}.{option}".removesuffix(".")
            made = changed(tree, changes, name, report, during=True)
            problems = check(made).problems
            report.add_under(made, problems, changes, name, known)
            if _crew(made) != crew:
                report.put(changes.mark, name, *NO_COMING)
            elif option == moment.default and keys(made, problems) <= known:
                later = made
        tree = later


def _crew(tree: Node) -> list[tuple[Any, Any]]:
    return [(data.get("id"), data.get("kind")) for data in (part.plain() for part in _entries(tree, "parts"))]


def changed(root: Node, changes: Node, name: str, report: Report, *, during: bool) -> Node:
    """Make a set of changes, reporting those that cannot be made; `during` the run fewer can."""
    assert isinstance(changes.value, Mapping)
    for path, value in changes.value.items():
        try:
            top = str(parse_path(path, value.mark)[0])
            if during and top not in MOVING:
                advice = "while a run goes on only parts and arrangement change"
                report.put(value.mark, _field(name, path), f"'{top}' cannot be changed here", advice)
            elif top in FIXED:
                report.put(value.mark, _field(name, path), f"'{top}' is one for all cases", "set it for the whole file")
            else:
                root = change(root, path, value)
        except UserError as error:
            for each in error.faults:
                report.put(value.mark, _field(name, path), each.found, each.write)
    return root


def _field(name: str, path: str) -> str:
    """Name what a change is of; an amendment has no name but its mark."""
    return f"{name}.{path}" if name else path
