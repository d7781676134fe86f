"""What the journal of a sea lane holds in bulk: ships, places, ways, passages, and the legs of those shown on maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.journal import Journal
from sim.models.lane_plan import Block, IntArray
from sim.models.lane_ships import Traffic
from sim.models.lane_warnings import ANSWERS, Warnings
from sim.parts.theatre import Theatre
from sim.world.geodesy import FloatArray, latlon
from sim.world.motion import Legs, clip, timed

if TYPE_CHECKING:
    from sim.models.sea_lane import SeaLane

__all__ = ["FIRST_SHIP", "write"]

HOUR_S: Final = 3600.0
FIRST_SHIP: Final = 1_000_000  # the number on maps of the lane's ship 0
CLASS_A: Final = 2
MIDDLE: Final = 0.15  # of the lane, which ships keep clear of on their starboard side
GOLDEN: Final = 0.618034  # its multiples are spread evenly


def write(spec: SeaLane, theatre: Theatre, traffic: Traffic, warnings: Warnings) -> None:
    """Write the tables at the end of a run."""
    journal, until_s = theatre.run.journal, theatre.setting.duration_s
    _places(journal, traffic)
    _ways(journal, traffic)
    _spots(journal, traffic)
    _transits(journal, spec, traffic, until_s)
    _passages(journal, traffic, until_s)
    _entries(journal, traffic, until_s)
    _reactions(journal, traffic, warnings)
    _groups(journal, traffic, until_s)
    _shown(journal, spec, traffic, until_s)


def _number(traffic: Traffic) -> dict[str, int]:
    return {place.name: number for number, place in enumerate(traffic.places)}


def _places(journal: Journal, traffic: Traffic) -> None:
    places = traffic.places
    journal.append(
        "place", place=np.arange(len(places)), name=[each.name for each in places], sort=[each.sort for each in places],
        west_deg=[each.box.west for each in places], east_deg=[each.box.east for each in places],
        south_deg=[each.box.south for each in places], north_deg=[each.box.north for each in places],
    )  # fmt: skip


def _ways(journal: Journal, traffic: Traffic) -> None:
    for block in traffic.blocks:
        way = block.way
        flow, n = traffic.base.legs[traffic.leg_of(block)].flow.id, len(way.gone_m)
        journal.append(
            "way", way=np.full(n, block.number), flow=np.full(n, flow), nth=np.arange(n),
            lat_deg=way.waypoints_deg[:, 0], lon_deg=way.waypoints_deg[:, 1], gone_m=way.gone_m,
        )  # fmt: skip


def _spots(journal: Journal, traffic: Traffic) -> None:
    """Write where along each way it enters and leaves each place."""
    number, rows = _number(traffic), []
    for block in traffic.blocks:
        cuts = block.way.cuts_m
        rows += [
            (block.number, number[spot.place], spot.bound, float(cuts[spot.first]), float(cuts[spot.last + 1]))
            for spot in block.way.spots
        ]
    names = ("way", "place", "bound", "from_m", "until_m")
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    journal.append("spot", **dict(zip(names, map(np.array, columns), strict=True)))


def _transits(journal: Journal, spec: SeaLane, traffic: Traffic, until_s: float) -> None:
    """Write every voyage that is under way at some time of the run."""
    ships, base = traffic.ships, traffic.base
    arrive, way, group = np.empty(len(ships)), np.empty(len(ships), np.int64), np.empty(len(ships))
    extra, plain, undisturbed = np.empty(len(ships)), np.empty(len(ships)), np.empty(len(ships))
    for block in base.undisturbed.blocks:
        plain[block.ships], undisturbed[block.ships] = block.fuel_t(ships, spec.idle), block.ends_s
    for block in traffic.blocks:
        arrive[block.ships], way[block.ships], group[block.ships] = block.ends_s, block.number, block.group_m_s
        extra[block.ships] = block.fuel_t(ships, spec.idle) - plain[block.ships]
    seen = np.flatnonzero((ships.depart_s < until_s) & (np.maximum(arrive, undisturbed) > 0.0))
    sort = np.array(traffic.sorts)[ships.sort[seen]]
    journal.append(
        "transit", ship=seen.astype(np.int32), way=way[seen].astype(np.int16), sort=sort,
        side=np.array(traffic.sides or ("",))[ships.side[seen]], depart_s=ships.depart_s[seen], arrive_s=arrive[seen],
        undisturbed_s=undisturbed[seen], speed_m_s=ships.own_m_s[seen], fuel_t=extra[seen], group_m_s=group[seen],
    )  # fmt: skip


def _passages(journal: Journal, traffic: Traffic, until_s: float) -> None:
    """Write every passage of a strait, canal or corridor that falls into the run, or a part of which does."""
    number = _number(traffic)
    columns: list[tuple[Any, ...]] = [(np.empty(0),) * 6]
    for block in traffic.blocks:
        for spot in (each for each in block.way.spots if each.place not in traffic.areas):
            arrive, enter = block.arrive_s[:, spot.first], block.enter_s[:, spot.first]
            leave = block.arrive_s[:, spot.last + 1]
            rows = np.flatnonzero((leave > 0.0) & (arrive < until_s))
            each = block.ships[rows], np.full(len(rows), number[spot.place]), np.full(len(rows), spot.bound)
            columns.append((*each, arrive[rows], enter[rows], leave[rows]))
    ship, place, bound, arrive, enter, leave = (np.concatenate(each) for each in zip(*columns, strict=True))
    journal.append(
        "passage", ship=ship.astype(np.int32), place=place.astype(np.int16), bound=bound.astype(np.int8),
        arrive_s=arrive, enter_s=enter, leave_s=leave,
    )  # fmt: skip


def _entries(journal: Journal, traffic: Traffic, until_s: float) -> None:
    """Write how many ships enter each threat area hour by hour."""
    number, hours = _number(traffic), int(np.ceil(until_s / HOUR_S))
    for area, exposures in traffic.by_area.items():
        enter = np.concatenate([*(each.enter_s() for each in exposures), np.empty(0)])
        nth = np.floor(enter[(enter >= 0.0) & (enter < until_s)] / HOUR_S).astype(np.int64)
        ships = np.bincount(nth, minlength=hours)
        some = np.flatnonzero(ships)
        journal.append(
            "entries", place=np.full(len(some), number[area], np.int16), hour=some.astype(np.int32),
            ships=ships[some].astype(np.int32),
        )  # fmt: skip


def _reactions(journal: Journal, traffic: Traffic, warnings: Warnings) -> None:
    number, made = _number(traffic), warnings.reactions
    if not made:
        return
    sizes = [len(each.ship) for each in made]
    journal.append(
        "reaction", ship=np.concatenate([each.ship for each in made]),
        place=np.repeat([number[each.area] for each in made], sizes),
        warning=np.concatenate([each.warning for each in made]),
        answer=np.array(ANSWERS)[np.concatenate([each.answer for each in made])],
        at_s=np.repeat([each.at_s for each in made], sizes),
        delay_s=np.concatenate([each.delay_s for each in made]), fuel_t=np.concatenate([each.fuel_t for each in made]),
    )  # fmt: skip


def _groups(journal: Journal, traffic: Traffic, until_s: float) -> None:
    """Write every group that sailed through a corridor with ships in it."""
    number, rows = _number(traffic), []
    for block in traffic.blocks:
        for spot in (each for each in block.way.spots if each.place in traffic.gates.corridors):
            sails = block.enter_s[:, spot.first]
            now = (block.group_m_s > 0.0) & (sails >= 0.0) & (sails < until_s)
            for speed, at_s in zip(block.group_m_s[now].tolist(), sails[now].tolist(), strict=True):
                rows.append((number[spot.place], spot.bound, speed, round(at_s)))
    if rows:
        each, ships = np.unique(np.array(rows), axis=0, return_counts=True)
        journal.append("group", place=each[:, 0].astype(int), bound=each[:, 1].astype(int), speed_m_s=each[:, 2],
                       sails_s=each[:, 3], ships=ships)  # fmt: skip


# The ships that maps show


def _shown(journal: Journal, spec: SeaLane, traffic: Traffic, until_s: float) -> None:
    """Write the legs of some ships, evenly through all of them, so that every case shows the same."""
    ships = traffic.ships
    every = max(1, -(-len(ships) // spec.shown)) if spec.shown else 0
    for block in traffic.blocks:
        rows = np.flatnonzero(block.ships % every == 0) if every else np.empty(0, np.int64)
        rows = rows[(block.ends_s[rows] > 0.0) & (block.arrive_s[rows, 0] < until_s)]
        if len(rows):
            _ship_rows(journal, spec, traffic, block, rows, until_s)


def _ship_rows(journal: Journal, spec: SeaLane, traffic: Traffic, block: Block, rows: IntArray, until_s: float) -> None:
    ships, numbers = traffic.ships, block.ships[rows]
    legs = clip(_legs(block, rows), 0.0, until_s)
    (a_lat, a_lon), (b_lat, b_lon) = latlon(legs.a), latlon(legs.b)
    journal.append(
        "leg", platform=legs.mover, start_s=legs.start_s, end_s=legs.end_s, a_lat_deg=a_lat, a_lon_deg=a_lon,
        b_lat_deg=b_lat, b_lon_deg=b_lon,
    )  # fmt: skip
    length_m = np.array([spec.ships[name].length for name in traffic.sorts])[ships.sort[numbers]]
    flow, n = traffic.base.legs[traffic.leg_of(block)].flow.id, len(rows)
    journal.append(
        "vessel", vessel=FIRST_SHIP + numbers, part=np.full(n, flow), sort=np.full(n, "merchant_flow"),
        length_m=length_m, ais=np.full(n, CLASS_A), enter_s=np.maximum(block.arrive_s[rows, 0], 0.0),
        leave_s=np.minimum(block.ends_s[rows], until_s),
    )  # fmt: skip


def _legs(block: Block, rows: IntArray) -> Legs:
    """Return the legs of some ships, each on her own line to starboard of the middle of the lane.

    At each cut she is twice: when she comes, and when she goes on.
    """
    way, cuts = block.way, block.way.cuts_m
    marks = np.concatenate([way.gone_m, cuts, cuts[1:-1]])
    comes = np.concatenate([np.zeros(len(way.gone_m)), np.zeros(len(cuts)), np.ones(len(cuts) - 2)])
    order = np.lexsort((comes, marks))
    gone_m, goes_on = marks[order], comes[order] > 0.0
    at_cut = np.searchsorted(cuts, gone_m, side="right") - 1
    stretch = np.minimum(at_cut, len(cuts) - 2)
    part = (gone_m - cuts[stretch]) / (cuts[stretch + 1] - cuts[stretch])
    times = block.enter_s[rows][:, stretch] + block.takes_s[rows][:, stretch] * part
    arrives = (gone_m == cuts[at_cut]) & ~goes_on & (at_cut > 0)
    times[:, arrives] = block.arrive_s[rows][:, at_cut[arrives]]
    once_m, passes = np.unique(gone_m, return_inverse=True)
    points = np.column_stack(latlon(way.at(once_m)))
    width_m: FloatArray = np.interp(once_m, way.gone_m, way.half_width_m)
    lateral = MIDDLE + (1.0 - MIDDLE) * np.modf(block.ships[rows] * GOLDEN)[0]
    return timed(FIRST_SHIP + block.ships[rows], points, passes, times, lateral, width_m)
