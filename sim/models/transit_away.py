"""Ships away from the group: with a defect, on an errand, or on a task of their own, until they join again.

Whoever is away follows the programme from appointment to appointment and joins where the group is, or waits where it is
still to come. So no way but those of the programme and those from a base need be sought while a run goes on.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sim.base.units import KNOT_M_S
from sim.models.transit_course import Course
from sim.models.transit_events import FellOut, LeftForGood, Mended, Missed, RanDry, Rejoined, SentAway
from sim.models.transit_formation import Formation, Step
from sim.models.transit_programme import Appointment
from sim.parts.warship import Ship

if TYPE_CHECKING:
    from sim.models.carrier_transit import Group

__all__ = ["Away"]

Part = tuple[Course, float]
"""A course, and how far along it one is."""
LIMP_M_S: Final = 10.0 * KNOT_M_S  # on the way to a dockyard, assumed
SLOWER: Final = (1.0, 0.85, 0.7, 0.6)
PATIENCE_S: Final = 6 * 3600.0  # a ship that lies alongside another mends what it can first


class Away:
    """Who is away from the group, why, and how they come back."""

    def __init__(self, group: Group) -> None:
        self.group, self.run = group, group.run
        self.waiting: dict[str, list[tuple[Formation, float]]] = {}
        self.formations: list[Formation] = []

    def start(self, ships: list[Ship]) -> None:
        """Have every ship's defects come in their time."""
        for ship in ships:
            if ship.spec.defects:
                self.run.process(self._defects(ship))

    # Leaving

    def _part(self, ships: list[Ship], name: str, from_formation: Formation) -> Formation:
        """Take ships out of a formation and return one of their own, at the same place."""
        from_formation.account()
        from_formation.lay()
        for ship in ships:
            from_formation.ships.remove(ship)
        from_formation.wake()
        self.formations.append(Formation(self.group, name, ships, from_formation.position))
        return self.formations[-1]

    def leave_for_good(self, formation: Formation) -> None:
        """Let ships go whose time has come."""
        for ship in [each for each in formation.ships if each is not formation.guide]:
            if ship.spec.leaves is not None and self.run.now >= ship.spec.leaves:
                self.run.log(LeftForGood(ship.spec.side, ship.name))
                self._part([ship], ship.name, formation)

    def send(self, ship: Ship, base: str, formation: Formation) -> None:
        """Send an auxiliary to fill at a base."""
        cause = self.run.log(SentAway(ship.spec.side, (ship.name,), f"fuel from {base}"))
        self.run.process(self._errand(self._part([ship], ship.name, formation), base, cause))

    def detach(self, appointment: Appointment, formation: Formation) -> None:
        """Split off the ships that an appointment is for."""
        ships = [ship for ship in formation.ships if ship.name in appointment.ships and ship is not formation.guide]
        if not ships:
            self.run.log(Missed(self.group.spec.side, appointment.id, "its ships are not in company"))
            return
        names = tuple(ship.name for ship in ships)
        cause = self.run.log(SentAway(self.group.spec.side, names, appointment.id))
        self.run.process(self._task(self._part(ships, appointment.id, formation), appointment, cause))

    # What they do

    def _errand(self, formation: Formation, base: str, cause: int) -> Step:
        group, left_s = self.group, self.run.now
        formation.limit_m_s = group.spec.chase
        yield from formation.steam(group.course(formation.place, group.roads(base)), 0.0)
        yield from formation.lie(self.run.now + group.spec.supply.port_time)
        group.replenisher.fill(formation.ships, base, cause)
        yield from self._follow(formation, self._within_reach(formation), left_s)

    def _within_reach(self, formation: Formation) -> int:
        """Return the first appointment that can be reached before the group leaves it."""
        group, nth = self.group, self.group.stop_from(self.group.following)
        while (following := group.stop_from(nth + 1)) > nth:
            stop = group.spec.programme[nth]
            way_s = group.course(formation.place, stop.position).length_m / group.spec.chase
            if self.run.now + way_s <= group.ends_s(stop):
                break
            nth = following
        return nth

    def _task(self, formation: Formation, appointment: Appointment, cause: int) -> Step:
        group, left_s = self.group, self.run.now
        yield from group.passage(formation, appointment, cause)
        yield from group.call(formation, appointment)
        nth = next(n for n, stop in enumerate(group.spec.programme) if stop.id == appointment.rejoin)
        stop = group.spec.programme[nth]
        yield from formation.steam(group.course(formation.place, stop.position), group.planned_s(stop))
        yield from self._meet(formation, nth, left_s)

    def _follow(self, formation: Formation, nth: int, left_s: float, part: Part | None = None) -> Step:
        """Go after the group, beginning with what is left of the course it was on, and join it."""
        stop = self.group.spec.programme[nth]
        course, from_m = part or (self.group.course(formation.place, stop.position), 0.0)
        formation.limit_m_s = self._affordable(formation, course.length_m - from_m)
        yield from formation.steam(course, 0.0, from_m)
        yield from self._meet(formation, nth, left_s)

    def _meet(self, formation: Formation, nth: int, left_s: float) -> Step:
        """Join the group if it is here, wait if it is to come, follow if it is gone."""
        stop = self.group.spec.programme[nth]
        if self.group.replenisher.supported(stop.place):
            self.group.replenisher.fill(formation.ships, stop.place or "")
        if self.group.here == stop.id:
            self._join(formation, stop, left_s)
        elif self.group.following <= nth:
            self.waiting.setdefault(stop.id, []).append((formation, left_s))
            while formation.ships and self.group.following <= nth and self.group.here != stop.id:
                yield from formation.lie(self.run.now + self.group.theatre.setting.duration_s, "anchor")
        if formation.ships and (further := self.group.stop_from(nth + 1)) > nth:
            yield from self._follow(formation, further, left_s)

    def _affordable(self, formation: Formation, way_m: float) -> float:
        """Return the speed of the chase that the fuel lasts for."""
        chase: float = self.group.spec.chase
        for share in SLOWER:
            if all(ship.lasts_s(share * chase) * share * chase > way_m for ship in formation.ships):
                return share * chase
        return SLOWER[-1] * chase

    # Joining

    def welcome(self, stop: Appointment, *, comes: bool) -> None:
        """Take in who waits at an appointment, or send them on if the group does not come."""
        for formation, left_s in self.waiting.pop(stop.id, []):
            if comes:
                self._join(formation, stop, left_s)
            formation.wake()

    def _join(self, formation: Formation, stop: Appointment, left_s: float) -> None:
        main = self.group.main
        main.account()
        formation.account()
        names = tuple(ship.name for ship in formation.ships)
        self.run.log(Rejoined(self.group.spec.side, names, stop.id, self.run.now - left_s))
        main.ships += formation.ships
        formation.ships = []
        main.wake()

    # Defects

    def _defects(self, ship: Ship) -> Step:
        luck = self.run.stream("parts", ship.name, "defects")
        while True:
            yield self.run.env.timeout(luck.exponential(1.0 / ship.spec.defects))
            repair_s, yard = ship.spec.repair.sample(luck), luck.random() < ship.spec.dockyard
            while ship.alongside:
                yield self.run.env.timeout(PATIENCE_S)
            main = self.group.main
            if ship in main.ships and not self.group.in_port:
                self._break_down(ship, main, repair_s, yard)

    def _break_down(self, ship: Ship, main: Formation, repair_s: float, yard: bool) -> None:
        """Have the group wait for its guide, and leave any other ship behind."""
        if ship is main.guide:
            cause = self.run.log(FellOut(ship.spec.side, ship.name, "the group waits for its guide", repair_s))
            main.stopped_until_s = max(main.stopped_until_s, self.run.now + repair_s)
            self.run.at(main.stopped_until_s, lambda: self.run.log(Mended(ship.spec.side, ship.name), cause))
            main.wake()
            return
        cause = self.run.log(FellOut(ship.spec.side, ship.name, "dockyard" if yard else "at sea", repair_s))
        part = (main.course, main.gone_m) if main.course else None
        formation = self._part([ship], ship.name, main)
        self.run.process(self._mend(formation, part, repair_s, yard, cause))

    def _mend(self, formation: Formation, part: Part | None, repair_s: float, yard: bool, cause: int) -> Step:
        left_s, ship, nth = self.run.now, formation.guide, self.group.stop_from(self.group.following)
        base = ""
        if part is None and self.group.here is not None:
            nth = self.group.following - 1  # still there, perhaps
        if yard:
            base = yield from self._to_yard(formation, part, nth)
            part = None
        yield from formation.lie(self.run.now + repair_s, "port" if yard else "stopped")
        if not formation.ships:
            return
        self.run.log(Mended(ship.spec.side, ship.name), cause)
        if yard:
            self.group.replenisher.fill(formation.ships, base, cause)
            nth = self._within_reach(formation)
        yield from self._follow(formation, nth, left_s, part)

    def _to_yard(self, formation: Formation, part: Part | None, nth: int) -> Generator[Any, Any, str]:
        """Limp to the next appointment, and from there to the nearest base that is open; return which."""
        group, stop = self.group, self.group.spec.programme[nth]
        formation.limit_m_s = LIMP_M_S
        if part is not None:
            yield from formation.steam(part[0], 0.0, part[1])
        base = group.replenisher.nearest(formation.place)
        if base is None:
            return stop.whereabouts
        yield from formation.steam(group.course(formation.place, group.roads(base)), 0.0)
        return base

    def ran_dry(self, formation: Formation) -> None:
        """Leave behind who has no fuel left, or have all wait for the guide; help comes after a while."""
        help_s = self.run.now + self.group.spec.supply.help
        for ship in [each for each in formation.ships if each.dry]:
            cause = self.run.log(RanDry(ship.spec.side, ship.name, *formation.position))
            ship.adrift = True
            if ship is formation.guide:
                formation.stopped_until_s = max(formation.stopped_until_s, help_s)
                self.run.at(help_s, partial(_help, formation, ship))
                continue
            part = (formation.course, formation.gone_m) if formation.course else None
            alone = self._part([ship], ship.name, formation)
            self.run.at(help_s, partial(_help, alone, ship))
            self.run.process(self._helped(alone, part, help_s, cause))

    def _helped(self, formation: Formation, part: Part | None, help_s: float, cause: int) -> Step:
        left_s, ship, nth = self.run.now, formation.guide, self.group.stop_from(self.group.following)
        yield from formation.lie(help_s + 1.0, "stopped")
        self.run.log(Mended(ship.spec.side, ship.name), cause)
        yield from self._follow(formation, nth, left_s, part)


def _help(formation: Formation, ship: Ship) -> None:
    formation.account()  # adrift until now, she burnt nothing
    ship.helped()
