"""Landings: the order of waves, whose craft carry what, whose beach is used, and what handing over costs."""

from __future__ import annotations

from typing import Any

import pytest

from sim.kernel.journal import Journal
from sim.kernel.resource import OutOfUse
from sim.measure.catalogue import measured
from sim.models.landing_events import CraftBeached, CraftBroke, CraftLoaded, CraftReady, WaveAshore
from tests.theatres import HOUR_S, part, theatre

SERVICES = {"beach": 1, "carry": 2, "control": 2}


def force(side: str, craft: int = 2, **given: Any) -> Any:
    """Return a force with identical craft on which nothing is left to chance."""
    lcu = {"name": "lcu", "count": craft, "carries": {"people": 100, "vehicles": 2}, "speed": "20 kn", "load": "30 min",
           "unload": "15 min", "breaks": 0.0}  # fmt: skip
    waves = [{"name": "assault", "amount": 300}, {"name": "vehicles", "sort": "vehicles", "amount": 4,
                                                  "tonnes": 10.0, "after": ["assault"]}]  # fmt: skip
    usual = {"waves": waves, "craft": [lcu | given.pop("lcu", {})], "docks": 4, "position": ["28 N", "126 E"]}
    return part("landing_force", id=f"force-{side}", side=side, **(usual | given))


def beach(side: str, lanes: int = 2, **given: Any) -> Any:
    usual = {"position": ["28 N", "126.2 E"], "tide": "12 h", "open_for": "12 h", "handover": "20 min"}
    return part("landing_beach", id=f"beach-{side}", side=side, lanes=lanes, **(usual | given))


def table(level: float) -> Any:
    return part("interoperability", level=level, services=SERVICES)


def landed(*parts: Any, days: float = 4.0, **given: Any) -> Journal:
    return theatre(*parts, days=days, **given).play()


def beached(journal: Journal) -> list[CraftBeached]:
    return [record.event for record in journal.of(CraftBeached)]


def test_a_wave_is_loaded_when_those_before_it_are_ashore() -> None:
    journal = landed(force("a"), beach("a"))
    ashore = {record.event.wave: record.time_s for record in journal.of(WaveAshore)}
    begun = [record.time_s - record.event.worked_s - record.event.waited_s for record in journal.of(CraftLoaded)
             if record.event.wave == "vehicles"]  # fmt: skip
    assert min(begun) >= ashore["assault"]
    assert ashore["vehicles"] > ashore["assault"]


def test_all_that_is_landed_is_what_there_was() -> None:
    events = beached(landed(force("a", 3), beach("a")))
    assert sum(event.amount for event in events if event.wave == "assault") == 300
    assert sum(event.tonnes for event in events if event.wave == "vehicles") == 40.0


def test_craft_carry_for_a_partner_once_lift_is_pooled() -> None:
    for level, carries in ((1, False), (2, True)):
        journal = landed(force("a", 1), force("b", 4), beach("a"), beach("b"), table(level))
        others = [record.event for record in journal.of(CraftLoaded) if record.event.side != record.event.host]
        assert bool(others) == carries
        assert {record.event.wave for record in journal.of(WaveAshore)} == {"assault", "vehicles"}


def test_pooled_lift_is_sooner_ashore_and_the_partner_with_more_craft_may_be_later() -> None:
    parts = force("a", 1), force("b", 4), beach("a"), beach("b")
    alone, pooled = (measured(landed(*parts, table(level)), ["all_ashore"]) for level in (0, 2))
    assert pooled["all_ashore"] < alone["all_ashore"]
    assert pooled["all_ashore.b"] > alone["all_ashore.b"]


def test_a_partners_beach_is_used_from_its_level_on() -> None:
    for level, hosts in ((0, {"a"}), (1, {"a", "b"})):
        journal = landed(force("a", 6), beach("a", 1), beach("b", 1), table(level))
        assert {event.host for event in beached(journal)} == hosts


def test_handing_a_lane_over_costs_time_without_one_control() -> None:
    for level, waits in ((1, True), (2, False)):
        journal = landed(force("a", 1), force("b", 1, position=["28 N", "126.01 E"]), beach("a", 9), table(level))
        waited = [event.waited_s for event in beached(journal)]
        assert (max(waited) >= 20 * 60.0) == waits


def test_lanes_are_shut_at_low_water_and_landing_points_are_not() -> None:
    journal = landed(force("a"), beach("a", open_for="4 h", high_water="0 h"))
    shut = [(r.time_s / HOUR_S, r.event.lasts_s / HOUR_S) for r in journal.of(OutOfUse) if r.event.reason == "tide"]
    assert shut[:2] == [(2.0, 8.0)] * 2
    ends = [record.time_s / HOUR_S for record in journal.of(CraftBeached)]
    assert not [hour for hour in ends if 2.26 < hour % 12 < 10.0]
    flying = {"name": "lcu", "through": "deck", "carries": {"people": 100, "vehicles": 2}}
    flown = landed(force("a", lcu=flying, spots=4), beach("a", points=4, open_for="4 h", high_water="0 h"))
    assert [record.time_s / HOUR_S % 12 for record in flown.of(CraftBeached) if record.time_s > 2.3 * HOUR_S]


def test_nobody_loads_in_a_sea_above_the_limit() -> None:
    assert not beached(landed(force("a", lcu={"sea_state": 2}), beach("a"), sea_state=3))
    assert not beached(landed(force("a", sea_state=2), beach("a"), sea_state=3))
    assert beached(landed(force("a", lcu={"sea_state": 3}), beach("a"), sea_state=3))


def test_helicopters_by_day_only_wait_for_the_sun() -> None:
    by_day = {"through": "deck", "daylight": True}
    journal = landed(force("a", lcu=by_day, spots=4), beach("a"), days=2)
    loaded = [(record.time_s - record.event.worked_s) / HOUR_S % 24 for record in journal.of(CraftLoaded)]
    assert loaded and all(hour < 10.5 or hour > 20.5 for hour in loaded)  # the run begins at 09 h local time


def test_a_craft_that_breaks_down_is_mended_before_its_next_trip() -> None:
    journal = landed(force("a", 1, lcu={"breaks": 1.0, "repair": "5 h"}), beach("a"))
    ready = [record.time_s for record in journal.of(CraftReady)]
    loaded = [record.time_s - record.event.worked_s for record in journal.of(CraftLoaded)][1:]
    assert len(list(journal.of(CraftBroke))) == len(ready)
    assert all(next_s - back_s >= 5 * HOUR_S - 1 for back_s, next_s in zip(ready, loaded, strict=False))


def test_what_is_not_ashore_at_the_end_counts_as_the_end() -> None:
    told = measured(landed(force("a", 1), beach("a"), days=0.2), ["all_ashore", "share_ashore", "wave_ashore"])
    assert told["all_ashore"] == pytest.approx(4.8)
    assert 0 <= told["share_ashore"] < 1
    assert told["wave_ashore.a vehicles"] == pytest.approx(4.8)


def test_lift_is_used_no_more_than_wholly() -> None:
    told = measured(landed(force("a", 1), force("b", 3), beach("a"), beach("b")), ["lift_utilisation"])
    assert told["lift_utilisation.a lcu"] == pytest.approx(1.0, abs=0.1)
    assert 0 < told["lift_utilisation.b lcu"] < told["lift_utilisation"] < 1
