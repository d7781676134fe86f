"""A group's voyage as figures take it from a journal, and the map of it with its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.journal import Journal
from sim.models.transit_events import AppointmentMade, GroupFormed, RanDry, Replenished
from sim.models.transit_measures import voyage
from sim.report.frame import Frame, Point, Rect, framed, inside, settle
from sim.report.ground import graticule, land
from sim.report.material import Material
from sim.report.sheet import BODY_IN, LINE_IN, MARGIN_IN, Sheet
from sim.report.style import WIDTH_IN, Look
from sim.report.words import called, day, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Stop", "Tank", "Voyage", "chart_of_voyage", "voyage_of"]

KEY_COLUMNS: Final = 4
APART_IN: Final = 0.16


@dataclass(frozen=True, slots=True)
class Stop:
    """An appointment as figures show it: times in seconds from the start, the arrival infinite if it never came."""

    name: str
    sort: str
    lat_deg: float
    lon_deg: float
    opens_s: float
    planned_s: float
    latest_s: float
    arrived_s: float
    task: bool


@dataclass(frozen=True, slots=True)
class Tank:
    """One ship's fuel: how full from time to time, when she took some at sea, and when she ran dry."""

    ship: str
    time_s: tuple[float, ...]
    state: tuple[float, ...]
    served_s: tuple[float, ...]
    dry_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Voyage:
    """One run's voyage: the guide's way as (time, latitude, longitude), the stops in order and the tanks."""

    start: datetime
    way: tuple[tuple[float, float, float], ...]
    stops: tuple[Stop, ...]
    tanks: tuple[Tank, ...]


def voyage_of(journal: Journal) -> Voyage | None:
    """Return the voyage of a run with a group, else None."""
    formed = next((record.event for record in journal.of(GroupFormed)), None)
    if formed is None:
        return None
    start = datetime.fromisoformat(journal.header["start"])
    return Voyage(start, _way(journal, formed.platform), tuple(_stops(journal)), tuple(_tanks(journal, formed)))


def _way(journal: Journal, platform: int) -> tuple[tuple[float, float, float], ...]:
    legs = journal.table("leg")
    mine = legs["platform"] == platform
    begins = (legs[name][mine].tolist() for name in ("start_s", "a_lat_deg", "a_lon_deg"))
    return tuple(zip(*begins, strict=True))


def _stops(journal: Journal) -> Iterator[Stop]:
    for name, kept in voyage(journal).items():
        made: AppointmentMade = kept.made
        arrived_s = 0.0 if made.planned_s <= 0.0 else kept.arrived_s  # it lay at the first
        yield Stop(name, made.sort, made.lat_deg, made.lon_deg, made.opens_s, made.planned_s, made.latest_s,
                   arrived_s, bool(made.ships))  # fmt: skip


def _tanks(journal: Journal, formed: GroupFormed) -> Iterator[Tank]:
    table = journal.table("fuel")
    for ship, holds_m3 in zip(formed.ships, formed.tanks_m3, strict=True):
        mine = table["ship"] == ship
        if holds_m3 <= 0.0 or not mine.any():
            continue
        served = tuple(r.time_s for r in journal.of(Replenished) if r.event.ship == ship)
        dry = tuple(r.time_s for r in journal.of(RanDry) if r.event.ship == ship)
        state = table["fuel_m3"][mine] / holds_m3
        yield Tank(ship, tuple(table["time_s"][mine].tolist()), tuple(state.tolist()), served, dry)


def chart_of_voyage(material: Material, told: Mapping[str, Voyage]) -> Iterator[Sheet]:
    """Draw the way over the world, out and home, with a number and a day at each appointment."""
    case, one = next((case, each) for case, each in told.items() if each)
    stops = [stop for stop in one.stops if not stop.task]
    rows = -(-len(stops) // KEY_COLUMNS)
    bottom = 0.55 + LINE_IN * rows + 0.4
    frame = framed(material.scenario.setting(case).area, WIDTH_IN - 1.2, BODY_IN - bottom - 0.1)
    late = sum(stop.arrived_s > stop.latest_s for stop in stops)
    title = material.tongue(
        "{n} appointments, {late} of them not kept in time, in replication 0 of {case}",
        n=len(stops), late=late, case=called(case),
    )  # fmt: skip
    sheet, look = Sheet("voyage", title, material.footer, material.look), material.look
    axes = sheet.axes((WIDTH_IN - frame.width_in) / 2 + 0.2, bottom, frame.width_in, frame.height_in)
    graticule(axes, frame, look)
    land(axes, frame, look)
    _draw_way(axes, frame, one, look)
    _number(sheet, axes, frame, stops, material)
    _key(sheet, one, stops, rows, material)
    yield sheet


def _draw_way(axes: Axes, frame: Frame, one: Voyage, look: Look) -> None:
    """Draw the way, in one colour until the easternmost point and in another from there."""
    _, lat, lon = (np.array(column) for column in zip(*one.way, strict=True))
    x = frame.x(lon)
    turn = int(np.argmax(x))
    line: dict[str, Any] = {"linewidth": 2.2, "zorder": 4, "solid_joinstyle": "round"}
    axes.plot(x[: turn + 1], lat[: turn + 1], color=look.colours["blue"], **line)
    axes.plot(x[turn:], lat[turn:], color=look.colours["vermilion"], linestyle=(0, (4, 1.5)), **line)


def _number(sheet: Sheet, axes: Axes, frame: Frame, stops: Sequence[Stop], material: Material) -> None:
    """Write the stops' numbers beside their marks, those of one place together, and what the lines are."""
    marks, look = _together(frame, stops), material.look
    points, taken = [at for at, _ in marks], list[Rect]()
    page = (0.02, 0.02, frame.width_in - 0.04, frame.height_in - 0.04)
    for at, names in marks:
        inches = at[0] / frame.width_in, at[1] / frame.height_in
        mark: dict[str, Any] = {
            "marker": "o",
            "markersize": 8,
            "color": look.ink,
            "markeredgecolor": look.ground,
            "zorder": 6,
        }
        axes.plot([inches[0]], [inches[1]], transform=axes.transAxes, **mark)
        words = ", ".join(names)
        spots = _spots(at, sheet.width_in(words, weight="bold") + 0.06)
        rect = settle(spots, points, taken, page)
        if rect not in spots[:2]:  # neither beside the mark nor sure to be read as its number
            middle = (rect[0] + rect[2] / 2) / frame.width_in, (rect[1] + rect[3] / 2) / frame.height_in
            lead = [[inches[0], middle[0]], [inches[1], middle[1]]]
            axes.plot(*lead, transform=axes.transAxes, color=look.ink, linewidth=0.9, zorder=5.5)
        _write(axes, frame, words, rect, page, taken, look)
    words = material.tongue("solid: to the easternmost point; dashed: from there")
    wide = sheet.width_in(words)
    corners = [(x, y, wide, 0.24) for y in (0.08, frame.height_in - 0.32) for x in (0.1, frame.width_in - wide - 0.1)]
    _write(axes, frame, words, settle(corners, points, taken, page), page, taken, look, weight="normal")


def _together(frame: Frame, stops: Sequence[Stop]) -> list[tuple[Point, list[str]]]:
    """Return where stops are on the map, those that would cover each other as one, with their numbers."""
    marks: list[tuple[Point, list[str]]] = []
    for nth, stop in enumerate(stops, 1):
        x, y = frame.inches(stop.lat_deg, stop.lon_deg)
        near = (names for at, names in marks if max(abs(at[0] - x), abs(at[1] - y)) < APART_IN)
        found = next(near, None)
        if found is None:
            marks.append(((x, y), [str(nth)]))
        else:
            found.append(str(nth))
    return marks


def _spots(at: Point, wide: float) -> list[Rect]:
    """Return where a number may stand about a mark, the best first."""
    (x, y), across = at, wide / 2 + 0.14
    turns = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 2), (0, -2))
    return [(x + dx * across - wide / 2, y + dy * 0.24 - 0.11, wide, 0.24) for dx, dy in turns]


def _write(
    axes: Axes, frame: Frame, words: str, rect: Rect, page: Rect, taken: list[Rect], look: Look, weight: str = "bold"
) -> None:
    from matplotlib.patheffects import withStroke

    if not inside(rect, page):
        return
    taken.append(rect)
    axes.text(
        rect[0] / frame.width_in, rect[1] / frame.height_in, words, transform=axes.transAxes, va="bottom", zorder=7,
        weight=weight, path_effects=[withStroke(linewidth=3, foreground=look.ground)],
    )  # fmt: skip


def _key(sheet: Sheet, one: Voyage, stops: Sequence[Stop], rows: int, material: Material) -> None:
    """Write below the map what each number is, with the day of arrival."""
    width = (WIDTH_IN - 2 * MARGIN_IN) / KEY_COLUMNS
    look = material.look
    for nth, stop in enumerate(stops):
        came = np.isfinite(stop.arrived_s)
        when = day(one.start + timedelta(seconds=stop.arrived_s), material.tongue) if came else "–"
        words = f"{nth + 1} {plain(stop.name)}"
        x, y = MARGIN_IN + width * (nth // rows), 0.5 + LINE_IN * (rows - 1 - nth % rows)
        late = stop.arrived_s > stop.latest_s
        sheet.text(
            x, y, sheet.fit(words, width - 0.85), va="bottom", color=look.colours["vermilion"] if late else look.ink
        )
        sheet.text(x + width - 0.15, y, when, va="bottom", ha="right", color=look.pale)
