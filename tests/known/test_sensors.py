"""What formulas say of radar stations, of satellites that pass, and of sides that pool independent sightings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from sim.base.spec import PartSpec
from sim.kernel.journal import Journal
from sim.parts.arrangement import LinkSpec
from sim.parts.flight import AirUnit
from sim.parts.sensing import ContactGained, EvidenceHeld
from sim.parts.theatre import Theatre
from sim.parts.traffic import mast_m
from sim.world.geodesy import destination, distance_m
from sim.world.motion import Legs, along
from tests.intervals import covers_share
from tests.theatres import DAY_S, HOUR_S, KN_M_S, NM_M, box_of, dark_ships, link, part, sailing, theatre

STATION, OFF_THE_EDGE = (29.0, 126.0), (29.0, 126.3)  # of two strips, each of which sees what lies on it


def ingoing(on: Theatre, length_m: float, bearing_deg: float) -> Legs:
    """Bring in a dark ship that runs 150 nm straight at the station, and past it."""
    far, past = (destination(*STATION, b, 150 * NM_M) for b in (bearing_deg, bearing_deg + 180))
    legs = along(0, 0.0, [(float(p[0]), float(p[1])) for p in (far, past)], 20 * KN_M_S)
    sailing(on, legs, length_m=length_m)
    return legs


@pytest.mark.parametrize("antenna_m", [9.0, 100.0, 300.0])
@pytest.mark.parametrize(("length_m", "bearing_deg"), [(63.0, 17.0), (112.0, 181.0), (343.0, 290.0)])
def test_a_ship_comes_over_the_radar_horizon_of_a_station(
    antenna_m: float, length_m: float, bearing_deg: float
) -> None:
    station = part("coastal_station", side="a", position=[f"{STATION[0]} N", f"{STATION[1]} E"], sees=["radar"],
                   antenna=f"{antenna_m} m", radar_range="200 nm")  # fmt: skip
    on = theatre(station)
    legs = ingoing(on, length_m, bearing_deg)
    windows = on.play().table("window")
    assert len(windows["enter_s"]) == 1
    horizon_m = 4120 * (math.sqrt(antenna_m) + math.sqrt(float(mast_m(length_m))))
    for instant in (windows["enter_s"][0], windows["leave_s"][0]):
        here = legs.position(np.array([0]), instant)[0]
        lat, lon = math.degrees(math.asin(here[2])), math.degrees(math.atan2(here[1], here[0]))
        apart_m = float(distance_m(*STATION, lat, lon))
        assert apart_m == pytest.approx(horizon_m, abs=10.0)  # what cutting great circles into chords may cost


def test_the_range_of_a_station_is_no_more_than_its_instrument_has() -> None:
    station = part("coastal_station", side="a", position=["29 N", "126 E"], sees=["radar"], antenna="300 m",
                   radar_range="20 nm")  # fmt: skip
    on = theatre(station)
    ingoing(on, 112.0, 17.0)
    windows = on.play().table("window")
    assert (windows["leave_s"] - windows["enter_s"]) * 20 * KN_M_S == pytest.approx(40 * NM_M, abs=20.0)


# One look a pass


def satellite(side: str = "a", **given: Any) -> PartSpec:
    return part("sar_satellite", side=side, swath="250 km", delivery="1 h", resolves_pairs=1.0, **given)


@pytest.mark.slow
@pytest.mark.parametrize(("lasting_h", "recall"), [(3.0, 1.0), (9.6, 0.8), (24.0, 0.6), (24.0, 1.0)])
def test_a_satellite_sees_what_lasts_a_share_of_its_revisit(lasting_h: float, recall: float) -> None:
    """Ships appear at random over whole revisits; each is looked at no more than once: p = Pd · min(1, D / T)."""
    ships, revisit_h, revisits = 2500, 24.0, 20
    on = theatre(satellite(revisit=f"{revisit_h} h", recall=recall), days=revisits + 2)
    begin_s = np.random.default_rng(7).uniform(0, revisits * revisit_h * HOUR_S, ships)
    dark_ships(on, OFF_THE_EDGE, begin_s, begin_s + lasting_h * HOUR_S)
    seen = [record.event.vessel for record in on.play().of(ContactGained)]
    assert len(seen) == len(set(seen))
    covers_share(len(seen), ships, recall * min(1.0, lasting_h / revisit_h))


def test_what_lasts_as_long_as_a_revisit_is_never_missed_by_perfect_recall() -> None:
    on = theatre(satellite(revisit="24 h", recall=1.0), days=12)
    begin_s = np.random.default_rng(7).uniform(0, 10 * DAY_S, 300)
    for number in range(3):  # a place in each strip
        dark_ships(on, (29.0, 123.0 + 3 * number), begin_s, begin_s + DAY_S + 1.0, f"dark {number}")
    assert {record.event.vessel for record in on.play().of(ContactGained)} == set(range(900))


# Independent sides that pool what they have seen


@dataclass
class Lying:
    """A transfer that is in progress for the whole of the run, and has no nerves."""

    number: int
    names: tuple[str, str] = field(default=("receiver", "supplier"))

    def observed(self, cause: int) -> tuple[str, str]:
        """Let the photograph be taken."""
        return self.names

    def alarmed(self, cause: int) -> None:
        """Stay."""


def aircraft(side: str, sweep_nm: float) -> PartSpec:
    """Return a unit that looks at whatever it finds, and loses no time over it."""
    return part(
        "patrol_aircraft", id=f"mpa-{side}", side=side, base="Naha", area="box", sorties="0 /d", endurance="60 h",
        sweep_width=f"{sweep_nm} nm", search_speed="200 kn", transit_speed="100000000 kn",
        investigate=0.0, photo_day=1.0, photo_night=1.0,
    )  # fmt: skip


AREA_NM2, MEETINGS = 10_000.0, 2000
SWEEP_NM = {"a": 3.0, "b": 6.0}
IMAGES_AT_ONCE = [link(s, r, ["image"], delay="0 s", mechanisms=[]) for s, r in (("a", "b"), ("b", "a"))]


def flown(links: Sequence[LinkSpec]) -> Journal:
    """Fly one sortie of each side over the same meetings."""
    box = box_of(AREA_NM2 * NM_M**2)
    units = [aircraft(side, sweep_nm) for side, sweep_nm in SWEEP_NM.items()]
    on = theatre(*units, days=1, areas={"box": box}, links=links)
    for number in range(MEETINGS):
        on.new_hull(f"ship {number}", 100.0, box.centre).meeting = Lying(number)
    for party in on.parties.values():
        unit = party.desk.assets[0]
        assert isinstance(unit, AirUnit)
        on.run.process(unit.fly(None, area=box, on_station_s=10 * HOUR_S))
    return on.play()


def exact(*sides: str) -> float:
    """Return 1 − ∏ (1 − pᵢ) of sides that search at random, each by itself."""
    return 1 - math.prod(math.exp(-SWEEP_NM[side] * 200 * 10 / AREA_NM2) for side in sides)


def held(journal: Journal, side: str) -> set[int]:
    return {record.event.transfer for record in journal.of(EvidenceHeld) if record.event.side == side}


@pytest.mark.slow
def test_with_images_shared_each_side_knows_the_union_of_what_they_saw() -> None:
    alone, shared = flown(()), flown(IMAGES_AT_ONCE)
    mine, theirs = held(alone, "a"), held(alone, "b")
    covers_share(len(mine), MEETINGS, exact("a"))
    covers_share(len(theirs), MEETINGS, exact("b"))
    covers_share(len(mine | theirs), MEETINGS, exact("a", "b"))
    assert held(shared, "a") == held(shared, "b") == mine | theirs
