"""The network: what it moves, when it parts, and where it goes once it was seen."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.models.sts_measures import transfers_of
from sim.models.sts_transfer import Meeting, TransferAgreed, TransferBegan, TransferEnded, WentDark
from sim.parts.theatre import Theatre
from sim.world import daylight
from sim.world.areas import Box
from sim.world.coast import load
from tests.intervals import covers_share
from tests.theatres import DAY_S, HOUR_S, part, theatre

NORTH, SOUTH = Box("north", 126.0, 127.0, 27.4, 28.0), Box("south", 126.0, 127.0, 26.7, 27.3)
AREAS = {"north": NORTH, "south": SOUTH}

pytestmark = pytest.mark.slow


def network(days: float = 12.0, *, sea_state: int = 0, **given: Any) -> Theatre:
    usual = {
        "receivers": 8, "suppliers": 8, "rendezvous": ["north", "south"], "home": "Naha", "supply": "Naha",
        "rest": {"uniform": ["4 h", "20 h"]}, "dark_lead": "2 h", "night": 0.0, "speed": "15 kn",
    }  # fmt: skip
    spec = part("transfer_network", id="network", **(usual | given))
    return theatre(spec, days=days, areas=AREAS, sea_state=sea_state)


def alarm_all(on: Theatre, after_s: float) -> list[Meeting]:
    """Let every meeting see somebody come, so long after it began."""
    met: list[Meeting] = []

    def seen(meeting: Meeting, cause: int) -> None:
        met.append(meeting)
        on.run.at(on.run.now + after_s, lambda: meeting.alarmed(cause))

    on.when_met.append(seen)
    return met


def test_what_is_moved_is_the_cargo_and_never_more() -> None:
    on = network(break_off=0.5, cast_off="20 min")
    alarm_all(on, 2 * HOUR_S)
    ended = [each for each in transfers_of(on.play(), all_of_them=True) if math.isfinite(each.ended_s)]
    cargo = {r.event.transfer: r.event.cargo_bbl for r in on.run.journal.of(TransferBegan)}
    assert {each.how for each in ended} == {"complete", "broken off"}
    for each in ended:
        assert 0.0 <= each.moved_bbl <= cargo[each.number]
        assert (each.moved_bbl == cargo[each.number]) == (each.how == "complete")


def test_a_transfer_broken_off_has_moved_what_was_pumped_by_then() -> None:
    on = network(break_off=1.0, cast_off="20 min", mooring="60 min", cargo="9000 bbl", pumping="1500 bbl/h")
    alarm_all(on, 2 * HOUR_S)
    broken = [each for each in transfers_of(on.play(), all_of_them=True) if each.how == "broken off"]
    assert len(broken) > 10
    for each in broken:
        assert each.ended_s - each.began_s == pytest.approx(2 * HOUR_S + 1200)
        assert each.moved_bbl == pytest.approx(1500 * (1 + 20 / 60))


def test_nobody_pumps_while_still_making_fast() -> None:
    on = network(break_off=1.0, cast_off="10 min", mooring="60 min")
    alarm_all(on, 600.0)
    broken = [each for each in transfers_of(on.play(), all_of_them=True) if each.how == "broken off"]
    assert broken
    assert {each.moved_bbl for each in broken} == {0.0}


def test_nerves_fail_as_often_as_they_are_said_to() -> None:
    on = network(days=0.1, break_off=0.3)
    actor: Any = on.actors["network"]
    meetings = [Meeting(number, actor, "north", ("a", "b"), on.run.env.event()) for number in range(2500)]
    for meeting in meetings:
        meeting.alarmed(-1)
    on.run.until(2 * HOUR_S)
    covers_share(sum(meeting.broken.triggered for meeting in meetings), len(meetings), 0.3)
    assert len(actor.seen_at["north"]) == len(meetings)


def test_a_meeting_is_noticed_once() -> None:
    on = network(days=0.1)
    actor: Any = on.actors["network"]
    meeting = Meeting(1, actor, "north", ("a", "b"), on.run.env.event())
    assert meeting.observed(-1) == ("a", "b")
    meeting.alarmed(-1)
    assert len(actor.seen_at["north"]) == 1


def chosen(on: Theatre, *, seen_north: int, now_s: float = 0.0) -> float:
    """Return how often the north is chosen once the network was seen there so many times at the start."""
    actor: Any = on.actors["network"]
    actor.seen_at = {"north": [(0.0, -1)] * seen_north}
    on.run.until(now_s + 1.0)
    lucks = (np.arange(10_000) + 0.5) / 10_000
    return float(np.mean([actor._choose(luck)[0] == "north" for luck in lucks]))


@pytest.mark.parametrize(
    ("seen", "displacement", "share"), [(0, 0.7, 0.5), (1, 0.7, 0.3 / 1.3), (2, 0.5, 0.2), (1, 0.0, 0.5)]
)
def test_a_place_where_it_was_seen_is_chosen_less_often(seen: int, displacement: float, share: float) -> None:
    assert chosen(network(displacement=displacement), seen_north=seen) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_what_is_chosen_above_its_even_share_has_moved_there(seen: int) -> None:
    on = network(displacement=0.7)
    actor: Any = on.actors["network"]
    actor.seen_at = {"north": [(0.0, -1)] * seen}
    moved = [actor._choose(luck)[1] for luck in (np.arange(10_000) + 0.5) / 10_000]
    assert np.mean(moved) == pytest.approx(0.5 - 0.3**seen / (1 + 0.3**seen), abs=1e-4)


def test_a_place_is_forgiven_in_time() -> None:
    assert chosen(network(memory="5 d"), seen_north=3, now_s=4.9 * DAY_S) < 0.1
    assert chosen(network(memory="5 d"), seen_north=3, now_s=5.1 * DAY_S) == pytest.approx(0.5, abs=1e-4)


def test_being_seen_moves_the_network_and_seeing_nothing_does_not() -> None:
    def in_the_north(watched: bool) -> list[str]:
        on = network(displacement=1.0, break_off=0.0)
        if watched:
            on.when_met.append(lambda meeting, cause: meeting.observed(cause) if meeting.area == "north" else None)
        return [record.event.area for record in on.play().of(TransferAgreed)]

    free, watched = in_the_north(False), in_the_north(True)
    assert free[:4] == watched[:4]
    assert watched[10:].count("north") < free[10:].count("north") / 3


def test_a_transfer_that_moved_is_put_down_to_who_was_seen() -> None:
    on = network(displacement=0.9, break_off=0.0)
    on.when_met.append(lambda meeting, cause: meeting.observed(cause))
    journal = on.play()
    agreed = list(journal.of(TransferAgreed))
    assert {record.cause is None for record in agreed} == {True, False}
    assert all((record.cause is None) == (record.event.moved == 0.0) for record in agreed)
    assert all(journal.records[r.cause].kind == "transfer_began" for r in agreed if r.cause is not None)
    assert measured(journal, ["displaced"])["displaced"] == pytest.approx(np.mean([r.event.moved for r in agreed]))


# Where, when and with whom


def test_they_meet_at_sea_in_an_area_of_theirs_and_go_dark_first() -> None:
    journal = network(supplier_dark=1.0, false_identity=0.0).play()
    began = list(journal.of(TransferBegan))
    assert len(began) > 20
    silent = {(record.event.vessel, record.time_s) for record in journal.of(WentDark)}
    for record in began:
        at = record.event.lat_deg, record.event.lon_deg
        assert NORTH.contains(*at) or SOUTH.contains(*at)
        assert not load().on_land(np.array([at[0]]), np.array([at[1]]))[0]
        for vessel in (record.event.receiver, record.event.supplier):
            assert any(who == vessel and record.time_s - 3 * DAY_S < when < record.time_s for who, when in silent)


def test_a_ship_is_in_one_meeting_at_a_time() -> None:
    busy: set[int] = set()
    whose: dict[int, tuple[int, int]] = {}
    for record in network().play().of(TransferAgreed, TransferEnded):
        if isinstance(record.event, TransferAgreed):
            ships = record.event.receiver, record.event.supplier
            assert not busy & set(ships)
            busy |= set(ships)
            whose[record.event.transfer] = ships
        else:
            busy -= set(whose[record.event.transfer])
    assert len(whose) > 20


def test_those_who_wait_for_the_dark_begin_in_it() -> None:
    on = network(night=1.0)
    began = [(r.time_s, r.event.lat_deg, r.event.lon_deg) for r in on.play().of(TransferBegan)]
    assert len(began) > 10
    assert all(bool(daylight.is_night(on.run.start, time_s, lat, lon)) for time_s, lat, lon in began)


def test_nobody_comes_alongside_in_a_high_sea() -> None:
    journal = network(sea_state=6, sea_state_max=4).play()
    assert not list(journal.of(TransferBegan))
    assert {record.event.how for record in journal.of(TransferEnded)} == {"called off"}


def ways(journal: Journal) -> set[str]:
    return {record.event.as_identity.rpartition("-")[2] for record in journal.of(WentDark)}


def test_some_go_on_under_another_name() -> None:
    assert "alias" in ways(network(false_identity=1.0).play())
    assert "alias" not in ways(network(false_identity=0.0).play())
