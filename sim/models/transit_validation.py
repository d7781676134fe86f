"""A group's voyage beside what is known: calm seas, the canal's queue, leg lengths, and the record of 2021."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean, stdev
from typing import Any, Final

import numpy as np

from sim.base.units import KNOT_M_S
from sim.kernel.journal import Journal
from sim.kernel.run import Run
from sim.kernel.validation import Check, known_rows, validation
from sim.models.carrier_transit import CarrierGroup
from sim.models.transit_events import AppointmentMade, Arrived, CanalEntered, Replenished, Sailed
from sim.models.transit_measures import days_at_sea, distance_sailed
from sim.parts.canal_convoy import left_behind
from sim.parts.passage import roads_of
from sim.parts.setting import Setting
from sim.parts.theatre import Theatre
from sim.parts.warship import Warship
from sim.parts.weather import Weather
from sim.world.areas import Box
from sim.world.geodesy import NAUTICAL_MILE_M, distance_m
from sim.world.places import find
from sim.world.routes import LENGTH_ERROR, in_passage, route_length_m, sea_route

__all__ = [
    "calm_passage", "calm_sea", "canal_queue", "dates", "legs_by_searoute", "legs_published", "queue_left", "slack",
    "totals",
]  # fmt: skip

FASTEST_KN: Final = 18.0  # the kind's default for `speed_max`
START: Final = datetime(2021, 6, 1, tzinfo=UTC)
WORLD: Final = Box("world", -20.0, 160.0, -10.0, 62.0)
HOUR_S: Final = 3600.0
RECORD: Final = "published itinerary of the 2021 deployment"


# Calm sea, no stops


def calm_passage(origin: str, destination: str, speed_kn: float) -> tuple[Journal, float, float]:
    """Sail one ship from port to port at one speed in a calm; return the journal, the way (m) and her burn (m3/h)."""
    speed = f"{speed_kn} kn"
    ship = {"kind": "warship", "id": "ship", "side": "a", "group": "group", "home": origin, "fuel": "9000 m3",
            "hotel": "0.7 m3/h", "burn": "1.3 m3/h", "burn_speed": "15 kn", "defects": "0 /d"}  # fmt: skip
    programme = [
        {"id": "out", "place": origin, "planned": START.isoformat()},
        {"id": "in", "place": destination, "planned": (START + timedelta(days=60)).isoformat(), "early": "60 d"},
    ]
    group = {"kind": "carrier_group", "id": "group", "side": "a", "guide": "ship", "programme": programme,
             "economical": speed, "speed_max": speed}  # fmt: skip
    parts = (
        Weather(kind="weather", id="weather", constant=0), Warship.model_validate(ship),
        CarrierGroup.model_validate(group),
    )  # fmt: skip
    setting = Setting(START, 61 * 86400.0, 0.0, WORLD, {}, ("a",), parts)
    run = Run(0, 0, start=START)
    run.journal.header.update(duration_s=setting.duration_s, warm_up_s=0.0, sides=("a",), links=())
    journal = Theatre(run, setting).play()
    way_m = next(journal.of(Sailed)).event.distance_nm * NAUTICAL_MILE_M
    return journal, way_m, 0.7 + 1.3 * (speed_kn / 15.0) ** 3


@validation(
    "calm_sea",
    title="One ship in a calm, without stops",
    source="time = distance / speed; fuel = (hotel + k v³) · time",
)
def calm_sea(_: Sequence[Journal]) -> Iterator[Check]:
    for origin, destination, speed_kn in (("Lisbon", "New York", 12.0), ("Guam", "Yokosuka", 16.0)):
        journal, way_m, burns_m3_h = calm_passage(origin, destination, speed_kn)
        time_s = way_m / (speed_kn * KNOT_M_S)
        arrived_s = next(journal.of(Arrived)).time_s
        used_m3 = 9000.0 - float(journal.table("fuel")["fuel_m3"].min())
        fuel_m3 = burns_m3_h * time_s / HOUR_S
        leg = f"{origin} to {destination} at {speed_kn:g} kn"
        late_s, over_l = arrived_s - time_s, 1000.0 * (used_m3 - fuel_m3)
        hours = f"{time_s / HOUR_S:.6f}", f"{arrived_s / HOUR_S:.6f}"
        yield Check(f"{leg}: hours", *hours, f"{late_s:+.1e} s", "to the second", abs(late_s) < 1.0)
        fuel = f"{fuel_m3:.6f}", f"{used_m3:.6f}"
        yield Check(f"{leg}: fuel, m3", *fuel, f"{over_l:+.1e} l", "to the litre", abs(over_l) < 1.0)


# The canal


def queue_left(mean: float, room: int, most: int = 4000) -> np.ndarray:
    """Return the long-run chances that a convoy leaves 0, 1, 2, … behind when a Poisson number comes before each.

    Solved by stepping the chances themselves until they no longer change, with no random number in it.
    """
    n = np.arange(most)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(n[1:]))])
    comes = np.exp(n * math.log(mean) - mean - log_factorial)[: int(mean + 12 * math.sqrt(mean) + 30)]
    left = np.zeros(most)
    left[0] = 1.0
    while True:
        waiting = np.convolve(left, comes)
        after = np.concatenate([[waiting[: room + 1].sum()], waiting[room + 1 : most + room]])
        if np.abs(after - left).max() < 1e-13:
            return after
        left = after


@validation(
    "canal_queue", title="A canal as a bulk-service queue", source="chances of the embedded chain, solved numerically"
)
def canal_queue(_: Sequence[Journal]) -> Iterator[Check]:
    convoys = 40_000
    for mean, room in ((28.3, 35), (28.3, 31), (9.0, 10)):
        chances = queue_left(mean, room, 600)
        known = float(chances @ np.arange(len(chances)))
        comes = np.random.default_rng(2021).poisson(mean, (20, convoys // 20))
        means = [float(left_behind(each, room).mean()) for each in comes]
        found, error = fmean(means), stdev(means) / math.sqrt(len(means))
        what, off = f"{mean:g} ships a convoy of {room}: mean left behind", found - known
        shown = f"{known:.4f}", f"{found:.4f} ± {1.96 * error:.4f}"
        yield Check(what, *shown, f"{off:+.4f}", f"{convoys:,} convoys", abs(off) < 4.0 * error)


# Leg lengths


def _route(origin: str, destination: str, via: str = "") -> tuple[Any, float, float]:
    """Return a route from port to port, its length in nm and what of it lies between port and roads."""
    a, b = find(origin), find(destination)
    closed = ("Suez Canal", "Panama Canal") if via == "Cape" else ()
    route = sea_route(roads_of(origin), roads_of(destination), closed)
    ends_m = sum(float(distance_m(*port.position, *(port.roads or port.position))) for port in (a, b))
    return route, (route_length_m(route) + ends_m) / NAUTICAL_MILE_M, ends_m / NAUTICAL_MILE_M


@validation("leg_lengths", title="Legs against published distances", source="trade press and port tables")
def legs_published(_: Sequence[Journal]) -> Iterator[Check]:
    for row in known_rows("port_distances"):
        miles = _route(row["from"], row["to"], row["via"])[1]
        off = miles / float(row["published_nm"]) - 1.0
        word = f"within the {LENGTH_ERROR:.0%} that is claimed" if abs(off) < LENGTH_ERROR else "beyond what is claimed"
        shown = f"{float(row['published_nm']):,.0f} nm", f"{miles:,.0f} nm"
        yield Check(f"{row['from']}–{row['to']} by {row['via']}", *shown, f"{off:+.1%}", word, abs(off) < LENGTH_ERROR)


@validation(
    "leg_searoute", title="Legs of the voyage against searoute 1.6", source="searoute 1.6.0, which is no authority"
)
def legs_by_searoute(_: Sequence[Journal]) -> Iterator[Check]:
    for row in known_rows("searoute_distances"):
        theirs, circle = float(row["searoute_nm"]), float(row["great_circle_nm"])
        route, miles, ends = _route(row["from"], row["to"])
        off = miles / theirs - 1.0
        yield Check(f"{row['from']}–{row['to']}", f"{theirs:,.0f} nm", f"{miles:,.0f} nm", f"{off:+.1%}",
                    _word(off, theirs, circle, ends, canal=bool(in_passage(route).any())))  # fmt: skip


def _word(off: float, theirs: float, circle: float, ends: float, *, canal: bool) -> str:
    if abs(off) < LENGTH_ERROR:
        return f"within {LENGTH_ERROR:.0%}"
    if off > 0.0:
        return f"ours counts {ends:.0f} nm between ports and roads" + (" and the bends of the canal" if canal else "")
    return f"searoute goes round; the great circle is {circle:,.0f} nm, ours keeps off land all the way"


# The record of 2021


@validation("csg21_dates", title="Dates of the voyage against the record", source=RECORD, scenario="csg21",
            case="as-published", replications=10)  # fmt: skip
def dates(journals: Sequence[Journal]) -> Iterator[Check]:
    for made in (record.event for record in journals[0].of(AppointmentMade)):
        if made.record_s is None:
            continue
        came = [_when(journal, made) for journal in journals]
        start = datetime.fromisoformat(journals[0].header["start"])
        off_h = (fmean(came) - made.record_s) / HOUR_S
        known, found = (start + timedelta(seconds=each) for each in (made.record_s, fmean(came)))
        within = made.precision_s / HOUR_S
        word = f"within ± {within:.0f} h of the record" if abs(off_h) <= within else f"beyond ± {within:.0f} h"
        spread = f"runs differ by {(max(came) - min(came)) / HOUR_S:.0f} h at most"
        shown = f"{known:%Y-%m-%d}", f"{found:%Y-%m-%d %H:%M}"
        yield Check(f"{made.appointment}, {made.recorded}", *shown, f"{off_h:+.0f} h", f"{word}; {spread}")


@validation(
    "csg21_slack",
    title="What the record asks of the group, leg by leg, and what is left over at full speed",
    source=RECORD,
    scenario="csg21",
    case="as-published",
    replications=10,
)
def slack(journals: Sequence[Journal]) -> Iterator[Check]:
    journal = journals[0]
    made = {each.event.appointment: each.event for each in journal.of(AppointmentMade)}
    name = journal.table("spell")["formation"][0]
    before = next(iter(made.values()))
    for leg in (each.event for each in journal.of(Sailed) if each.event.formation == name):
        stop = made[leg.appointment]
        hours = (stop.planned_s - before.ends_s) / HOUR_S
        left_h = hours - leg.distance_nm / FASTEST_KN
        yield Check(f"{before.appointment} to {stop.appointment}", f"{hours:,.0f} h", f"{leg.distance_nm:,.0f} nm",
                    f"{leg.distance_nm / hours:.1f} kn", f"{left_h:,.0f} h over at {FASTEST_KN:.0f} kn")  # fmt: skip
        before = stop


def _when(journal: Journal, made: AppointmentMade) -> float:
    """Return when the group came, left or entered the canal that follows; the end of the run if it never did."""
    arrived = next((r.time_s for r in journal.of(Arrived) if r.event.appointment == made.appointment), 0.0)
    if made.recorded == "arrival":
        return arrived
    event = Sailed if made.recorded == "departure" else CanalEntered
    name = journal.table("spell")["formation"][0]
    after = (r.time_s for r in journal.of(event) if r.time_s >= arrived and r.event.formation == name)
    return next(after, float(journal.header["duration_s"]))


@validation("csg21_totals", title="Totals of the voyage against the record", source=RECORD, scenario="csg21",
            case="as-published", replications=10)  # fmt: skip
def totals(journals: Sequence[Journal]) -> Iterator[Check]:
    known = {row["quantity"]: float(row["value"]) for row in known_rows("csg21_totals")}
    home_d = fmean(max(r.time_s for r in journal.of(Arrived)) for journal in journals) / 86400.0
    miles = fmean(float(next(iter(distance_sailed.values(journal).values()))) for journal in journals)
    given = fmean(sum(r.event.giver.startswith("tanker") for r in journal.of(Replenished)) for journal in journals)
    sea = fmean(next(iter(days_at_sea.values(journal).values())) for journal in journals)
    for what, told, found, word in (
        ("days from sailing to home", known["days"], home_d, "the programme ends where the record does"),
        ("miles sailed", known["Tidespring distance"], miles, f"known of the tanker, found of the group: {sea:.0f} d "
         "at sea at assumed speeds, so that it comes so close is partly luck"),
        ("replenishments by the tanker", known["Tidespring RAS"], given,
         "found: fuel alone, and shared with the stores ship; known: stores and strangers, too"),
    ):  # fmt: skip
        yield Check(what, f"{told:,.0f}", f"{found:,.0f}", f"{found / told - 1.0:+.1%}", word)
