"""The logs of one replication as what the page draws: what it is about, and columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.parts.sensing import ChangeMade
from sim.report.replay.bars import bars_of, on_lanes
from sim.report.replay.columns import Columns, smallest
from sim.report.replay.contacts import Contacts, contacts_of, links_of, pack_contacts, shared_contacts
from sim.report.replay.events import events_of
from sim.report.replay.land import pack_land
from sim.report.replay.lane import Lane, lane_of, pack_lane
from sim.report.replay.movers import Grid, Movers, movers_of, pack_movers, shared_movers
from sim.report.style import LIGHT
from sim.report.teller import Teller, lying_in, waters
from sim.report.titles import Titles
from sim.report.watch import Post, posts
from sim.world.geodesy import NAUTICAL_MILE_M

if TYPE_CHECKING:
    from sim.scenario.load import Scenario
    from sim.scenario.play import InjectSpec
    from sim.scenario.spec import BoxSpec

__all__ = ["Replay", "fold"]

FORMAT: Final = 1
SHIP: Final = "ship"  # the sort of a directed vessel whose part is not known


@dataclass(frozen=True, slots=True)
class Replay:
    """What the page draws (see design/replay.md), and the letters of all that it says."""

    meta: dict[str, Any]
    columns: str
    letters: str


@dataclass(frozen=True, slots=True)
class _Case:
    meta: dict[str, Any]
    movers: Movers
    contacts: Contacts
    events: list[dict[str, Any]]
    bars: list[list[Any]]
    lane: Lane


@dataclass
class _Fold:
    scenario: Scenario
    tongue: Tongue
    sorts: dict[str, int] = field(default_factory=dict)
    sensors: dict[str, int] = field(default_factory=dict)
    illicit: set[str] = field(default_factory=set)
    header: dict[str, Any] = field(default_factory=dict)

    def case(self, name: str, journal: Journal) -> _Case:
        """Fold one case's journal."""
        self.header, spec = journal.header, self.scenario.case(name)
        sides, grid, stand = list(self.header["sides"]), Grid.of(self.header["duration_s"]), posts(spec.parts)
        self.illicit |= {part.kind for part in spec.parts if not part.lawful}
        sort = self._sort({part.id: part.kind for part in spec.parts})
        movers = movers_of(journal, grid, sort, frozenset(post.name for post in stand))
        contacts = contacts_of(journal, grid, self._sensor, movers.number)
        areas = waters(spec, self.tongue)
        teller = Teller(journal, self.tongue, self._sides(), areas, Titles(spec.parts, self.tongue))
        lane = lane_of(journal)
        meta = {
            "id": name, "name": name, "ships_a_mark": lane.ships_a_mark,
            "posts": [self._post(post, sides) for post in stand], "links": links_of(journal),
            "anchors": [_anchor(side, nth, stand, movers, self.scenario) for nth, side in enumerate(sides)],
            "injects": [{"time_s": at, "text": self.tongue.pick(text)} for at, text in _told(journal, spec.injects)],
        }  # fmt: skip
        events = events_of(journal, teller, movers, grid)
        return _Case(meta, movers, contacts, events, bars_of(journal, teller, grid), lane)

    def _sensor(self, name: str) -> int:
        return self.sensors.setdefault(name, len(self.sensors))

    def _sort(self, kinds: Mapping[str, str]) -> Callable[[str, str], int]:
        """Return what numbers sorts; a directed vessel is of the kind of the part whose id begins its name."""

        def number(sort: str, name: str) -> int:
            if not sort:
                mine = [part for part in kinds if name.startswith(f"{part}-")]
                sort = kinds[max(mine, key=len)] if mine else SHIP
            return self.sorts.setdefault(sort, len(self.sorts))

        return number

    def _name(self, spec: BoxSpec, otherwise: str) -> str:
        return self.tongue.pick(spec.name, otherwise)

    def _sides(self) -> dict[str, str]:
        sides = self.scenario.spec.sides
        return {side: self.tongue.pick(spec.name, side) for side, spec in sides.items()}

    def _post(self, post: Post, sides: list[str]) -> dict[str, Any]:
        (lat, lon), sort = post.position, post.words.partition(",")[0]
        words = f"{sort}, sees {{n}} nm" if post.range_m else sort
        return {
            "name": post.name, "side": sides.index(post.side), "lat": lat, "lon": lon, "sort": sort,
            "words": self.tongue(words, n=round(post.range_m / NAUTICAL_MILE_M)), "range_m": round(post.range_m),
        }  # fmt: skip

    def meta(self, cases: list[_Case], texts: tuple[str, ...]) -> dict[str, Any]:
        """Return all that is no column."""
        spec, header, tongue = self.scenario.spec, self.header, self.tongue
        colours = LIGHT.sides({side: each.colour for side, each in spec.sides.items()})
        title = tongue.pick(spec.title, header["scenario"])
        return {
            "format": FORMAT, "lang": tongue.lang, "texts": {text: tongue(text) for text in texts}, "title": title,
            "purpose": tongue.pick(spec.purpose),
            "footer": tongue("Illustrative: public figures, invented ships. {title}, seed {seed}, replication {k}.",
                             title=title, seed=header["seed"], k=header["replication"]),
            "scenario": header["scenario"], "seed": header["seed"], "replication": header["replication"],
            "start": header["start"], "duration_s": header["duration_s"], "warm_up_s": header["warm_up_s"],
            "time_unit_s": Grid.of(header["duration_s"]).unit_s,
            "area": self._box(spec.area, ""),
            "areas": [self._area(box, name) for name, box in spec.areas.items()],
            "sides": [{"id": side, "name": name, "colour": colours[side]} for side, name in self._sides().items()],
            "sorts": [self._sort_row(sort) for sort in self.sorts],
            "sensors": [{"name": tongue(sensor), "names": "AIS" in sensor} for sensor in self.sensors],
            "cases": [case.meta for case in cases],
        }  # fmt: skip

    def _sort_row(self, sort: str) -> dict[str, Any]:
        return {"id": sort, "name": self.tongue(sort.replace("_", " ")), "lawful": sort not in self.illicit}

    def _area(self, spec: BoxSpec, area: str) -> dict[str, Any]:
        """Return an area with its id, and the ids of the parts that lie in it."""
        parts = [part for part, its in lying_in(self.scenario.spec).items() if its == area]
        return {"id": area, "parts": parts, **self._box(spec, area)}

    def _box(self, spec: BoxSpec, otherwise: str) -> dict[str, Any]:
        box = spec.box(otherwise)
        return {"name": self._name(spec, otherwise), "west": box.west, "east": box.west + box.width_deg,
                "south": box.south, "north": box.north}  # fmt: skip


def fold(
    scenario: Scenario, journals: Mapping[str, Callable[[], Journal]], lang: str = "en", texts: tuple[str, ...] = ()
) -> Replay:
    """Fold one journal of each case, read when it is its turn and then let go; `texts` are the page's own words."""
    work = _Fold(scenario, Tongue(lang))
    cases = [work.case(name, read()) for name, read in journals.items()]
    columns = Columns()
    _pack(columns, cases, len(work.sensors))
    known = pack_land(columns, scenario.spec.area.box("area"))
    meta = work.meta(cases, texts) | {"known": known, "columns": columns.index}
    letters = columns.letters | set(json.dumps(meta, ensure_ascii=False))
    return Replay(meta, columns.text(), "".join(sorted(letters)))


def _pack(columns: Columns, cases: list[_Case], sensors: int) -> None:
    """Pack what the cases hold, once what all of them do."""
    common = shared_movers([case.movers for case in cases])
    rows = shared_contacts([case.contacts for case in cases])
    first = cases[0]
    pack_movers(columns, first.movers.select(np.isin(first.movers.number, common)), "all")
    pack_contacts(columns, first.contacts.select(rows[0]), "all", sensors)
    for nth, (case, mine) in enumerate(zip(cases, rows, strict=True)):
        own = case.contacts.select(np.delete(np.arange(len(case.contacts.luck)), mine))
        pack_movers(columns, case.movers.select(~np.isin(case.movers.number, common)), str(nth))
        pack_contacts(columns, own, str(nth), sensors)
        shared = np.concatenate([case.contacts.shared[mine], own.shared])
        columns.add(f"contact.shared@{nth}", smallest(1 << len(case.meta["anchors"])), shared)
        columns.add_json(f"event@{nth}", case.events)
        pack_lane(columns, case.lane, str(nth))
    lanes, bars = on_lanes([case.bars for case in cases])
    columns.add_json("lane", lanes)
    for nth, rows_of_case in enumerate(bars):
        columns.add_json(f"bar@{nth}", rows_of_case)


def _told(journal: Journal, injects: Sequence[InjectSpec]) -> list[tuple[float, Mapping[str, str]]]:
    """Return when each inject came, and its text."""
    listed = {each.id: each.text for each in injects}
    made = ((record.time_s, record.event.change) for record in journal.of(ChangeMade))
    return [(time_s, listed[change]) for time_s, change in made if change in listed]


def _anchor(side: str, nth: int, stand: list[Post], movers: Movers, scenario: Scenario) -> dict[str, Any]:
    """Return where a side's reports start and end: amid its posts, else with what moves longest, else amid the area."""
    here = [post.position for post in stand if post.side == side]
    if here:
        lat, lon = (sum(each) / len(here) for each in zip(*here, strict=True))
        return {"lat": round(lat, 4), "lon": round(lon, 4)}
    mine = np.flatnonzero((movers.who[:, 1] == nth) & (np.diff(movers.first) > 0))
    if mine.size:
        lasts = movers.legs[movers.first[mine + 1] - 1, 3] - movers.legs[movers.first[mine], 0]
        return {"mover": int(movers.number[mine[np.argmax(lasts)]])}
    lat, lon = scenario.spec.area.box(side).centre
    return {"lat": round(lat, 4), "lon": round(lon, 4)}
