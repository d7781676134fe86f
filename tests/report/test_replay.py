"""The replay of a run says what its log does: where everybody was, who saw whom, what led to what, and who knew."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from sim.base.tongue import Tongue
from sim.experiment.simulate import simulate
from sim.kernel.resource import Queued, Released, Seized
from sim.models.mda_sharing import picture_series
from sim.models.sts_transfer import TransferBegan, TransferEnded
from sim.parts.flight import TookOff
from sim.parts.sar_satellite import StripImaged
from sim.parts.sensing import VesselInspected
from sim.picture.links import ReportReceived, ReportSent
from sim.picture.tasking import CueRaised
from sim.report.teller import Teller
from sim.scenario.load import load
from sim.world.geodesy import EARTH_RADIUS_M, angle, unit
from sim.world.motion import Legs
from tests.report.unpacked import CASES, Case, case_of, folded, journals, opened, replay, small

pytestmark = pytest.mark.slow

every_case = pytest.mark.parametrize("nth", range(len(CASES)))


def case(nth: int) -> Case:
    return case_of(replay(), nth)


# Where everybody was


def legs_of(nth: int) -> Legs:
    """Return the legs of the log, as they are."""
    table = journals()[CASES[nth]].table("leg")
    ends = unit(table["a_lat_deg"], table["a_lon_deg"]), unit(table["b_lat_deg"], table["b_lon_deg"])
    return Legs(table["platform"], table["start_s"], table["end_s"], *ends).sort("mover")


@every_case
def test_everybody_is_where_the_log_says(nth: int) -> None:
    """Ends are rounded to 0.06 m each way, and times by 5 ms, at most 1.2 m for the fastest of these aircraft."""
    shown, true, luck = case(nth), legs_of(nth), np.random.default_rng(1)
    time_s, number = luck.uniform(0.0, 7 * 86400.0, 40_000), luck.choice(shown.who["id"], 40_000)
    there, here = shown.legs.find(number, time_s), true.find(number, time_s)
    both = (there >= 0) & (here >= 0)
    lying = np.isin(number, journals()[CASES[nth]].table("hull")["vessel"]) & (here < 0)  # her orders are over
    assert ((there >= 0) == ((here >= 0) | lying)).all() and both.sum() > 2_000
    off_m = EARTH_RADIUS_M * angle(
        shown.legs.position(there[both], time_s[both]), true.position(here[both], time_s[both])
    )
    assert (off_m <= 0.2 + 0.01 * true.speed_m_s[here[both]]).all()


@every_case
def test_all_who_come_into_the_area_are_movers_and_no_post_is(nth: int) -> None:
    log, shown = journals()[CASES[nth]], case(nth)
    vessels, hulls = log.table("vessel"), log.table("hull")
    platforms = log.table("platform")["name"] != "station"
    numbers = [vessels["vessel"], hulls["vessel"], log.table("platform")["platform"][platforms]]
    assert sorted(shown.who["id"].tolist()) == np.unique(np.concatenate(numbers)).tolist()
    assert [post["name"] for post in shown.meta["posts"]] == ["station", "Kanoya", "Naha"]


@every_case
def test_each_mover_is_what_it_is(nth: int) -> None:
    shown, meta = case(nth), replay().meta
    sorts = [meta["sorts"][sort] for sort in shown.who["sort"]]
    of = dict(zip(shown.who["name"], zip(shown.who["side"], shown.who["range"], sorts, strict=True), strict=True))
    side, range_m, sort = of["frigate"]
    assert (side, sort["id"], sort["lawful"]) == (1, "patrol_ship", True)
    assert range_m == round(4120 * (25**0.5 + (100 / 7) ** 0.5))  # the horizons of its radar and of a ship of 100 m
    assert of["mpa sortie 1"][1] == round(7.5 * 1852)  # half of its sweep width
    assert of["network-receiver-1"][2] == {"id": "transfer_network", "name": "transfer network", "lawful": False}


def test_what_all_cases_share_is_stored_once() -> None:
    """Planned traffic is the same in both; ships that meet and aircraft differ."""
    columns = opened(replay())
    shared, own = columns["mover.id@all"], [columns[f"mover.id@{nth}"] for nth in range(2)]
    assert len(shared) > 100 and all(0 < len(each) < 60 and not np.isin(each, shared).any() for each in own)
    assert len(columns["contact.mover@all"]) > 3 * len(columns["contact.mover@0"])
    alone = opened(folded(small(), {"alone": journals()["alone"]}))
    assert len(alone["mover.id@all"]) == len(alone["contact.mover@all"]) == 0


def test_the_same_logs_give_the_same_replay() -> None:
    assert folded(small(), journals()) == replay()


# Who saw whom


@every_case
def test_contacts_are_those_of_the_log(nth: int) -> None:
    log, shown = journals()[CASES[nth]], case(nth)
    table, sides, sensors = log.table("contact"), log.header["sides"], [s["name"] for s in replay().meta["sensors"]]
    terms = {link["sender"]: link["releasable"] * (1 - link["loss"]) for link in log.header["links"]}
    of_area = np.isin(table["vessel"], log.table("vessel")["vessel"]) & (table["start_s"] < 7 * 86400)
    rows = zip(*(table[name][of_area].tolist() for name in ("vessel", "side", "sensor", "start_s", "end_s", "luck")),
               strict=True)  # fmt: skip
    wanted = sorted(
        (vessel, side, sensor, round(max(start, 0) * 100), round(min(end, 7 * 86400) * 100), luck < terms.get(side, 0))
        for vessel, side, sensor, start, end, luck in rows
    )
    c = shown.contacts
    found = sorted(
        (vessel, sides[side], sensors[sensor], t0, t1, bool(shared >> (1 - side) & 1)) for vessel, side, sensor, t0, t1,
        shared in zip(*(c[name].tolist() for name in ("mover", "side", "sensor", "t0", "t1", "shared")), strict=True)
    )  # fmt: skip
    assert len(found) > 1_000 and found == wanted


@every_case
def test_a_side_holds_as_many_vessels_as_the_measure_counts(nth: int) -> None:
    """The page's rule and `picture_completeness` are one."""
    log, shown = journals()[CASES[nth]], case(nth)
    spells, counted = log.table("vessel"), 0
    for side, (times, share, _) in enumerate(picture_series(log).values()):
        for time_s, wanted in zip(times.tolist(), share.tolist(), strict=True):
            now = (spells["enter_s"] <= time_s) & (spells["leave_s"] > time_s)
            held = shown.held(side, time_s)
            found = sum(vessel in held for vessel in spells["vessel"][now].tolist())
            assert found == round(wanted * now.sum()), (side, time_s)
            counted += found
    assert counted > 500


def test_sharing_is_seen_in_what_a_side_holds() -> None:
    alone, shared = (len(case(nth).held(0, 5 * 86400.0)) for nth in range(2))
    assert shared > alone > 0


def test_only_ais_tells_a_name() -> None:
    told = {sensor["name"]: sensor["names"] for sensor in replay().meta["sensors"]}
    assert {"AIS satellite": True, "SAR": False, "radar": False}.items() <= told.items()


# What led to what


@every_case
def test_events_are_told_in_order_with_the_nearest_cause_that_is_told(nth: int) -> None:
    records, events = journals()[CASES[nth]].records, case(nth).events
    hidden = [isinstance(record.event, (Queued, Seized, Released)) for record in records]
    assert [event["i"] for event in events] == [record.seq for record in records if not hidden[record.seq]]
    passed_over = 0
    for event in events:
        cause = records[event["i"]].cause
        while cause is not None and hidden[cause]:
            cause, passed_over = records[cause].cause, passed_over + 1
        assert event["cause"] == cause
        assert (
            event["t"] == pytest.approx(records[event["i"]].time_s, abs=0.006)
            and event["kind"] == records[event["i"]].kind
        )
    assert passed_over > 100


@every_case
def test_an_event_is_where_it_says_or_where_those_it_is_about_are_or_where_its_cause_was(nth: int) -> None:
    log, shown = journals()[CASES[nth]], case(nth)
    by_number = {event["i"]: event for event in shown.events}
    inherited = 0
    for event in shown.events:
        own = log.records[event["i"]].event
        if hasattr(own, "lat_deg"):
            assert event["at"] == [round(own.lat_deg, 4), round(own.lon_deg, 4)]
        elif isinstance(own, (VesselInspected, TookOff)):
            time_s = round(event["t"] / shown.unit_s) * shown.unit_s
            leg = shown.legs.find(event["about"][0], time_s)
            off_m = EARTH_RADIUS_M * angle(shown.legs.position(leg, time_s), unit(*map(np.float64, event["at"])))
            assert leg >= 0 and off_m < 8.0  # a ten-thousandth of a degree, halved
        elif event["cause"] is not None and not event["about"]:
            assert event["at"] == by_number[event["cause"]]["at"]
            inherited += event["at"] is not None
    assert inherited > 100


def test_an_aircraft_is_told_by_its_unit_and_its_sortie() -> None:
    shown, log = case(1), journals()["arrangement"]
    names = dict(zip(shown.who["id"].tolist(), shown.who["name"], strict=True))
    flown = [
        (event, log.records[event["i"]].event) for event in shown.events if event["kind"] in ("took_off", "landed")
    ]
    assert len(flown) > 10
    for event, own in flown:
        assert [names[number] for number in event["about"]] == [f"{own.unit} sortie {own.sortie}"]


# What is drawn


def drawn(nth: int, mark: str) -> dict[int, list[float]]:
    return {event["i"]: event[mark] for event in case(nth).events if mark in event}


def test_reports_run_along_their_link_for_its_delay() -> None:
    log, marks = journals()["arrangement"], drawn(1, "report")
    delay_s = {(link["sender"], link["receiver"]): link["delay_s"] for link in case(1).meta["links"]}
    assert set(marks) == {record.seq for record in log.of(ReportSent)} and delay_s == {(0, 1): 1800, (1, 0): 900}
    arrived = [mark for mark in marks.values() if mark[3] is not None]
    assert len(arrived) == sum(1 for _ in log.of(ReportReceived)) > 20
    for sender, receiver, sent_s, received_s in arrived:
        assert received_s - sent_s == pytest.approx(delay_s[sender, receiver], abs=0.02)


@every_case
def test_transfers_last_from_their_beginning_to_their_end(nth: int) -> None:
    log, marks = journals()[CASES[nth]], drawn(nth, "transfer")
    ends = {record.event.transfer: record.time_s for record in log.of(TransferEnded)}
    begun = {record.seq: record for record in log.of(TransferBegan)}
    assert set(marks) == set(begun) and len(marks) > 3
    for seq, (number, began_s, ended_s) in marks.items():
        assert number == begun[seq].event.transfer and began_s == pytest.approx(begun[seq].time_s, abs=0.006)
        assert ended_s == (pytest.approx(ends[number], abs=0.006) if number in ends else None)
    assert {mark[0] for mark in drawn(nth, "photo").values()} <= {mark[0] for mark in marks.values()}


@every_case
def test_a_cue_is_a_circle_that_grows(nth: int) -> None:
    marks = drawn(nth, "cue")
    assert set(marks) == {record.seq for record in journals()[CASES[nth]].of(CueRaised)} and marks
    for radius_m, growth_m_s, until_s, t, _ in marks.values():
        assert radius_m >= 400.0 and growth_m_s in (1.0, 5.0) and t < until_s <= t + 12 * 3600


def test_a_pass_is_a_strip_and_its_owner_knows() -> None:
    events = {event["i"]: event for event in case(0).events if "strip" in event}
    for record in journals()["alone"].of(StripImaged):
        assert events[record.seq]["strip"][:2] == [record.event.west_deg, record.event.east_deg]
        assert events[record.seq]["knows"] == [1]
    assert len(events) > 10


# Who knew


@every_case
def test_no_side_is_told_what_only_the_truth_knows(nth: int) -> None:
    """Names of ships, and what the network does: an event that a side knows of says none of it."""
    log, shown = journals()[CASES[nth]], case(nth)
    secret = {str(name) for name in log.table("hull")["name"]}
    secret |= {
        f"{part} {vessel}" for part, vessel in zip(*(log.table("vessel")[n] for n in ("part", "vessel")), strict=True)
    }
    words = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in secret))
    known = [event for event in shown.events if event["knows"]]
    assert len(known) > 200 and any(words.search(event["says"]) for event in shown.events)
    assert [event["says"] for event in known if words.search(event["says"])] == []
    hidden = {event["kind"] for event in shown.events} - {event["kind"] for event in known}
    assert hidden == {"transfer_agreed", "went_dark", "transfer_began", "transfer_ended"}


@every_case
def test_those_know_of_an_event_who_the_event_says_do(nth: int) -> None:
    log, sides = journals()[CASES[nth]], journals()["alone"].header["sides"]
    for event in case(nth).events:
        assert {sides[side] for side in event["knows"]} == log.records[event["i"]].event.knowers()


def test_it_is_told_in_the_language_asked_for() -> None:
    log = journals()["alone"]
    told = case_of(folded(small(), {"alone": log}, "ja"), 0).events
    teller = Teller(log, Tongue("ja"), {"a": "Side A", "b": "Side B"})
    assert [event["says"] for event in told] == [teller.says(log.records[event["i"]]) for event in told]
    assert any("が離陸" in event["says"] for event in told)


# How large it is


def test_sixty_days_of_the_east_china_sea_are_under_eight_megabytes() -> None:
    """All three cases, in text as the page holds them; the page's own parts are small beside that."""
    scenario = load("msa")
    shelf: dict[object, object] = {}
    made = folded(scenario, {name: simulate(scenario, name, 0, shelf=shelf) for name in scenario.cases})
    assert 200_000 < len(made.columns) + len(json.dumps(made.meta)) < 7_000_000
    assert made.meta["time_unit_s"] == 0.01
