"""What each cell sees: a function of a game and a cell, and of nothing else.

A cell sees what its side knew by then, as an export of that side does (`sim.record.export.known`): events that it knew
of at once, contacts that its sensors made or a link had brought, under numbers of its own. Of the table it sees what is
said to everybody, what it said itself and what was asked of it. Changes of the setting are told by injects to whom
they are addressed, never by the log. The white cell sees everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np

from sim.base.tongue import Tongue, phrase
from sim.experiment.contingent import due
from sim.kernel.events import Record
from sim.kernel.journal import Journal
from sim.kernel.resource import Queued, Released, Seized
from sim.parts.sensing import ChangeMade
from sim.record.export.known import Known
from sim.record.names import Mover, movers
from sim.report.replay.bars import bars_of, on_lanes
from sim.report.replay.movers import Grid
from sim.report.teller import Teller, names_in
from sim.report.titles import Titles
from sim.report.watch import posts
from sim.scenario.source import brief
from sim.scenario.spec import BoxSpec
from sim.table.entries import (
    WHITE,
    Advance,
    Answer,
    Choose,
    Commit,
    Entry,
    Inject,
    Note,
    Order,
    Override,
    Request,
)  # fmt: skip
from sim.table.game import Game
from sim.table.numbers import measures_of
from sim.table.possible import possible
from sim.table.shown import Bar, Box, Due, Entered, Held, Option, Own, Seat, Stock, Told, TurnClock, View, Wanted, Word
from sim.table.state import State
from sim.table.tracks import Ground, held
from sim.world.geodesy import NAUTICAL_MILE_M, bearing_deg, distance_m, latlon

__all__ = ["entry_says", "view"]

FLYING: Final = ("aircraft", "helicopter", "jet")  # once at rest they are part of their unit again
QUEUEING: Final = (Queued, Seized, Released)
DONE: Final = MappingProxyType(
    {"fire": phrase("fires the inject {id}"), "hold": phrase("holds the inject {id}"),
     "write": phrase("writes the inject {id}")}
)  # fmt: skip
KNOT_M_S: Final = NAUTICAL_MILE_M / 3600.0


def view(game: Game, cell: str, lang: str = "en", state: State | None = None) -> View:
    """Return what a cell sees now, or saw when the game stood at another state."""
    return _Viewer(game, cell, Tongue(lang), state or game.state).view()


@dataclass(frozen=True)
class _Viewer:
    game: Game
    cell: str
    tongue: Tongue
    state: State

    @property
    def white(self) -> bool:
        return self.cell == WHITE

    @cached_property
    def side(self) -> str:
        return self.game.rules.side(self.cell)

    @cached_property
    def journal(self) -> Journal:
        return self.game.journal(self.state)

    @cached_property
    def movers(self) -> dict[int, Mover]:
        return movers(self.journal)

    @cached_property
    def known(self) -> Known:
        own = frozenset(number for number, each in self.movers.items() if each.side == self.side)
        return Known(self.journal, self.side, own, untold=(ChangeMade, *QUEUEING))

    @cached_property
    def records(self) -> list[Record]:
        """The events that the cell knows, under its own numbers."""
        if not self.white:
            return list(self.known.records())
        return [each for each in self.journal.records if not isinstance(each.event, QUEUEING)]

    @cached_property
    def teller(self) -> Teller:
        spec = self.game.rules.spec
        sides, areas = names_in(spec.sides, self.tongue), names_in(spec.areas, self.tongue)
        return Teller(self.journal, self.tongue, sides, areas, Titles(spec.parts, self.tongue))

    def view(self) -> View:
        game, spec = self.game, self.game.rules.spec
        role = spec.play.white.brief if self.white else game.rules.cells[self.cell].brief
        setting = game.scenario.setting(game.rules.case, game.settled(self.state))
        orders = possible(game.rules, self.state, setting, self.cell, self.tongue)
        return View(
            cell=self.cell, side=self.side, name=self._name(self.cell), brief=self.tongue.pick(role),
            title=self.tongue.pick(spec.title), lang=self.tongue.lang, area=self._box(spec.area),
            areas={name: self._box(box, name) for name, box in spec.areas.items()}, clock=self._clock(),
            seats=tuple(self._seats()), told=tuple(self._told()), platforms=tuple(self._platforms()),
            tracks=tuple(self._tracks()), bars=tuple(self._bars()), injects=tuple(self._injects()),
            waiting=tuple(self._waiting()), decisions=tuple(self._decisions()), orders=orders,
            requests=tuple(self._requests()), entered=tuple(self._entered()), stocks=tuple(self._stocks()),
            measures=measures_of(game.rules, self.state, self.journal, self.side),
        )  # fmt: skip

    # The table

    def _name(self, cell: str) -> str:
        return self.tongue.pick(self.game.rules.name(cell), cell)

    def _box(self, spec: BoxSpec, name: str = "") -> Box:
        return Box(self.tongue.pick(spec.name, name), spec.west, spec.east, spec.south, spec.north)

    def _clock(self) -> TurnClock:
        rules, state = self.game.rules, self.state
        begins_s, ends_s = rules.begins_s(state.turn), rules.begins_s(state.turn + 1)
        return TurnClock(
            state.turn, rules.turns, state.phase, state.over, self.teller.clock(begins_s), self.teller.clock(ends_s),
            self.teller.clock(state.now_s), begins_s, ends_s, state.now_s,
        )  # fmt: skip

    def _seats(self) -> Iterator[Seat]:
        for cell, seat in self.game.rules.cells.items():
            yield Seat(cell, self._name(cell), seat.side, cell in self.state.committed)

    def _decisions(self) -> Iterator[Due]:
        rules, state = self.game.rules, self.state
        for each in rules.due(state.turn) if state.phase in ("brief", "plan") else ():
            if self.white or self.cell in rules.deciders(each):
                options = tuple(
                    Option(name, self.tongue.pick(each.labels.get(name), name), dict(each.costs.get(name, {})))
                    for name in each.options
                )
                chosen = state.choices.get(each.id, {}).get(self.cell, "")
                yield Due(
                    each.id, self.teller.clock(each.at), self.tongue.pick(each.asks), options, each.default, chosen,
                    each.cell is None, each.cell or "",
                )  # fmt: skip

    def _requests(self) -> Iterator[Wanted]:
        for each in self.state.requests:
            if self.white or self.cell in (each.cell, each.to):
                number = self.game.number_for(self.cell, each.number)
                yield Wanted(number, each.cell, each.to, each.path, each.value, each.turn, each.granted)

    def _entered(self) -> Iterator[Entered]:
        state = self.state
        for each in state.standing:
            if self.white or each.cell == self.cell:
                turn = state.turn_of[each.number]
                fixed = isinstance(each.act, Advance) or (isinstance(each.act, Commit) and not state.planning)
                mine = self.white or state.planning
                number = self.game.number_for(self.cell, each.number)
                says = entry_says(self.tongue, each)
                yield Entered(number, turn, each.cell, each.sort, says, turn == state.turn and mine and not fixed)

    def _stocks(self) -> Iterator[Stock]:
        for cell in self.game.rules.cells:
            if self.white or cell == self.cell:
                spent = self.state.spent[cell]
                for name, had in self.game.rules.stocks(cell).items():
                    yield Stock(name, cell, had, spent.get(name, 0.0), had - spent.get(name, 0.0))

    def _injects(self) -> Iterator[Word]:
        """Yield what was told to this cell's side, in order of time."""
        rules, found = self.game.rules, list[Word]()
        came = self.game.told(self.state) | {n: t for n, t in self.state.orders.fired.items() if t <= self.state.now_s}
        for each in rules.spec.injects:
            if each.id in came and (self.white or not each.audience or self.side in each.audience):
                pick, at_s = self.tongue.pick, came[each.id]
                found.append(Word(each.id, at_s, self.teller.clock(at_s), pick(each.text), pick(each.sender),
                                  pick(each.how), each.minutes))  # fmt: skip
        for one in self.state.written:
            if self.white or not one.audience or self.side in one.audience:
                clock, text = self.teller.clock(one.at_s), self.tongue.pick(one.text)
                found.append(Word(one.id, one.at_s, clock, text, written=True))
        yield from sorted(found, key=lambda each: each.time_s)

    def _waiting(self) -> Iterator[str]:
        """Yield to the white cell the injects that come next unless they are held: in the turn ahead, or at once."""
        rules, state = self.game.rules, self.state
        if not self.white:
            return
        turn = state.turn + (state.phase in ("adjudicate", "review"))
        orders = self.game.settled(state)
        if state.now_s > 0:
            yield from due(rules.spec, orders, self.journal, state.now_s)
        for each in rules.spec.injects:
            coming = each.at is not None and rules.begins_s(turn) <= each.at < rules.begins_s(turn + 1)
            if coming and each.id not in (*orders.held, *orders.fired):
                yield each.id

    # The scenario

    def _told(self) -> Iterator[Told]:
        state, rules = self.state, self.game.rules
        turn = state.turn if state.phase in ("adjudicate", "review") else state.turn - 1
        since_s = rules.begins_s(turn) if turn else 0.0
        for record in self.records:
            if record.time_s >= since_s:
                lat, lon = (getattr(record.event, name, None) for name in ("lat_deg", "lon_deg"))
                yield Told(
                    record.seq, record.time_s, self.teller.clock(record.time_s), record.kind, self.teller.says(record),
                    record.cause, lat, lon,
                )  # fmt: skip

    @cached_property
    def _ground(self) -> Ground:
        return Ground.of(self.journal, self.movers)

    def _platforms(self) -> Iterator[Own]:
        """Yield the side's platforms and posts, each where it is now."""
        parts = self.game.parts_at(self.state)
        stand = {post.name: post for post in posts(parts, self.tongue) if self.white or post.side == self.side}
        places = {part.id: getattr(part, "position", None) for part in parts}
        for number, mover in self.movers.items():
            if mover.side and (self.white or mover.side == self.side) and mover.name not in stand:
                own = self._own(number, mover, places.get(mover.name))
                if own.moving or mover.sort not in FLYING:
                    yield own
        for post in stand.values():
            lat, lon = post.position
            yield Own(post.name, post.words, post.side, lat, lon, False, None, None, _miles(post.range_m))

    def _own(self, number: int, mover: Mover, place: tuple[float, float] | None) -> Own:
        ground = self._ground
        leg = int(ground.legs.latest(np.array([number]), np.array([ground.now_s]))[0])
        sort = self.tongue(mover.sort.replace("_", " "))
        ranges = self.game.ranges(self.state)
        if leg < 0:
            lat, lon = place or (None, None)
            return Own(mover.name, sort, mover.side, lat, lon, False, None, None, _miles(ranges.get(number, 0.0)))
        (lat,), (lon,) = ground.at(np.array([number]), np.array([ground.now_s]))
        legs = ground.legs.select(np.array([leg]))
        run_m = float(np.linalg.norm(legs.b - legs.a))
        moving = run_m > 0 and float(legs.end_s[0]) >= ground.now_s - 1.0
        course, speed = _way(legs.a[0], legs.b[0], float(legs.end_s[0] - legs.start_s[0])) if moving else (None, None)
        return Own(mover.name, sort, mover.side, round(float(lat), 4), round(float(lon), 4), moving, course, speed,
                   _miles(ranges.get(number, 0.0)))  # fmt: skip

    def _tracks(self) -> Iterator[Held]:
        """Yield the tracks that the side holds; to the white cell every vessel that is there, where it is."""
        if self.white:
            yield from self._vessels()
            return
        for each, seen_s in held(self.known, self._ground):
            yield replace(each, seen=self.teller.clock(seen_s), sensor=self.tongue(each.sensor))

    def _vessels(self) -> Iterator[Held]:
        ground, now = self._ground, self.teller.clock(self.state.now_s)
        mine = np.array([number for number, each in self.movers.items() if not each.side], dtype=np.int64)
        if not len(mine) or not len(ground.legs):
            return
        leg = ground.legs.latest(mine, np.full(len(mine), ground.now_s))
        there = (leg >= 0) & (ground.legs.end_s[np.maximum(leg, 0)] >= ground.now_s)
        lat, lon = ground.at(mine[there], np.full(int(there.sum()), ground.now_s))
        for number, a, b in zip(mine[there].tolist(), lat.tolist(), lon.tolist(), strict=True):
            mover = self.movers[number]
            yield Held(number, round(a, 4), round(b, 4), now, 0.0, "", "", mover.name, (mover.sort,))

    def _bars(self) -> Iterator[Bar]:
        known = Journal(self.journal.header)
        known.records = self.journal.records if self.white else self.records
        grid = Grid.of(max(1.0, float(self.journal.header["duration_s"])))
        sides = list(self.journal.header["sides"])
        lanes, (bars,) = on_lanes([bars_of(known, self.teller, grid)])
        for _, lane, from_s, until_s, label, side, hollow in bars:
            ended = until_s if until_s < grid.duration_s else None
            yield Bar(lanes[lane], label, sides[side] if side >= 0 else "", from_s, ended, hollow)


def _miles(range_m: float) -> float:
    return round(range_m / NAUTICAL_MILE_M, 1)


def _way(a: np.ndarray, b: np.ndarray, lasts_s: float) -> tuple[float, float]:
    """Return the course and speed along a leg, in degrees and knots."""
    ends = (*(float(each) for each in latlon(a)), *(float(each) for each in latlon(b)))
    return round(float(bearing_deg(*ends)), 1), round(float(distance_m(*ends)) / lasts_s / KNOT_M_S, 1)


def entry_says(tongue: Tongue, entry: Entry) -> str:
    """Say what was said, in a line."""
    act = entry.act
    if isinstance(act, Order):
        return tongue("{path} shall be {value}", path=act.path, value=brief(act.value))
    if isinstance(act, Choose):
        return tongue("{decision}: {option}", decision=act.decision, option=act.option)
    if isinstance(act, Request):
        return tongue("asks {to}: {path} to be {value}", to=act.to, path=act.path, value=brief(act.value))
    if isinstance(act, Answer):
        return tongue("grants the request" if act.granted else "refuses the request")
    if isinstance(act, Inject):
        return tongue(DONE[act.do], id=act.id)
    if isinstance(act, Override):
        return tongue("{what} counts as {value}: {reason}", what=act.what, value=brief(act.value), reason=act.reason)
    if isinstance(act, Note):
        return act.text
    return tongue("has done for this turn" if isinstance(act, Commit) else "goes on to the next phase")
