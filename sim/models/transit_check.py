"""What cannot work in a programme, found before anything runs: ways that do not exist, dates, and fuel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.base.errors import UserError, unknown
from sim.base.spec import Trouble
from sim.base.units import show
from sim.models.transit_course import Course, course
from sim.models.transit_programme import Appointment
from sim.parts.canal_convoy import CanalConvoy
from sim.parts.strait import Strait
from sim.parts.warship import Warship
from sim.world.geodesy import NAUTICAL_MILE_M

if TYPE_CHECKING:
    from sim.models.carrier_transit import CarrierGroup

__all__ = ["legs", "trouble"]

HOUR_S = 3600.0
Leg = tuple[int, Appointment, int, Appointment, Course]


def trouble(group: CarrierGroup, whole: Any) -> Iterator[Trouble]:
    """Yield what cannot work; `whole` is the scenario."""
    ships = [part for part in whole.parts if isinstance(part, Warship) and part.group == group.id]
    wrong = list(_names(group, ships))
    yield from wrong
    if wrong:
        return
    straits = tuple(
        (part.id, whole.areas[part.area].box(part.area)) for part in whole.parts if isinstance(part, Strait)
    )
    found = list(_courses(group, straits))
    yield from (each for each in found if isinstance(each, Trouble))
    ways = [each for each in found if not isinstance(each, Trouble)]
    if len(ways) < len(found):
        return
    canals: dict[str, float] = {part.passage: part.transit for part in whole.parts if isinstance(part, CanalConvoy)}
    slowest = min([group.speed_max, *(ship.speed_max for ship in ships)])
    yield from _dates(group, ways, slowest, canals)
    yield from _fuel(group, ships, [way for way in ways if not (way[1].ships or way[3].ships)])


def _names(group: CarrierGroup, ships: list[Warship]) -> Iterator[Trouble]:
    """Follow the names of ships and appointments."""
    known, stops = [ship.id for ship in ships], [each.id for each in group.programme]
    if group.guide not in known:
        found = f"no ship of the group is called '{group.guide}'"
        yield Trouble(("guide",), found, unknown(group.guide, known) if known else f"write 'group: {group.id}' in one")
    for nth, each in enumerate(group.programme):
        if each.id in stops[:nth]:
            yield Trouble(("programme", nth, "id"), f"the appointment '{each.id}' is there twice", "write another id")
        for place, name in enumerate(each.ships):
            if name not in known:
                yield Trouble(("programme", nth, "ships", place), f"there is no ship '{name}'", unknown(name, known))
        later = [one.id for one in group.programme[nth + 1 :] if not one.ships]
        if each.rejoin is not None and each.rejoin not in later:
            found = f"'{each.rejoin}' is no later appointment of the whole group"
            yield Trouble(("programme", nth, "rejoin"), found, unknown(each.rejoin, later))
    for nth, name in enumerate(group.skip):
        if name not in stops[1:]:
            yield Trouble(("skip", nth), f"there is no appointment '{name}' to skip", unknown(name, stops[1:]))
    if group.programme[0].ships:
        yield Trouble(("programme", 0, "ships"), "the first appointment is not for the whole group", "leave it out")


def legs(group: CarrierGroup) -> Iterator[tuple[Appointment, Appointment]]:
    """Yield from where to where the group sails, and those who leave it for a task."""
    at, away = group.programme[0], dict[str, list[Appointment]]()
    for stop in group.programme[1:]:
        if stop.id in group.skip:
            continue
        yield at, stop
        if stop.ships:
            away.setdefault(stop.rejoin or "", []).append(stop)
        else:
            yield from ((task, stop) for task in away.pop(stop.id, []))
            at = stop


def _courses(group: CarrierGroup, straits: Any) -> Iterator[Leg | Trouble]:
    """Yield each leg with its course, or that there is no way."""
    number = {id(stop): nth for nth, stop in enumerate(group.programme)}
    for one, stop in legs(group):
        try:
            yield number[id(one)], one, number[id(stop)], stop, course(one.position, stop.position, straits)
        except UserError as error:
            for fault in error.faults:
                yield Trouble(
                    ("programme", number[id(stop)], "place" if stop.place else "at"), fault.found, fault.write
                )


def _dates(group: CarrierGroup, ways: list[Leg], speed_m_s: float, canals: Mapping[str, float]) -> Iterator[Trouble]:
    """Sail the programme as fast as can be, and say where it comes too late."""
    leaves = {0: _at(group, 0) + group.programme[0].stay}
    for start, one, nth, stop, way in ways:
        takes_s = (way.length_m - way.in_canal_m(0.0)) / speed_m_s
        takes_s += sum(canals.get(each, 0.0) for each in way.canals(0.0))
        arrives_s, latest_s = leaves[start] + takes_s, _at(group, nth) + stop.late
        if arrives_s > latest_s:
            over_h = (arrives_s - latest_s) / HOUR_S
            miles = way.length_m / NAUTICAL_MILE_M
            found = (f"the leg {one.id} to {stop.id} is {miles:,.0f} nm: even at {show(speed_m_s, 'speed')} "
                     f"the group is {over_h:,.0f} h too late")  # fmt: skip
            yield Trouble(("programme", nth, "planned"), found, "plan it later, leave a stop out, or raise speed_max")
        opens_s = max(min(arrives_s, latest_s), _at(group, nth) - stop.early)
        planned_end_s, shortest_s = _at(group, nth) + stop.stay, opens_s + group.shortest_stay * stop.stay
        leaves[nth] = shortest_s if arrives_s > _at(group, nth) else max(opens_s, min(planned_end_s, shortest_s))


def _at(group: CarrierGroup, nth: int) -> float:
    return (group.programme[nth].planned - group.programme[0].planned).total_seconds()


def _fuel(group: CarrierGroup, ships: list[Warship], ways: list[Leg]) -> Iterator[Trouble]:
    """Say where a ship runs dry if nobody in the group carries fuel for others, at the speed that keeps the dates."""
    if any(ship.cargo for ship in ships):
        return
    open_to = {group.side, *group.supporters}
    bases = {base.place for base in group.bases if base.side in open_to}
    for ship in ships:
        left_m3 = ship.fuel_m3
        for start, one, nth, stop, way in ways:
            time_s = max(1.0, _at(group, nth) - _at(group, start) - one.stay)
            speed = min(max(way.length_m / time_s, group.economical), group.speed_max)
            burnt_m3 = ship.burns_m3_s(speed) * way.length_m / speed
            if burnt_m3 > left_m3:
                after_m = way.length_m * left_m3 / burnt_m3
                lat, lon = (round(each, 1) for each in way.at(after_m))
                found = (
                    f"no ship of the group carries fuel for others, and '{ship.id}' runs dry "
                    f"{after_m / NAUTICAL_MILE_M:,.0f} nm after {one.id} at {show(lat, 'latitude')}, "
                    f"{show(lon, 'longitude')}"
                )
                yield Trouble(("programme", nth, "place" if stop.place else "at"), found,
                              "add a ship with 'cargo', a base on the way, or slow down")  # fmt: skip
                break
            in_port = stop.sort == "port" and stop.place in bases
            left_m3 = ship.fuel_m3 if in_port else left_m3 - burnt_m3 - _burnt_there(group, ship, stop)


def _burnt_there(group: CarrierGroup, ship: Warship, stop: Appointment) -> float:
    return ship.burns_m3_s(group.operating) * stop.stay if stop.sort == "exercise" else 0.0
