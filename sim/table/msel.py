"""The master scenario events list of a scenario: what the white cell delivers and asks, line by line, in files.

Columns are the fields of the Homeland Security Exercise and Evaluation Program (HSEEP, 2020), with the turn, and what
an event does in the simulation. Timed events come first; those that wait for something follow.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sim.base.tongue import Tongue, phrase
from sim.record.files import replacing, write_text
from sim.report.document.blocks import Document, Section, Table
from sim.report.document.facts import PROSE
from sim.report.document.markdown import as_markdown
from sim.report.escape import line
from sim.report.words import humane
from sim.scenario.load import Scenario
from sim.scenario.play import ConditionSpec, DecisionSpec, InjectSpec
from sim.scenario.source import brief
from sim.table.entries import WHITE
from sim.table.rules import Rules, rules_of

__all__ = ["HEADS", "Event", "condition", "elapsed", "events", "msel_files", "played", "write_msel"]

HEADS: Final = tuple(map(phrase, (
    "number", "turn", "time", "date (UTC)", "event", "from", "to", "how delivered", "text", "expected outcome",
    "responsible controller", "objective", "minutes allowed", "learning point", "in the simulation",
)))  # fmt: skip
WIDTHS: Final = (8, 6, 14, 16, 18, 20, 20, 18, 50, 40, 20, 30, 9, 40, 30)  # of a spreadsheet's columns, in letters
DAY_S: Final = 86_400.0
HOUR_S: Final = 3_600.0
FORMULA: Final = frozenset("=+-@＝＋－＠")  # with what a formula may begin; a Japanese spreadsheet takes wide ones, too
TITLE: Final = phrase("Master scenario events list: {title}")


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the list, in words; nothing where the scenario does not say."""

    number: int
    turn: int | None
    time: str
    date: str
    event: str
    sender: str
    audience: str
    how: str
    text: str
    expected: str
    controller: str
    objective: str
    minutes: int | None
    learning: str
    effect: str

    def cells(self) -> tuple[str | int | None, ...]:
        """Return what stands below `HEADS`."""
        return tuple(getattr(self, field.name) for field in fields(self))


def played(scenario: Scenario) -> Rules:
    """Return how a scenario is played: in the case that it names for play, or in its first."""
    return rules_of(scenario, scenario.spec.play.case or scenario.cases[0])


def events(scenario: Scenario, say: Tongue) -> list[Event]:
    """Return the list of a scenario, as it is played."""
    rules = played(scenario)
    injects, decisions = rules.spec.injects, rules.spec.decisions
    listed: list[InjectSpec | DecisionSpec] = [*(each for each in injects if each.when is None), *decisions]
    waiting = (each for each in injects if each.when is not None)
    ordered = [*sorted(listed, key=lambda each: each.at or 0.0), *waiting]
    return [
        _inject(nth, each, rules, say) if isinstance(each, InjectSpec) else _decision(nth, each, rules, say)
        for nth, each in enumerate(ordered, 1)
    ]


def _inject(nth: int, inject: InjectSpec, rules: Rules, say: Tongue) -> Event:
    effect = brief(inject.effect).removeprefix("{").removesuffix("}")
    turn, time, date = _moment(inject.at, inject.when, rules, say)
    return Event(
        nth, turn, time, date, line(inject.id), _said(inject.sender, say), _audience(inject.audience, rules, say),
        _said(inject.how, say), _said(inject.text, say), _said(inject.expected, say), _said(inject.controller, say),
        _objective(inject.objective, rules, say), inject.minutes, _said(inject.learning, say), line(effect, PROSE),
    )  # fmt: skip


def _decision(nth: int, decision: DecisionSpec, rules: Rules, say: Tongue) -> Event:
    """Return the line of a decision: its options are its text, and each does something else in the simulation."""
    labels = {name: _said(decision.labels.get(name), say) or line(name) for name in decision.options}
    named = "; ".join(f"{line(name)}: {label}" for name, label in labels.items())
    effect = "; ".join(f"{name}: {brief(changes)}" for name, changes in decision.options.items() if changes)
    turn, time, date = _moment(decision.at, None, rules, say)
    return Event(
        nth, turn, time, date, line(decision.id), line(say.pick(rules.name(WHITE))),
        _cells(rules.deciders(decision), rules, say), say("a decision at the table"),
        say("{question} Options: {options}.", question=_said(decision.asks, say), options=named),
        say("One option is chosen; without a choice it is {default}.", default=labels[decision.default]), "",
        _objective(decision.objective, rules, say), None, "", line(effect, PROSE),
    )  # fmt: skip


def _said(text: Mapping[str, str] | None, say: Tongue) -> str:
    return line(say.pick(text), PROSE)


def _moment(at_s: float | None, when: ConditionSpec | None, rules: Rules, say: Tongue) -> tuple[int | None, str, str]:
    """Return turn, time and date; of what waits for something, only what that is."""
    if at_s is not None:
        return rules.turn_of(at_s), elapsed(at_s, say), f"{rules.spec.start + timedelta(seconds=at_s):%Y-%m-%d %H:%M}"
    assert when is not None, "an inject has a time or a condition"
    return None, condition(when, say), ""


def elapsed(time_s: float, say: Tongue) -> str:
    """Write how long after the start something is: in whole days, else in hours."""
    days = time_s / DAY_S
    return say("{n} d", n=f"{days:.0f}") if days.is_integer() else say("{n} h", n=f"{round(time_s / HOUR_S, 2):g}")


def condition(when: ConditionSpec, say: Tongue) -> str:
    """Say what an inject waits for."""
    if when.event is not None:
        said = say("when '{event}' has come {n} times", event=line(humane(when.event, say)), n=when.count)
    elif when.above is not None:
        said = say("when '{measure}' is above {n}", measure=line(humane(when.measure or "", say)), n=f"{when.above:g}")
    else:
        said = say("when '{measure}' is below {n}", measure=line(humane(when.measure or "", say)), n=f"{when.below:g}")
    return said + (say(", not before {time}", time=elapsed(when.after, say)) if when.after else "")


def _audience(sides: tuple[str, ...], rules: Rules, say: Tongue) -> str:
    """Name the cells that are told; a side that nobody plays, by itself."""
    told = [cell for cell, seat in rules.cells.items() if seat.side in sides or not sides]
    unplayed = [side for side in sides if side not in {seat.side for seat in rules.cells.values()}]
    return ", ".join(filter(None, [_cells(told, rules, say) if told else "", *map(line, unplayed)]))


def _cells(cells: Sequence[str], rules: Rules, say: Tongue) -> str:
    every = len(cells) > 1 and set(cells) >= rules.cells.keys()
    return say("all cells") if every else ", ".join(line(say.pick(rules.name(cell))) for cell in cells)


def _objective(name: str | None, rules: Rules, say: Tongue) -> str:
    found = (each.text for each in rules.spec.play.objectives if each.id == name)
    return _said(next(found, None), say) or line(name or "")


def msel_files(folder: Path, scenario: str) -> dict[str, Path]:
    """Return the files of a list, by how their names end."""
    return {suffix: folder / f"{scenario}-msel.{suffix}" for suffix in WRITERS}


def write_msel(folder: Path, scenario: Scenario, say: Tongue) -> list[Path]:
    """Write the list as CSV, Markdown and XLSX, and return the files.

    Raises: UserError when the disk refuses.
    """
    files, found = msel_files(folder, scenario.name), events(scenario, say)
    title = say(TITLE, title=line(say.pick(scenario.spec.title, scenario.name)))
    for suffix, path in files.items():
        WRITERS[suffix](path, found, title, say)
    return [*files.values()]


def _write_csv(path: Path, found: list[Event], title: str, say: Tongue) -> None:
    """Write CSV that spreadsheets read as UTF-8, in which no text is a formula."""
    held = StringIO()
    writer = csv.writer(held)
    writer.writerow(map(say, HEADS))
    writer.writerows([f"'{cell}" if _is_formula(cell) else cell for cell in each.cells()] for each in found)
    write_text(path, "\ufeff" + held.getvalue())


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and cell[:1] in FORMULA


def _write_markdown(path: Path, found: list[Event], title: str, say: Tongue) -> None:
    rows = tuple(tuple("" if cell is None else str(cell) for cell in each.cells()) for each in found)
    heads = tuple(map(say, HEADS))
    table = Table(title, heads, rows, numbers_from=len(heads))
    below = say("{n} events, in order; those that wait for something stand last.", n=len(found))
    write_text(path, as_markdown(Document(say.lang, title, below, (Section(say("Events"), (table,)),), "")))


def _write_xlsx(path: Path, found: list[Event], title: str, say: Tongue) -> None:
    """Write a sheet that prints on A4, with its heads on every page."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title, book.properties.creator = title, "sim"
    sheet: Any = book.active
    sheet.title, sheet.freeze_panes = "MSEL", "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for row, cells in enumerate(_rows(found, say), 1):
        for column, value in enumerate(cells, 1):
            _put(sheet.cell(row, column), value, bold=row == 1)
    for cell, width in zip(sheet[1], WIDTHS, strict=True):
        sheet.column_dimensions[cell.column_letter].width = width
    with replacing(path) as part:
        book.save(part)


def _rows(found: list[Event], say: Tongue) -> Iterator[tuple[str | int | None, ...]]:
    yield tuple(map(say, HEADS))
    yield from (each.cells() for each in found)


def _put(cell: Any, value: str | int | None, *, bold: bool) -> None:
    """Write a value; text is text, whatever it begins with, also when somebody edits it later."""
    from openpyxl.styles import Alignment, Font

    cell.value = value or None
    cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=bold)
    if isinstance(value, str) and value:
        cell.data_type = "s"
        cell.quotePrefix = _is_formula(value)


WRITERS: Final[Mapping[str, Callable[[Path, list[Event], str, Tongue], None]]] = MappingProxyType(
    {"csv": _write_csv, "md": _write_markdown, "xlsx": _write_xlsx}
)
