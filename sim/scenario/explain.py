"""What a scenario will do, in tables, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any, Final

from sim.base.spec import PartSpec
from sim.base.tidy import as_html
from sim.base.units import show
from sim.scenario.faults import dimension_of, given_as
from sim.scenario.load import Scenario
from sim.scenario.source import brief
from sim.scenario.spec import ScenarioSpec
from sim.scenario.vocabulary import measures

__all__ = ["Explanation", "Table", "about", "english", "explain"]

REPEATS: Final = ("revisit", "cycle", "period", "every")
HOURS: Final = ("watch", "on_station", "delivery", "reaction")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under named columns, and a sentence on them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def records(self) -> list[dict[str, str]]:
        """Return each row as names and values."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page on one scenario."""

    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as data."""
        tables = {table.title: {"note": table.note, "rows": table.records()} for table in self.tables}
        return {"title": self.title, "facts": dict(self.facts), **tables}

    def _repr_html_(self) -> str:
        tables = (f"<h4>{escape(each.title)}</h4>{as_html(each.columns, each.rows, each.note)}" for each in self.tables)
        return f"<h3>{escape(self.title)}</h3>{as_html(('', ''), self.facts)}{''.join(tables)}"


def english(text: Mapping[str, str] | None) -> str:
    """Return a text in English, or in its first language."""
    return text.get("en") or next(iter(text.values())) if text else ""


def about(cls: type[Any]) -> str:
    """Return the first line of what is written about a class."""
    return (cls.__doc__ or "").strip().split("\n")[0]


def explain(scenario: Scenario) -> Explanation:
    """Say what will happen, to whom, when, and on what assumptions."""
    spec = scenario.spec
    tables = (
        _cases(scenario), _platforms(spec), _timetable(spec), _links(scenario), _moments(spec), _measures(spec),
        _parameters(scenario),
    )  # fmt: skip
    return Explanation(english(spec.title), tuple(_facts(scenario)), tuple(table for table in tables if table.rows))


def _facts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    spec = scenario.spec
    area, end = spec.area, spec.start + timedelta(seconds=spec.duration)
    edges = [show(value, "longitude") for value in (area.west, area.east)]
    edges += [show(value, "latitude") for value in (area.south, area.north)]
    yield "file", scenario.file
    if spec.purpose:
        yield "question", english(spec.purpose)
    if spec.expect:
        yield "expect", english(spec.expect)
    yield "time", f"{spec.start:%Y-%m-%d %H:%M}Z to {end:%Y-%m-%d %H:%M}Z ({show(spec.duration, 'time')})"
    yield "measured", f"after a warm-up of {show(spec.warm_up, 'time')}" if spec.warm_up else "from the start"
    yield "sea", f"{english(area.name)} {edges[0]} to {edges[1]}, {edges[2]} to {edges[3]}".strip()
    runs = len(scenario.cases) * spec.replications
    yield "runs", f"{len(scenario.cases)} cases × {spec.replications} replications = {runs}, seed {spec.seed}"


def _cases(scenario: Scenario) -> Table:
    rows = []
    for name in scenario.cases:
        changes = scenario.spec.cases.get(name, {})
        said = [f"{path}: {brief(value)}" for path, value in changes.items()]
        rows.append((name, "; ".join(said) or "as the file says"))
    return Table("cases", ("case", "what differs"), tuple(rows), "All cases share their luck.")


def _platforms(spec: ScenarioSpec) -> Table:
    order = [*spec.sides, ""]
    parts = sorted(spec.parts, key=lambda part: order.index(_side(part)) if _side(part) in order else -1)
    rows = tuple((_side_name(spec, part), part.id, part.kind, about(type(part))) for part in parts)
    return Table("parts", ("side", "id", "kind", "what it is"), rows)


def _side(part: PartSpec) -> str:
    side = getattr(part, "side", "")
    return side if isinstance(side, str) else ""


def _side_name(spec: ScenarioSpec, part: PartSpec) -> str:
    side = spec.sides.get(_side(part))
    return (english(side.name) if side else "") or _side(part) or "–"


def _timetable(spec: ScenarioSpec) -> Table:
    rows = [row for part in spec.parts for row in _habits(part, spec.duration)]
    return Table("timetable", ("part", "what", "how often or how long", "in the whole run"), tuple(rows))


def _habits(part: PartSpec, duration_s: float) -> Iterator[tuple[str, str, str, str]]:
    """Say what a part does again and again, as far as its parameters tell."""
    for attribute, name in given_as(type(part)).items():
        info, value = type(part).model_fields[attribute], getattr(part, attribute)
        dimension = dimension_of(info)
        if not isinstance(value, float) or value == 0:
            continue
        if dimension == "rate":
            yield part.id, name, show(value, "rate"), f"about {value * duration_s:.0f}"
        elif dimension == "time" and name in REPEATS:
            yield part.id, name, f"every {show(value, 'time')}", f"about {duration_s / value:.0f}"
        elif dimension == "time" and name in HOURS:
            yield part.id, name, show(value, "time"), ""


def _links(scenario: Scenario) -> Table:
    links: dict[str, dict[str, str]] = {}
    for each in scenario.parameters():
        if each.kind == "arrangement":
            links.setdefault(each.owner, {})[each.name] = each.value.strip("[]")
    columns = tuple(next(iter(links.values()), {}))
    return Table("arrangement", columns, tuple(tuple(link.values()) for link in links.values()))


def _moments(spec: ScenarioSpec) -> Table:
    timed = [(one.at, one.id, english(one.text), brief(one.effect)) for one in spec.injects if one.at is not None]
    for each in spec.decisions:
        options = "; ".join(f"{name}: {brief(changes)}" for name, changes in each.options.items())
        timed.append((each.at, each.id, english(each.asks), f"{options} (default {each.default})"))
    rows = [(_at(spec, at_s), *rest) for at_s, *rest in sorted(timed)]
    rows += [
        (one.when.shown(), one.id, english(one.text), brief(one.effect)) for one in spec.injects if one.when is not None
    ]
    return Table("injects and decisions", ("when", "id", "text", "effect or options"), tuple(rows))


def _at(spec: ScenarioSpec, at_s: float) -> str:
    return f"{show(at_s, 'time')} ({spec.start + timedelta(seconds=at_s):%d %b %H:%M})"


def _measures(spec: ScenarioSpec) -> Table:
    known = measures()
    good = {"high": "more is better", "low": "less is better", "neither": ""}
    names = spec.measures or tuple(known)
    rows = tuple(
        (name, known[base].unit, known[base].about, good[known[base].better])
        for name in names
        for base in [name.split(".")[0]]
    )
    return Table("measures", ("measure", "unit", "meaning", "reading"), rows)


def _parameters(scenario: Scenario) -> Table:
    found = scenario.parameters()
    rows = tuple((each.owner, each.name, each.value, each.source, each.about) for each in found)
    assumed = sum(each.assumed for each in found)
    note = f"{assumed} of {len(found)} parameters are figures without a source: assumed."
    return Table("parameters", ("part", "parameter", "value", "source", "meaning"), rows, note)
