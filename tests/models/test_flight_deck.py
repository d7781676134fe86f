"""Flight decks: what they refuse, whose jets they turn round, and what becomes of jets that no deck can take."""

from __future__ import annotations

from typing import Any

import pytest

from sim.kernel.journal import Journal
from sim.kernel.resource import Queued
from sim.measure.catalogue import measured
from sim.models.sortie_events import (
    DeckFouled,
    JetBroke,
    JetDiverted,
    JetLaunched,
    JetMended,
    JetReady,
    JetRecovered,
    StepDone,
)  # fmt: skip
from sim.parts.setting import Change
from sim.parts.theatre import Theatre
from tests.theatres import HOUR_S, part, theatre

STEPS = [
    {"name": "refuel", "needs": {"fuellers": 1}, "takes": "10 min", "service": "refuel"},
    {"name": "rearm", "needs": {"armourers": 1}, "takes": "30 min", "after": ["refuel"], "service": "rearm"},
]
TEAMS = {"landing": 1, "ramp": 1, "fuellers": 1, "armourers": 1, "maintainers": 1, "lift": 1}
SERVICES = {"land": 1, "refuel": 1, "rearm": 2, "repair": 2}


def deck(side: str, jets: int = 1, **given: Any) -> Any:
    """Return a deck on which everything takes its time exactly."""
    usual = {
        "recover": "5 min", "launch": "2 min", "mission": "60 min", "ferry": "10 min", "ashore": "4 h", "fouled": 0.0,
        "fouled_for": "3 h", "repairs": [], "turn_round": STEPS, "teams": TEAMS, "flying_day": "24 h",
        "spots": jets + 1,
    }  # fmt: skip
    return part("flight_deck", id=f"deck-{side}", side=side, position=["28 N", "126 E"], jets=jets, **(usual | given))


def table(level: float) -> Any:
    return part("interoperability", level=level, services=SERVICES)


def flown(*parts: Any, days: float = 1.0, **given: Any) -> Journal:
    return theatre(*parts, days=days, **given).play()


def test_a_jet_that_cannot_land_at_home_goes_ashore_and_is_lost_for_a_while() -> None:
    journal = flown(deck("a", fouled=1.0), deck("b", 0))
    assert len(list(journal.of(DeckFouled))) == len(list(journal.of(JetRecovered)))
    lost = [record.event.lost_s / HOUR_S for record in journal.of(JetDiverted)]
    assert lost and set(lost) == {4.0}
    told = measured(journal, ["diversions", "cross_deck_landings"])
    assert (told["diversions.a"], told["cross_deck_landings.a"]) == (len(lost), 0)


def test_a_partner_that_lands_and_refuels_sends_it_home_without_a_mission() -> None:
    journal = flown(deck("a", fouled=1.0), deck("b", 0), table(1))
    away = [record.event for record in journal.of(JetLaunched) if record.event.host == "b"]
    assert away and {event.purpose for event in away} == {"ferry"}
    steps = {record.event.step for record in journal.of(StepDone) if record.event.host == "b"}
    assert steps == {"refuel"}
    assert len(list(journal.of(JetDiverted))) < len(list(flown(deck("a", fouled=1.0), deck("b", 0)).of(JetDiverted)))


def test_a_partner_that_does_everything_sends_it_on_its_next_mission() -> None:
    journal = flown(deck("a", fouled=1.0), deck("b", 0), table(2))
    away = [record.event.purpose for record in journal.of(JetLaunched) if record.event.host == "b"]
    assert away and set(away) == {"mission"}
    assert measured(journal, ["cross_deck_sorties"])["cross_deck_sorties.a"] == len(away)


def test_a_partner_without_a_free_spot_takes_nobody() -> None:
    journal = flown(deck("a", fouled=1.0), deck("b", 1, spots=1), table(2))
    lost = next(record for record in journal.of(JetDiverted) if record.event.side == "a")
    left = [record.time_s for record in journal.of(JetLaunched) if record.event.side == "a"]
    assert [record.event.resource for record in journal.of(Queued)].count("deck-b spot") == 1  # its own jet's
    assert lost.time_s - max(at_s for at_s in left if at_s < lost.time_s) == HOUR_S  # without waiting overhead
    assert not [record for record in journal.of(JetRecovered) if record.event.side != record.event.host]


def test_where_it_is_freest_is_where_fewer_wait() -> None:
    crowded, empty = deck("a", 6, spots=12, returns="freest"), deck("b", 0, spots=12)
    shared = flown(crowded, empty, table(2))
    alone = flown(crowded, empty, table(0))
    sorties = [measured(each, ["sorties_per_day"])["sorties_per_day"] for each in (shared, alone)]
    assert sorties[0] > sorties[1]
    hosts = {record.event.host for record in shared.of(JetRecovered)}
    assert hosts == {"a", "b"}


def test_repair_in_the_hangar_frees_the_spot_for_one_that_waits_below() -> None:
    always = [{"name": "major", "chance": 1.0, "takes": "5 h", "hangar": True}]
    journal = flown(deck("a", 2, spots=1, repairs=always))
    first = [record.event.jet for record in journal.of(JetLaunched)][:2]
    assert first == ["deck-a-01", "deck-a-02"]
    for broke, mended in zip(journal.of(JetBroke), journal.of(JetMended), strict=False):
        assert mended.time_s - broke.time_s >= 5 * HOUR_S


def test_repair_that_a_partner_may_not_do_waits_for_own_people() -> None:
    always = [{"name": "minor", "chance": 1.0, "takes": "1 h"}]
    home, partner = deck("a", fouled=1.0, fouled_for="5 h", repairs=always), deck("b", 0, fly_out="6 h")
    down = [record.event.down_s / HOUR_S for record in flown(home, partner, table(1)).of(JetMended)
            if record.event.host == "b"]  # fmt: skip
    assert down and set(down) == {7.0}
    down = [r.event.down_s / HOUR_S for r in flown(home, partner, table(2)).of(JetMended) if r.event.host == "b"]
    assert down and set(down) == {1.0}


def test_missions_are_launched_in_the_flying_day_only() -> None:
    journal = flown(deck("a", 3, flying_day="6 h", begins="2 h"), days=3)
    hours = [record.time_s / HOUR_S % 24 for record in journal.of(JetLaunched)]
    assert hours and all(2.0 <= hour < 8.2 for hour in hours)


def test_a_sea_above_the_limit_keeps_jets_on_deck() -> None:
    assert not list(flown(deck("a", sea_state=3), sea_state=4).of(JetLaunched))
    assert list(flown(deck("a", sea_state=4), sea_state=4).of(JetLaunched))


def test_more_in_a_team_from_now_on() -> None:
    few = theatre(deck("a", 6, spots=6), days=1)
    more = deck("a", 6, spots=6, teams=TEAMS | {"armourers": 3})
    on = theatre(deck("a", 6, spots=6), days=1)
    changed = Theatre(on.run, _with(on, Change(0.5 * 86400.0, "more", (more,))))
    early, late = (list(each.play().of(JetReady)) for each in (few, changed))
    half = 43200.0
    assert [r.time_s for r in early if r.time_s < half] == [r.time_s for r in late if r.time_s < half]
    assert len(late) > len(early)


def _with(on: Theatre, change: Change) -> Any:
    from dataclasses import replace

    return replace(on.setting, changes=(change,))


def test_time_lost_to_defects_is_time_not_available() -> None:
    always = [{"name": "minor", "chance": 1.0, "takes": "1 h"}]
    journal = flown(deck("a", repairs=always))
    down = sum(record.event.down_s for record in journal.of(JetMended)) / 86400.0
    told = measured(journal, ["jets_available", "turn_round_time"])
    assert told["jets_available"] == pytest.approx(1.0 - down, abs=1 / 24)
    # landing, an hour of repair, 10 of fuel, 30 of arms: a jet's last wait is for itself
    assert told["turn_round_time"] == pytest.approx((60 + 40) / 60, abs=0.2)


def test_a_jet_is_followed_from_landing_to_launch_by_its_causes() -> None:
    journal = flown(deck("a"))
    launch = next(record for record in journal.of(JetLaunched) if record.event.sortie == 2)
    kinds, seq = [], launch.seq
    while seq is not None:
        kinds.append(journal.records[seq].kind)
        seq = journal.records[seq].cause
    assert kinds.index("jet_ready") < kinds.index("jet_recovered") < len(kinds) - kinds[::-1].index("jet_launched")


def test_more_spots_from_now_on_are_numbered_on() -> None:
    always = [{"name": "major", "chance": 1.0, "takes": "30 min", "hangar": True}]
    on = theatre(deck("a", 3, spots=1, repairs=always), days=1)
    changed = _with(on, Change(6 * HOUR_S, "more", (deck("a", 3, spots=3, repairs=always),)))
    spots = {record.event.spot for record in Theatre(on.run, changed).play().of(JetRecovered)}
    assert spots == {1, 2, 3}
