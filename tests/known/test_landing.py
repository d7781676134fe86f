"""Landings that can be worked out on paper: identical craft, nothing left to chance."""

from __future__ import annotations

from math import ceil
from typing import Any

import pytest

from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.models.landing_events import CraftBeached
from sim.world.geodesy import apart_m
from tests.theatres import KN_M_S, part, theatre

SHIP, BEACH = (28.0, 126.0), (28.0, 126.2)
LOAD, UNLOAD = 30.0, 15.0
CROSS = apart_m(SHIP, BEACH) / (20 * KN_M_S) / 60  # minutes


def landing(loads: int, craft: int, *, docks: int = 99, lanes: int = 99, **more: Any) -> Journal:
    """Land so many loads with so many craft."""
    force = part(
        "landing_force", side="a", position=["28 N", "126 E"], docks=docks,
        waves=[{"name": "stores", "sort": "stores", "amount": loads, "tonnes": 2.0}],
        craft=[{"name": "lcu", "count": craft, "carries": {"stores": 1}, "speed": "20 kn", "load": f"{LOAD} min",
                "unload": f"{UNLOAD} min", "breaks": 0.0}],
    )  # fmt: skip
    beach = part(
        "landing_beach", side="a", position=["28 N", "126.2 E"], lanes=lanes, tide="12 h", open_for="12 h", **more
    )
    return theatre(force, beach, days=6).play()


def minutes(journal: Journal) -> list[float]:
    return [record.time_s / 60 for record in journal.of(CraftBeached)]


@pytest.mark.parametrize(("loads", "craft"), [(1, 1), (7, 1), (8, 4), (9, 4), (11, 4), (3, 8)])
def test_identical_craft_make_as_many_cycles_as_loads_over_craft(loads: int, craft: int) -> None:
    cycles, cycle = ceil(loads / craft), LOAD + CROSS + UNLOAD + CROSS
    journal = landing(loads, craft)
    assert max(minutes(journal)) == pytest.approx((cycles - 1) * cycle + LOAD + CROSS + UNLOAD, abs=0.001)
    told = measured(
        journal, ["all_ashore", "craft_trips", "tonnes_per_hour", "dock_wait", "beach_wait", "share_ashore"]
    )
    assert told["all_ashore"] * 60 == pytest.approx(max(minutes(journal)))
    assert told["craft_trips"] == loads
    assert told["tonnes_per_hour"] == pytest.approx(2 * loads / told["all_ashore"])
    assert (told["share_ashore"], told["dock_wait"]) == (1.0, pytest.approx(0, abs=1e-3))
    assert told["beach_wait"] == pytest.approx(0, abs=1e-3)


def test_one_lane_lands_a_load_each_time_it_is_clear_however_many_craft_there_are() -> None:
    for craft in (20, 40):
        assert max(minutes(landing(20, craft, lanes=1))) == pytest.approx(LOAD + CROSS + 20 * UNLOAD, abs=0.001)


def test_one_dock_loads_one_craft_after_another_however_many_craft_and_lanes_there_are() -> None:
    for craft in (10, 20):
        journal = landing(10, craft, docks=1)
        assert max(minutes(journal)) == pytest.approx(10 * LOAD + CROSS + UNLOAD, abs=0.001)


def test_the_tide_stops_what_is_not_yet_in_a_lane() -> None:
    force_at = LOAD + CROSS  # when the craft are off the beach
    journal = landing(4, 4, lanes=1, high_water="0 h")
    assert minutes(journal) == pytest.approx([force_at + UNLOAD * n for n in (1, 2, 3, 4)], abs=0.001)
